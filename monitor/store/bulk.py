"""Whole tables read a page and a column at a time: what costs little for one row costs much for each of a million."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from monitor.store.columns import Moment
from monitor.store.interface import InquiryRecord, PlannedInquiry, VisitRecord
from monitor.store.rows import OUTCOME_FIELDS, PLAN_WIDTH, SELECT_INQUIRIES, SELECT_MESSAGES, SELECT_VISITS, names
from probes.interface import Message, Speaker

Record = TypeVar("Record")
Column = Sequence[Any]
_Convert = Callable[[Column], Column]
_SPEAKERS = {speaker.value: speaker for speaker in Speaker}


def _as_stored(statement: sa.Select[Any]) -> sa.Select[Any]:
    """The same columns just as the driver gives them."""
    plain = [sa.type_coerce(column, sa.types.NULLTYPE) for column in statement.selected_columns]
    return cast("sa.Select[Any]", statement.with_only_columns(*plain, maintain_column_froms=True))


INQUIRIES, VISITS, MESSAGES = map(_as_stored, (SELECT_INQUIRIES, SELECT_VISITS, SELECT_MESSAGES))
"""Statements for ``inquiries``, ``visits`` and ``messages``, to be narrowed and ordered."""


def inquiries(dialect: sa.Dialect, pages: Iterator[Sequence[sa.Row[Any]]]) -> Iterator[InquiryRecord]:
    for columns in _converted(SELECT_INQUIRIES, dialect, pages):
        plans = made(PlannedInquiry, dict(zip(names(PlannedInquiry), columns, strict=False)))
        outcome = dict(zip(OUTCOME_FIELDS, columns[PLAN_WIDTH + 1 :], strict=True))
        yield from made(InquiryRecord, {"plan": plans, "intended_at": columns[PLAN_WIDTH], **outcome})


def visits(dialect: sa.Dialect, pages: Iterator[Sequence[sa.Row[Any]]]) -> Iterator[VisitRecord]:
    for columns in _converted(SELECT_VISITS, dialect, pages):
        yield from made(VisitRecord, dict(zip(names(VisitRecord), columns, strict=True)))


def messages(dialect: sa.Dialect, pages: Iterator[Sequence[sa.Row[Any]]]) -> Iterator[tuple[str, Message]]:
    for inquiry_ids, *columns in _converted(SELECT_MESSAGES, dialect, pages):
        found = dict(zip(names(Message), columns, strict=True))
        found["speaker"] = list(map(_SPEAKERS.__getitem__, found["speaker"]))
        yield from zip(inquiry_ids, made(Message, found), strict=True)


def made(record: type[Record], columns: Mapping[str, Column]) -> list[Record]:
    """Frozen records with these fields, all of them, filled a field at a time, as unpickling fills them."""
    found = [object.__new__(record) for _ in next(iter(columns.values()))]
    for name, values in columns.items():
        deque(map(getattr(record, name).__set__, found, values), maxlen=0)
    return found


def _converted(
    statement: sa.Select[Any], dialect: sa.Dialect, pages: Iterator[Sequence[sa.Row[Any]]]
) -> Iterator[list[Column]]:
    """Each page as columns, with the values that rows of ``statement`` itself would have."""
    convert = [_conversion(column.type, dialect) for column in statement.selected_columns]
    for page in pages:
        if page:
            yield [turn(values) for turn, values in zip(convert, zip(*page, strict=True), strict=True)]


def _conversion(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> _Convert:
    if isinstance(kind, Moment) and dialect.name == "sqlite":
        return _moments
    processor = kind.dialect_impl(dialect).result_processor(dialect, None)
    if processor is None:
        return lambda values: values
    if isinstance(kind, sa.JSON):
        return lambda values: [{} if value == "{}" else processor(value) for value in values]
    return lambda values: list(map(processor, values))


def _moments(values: Column) -> Column:
    read = datetime.fromisoformat
    return [None if value is None else read(value) for value in values]


__all__ = ["INQUIRIES", "MESSAGES", "VISITS", "inquiries", "made", "messages", "visits"]
