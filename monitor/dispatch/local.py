"""Runs the visits that are due in this process: reading visits first, first contacts at a bearable pace.

What is due are rows; this loop claims a few, makes an engine visit each, keeps their leases alive and gives
back what it did not begin. It decides nothing about content, and outlives a database that is away for a while.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from monitor.dispatch.pace import Pace
from monitor.dispatch.underway import UnderWay
from monitor.errors import MonitorError
from monitor.store.interface import Claim

log = structlog.get_logger("dispatch")


@dataclass(slots=True, kw_only=True)
class LocalDispatch:
    """``room_for`` bounds what is claimed to read in one look, and what is under way when somebody is asked anew.

    ``tick`` is the longest sleep between two looks.
    """

    visits: UnderWay
    pace: Pace
    room_for: int = 80
    tick: timedelta = timedelta(seconds=1)

    @property
    def holder(self) -> str:
        return self.visits.holder

    async def in_step(self) -> bool:
        """There is no other clock than this machine's."""
        return True

    async def run(self) -> None:
        """Until ``engine.stopping``: then wait for the visits under way, which park themselves."""
        async with self.visits.leased():
            while not self.visits.engine.stopping.is_set():
                try:
                    await self._round()
                except MonitorError as failure:  # a locked or full database: what is due stays due
                    log.warning("cut_off", detail=str(failure), hint=failure.hint)
                    await asyncio.to_thread(self.visits.broke, failure)
                    await self._sleep(self.tick)

    async def _round(self) -> None:
        self.visits.ended.clear()
        looked = self.visits.clock.now()
        await self._take_due(looked)
        await self._pause(looked)

    async def _take_due(self, now: datetime) -> None:
        for claim in await self._claim(now, sending=False, limit=self.room_for):
            self.visits.begin(claim)
        clock = self.visits.clock
        while len(self.visits) < self.room_for and self.pace.may_ask(clock.now()):
            claims = await self._claim(now, sending=True, limit=1)
            for claim in claims:
                self.pace.asked(claim.inquiry.plan.channel, clock.now())
                self.visits.begin(claim)
            if not claims:
                break

    async def _claim(self, now: datetime, *, sending: bool, limit: int) -> list[Claim]:
        own = self.visits
        return list(
            await asyncio.to_thread(
                own.store.claim, holder=own.holder, observer=own.observer, now=now, lease=own.lease,
                limit=limit, sending=sending,
            )
        )  # fmt: skip

    async def _pause(self, looked: datetime) -> None:
        """Sleep to the next due visit, the next place in the pace, a finished visit or the tick: the first of these.

        What was due when we ``looked`` and was not given is held back: by the pace, or until a visit is finished.
        """
        due = await asyncio.to_thread(self.visits.store.next_due, after=looked)
        now = self.visits.clock.now()
        waits = [self.tick]
        if due is not None:
            waits.append(max(due - now, timedelta(0)))
        if (place := self.pace.wait(now)) > timedelta(0):
            waits.append(place)
        await self._sleep(min(waits), self.visits.ended)

    async def _sleep(self, wait: timedelta, *nudges: asyncio.Event) -> None:
        """So long, or until stopping or one of the ``nudges``."""
        events = [asyncio.create_task(event.wait()) for event in (self.visits.engine.stopping, *nudges)]
        await asyncio.wait(events, timeout=wait.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
        for event in events:
            event.cancel()
