"""What is due: the statements that find it, each built once.

They are written so that the index of due times is walked until enough is found, whatever a database knows of its
tables: what must hold of the inquiry is asked for each visit, not joined. Where another way in is meant, the outcome
is compared by its length, which no index answers (docs/decisions/0091).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from monitor.store import tables

_visits, _inquiries, _pauses = tables.visits, tables.inquiries, tables.pauses

_NOW = sa.bindparam("now", type_=tables.Moment)
_OBSERVER = sa.bindparam("observer", type_=tables.WORDS)
_MOST: sa.BindParameter[int] = sa.bindparam("most")
_ONE = sa.bindparam("one", type_=tables.WORDS)
_LONG_AGO = sa.literal(datetime(1, 1, 2, tzinfo=UTC), tables.Moment)


def under_pause(now: datetime | sa.BindParameter[datetime]) -> sa.ColumnElement[bool]:
    """True for pauses in force at this moment."""
    return (_pauses.c.since <= now) & (_pauses.c.until.is_(None) | (_pauses.c.until > now))


def sends_now(visit: sa.FromClause) -> tuple[sa.ColumnElement[bool], ...]:
    """True for a visit under lease that sends: the sending one, or one whose own follow-up is not confirmed yet.

    A finished visit has no lease; that is not asked again, so that the few leases are found by their own index.
    """
    said = tables.follow_ups.c
    saying = sa.exists().where(
        said.inquiry_id == visit.c.inquiry_id,
        said.visit == visit.c.number,
        said.attempt == visit.c.attempt,
        said.sent_at.is_(None),
    )
    # "Not NULL" would not do: SQLite looks that up in no index.
    return visit.c.lease_until > _LONG_AGO, (visit.c.number == 0) | saying


def _in_time() -> tuple[sa.ColumnElement[bool], ...]:
    """Of a sending visit: nobody has it, and it may begin now."""
    return (
        _visits.c.number == 0, _visits.c.lease_until.is_(None), _visits.c.due_at <= _NOW,
        _visits.c.latest_start >= _NOW,
    )  # fmt: skip


def _may_be_asked() -> tuple[sa.ColumnElement[bool], ...]:
    """Of an inquiry: it is ours, its target is free, its platform not paused, and nobody has begun to send it."""
    of_other, other = _visits.alias(), _inquiries.alias()
    busy = sa.select(other.c.target).join_from(of_other, other).where(*sends_now(of_other))
    paused = sa.select(_pauses.c.platform).where(under_pause(_NOW))
    intended = sa.exists().where(tables.intents.c.inquiry_id == _inquiries.c.id)
    return (
        _inquiries.c.observer == _OBSERVER, _inquiries.c.target.not_in(busy), _inquiries.c.platform.not_in(paused),
        ~intended,
    )  # fmt: skip


def _to_send() -> sa.Select[Any]:
    """The sending visits that may begin, with their targets, earliest due first."""
    may = sa.exists().where(_inquiries.c.id == _visits.c.inquiry_id, *_may_be_asked())
    target = sa.select(_inquiries.c.target).where(_inquiries.c.id == _visits.c.inquiry_id).scalar_subquery()
    return (
        sa.select(target.label("target"), _visits.c.inquiry_id, _visits.c.due_at)
        .where(_visits.c.outcome == "", *_in_time(), may)
        .order_by(_visits.c.due_at, _visits.c.inquiry_id)
        .limit(_MOST)
    )


def _to_send_of() -> sa.Select[Any]:
    """The same, found from inquiries that are named."""
    return (
        sa.select(_inquiries.c.target, _visits.c.inquiry_id, _visits.c.due_at)
        .join_from(_inquiries, _visits)
        .where(_inquiries.c.ending == "open", _unfinished(_visits), *_in_time(), *_may_be_asked())
    )


def _to_read(*, of_one: bool = False) -> sa.Select[Any]:
    """The reading visits to give, earliest due first: of several of an inquiry only the latest due."""
    other, later = _visits.alias(), _visits.alias()
    leased = sa.exists().where(other.c.inquiry_id == _visits.c.inquiry_id, other.c.lease_until.is_not(None))
    superseded = sa.exists().where(
        later.c.inquiry_id == _visits.c.inquiry_id, later.c.number > _visits.c.number, _unfinished(later),
        later.c.due_at <= _NOW,
    )  # fmt: skip
    ours = sa.exists().where(_inquiries.c.id == _visits.c.inquiry_id, _inquiries.c.observer == _OBSERVER)
    waiting = (_visits.c.inquiry_id == _ONE) & _unfinished(_visits) if of_one else _visits.c.outcome == ""
    return (
        sa.select(_visits.c.inquiry_id, _visits.c.number, _visits.c.due_at)
        .where(waiting, _visits.c.lease_until.is_(None), _visits.c.due_at <= _NOW, _visits.c.number > 0)
        .where(ours, ~leased, ~superseded)
        .order_by(_visits.c.due_at, _visits.c.inquiry_id)
        .limit(_MOST)
    )


def _unfinished(visit: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.func.length(visit.c.outcome) == 0


TO_SEND = _to_send()
"""``now``, ``observer``, ``most`` → target, inquiry_id, due_at."""
TO_SEND_TO = _to_send_of().where(_inquiries.c.target.in_(sa.bindparam("targets", expanding=True)))
"""The same for ``targets``, all there are."""
TO_SEND_ONE = _to_send_of().where(_inquiries.c.id == _ONE)
"""The same for the inquiry ``one``."""
TO_READ = _to_read()
"""``now``, ``observer``, ``most`` → inquiry_id, number, due_at."""
TO_READ_BUT = TO_READ.where(_visits.c.inquiry_id.not_in(sa.bindparam("tried", type_=tables.WORDS, expanding=True)))
"""The same without the inquiries ``tried``."""
TO_READ_ONE = _to_read(of_one=True)
"""The same of the inquiry ``one``."""
