"""Measures how many due visits 1, 2 and 4 worker processes make on PostgreSQL, by the queue, beside one on SQLite.

Each worker is the product's own dispatch with store, queue, leases and engine; only the chat is a stand-in that says
nothing. Twice: with visits that take no time (what dispatch costs, until the cores are full), and with visits that
look for two seconds and few of them at once (whether several workers carry as many times as much). A visit counts
once its row says it was made. Databases write through to the disk as they come. Linux only; about three minutes.
Not a test: run it alone.

    python -m tests.benchmarks.dispatched [--visits 1500] [--workers 1 2 4] [--demand]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from monitor.clock import SystemClock
from monitor.dispatch import dispatch_for
from monitor.dispatch.pace import Pace
from monitor.dispatch.underway import UnderWay
from monitor.engine import Engine
from monitor.evidence import Evidence
from monitor.persistence import Persistence
from monitor.store import open_store, rows, tables
from monitor.store.sql import SqlStore
from monitor.timing import Timing
from monitor.vault import Vault
from probes.interface import ChannelKind, Inquiry, Message, Session, Stage, Target
from reports.dataset import CHECKPOINTS
from tests.benchmarks import filled
from tests.benchmarks.household import cpu
from tests.benchmarks.machine import described
from tests.postgres import cluster, execute, url_of

KEY = "c2lsZW5jZS1iZW5jaG1hcmstMzItYnl0ZXMtbG9uZyE="
LEASE, LONG = timedelta(minutes=1), 240.0
SYNCED = {"fsync": "on", "shared_buffers": "128MB"}
LOOKS = 2.0  # seconds of a visit that waits as a real one does
FEW, MANY = 10, 80  # room for visits that wait, and for those that do not: what two cores have
LINEAR = 0.8  # of as many times as there are workers


class Quiet:
    """A chat that nobody writes into: it opens at once and is looked at as long as it is to be."""

    def __init__(self, clock: SystemClock) -> None:
        self.clock = clock

    @asynccontextmanager
    async def open(self, inquiry: Inquiry, stage: Stage, session: Session | None) -> AsyncIterator[Quiet]:
        yield self

    async def listen(self, until: datetime, *, leaving: bool = True) -> AsyncIterator[Message]:
        await self.clock.sleep_until(until)
        for message in list[Message]():
            yield message

    def looked_at(self) -> datetime:
        return self.clock.now()

    async def park(self) -> Session:
        return {"parked": "z" * 2000}


async def work(url: str, takes: float, folder: Path) -> None:
    """One worker, until it is told to leave."""
    clock, store = SystemClock(), open_store(url)
    kind = ChannelKind.WEBCHAT
    engine = Engine(
        store=store, clock=clock, channels={kind: Quiet(clock)},  # type: ignore[dict-item]
        targets={f"p{n:06}-webchat": _target(n) for n in range(1000)},
        timing=Timing(checkpoints=CHECKPOINTS, live=timedelta(minutes=5), settle=timedelta(seconds=takes)),
        vault=Vault.of_key(KEY), evidence=Evidence(folder), persistence=Persistence(store),
    )  # fmt: skip
    visits = UnderWay(
        store=store, engine=engine, clock=clock, holder=f"w{time.time_ns()}", observer=filled.OBSERVER, lease=LEASE,
        gate=_open, visited=lambda inquiry: None,
    )  # fmt: skip
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, engine.stopping.set)
    await dispatch_for(
        url, visits, Pace(slots=1000, later=0), room_for=FEW if takes else MANY, tick=timedelta(seconds=1),
        out_of_step=lambda offset: print("out of step", offset, file=sys.stderr),
    ).run()  # fmt: skip


def _target(number: int) -> Target:
    return Target(id=f"p{number:06}-webchat", platform=f"p{number:06}", channel=ChannelKind.WEBCHAT, address="x")


async def _open(plan: object) -> str:
    return ""


def due(store: SqlStore, many: int) -> None:
    """So many parked chats, each with one visit that is due now; all at once in the store."""
    now = datetime.now(UTC)
    plans = [filled.planned(n, platform=n % 1000, due_at=now - timedelta(minutes=6)) for n in range(many)]
    session = Vault.of_key(KEY).seal(json.dumps({"parked": "z" * 2000}).encode())
    made = {"outcome": "done", "attempt": 1, "observer": filled.OBSERVER, "started_at": now, "ended_at": now}
    filled.put(store, tables.nights, [rows.row(filled.NIGHT)])
    filled.put(store, tables.targets, [{"id": target} for target in sorted({plan.target for plan in plans})])
    filled.put(store, tables.inquiries, [filled.inquiry_row(plan, t0=plan.due_at) for plan in plans])
    filled.put(store, tables.sessions, [{"inquiry_id": plan.id, "session": session} for plan in plans])
    filled.put(store, tables.visits, [filled.visit_row(plan.id, 0, plan.due_at, **made) for plan in plans])
    late = now + timedelta(hours=1)
    filled.put(store, tables.visits, [filled.visit_row(p.id, 1, now, latest_start=late) for p in plans])


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Visits a second; processor milliseconds a visit of the workers and of the database's server."""

    rate: float
    own: float
    server: float


