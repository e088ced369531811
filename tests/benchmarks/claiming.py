"""Measures finding and claiming due visits among a million that wait, on SQLite and on PostgreSQL.

Beside it, in the same run and on the same kind of database, APScheduler with a job per visit: a million jobs wait,
some are due and do nothing. A visit is claimed once it is leased, committed and read with all that the engine needs;
a job once it was taken out of the store and run. PostgreSQL writes through to the disk as it comes; SQLite does so for
the peer's jobs, while our leases go to a log that reaches the disk now and then. About four minutes. Not a test: run it
alone.

    python -m tests.benchmarks.claiming [--waiting 1000000] [--due 20000] [--jobs 1000] [--demand]
"""

from __future__ import annotations

import argparse
import asyncio
import pickle
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_REMOVED, JobEvent
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.dispatch.cluster import READING_AT_ONCE
from monitor.dispatch.together import Together
from monitor.store.interface import Claim, Due
from monitor.store.sql import SqlStore
from tests.benchmarks import filled
from tests.benchmarks.machine import described
from tests.postgres import cluster, execute, url_of

LEASE = timedelta(minutes=5)
ROOM = 80  # visits that a process claims at once: what it has room for
THREADS = 8  # each follows a hint alone, to compare with
SYNCED = {"fsync": "on", "shared_buffers": "128MB"}  # PostgreSQL's own defaults
LONG = 300.0
LEAST, TIMES = 1000, 20  # what is wanted: claims a second, and beside the peer


@contextmanager
def timed(what: str, count: Callable[[], int]) -> Iterator[Callable[[], float]]:
    """Print how many a second; gives that number back afterwards."""
    begin, cpu = time.perf_counter(), time.process_time()
    result: list[float] = []
    yield lambda: result[0]
    wall, used = time.perf_counter() - begin, time.process_time() - cpu
    result.append(count() / wall)
    each = f"{used / count() * 1000:.2f} ms of our processor time each"
    print(f"  {what:<58} {count():>7,} in {wall:6.1f} s = {result[0]:>8,.0f} a second, {each}", flush=True)


def claimed(store: SqlStore, most: int) -> int:
    """Everything that is due, ``ROOM`` at a time, as one process takes it; at most ``most``."""
    found: set[tuple[str, int]] = set()
    while len(found) < most:
        some = store.claim(holder="bench", observer=filled.OBSERVER, now=filled.NOW, lease=LEASE, limit=ROOM,
                           sending=False)  # fmt: skip
        if not some:
            break
        found |= {(claim.visit.inquiry_id, claim.visit.number) for claim in some}
    return len(found)


def followed(store: SqlStore, most: int) -> int:
    """What is due, found as hints and leased by followers as a machine does that shares it: together with who waits."""

    def lease(inquiry_ids: Sequence[str]) -> Sequence[Claim]:
        return store.claim_these(inquiry_ids, holder="bench", observer=filled.OBSERVER, now=filled.NOW, lease=LEASE)

    async def follow(hints: Iterator[Due], together: Together) -> int:
        return sum([await together.claim(hint.inquiry_id) is not None for hint in hints])

    async def all_hints() -> int:
        got, together = 0, Together(lease)
        while got < most and (hints := _hints(store)):
            page = iter(hints)
            got += sum(await asyncio.gather(*(follow(page, together) for _ in range(READING_AT_ONCE))))
        return got

    return asyncio.run(all_hints())


def alone(store: SqlStore, most: int) -> int:
    """The same with a transaction for each visit, over several threads: to be compared with."""

    def take(inquiry_id: str) -> bool:
        return store.claim_one(inquiry_id, holder="bench", observer=filled.OBSERVER, now=filled.NOW, lease=LEASE,
                               sending=False) is not None  # fmt: skip

    got = 0
    with ThreadPoolExecutor(THREADS) as pool:
        while got < most and (hints := _hints(store)):
            got += sum(pool.map(take, [hint.inquiry_id for hint in hints]))
    return got


def _hints(store: SqlStore) -> Sequence[Due]:
    return store.due(observer=filled.OBSERVER, now=filled.NOW, limit=2 * ROOM)


