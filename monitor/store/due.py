"""What is due: the indexes of the visits that wait, and the statements that walk them.

A statement takes a page of one index, in order, and asks of each visit on it whether it may be given. It asks by key,
one look each, so that no database can think of a better way and read all there is (docs/decisions/0103).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from monitor.store import tables
from monitor.store.columns import WORDS, Moment

_visits, _inquiries, _pauses = tables.visits, tables.inquiries, tables.pauses

LEAST = 16
"""A page is at least so long: some of what is due may be held back."""
MOST = 1000

_EMPTY: sa.ColumnElement[str] = sa.literal_column("''")  # a parameter would hide which index is meant
_ZERO: sa.ColumnElement[int] = sa.literal_column("0")
_ORDER = (_visits.c.due_at, _visits.c.inquiry_id, _visits.c.number)
_WAITS = (_visits.c.outcome == _EMPTY) & _visits.c.lease_until.is_(None)
_TO_READ, _TO_SEND = (_visits.c.number > _ZERO) & _WAITS, (_visits.c.number == _ZERO) & _WAITS
_LEASED = _visits.c.lease_until.is_not(None)

sa.Index("ix_visits_to_read", *_ORDER, sqlite_where=_TO_READ, postgresql_where=_TO_READ)
sa.Index("ix_visits_to_send", *_ORDER, sqlite_where=_TO_SEND, postgresql_where=_TO_SEND)
sa.Index("ix_visits_leased", _visits.c.lease_until, sqlite_where=_LEASED, postgresql_where=_LEASED)

_NOW = sa.bindparam("now", type_=Moment)
_OBSERVER = sa.bindparam("observer", type_=WORDS)
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
_TAKEN = 1_000_000
"""Ranks above every visit's number."""


def under_pause(now: datetime | sa.BindParameter[datetime]) -> sa.ColumnElement[bool]:
    """True for pauses in force at this moment."""
    return (_pauses.c.since <= now) & (_pauses.c.until.is_(None) | (_pauses.c.until > now))


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


def _page(kind: sa.ColumnElement[bool]) -> sa.Subquery:
    """The next ``many`` visits of this kind that are due, after the one named."""
    after = sa.tuple_(
        sa.bindparam("due", type_=Moment), sa.bindparam("inquiry", type_=WORDS),
        sa.bindparam("number", type_=sa.Integer),
    )  # fmt: skip
    many = sa.bindparam("many", type_=sa.Integer, literal_execute=True)  # PostgreSQL plans for this many
    return (
        sa.select(*_ORDER, _visits.c.latest_start)
        .where(kind, _visits.c.due_at <= _NOW, sa.tuple_(*_ORDER) > after)
        .order_by(*_ORDER)
        .limit(many)
        .subquery("page")
    )


def _to_read() -> sa.Select[Any]:
    """A page of reading visits; ``may`` is true for the latest due of an inquiry that nobody visits."""
    page, other = _page(_TO_READ), _visits.alias()
    is_due = (other.c.outcome == _EMPTY) & (other.c.due_at <= _NOW)
    rank = sa.case((other.c.lease_until.is_not(None), _TAKEN), (is_due, other.c.number))
    first = sa.select(sa.func.max(rank)).where(other.c.inquiry_id == page.c.inquiry_id).scalar_subquery()
    may = (first == page.c.number) & (_of_inquiry("observer", page) == _OBSERVER)
    return sa.select(page, may.label("may")).order_by(page.c.due_at, page.c.inquiry_id, page.c.number)


def _of_inquiry(name: str, visit: sa.FromClause) -> sa.ScalarSelect[str]:
    own = _inquiries.alias()
    return sa.select(own.c[name]).where(own.c.id == visit.c.inquiry_id).scalar_subquery()


def _to_send() -> sa.Select[Any]:
    """A page of sending visits, each with its target; ``may`` is true where nothing forbids to begin it."""
    page = _page(_TO_SEND)
    asked = sa.select(page, _of_inquiry("target", page).label("target"))
    return asked.add_columns(_may_begin(page).label("may")).order_by(page.c.due_at, page.c.inquiry_id)


