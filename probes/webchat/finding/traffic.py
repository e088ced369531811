"""Tells whether a page still fetches something, which may be the chat that a search waits for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from probes.browser import BrowserContext, Request


class Traffic:
    """The requests of all windows of a visit, but for what has no end: streams, and scripts that ask the same again.

    ``clock`` in seconds.
    """

    def __init__(self, context: BrowserContext, clock: Callable[[], float] = time.monotonic) -> None:
        self._context, self._clock = context, clock
        self._under_way: dict[Request, str] = {}  # with their addresses
        self._asked: set[str] = set()
        self._last = clock()

    @contextmanager
    def followed(self) -> Iterator[None]:
        """Follow what is fetched from now on."""
        self._context.on("request", self._began)
        self._context.on("requestfinished", self._ended)
        self._context.on("requestfailed", self._ended)
        try:
            yield
        finally:
            self._context.remove_listener("request", self._began)
            self._context.remove_listener("requestfinished", self._ended)
            self._context.remove_listener("requestfailed", self._ended)

    @property
    def still_for(self) -> float:
        """Seconds since the last request began or ended; none while one is under way."""
        return 0.0 if self._under_way else self._clock() - self._last

    def _began(self, request: Request) -> None:
        address, kind = request.url.partition("?")[0], request.resource_type
        if kind in ("xhr", "fetch") and address in self._asked:  # so the first was one of many, and may take its time
            self._under_way = {one: at for one, at in self._under_way.items() if at != address}
        elif kind != "eventsource":
            self._asked.add(address)
            self._under_way[request] = address
            self._last = self._clock()

    def _ended(self, request: Request) -> None:
        if self._under_way.pop(request, None) is not None:
            self._last = self._clock()