def ours(url: str, options: argparse.Namespace) -> dict[str, float]:
    """Claims per second by way of claiming; on PostgreSQL a part of what is due is claimed in each of three ways."""
    store, rates = SqlStore(url), {}
    try:
        store.migrate()
        filled.fill_waiting(store, options.waiting // 5, options.due)
        shared, got = not store.database.is_sqlite, [0]
        with timed("claimed, 80 at a time", lambda: got[0]) as rate:
            got[0] = claimed(store, options.due // 2 if shared else options.due)
        rates["80 at a time"] = rate()
        if shared:
            with timed(f"each alone, by {THREADS} threads (to compare)", lambda: got[0]):
                got[0] = alone(store, options.due // 10)
            with timed(f"found as hints, leased by {READING_AT_ONCE} followers together", lambda: got[0]) as rate:
                got[0] = followed(store, options.due)
            rates["as followed"] = rate()
        assert not store.due(observer=filled.OBSERVER, now=filled.NOW, limit=1), "something due was left"
        return rates
    finally:
        store.close()


def nothing() -> None:
    """What a job of the peer does."""


def theirs(url: str, options: argparse.Namespace) -> float:
    """Jobs per second of APScheduler with its SQLAlchemy job store, until each has run and is gone from the store."""
    engine = sa.create_engine(url)
    scheduler = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(engine=engine)}, timezone=UTC)
    over, left = threading.Event(), {EVENT_JOB_EXECUTED: options.jobs, EVENT_JOB_REMOVED: options.jobs}

    def count(event: JobEvent) -> None:
        left[event.code] -= 1
        if not any(left.values()):
            over.set()

    scheduler.start(paused=True)
    try:
        for number in range(options.jobs):
            due = datetime.now(UTC) - timedelta(seconds=1 + number % 20)
            scheduler.add_job(nothing, "date", run_date=due, id=f"due{number:012}", misfire_grace_time=None)
        _fill_jobs(engine, scheduler, options.waiting - options.jobs)
        scheduler.add_listener(count, EVENT_JOB_EXECUTED | EVENT_JOB_REMOVED)
        with timed("APScheduler, a job per visit", lambda: options.jobs) as rate:
            scheduler.resume()
            assert over.wait(LONG), "the peer did not finish"
        return rate()
    finally:
        scheduler.shutdown()
        engine.dispose()


def _fill_jobs(engine: sa.Engine, scheduler: BackgroundScheduler, many: int) -> None:
    """Jobs of tomorrow and later, written past the scheduler, each under its own name."""
    first = scheduler.add_job(nothing, "date", run_date=datetime.now(UTC) + timedelta(days=1), id="w" + "0" * 14)
    state, begins = pickle.dumps(first.__getstate__(), pickle.HIGHEST_PROTOCOL), first.next_run_time.timestamp()
    table = scheduler._lookup_jobstore("default").jobs_t
    values = (
        {"id": name, "next_run_time": begins + number / 10, "job_state": state.replace(b"w" + b"0" * 14, name.encode())}
        for number in range(1, many)
        if (name := f"w{number:014}")
    )
    with engine.begin() as connection:
        while some := [row for _, row in zip(range(20_000), values, strict=False)]:
            connection.execute(sa.insert(table), some)
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def measure(name: str, url: Callable[[str], str], options: argparse.Namespace) -> bool:
    """Prints each way beside the peer; whether every target was met."""
    print(f"{name}: {options.waiting:,} wait, {options.due:,} visits or {options.jobs:,} jobs of them are due")
    peer, rates = theirs(url("peer"), options), ours(url("own"), options)
    for way, own in rates.items():
        enough = f"{LEAST:,} a second are {'met' if own >= LEAST else 'missed'}"
        beside = f"{TIMES} times are {'met' if own >= TIMES * peer else 'missed'}"
        print(f"  {way}: {own / peer:.1f} times as many a second as the peer; {enough}, {beside}", flush=True)
    return all(own >= max(LEAST, TIMES * peer) for own in rates.values())


def main(options: argparse.Namespace) -> bool:
    print(described("sqlalchemy", "psycopg", "apscheduler"))
    with tempfile.TemporaryDirectory() as folder:
        met = measure("SQLite", lambda name: f"sqlite:///{Path(folder) / name}.db", options)
    with cluster(**SYNCED) as home:

        def url(name: str) -> str:
            execute(home, f"CREATE DATABASE {name}")
            return url_of(home, name).replace("postgresql:", "postgresql+psycopg:", 1)

        return measure("PostgreSQL", url, options) and met


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--waiting", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=1000, help="of the peer's that are due")
    parser.add_argument("--demand", action="store_true", help="fail where a target is missed")
    kinds: Any = parser.parse_args()
    return kinds


if __name__ == "__main__":
    given = arguments()
    met = main(given)
    sys.exit(given.demand and not met)
