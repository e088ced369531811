"""What every visit writes goes to the driver by a shorter way: with the same fence, the same order, the same errors."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from monitor.ledger import breaks
from monitor.store import covered, tables
from monitor.store.interface import Claim, LeaseLost, StoreUnavailable, UnknownInquiry
from monitor.store.kept import AT_ONCE
from monitor.store.sql import SqlStore
from monitor.store.visiting import lock_inquiry
from tests.contract.plans import message, sent

BOUND = 60
"""Seconds: far more than any of this takes on a busy machine."""


@pytest.fixture
def study(url: str) -> Iterator[SqlStore]:
    store = SqlStore(url)
    yield store
    store.close()


def texts(store: SqlStore) -> list[str]:
    return [line.text for _, line in store.messages("a")]


def test_more_lines_than_one_statement_takes(study: SqlStore) -> None:
    """Known lines stay, new ones come in their order, in the transcript and in the ledger."""
    own = sent(study)
    study.note(own, messages=[message(n, "first") for n in (3, AT_ONCE + 5)], session=None)
    lines = [message(n, f"line {n}") for n in reversed(range(3 * AT_ONCE + 1))]
    study.note(own, messages=lines, session=None)
    known = {3: "first", AT_ONCE + 5: "first"}
    assert texts(study) == [known.get(n, f"line {n}") for n in range(3 * AT_ONCE + 1)]
    entries = list(study.chain("observer-1"))
    assert (list(breaks(entries)), study.head("observer-1")) == ([], entries[-1].head)
    fresh = [line for line in lines if line.ordinal not in known]
    expected = [_digest(study, line.ordinal) for line in fresh]
    assert [entry.digest for entry in entries[-len(fresh) :]] == expected


def _digest(store: SqlStore, ordinal: int) -> str:
    [line] = [line for _, line in store.messages("a") if line.ordinal == ordinal]
    return covered.heard("a", line).digest


@pytest.mark.parametrize("taken", [{"attempt": 2}, {"holder": "other"}, {"outcome": "void"}])
def test_taken_over_while_the_lock_is_waited_for(postgres_url: str, taken: dict[str, object]) -> None:
    """Whoever waits for the inquiry's lock reads what the one before left, not what stood there when it came."""
    store, other = SqlStore(postgres_url), SqlStore(postgres_url)
    own = sent(store)
    lost = list[bool]()
    thread = threading.Thread(target=lambda: lost.append(_loses(store, own)))
    with other.database.writing() as connection:
        lock_inquiry(connection, "a")
        visit = (tables.visits.c.inquiry_id == "a") & (tables.visits.c.number == 0)
        connection.execute(sa.update(tables.visits).where(visit).values(taken))
        thread.start()
        _until_one_waits(other)
    thread.join(BOUND)
    assert (lost, texts(store)) == ([True], [])
    store.close()
    other.close()


def _loses(store: SqlStore, own: Claim) -> bool:
    try:
        store.note(own, messages=[message(0)], session=b"stale")
    except LeaseLost:
        return True
    return False


def _until_one_waits(store: SqlStore) -> None:
    waiting = sa.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    end = time.monotonic() + BOUND
    with store.database.reading() as connection:
        while not connection.scalar(waiting):
            assert time.monotonic() < end, "nobody waits"
            time.sleep(0.01)


def test_an_unknown_inquiry(study: SqlStore) -> None:
    """Nothing is noted of what was never planned; a visit that is not there is a lost one."""
    own = sent(study)
    strange = replace(own, visit=replace(own.visit, inquiry_id="nobody"))
    with pytest.raises(UnknownInquiry):
        study.note(strange, messages=[message(0)], session=None)
    with pytest.raises(LeaseLost):
        study.note(replace(own, visit=replace(own.visit, number=99)), messages=[message(0)], session=None)


def test_a_moment_without_its_zone(study: SqlStore) -> None:
    """It is refused as plainly as elsewhere, and nothing of it stays."""
    own = sent(study)
    before = list(study.chain("observer-1"))
    naive = replace(message(1), seen_by=message(1).seen_by.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        study.note(own, messages=[message(0), naive], session=None)
    assert (texts(study), list(study.chain("observer-1"))) == ([], before)


def test_a_connection_that_is_cut(postgres_url: str) -> None:
    """A server that ends the connection within a transaction is a store that cannot be used, for now; nothing stays."""
    store, other = SqlStore(postgres_url), SqlStore(postgres_url)
    own = sent(store)
    with pytest.raises(StoreUnavailable):
        _put_after_the_cut(store, other)
    store.note(own, messages=[message(0)], session=b"whole")
    with store.database.reading() as connection:
        assert connection.scalars(sa.select(tables.sessions.c.session)).all() == [b"whole"]
    store.close()
    other.close()


def _put_after_the_cut(store: SqlStore, other: SqlStore) -> None:
    cut = sa.text("SELECT pg_terminate_backend(:pid)")
    with store.database.writing() as connection:
        rows = [{"inquiry_id": "a", "session": b"half"}]
        store.database.put(connection, tables.sessions, rows, update=True)
        pid = connection.scalar(sa.text("SELECT pg_backend_pid()"))
        with other.database.writing() as killing:
            killing.execute(cut, {"pid": pid})
        store.database.put(connection, tables.sessions, rows, update=True)


def test_no_table(study: SqlStore) -> None:
    """An error of the database's own is told like any other."""
    with pytest.raises(StoreUnavailable, match="cannot be used"), study.database.writing() as connection:
        study.database.put(connection, sa.Table("nowhere", sa.MetaData(), sa.Column("x", sa.Integer)), [{"x": 1}])
