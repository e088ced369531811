"""What a claim costs does not grow with all that waits. Counted in steps of SQLite's machine, not in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from monitor.store.interface import PlannedInquiry
from monitor.store.sql import SqlStore
from tests.contract.plans import LEASE, NIGHT, START, after, later, plan, planned

FEW, MANY = 60, 600
ROOM = 1.3
"""Trees grow by a level now and then; what grows with the rows would be tenfold."""


class Counted(SqlStore):
    """A store that knows how many hundred steps its database has made."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.steps = 0
        event.listen(self.database.engine, "connect", lambda connection, _: self._watch(connection))

    def _watch(self, connection: Any) -> None:
        def count() -> int:
            self.steps += 1
            return 0

        connection.set_progress_handler(count, 100)

    def cost(self, act: Callable[[], object]) -> int:
        act()  # what is done once, is done
        before = self.steps
        act()
        return self.steps - before


@pytest.fixture
def study(sqlite_template: Path, tmp_path: Path) -> Iterator[Callable[[str, list[PlannedInquiry]], Counted]]:
    """Makes a study of its own in which these inquiries are planned."""
    opened: list[Counted] = []

    def make(name: str, inquiries: list[PlannedInquiry]) -> Counted:
        (tmp_path / name).write_bytes(sqlite_template.read_bytes())
        store = Counted(f"sqlite:///{tmp_path / name}")
        opened.append(store)
        plan(store, *inquiries)
        return store

    yield make
    for store in opened:
        store.close()


def claim(store: SqlStore, *, at: float, sending: bool, limit: int = 5) -> None:
    given = store.claim(
        holder="worker", observer="observer-1", now=after(at), lease=LEASE, limit=limit, sending=sending
    )
    assert len(given) == limit


def wait_for(store: SqlStore, many: int, first: float) -> None:
    """Send ``many`` inquiries, whose visits to read are due one after the other from second ``first`` on."""
    claims = store.claim(holder="worker", observer="observer-1", now=START, lease=LEASE, limit=many, sending=True)
    for place, claim in enumerate(claims):
        due = first + place / 1000
        store.intend(claim, at=START)
        store.sent(claim, t0=START, witness="", session=b"", later=later(due, due + 900, due + 3600))
        store.finish(claim, at=START, outcome="done", looked_since=None, looked_until=None)


def test_first_contacts_among_many_that_wait_to_be_read(
    study: Callable[[str, list[PlannedInquiry]], Counted],
) -> None:
    """Finding whom to ask next costs the same however many conversations wait for a later visit."""
    costs = []
    for waiting in (FEW, MANY):
        store = study(f"{waiting}.db", [planned(f"w{n:04}") for n in range(waiting)])
        wait_for(store, waiting, first=300)
        night = replace(NIGHT, id="2026-11-17")
        store.plan_night(night, [planned(f"s{n}", due=60 + n, night=night.id) for n in range(9)])
        costs.append(store.cost(lambda store=store: claim(store, at=100, sending=True, limit=1)))  # type: ignore[misc]
    assert costs[1] <= costs[0] * ROOM


def test_first_contacts_of_a_long_backlog(study: Callable[[str, list[PlannedInquiry]], Counted]) -> None:
    """Finding whom to ask next costs the same however many could be asked."""
    costs = []
    for waiting in (FEW, MANY):
        store = study(f"{waiting}.db", [planned(f"w{n:04}", due=n / 10) for n in range(waiting)])
        costs.append(store.cost(lambda store=store: claim(store, at=200, sending=True, limit=1)))  # type: ignore[misc]
    assert costs[1] <= costs[0] * ROOM


@pytest.mark.parametrize("first", [300, 98], ids=["not due", "due"])
def test_later_visits(study: Callable[[str, list[PlannedInquiry]], Counted], first: float) -> None:
    """Taking what is due costs the same however much waits, be it due or not."""
    costs = []
    for waiting in (FEW, MANY):
        store = study(f"{waiting}.db", [planned(f"w{n:04}") for n in range(waiting + 20)])
        wait_for(store, 20, first=95)
        wait_for(store, waiting, first=first)
        costs.append(store.cost(lambda store=store: claim(store, at=100, sending=False)))  # type: ignore[misc]
    assert costs[1] <= costs[0] * ROOM


def plans(store: Counted, act: Callable[[], object]) -> list[str]:
    """How SQLite goes about each statement of this act, line by line."""
    told, engine = [], store.database.engine

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE")):
            one = parameters[0] if isinstance(parameters, list) else parameters
            found = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", one)
            told.extend(line[3] for line in found)

    event.listen(engine, "before_cursor_execute", explain)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", explain)
    return told


def test_a_full_room_is_looked_up_by_key(study: Callable[[str, list[PlannedInquiry]], Counted]) -> None:
    """A database that never counted its rows does not look for the 80 it is asked for among all that is open."""
    store = study("room.db", [planned(f"w{n:04}") for n in range(80)])
    wait_for(store, 80, first=95)
    told = plans(store, lambda: claim(store, at=100, sending=False, limit=80))
    assert sum("inquiries" in line for line in told) >= 3
    assert not [line for line in told if "ending" in line or line.startswith(("SCAN inquiries", "SCAN visits"))]
