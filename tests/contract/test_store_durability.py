"""What was acknowledged is there after kill -9, and what must survive a power cut is synchronised first."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from monitor.store import open_store
from monitor.store.interface import Store
from monitor.store.sql import SqlStore
from tests.contract.plans import NIGHT, after, claim, finish, message, plan, planned, sent

FULL, NORMAL = 2, 1
INQUIRIES = 60


class TestSynchronous:
    def levels(self, store: SqlStore) -> list[int]:
        """The level of every commit from now on, in order."""
        seen: list[int] = []

        def look(connection: sa.Connection) -> None:
            seen.append(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())

        event.listen(store.database.engine, "commit", look)
        return seen

    def test_intent_and_t0(self, sqlite_url: str) -> None:
        """SQLite commits intent and t0 with FULL, everything else with NORMAL, on whatever connection."""
        store = SqlStore(sqlite_url)
        seen = self.levels(store)
        own = sent(store)
        store.note(own, messages=[message(0)], session=b"s")
        finish(store, own)
        # plan, claim, intend, sent, note, finish
        assert seen == [NORMAL, NORMAL, FULL, FULL, NORMAL, NORMAL]
        store.close()

    def test_follow_up(self, sqlite_url: str) -> None:
        """The intent of a follow-up and its confirmation are as durable as those of the question."""
        store = SqlStore(sqlite_url)
        own = sent(store)
        seen = self.levels(store)
        store.intend_follow_up(own, kind="follow_up", number=1, text="?", at=after(10))
        store.followed_up(own, kind="follow_up", number=1, sent_at=after(11), session=b"s")
        assert seen == [FULL, FULL]
        store.close()

    def test_pragmas(self, sqlite_url: str) -> None:
        """Every connection has the write-ahead log and checks foreign keys."""
        store = SqlStore(sqlite_url)
        with store.database.reading() as connection:
            found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")]
        assert found == ["wal", 1]
        store.close()

    def test_postgres(self, postgres_url: str) -> None:
        """PostgreSQL waits for the disk at the intent even where the server's default does not."""
        store = SqlStore(postgres_url + "&options=-csynchronous_commit%3Doff")
        seen: list[str] = []
        show = "SHOW synchronous_commit"
        event.listen(store.database.engine, "commit", lambda c: seen.append(c.exec_driver_sql(show).scalar_one()))
        sent(store)
        assert seen == ["off", "off", "on", "on"]
        store.close()


CHILD = """
import signal
import sys
from monitor.store import open_store
from tests.contract.plans import after, claim, message

store = open_store(sys.argv[1])
for own in claim(store, holder="child", limit=1000):
    name = own.inquiry.plan.id
    store.intend(own, at=after(1))
    print("intend", name, flush=True)
    store.sent(own, t0=after(2), witness="bubble", session=b"s", later=[])
    print("sent", name, flush=True)
    store.note(own, messages=[message(0, name), message(1, name)], session=b"t")
    print("note", name, flush=True)
signal.pause()
"""


def acknowledged_before_the_kill(url: str, moment: int) -> list[list[str]]:
    """What a child that works as fast as it can acknowledged until it was killed after so many lines."""
    child = subprocess.Popen([sys.executable, "-c", CHILD, url], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    lines = [child.stdout.readline() for _ in range(moment)]
    child.send_signal(signal.SIGKILL)  # somewhere in what follows the last line
    lines += child.stdout.readlines()
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()
    return [line.split() for line in lines if line.endswith("\n")]


@pytest.mark.parametrize("seed", range(3))
def test_kill(sqlite_url: str, seed: int) -> None:
    """Nothing acknowledged is lost by kill -9, and what was in doubt becomes void, never due again."""
    store = open_store(sqlite_url)
    plan(store, *(planned(f"i{number:03}") for number in range(INQUIRIES)))
    lines = acknowledged_before_the_kill(sqlite_url, random.Random(seed).randrange(20, INQUIRIES * 3))
    store.sweep(now=after(3600 * 24))
    for act, inquiry_id in lines:
        record = store.inquiry(inquiry_id)
        assert record is not None
        assert record.intended_at == after(1)
        if act in ("sent", "note"):
            assert record.t0 == after(2)
        if act == "note":
            assert [m.text for _, m in store.messages(inquiry_id)] == [inquiry_id] * 2
    check_doubt(store)
    store.close()


def check_doubt(store: Store) -> None:
    for record in store.inquiries():
        if record.t0 is None:
            assert (record.ending, record.reason) == (
                "void",
                "send_uncertain" if record.intended_at is not None else "not_sent",
            )
    assert claim(store, 3600 * 24 + 1) == []


def test_many_processes_write(sqlite_url: str) -> None:
    """Writers of several stores on one file wait for each other instead of failing."""
    stores = [open_store(sqlite_url) for _ in range(3)]
    assert stores[0].plan_night(NIGHT, [])

    def write(store: Store, name: str) -> None:
        for number in range(20):
            store.remember(f"{name}/{number}", name)

    threads = [threading.Thread(target=write, args=(store, str(n))) for n, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(stores[0].recall(f"{n}/{number}") == str(n) for n in range(3) for number in range(20))
    for store in stores:
        store.close()


def test_file_only(tmp_path: Path, sqlite_template: Path) -> None:
    """A closed store is one file: the write-ahead log is folded into it."""
    path = tmp_path / "silence.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = open_store(f"sqlite:///{path}")
    store.remember("word", "x")
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == ["silence.db"]
