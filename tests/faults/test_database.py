"""A database that is locked for a while, and two daemons on one file: the loop goes on, and nothing is asked twice."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.alarm import Alarm
from monitor.dispatch.local import LocalDispatch
from monitor.dispatch.pace import Pace
from monitor.dispatch.underway import UnderWay
from monitor.store import connection, open_store
from monitor.store.interface import PlannedInquiry
from tests.scripted import Line
from tests.unit.engine_house import House, house

BOUND = 120
"""Seconds: far more than any of this takes on a busy machine."""


def daemon_of(h: House, holder: str, told: Alarm) -> LocalDispatch:
    async def nobody(plan: PlannedInquiry) -> str:
        return ""

    visits = UnderWay(
        store=h.engine.store, engine=h.engine, clock=h.clock, holder=holder, observer="o", lease=timedelta(days=2),
        gate=nobody, visited=lambda inquiry_id: None, broke=lambda failure: told.broke("a visit", failure),
    )  # fmt: skip
    return LocalDispatch(visits=visits, pace=Pace(slots=9, later=0), tick=timedelta(seconds=0.02))


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(BOUND):
        while not happened():
            await asyncio.sleep(0.01)


async def test_locked_for_longer_than_anybody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another program holds the file the daemon goes on trying; the operator is told once; then all is done."""
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    h = house(tmp_path, "mail", url=f"sqlite:///{tmp_path / 'silence.db'}", lines=[Line(60, "an answer")])
    h.plan()
    told = Alarm(store=h.store, clock=h.clock)
    broke = list[bool]()  # each time the database could not be used: whether the operator was told
    loop = daemon_of(h, "h", told)
    loop.visits.broke = lambda failure: broke.append(told.broke("a visit", failure))
    other = sqlite3.connect(tmp_path / "silence.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    running = asyncio.create_task(loop.run())
    await until(lambda: len(broke) >= 2)
    assert h.channel.heard == {}
    other.execute("ROLLBACK")
    await _to_the_end(h, loop)
    await running
    assert (h.inquiry().ending, h.texts(), h.channel.heard) == ("closed", ["an answer"], {"abc": 1})
    assert broke == [True] + [False] * (len(broke) - 1)
    other.close()
    h.store.close()


async def test_two_daemons_on_one_file(tmp_path: Path) -> None:
    """Both look for what is due all the time; each visit is made by one of them, and each question is heard once."""
    url = f"sqlite:///{tmp_path / 'silence.db'}"
    h = house(tmp_path, "mail", url=url, lines=[Line(60, "an answer")])
    for number in range(12):
        h.plan(f"i{number}", night=f"n{number}")
    second = open_store(url)
    own = {name: getattr(h.engine, name) for name in type(h.engine).__dataclass_fields__} | {"store": second}
    twin = House(second, h.clock, h.channel, type(h.engine)(**own), h.kind)
    told = Alarm(store=h.store, clock=h.clock)
    loops = [daemon_of(h, "one", told), daemon_of(twin, "two", told)]
    tasks = [asyncio.create_task(loop.run()) for loop in loops]
    await _to_the_end(h, *loops)
    await asyncio.gather(*tasks)
    assert h.channel.heard == {f"i{number}": 1 for number in range(12)}
    assert {record.ending for record in h.store.inquiries()} == {"closed"}
    assert all(visit.attempt <= 1 for visit in h.store.visits())
    second.close()
    h.store.close()


async def _to_the_end(h: House, *loops: LocalDispatch) -> None:
    """Let the clock go to whatever is due next until nothing is; then stop the loops."""
    async with asyncio.timeout(BOUND):
        while any(record.ending == "open" for record in h.store.inquiries()):
            if not any(len(loop.visits) for loop in loops) and (due := h.store.next_due()):
                await h.clock.sleep_until(due)
            await asyncio.sleep(0.02)
    h.engine.stopping.set()
