"""The method is recorded before the week begins, stands from then on, and a change begins a new series."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.guard import method
from monitor.store import open_store
from monitor.store.interface import Store
from tests.unit.test_planning import SETTINGS

MONDAY = datetime(2026, 11, 23, tzinfo=UTC) - timedelta(hours=8)  # the study's first week begins, in its zone
WEEKS = ["2026-W48", "2026-W49", "2026-W50"]


@pytest.fixture
def store() -> Store:
    memory = open_store("memory://")
    memory.migrate()
    return memory


def changed(monkeypatch: pytest.MonkeyPatch, to: str) -> None:
    monkeypatch.setattr(method, "method_hash", lambda: to)


def test_hash_is_that_of_the_page_down_to_its_figures() -> None:
    """New figures change no method; every word above them does."""
    page = (Path(__file__).parents[2] / "docs" / "method.md").read_bytes()
    rules, heading, figures = page.partition(b"\n## Is the uncertainty true?")
    assert heading
    assert figures
    assert method.method_hash() == hashlib.sha256(rules).hexdigest()


def test_recorded_before_the_first_week(store: Store) -> None:
    method.fix(SETTINGS, store, MONDAY - timedelta(days=3))
    found = method.record(store, "2026-W48", WEEKS)
    assert found is not None
    assert (found.sha256, found.in_time, found.series, found.changed) == (method.method_hash(), True, 1, False)


def test_recorded_late(store: Store) -> None:
    """Nobody recorded it in time: that is said."""
    method.fix(SETTINGS, store, MONDAY + timedelta(hours=1))
    found = method.record(store, "2026-W48", WEEKS)
    assert found is not None
    assert found.in_time is False


def test_next_week_is_recorded_as_soon_as_this_one_runs(store: Store) -> None:
    method.fix(SETTINGS, store, MONDAY + timedelta(hours=1))
    found = method.record(store, "2026-W49", WEEKS)
    assert found is not None
    assert found.in_time is True


def test_change_before_the_week_is_taken(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(monkeypatch, "a")
    method.fix(SETTINGS, store, MONDAY - timedelta(days=3))
    changed(monkeypatch, "b")
    method.fix(SETTINGS, store, MONDAY - timedelta(seconds=1))
    found = method.record(store, "2026-W48", WEEKS)
    assert found is not None
    assert found.sha256 == "b"


def test_change_in_the_week_does_not_change_its_record(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was fixed stands; the edition says that another file told it, and the next week is another series."""
    changed(monkeypatch, "a")
    method.fix(SETTINGS, store, MONDAY - timedelta(days=3))
    changed(monkeypatch, "b")
    method.fix(SETTINGS, store, MONDAY)
    this, after = method.record(store, "2026-W48", WEEKS), method.record(store, "2026-W49", WEEKS)
    assert this is not None
    assert after is not None
    assert (this.sha256, this.changed, this.series) == ("a", True, 1)
    assert (after.sha256, after.series, after.series_since) == ("b", 2, "2026-W49")


def test_series_goes_on_while_the_file_is_the_same(store: Store) -> None:
    for week in range(3):
        method.fix(SETTINGS, store, MONDAY + timedelta(days=7 * week))
    assert [method.series(store, week, WEEKS) for week in WEEKS] == [(1, "2026-W48")] * 3


def test_weeks_from_before_there_were_records(store: Store) -> None:
    """They are not torn from what follows."""
    method.fix(SETTINGS, store, MONDAY + timedelta(days=7))
    assert method.series(store, "2026-W49", WEEKS) == (1, "2026-W48")
    assert method.record(store, "2026-W48", WEEKS) is None
