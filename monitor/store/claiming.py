"""Who makes which visit: leasing what is due, in SQL.

The locks, always taken in this order: the target (sending only), then the inquiry. A row of ``visits``
changes only under its inquiry's lock, so what is read after the lock is the truth until the commit.
``SKIP LOCKED`` lets claimers pass each other; on SQLite the whole transaction is the lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from monitor.store import due, rows, tables
from monitor.store.columns import Moment
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
        if not sending:
            return next(
                iter(self.claim_these([inquiry_id], holder=holder, observer=observer, now=now, lease=lease)), None
            )
        lessee = _Lessee(holder=holder, observer=observer, until=utc(now + lease))
        with self.database.writing() as connection:
            leased = lessee.lease(connection, _sending_one(connection, utc(now), observer, inquiry_id))
            return _claims(connection, leased, holder)[0] if leased else None

    def claim_these(
        self, inquiry_ids: Sequence[str], *, holder: str, observer: str, now: datetime, lease: timedelta
    ) -> Sequence[Claim]:
        if not inquiry_ids:
            return ()
        lessee = _Lessee(holder=holder, observer=observer, until=utc(now + lease))
        with self.database.writing() as connection:
            chosen = _given(connection, inquiry_ids, utc(now), observer)
            leased = lessee.lease(connection, sorted(chosen, key=_by_due))
            return _claims(connection, leased, holder) if leased else ()

    def due(self, *, observer: str, now: datetime, limit: int) -> Sequence[Due]:
        most = max(limit, 0)
        with self.database.reading() as connection:
            sending = _of_free_targets(due.to_send(connection, utc(now), observer, most), most)
            reading = list(islice(due.to_read(connection, utc(now), observer, most), most))
        found = [Due(inquiry_id=row.inquiry_id, number=row.number, due_at=row.due_at) for row in sending + reading]
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
        own = {"new_observer": self.observer, "new_holder": self.holder, "until": self.until}
        if visits:
            connection.execute(
                _LEASE,
                [{**own, "this": v.inquiry_id, "nth": v.number, "new_attempt": v.attempt + 1} for v in visits],
            )
        return [
            replace(v, attempt=v.attempt + 1, observer=self.observer, lease_until=self.until, started_at=None)
            for v in visits
        ]


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
_LEASE = _THIS_VISIT.values(
    holder=sa.bindparam("new_holder"),
    attempt=sa.bindparam("new_attempt"),
    observer=sa.bindparam("new_observer"),
    lease_until=sa.bindparam("until", type_=Moment),
    started_at=None,
)
_LOCK_TARGETS = (
    sa.select(tables.targets.c.id)
    .where(tables.targets.c.id.in_(sa.bindparam("ids", expanding=True)))
    .with_for_update(key_share=True, skip_locked=True)
)
# The ending is read, not asked for: SQLite, which never counted its rows, would look through all that is open.
_LOCK_INQUIRIES = (
    sa.select(_inquiries.c.id, _inquiries.c.ending, _inquiries.c.observer)
    .where(_inquiries.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(_inquiries.c.id)
    .with_for_update(key_share=True, skip_locked=True)
)
_IDS: sa.BindParameter[str] = sa.bindparam("ids", expanding=True)
_VISITS_OF = rows.SELECT_VISITS.where(_visits.c.inquiry_id.in_(_IDS)).order_by(_visits.c.number)
_others = _visits.alias()
_LAST_OF = sa.select(sa.func.max(_others.c.number)).where(_others.c.inquiry_id == _visits.c.inquiry_id)
_THAT_COUNT = _VISITS_OF.where(
    _visits.c.lease_until.is_not(None)
    | ((_visits.c.outcome == "") & (_visits.c.due_at <= sa.bindparam("now", type_=Moment)))
    | (_visits.c.number == _LAST_OF.scalar_subquery())
)
_PARKED = sa.select(tables.sessions.c.session).where(tables.sessions.c.inquiry_id == _inquiries.c.id)
_INQUIRIES_OF = rows.SELECT_INQUIRIES.add_columns(_PARKED.scalar_subquery()).where(_inquiries.c.id.in_(_IDS))
_MESSAGES_OF = rows.SELECT_MESSAGES.where(tables.messages.c.inquiry_id.in_(_IDS)).order_by(tables.messages.c.ordinal)
_FOLLOW_UPS_OF = rows.SELECT_FOLLOW_UPS.where(tables.follow_ups.c.inquiry_id.in_(_IDS))


# -- what is given -------------------------------------------------------------------------------------


def _sending(connection: sa.Connection, now: datetime, observer: str, limit: int) -> Sequence[VisitRecord]:
    """The first due sending visit of each free target, earliest first."""
    first = _of_free_targets(due.to_send(connection, now, observer, limit), limit)
    return _begin(connection, now, observer, {row.target: row.inquiry_id for row in first})


def _of_free_targets(visits: Iterable[sa.Row[Any]], limit: int) -> list[sa.Row[Any]]:
    """The first visit of each target, as far as ``limit`` targets."""
    first: dict[str, sa.Row[Any]] = {}
    for row in visits if limit else ():
        first.setdefault(row.target, row)
        if len(first) == limit:
            break
    return list(first.values())


def _begin(
    connection: sa.Connection, now: datetime, observer: str, of_target: Mapping[str, str]
) -> Sequence[VisitRecord]:
    """The sending visits of these inquiries, one a target, as far as they may still begin under the targets' locks."""
    if not of_target:
        return ()
    locked = connection.scalars(_LOCK_TARGETS, {"ids": list(of_target)}).all()
    # Asked again under the lock: the target may have got its sending visit just before.
    wanted = {"now": now, "observer": observer, "ids": [of_target[target] for target in locked]}
    visits = visits_under_lock(connection, connection.scalars(due.SENDABLE, wanted).all())
    chosen = [v for of_one in visits.values() for v in of_one if v.number == 0 and is_waiting(v)]
    return sorted(chosen, key=_by_due)


