"""Who makes which visit: leasing what is due, in SQL.

The locks, always taken in this order: the target (sending only), then the inquiry. A row of ``visits``
changes only under its inquiry's lock, so what is read after the lock is the truth until the commit.
``SKIP LOCKED`` lets claimers pass each other; on SQLite the whole transaction is the lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from monitor.store import rows, tables
from monitor.store.connection import Database
from monitor.store.interface import Claim, Due, FollowUp, VisitRecord
from monitor.store.rules import choose, utc
from probes.interface import Message

_visits, _inquiries, _pauses = tables.visits, tables.inquiries, tables.pauses


class Claiming:
    """The store's method for leasing visits."""

    database: Database

    def claim(
        self, *, holder: str, observer: str, now: datetime, lease: timedelta, limit: int, sending: bool
    ) -> Sequence[Claim]:
        if limit < 1:
            return ()
        lessee = _Lessee(holder=holder, observer=observer, until=utc(now + lease))
        pick = _sending if sending else _reading
        with self.database.writing() as connection:
            leased = [lessee.lease(connection, visit) for visit in pick(connection, utc(now), observer, limit)]
            return _claims(connection, leased, holder) if leased else ()

    def claim_one(
        self, inquiry_id: str, *, holder: str, observer: str, now: datetime, lease: timedelta, sending: bool
    ) -> Claim | None:
        lessee = _Lessee(holder=holder, observer=observer, until=utc(now + lease))
        pick = _sending_one if sending else _reading_one
        with self.database.writing() as connection:
            leased = [lessee.lease(connection, visit) for visit in pick(connection, utc(now), observer, inquiry_id)]
            return _claims(connection, leased, holder)[0] if leased else None

    def due(self, *, observer: str, now: datetime, limit: int) -> Sequence[Due]:
        asked = {"now": utc(now), "observer": observer, "most": max(limit, 0)}
        with self.database.reading() as connection:
            sending = connection.execute(_EARLIEST_DUE_SENDING, asked).all()
            reading = connection.execute(_DUE_TO_READ, asked).all()
        first: dict[str, Due] = {}
        for row in sending:
            first.setdefault(row.target, Due(inquiry_id=row.inquiry_id, number=0, due_at=row.due_at))
        found = [*first.values(), *(Due(inquiry_id=r.inquiry_id, number=r.number, due_at=r.due_at) for r in reading)]
        return sorted(found, key=lambda due: (due.due_at, due.inquiry_id))

    def server_time(self) -> datetime | None:
        if self.database.is_sqlite:
            return None
        with self.database.reading() as connection:
            told = connection.scalar(sa.select(sa.func.clock_timestamp(type_=sa.DateTime(timezone=True))))
        assert told is not None
        return utc(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lessee:
    holder: str
    observer: str
    until: datetime

    def lease(self, connection: sa.Connection, visit: VisitRecord) -> VisitRecord:
        leased = replace(
            visit, attempt=visit.attempt + 1, observer=self.observer, lease_until=self.until, started_at=None
        )
        change(connection, visit, holder=self.holder, **changed_fields(visit, leased))
        return leased


def changed_fields(before: VisitRecord, after: VisitRecord) -> dict[str, Any]:
    """The fields in which two states of a visit differ."""
    return {n: getattr(after, n) for n in rows.names(VisitRecord) if getattr(before, n) != getattr(after, n)}


def change(connection: sa.Connection, visit: VisitRecord, **values: object) -> None:
    """Change one visit; its inquiry is locked by the caller."""
    connection.execute(_THIS_VISIT, {"this": visit.inquiry_id, "nth": visit.number, **values})


# -- the statements, built once ------------------------------------------------------------------------

_THIS_VISIT = sa.update(_visits).where(
    _visits.c.inquiry_id == sa.bindparam("this"), _visits.c.number == sa.bindparam("nth")
)  # what is set are the other parameters
_NOW = sa.bindparam("now", type_=tables.Moment)
_OBSERVER = sa.bindparam("observer", type_=tables.WORDS)


def under_pause(now: datetime | sa.BindParameter[datetime]) -> sa.ColumnElement[bool]:
    """True for pauses in force at this moment."""
    return (_pauses.c.since <= now) & (_pauses.c.until.is_(None) | (_pauses.c.until > now))


def _is_due() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        _visits.c.outcome == "",
        _visits.c.lease_until.is_(None),
        _visits.c.due_at <= _NOW,
        _inquiries.c.observer == _OBSERVER,
    )


