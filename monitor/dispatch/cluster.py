"""Shares due visits among the machines of a study on PostgreSQL: what is due now becomes jobs, workers follow them.

Every machine offers what is due for its own observer, and any machine of that observer may follow. The leases in
the store decide who makes a visit; this loop only sees to it that somebody tries. It outlives the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from monitor.dispatch.jobs import Jobs
from monitor.dispatch.pace import Pace
from monitor.dispatch.together import Together
from monitor.dispatch.underway import UnderWay
from monitor.errors import MonitorError
from monitor.store.interface import Claim

log = structlog.get_logger("dispatch")

APART = timedelta(seconds=2)
"""A machine whose clock is further from the database's does nothing: its times would be wrong in every row."""
READING_AT_ONCE = 20
"""Hints followed at once, as many as are offered in one statement: each only waits for its lease and begins."""


@dataclass(slots=True, kw_only=True)
class ClusterDispatch:
    """``room_for`` bounds the visits under way at once; ``tick`` is the time between two looks at what is due.

    ``out_of_step`` is told by how much this machine's clock is wrong, whenever it is.
    """

    visits: UnderWay
    jobs: Jobs
    pace: Pace
    room_for: int = 80
    tick: timedelta = timedelta(seconds=1)
    out_of_step: Callable[[timedelta], None] = lambda offset: None
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: Together = field(init=False)

    def __post_init__(self) -> None:
        self._reading = Together(self._lease_to_read)

    @property
    def holder(self) -> str:
        return self.visits.holder

    async def run(self) -> None:
        """Until ``engine.stopping``: then wait for the visits under way, which park themselves."""
        async with self.visits.leased():
            while not self._stopping.is_set():
                try:
                    if await self.in_step():
                        await self._work()
                except MonitorError as failure:
                    log.warning("cut_off", detail=str(failure), hint=failure.hint)
                    await asyncio.to_thread(self.visits.broke, failure)
                await self._sleep(self.tick)

    async def in_step(self) -> bool:
        """Whether this machine's clock agrees with the database's. Raises ``StoreUnavailable``."""
        before = self.visits.clock.now()
        told = await asyncio.to_thread(self.visits.store.server_time)
        after = self.visits.clock.now()
        if told is None:
            return True
        offset = before + (after - before) / 2 - told
        if abs(offset) - (after - before) / 2 <= APART:
            return True
        log.error("out_of_step", seconds=offset.total_seconds())
        await asyncio.to_thread(self.out_of_step, offset)
        return False

    @property
    def _stopping(self) -> asyncio.Event:
        return self.visits.engine.stopping

    async def _work(self) -> None:
        """Offer and follow until stopping, out of step, or cut off. Raises what cut it off."""
        self._over.clear()
        async with self.jobs.opened():
            parts = [asyncio.create_task(part) for part in self._parts()]
            try:
                done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
                for part in done:
                    part.result()
            finally:
                self._over.set()  # whoever waits for room or pace gives up: the hint is offered again
                for part in parts:
                    part.cancel()
                await asyncio.gather(*parts, return_exceptions=True)

    def _parts(self) -> list[Coroutine[Any, Any, None]]:
        work, every = self.jobs.work, max(self.tick, timedelta(seconds=1))
        return [
            self._stop(),
            self._again(self._offer, self.tick),
            self._again(self._rescue, self.visits.lease / 2),
            work(self._read, sending=False, at_once=READING_AT_ONCE, every=every),
            work(self._send, sending=True, at_once=1, every=every),
        ]

    async def _stop(self) -> None:
        """Returns once there is nothing more to be taken: stopping, or our clock no longer agrees."""
        every = min(self.visits.lease / 3, timedelta(seconds=10))
        while not self._stopping.is_set() and await self.in_step():
            await self._sleep(every)

    async def _again(self, act: Callable[[], Awaitable[None]], every: timedelta) -> None:
        while True:
            await act()
            await self._sleep(every)

    async def _offer(self) -> None:
        """Page by page as long as there was something new in a whole one."""
        own, whole = self.visits, 2 * self.room_for
        while True:
            hints = await asyncio.to_thread(own.store.due, observer=own.observer, now=own.clock.now(), limit=whole)
            if not await self.jobs.offer(hints) or len(hints) < whole:
                return

    async def _rescue(self) -> None:
        if found := await self.jobs.rescue():
            log.warning("hints_of_dead_workers", jobs=found)

    async def _read(self, inquiry_id: str) -> None:
        if await self._room(lambda: len(self.visits) < 2 * self.room_for):
            self._begin(await self._reading.claim(inquiry_id))

    def _lease_to_read(self, inquiry_ids: Sequence[str]) -> Sequence[Claim]:
        own = self.visits
        return own.store.claim_these(
            inquiry_ids, holder=own.holder, observer=own.observer, now=own.clock.now(), lease=own.lease
        )

    async def _send(self, inquiry_id: str) -> None:
        """One at a time: the next first contact waits until the machine has the room for it."""

        def may() -> bool:
            return len(self.visits) < self.room_for and self.pace.may_ask(self.visits.clock.now())

        if await self._room(may) and (claim := await self._lease_to_send(inquiry_id)):
            self._begin(claim)
            self.pace.asked(claim.inquiry.plan.channel, self.visits.clock.now())

    async def _lease_to_send(self, inquiry_id: str) -> Claim | None:
        own = self.visits
        return await asyncio.to_thread(
            own.store.claim_one, inquiry_id, holder=own.holder, observer=own.observer, now=own.clock.now(),
            lease=own.lease, sending=True,
        )  # fmt: skip

    def _begin(self, claim: Claim | None) -> None:
        if claim is not None:
            self.visits.begin(claim)

    async def _room(self, free: Callable[[], bool]) -> bool:
        """Wait until there is room; False if it was not worth waiting for."""
        while not free():
            if self._over.is_set() or self._stopping.is_set():
                return False
            await asyncio.sleep(min(self.tick.total_seconds() / 5, 0.1))
        return not (self._over.is_set() or self._stopping.is_set())

    async def _sleep(self, wait: timedelta) -> None:
        """So long, or until stopping."""
        stop = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({stop}, timeout=wait.total_seconds())
        stop.cancel()
