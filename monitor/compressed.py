"""Nights of our own making: a compressed study plans a new night once the last one has been asked, or nearly so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.clock import Clock
from monitor.store.interface import Night, PlannedInquiry, Store, StoreUnavailable


async def _nothing(night: str) -> None:
    """No control is asked ahead: the night's first inquiry asks it."""


@dataclass(slots=True, kw_only=True)
class CompressedNights:
    """``plan(index, begins)`` gives night number ``index``; nights begin ``every`` so often, or later if the
    machine has not yet asked the night before: on a busy machine the study takes longer.

    Nights overlap: ``overlap`` inquiries of a night may still be to ask when the next begins, and ``control`` asks its
    positive control at once, so that the machine is not idle while the last pages open and nobody waits for a control.
    """

    store: Store
    clock: Clock
    nights: int
    first: int = 0
    every: timedelta
    plan: Callable[[int, datetime], Sequence[PlannedInquiry]]
    began: Callable[[int], None] = lambda index: None
    control: Callable[[str], Coroutine[object, object, None]] = _nothing
    overlap: int = 10

    async def run(self, stopping: asyncio.Event) -> None:
        """Plan night after night; those before ``first`` are asked already (a restart goes on)."""
        asking: set[asyncio.Task[None]] = set()
        try:
            for index in range(self.first, self.nights):
                night, begins = await self._plan(index)
                self.began(index)
                asking.add(asyncio.create_task(self.control(night)))
                await self._asked(night, begins + self.every, stopping)
                if stopping.is_set():
                    return
        finally:
            await asyncio.gather(*asking, return_exceptions=True)

    async def _asked(self, night: str, earliest: datetime, stopping: asyncio.Event) -> None:
        while not stopping.is_set() and (self.clock.now() < earliest or await asyncio.to_thread(self._unasked, night)):
            await asyncio.sleep(0.5)

    async def _plan(self, index: int) -> tuple[str, datetime]:
        """The night's id and when it begins: once the store can be reached."""
        while True:
            begins = self.clock.now()
            inquiries = self.plan(index, begins)
            night = Night(id=inquiries[0].night, week=inquiries[0].week, planned_at=begins)
            try:
                await asyncio.to_thread(self.store.plan_night, night, inquiries)
            except StoreUnavailable:
                await asyncio.sleep(1)
            else:
                return night.id, begins

    def _unasked(self, night: str) -> bool:
        try:
            left = sum(i.intended_at is None for i in self.store.inquiries(night=night, ending="open"))
        except StoreUnavailable:  # nobody knows just now
            return True
        return left > self.overlap