def sends_now(visit: sa.FromClause) -> tuple[sa.ColumnElement[bool], ...]:
    """True for a visit under lease that sends: the sending one, or one whose own follow-up is not confirmed yet."""
    said = tables.follow_ups.c
    saying = sa.exists().where(
        said.inquiry_id == visit.c.inquiry_id,
        said.visit == visit.c.number,
        said.attempt == visit.c.attempt,
        said.sent_at.is_(None),
    )
    return visit.c.lease_until.is_not(None), visit.c.outcome == "", (visit.c.number == 0) | saying


def _due_sending() -> sa.Select[Any]:
    of_other, other = _visits.alias(), _inquiries.alias()
    busy = sa.select(other.c.target).join_from(of_other, other).where(*sends_now(of_other))
    paused = sa.select(_pauses.c.platform).where(under_pause(_NOW))
    intended = sa.exists().where(tables.intents.c.inquiry_id == _visits.c.inquiry_id)
    return (
        sa.select(_inquiries.c.target, _visits.c.inquiry_id, _visits.c.due_at)
        .join_from(_visits, _inquiries)
        .where(*_is_due(), _visits.c.number == 0, _visits.c.latest_start >= _NOW, ~intended)
        .where(_inquiries.c.target.not_in(busy), _inquiries.c.platform.not_in(paused))
    )


def _free_targets() -> sa.Select[Any]:
    due = _due_sending().subquery()
    earliest = sa.func.min(due.c.due_at)
    return sa.select(due.c.target).group_by(due.c.target).order_by(earliest, due.c.target).limit(sa.bindparam("most"))


