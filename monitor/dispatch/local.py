"""Runs the visits that are due in this process: reading visits first, first contacts at a bearable pace.

What is due are rows; this loop claims a few, makes an engine visit each, keeps their leases alive and gives
back what it did not begin. It decides nothing about content.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from monitor.clock import Clock
from monitor.dispatch.pace import Pace
from monitor.engine import Engine
from monitor.errors import MonitorError
from monitor.store.interface import Claim, LeaseLost, PlannedInquiry, Store

log = structlog.get_logger("dispatch")

Gate = Callable[[PlannedInquiry], Awaitable[str]]
"""Why an inquiry may not be asked now; empty if it may."""


@dataclass(slots=True, kw_only=True)
class LocalDispatch:
    """``gate`` refuses what a guard or the night's positive control does not let through.

    ``visited`` is called with the inquiry's id after each visit that brought something new; ``room_for`` bounds the
    visits under way at once; ``tick`` is the longest sleep between two looks.
    """

    store: Store
    engine: Engine
    clock: Clock
    pace: Pace
    holder: str
    observer: str
    lease: timedelta
    gate: Gate
    visited: Callable[[str], None]
    room_for: int = 80
    tick: timedelta = timedelta(seconds=1)
    _under_way: dict[asyncio.Task[None], Claim] = field(default_factory=dict)
    _nudge: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Until ``engine.stopping``: then wait for the visits under way, which park themselves."""
        keeper = asyncio.create_task(self._keep_leases())
        try:
            while not self.engine.stopping.is_set():
                self._nudge.clear()
                looked = self.clock.now()
                await self._take_due(looked)
                await self._pause(looked)
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=self.lease.total_seconds() * 2)
        finally:
            keeper.cancel()
            for task in self._under_way:
                task.cancel()
            await asyncio.gather(keeper, *self._under_way, return_exceptions=True)

    async def _take_due(self, now: datetime) -> None:
        for claim in await self._claim(now, sending=False, limit=self.room_for):
            self._begin(claim)
        while len(self._under_way) < self.room_for and self.pace.may_ask(self.clock.now()):
            claims = await self._claim(now, sending=True, limit=1)
            for claim in claims:
                self._begin(claim)
                self.pace.asked(claim.inquiry.plan.channel, self.clock.now())
            if not claims:
                break

    async def _claim(self, now: datetime, *, sending: bool, limit: int) -> list[Claim]:
        return list(
            await asyncio.to_thread(
                self.store.claim, holder=self.holder, observer=self.observer, now=now, lease=self.lease, limit=limit,
                sending=sending,
            )
        )  # fmt: skip

    def _begin(self, claim: Claim) -> None:
        task = asyncio.create_task(self._visit(claim), name=f"{claim.inquiry.plan.id}/{claim.visit.number}")
        self._under_way[task] = claim
        task.add_done_callback(self._end)

    async def _visit(self, claim: Claim) -> None:
        if claim.sends and (reason := await self.gate(claim.inquiry.plan)):
            await asyncio.to_thread(
                self.store.end, claim.inquiry.plan.id, ending="void", reason=reason, at=self.clock.now(), claim=claim
            )
            log.warning("refused", inquiry=claim.inquiry.plan.id, reason=reason)
            return
        if self.engine.stopping.is_set():
            await asyncio.to_thread(self.store.put_back, claim, note="stopped")
            return
        if await self.engine.visit(claim):
            await asyncio.to_thread(self.visited, claim.inquiry.plan.id)

    def _end(self, task: asyncio.Task[None]) -> None:
        claim = self._under_way.pop(task)
        self._nudge.set()
        if not task.cancelled() and (failure := task.exception()):
            # the lease runs out by itself, and the sweep settles what was begun
            log.error("visit_crashed", inquiry=claim.inquiry.plan.id, exc_info=failure)

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(self.lease.total_seconds() / 3)
            until = self.clock.now() + self.lease
            for task, claim in list(self._under_way.items()):
                try:
                    await asyncio.to_thread(self.store.renew, claim, until=until)
                except LeaseLost:
                    log.warning("lease_lost", inquiry=claim.inquiry.plan.id)
                    task.cancel()
                except MonitorError as failure:  # the next round may reach the store again before the lease runs out
                    log.warning("lease_not_renewed", inquiry=claim.inquiry.plan.id, detail=str(failure))

    async def _pause(self, looked: datetime) -> None:
        """Sleep to the next due visit, the next place in the pace, a finished visit or the tick: the first of these.

        What was due when we ``looked`` and was not given is held back: by the pace, or until a visit is finished.
        """
        due = await asyncio.to_thread(self.store.next_due, after=looked)
        now = self.clock.now()
        waits = [self.tick]
        if due is not None:
            waits.append(max(due - now, timedelta(0)))
        if (place := self.pace.wait(now)) > timedelta(0):
            waits.append(place)
        stop = asyncio.create_task(self.engine.stopping.wait())
        nudge = asyncio.create_task(self._nudge.wait())
        await asyncio.wait({stop, nudge}, timeout=min(waits).total_seconds(), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        nudge.cancel()
