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

from monitor.store import due, rows, tables
from monitor.store.connection import Database
from monitor.store.interface import Claim, Due, FollowUp, VisitRecord
from monitor.store.rules import choose, utc
from probes.interface import Message

_visits, _inquiries = tables.visits, tables.inquiries


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
            leased = lessee.lease(connection, pick(connection, utc(now), observer, limit))
            return _claims(connection, leased, holder) if leased else ()

    def claim_one(
        self, inquiry_id: str, *, holder: str, observer: str, now: datetime, lease: timedelta, sending: bool
    ) -> Claim | None:
        lessee = _Lessee(holder=holder, observer=observer, until=utc(now + lease))
        pick = _sending_one if sending else _reading_one
        with self.database.writing() as connection:
            leased = lessee.lease(connection, pick(connection, utc(now), observer, inquiry_id))
            return _claims(connection, leased, holder)[0] if leased else None

    def due(self, *, observer: str, now: datetime, limit: int) -> Sequence[Due]:
        asked = {"now": utc(now), "observer": observer, "most": max(limit, 0)}
        with self.database.reading() as connection:
            sending = connection.execute(due.TO_SEND, asked).all()
            reading = connection.execute(due.TO_READ, asked).all()
        first: dict[str, Due] = {}
        for row in sending:
            first.setdefault(row.target, Due(inquiry_id=row.inquiry_id, number=0, due_at=row.due_at))
        found = [*first.values(), *(Due(inquiry_id=r.inquiry_id, number=r.number, due_at=r.due_at) for r in reading)]
        return sorted(found, key=lambda hint: (hint.due_at, hint.inquiry_id))

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

    def lease(self, connection: sa.Connection, visits: Sequence[VisitRecord]) -> Sequence[VisitRecord]:
        """Lease them all in one round trip; their inquiries are locked by the caller."""
        leased = [
            replace(visit, attempt=visit.attempt + 1, observer=self.observer, lease_until=self.until, started_at=None)
            for visit in visits
        ]
        if leased:
            connection.execute(_LEASE, [self._row(visit) for visit in leased])
        return leased

    def _row(self, visit: VisitRecord) -> dict[str, Any]:
        return {
            "this": visit.inquiry_id, "nth": visit.number, "new_holder": self.holder, "new_attempt": visit.attempt,
            "new_observer": self.observer, "until": self.until,
        }  # fmt: skip


def change(connection: sa.Connection, visit: VisitRecord, **values: object) -> None:
    """Change one visit; its inquiry is locked by the caller."""
    connection.execute(_THIS_VISIT, {"this": visit.inquiry_id, "nth": visit.number, **values})


# -- the statements, built once ------------------------------------------------------------------------

_THIS_VISIT = sa.update(_visits).where(
    _visits.c.inquiry_id == sa.bindparam("this"), _visits.c.number == sa.bindparam("nth")
)  # what is set are the other parameters
_LEASE = _THIS_VISIT.values(
    holder=sa.bindparam("new_holder"),
    attempt=sa.bindparam("new_attempt"),
    observer=sa.bindparam("new_observer"),
    lease_until=sa.bindparam("until", type_=tables.Moment),
    started_at=None,
)
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
    free = _free_targets(connection, asked, limit)
    if not free:
        return ()
    locked = connection.scalars(_LOCK_TARGETS, {"ids": free}).all()
    # Asked again under the lock: the target may have got its sending visit just before.
    candidates = connection.execute(due.TO_SEND_TO, {**asked, "targets": locked}).all()
    first: dict[str, str] = {}
    for row in sorted(candidates, key=lambda row: (row.due_at, row.inquiry_id)):
        first.setdefault(row.target, row.inquiry_id)
    visits = visits_under_lock(connection, list(first.values()))
    chosen = [v for of_one in visits.values() for v in of_one if v.number == 0 and is_waiting(v)]
    return sorted(chosen, key=_by_due)


def _free_targets(connection: sa.Connection, asked: Mapping[str, Any], limit: int) -> Sequence[str]:
    """The first so many targets that may be asked, in the order in which they are due."""
    most = 4 * limit  # a target may be due several times over
    while True:
        found = connection.execute(due.TO_SEND, {**asked, "most": most}).all()
        free = list(dict.fromkeys(row.target for row in found))
        if len(free) >= limit or len(found) < most:
            return free[:limit]
        most *= 4


def _reading(connection: sa.Connection, now: datetime, observer: str, limit: int) -> Sequence[VisitRecord]:
    """The latest overdue reading visit of each inquiry that nobody visits, earliest first."""
    chosen: list[VisitRecord] = []
    tried: list[str] = []
    # Each round settles what it locks; inquiries without a visit to give only cost another round.
    while len(chosen) < limit:
        asked = {"now": now, "observer": observer, "tried": tried, "most": limit - len(chosen)}
        found = connection.scalars(due.TO_READ_BUT, asked).all()
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
    found = connection.execute(due.TO_SEND_ONE, asked).first()
    if found is None or not connection.scalars(_LOCK_TARGETS, {"ids": [found.target]}).all():
        return ()
    if connection.execute(due.TO_SEND_ONE, asked).first() is None:  # taken just before we had the lock
        return ()
    visits = visits_under_lock(connection, [inquiry_id]).get(inquiry_id, ())
    return [visit for visit in visits if visit.number == 0 and is_waiting(visit)]


def _reading_one(connection: sa.Connection, now: datetime, observer: str, inquiry_id: str) -> Sequence[VisitRecord]:
    asked = {"now": now, "observer": observer, "one": inquiry_id, "most": 1}
    if connection.execute(due.TO_READ_ONE, asked).first() is None:
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