def _due_reading(*columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """One row for each inquiry with a reading visit to give; of several it is the latest due."""
    other = _visits.alias()
    leased = sa.exists().where(other.c.inquiry_id == _visits.c.inquiry_id, other.c.lease_until.is_not(None))
    return (
        sa.select(_visits.c.inquiry_id, *columns)
        .join_from(_visits, _inquiries)
        .where(*_is_due(), _visits.c.number > 0, ~leased)
        .group_by(_visits.c.inquiry_id)
        .order_by(sa.func.max(_visits.c.due_at), _visits.c.inquiry_id)
        .limit(sa.bindparam("most"))
    )


_LATEST = (sa.func.max(_visits.c.number).label("number"), sa.func.max(_visits.c.due_at).label("due_at"))
_FREE_TARGETS, _DUE_TO_READ = _free_targets(), _due_reading(*_LATEST)
_DUE_READING = _due_reading().where(
    _visits.c.inquiry_id.not_in(sa.bindparam("tried", type_=tables.WORDS, expanding=True))
)
_IS_ONE = _visits.c.inquiry_id == sa.bindparam("one", type_=tables.WORDS)
_DUE_SENDING_ONE, _DUE_READING_ONE = _due_sending().where(_IS_ONE), _due_reading().where(_IS_ONE)
_EARLIEST_DUE_SENDING = _due_sending().order_by(_visits.c.due_at, _visits.c.inquiry_id).limit(sa.bindparam("most"))
_DUE_OF_TARGETS = _due_sending().where(_inquiries.c.target.in_(sa.bindparam("targets", expanding=True)))
_LOCK_TARGETS = (
    sa.select(tables.targets.c.id)
    .where(tables.targets.c.id.in_(sa.bindparam("ids", expanding=True)))
    .with_for_update(key_share=True, skip_locked=True)
)
_LOCK_OPEN_INQUIRIES = (
    sa.select(_inquiries.c.id)
    .where(_inquiries.c.id.in_(sa.bindparam("ids", expanding=True)), _inquiries.c.ending == "open")
    .order_by(_inquiries.c.id)
    .with_for_update(key_share=True, skip_locked=True)
)
_VISITS_OF = rows.SELECT_VISITS.where(_visits.c.inquiry_id.in_(sa.bindparam("ids", expanding=True))).order_by(
    _visits.c.number
)
_IDS: sa.BindParameter[str] = sa.bindparam("ids", expanding=True)
_INQUIRIES_OF = rows.SELECT_INQUIRIES.where(_inquiries.c.id.in_(_IDS))
_SESSIONS_OF = sa.select(tables.sessions).where(tables.sessions.c.inquiry_id.in_(_IDS))
_MESSAGES_OF = rows.SELECT_MESSAGES.where(tables.messages.c.inquiry_id.in_(_IDS)).order_by(tables.messages.c.ordinal)
_FOLLOW_UPS_OF = rows.SELECT_FOLLOW_UPS.where(tables.follow_ups.c.inquiry_id.in_(_IDS))


# -- what is given -------------------------------------------------------------------------------------


def _sending(connection: sa.Connection, now: datetime, observer: str, limit: int) -> Sequence[VisitRecord]:
    """The first due sending visit of each free target, earliest first."""
    asked: dict[str, Any] = {"now": now, "observer": observer}
    free = connection.scalars(_FREE_TARGETS, {**asked, "most": limit}).all()
    if not free:
        return ()
    locked = connection.scalars(_LOCK_TARGETS, {"ids": free}).all()
    # Asked again under the lock: the target may have got its sending visit just before.
    candidates = connection.execute(_DUE_OF_TARGETS, {**asked, "targets": locked}).all()
    first: dict[str, str] = {}
    for row in sorted(candidates, key=lambda row: (row.due_at, row.inquiry_id)):
        first.setdefault(row.target, row.inquiry_id)
    visits = visits_under_lock(connection, list(first.values()))
    chosen = [v for of_one in visits.values() for v in of_one if v.number == 0 and is_waiting(v)]
    return sorted(chosen, key=_by_due)


def _reading(connection: sa.Connection, now: datetime, observer: str, limit: int) -> Sequence[VisitRecord]:
    """The latest overdue reading visit of each inquiry that nobody visits, earliest first."""
    chosen: list[VisitRecord] = []
    tried: list[str] = []
    # Each round settles what it locks; inquiries without a visit to give only cost another round.
    while len(chosen) < limit:
        asked = {"now": now, "observer": observer, "tried": tried, "most": limit - len(chosen)}
        found = connection.scalars(_DUE_READING, asked).all()
        if not found:
            break
        tried += found
        for visits in visits_under_lock(connection, found).values():
            given, missed = choose(visits, now)
            for visit in missed:
                change(connection, visit, outcome="missed")
            chosen += [given] if given else []
    return sorted(chosen, key=_by_due)


# -- what is given of one inquiry ------------------------------------------------------------------------


def _sending_one(connection: sa.Connection, now: datetime, observer: str, inquiry_id: str) -> Sequence[VisitRecord]:
    asked = {"now": now, "observer": observer, "one": inquiry_id}
    found = connection.execute(_DUE_SENDING_ONE, asked).first()
    if found is None or not connection.scalars(_LOCK_TARGETS, {"ids": [found.target]}).all():
        return ()
    if connection.execute(_DUE_SENDING_ONE, asked).first() is None:  # taken just before we had the lock
        return ()
    visits = visits_under_lock(connection, [inquiry_id]).get(inquiry_id, ())
    return [visit for visit in visits if visit.number == 0 and is_waiting(visit)]


def _reading_one(connection: sa.Connection, now: datetime, observer: str, inquiry_id: str) -> Sequence[VisitRecord]:
    asked = {"now": now, "observer": observer, "one": inquiry_id, "most": 1}
    if connection.execute(_DUE_READING_ONE, asked).first() is None:
        return ()
    given, missed = choose(visits_under_lock(connection, [inquiry_id]).get(inquiry_id, ()), now)
    for visit in missed:
        change(connection, visit, outcome="missed")
    return [given] if given else []


# -- both ----------------------------------------------------------------------------------------------


def is_waiting(visit: VisitRecord) -> bool:
    """True for a visit that is to be made and that nobody holds."""
    return visit.outcome == "" and visit.lease_until is None


def _by_due(visit: VisitRecord) -> tuple[datetime, str]:
    return visit.due_at, visit.inquiry_id


def visits_under_lock(connection: sa.Connection, inquiry_ids: Sequence[str]) -> Mapping[str, Sequence[VisitRecord]]:
    """Lock those of the open inquiries that nobody else has locked; all their visits, by inquiry."""
    locked = connection.scalars(_LOCK_OPEN_INQUIRIES, {"ids": inquiry_ids}).all()
    found: dict[str, list[VisitRecord]] = defaultdict(list)
    for row in connection.execute(_VISITS_OF, {"ids": locked}):
        found[row.inquiry_id].append(rows.load(VisitRecord, row))
    return found


def _claims(connection: sa.Connection, visits: Sequence[VisitRecord], holder: str) -> Sequence[Claim]:
    ids = {"ids": [visit.inquiry_id for visit in visits]}
    inquiries = {row[0]: rows.load_inquiry(row) for row in connection.execute(_INQUIRIES_OF, ids)}
    sessions = {row.inquiry_id: row.session for row in connection.execute(_SESSIONS_OF, ids)}
    messages: dict[str, list[Message]] = defaultdict(list)
    for inquiry_id, message in map(rows.load_message, connection.execute(_MESSAGES_OF, ids)):
        messages[inquiry_id].append(message)
    follow_ups = [rows.load(FollowUp, row) for row in connection.execute(_FOLLOW_UPS_OF, ids)]
    return [
        Claim(
            inquiry=inquiries[visit.inquiry_id],
            visit=visit,
            holder=holder,
            session=sessions.get(visit.inquiry_id),
            messages=tuple(messages[visit.inquiry_id]),
            follow_ups=tuple(said for said in follow_ups if said.inquiry_id == visit.inquiry_id),
        )
        for visit in visits
    ]
