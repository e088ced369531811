"""The one way out for a browser at a stranger's page: resolves each name itself and connects to public addresses only.

A SOCKS 5 proxy (RFC 1928) on loopback, one for each conversation. The browser hands over names, not addresses; a name
is resolved once, and what is connected to is exactly what was looked at. So neither a redirect, a frame, a script nor a
name that changes its address (DNS rebinding) reaches this machine or its network.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import structlog

log = structlog.get_logger("outbound")

CONNECTIONS = 128
"""Connections of one conversation open at once; a browser keeps far fewer."""

BYTES = 512 << 20
"""What one visit may fetch and send in all; more is no conversation."""

HANDSHAKE_SECONDS, CONNECT_SECONDS = 10.0, 15.0
_PIECE = 64 << 10
_REMEMBERED = 50  # refused addresses that are named
_SUCCEEDED, _FAILED, _FORBIDDEN, _UNREACHABLE, _NO_COMMAND, _NO_ADDRESS_TYPE = 0, 1, 2, 4, 7, 8

Addresses = Sequence[str]
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

_resolving = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolve")
"""Threads of their own: names that never resolve must not keep the study's memory waiting."""


class Refused(Exception):
    """Where a page wanted to go is no public address, or it has had its fill; ``code`` is the reply of RFC 1928."""

    def __init__(self, message: str, code: int = _FORBIDDEN) -> None:
        super().__init__(message)
        self.code = code


async def resolve(host: str) -> Addresses:
    """The numeric addresses of a host, as this machine's resolver gives them now."""

    def ask() -> Addresses:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    return await asyncio.get_running_loop().run_in_executor(_resolving, ask)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The network as it is; a test hands in another. ``resolve`` and ``dial`` raise ``OSError``."""

    resolve: Callable[[str], Awaitable[Addresses]] = resolve
    dial: Callable[[str, int], Awaitable[Streams]] = asyncio.open_connection


def is_public_address(text: str) -> bool:
    """True for a numeric address that belongs to the public internet; of one that wraps IPv4, what it wraps counts."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in _TRANSLATED:
            address = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        else:
            address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast


_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are the IPv4 address that is meant


async def is_public(url: str, network: Network | None = None) -> bool:
    """True for http(s) addresses whose host resolves to public addresses alone."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return False
        found = await (network or Network()).resolve(parts.hostname)
    except (OSError, ValueError):
        return False
    return bool(found) and all(map(is_public_address, found))


@dataclass(slots=True, kw_only=True)
class Outbound:
    """One conversation's way out. ``refused`` names where it was not let go; ``used`` counts bytes both ways."""

    network: Network = field(default_factory=Network)
    connections: int = CONNECTIONS
    most_bytes: int = BYTES
    port: int = 0
    used: int = 0
    refused: list[str] = field(default_factory=list)
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def server(self) -> str:
        """The proxy's address as a browser wants it."""
        return f"socks5://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection of the browser to its end."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._carry(reader, writer)
        except (OSError, EOFError, TimeoutError, struct.error, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.close()

    async def end(self) -> None:
        """Cut whatever is still open."""
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            host, port = await asyncio.wait_for(_asked_for(reader, writer), HANDSHAKE_SECONDS)
            there = await self._connect(host, port)
        except Refused as no:
            self._note(str(no))
            await _answer(writer, no.code)
            return
        except (OSError, TimeoutError):
            await _answer(writer, _UNREACHABLE)
            return
        try:
            await _answer(writer, _SUCCEEDED)
            await self._join((reader, writer), there)
        finally:
            there[1].close()

    def _note(self, what: str) -> None:
        if len(self.refused) < _REMEMBERED and what not in self.refused:
            self.refused.append(what)
            log.warning("refused", where=what)

    async def _connect(self, host: str, port: int) -> Streams:
        """To the first address that answers. Raises ``Refused`` if any of the name's addresses is not public."""
        if len(self._open) > self.connections or self.used >= self.most_bytes:
            raise Refused(f"{host}:{port}: this visit has had {self.used} bytes and {len(self._open)} connections", 1)
        addresses = await asyncio.wait_for(self.network.resolve(host), CONNECT_SECONDS)
        if not addresses or not all(map(is_public_address, addresses)):
            raise Refused(f"{host}:{port}")
        return await self._first(addresses, port)

    async def _first(self, addresses: Addresses, port: int) -> Streams:
        trouble: Exception = OSError("no address")
        for address in addresses:
            try:
                return await asyncio.wait_for(self.network.dial(address, port), CONNECT_SECONDS)
            except (OSError, TimeoutError) as failure:
                trouble = failure
        raise trouble

    async def _join(self, here: Streams, there: Streams) -> None:
        """Carry both ways until both sides have ended, one of them broke, or the visit has had its fill."""
        ways = [asyncio.create_task(self._flow(here[0], there[1])), asyncio.create_task(self._flow(there[0], here[1]))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _flow(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while piece := await source.read(_PIECE):
            self.used += len(piece)
            if self.used > self.most_bytes:
                self._note(f"more than {self.most_bytes} bytes")
                raise OSError("this visit has had its fill")
            sink.write(piece)
            await sink.drain()
        with suppress(OSError):
            sink.write_eof()


async def _asked_for(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
    """Host and port of a CONNECT. Raises ``Refused`` for anything else."""
    _, methods = struct.unpack("!BB", await reader.readexactly(2))
    await reader.readexactly(methods)
    writer.write(b"\x05\x00")
    await writer.drain()
    _, command, _, kind = struct.unpack("!BBBB", await reader.readexactly(4))
    if kind == 3:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode("ascii", "replace")
    elif kind in (1, 4):
        host = str(ipaddress.ip_address(await reader.readexactly(4 if kind == 1 else 16)))
    else:
        raise Refused("an address of an unknown kind", _NO_ADDRESS_TYPE)
    (port,) = struct.unpack("!H", await reader.readexactly(2))
    if command != 1:
        raise Refused(f"{host}:{port}: no connection is asked for", _NO_COMMAND)
    return host, port


async def _answer(writer: asyncio.StreamWriter, code: int) -> None:
    writer.write(b"\x05" + bytes((code,)) + b"\x00\x01" + bytes(6))
    await writer.drain()


@asynccontextmanager
async def way_out(network: Network | None = None) -> AsyncIterator[Outbound]:
    """A conversation's way out, open as long as it lasts."""
    outbound = Outbound(network=network or Network())
    server = await asyncio.start_server(outbound.serve, "127.0.0.1", 0)
    outbound.port = server.sockets[0].getsockname()[1]
    try:
        yield outbound
    finally:
        server.close()
        await outbound.end()
