"""Chat pages of our own, one a control platform: launcher, WebSocket, greeting, typing bubble, remembered history.

What a platform does is scheduled by time whether or not anybody is connected, and goes to the truth log at the
moment before it leaves; probes never read that log.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from aiohttp import WSMsgType, web

from probes.control.manners import (
    Act,
    Bank,
    ControlPlatform,
    Hearing,
    acts,
    door_is_shut,
    greeting,
    joined_notice,
    offline_notice,
)
from probes.control.truth import TruthLog

CHANNEL = "webchat"
TYPING = 0.4  # seconds a typing bubble is shown before a message, if there is as much time
LONGEST = 10_000  # characters of a visitor's message


@dataclass(slots=True)
class _Visit:
    """One visitor's conversation, with whatever pages show it now."""

    id: str
    platform: ControlPlatform
    inquiry: str
    history: list[Mapping[str, Any]] = field(default_factory=list)
    hearing: Hearing = field(default_factory=Hearing)
    sockets: set[web.WebSocketResponse] = field(default_factory=set)

    def entry(self, who: str, text: str, at: float, *, bot: bool = False) -> Mapping[str, Any]:
        line = {"id": f"m{len(self.history)}", "who": who, "text": text, "at": at, "bot": bot}
        self.history.append(line)
        return line

    async def tell(self, **told: Any) -> None:
        """To every page that shows this conversation; a page that is gone reads the history later."""
        message = json.dumps(told, ensure_ascii=False)
        for socket in tuple(self.sockets):
            with suppress(ConnectionError, RuntimeError):
                await socket.send_str(message)


class ChatControls:
    """Serves the chat pages of ``platforms`` on loopback; ``port`` 0 takes a free one."""

    def __init__(
        self,
        platforms: Sequence[ControlPlatform],
        bank: Bank,
        truth: TruthLog,
        *,
        seed: int,
        port: int = 0,
    ) -> None:
        self._platforms = {platform.id: platform for platform in platforms}
        self._bank, self._truth, self._seed = bank, truth, seed
        self._forgetful: set[str] = set()
        self._port = port
        self._visits: dict[tuple[str, str], _Visit] = {}
        self._acting: set[asyncio.Task[None]] = set()
        self._page = files(__package__).joinpath("pages", "chat.html").read_text(encoding="utf-8")

    def url(self, platform_id: str) -> str:
        """Where the platform's chat is."""
        return f"http://127.0.0.1:{self._port}/{self._platforms[platform_id].id}"

    def forget_visitors(self, platform_id: str) -> None:
        """From now on the platform does not know a visitor again after a reload."""
        self._forgetful.add(self._platforms[platform_id].id)

    async def __aenter__(self) -> ChatControls:
        app = web.Application()
        app.router.add_get("/{platform}", self._serve_page)
        app.router.add_get("/{platform}/socket", self._serve_socket)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        for task in tuple(self._acting):
            task.cancel()
        await asyncio.gather(*self._acting, return_exceptions=True)
        await self.drop_connections()
        await self._runner.cleanup()

    async def drop_connections(self) -> None:
        """Close every open socket, as a server that restarts would; the pages connect again."""
        for visit in self._visits.values():
            for socket in tuple(visit.sockets):
                await socket.close()

    async def say(self, inquiry: str, kind: str, text: str) -> Sequence[float]:
        """Say one more thing in the conversations of ``inquiry``, now; returns when it left (epoch seconds)."""
        visits = [visit for visit in self._visits.values() if visit.inquiry == inquiry]
        return [await self._say(visit, Act(after=0.0, kind=kind, text=text)) for visit in visits]

    # -- the pages ----------------------------------------------------------------------------------------------------

    async def _serve_page(self, request: web.Request) -> web.Response:
        if request.match_info["platform"] not in self._platforms:
            raise web.HTTPNotFound
        return web.Response(text=self._page, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def _serve_socket(self, request: web.Request) -> web.WebSocketResponse:
        platform = self._platforms.get(request.match_info["platform"])
        if platform is None:
            raise web.HTTPNotFound
        socket = web.WebSocketResponse(max_msg_size=LONGEST * 8)
        await socket.prepare(request)
        language = "zh" if request.query.get("language", "").startswith("zh") else "en"
        if door_is_shut(platform.manner):
            await socket.send_json({"offline": offline_notice(language)})
            await socket.receive()
            return socket
        visit = await self._welcome(platform, request, language)
        await self._attend(visit, socket)
        return socket

    async def _welcome(self, platform: ControlPlatform, request: web.Request, language: str) -> _Visit:
        """The visitor's conversation: the one remembered, or a new one that begins with a greeting."""
        known = self._visits.get((platform.id, request.query.get("visitor", "")))
        if known is not None and platform.id not in self._forgetful:
            return known
        visit = _Visit(id=secrets.token_hex(8), platform=platform, inquiry=request.query.get("inquiry", ""))
        self._visits[platform.id, visit.id] = visit
        if words := greeting(platform.manner, language):
            at = self._log(visit, "greeting")
            visit.entry("agent", words, at)
        return visit

    async def _attend(self, visit: _Visit, socket: web.WebSocketResponse) -> None:
        """Show the history, then hear the visitor out until the page is gone."""
        so_far = json.dumps({"visitor": visit.id, "history": visit.history}, ensure_ascii=False)
        visit.sockets.add(socket)  # before anything is awaited: what is said from now on follows the history
        try:
            await socket.send_str(so_far)
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._hear(visit, str(json.loads(frame.data)["text"])[:LONGEST])
        finally:
            visit.sockets.discard(socket)

    # -- what a platform does -----------------------------------------------------------------------------------------

    async def _hear(self, visit: _Visit, text: str) -> None:
        kind, hearing = visit.hearing.hear(text, self._bank), visit.hearing
        heard_at = self._log(visit, kind, text if kind == "follow_up" else "")
        await visit.tell(line=visit.entry("own", text, heard_at))
        draw = random.Random(f"{self._seed}:{visit.platform.id}:{visit.inquiry}:{CHANNEL}" + "+" * hearing.turns)
        for act in acts(visit.platform, hearing.asked or self._bank.asked(text), draw, hearing.turns):
            task = asyncio.create_task(self._act(visit, act, heard_at + act.after))
            self._acting.add(task)
            task.add_done_callback(self._acting.discard)

    async def _act(self, visit: _Visit, act: Act, due: float) -> None:
        await _sleep_until(due - TYPING)
        await visit.tell(typing=True)
        await _sleep_until(due)
        await self._say(visit, act)

    async def _say(self, visit: _Visit, act: Act) -> float:
        if act.joins and visit.hearing.asked is not None:
            notice = joined_notice(visit.hearing.asked.language)
            await visit.tell(line=visit.entry("notice joined", notice, time.time()))
        at = self._log(visit, act.kind)
        await visit.tell(line=visit.entry("agent", act.text, at, bot=act.automatic))
        return at

    def _log(self, visit: _Visit, kind: str, text: str = "") -> float:
        return self._truth.add(inquiry=visit.inquiry, platform=visit.platform.id, channel=CHANNEL, kind=kind, text=text)


async def _sleep_until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.time()))
