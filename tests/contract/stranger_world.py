"""A network of our own for a stranger's page: made-up names with public addresses, all served on loopback."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from probes.outbound import Network, Streams

PUBLIC = "93.184.216.34"


@dataclass(slots=True)
class Strangers:
    """``names``: host → its addresses, one list a question (the last one stays). Public addresses lead to our server,
    any other one to itself. ``pages``: path → HTML, or headers of a redirect; ``asked`` is what the server was asked.
    """

    port: int = 0
    names: dict[str, list[list[str]]] = field(default_factory=dict)
    pages: dict[str, str | dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)
    resolved: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def network(self) -> Network:
        return Network(resolve=self._resolve, dial=self._dial)

    async def _resolve(self, host: str) -> Sequence[str]:
        answers = self.names.get(host, [[host]])  # a number is its own address
        self.resolved[host] += 1
        return answers[min(self.resolved[host], len(answers)) - 1]

    async def _dial(self, address: str, port: int) -> Streams:
        self.dialled.append(address)
        return await asyncio.open_connection("127.0.0.1", self.port if address == PUBLIC else port)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        body = self.pages.get(request.path)
        if isinstance(body, dict):
            return web.Response(status=302, headers=body)
        kind = "text/javascript" if request.path.endswith(".js") else "text/html"
        headers = {"Content-Disposition": "attachment"} if request.path.endswith(".bin") else {}
        return web.Response(
            status=200 if body is not None else 404, text=body or "", content_type=kind, charset="utf-8",
            headers=headers,
        )  # fmt: skip


@asynccontextmanager
async def strangers() -> AsyncIterator[Strangers]:
    """A server on loopback that is the whole internet."""
    world = Strangers()
    app = web.Application()
    app.router.add_get("/{path:.*}", world.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        world.port = runner.addresses[0][1]
        yield world
    finally:
        await runner.cleanup()
