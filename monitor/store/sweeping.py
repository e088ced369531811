"""What becomes of visits whose worker is gone or which nobody began, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.ledger import Fact
from monitor.store import due, rows, tables
from monitor.store.chaining import append
from monitor.store.claiming import change, visits_under_lock
from monitor.store.connection import Database
from monitor.store.interface import VisitRecord
from monitor.store.rules import NOTE_PAUSED, Settled, Standing, left_open, settle, told, utc, watched
from monitor.store.visiting import end_open, lock_inquiry
from probes.interface import Message

_visits, _inquiries, _intents = tables.visits, tables.inquiries, tables.intents

AT_ONCE = 200
"""Inquiries settled in one transaction: after a long stop there may be thousands."""


class Sweeping:
    """The store's method for settling what was left undone."""

    database: Database

    def sweep(self, *, now: datetime) -> Sequence[tuple[str, str]]:
        now = utc(now)
        with self.database.reading() as connection:
            suspects = connection.scalars(due.SUSPECTS, {"now": now}).all()
        settled: list[tuple[str, str]] = []
        for first in range(0, len(suspects), AT_ONCE):
            with self.database.writing() as connection:
                happened, facts = _settle_all(connection, suspects[first : first + AT_ONCE], now)
                append(self.database, connection, facts)
                settled += happened
        return settled + self._close_left_open(now)

    def _close_left_open(self, now: datetime) -> list[tuple[str, str]]:
        """What nobody visits any more is ended as its last visit should have ended it."""
        with self.database.reading() as connection:
            left = connection.execute(_LEFT_OPEN).all()
        ended = []
        for inquiry_id, sent, intended in left:
            with self.database.writing() as connection:
                lock_inquiry(connection, inquiry_id)
                ending, reason = left_open(intended, sent, _messages_of(connection, inquiry_id))
                facts = end_open(connection, inquiry_id, ending=ending, reason=reason, ended_at=now)
                append(self.database, connection, facts)
                if facts:
                    ended.append((inquiry_id, told(ending, reason)))
        return ended


_SENT = _inquiries.c.t0.is_not(None)
_LEFT_OPEN = (
    sa.select(_inquiries.c.id, _SENT, sa.exists().where(_intents.c.inquiry_id == _inquiries.c.id))
    .where(_inquiries.c.ending == "open")
    .where(sa.or_(~_SENT, sa.exists().where(_visits.c.inquiry_id == _inquiries.c.id, _visits.c.number > 0)))
    .where(sa.exists().where(_visits.c.inquiry_id == _inquiries.c.id))
    .where(~sa.exists().where(_visits.c.inquiry_id == _inquiries.c.id, _visits.c.outcome == ""))
    .order_by(_inquiries.c.due_at, _inquiries.c.id)
)


def _messages_of(connection: sa.Connection, inquiry_id: str) -> list[Message]:
    of = rows.SELECT_MESSAGES.where(tables.messages.c.inquiry_id == inquiry_id).order_by(tables.messages.c.ordinal)
    return [rows.load_message(row)[1] for row in connection.execute(of)]


Facts = list[tuple[str, Fact]]
"""What is to be appended to the ledger, as (chain, fact)."""


def _settle_all(
    connection: sa.Connection, suspects: Sequence[str], now: datetime
) -> tuple[list[tuple[str, str]], Facts]:
    # What somebody else has locked is being worked on: the next sweep looks again.
    locked = visits_under_lock(connection, suspects)
    inquiries = {row.id: row for row in connection.execute(_inquiries_of(list(locked), now))}
    happened: list[tuple[str, str]] = []
    facts: Facts = []
    for inquiry_id in (suspect for suspect in suspects if suspect in locked):
        inquiry, visits = inquiries[inquiry_id], locked[inquiry_id]
        standing = Standing(
            intended=inquiry.intended, sent=inquiry.t0 is not None,
            last_number=max(visit.number for visit in visits), watched=watched(visits, now),
        )  # fmt: skip
        for visit in visits:
            if what := settle(visit, standing, now):
                facts += _apply(connection, visit, what, now, note=NOTE_PAUSED if inquiry.paused else visit.note)
                happened.append((inquiry_id, what.value))
    return happened, facts


def _inquiries_of(inquiry_ids: Sequence[str], now: datetime) -> sa.Select[Any]:
    paused = sa.exists().where(tables.pauses.c.platform == _inquiries.c.platform, due.under_pause(now))
    intended = _intents.c.inquiry_id.is_not(None)
    return (
        sa.select(_inquiries.c.id, _inquiries.c.t0, intended.label("intended"), paused.label("paused"))
        .join_from(_inquiries, _intents, isouter=True)
        .where(_inquiries.c.id.in_(inquiry_ids))
    )


def _apply(
    connection: sa.Connection, visit: VisitRecord, what: Settled, now: datetime, note: str
) -> Sequence[tuple[str, Fact]]:
    # Without its holder the visit is lost to whoever had it; when that worker stopped is not known.
    free = {"holder": "", "lease_until": None}
    match what:
        case Settled.SEND_UNCERTAIN | Settled.NOT_SENT:
            if what is Settled.NOT_SENT:
                change(connection, visit, note=note)
            return end_open(connection, visit.inquiry_id, ending="void", reason=what.reason, ended_at=now)
        case Settled.FAILED:
            change(connection, visit, outcome="failed", **free)
        case Settled.DUE_AGAIN:
            change(connection, visit, started_at=None, **free)
        case Settled.MISSED:
            change(connection, visit, outcome="missed", **free)
        case Settled.NOTHING:
            pass
    return ()
