"""What reports, the export and the status line read, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from monitor.store import bulk, due, rows, tables
from monitor.store.connection import Database
from monitor.store.interface import Counts, InquiryRecord, VisitRecord
from monitor.store.rules import utc
from probes.interface import Message

_visits, _inquiries, _messages = tables.visits, tables.inquiries, tables.messages

PAGE = 500
"""Rows in memory at once while a whole table is read."""


class Reading:
    """The store's methods that change nothing."""

    database: Database

    def inquiry(self, inquiry_id: str) -> InquiryRecord | None:
        with self.database.reading() as connection:
            row = connection.execute(_INQUIRY, {"this": inquiry_id}).first()
            return None if row is None else rows.load_inquiry(row)

    def inquiries(
        self,
        *,
        night: str | None = None,
        ending: str | None = None,
        weeks: Collection[str] | None = None,
        platform: str | None = None,
    ) -> Iterator[InquiryRecord]:
        statement = bulk.INQUIRIES.order_by(_inquiries.c.due_at, _inquiries.c.id)
        if night is not None:
            statement = statement.where(_inquiries.c.night == night)
        if ending is not None:
            statement = statement.where(_inquiries.c.ending == ending)
        if weeks is not None:
            statement = statement.where(_inquiries.c.week.in_(sorted(weeks)))
        if platform is not None:
            statement = statement.where(_inquiries.c.platform == platform)
        return bulk.inquiries(self.database.engine.dialect, self._pages(statement))

    def visits(self, inquiry_id: str | None = None) -> Sequence[VisitRecord]:
        statement, given = (_VISITS, None) if inquiry_id is None else (_VISITS_OF, {"this": inquiry_id})
        return list(bulk.visits(self.database.engine.dialect, self._pages(statement, given)))

    def messages(self, inquiry_id: str | None = None) -> Iterator[tuple[str, Message]]:
        statement, given = (_MESSAGES, None) if inquiry_id is None else (_MESSAGES_OF, {"this": inquiry_id})
        return bulk.messages(self.database.engine.dialect, self._pages(statement, given))

    def next_due(self, *, after: datetime | None = None) -> datetime | None:
        statement, given = (due.EARLIEST, None) if after is None else (due.EARLIEST_AFTER, {"after": utc(after)})
        with self.database.reading() as connection:
            earliest: datetime | None = connection.scalar(statement, given)
        return earliest

    def counts(self, *, now: datetime) -> Counts:
        with self.database.reading() as connection:
            waiting_visits, overdue_visits, leased_visits = connection.execute(due.TOTALS, {"now": utc(now)}).one()
            by_ending: dict[str, int] = {row[0]: row[1] for row in connection.execute(_ENDINGS)}
        return Counts(
            by_ending=by_ending,
            waiting_visits=waiting_visits,
            overdue_visits=overdue_visits,
            leased_visits=leased_visits,
        )

    def _pages(
        self, statement: sa.Select[Any], given: Mapping[str, Any] | None = None
    ) -> Iterator[Sequence[sa.Row[Any]]]:
        with self.database.reading() as connection:
            yield from connection.execution_options(yield_per=PAGE).execute(statement, given).partitions()


# Built once: building one costs more than running it.
_THIS: sa.BindParameter[str] = sa.bindparam("this")
_INQUIRY = rows.SELECT_INQUIRIES.where(_inquiries.c.id == _THIS)
_VISITS = bulk.VISITS.order_by(_visits.c.inquiry_id, _visits.c.number)
_VISITS_OF = _VISITS.where(_visits.c.inquiry_id == _THIS)
_MESSAGES = bulk.MESSAGES.order_by(_messages.c.inquiry_id, _messages.c.ordinal)
_MESSAGES_OF = _MESSAGES.where(_messages.c.inquiry_id == _THIS)
_ENDINGS = sa.select(_inquiries.c.ending, sa.func.count()).group_by(_inquiries.c.ending)
