"""Microsoft's Web Chat pages before an offline Direct Line server, and a bot of ours that answers them.

The pages and the server are foreign software in Node; the bot is an HTTP service they call.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web

from tests.real import install
from tests.real.agents import Agent, Say
from tests.real.processes import free_ports, running

SERVER = Path(__file__).parent / "directline" / "server.mjs"
PAGE = Path(__file__).parent / "templates" / "webchat.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectLine:
    """A running server of Web Chat pages."""

    web: int

    def page(self, shop: str) -> str:
        """The support page of one platform."""
        return f"http://127.0.0.1:{self.web}/{shop}/page"


@asynccontextmanager
async def direct_line(folder: Path, agents: Mapping[str, Agent]) -> AsyncIterator[DirectLine]:
    """Serve one page a platform (``agents``: platform → agent) and answer what is asked there until left."""
    folder.mkdir(parents=True)
    port, bot = free_ports(2)
    page = PAGE.read_text(encoding="utf-8")
    pages = {
        shop: page.replace("SHOP", shop).replace("KEEPS", "true" if agent.shop.keeps else "false")
        for shop, agent in agents.items()
    }
    bundle = install.widget("botframework-webchat") / "dist"
    serve = ["node", str(SERVER), str(port), str(bot), str(bundle), json.dumps(pages)]
    async with (
        _bot(bot, agents),
        running(serve, log=folder / "directline.out", port=port, cwd=install.direct_line()),
    ):
        yield DirectLine(web=port)


@asynccontextmanager
async def _bot(port: int, agents: Mapping[str, Agent]) -> AsyncIterator[None]:
    """The service that Direct Line hands every activity to, at ``/PLATFORM``."""
    # its server closes idle connections whenever it likes: an answer that finds one closed would not be said
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:

        async def receive(request: web.Request) -> web.Response:
            activity = await request.json()
            agent = agents[request.match_info["shop"]]
            if activity["type"] == "message":
                agent.hear(activity["text"], _voice(session, activity), _typing(session, activity))
            elif activity["type"] == "conversationUpdate" and agent.shop.greets:
                await agent.greet(_voice(session, activity))
            return web.Response()

        app = web.Application()
        app.router.add_post("/{shop}", receive)
        runner = web.AppRunner(app)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield
        finally:
            for agent in agents.values():
                await agent.leave()
            await runner.cleanup()


def _voice(session: aiohttp.ClientSession, heard: Mapping[str, object]) -> Say:
    async def say(words: str) -> None:
        await _post(session, heard, {"type": "message", "text": words})

    return say


def _typing(session: aiohttp.ClientSession, heard: Mapping[str, object]) -> Say:
    async def typing(_: str) -> None:
        await _post(session, heard, {"type": "typing"})

    return typing


async def _post(session: aiohttp.ClientSession, heard: Mapping[str, object], said: Mapping[str, object]) -> None:
    conversation = heard["conversation"]
    assert isinstance(conversation, dict)
    url = f"{heard['serviceUrl']}/v3/conversations/{conversation['id']}/activities/{heard['id']}"
    async with session.post(url, json={**said, "replyToId": heard["id"], "conversation": conversation}) as answer:
        answer.raise_for_status()
