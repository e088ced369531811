"""The second witness: WebSocket frames of the chat, when they came and what they carried."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from probes.browser import Page, WebSocket

KEPT = 300  # newest frames
LONGEST = 65536  # characters of a frame that are searched
LEEWAY = timedelta(milliseconds=250)  # a frame may reach us this much after the page has drawn it


@dataclass(slots=True)
class _Socket:
    path: str
    alive_at: datetime  # last sign of life from the other side
    open: bool = True


@dataclass  # no slots: Playwright keeps its own note on whoever listens
class Frames:
    """Frames of one page. The chat's socket is the one that carried our own text; others are not the chat's."""

    now: Callable[[], datetime]
    lost: Callable[[datetime], None] = lambda at: None  # the chat's connection went away
    found: Callable[[datetime], None] = lambda at: None  # and is back
    carried: bool = False  # a socket has carried the newest of our texts
    _own: list[str] = field(default_factory=list)
    _received: deque[tuple[datetime, str]] = field(default_factory=lambda: deque(maxlen=KEPT))
    _sockets: list[_Socket] = field(default_factory=list)
    _chat_paths: set[str] = field(default_factory=set)

    def follow(self, page: Page) -> None:
        page.on("websocket", self._opened)

    def expect(self, text: str) -> None:
        """Our own text: whatever socket carries it, either way, is the chat's."""
        self._own.append(text)
        self.carried = False

    def received(self, text: str, *, after: datetime, before: datetime) -> datetime | None:
        """When a frame with ``text`` last came in, between the two moments (the later one with leeway)."""
        times = (at for at, payload in self._received if after <= at <= before + LEEWAY and carries(payload, text))
        return max(times, default=None)

    @property
    def connected(self) -> bool:
        """False only if the chat is known to use a socket and none of them is open."""
        return not self._chat_paths or any(s.open for s in self._sockets if s.path in self._chat_paths)

    def _opened(self, websocket: WebSocket) -> None:
        socket = _Socket(websocket.url.partition("?")[0], self.now())
        self._sockets = [known for known in self._sockets if known.open] + [socket]
        if socket.path in self._chat_paths:
            self.found(self.now())
        websocket.on("framesent", lambda payload: self._passed(socket, payload))
        websocket.on("framereceived", lambda payload: self._arrived(socket, payload))
        websocket.on("close", lambda _: self._closed(socket))

    def _arrived(self, socket: _Socket, payload: str | bytes) -> None:
        text = payload if isinstance(payload, str) else payload.decode("utf-8", "replace")
        socket.alive_at = self.now()
        self._received.append((socket.alive_at, text[:LONGEST]))
        self._passed(socket, text)

    def _passed(self, socket: _Socket, payload: str | bytes) -> None:
        if not self._own or (socket.path in self._chat_paths and self.carried):
            return
        text = payload if isinstance(payload, str) else payload.decode("utf-8", "replace")
        self.carried = self.carried or carries(text[:LONGEST], self._own[-1])
        if any(carries(text[:LONGEST], own) for own in self._own):
            self._chat_paths.add(socket.path)

    def _closed(self, socket: _Socket) -> None:
        was = self.connected
        socket.open = False
        if was and not self.connected:
            self.lost(socket.alive_at)  # a dead line is noticed late


def carries(payload: str, text: str) -> bool:
    """True if a frame holds the text, plain or as a JSON string."""
    if not text:
        return False
    return any(form in payload for form in (text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]))
