"""Sharing visits: hints are followed through the lease alone, and a machine that is out of step does nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.dispatch.cluster import ClusterDispatch
from monitor.dispatch.pace import Pace
from monitor.dispatch.underway import UnderWay
from monitor.store.interface import Due, StoreUnavailable
from monitor.store.memory import MemoryStore
from tests.unit.engine_house import House, house

BOUND, TICK = 30.0, timedelta(milliseconds=10)


@dataclass
class Hints:
    """A queue in memory with the manners of the real one; ``away``: so many times it cannot be opened."""

    away: int = 0
    stale: list[str] = field(default_factory=list)  # hints of sending visits that nobody offered
    offered: list[Due] = field(default_factory=list)
    opened_times: int = 0

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        self.opened_times += 1
        if self.away:
            self.away -= 1
            raise StoreUnavailable("the queue of visits cannot be used")
        yield

    async def offer(self, hints: Sequence[Due]) -> int:
        fresh = [hint for hint in hints if hint not in self.offered]
        self.offered += fresh
        return len(fresh)

    async def work(self, follow: Any, *, sending: bool, at_once: int, every: timedelta) -> None:
        done = 0
        while True:
            mine = [hint.inquiry_id for hint in self.offered if hint.sends is sending]
            hints = [*mine, *(self.stale if sending else [])]
            for inquiry in hints[done:]:
                await follow(inquiry)
            done = len(hints)
            await asyncio.sleep(0.005)

    async def rescue(self) -> int:
        return 0


class Shared(MemoryStore):
    """A memory with a clock of its server's, which may differ from the machine's."""

    offset = timedelta(0)
    machine: Callable[[], datetime]

    def server_time(self) -> datetime:  # type: ignore[override]
        return self.machine() - self.offset


def dispatch(place: House, hints: Hints, told: list[timedelta] | None = None) -> ClusterDispatch:
    async def gate(plan: object) -> str:
        return ""

    visits = UnderWay(
        store=place.store, engine=place.engine, clock=place.clock, holder="h", observer="o",
        lease=timedelta(seconds=60), gate=gate, visited=lambda inquiry: None,
    )  # fmt: skip
    pace = Pace(slots=1000, later=0)
    return ClusterDispatch(
        visits=visits, jobs=hints, pace=pace, tick=TICK,  # type: ignore[arg-type]
        out_of_step=(told if told is not None else []).append,
    )  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> House:
    """One target whose store tells its server's time."""
    found = house(tmp_path)
    shared = Shared()
    shared.machine = found.clock.now
    found.store = found.engine.store = found.engine.persistence.store = shared
    return found


async def _until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(BOUND):
        while not true():
            await asyncio.sleep(0.01)


async def test_a_due_visit_is_made_once_however_often_it_is_hinted_at(place: House) -> None:
    """A stale hint, one of an unknown inquiry, and a second one of the same visit cost a look each."""
    place.plan()
    hints = Hints(stale=["nobody", "abc", "abc"])
    running = asyncio.create_task(dispatch(place, hints).run())
    await _until(lambda: place.inquiry().t0)
    await _until(lambda: place.store.visits("abc")[0].outcome == "done")
    place.engine.stopping.set()
    await running
    assert place.channel.heard == {"abc": 1}


async def test_pages_are_offered_while_there_is_something_new(place: House) -> None:
    """A whole page that brought something new is followed by another look at once; a shorter one ends it."""
    waiting = [Due(inquiry_id=f"i{number}", number=1, due_at=place.clock.now()) for number in range(7)]
    hints, looks = Hints(), list[int]()
    told = dispatch(place, hints)
    told.room_for = 2

    def page(*, observer: str, now: datetime, limit: int) -> Sequence[Due]:
        looks.append(limit)
        return [one for one in waiting if one not in hints.offered][:limit]  # what was offered is leased by then

    told.visits.store.due = page  # type: ignore[method-assign]
    await told._offer()
    assert (hints.offered, looks) == (waiting, [4, 4])
    await told._offer()
    assert looks == [4, 4, 4]


async def test_it_stops_by_parking(place: House) -> None:
    """Nothing is left under lease."""
    place.plan()
    running = asyncio.create_task(dispatch(place, Hints()).run())
    await _until(lambda: place.inquiry().t0)
    place.engine.stopping.set()
    await running
    assert [v for v in place.store.visits() if v.lease_until] == []


async def test_it_outlives_a_queue_that_is_away(place: House) -> None:
    """It tries again until it is there."""
    place.plan()
    hints = Hints(away=3)
    running = asyncio.create_task(dispatch(place, hints).run())
    await _until(lambda: place.inquiry().t0)
    place.engine.stopping.set()
    await running
    assert hints.opened_times == 4


@pytest.mark.parametrize("minutes", [5, -5])
async def test_a_machine_out_of_step_does_nothing_until_it_agrees(place: House, minutes: int) -> None:
    """Five minutes ahead or behind: it tells by how much; then, in step again, it asks."""
    place.plan()
    told: list[timedelta] = []
    hints, shared = Hints(), place.store
    assert isinstance(shared, Shared)
    shared.offset = timedelta(minutes=minutes)
    running = asyncio.create_task(dispatch(place, hints, told).run())
    await _until(lambda: len(told) > 3)
    assert set(told) == {timedelta(minutes=minutes)}
    assert (hints.opened_times, place.channel.heard) == (0, {})
    shared.offset = timedelta(0)
    await _until(lambda: place.inquiry().t0)
    place.engine.stopping.set()
    await running


@pytest.mark.parametrize(("seconds", "agrees"), [(1.9, True), (-1.9, True), (2.1, False), (-2.1, False)])
async def test_two_seconds_are_the_bound(place: House, seconds: float, agrees: bool) -> None:
    shared = place.store
    assert isinstance(shared, Shared)
    shared.offset = timedelta(seconds=seconds)
    assert await dispatch(place, Hints()).in_step() is agrees


async def test_a_slow_answer_does_not_make_a_clock_wrong(place: House) -> None:
    """What the question took may explain the difference: half of it on either side."""
    shared = place.store
    assert isinstance(shared, Shared)
    before = place.clock.now()

    def slow() -> datetime:
        place.clock.move(timedelta(seconds=10))
        return before

    shared.machine = slow
    assert await dispatch(place, Hints()).in_step()
