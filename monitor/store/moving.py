"""Moves a study from SQLite to PostgreSQL, whole or not at all, and proves that no row was lost on the way.

One transaction on each side: what is read is one snapshot, what is written appears at once, after counts and hashes
of every table were found equal. A move that breaks leaves the target as empty as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.errors import MonitorError
from monitor.store import tables
from monitor.store.copying import ROWS_AT_ONCE, plain, refuse_filled
from monitor.store.interface import StoreUnavailable
from monitor.store.schema import ours, raise_to
from monitor.store.sql import SqlStore

MOVED = "moved_to"
"""Remembered by the source: who goes on running there would ask everything a second time."""


class MoveFailed(MonitorError):
    """The copy differs from the original; nothing was moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One table: how many rows, and the SHA-256 (hex) of all of them in order of their key, equal on both sides."""

    table: str
    rows: int
    sha256: str


def move(source_url: str, target_url: str, *, now: datetime) -> Sequence[Moved]:
    """Copy the study at ``source_url`` (SQLite) into the empty PostgreSQL database at ``target_url``.

    The source is left as it is, but marked as moved. Raises ``StoreUnavailable`` (and nothing is changed) where the
    source's schema is not ours, a visit of it is under way, or the target is not empty; ``MoveFailed`` if the copy
    differs.
    """
    source, target = SqlStore(source_url), SqlStore(target_url)
    try:
        _refuse_kinds(source, target)
        source.check_schema()
        _refuse_running(source, now)
        refuse_filled(target.database)
        source.remember(MOVED, target.database.url.render_as_string(hide_password=True))
        try:
            return _copied(source, target)
        except BaseException:
            source.remember(MOVED, "")
            raise
    finally:
        source.close()
        target.close()


def refuse_moved(store: Any) -> None:
    """Raise ``StoreUnavailable`` if the study that was here goes on elsewhere."""
    if place := store.recall(MOVED):
        hint = "write that address into [database] url; if the move was broken off, run `silence migrate-store` again"
        raise StoreUnavailable(f"this study has moved to {place}", hint)


def _refuse_kinds(source: SqlStore, target: SqlStore) -> None:
    if not source.database.is_sqlite or target.database.is_sqlite:
        raise StoreUnavailable(
            "a study is moved from SQLite to PostgreSQL",
            "name them in this order: silence migrate-store sqlite:///silence.db postgresql://…",
        )


def _refuse_running(source: SqlStore, now: datetime) -> None:
    counts = source.counts(now=now)
    if counts.leased_visits and any(v.lease_until and v.lease_until > now for v in source.visits()):
        raise StoreUnavailable("the study is running: a visit is under way", "stop it first (Ctrl-C or SIGTERM)")


def _copied(source: SqlStore, target: SqlStore) -> Sequence[Moved]:
    with source.database.reading() as original, target.database.writing(durable=True) as copy:
        raise_to(ours(), copy)
        return [_table(table, original, copy) for table in tables.metadata.sorted_tables]


def _table(table: sa.Table, original: sa.Connection, copy: sa.Connection) -> Moved:
    count, digest = 0, hashlib.sha256()
    for some in _rows(table, original):
        copy.execute(sa.insert(table), some)
        count += len(some)
        _hash(digest, some)
    moved = Moved(table=table.name, rows=count, sha256=digest.hexdigest())
    if _found(table, copy) != moved:
        raise MoveFailed(
            f"the rows of {table.name} are not the same in PostgreSQL as in SQLite", "nothing was moved; report this"
        )
    return moved


def _found(table: sa.Table, copy: sa.Connection) -> Moved:
    """What is there now, read back."""
    count, digest = 0, hashlib.sha256()
    for some in _rows(table, copy):
        count += len(some)
        _hash(digest, some)
    return Moved(table=table.name, rows=count, sha256=digest.hexdigest())


def _rows(table: sa.Table, connection: sa.Connection) -> Iterator[list[dict[str, Any]]]:
    statement = sa.select(table).order_by(*table.primary_key)
    if table is tables.memory:
        statement = statement.where(table.c.key != MOVED)
    found = connection.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)).mappings()
    for some in found.partitions():
        yield [dict(row) for row in some]


def _hash(digest: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        line = {str(name): plain(value) for name, value in row.items()}
        digest.update(json.dumps(line, sort_keys=True, ensure_ascii=False).encode() + b"\n")