def _reading(connection: sa.Connection, now: datetime, observer: str, limit: int) -> Sequence[VisitRecord]:
    """The latest overdue reading visit of each inquiry that nobody visits, earliest first."""
    chosen: list[VisitRecord] = []
    found = due.to_read(connection, now, observer, limit)
    # Each round settles what it locks; inquiries without a visit to give only cost another round.
    while some := [row.inquiry_id for row in islice(found, limit - len(chosen))]:
        chosen += _given(connection, some, now, observer)
    return sorted(chosen, key=_by_due)


def _given(
    connection: sa.Connection, inquiry_ids: Sequence[str], now: datetime, observer: str
) -> Sequence[VisitRecord]:
    """The reading visits to make of these inquiries, as far as nobody else has them; what that makes late is missed.

    Only of what this observer asked. Whether a visit may be given is judged by what is read after the locks.
    """
    own = [row.id for row in _locked(connection, inquiry_ids) if row.observer == observer]
    chosen = []
    for visits in _by_inquiry(connection.execute(_THAT_COUNT, {"ids": own, "now": now})).values():
        given, missed = choose(visits, now)
        for visit in missed:
            change(connection, visit, outcome="missed")
        chosen += [given] if given else []
    return chosen


def _sending_one(connection: sa.Connection, now: datetime, observer: str, inquiry_id: str) -> Sequence[VisitRecord]:
    found = connection.execute(due.SENDABLE, {"now": now, "observer": observer, "ids": [inquiry_id]}).first()
    return _begin(connection, now, observer, {found.target: inquiry_id}) if found else ()


# -- both ----------------------------------------------------------------------------------------------


def is_waiting(visit: VisitRecord) -> bool:
    """True for a visit that is to be made and that nobody holds."""
    return visit.outcome == "" and visit.lease_until is None


def _by_due(visit: VisitRecord) -> tuple[datetime, str]:
    return visit.due_at, visit.inquiry_id


def visits_under_lock(connection: sa.Connection, inquiry_ids: Sequence[str]) -> Mapping[str, Sequence[VisitRecord]]:
    """Lock those of the open inquiries that nobody else has locked; all their visits, by inquiry."""
    locked = [row.id for row in _locked(connection, inquiry_ids)]
    return _by_inquiry(connection.execute(_VISITS_OF, {"ids": locked}))


def _locked(connection: sa.Connection, inquiry_ids: Sequence[str]) -> Sequence[sa.Row[Any, Any, Any]]:
    """Those of the open inquiries that nobody else has locked: id, ending, observer."""
    found = connection.execute(_LOCK_INQUIRIES, {"ids": inquiry_ids}).all()
    return [row for row in found if row.ending == "open"]


def _by_inquiry(visits: sa.CursorResult[Any]) -> Mapping[str, Sequence[VisitRecord]]:
    found: dict[str, list[VisitRecord]] = defaultdict(list)
    for row in visits.all():
        found[row.inquiry_id].append(rows.load(VisitRecord, row))
    return found


def _claims(connection: sa.Connection, visits: Sequence[VisitRecord], holder: str) -> Sequence[Claim]:
    ids = {"ids": [visit.inquiry_id for visit in visits]}
    found = connection.execute(_INQUIRIES_OF, ids).all()
    inquiries = {row[0]: (rows.load_inquiry(row[:-1]), row[-1]) for row in found}
    messages: dict[str, list[Message]] = defaultdict(list)
    for inquiry_id, message in map(rows.load_message, connection.execute(_MESSAGES_OF, ids).all()):
        messages[inquiry_id].append(message)
    follow_ups = [rows.load(FollowUp, row) for row in connection.execute(_FOLLOW_UPS_OF, ids)]
    return [
        Claim(
            inquiry=inquiries[visit.inquiry_id][0],
            visit=visit,
            holder=holder,
            session=inquiries[visit.inquiry_id][1],
            messages=tuple(messages[visit.inquiry_id]),
            follow_ups=tuple(said for said in follow_ups if said.inquiry_id == visit.inquiry_id),
        )
        for visit in visits
    ]
