"""Measures ingest of messages and their export to Parquet, beside SQLAlchemy's ORM on the same tables.

Ours is what a visit does: one ``note`` for the lines of one inquiry (fenced by its lease, a line that is there already
left as it is, the session replaced, every line in the ledger). The ORM does the same work with mapped classes of
the same tables, ``add_all`` and one commit a visit; the ledger's hashes come from our own code on both sides. A
second ORM only adds the lines: no fence, no session, no ledger. "Restored" is a backup of the whole database brought
back. The export reads all that is stored and writes ``messages.csv`` and ``messages.parquet``; the ORM's goes by
way of pandas. Not a test: run it alone.

    python -m tests.benchmarks.ingest [--messages 1000000] [--each 4] [--export] [--on sqlite postgresql] [--demand]
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from monitor import export
from monitor.store import rows, tables
from monitor.store.copying import bring_back, take_out
from monitor.store.interface import Claim, VisitRecord
from monitor.store.sql import SqlStore
from reports.tables import MESSAGES_PARQUET, write_messages
from tests.benchmarks import filled, orm
from tests.benchmarks.machine import described
from tests.postgres import cluster, execute, url_of

Url = Callable[[str], str]
"""Where the database of this name is, or is to be."""
KINDS = ("sqlite", "postgresql")
HOLDER, MOST = "bench", 0.25  # what is wanted: at most this share of the ORM's CPU
VISIT = filled.visit_row("", 1, filled.NOW) | {"attempt": 1, "holder": HOLDER, "observer": filled.OBSERVER}


@contextmanager
def spent(into: dict[str, float], what: str, messages: int) -> Iterator[None]:
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, into[what] = time.perf_counter() - wall, time.process_time() - cpu
    each = into[what] / messages * 1e6
    print(f"  {what:<44} {into[what]:8.2f} CPU s   {wall:8.2f} s   {each:8.1f} µs of CPU a message", flush=True)


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Url]:
    """Private databases of one kind, made when they are first asked for; PostgreSQL writes through as it comes."""
    if kind == "sqlite":
        yield lambda name: f"sqlite:///{folder / name}.db"
        return
    with cluster(fsync="on", shared_buffers="128MB") as home:

        @cache
        def url(name: str) -> str:
            execute(home, f"CREATE DATABASE {name}")
            return url_of(home, name).replace("postgresql:", "postgresql+psycopg:", 1)

        yield url


def prepared(url: str, inquiries: int) -> SqlStore:
    """A study in which every inquiry was asked and its second visit is leased by ``HOLDER``."""
    store = SqlStore(url)
    store.migrate()
    plans = [filled.planned(n, platform=n % 1000, due_at=filled.ASKED) for n in range(inquiries)]
    filled.put(store, tables.nights, [rows.row(filled.NIGHT)])
    filled.put(store, tables.targets, [{"id": target} for target in sorted({plan.target for plan in plans})])
    filled.put(store, tables.inquiries, (filled.inquiry_row(plan, t0=filled.ASKED) for plan in plans))
    filled.put(store, tables.visits, (VISIT | {"inquiry_id": plan.id} for plan in plans))
    filled.settle(store)
    return store


def noted(store: SqlStore, claims: Sequence[Claim], each: int) -> None:
    for claim in claims:
        store.note(claim, messages=filled.said(claim.visit.inquiry_id, each), session=filled.SESSION)


def exported(store: SqlStore, folder: Path) -> None:
    facts = export.facts(store, zone="UTC", compressed=False)
    write_messages(folder, [line for id_ in facts.messages for line in facts.messages[id_]], ())


def measure(folder: Path, url: Url, options: argparse.Namespace) -> dict[str, float]:
    """CPU seconds of each way, written and read in fresh databases of one kind."""
    inquiries, cpu = options.messages // options.each, dict[str, float]()
    ways: dict[str, Callable[..., None]] = {"ORM": orm.added, "ORM, lines alone": orm.lines_alone, "ours": noted}
    for way, write in ways.items():
        store = prepared(url(way.replace(", ", "_").replace(" ", "_").lower()), inquiries)
        claims = [
            Claim(inquiry=inquiry, visit=rows.load(VisitRecord, [(VISIT | {"inquiry_id": inquiry.plan.id})[n]
                  for n in rows.names(VisitRecord)]), holder=HOLDER, session=None)
            for inquiry in store.inquiries()
        ]  # fmt: skip
        with spent(cpu, f"ingest, {way}", options.messages):
            write(store, claims, options.each)
        found = sum(1 for _ in store.messages())
        assert found == inquiries * options.each, f"{way}: {found} lines"
        del claims
        if way != "ours":
            store.close()
    taken(store, folder, options.messages, cpu)
    store.close()
    (folder / "backup").mkdir()
    with spent(cpu, "ours, backed up and restored", options.messages):
        take_out(url("ours"), folder / "backup")
        bring_back(folder / "backup", url("restored"))
    return cpu


def taken(store: SqlStore, folder: Path, messages: int, cpu: dict[str, float]) -> None:
    """CPU seconds of both exports, and that they are alike."""
    for way, take in {"ORM and pandas": orm.by_pandas, "ours": exported}.items():
        (folder / way).mkdir(parents=True)
        with spent(cpu, f"export, {way}", messages):
            take(store, folder / way)
    _same(folder / "ours", folder / "ORM and pandas")


def export_alone(folder: Path, url: Url, options: argparse.Namespace) -> dict[str, float]:
    """The same of lines that were written straight into their table."""
    store, cpu = prepared(url("ours"), options.messages // options.each), dict[str, float]()
    asked = [inquiry.plan.id for inquiry in store.inquiries()]
    lines = (rows.message_row(id_, line) for id_ in asked for line in filled.said(id_, options.each))
    filled.put(store, tables.messages, lines)
    taken(store, folder, options.messages, cpu)
    store.close()
    return cpu


def _same(ours: Path, theirs: Path) -> None:
    """Both files hold the same rows."""
    one, other = (pq.read_table(folder / MESSAGES_PARQUET) for folder in (ours, theirs))
    assert one.equals(other.cast(one.schema)), "the two exports differ"


def told(cpu: dict[str, float]) -> bool:
    """Prints what share of the ORM's CPU ours takes; whether that is little enough."""
    peers = {"ingest": "ingest, ORM", "export": "export, ORM and pandas"}
    shares = {what: cpu[f"{what}, ours"] / cpu[peer] for what, peer in peers.items() if peer in cpu}
    for what, share in shares.items():
        met = "the target is met" if share <= MOST else f"the target is missed: at most {MOST:.0%}"
        print(f"{what}: {share:.0%} of the ORM's CPU; {met}")
    if "ingest" not in shares:
        return shares["export"] <= MOST
    print(f"ingest beside an ORM that only adds the lines: {cpu['ingest, ours'] / cpu['ingest, ORM, lines alone']:.0%}")
    print(f"backup and restore beside the ORM's ingest: {cpu['ours, backed up and restored'] / cpu['ingest, ORM']:.1%}")
    return all(share <= MOST for share in shares.values())


def main(options: argparse.Namespace) -> bool:
    print(described("sqlalchemy", "psycopg", "pandas", "pyarrow"), flush=True)
    met = []
    for kind in options.on:
        print(f"{kind}: {options.messages:,} messages, {options.each} to a visit", flush=True)
        with tempfile.TemporaryDirectory() as folder, database(kind, Path(folder)) as url:
            met.append(told((export_alone if options.export else measure)(Path(folder) / "files", url, options)))
    return all(met)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--each", type=int, default=4, help="lines that a visit brings, our own question among them")
    parser.add_argument("--on", nargs="+", choices=KINDS, default=["sqlite"], help="kinds of database, each private")
    parser.add_argument("--export", action="store_true", help="the export alone, of lines that nobody noted")
    parser.add_argument("--demand", action="store_true", help="fail where a target is missed")
    given = parser.parse_args()
    met = main(given)
    sys.exit(given.demand and not met)
