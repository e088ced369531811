"""The ledger, its stamps, custody and redactions, in SQL.

A chain's row in ``chains`` is the last lock of a transaction, after targets and inquiries, chains in the order of their
names: whoever holds it takes no other lock, so no cycle can come to be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from monitor.ledger import BEGINNING, STUDY, Entry, Fact, Head, grown
from monitor.store import covered, rows, tables
from monitor.store.connection import Database
from monitor.store.custody import Act, Redaction, Stamp
from monitor.store.rules import clean
from probes.interface import Exhibit

_ledger, _chains, _stamps = tables.ledger, tables.chains, tables.stamps
_AT_ONCE = 5000

# Built once: every write of a fact executes them.
_HERE = _chains.c.observer == sa.bindparam("chain")
_LOCK = sa.select(*rows.columns(_chains, Head)).where(_HERE).with_for_update()
_ADVANCE = sa.update(_chains).where(_HERE).values(sequence=sa.bindparam("newest"), hash=sa.bindparam("its_hash"))
_OBSERVER = sa.select(tables.inquiries.c.observer).where(tables.inquiries.c.id == sa.bindparam("inquiry"))


class Chaining:
    """The store's methods for the ledger and what hangs on it."""

    database: Database

    def observers(self) -> Sequence[str]:
        with self.database.reading() as connection:
            return connection.scalars(sa.select(_chains.c.observer).order_by(_chains.c.observer)).all()

    def chain(self, observer: str, *, first: int = 0, last: int | None = None) -> Iterator[Entry]:
        found = self._entries(observer, first, last)
        while found:
            yield from found
            found = self._entries(observer, found[-1].sequence + 1, last)

    def _entries(self, observer: str, first: int, last: int | None) -> Sequence[Entry]:
        of = (_ledger.c.observer == observer) & (_ledger.c.sequence >= first)
        if last is not None:
            of &= _ledger.c.sequence <= last
        statement = sa.select(*rows.columns(_ledger, Entry)).where(of).order_by(_ledger.c.sequence).limit(_AT_ONCE)
        with self.database.reading() as connection:
            return [rows.load(Entry, row) for row in connection.execute(statement)]

    def head(self, observer: str) -> Head | None:
        statement = sa.select(*rows.columns(_chains, Head)).where(_chains.c.observer == observer)
        with self.database.reading() as connection:
            row = connection.execute(statement).first()
        return rows.load(Head, row) if row is not None and row.sequence >= 0 else None

    def covering(self, subject: str) -> Sequence[tuple[str, int]]:
        statement = sa.select(_ledger.c.observer, _ledger.c.sequence).where(_ledger.c.subject == subject)
        with self.database.reading() as connection:
            found = connection.execute(statement.order_by(_ledger.c.observer, _ledger.c.sequence))
            return [(row.observer, row.sequence) for row in found]

    def ask_stamp(self, stamp: Stamp) -> bool:
        with self.database.writing() as connection:
            return self.database.put_new(connection, _stamps, rows.row(stamp))

    def stamped(self, stamp: Stamp) -> None:
        c, row = _stamps.c, rows.row(stamp)
        key = {name: row.pop(name) for name in ("observer", "sequence", "authority")}
        pending = sa.and_(*(c[name] == value for name, value in key.items()), c.token == b"")
        with self.database.writing(durable=True) as connection:
            connection.execute(sa.update(_stamps).where(pending).values(row))

    def stamps(self, observer: str | None = None) -> Sequence[Stamp]:
        statement = sa.select(*rows.columns(_stamps, Stamp))
        if observer is not None:
            statement = statement.where(_stamps.c.observer == observer)
        order = (_stamps.c.observer, _stamps.c.sequence, _stamps.c.authority)
        with self.database.reading() as connection:
            return [rows.load(Stamp, row) for row in connection.execute(statement.order_by(*order))]

    def act(self, act: Act) -> None:
        with self.database.writing(durable=True) as connection:
            _act(self.database, connection, act)

    def acts(self) -> Sequence[Act]:
        c = tables.custody.c
        statement = sa.select(*rows.columns(tables.custody, Act)).order_by(c.at, c.what, c.subject, c.sha256, c.detail)
        with self.database.reading() as connection:
            return [rows.load(Act, row) for row in connection.execute(statement)]

    def redact(self, rule: Redaction, act: Act) -> bool:
        with self.database.writing(durable=True) as connection:
            fresh = self.database.put_new(connection, tables.redactions, rows.row(rule))
            if fresh:
                _act(self.database, connection, act)
        return fresh

    def redactions(self) -> Sequence[Redaction]:
        c = tables.redactions.c
        statement = sa.select(*rows.columns(tables.redactions, Redaction)).order_by(c.since, c.id)
        with self.database.reading() as connection:
            return [rows.load(Redaction, row) for row in connection.execute(statement)]

    def all_exhibits(self) -> Iterator[tuple[str, Exhibit]]:
        c = tables.exhibits.c
        statement = sa.select(c.inquiry_id, *rows.columns(tables.exhibits, Exhibit))
        with self.database.reading() as connection:
            found = connection.execute(statement.order_by(c.inquiry_id, c.taken_at, c.sha256, c.role)).all()
        return iter([(row[0], rows.load(Exhibit, row[1:])) for row in found])


def _act(database: Database, connection: sa.Connection, act: Act) -> None:
    if database.put_new(connection, tables.custody, rows.row(act)):
        append(database, connection, [(STUDY, covered.acted(act))])


def append(database: Database, connection: sa.Connection, facts: Iterable[tuple[str, Fact]]) -> None:
    """Write the entries of these (chain, fact) in the transaction that writes the facts; its last act."""
    by_chain: dict[str, list[Fact]] = defaultdict(list)
    for observer, fact in facts:
        by_chain[observer].append(fact)
    for observer in sorted(by_chain):
        entries, newest = grown(observer, _locked_head(database, connection, observer), by_chain[observer])
        assert newest is not None
        database.add(connection, _ledger, [_row(entry) for entry in entries])
        database.run(connection, _ADVANCE, chain=observer, newest=newest.sequence, its_hash=newest.hash)


def _row(entry: Entry) -> dict[str, Any]:
    """As ``rows.row`` would give it: a fact's texts are clean already."""
    return {name: getattr(entry, name) for name in rows.names(Entry)} | {"observer": clean(entry.observer)}


def append_of(database: Database, connection: sa.Connection, inquiry_id: str, fact: Fact) -> None:
    """The same for a fact of an inquiry: in its observer's chain, or the study's if it is no planned inquiry."""
    observer = connection.scalar(_OBSERVER, {"inquiry": inquiry_id})
    append(database, connection, [(observer or STUDY, fact)])


def _locked_head(database: Database, connection: sa.Connection, observer: str) -> Head | None:
    found = database.run(connection, _LOCK, chain=observer)
    if not found:
        database.put(connection, _chains, [{"observer": observer, "sequence": -1, "hash": BEGINNING}])
        found = database.run(connection, _LOCK, chain=observer)
    head = rows.load(Head, found[0])
    return None if head.sequence < 0 else head
