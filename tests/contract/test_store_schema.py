"""The schema is exactly ours or refused, and a database taken out comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from monitor.store import open_store, rows, tables
from monitor.store.connection import Database
from monitor.store.copying import bring_back, is_empty, take_out
from monitor.store.interface import Night, PenEntry, Store, StoredLabel, StoreUnavailable, Verdict
from monitor.store.rules import first_visit
from monitor.store.schema import raise_to
from probes.interface import Exhibit
from tests.contract.plans import START, after, claim, finish, message, planned, race, sent


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place where no database of ours is yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'silence.db'}"
    return str(request.getfixturevalue("empty_postgres_url"))


def execute(url: str, statement: str) -> None:
    database = Database(url)
    with database.writing() as connection:
        connection.execute(sa.text(statement))
    database.close()


class TestOpenStore:
    @pytest.mark.parametrize("url", ["mysql://host/db", "silence.db", "sqlite://", ""])
    def test_of_no_such_kind(self, url: str) -> None:
        """What is no database of ours is refused with what to write instead."""
        with pytest.raises(StoreUnavailable) as refused:
            open_store(url)
        assert "sqlite:///" in refused.value.hint

    def test_of_an_unreachable_server(self, tmp_path: Path) -> None:
        """A server that does not answer is unavailable, not a crash."""
        store = open_store(f"postgresql://silence@/silence?host={tmp_path}")
        with pytest.raises(StoreUnavailable, match="cannot be used"):
            store.check_schema()

    def test_of_no_database_file(self, tmp_path: Path) -> None:
        """A file that holds something else is unavailable, not a crash."""
        (tmp_path / "silence.db").write_text("no database at all, but long enough to look at" * 9)
        with pytest.raises(StoreUnavailable, match="not a database"):
            open_store(f"sqlite:///{tmp_path / 'silence.db'}").check_schema()


class TestSchema:
    def test_migrate(self, empty_url: str) -> None:
        """An empty place is refused until it is migrated; migrating again changes nothing."""
        store = open_store(empty_url)
        with pytest.raises(StoreUnavailable) as refused:
            store.check_schema()
        assert "silence migrate" in refused.value.hint
        revision = store.migrate()
        store.check_schema()
        assert store.migrate() == revision
        store.close()

    def test_checking_makes_no_file(self, tmp_path: Path) -> None:
        """Looking for a database does not make one."""
        with pytest.raises(StoreUnavailable, match="no database"):
            open_store(f"sqlite:///{tmp_path / 'silence.db'}").check_schema()
        assert list(tmp_path.iterdir()) == []

    def test_migrate_raced(self, empty_url: str) -> None:
        """Two that migrate at once both succeed."""
        stores = [open_store(empty_url) for _ in range(2)]
        assert len(set(race(lambda store: store.migrate(), stores))) == 1
        stores[0].check_schema()
        for store in stores:
            store.close()

    def test_newer(self, url: str) -> None:
        """A revision that this version does not know is refused, by check and migrate alike."""
        execute(url, "UPDATE alembic_version SET version_num = 'ffff'")
        store = open_store(url)
        for act in (store.check_schema, store.migrate):
            with pytest.raises(StoreUnavailable, match="newer") as refused:
                act()
            assert "silence migrate" in refused.value.hint
        store.close()

    def test_older(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """A known but older revision is refused with the command that mends it."""
        monkeypatch.setattr("monitor.store.schema.ours", lambda: "9999")
        store = open_store(url)
        with pytest.raises(StoreUnavailable, match="this version needs 9999") as refused:
            store.check_schema()
        assert refused.value.hint == "run `silence migrate`"
        store.close()

    def test_migrations_build_the_tables(self, url: str) -> None:
        """What the migrations build is what the tables describe."""
        database = Database(url)
        with database.reading() as connection:
            assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
        database.close()


def plan_as_of_old(connection: sa.Connection) -> None:
    """One planned inquiry, written as it was before there was a ledger."""
    inquiry, visit = planned("a"), first_visit(planned("a"))
    for table, row in (
        (tables.nights, rows.row(Night(id="2026-11-16", week="2026-W47", planned_at=START))),
        (tables.targets, {"id": inquiry.target}),
        (tables.inquiries, rows.planned_row(inquiry)),
        (tables.visits, rows.visit_row(visit)),
    ):
        connection.execute(sa.insert(table).values(row))


class TestFollowUpsRevision:
    def test_of_a_database_of_the_first_revision(self, empty_url: str) -> None:
        """What was remembered before stays, and follow-ups can be said from then on."""
        database = Database(empty_url)
        if file := database.file:
            file.parent.mkdir(parents=True)
        with database.writing() as connection:
            raise_to("0001", connection)
            plan_as_of_old(connection)
        database.close()
        store = open_store(empty_url)
        store.remember("word", "沉默")
        with pytest.raises(StoreUnavailable, match="this version needs"):
            store.check_schema()
        store.migrate()
        store.check_schema()
        assert (store.recall("word"), list(store.follow_ups())) == ("沉默", [])
        [own] = claim(store)
        store.intend(own, at=after(1))
        store.sent(own, t0=after(2), witness="bubble", session=b"s", later=[])
        assert store.intend_follow_up(own, kind="follow_up", number=1, text="?", at=after(3))
        store.close()


def everything(store: Store) -> list[object]:
    """All that can be read of a store."""
    return [
        list(store.nights()),
        list(store.inquiries()),
        list(store.visits()),
        list(store.messages()),
        list(store.labels()),
        list(store.follow_ups()),
        list(store.penned()),
        [list(store.chain(observer)) for observer in store.observers()],
        [store.head(observer) for observer in store.observers()],
        list(store.stamps()),
        list(store.acts()),
        list(store.redactions()),
        list(store.exhibits("a")),
        store.verdict("a-webchat", "2026-W47"),
        store.recall("word"),
        store.told("notice", at=START),
        store.claim(holder="w", observer="o", now=after(300), lease=after(1) - START, limit=9, sending=False),
    ]


def fill(store: Store) -> None:
    own = sent(store)
    store.note(own, messages=[message(0, "'; DROP TABLE messages; --\n\\", mark="值")], session=bytes(range(256)))
    store.intend_follow_up(own, kind="follow_up", number=1, text="我还没有购买", at=after(10))
    store.followed_up(own, kind="follow_up", number=1, sent_at=after(11), session=bytes(range(256)))
    finish(store, own)
    store.plan_night(Night(id="2026-11-17", week="2026-W47", planned_at=START), [planned("b", night="2026-11-17")])
    store.add_labels([StoredLabel(inquiry_id="a", ordinal=0, rules_version="1", body='{"function": "holding"}')])
    store.keep("a", Exhibit(sha256="0" * 64, media_type="text/html", role="page", taken_at=after(3)))
    store.pen(PenEntry(key="k", platform="", arrived_at=START, released_at=None, score=1 / 3, summary="\t,\"'"))
    store.decide(Verdict(target="a-webchat", week="2026-W47", state="persistent", inquiry_id="a", decided_at=START))
    store.told("notice", at=START)
    store.remember("word", "沉默")


class TestCopying:
    @pytest.mark.parametrize("url", ["sqlite"], indirect=True)
    @pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
    def test_of_sqlite(self, url: str, empty_url: str, tmp_path: Path) -> None:
        """A file brought back answers every question as the first did."""
        self.compare(url, empty_url, tmp_path)

    @pytest.mark.parametrize("url", ["postgres"], indirect=True)
    @pytest.mark.parametrize("empty_url", ["postgres"], indirect=True)
    def test_of_postgres(self, url: str, empty_url: str, tmp_path: Path) -> None:
        """Tables brought back answer every question as the first did."""
        self.compare(url, empty_url, tmp_path)

    def compare(self, url: str, empty_url: str, tmp_path: Path) -> None:
        before, folder = open_store(url), tmp_path / "out"
        folder.mkdir()
        fill(before)
        take_out(url, folder)
        assert is_empty(empty_url)
        bring_back(folder, empty_url)
        after_ = open_store(empty_url)
        after_.check_schema()
        assert everything(after_) == everything(before)
        before.close()
        after_.close()

    def test_into_a_filled_place(self, url: str, tmp_path: Path) -> None:
        """A database that is there is refused."""
        folder = tmp_path / "out"
        folder.mkdir()
        take_out(url, folder)
        assert not is_empty(url)
        with pytest.raises(StoreUnavailable, match="already"):
            bring_back(folder, url)

    def test_into_the_other_kind(self, sqlite_url: str, empty_postgres_url: str, tmp_path: Path) -> None:
        """A backup of one kind of database does not go into the other."""
        folder = tmp_path / "out"
        folder.mkdir()
        take_out(sqlite_url, folder)
        with pytest.raises(StoreUnavailable, match="other kind"):
            bring_back(folder, empty_postgres_url)
