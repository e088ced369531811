"""A line between a browser and a server on loopback that a test cuts, resets, slows down or makes deaf."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

PIECE = 1 << 16


@dataclass(slots=True)
class Line:
    """``state``: through · refused (nobody listens) · reset (at once) · silent (accepted, never answered) · deaf (what
    we say arrives, what is said to us does not). ``delay`` seconds on every piece, both ways. ``left``: after so many
    more bytes to us the line breaks, once; ``broken`` counts that.
    """

    to: int
    port: int = 0
    state: str = "through"
    delay: float = 0
    left: int | None = None
    broken: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        self.state = "through"
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self, state: str) -> None:
        """Every connection there is breaks; new ones fare as ``state`` says."""
        self.state = state
        if state == "refused" and self._server is not None:
            self._server.close()
        for writer in tuple(self._open):
            _reset(writer)

    async def mend(self) -> None:
        if self.state == "refused":
            await self.start()
        self.state, self.delay = "through", 0

    async def stop(self) -> None:
        await self.cut("refused")
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._open.add(writer)
        try:
            if self.state == "reset":
                _reset(writer)
            elif self.state == "silent":
                await reader.read()
            else:
                await self._both_ways(reader, writer)
        except (OSError, EOFError, asyncio.CancelledError):  # only `stop` cancels
            pass
        finally:
            self._open.discard(writer)
            self._tasks.discard(task)
            writer.close()

    async def _both_ways(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, out = await asyncio.open_connection("127.0.0.1", self.to)
        self._open.add(out)
        try:
            await asyncio.gather(self._one_way(reader, out, back=False), self._one_way(there, writer, back=True))
        finally:
            self._open.discard(out)
            out.close()

    async def _one_way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, back: bool) -> None:
        while piece := await reader.read(PIECE):
            if self.delay:
                await asyncio.sleep(self.delay)
            if back and self.left is not None:
                piece = self._spend(piece)
            if not (back and self.state == "deaf"):
                writer.write(piece)
                await writer.drain()
            if self.left == 0:
                self.left, self.broken = None, self.broken + 1
                raise ConnectionResetError
        with suppress(OSError, RuntimeError):
            writer.write_eof()

    def _spend(self, piece: bytes) -> bytes:
        assert self.left is not None
        piece = piece[: self.left]
        self.left -= len(piece)
        return piece


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with a reset instead of an ending."""
    with suppress(OSError):
        held = writer.get_extra_info("socket")
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def line_to(port: int) -> AsyncIterator[Line]:
    line = Line(port)
    await line.start()
    try:
        yield line
    finally:
        await line.stop()
