"""Fills a study's database with many rows, past the store: what a benchmark finds, not what it measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from monitor.store import rows, tables
from monitor.store.interface import Night, PlannedInquiry, VisitRecord
from monitor.store.sql import SqlStore
from probes.interface import Message, Speaker

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
NIGHT = Night(id="2026-11-16", week="2026-W47", planned_at=NOW)
OBSERVER = "observer-1"
ASKED = NOW - timedelta(hours=1)
SESSION = b"s" * 2500  # as large as a parked web chat's


def put(store: SqlStore, table: sa.Table, many: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows as quickly as the driver can."""
    names, dialect = [column.name for column in table.columns], store.database.engine.dialect
    turn = [_processor(column, dialect) for column in table.columns]
    found = ([act(row[name]) for act, name in zip(turn, names, strict=True)] for row in many)
    with store.database.writing() as connection:
        driver: Any = connection.connection.driver_connection
        if store.database.is_sqlite:
            marks = ",".join("?" * len(names))
            driver.executemany(f"INSERT INTO {table.name} ({','.join(names)}) VALUES ({marks})", found)
        else:
            with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({','.join(names)}) FROM STDIN") as copy:
                for row in found:
                    copy.write_row(row)


def _processor(column: sa.Column[Any], dialect: sa.Dialect) -> Callable[[Any], Any]:
    return column.type.dialect_impl(dialect).bind_processor(dialect) or (lambda value: value)


def settle(store: SqlStore) -> None:
    """Let the database count its rows, as it does by itself in the hours that a study takes to grow so large."""
    with store.database.writing() as connection:
        connection.exec_driver_sql("ANALYZE")


def planned(number: int, *, platform: int, due_at: datetime, night: str = NIGHT.id, **more: Any) -> PlannedInquiry:
    """An inquiry of a web chat; pre-sale and after-sale in turn."""
    fields: dict[str, Any] = {
        "id": f"q{number:011}", "night": night, "week": NIGHT.week, "time_cell": "working",
        "pair_id": f"{night}-{number // 2}", "target": f"p{platform:06}-webchat", "platform": f"p{platform:06}",
        "channel": "webchat", "question": "refund-zh", "topic": ("pre_sale", "after_sale")[number % 2],
        "language": "zh", "paraphrase": 0, "subject": "退款", "text": "请问一般规则是怎样的？卡密无效时如何退款？",
        "due_at": due_at, "latest_start": due_at + timedelta(minutes=30), "observer": OBSERVER,
    }  # fmt: skip
    return PlannedInquiry(**fields | more)


def inquiry_row(plan: PlannedInquiry, **outcome: Any) -> dict[str, Any]:
    """The row of an inquiry; open unless ``outcome`` says otherwise."""
    return rows.planned_row(plan) | outcome


_VISIT = rows.visit_row(VisitRecord(inquiry_id="", number=0, checkpoint=None, due_at=NOW, latest_start=NOW))


def visit_row(inquiry_id: str, number: int, due_at: datetime, **fields: Any) -> dict[str, Any]:
    """The row of a visit; a waiting one unless ``fields`` say otherwise."""
    own = {
        "inquiry_id": inquiry_id, "number": number, "checkpoint": number - 1 if number else None, "due_at": due_at,
        "latest_start": due_at + timedelta(minutes=1),
    }  # fmt: skip
    return _VISIT | own | fields


def message(ordinal: int, at: datetime, text: str, *, speaker: Speaker = Speaker.PLATFORM) -> Message:
    """A line seen live."""
    return Message(ordinal=ordinal, speaker=speaker, text=text, seen_after=at, seen_by=at)


def said(inquiry_id: str, each: int) -> list[Message]:
    """Our question and the platform's lines."""
    texts = [
        "请问卡密无效时如何退款？",
        *(f"您好，退款三天内原路退回，单号 {inquiry_id}，第 {n} 行。" for n in range(1, each)),
    ]
    speakers = [Speaker.OWN, *[Speaker.PLATFORM] * (each - 1)]
    return [
        message(n, ASKED + timedelta(seconds=n), text, speaker=speaker)
        for n, (text, speaker) in enumerate(zip(texts, speakers, strict=True), start=1)
    ]


def waiting(inquiries: int, due: int) -> tuple[list[dict[str, Any]], Iterator[dict[str, Any]]]:
    """Inquiries sent within the last five minutes, and their six visits each: one made, five waiting.

    The first visit to read is due now for ``due`` of them, spread evenly among the others, soon for the others.
    """
    every = max(inquiries // due, 1) if due else inquiries + 1
    begun = [_begun(number, is_due=number % every == 0 and number // every < due) for number in range(inquiries)]
    asked = [inquiry_row(planned(n, platform=n % 1000, due_at=t0), t0=t0) for n, t0 in enumerate(begun)]
    return asked, (row for plan in asked for row in _visits(plan["id"], plan["t0"]))


def _begun(number: int, *, is_due: bool) -> datetime:
    return NOW - timedelta(seconds=301 + number % 20) if is_due else NOW - timedelta(seconds=number % 290)


WAITS = (300, 900, 3600, 14_400, 86_400)


def _visits(inquiry_id: str, t0: datetime) -> Iterator[dict[str, Any]]:
    yield visit_row(inquiry_id, 0, t0, outcome="done", attempt=1, observer=OBSERVER, started_at=t0, ended_at=t0)
    for number, seconds in enumerate(WAITS, start=1):
        yield visit_row(inquiry_id, number, t0 + timedelta(seconds=seconds))


def fill_waiting(store: SqlStore, inquiries: int, due: int) -> None:
    """A night of ``inquiries``, five visits waiting for each; those due have a session and two lines."""
    asked, visits = waiting(inquiries, due)
    put(store, tables.nights, [rows.row(NIGHT)])
    put(store, tables.targets, [{"id": target} for target in sorted({row["target"] for row in asked})])
    put(store, tables.inquiries, asked)
    put(store, tables.visits, visits)
    read = [row for row in asked if row["t0"] < NOW - timedelta(seconds=WAITS[0])]
    put(store, tables.intents, [_intent(row) for row in asked])
    put(store, tables.sessions, [{"inquiry_id": row["id"], "session": SESSION} for row in read])
    put(store, tables.messages, (line for row in read for line in _said(row["id"], row["t0"])))
    if not store.database.is_sqlite:  # SQLite is never told to count its rows
        settle(store)


def _intent(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"inquiry_id": row["id"], "intended_at": row["t0"], "attempt": 1, "holder": "before"}


def _said(inquiry_id: str, t0: datetime) -> Sequence[dict[str, Any]]:
    lines = [message(1, t0, "请问", speaker=Speaker.OWN), message(2, t0 + timedelta(seconds=4), "您好，请稍等。")]
    return [rows.message_row(inquiry_id, line) for line in lines]
