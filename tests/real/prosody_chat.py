"""Prosody serving a converse.js support page, and people who answer it from ordinary XMPP accounts.

Visitors log in anonymously, so a reload makes a new visitor: this chat forgets. One account a platform.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import slixmpp

from tests.real import install, templates
from tests.real.agents import Agent, Say
from tests.real.processes import START, ServerError, finished, free_ports, running


@dataclass(frozen=True, slots=True, kw_only=True)
class ProsodyChat:
    """A running chat server."""

    web: int
    xmpp: int

    def page(self, shop: str) -> str:
        """The support page of one platform."""
        return f"http://127.0.0.1:{self.web}/files/chat.html?agent={shop}"


@asynccontextmanager
async def prosody_chat(folder: Path, accounts: list[str]) -> AsyncIterator[ProsodyChat]:
    """Start Prosody in ``folder`` with the support ``accounts`` registered (password ``secret``)."""
    web, xmpp = free_ports(2)
    for name in ("data", "certs", "www"):
        (folder / name).mkdir(parents=True)
    (folder / "www" / "dist").symlink_to(install.widget("converse.js") / "dist")
    templates.write("chat.html", folder / "www", web=web)
    config = templates.write("prosody.cfg.lua", folder, folder=folder, web=web, xmpp=xmpp)
    register = ["prosodyctl", "--config", str(config), "register"]
    for account in accounts:
        await finished([*register, account, "support.localhost", "secret"])
    async with running(["prosody", "-F", "--config", str(config)], log=folder / "prosody.out", port=xmpp):
        yield ProsodyChat(web=web, xmpp=xmpp)


@asynccontextmanager
async def answered(chat: ProsodyChat, agents: Mapping[str, Agent]) -> AsyncIterator[None]:
    """Let each of ``agents`` (account → agent) sit at its account until left."""
    async with AsyncExitStack() as desks:
        for account, agent in agents.items():
            await desks.enter_async_context(_seated(account, agent, chat.xmpp))
        yield


@asynccontextmanager
async def _seated(account: str, agent: Agent, port: int) -> AsyncIterator[None]:
    seat = _Seat(account, agent)
    seat.connect("127.0.0.1", port)
    try:
        async with asyncio.timeout(START):
            await seat.ready.wait()
        yield
    except TimeoutError as late:
        raise ServerError(f"{account} could not log in on port {port}") from late
    finally:
        await agent.leave()
        await seat.disconnect(wait=1)


class _Seat(slixmpp.ClientXMPP):
    """One person's XMPP client: greets whoever opens the chat, hears questions, answers them."""

    def __init__(self, account: str, agent: Agent) -> None:
        super().__init__(f"{account}@support.localhost/desk", "secret")
        self.enable_plaintext, self.enable_direct_tls, self.enable_starttls = True, False, False
        self.plugin["feature_mechanisms"].unencrypted_plain = True
        self.plugin["feature_mechanisms"].unencrypted_scram = True
        self.register_plugin("xep_0085")  # chat states
        self.ready = asyncio.Event()
        self._agent = agent
        self._met: set[str] = set()
        self.add_event_handler("session_start", self._online)
        self.add_event_handler("message", self._heard)
        self.add_event_handler("chatstate_active", self._opened)

    def _online(self, _: Any) -> None:
        self.send_presence()
        self.ready.set()

    async def _opened(self, note: Any) -> None:
        """The visitor's chat window opened, or it says so together with its first message (then no greeting)."""
        visitor = str(note["from"])
        if visitor in self._met or note["body"]:
            return
        self._met.add(visitor)
        if self._agent.shop.greets:
            await self._agent.greet(self._voice(visitor))

    def _heard(self, note: Any) -> None:
        if note["type"] in ("chat", "normal") and note["body"]:
            visitor = str(note["from"])
            self._met.add(visitor)
            self._agent.hear(note["body"], self._voice(visitor), self._composing(visitor))

    def _voice(self, visitor: str) -> Say:
        async def say(words: str) -> None:
            self.make_message(mto=visitor, mbody=words, mtype="chat").send()

        return say

    def _composing(self, visitor: str) -> Say:
        async def typing(_: str) -> None:
            note = self.make_message(mto=visitor, mtype="chat")
            note["chat_state"] = "composing"
            note.send()

        return typing
