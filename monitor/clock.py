"""The monitor's clock: aware UTC that never runs backwards, and that a test can hand in."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC, never earlier than it said before."""
        ...

    async def sleep_until(self, moment: datetime) -> None:
        """Return once ``now()`` has reached ``moment``."""
        ...


class SystemClock:
    """Wall-clock time; a step back of the machine's clock is held until time has caught up."""

    def __init__(self) -> None:
        self._latest = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        self._latest = max(self._latest, datetime.fromtimestamp(time.time(), UTC))
        return self._latest

    async def sleep_until(self, moment: datetime) -> None:
        while (left := moment - self.now()) > timedelta(0):
            await asyncio.sleep(min(left.total_seconds(), 60.0))


class HandClock:
    """A clock moved by hand: sleeping moves it, so tests take no time."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        self._now += by

    async def sleep_until(self, moment: datetime) -> None:
        self._now = max(self._now, moment)
        await asyncio.sleep(0)
