"""Rows become records and records become rows; columns bear the names of the fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

import sqlalchemy as sa

from monitor.store import tables
from monitor.store.interface import FollowUp, InquiryRecord, PlannedInquiry, VisitRecord
from monitor.store.rules import clean
from probes.interface import Message, Speaker

Record = TypeVar("Record")
PLAN_WIDTH = len(fields(PlannedInquiry))


_NAMES: dict[type[Any], tuple[str, ...]] = {}


def names(record: type[Any]) -> tuple[str, ...]:
    """The fields of a record, in order."""
    if record not in _NAMES:
        _NAMES[record] = tuple(field.name for field in fields(record))
    return _NAMES[record]


def columns(table: sa.Table, record: type[Any]) -> list[sa.Column[Any]]:
    """The table's columns in the order of the record's fields."""
    return [table.c[name] for name in names(record)]


def load(record: type[Record], row: Sequence[Any]) -> Record:
    """The record of a row that was selected by ``columns``."""
    return record(**dict(zip(names(record), row, strict=True)))


def row(record: Any, **more: Any) -> dict[str, Any]:
    """A record's fields as a row, texts cleaned of what no database takes."""
    values = ((name, getattr(record, name)) for name in names(type(record)))
    return {name: clean(value) if isinstance(value, str) else value for name, value in values} | more


OUTCOME_FIELDS = tuple(name for name in names(InquiryRecord) if name not in ("plan", "intended_at"))

SELECT_INQUIRIES = sa.select(
    *columns(tables.inquiries, PlannedInquiry),
    tables.intents.c.intended_at,
    *(tables.inquiries.c[name] for name in OUTCOME_FIELDS),
).select_from(tables.inquiries.outerjoin(tables.intents))
SELECT_VISITS = sa.select(*columns(tables.visits, VisitRecord))
SELECT_MESSAGES = sa.select(tables.messages.c.inquiry_id, *columns(tables.messages, Message))
SELECT_FOLLOW_UPS = sa.select(*columns(tables.follow_ups, FollowUp)).order_by(
    tables.follow_ups.c.inquiry_id, tables.follow_ups.c.kind, tables.follow_ups.c.number
)


def load_inquiry(row: Sequence[Any]) -> InquiryRecord:
    """The record of a row of ``SELECT_INQUIRIES``."""
    plan = load(PlannedInquiry, row[:PLAN_WIDTH])
    outcome = dict(zip(OUTCOME_FIELDS, row[PLAN_WIDTH + 1 :], strict=True))
    return InquiryRecord(plan=plan, intended_at=row[PLAN_WIDTH], **outcome)


def load_message(row: Sequence[Any]) -> tuple[str, Message]:
    """The (inquiry id, message) of a row of ``SELECT_MESSAGES``."""
    values = dict(zip(names(Message), row[1:], strict=True))
    return row[0], Message(**(values | {"speaker": Speaker(values["speaker"])}))


def message_row(inquiry_id: str, message: Message, *, answer_key: str | None = None) -> dict[str, Any]:
    """A message, already made storable, as a row."""
    values = {name: getattr(message, name) for name in names(Message)}
    return values | {
        "inquiry_id": inquiry_id,
        "speaker": message.speaker.value,
        "marks": dict(message.marks),
        "answer_key": answer_key,
    }


def planned_row(inquiry: PlannedInquiry) -> dict[str, Any]:
    """A planned inquiry as the row of an open one."""
    return row(
        inquiry,
        t0=None,
        witness="",
        ending="open",
        reason="",
        ended_at=None,
        platform_ended_at=None,
        forgets_visitor=False,
    )


def visit_row(visit: VisitRecord) -> dict[str, Any]:
    """A visit as the row of one that nobody holds."""
    return row(visit, holder="")
