"""Moving a study from SQLite to PostgreSQL: whole, proven, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from monitor.app import begun_store_of
from monitor.errors import MonitorError
from monitor.settings import Settings
from monitor.store import moving, open_store
from monitor.store.connection import Database
from monitor.store.interface import Pause, StoredLabel, StoreUnavailable
from monitor.store.moving import MoveFailed, move
from monitor.store.records import PenEntry
from tests.contract.plans import after, claim, finish, message, plan, planned, sent
from tests.unit.timetable_studies import study as small_study


@pytest.fixture
def filled(sqlite_url: str) -> str:
    """A study with something in most of its tables, and with what is awkward: no text, odd text, a binary session."""
    store = open_store(sqlite_url)
    own = sent(store)
    lines = [message(0, "您好 \u2028\x00 'quoted' \\"), message(1, "", at=6, other_channel="mail")]
    store.note(own, messages=lines, session=bytes(range(256)), platform_ended_at=after(7))
    finish(store, own)
    store.add_labels([StoredLabel(inquiry_id="a", ordinal=0, rules_version="1", body="{}")])
    store.pause(Pause(platform="a", since=after(1), until=None, reason="stop"))
    store.pen(PenEntry(key="k", platform="a", arrived_at=after(1), released_at=None, score=0.1 + 0.2, summary="s"))
    store.remember("key", "value")
    store.close()
    return sqlite_url


def everything(url: str) -> dict[str, object]:
    """What a store tells of itself."""
    store = open_store(url)
    try:
        return {
            "inquiries": list(store.inquiries()), "visits": list(store.visits()), "messages": list(store.messages()),
            "nights": list(store.nights()), "pen": list(store.penned()), "labels": list(store.labels()),
            "pauses": list(store.pauses(at=after(2))), "memory": store.recall("key"),
        }  # fmt: skip
    finally:
        store.close()


def test_every_row_arrives(filled: str, empty_postgres_url: str) -> None:
    """The counts are told, the two stores tell the same, and the new one goes on working."""
    moved = {m.table: m.rows for m in move(filled, empty_postgres_url, now=after(100))}
    assert {table: rows for table, rows in moved.items() if rows} == {
        "nights": 1, "targets": 1, "inquiries": 1, "intents": 1, "sessions": 1, "visits": 4, "messages": 2,
        "labels": 1, "pauses": 1, "pen": 1, "memory": 1, "chains": 2, "ledger": 8,
    }  # fmt: skip
    assert everything(empty_postgres_url) == everything(filled)
    store = open_store(empty_postgres_url)
    store.check_schema()
    [own] = claim(store, 301, sending=False)
    assert own.session == bytes(range(256))
    store.close()


def test_the_old_place_asks_no_more(filled: str, empty_postgres_url: str, tmp_path: Path) -> None:
    """Whoever runs there is told where the study went; reading it is still allowed."""
    move(filled, empty_postgres_url, now=after(100))
    settings = small_study(control=True)
    settings._path = tmp_path / "config.toml"
    with pytest.raises(StoreUnavailable, match=r"has moved to postgresql\+psycopg://") as refused:
        begun_store_of(_at(settings, filled))
    assert "[database] url" in refused.value.hint
    assert everything(filled)["memory"] == "value"


def _at(settings: Settings, url: str) -> Settings:
    database = settings.database.model_copy(update={"url": url})
    return settings.model_copy(update={"database": database})


def test_a_filled_target_is_refused(filled: str, postgres_url: str) -> None:
    """Nothing is mixed into what is there, and the source stays in use."""
    with pytest.raises(StoreUnavailable, match="has tables already"):
        move(filled, postgres_url, now=after(100))
    moving.refuse_moved(open_store(filled))


def test_a_running_study_is_refused(sqlite_url: str, empty_postgres_url: str) -> None:
    """A visit under lease would go on in the old place."""
    store = open_store(sqlite_url)
    plan(store, planned("a"))
    claim(store)
    store.close()
    with pytest.raises(StoreUnavailable, match="the study is running"):
        move(sqlite_url, empty_postgres_url, now=after(1))


def test_the_other_direction_is_refused(sqlite_url: str, postgres_url: str) -> None:
    with pytest.raises(StoreUnavailable, match="from SQLite to PostgreSQL"):
        move(postgres_url, sqlite_url, now=after(1))


def test_a_copy_that_differs_is_taken_back(
    filled: str, empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One changed letter, and the target is as empty as before; a second try succeeds."""
    true, worn = moving.plain, iter(range(1_000_000))
    monkeypatch.setattr(
        moving, "plain", lambda value: f"{value}{next(worn)}" if isinstance(value, str) else true(value)
    )
    with pytest.raises(MoveFailed, match="not the same"):
        move(filled, empty_postgres_url, now=after(100))
    database = Database(empty_postgres_url)
    with database.reading() as connection:
        assert sa.inspect(connection).get_table_names() == []
    database.close()
    monkeypatch.setattr(moving, "plain", true)
    moving.refuse_moved(open_store(filled))
    assert move(filled, empty_postgres_url, now=after(100))


def test_an_unknown_error_is_ours(filled: str) -> None:
    """A server that is not there: said, and the source stays in use."""
    with pytest.raises(MonitorError):
        move(filled, "postgresql://silence@127.0.0.1:1/none", now=after(1))
    moving.refuse_moved(open_store(filled))
