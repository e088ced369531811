"""The work of ingest and export as users of SQLAlchemy's ORM write it: mapped classes of the same tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Session

from monitor.ledger import Head, follow
from monitor.store import covered, rows, tables
from monitor.store.interface import Claim, LeaseLost
from monitor.store.rules import new_messages
from monitor.store.sql import SqlStore
from reports.tables import MESSAGE_TYPES, MESSAGES_PARQUET
from tests.benchmarks import filled


class Mapped(DeclarativeBase):
    metadata = tables.metadata


class Row(Mapped):
    """What every mapped class has: the columns of its table."""

    __abstract__ = True

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


class Inquiry(Row):
    __table__ = tables.inquiries


class Visit(Row):
    __table__ = tables.visits


class Line(Row):
    __table__ = tables.messages


LINE: Any = Line  # its columns as the ORM names them


class Parked(Row):
    __table__ = tables.sessions


class Entered(Row):
    __table__ = tables.ledger


class Chain(Row):
    __table__ = tables.chains


@contextmanager
def peer(store: SqlStore) -> Iterator[sa.Engine]:
    """An engine as users of the ORM set it up, on our database: the driver begins; SQLite is synced as ours."""
    engine = sa.create_engine(store.database.url)
    if store.database.is_sqlite:
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=NORMAL"))
    yield engine
    engine.dispose()


def added(store: SqlStore, claims: Sequence[Claim], each: int) -> None:
    """The same by the ORM: one session and one commit a visit."""
    with peer(store) as engine:
        for claim in claims:
            _visited(engine, claim, each)


def _visited(engine: sa.Engine, claim: Claim, each: int) -> None:
    id_ = claim.visit.inquiry_id
    with Session(engine) as session, session.begin():
        visit = session.get(Visit, (id_, claim.visit.number))
        if visit is None or (visit.holder, visit.attempt, visit.outcome) != (claim.holder, claim.visit.attempt, ""):
            raise LeaseLost
        known = set(session.scalars(sa.select(LINE.ordinal).where(LINE.inquiry_id == id_)))
        new = [message for message in new_messages(filled.said(id_, each)) if message.ordinal not in known]
        session.add_all([Line(**rows.message_row(id_, message)) for message in new])
        session.merge(Parked(inquiry_id=id_, session=filled.SESSION))
        _enter(session, claim.inquiry.plan.observer, [covered.heard(id_, message) for message in new])


def _enter(session: Session, observer: str, facts: Sequence[Any]) -> None:
    chain: Any = session.get(Chain, observer)
    head = Head(observer=observer, sequence=chain.sequence, hash=chain.hash) if chain else None
    entries = follow(observer, head, facts)
    session.add_all([Entered(**rows.row(entry)) for entry in entries])
    newest = entries[-1].head
    if chain is None:
        session.add(Chain(observer=observer, sequence=newest.sequence, hash=newest.hash))
    else:
        chain.sequence, chain.hash = newest.sequence, newest.hash


def lines_alone(store: SqlStore, claims: Sequence[Claim], each: int) -> None:
    with peer(store) as engine:
        for claim in claims:
            id_ = claim.visit.inquiry_id
            with Session(engine) as session, session.begin():
                session.add_all(
                    [Line(**rows.message_row(id_, message)) for message in new_messages(filled.said(id_, each))]
                )


def by_pandas(store: SqlStore, folder: Path) -> None:
    """The same rows read by the ORM, and the same two files from a data frame."""
    visits = defaultdict(list)
    with peer(store) as engine, Session(engine) as session:
        asked = {one.id: one for one in session.scalars(sa.select(Inquiry))}
        for visit in session.scalars(sa.select(Visit)):
            visits[visit.inquiry_id].append(visit)
        frame = [
            {name: getattr(line, name, "") for name in MESSAGE_TYPES}
            for line in session.scalars(sa.select(Line).order_by(LINE.inquiry_id, LINE.ordinal))
            if line.speaker == "platform" and line.inquiry_id in asked
        ]
    table = pd.DataFrame(frame, columns=list(MESSAGE_TYPES))
    table.to_csv(folder / "messages.csv", index=False)
    table.to_parquet(folder / MESSAGES_PARQUET, index=False)
