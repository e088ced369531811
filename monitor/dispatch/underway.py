"""The visits that this process has begun: each a task of its own, its lease kept alive until it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

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
class UnderWay:
    """``gate`` refuses what a guard or the night's positive control does not let through.

    ``visited`` is called with the inquiry's id after each visit that brought something new; ``holder`` names this
    process and ``observer`` the machine in every lease; ``ended`` is set whenever a visit ends. ``broke`` is told, in a
    thread, what nobody foresaw: what broke a visit, or why the database cannot be used. What was held at the gate waits
    for a place in the ``pace`` of its own.
    """

    store: Store
    engine: Engine
    clock: Clock
    holder: str
    observer: str
    lease: timedelta
    gate: Gate
    visited: Callable[[str], None]
    broke: Callable[[BaseException], object] = lambda failure: None
    pace: Pace | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: dict[asyncio.Task[None], Claim] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._tasks)

    def begin(self, claim: Claim) -> None:
        task = asyncio.create_task(self._visit(claim), name=f"{claim.inquiry.plan.id}/{claim.visit.number}")
        self._tasks[task] = claim
        task.add_done_callback(self._end)

    @asynccontextmanager
    async def leased(self) -> AsyncIterator[None]:
        """Leases are kept while it lasts; then what is under way may park itself, and what is left is cut off."""
        keeper = asyncio.create_task(self._keep_leases())
        try:
            yield
            await self._leave()
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
            await self._cut()

    async def _leave(self) -> None:
        """Wait until all have parked; what takes longer than two leases is cut off."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self.lease.total_seconds() * 2)

    async def _cut(self) -> None:
        """End at once what is still under way; its leases run out by themselves."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep_leases(self) -> None:
        """Renew every lease in time, for ever; a visit whose lease is lost is cut off."""
        while True:
            await asyncio.sleep(self.lease.total_seconds() / 3)
            until = self.clock.now() + self.lease
            for task, claim in list(self._tasks.items()):
                try:
                    await asyncio.to_thread(self.store.renew, claim, until=until)
                except LeaseLost:
                    log.warning("lease_lost", inquiry=claim.inquiry.plan.id)
                    task.cancel()
                except MonitorError as failure:  # the next round may reach the store again before the lease runs out
                    log.warning("lease_not_renewed", inquiry=claim.inquiry.plan.id, detail=str(failure))

    async def _visit(self, claim: Claim) -> None:
        if claim.sends and (reason := await self._refusal(claim.inquiry.plan)):
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

    async def _refusal(self, plan: PlannedInquiry) -> str:
        """Why it may not be asked. Who had to wait for a place is judged anew: stop may have been said since."""
        begun = self.clock.now()
        if (reason := await self.gate(plan)) or self.pace is None:
            return reason
        waited = await self.pace.turn(plan.channel, begun, self.clock.now, self.engine.stopping)
        return await self.gate(plan) if waited else ""

    def _end(self, task: asyncio.Task[None]) -> None:
        claim = self._tasks.pop(task)
        self.ended.set()
        if not task.cancelled() and (failure := task.exception()):
            # the lease runs out by itself, and the sweep settles what was begun
            log.error("visit_crashed", inquiry=claim.inquiry.plan.id, exc_info=failure)
            asyncio.get_running_loop().run_in_executor(None, self.broke, failure)
