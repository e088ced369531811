"""Ends the process of a page that takes more memory than any page may; its conversation breaks, the others live on.

Linux only: a process's memory is read from ``/proc``; elsewhere pages are not bounded (``silence doctor`` says so).
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

log = structlog.get_logger("footprint")

MOST_BYTES = 3 << 29  # 1.5 GiB: a heavy shop's page takes a tenth
SHARE = 0.25  # of the machine's memory, if that is less
EVERY_SECONDS = 1.0
_PROC = Path("/proc")

Renderers = Callable[[], Awaitable[Iterable[int]]]
"""The process ids of the browser's page processes. Raises whatever ends the watch."""


def can_watch() -> bool:
    """Whether the memory of processes can be read here."""
    return (_PROC / "self" / "statm").is_file()


def limit() -> int:
    """How many bytes one page's process may hold in memory."""
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return MOST_BYTES
    return min(MOST_BYTES, int(machine * SHARE))


def resident(pid: int) -> int:
    """Bytes that a process holds in memory, shared libraries left out; 0 for one that is gone."""
    try:
        _, held, shared, *_ = (_PROC / str(pid) / "statm").read_text().split()
    except (OSError, ValueError):
        return 0
    return (int(held) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True, kw_only=True)
class Guard:
    """``watch()`` until it is cancelled."""

    renderers: Renderers
    most: int
    every: float = EVERY_SECONDS
    ended: int = 0

    async def watch(self) -> None:
        while True:
            await asyncio.sleep(self.every)
            for pid in await self.renderers():
                if (held := resident(pid)) > self.most:
                    log.warning("page_ended", megabytes=held >> 20, allowed=self.most >> 20)
                    self.ended += 1
                    with suppress(ProcessLookupError, PermissionError):
                        os.kill(pid, signal.SIGKILL)
