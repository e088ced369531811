"""Remembers what a page sends by its sockets: pages drawn by their server tell every entry that way, and no request.

Of the sockets only one counts that carried our sign (our address holds it): others keep a chat or a clock going.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from probes.browser import Page, WebSocket
from probes.form.evidence import SOCKET, Trip

_BEAT = 2  # letters of a frame that only says that somebody is still there
_ANSWERED = 200  # a frame that came after ours


@dataclass(slots=True)
class _Line:
    ours: bool = False
    sent: int = 0
    answered_to: int = 0  # how many of ours had left when the last frame came


@dataclass(slots=True, kw_only=True)
class Sockets:
    """The sockets of one page from its first document on; ``sign`` stands in every entry of ours."""

    sign: str  # another one once it is known that our address is not asked for
    _lines: list[_Line] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Call before the page is loaded."""
        page.on("websocket", lambda socket: self._opened(socket))

    def mark(self) -> list[int]:
        """How much had left at this moment, socket by socket."""
        return [line.sent for line in self._lines]

    def trips(self, mark: list[int]) -> list[Trip]:
        """What left since ``mark`` by sockets that carried our sign, as one trip a socket."""
        known = [*mark, *[0] * (len(self._lines) - len(mark))]
        return [
            Trip(method=SOCKET, document=False, ours=True, status=_ANSWERED if line.answered_to > before else 0)
            for line, before in zip(self._lines, known, strict=True)
            if line.ours and line.sent > before
        ]

    def _opened(self, socket: WebSocket) -> None:
        line = _Line()
        self._lines.append(line)

        def left(told: str | bytes) -> None:
            if len(told) > _BEAT:
                line.sent += 1
                line.ours |= self.sign.encode() in (told.encode() if isinstance(told, str) else told)

        def came(told: str | bytes) -> None:
            if len(told) > _BEAT:
                line.answered_to = line.sent

        socket.on("framesent", left)
        socket.on("framereceived", came)