def measured(url: str, workers: int, visits: int, takes: float, server: int | None) -> Outcome:
    """Start the workers, let the visits fall due, and wait until all were made."""
    store = SqlStore(url)
    store.migrate()
    try:
        with tempfile.TemporaryDirectory() as folder, _hired(url, workers, takes, folder) as hired:
            time.sleep(8)  # all are up and look for what is due
            pids = [process.pid for process in hired]
            before, served = sum(map(cpu, pids)), cpu(server) if server else 0.0
            due(store, visits)
            begun = time.perf_counter()
            _until_made(store, visits)
            wall = time.perf_counter() - begun
            own, theirs = sum(map(cpu, pids)) - before, (cpu(server) if server else 0.0) - served
        return Outcome(rate=visits / wall, own=1000 * own / visits, server=1000 * theirs / visits)
    finally:
        store.close()


@contextmanager
def _hired(url: str, workers: int, takes: float, folder: str) -> Iterator[Sequence[subprocess.Popen[bytes]]]:
    command = [sys.executable, "-m", "tests.benchmarks.dispatched", "--work", url, str(takes), folder]
    hired = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(workers)]
    try:
        yield hired
    finally:
        for process in hired:
            process.send_signal(signal.SIGTERM)
        for process in hired:
            process.wait(60)


def _until_made(store: SqlStore, visits: int) -> None:
    made = sa.select(sa.func.count()).where(tables.visits.c.number == 1, tables.visits.c.outcome == "done")
    end = time.monotonic() + LONG
    while True:
        with store.database.reading() as connection:
            if connection.scalar(made) == visits:
                return
        assert time.monotonic() < end, "the visits were not made"
        time.sleep(0.1)


def told(name: str, one: Outcome, single: float, workers: int) -> bool:
    """Print it beside one worker's rate; whether it is within a fifth of linear."""
    linear = one.rate / (single * workers)
    print(
        f"  {name:<24} {one.rate:7.1f} a second, {one.rate / single:5.2f} times one worker ({linear:.0%} of linear); "
        f"{one.own:.1f} ms of the workers' processor and {one.server:.1f} ms of the server's a visit", flush=True,
    )  # fmt: skip
    return linear >= LINEAR


def compared(home: str, options: argparse.Namespace, takes: float) -> bool:
    """One process on SQLite, then so many workers on PostgreSQL; whether all were within a fifth of linear."""
    server = int((Path(home) / "data" / "postmaster.pid").read_text().split()[0])
    most = FEW * 2 * 10  # of one worker: ten rounds
    print(f"visits that take {takes:g} s" + (f", {2 * FEW} at once in a worker" if takes else ""))
    with tempfile.TemporaryDirectory() as folder:
        visits = most if takes else options.visits
        one = measured(f"sqlite:///{folder}/s.db", 1, visits, takes, None)
        print(f"  {'one process, SQLite':<24} {one.rate:7.1f} a second; {one.own:.1f} ms of its processor a visit")
    within, single = True, 0.0
    for workers in options.workers:
        name = f"d{workers}_{int(takes)}"
        execute(home, f"CREATE DATABASE {name}")
        url = url_of(home, name).replace("postgresql:", "postgresql+psycopg:", 1)
        one = measured(url, workers, most * workers if takes else options.visits, takes, server)
        single = single or one.rate / workers
        within = told(f"{workers} on PostgreSQL", one, single, workers) and within
    return within


def main(options: argparse.Namespace) -> int:
    if options.work:
        url, takes, folder = options.work
        asyncio.run(work(url, float(takes), Path(folder)))
        return 0
    print(described("sqlalchemy", "psycopg", "procrastinate"))
    with cluster(**SYNCED) as home:
        compared(home, options, 0)
        within = compared(home, options, LOOKS)
    print("within a fifth of linear where visits wait: " + ("met" if within else "MISSED"))
    return int(options.demand and not within)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--visits", type=int, default=1500, help="that take no time")
    parser.add_argument("--workers", type=int, nargs="+", default=(1, 2, 4))
    parser.add_argument("--demand", action="store_true", help="leave with 1 where the target is missed")
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main(arguments()))
