"""Serves the zoo on loopback, at two addresses, and keeps its conversations and its truth log."""

from __future__ import annotations

import asyncio
import json
import struct
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from probes.control.truth import TruthLog
from probes.control.zoo import pages
from probes.control.zoo.talk import Event, Talk
from probes.control.zoo.widget import Widget

CHANNEL = "webchat"
LONGEST = 10_000  # characters of a visitor's message


class Zoo:
    """Widgets by name; the second address is another origin (``localhost``) for frames of strangers.

    What a visitor's inquiry is comes with the page's address (``?inquiry=``), as with every control.
    """

    def __init__(self, widgets: Mapping[str, Widget], truth: TruthLog) -> None:
        self._widgets, self._truth = dict(widgets), truth
        self._talks: dict[tuple[str, str], Talk] = {}
        self._ports = (0, 0)

    def add(self, name: str, widget: Widget) -> str:
        """One more widget; returns its address."""
        self._widgets[name] = widget
        return self.url(name)

    def url(self, name: str) -> str:
        """Where the widget is."""
        assert name in self._widgets, f"the zoo has no {name}"
        return f"{self._origins[0]}/{name}"

    @property
    def _origins(self) -> tuple[str, str]:
        return f"http://127.0.0.1:{self._ports[0]}", f"http://localhost:{self._ports[1]}"

    async def __aenter__(self) -> Zoo:
        app = web.Application()
        app.add_routes(
            [
                web.get("/{name}", self._page),
                web.get("/{name}/room", self._room),
                web.get("/{name}/outer", self._outer),
                web.get("/{name}/app.js", self._app),
                web.get("/{name}/room.js", self._room_script),
                web.get("/{name}/heavy.js", self._heavy),
                web.get("/{name}/beat", self._beat),
                web.get("/{name}/receipt.png", self._picture),
                web.get("/{name}/refund-terms.pdf", self._file),
                web.get("/{name}/socket", self._socket),
                web.get("/{name}/events", self._events),
                web.get("/{name}/poll", self._poll),
                web.post("/{name}/say", self._say),
                web.post("/{name}/{kind:form|entered|rated}", self._note),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        for _ in range(2):
            await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        first, second = (address[1] for address in self._runner.addresses)
        self._ports = first, second
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await asyncio.gather(*(talk.end() for talk in self._talks.values()))
        await self._runner.cleanup()

    # -- files --------------------------------------------------------------------------------------------------------

    def _widget(self, request: web.Request) -> tuple[Widget, str]:
        name = request.match_info["name"]
        if name not in self._widgets:
            raise web.HTTPNotFound
        return self._widgets[name], name

    async def _page(self, request: web.Request) -> web.Response:
        widget, name = self._widget(request)
        status = 403 if widget.barred == "refused" else 200
        return _html(pages.page(widget, name), status)

    async def _room(self, request: web.Request) -> web.Response:
        return _html(pages.room(*self._widget(request)))

    async def _outer(self, request: web.Request) -> web.Response:
        _, name = self._widget(request)
        inner = f"{self._origins[1]}/{name}/room?{request.query_string}"
        return _html(pages.outer(inner))

    async def _app(self, request: web.Request) -> web.Response:
        return _script(pages.app(*self._widget(request), self._origins))

    async def _room_script(self, request: web.Request) -> web.Response:
        return _script(pages.room_script(*self._widget(request), self._origins))

    async def _heavy(self, request: web.Request) -> web.Response:
        return _script(pages.heavy())

    async def _beat(self, request: web.Request) -> web.Response:
        await asyncio.sleep(2)  # so that there is always a request under way
        return web.Response(status=204)

    async def _picture(self, request: web.Request) -> web.Response:
        return web.Response(body=PICTURE, content_type="image/png")

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(body=b"%PDF-1.4\n%refund terms\n%%EOF\n", content_type="application/pdf")

    # -- conversations ------------------------------------------------------------------------------------------------

    def _talk(self, request: web.Request) -> Talk:
        """The visitor's conversation: the one known, or a new one."""
        widget, name = self._widget(request)
        inquiry = request.query.get("inquiry", "")
        talk = self._talks.get((name, request.query.get("visitor", "")))
        if talk is None:

            def log(kind: str, text: str) -> float:
                return self._truth.add(inquiry=inquiry, platform=name, channel=CHANNEL, kind=kind, text=text)

            talk = Talk(widget, f"{self._origins[0]}/{name}", log)
            self._talks[name, talk.id] = talk
        return talk

    async def _told(self, talk: Talk, after: int) -> AsyncIterator[Event]:
        """The visitor's number, what the page has not seen, then everything as it happens."""
        queue: asyncio.Queue[Event] = asyncio.Queue()
        talk.listeners.add(queue)
        try:
            yield {"visitor": talk.id}
            known = after
            for event in talk.since(after):
                known = max(known, event.get("n", 0))
                yield event
            talk.meet()
            while True:
                event = await queue.get()
                if event.get("n", known + 1) > known:  # else it came while the past was being told
                    yield event
        finally:
            talk.listeners.discard(queue)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        talk = self._talk(request)
        wrapped = "EIO" in request.query
        socket = web.WebSocketResponse(max_msg_size=LONGEST * 8)
        await socket.prepare(request)
        if wrapped:
            await socket.send_str('0{"sid":"' + talk.id + '","pingInterval":25000,"pingTimeout":20000}')
        speaking = asyncio.create_task(self._speak(socket, talk, _after(request), wrapped))
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    _hear(talk, frame.data, wrapped)
        finally:
            speaking.cancel()
        return socket

    async def _speak(self, socket: web.WebSocketResponse, talk: Talk, after: int, wrapped: bool) -> None:
        with suppress(ConnectionError, RuntimeError):
            async for event in self._told(talk, after):
                told = json.dumps(["event", event] if wrapped else event, ensure_ascii=False)
                await socket.send_str("42" + told if wrapped else told)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        talk = self._talk(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        with suppress(ConnectionError, RuntimeError):
            async for event in self._told(talk, _after(request)):
                await response.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
        return response

    async def _poll(self, request: web.Request) -> web.Response:
        talk = self._talk(request)
        talk.meet()
        events = [{"visitor": talk.id}, *talk.since(_after(request))]
        return web.json_response(events, headers={"Cache-Control": "no-store"})

    async def _say(self, request: web.Request) -> web.Response:
        body = await request.json()
        self._talk(request).hear(str(body["text"])[:LONGEST], str(body["ref"]))
        return web.json_response({"ok": True})

    async def _note(self, request: web.Request) -> web.Response:
        """What was entered into a form goes to the truth log; ``form`` is the one of a chat that is offline."""
        _, name = self._widget(request)
        given = json.dumps(await request.json(), ensure_ascii=False)
        kind, inquiry = request.match_info["kind"], request.query.get("inquiry", "")
        self._truth.add(inquiry=inquiry, platform=name, channel=CHANNEL, kind=kind, text=given)
        return web.json_response({"ok": True})


def _after(request: web.Request) -> int:
    return int(request.query.get("after") or 0)


def _hear(talk: Talk, frame: str, wrapped: bool) -> None:
    if wrapped and not frame.startswith("42"):
        return
    body: Any = json.loads(frame[2:])[1] if wrapped else json.loads(frame)
    talk.hear(str(body["text"])[:LONGEST], str(body["ref"]))


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, content_type="text/html", status=status, headers={"Cache-Control": "no-store"})


def _script(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/javascript")


def _png(width: int, height: int) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress((b"\0" + b"\x44\x88\xcc" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PICTURE = _png(120, 80)