def _may_begin(visit: sa.FromClause) -> sa.ColumnElement[bool]:
    """Of a waiting sending visit: in time and ours, its target free, its platform not paused, nothing intended."""
    of_other, other = _visits.alias(), _inquiries.alias()
    busy = sa.select(other.c.target).join_from(of_other, other).where(*sends_now(of_other))
    paused = sa.select(_pauses.c.platform).where(under_pause(_NOW))
    return sa.and_(
        visit.c.due_at <= _NOW, visit.c.latest_start >= _NOW, ~_is_intended(visit),
        _of_inquiry("observer", visit) == _OBSERVER,
        _of_inquiry("target", visit).not_in(busy),
        _of_inquiry("platform", visit).not_in(paused),
    )  # fmt: skip


def _is_intended(visit: sa.FromClause) -> sa.ColumnElement[bool]:
    intended = sa.select(tables.intents.c.inquiry_id).where(tables.intents.c.inquiry_id == visit.c.inquiry_id)
    return intended.scalar_subquery().is_not(None)


def _sendable() -> sa.Select[Any]:
    these = _visits.c.inquiry_id.in_(sa.bindparam("ids", expanding=True))
    asked = sa.select(_visits.c.inquiry_id, _of_inquiry("target", _visits).label("target"))
    return asked.where(these, _visits.c.number == 0, _may_begin(_visits))


def _suspects() -> sa.Select[Any]:
    due = _visits.c.due_at <= _NOW
    late = _visits.c.latest_start < _NOW
    gone = (_visits.c.lease_until <= _NOW) & (_visits.c.outcome == _EMPTY)
    kinds = [(_LEASED, gone), (_TO_READ, late), (_TO_SEND, late | _is_intended(_visits))]
    found = sa.union_all(*(sa.select(*_ORDER).where(kind, due, more) for kind, more in kinds)).subquery()
    inquiry, earliest = found.c.inquiry_id, sa.func.min(found.c.due_at)
    return sa.select(inquiry).group_by(inquiry).order_by(earliest, inquiry)


def _earliest(after: sa.BindParameter[datetime] | None = None) -> sa.Select[Any]:
    later = () if after is None else (_visits.c.due_at > after,)
    first = sa.select(sa.func.min(_visits.c.due_at).label("due_at"))
    of_each = sa.union_all(*(first.where(kind, *later) for kind in (_TO_READ, _TO_SEND))).subquery()
    return sa.select(sa.func.min(of_each.c.due_at))


def _totals() -> sa.Select[int, int, int]:
    def count(*conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(_visits).where(*conditions).scalar_subquery()

    ever, late = _visits.c.due_at > LONG_AGO, (_visits.c.due_at <= _NOW, _visits.c.latest_start < _NOW)
    return sa.select(
        count(_TO_READ, ever) + count(_TO_SEND, ever),
        count(_TO_READ, *late) + count(_TO_SEND, *late),
        count(_LEASED, _visits.c.outcome == _EMPTY),
    )


SENDABLE = _sendable()
"""``ids``, ``now``, ``observer`` → inquiry_id, target of those whose sending visit may begin, if it waits."""
SUSPECTS = _suspects()
"""``now`` → inquiries with an unfinished visit that may need settling, earliest due first."""
EARLIEST, EARLIEST_AFTER = _earliest(), _earliest(sa.bindparam("after", type_=Moment))
"""When the next waiting visit is due; and the next one ``after`` a moment."""
TOTALS = _totals()
"""``now`` → waiting, overdue, leased: how many visits."""
_READ_PAGE, _SEND_PAGE = _to_read(), _to_send()


def to_read(connection: sa.Connection, now: datetime, observer: str, limit: int) -> Iterator[sa.Row[Any]]:
    """The reading visits to give, earliest due first: due_at, inquiry_id, number."""
    return _walk(connection, _READ_PAGE, {"now": now, "observer": observer}, limit)


def to_send(connection: sa.Connection, now: datetime, observer: str, limit: int) -> Iterator[sa.Row[Any]]:
    """The sending visits that may begin, earliest due first: the same and target, which may come several times."""
    return _walk(connection, _SEND_PAGE, {"now": now, "observer": observer}, limit)


def _walk(connection: sa.Connection, page: sa.Select[Any], asked: dict[str, Any], limit: int) -> Iterator[sa.Row[Any]]:
    many = max(LEAST, min(limit, MOST))
    asked |= {"due": LONG_AGO, "inquiry": "", "number": -1}
    while True:
        found = connection.execute(page, {**asked, "many": many}).all()
        yield from (row for row in found if row.may)
        if len(found) < many:
            return
        last, many = found[-1], min(4 * many, MOST)
        asked |= {"due": last.due_at, "inquiry": last.inquiry_id, "number": last.number}
