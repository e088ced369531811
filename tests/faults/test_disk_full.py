"""The disk is full while an exhibit is stored and while the database commits: nothing half, nothing twice."""

from __future__ import annotations

import errno
import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from monitor.evidence import Evidence
from monitor.store import open_store
from monitor.store.interface import StoreUnavailable
from monitor.store.sql import SqlStore
from tests.faults.failing import FailingStore
from tests.scripted import Line
from tests.unit.engine_house import START, House, house

LEASE = timedelta(days=2)


async def visit_on_a_full_disk(h: House, *away: str) -> None:
    """The sending visit, while these methods of the store find no room; then there is room again."""
    store = FailingStore(h.store, set(away))
    h.engine.store = store  # type: ignore[assignment]
    [claim] = h._claim(True)
    with pytest.raises(StoreUnavailable):
        await h.engine.visit(claim)
    assert store.calls
    store.away.clear()
    h.clock.move(LEASE)
    h.store.sweep(now=h.clock.now())


async def test_no_room_for_the_intent(tmp_path: Path) -> None:
    """Without an intent nothing is said; once its time is over it was not sent."""
    h = house(tmp_path)
    h.plan()
    await visit_on_a_full_disk(h, "intend")
    assert h.channel.heard == {}
    assert (h.inquiry().ending, h.inquiry().reason) == ("void", "not_sent")


async def test_no_room_for_the_confirmation(tmp_path: Path) -> None:
    """What was said and could not be noted is in doubt, and is never said again."""
    h = house(tmp_path)
    h.plan()
    await visit_on_a_full_disk(h, "sent")
    await h.all_visits()
    assert h.channel.heard == {"abc": 1}
    assert (h.inquiry().ending, h.inquiry().reason) == ("void", "send_uncertain")


async def test_no_room_for_an_answer(tmp_path: Path) -> None:
    """An answer that could not be noted is found again at the next checkpoint, as an interval that holds the truth."""
    h = house(tmp_path, lines=[Line(30, "here is your answer")])
    h.settle_persistence("persistent")
    h.plan()
    h.engine.store = store = FailingStore(h.store, {"note"})  # type: ignore[assignment]
    [claim] = list(
        h.store.claim(holder="h", observer="o", now=START, lease=timedelta(seconds=60), limit=1, sending=True)
    )
    with pytest.raises(StoreUnavailable):
        await h.engine.visit(claim)
    store.away.clear()
    h.clock.move(timedelta(seconds=60))
    assert ("abc", "failed") in h.store.sweep(now=h.clock.now())
    await h.all_visits()
    [(_, answer)] = h.store.messages("abc")
    assert answer.seen_after <= START + timedelta(seconds=30) <= answer.seen_by
    assert (h.inquiry().ending, h.channel.heard) == ("closed", {"abc": 1})


def test_sqlite_without_room(tmp_path: Path) -> None:
    """A real SQLITE_FULL is a store that cannot be used, for now; what was committed before stands, nothing half."""
    store = open_store(f"sqlite:///{tmp_path / 'silence.db'}")
    assert isinstance(store, SqlStore)
    store.migrate()
    most = [0]

    @event.listens_for(store.database.engine, "checkout")
    def _bound(connection: sqlite3.Connection, *_: object) -> None:
        pages = most[0] or 1_000_000
        connection.execute(f"PRAGMA max_page_count={pages}")

    store.remember("small", "there")
    most[0] = 1  # SQLite takes it as: not one page more than there are
    with pytest.raises(StoreUnavailable, match="full"):
        store.remember("large", "x" * 1_000_000)
    assert (store.recall("small"), store.recall("large")) == ("there", None)
    most[0] = 0
    store.remember("large", "x" * 1_000_000)
    assert len(store.recall("large") or "") == 1_000_000
    store.close()


def test_no_room_for_an_exhibit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error reaches who keeps it, no half exhibit stays under its name or any other, and later it is kept whole."""
    evidence = Evidence(tmp_path)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            evidence.keep(b"a page", "text/html", "page", at=START)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    kept = evidence.keep(b"a page", "text/html", "page", at=START)
    assert evidence.read(kept.sha256) == b"a page"


async def test_mail_whose_exhibit_finds_no_room(tmp_path: Path) -> None:
    """A look in which an answer could not be kept is no look: it is made again, and the answer is there once."""
    h = house(tmp_path, kind="mail", lines=[Line(60, "an answer")])
    h.plan()
    await h.next_visit()
    h.engine.store = store = FailingStore(h.store, {"note"})  # type: ignore[assignment]
    due = h.store.next_due()
    assert due is not None
    await h.clock.sleep_until(due)
    [claim] = h._claim(False)
    with pytest.raises(StoreUnavailable):
        await h.engine.visit(claim)
    store.away.clear()
    h.clock.move(LEASE)
    h.store.sweep(now=h.clock.now())
    await h.all_visits()
    assert h.texts() == ["an answer"]
    assert h.inquiry().ending == "closed"
