"""What the web chat's contract tests stand on: control chats that speak when told to, and pages of the tests' own."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from probes import browser
from probes.control.chat import ChatControls
from probes.control.manners import Bank, ControlPlatform
from probes.control.truth import TruthLog
from probes.interface import Channel, ChannelKind, Exhibit, Inquiry, MailAccount, Means, Message, Persona, Sent, Target
from probes.webchat.channel import WebChat
from probes.webchat.conversation import WebConversation
from probes.webchat.vendor import shipped_profile

QUESTION = "How are refunds handled? 如果卡密失效怎么办？"
SETTLE = timedelta(seconds=0.3)
ACCOUNT = MailAccount(
    name="desk", address="probe@probe.test", smtp_host="127.0.0.1", smtp_port=25, smtp_security="none",
    imap_host="127.0.0.1", imap_port=143, imap_security="none", username="probe", password="",
)  # fmt: skip
MEANS = Means(
    persona=Persona(name="Study of support", study_page="https://study.example"),
    accounts={"desk": ACCOUNT},
    settle=SETTLE,
    patience=timedelta(seconds=8),
)
MANNERS = ("silent", "prompt_human", "acknowledges", "shut", "known_delay", "asks_back", "hands_off")
NUMBERS = count()
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]


class Clock:
    """The stage of a test: real time, nothing kept."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def keep(self, content: bytes, media_type: str, role: str) -> Exhibit:
        return Exhibit(sha256="0" * 64, media_type=media_type, role=role, taken_at=self.now())


CLOCK = Clock()


def soon(seconds: float) -> datetime:
    return CLOCK.now() + timedelta(seconds=seconds)


@dataclass(frozen=True)
class World:
    """The channel under test, with chats to ask."""

    channel: Channel
    controls: ChatControls
    truth: Path
    pages: dict[str, tuple[int, str]]
    port: int

    def inquiry(self, platform: str) -> Inquiry:
        """A question to a control platform (its id is its manner)."""
        return self._inquiry(self.controls.url(platform), shipped_profile("control"), control=True)

    def question_on(
        self,
        body: str,
        profile: Mapping[str, Any] | None,
        *,
        status: int = 200,
        control: bool = True,
        host: str = "127.0.0.1",
    ) -> Inquiry:
        """A question on a page of the test's own."""
        return self._inquiry(self.page(body, status=status, host=host), profile, control=control)

    def page(self, body: str, *, status: int = 200, host: str = "127.0.0.1") -> str:
        """Serve a page and return its address."""
        path = f"/p{next(NUMBERS)}"
        self.pages[path] = (status, "<!doctype html><meta charset=utf-8>" + body)
        return f"http://{host}:{self.port}{path}"

    def _inquiry(self, address: str, profile: Mapping[str, Any] | None, *, control: bool) -> Inquiry:
        target = Target(
            id="t", platform="p", channel=ChannelKind.WEBCHAT, address=address, control=control, profile=profile,
            account="desk",
        )  # fmt: skip
        number = f"q{next(NUMBERS)}"
        return Inquiry(id=number, target=target, question="q", subject="s", text=QUESTION, due_at=CLOCK.now())

    def open(
        self, inquiry: Inquiry, session: Mapping[str, Any] | None = None
    ) -> AbstractAsyncContextManager[WebConversation]:
        """Open the door; a session goes through JSON, as the store keeps it."""
        stored = None if session is None else json.loads(json.dumps(session))
        return self.channel.open(inquiry, CLOCK, stored)  # type: ignore[return-value]

    @asynccontextmanager
    async def open_impatiently(
        self, inquiry: Inquiry, session: Mapping[str, Any] | None = None
    ) -> AsyncIterator[WebConversation]:
        """Open a door that is expected to fail, without waiting long for it."""
        impatient = WebChat(replace(MEANS, patience=timedelta(seconds=3)), self.channel._browsers)  # type: ignore[attr-defined]
        async with impatient.open(inquiry, CLOCK, session) as door:
            yield door

    def moments(self, inquiry: Inquiry, kind: str) -> Sequence[datetime]:
        """When the control really heard or said something, by its own log."""
        rows = [json.loads(line) for line in self.truth.read_text(encoding="utf-8").splitlines()]
        own = (row for row in rows if row["inquiry"] == inquiry.id and row["kind"] == kind)
        return [datetime.fromtimestamp(row["sent_at"], UTC) for row in own]


async def heard(door: WebConversation, until: datetime, *, leaving: bool = True) -> Sequence[Message]:
    return [message async for message in door.listen(until, leaving=leaving)]


async def told(door: WebConversation, count: int) -> Sequence[Message]:
    """Listen until there are ``count`` messages (long enough for any machine), then take stock of all there are."""
    settled = 0
    async for _ in door.listen(soon(30)):
        settled += 1
        if settled == count:
            break
    return await heard(door, CLOCK.now())


async def read_until(world: World, page: str, reply: str, *, seconds: float = 20) -> Sequence[Message]:
    """Ask on a page with nothing but its address, and listen until it says ``reply``: all that was told, what stood
    there before us first."""
    async with world.open(world.question_on(page, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(seconds)):
            if reply in message.text:
                break
        return sorted(await heard(door, soon(0.6)), key=lambda one: not one.before_t0)


@asynccontextmanager
async def own_pages(pages: Mapping[str, tuple[int, str]]) -> AsyncIterator[int]:
    """Serve ``pages`` (path to status and body) on loopback; yields the port."""

    async def serve(request: web.Request) -> web.Response:
        status, body = pages.get(request.path, (404, ""))
        return web.Response(status=status, text=body, content_type="text/html")

    app = web.Application()
    app.router.add_get("/{path:.*}", serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def chat_world(channel: Channel, folder: Path) -> AsyncIterator[World]:
    log = TruthLog(folder / "truth.jsonl")
    platforms = [ControlPlatform(id=manner, name=manner, manner=manner) for manner in MANNERS]
    platforms.append(ControlPlatform(id="forgetful", name="forgetful", manner="silent"))
    pages: dict[str, tuple[int, str]] = {}
    async with (
        ChatControls(platforms, Bank(), log, seed=7) as controls,
        own_pages(pages) as port,
    ):
        controls.forget_visitors("forgetful")
        yield World(channel=channel, controls=controls, truth=folder / "truth.jsonl", pages=pages, port=port)
    log.close()
