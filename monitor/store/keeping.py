"""Exhibits, labels, the holding pen, notices given and answers by another channel, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.store import covered, rows, tables
from monitor.store.chaining import append_of
from monitor.store.connection import Database
from monitor.store.interface import PenEntry, StoredLabel
from monitor.store.rules import answer_key, clean, number_answers, storable
from monitor.store.visiting import lock_inquiry
from probes.interface import Exhibit, Message

_exhibits, _labels, _pen, _messages, _memory = (
    tables.exhibits,
    tables.labels,
    tables.pen,
    tables.messages,
    tables.memory,
)


class Keeping:
    """The store's methods for evidence, opinions and what is remembered beside them."""

    database: Database

    def keep(self, inquiry_id: str, exhibit: Exhibit) -> None:
        with self.database.writing() as connection:
            if self.database.put_new(connection, _exhibits, rows.row(exhibit, inquiry_id=inquiry_id)):
                append_of(self.database, connection, inquiry_id, covered.kept(inquiry_id, exhibit))

    def exhibits(self, inquiry_id: str) -> Sequence[Exhibit]:
        statement = sa.select(*rows.columns(_exhibits, Exhibit)).where(_exhibits.c.inquiry_id == inquiry_id)
        order = (_exhibits.c.taken_at, _exhibits.c.sha256, _exhibits.c.role)
        with self.database.reading() as connection:
            return [rows.load(Exhibit, row) for row in connection.execute(statement.order_by(*order))]

    def add_labels(self, labels: Sequence[StoredLabel]) -> None:
        with self.database.writing() as connection:
            self.database.put(connection, _labels, [rows.row(label) for label in labels])

    def labels(self, *, rules_version: str | None = None) -> Sequence[StoredLabel]:
        statement = sa.select(*rows.columns(_labels, StoredLabel))
        if rules_version is not None:
            statement = statement.where(_labels.c.rules_version == rules_version)
        order = (_labels.c.inquiry_id, _labels.c.ordinal, _labels.c.rules_version)
        with self.database.reading() as connection:
            return [rows.load(StoredLabel, row) for row in connection.execute(statement.order_by(*order))]

    def pen(self, entry: PenEntry) -> None:
        with self.database.writing() as connection:
            self.database.put(connection, _pen, [rows.row(entry)], update=True)

    def penned(self) -> Sequence[PenEntry]:
        statement = sa.select(*rows.columns(_pen, PenEntry)).order_by(_pen.c.arrived_at, _pen.c.key)
        with self.database.reading() as connection:
            return [rows.load(PenEntry, row) for row in connection.execute(statement)]

    def told(self, notice: str, *, at: datetime) -> bool:
        with self.database.writing() as connection:
            return self.database.put_new(connection, tables.notices, {"notice": clean(notice), "told_at": at})

    def seen_persona_mail(self, inquiry_id: str, messages: Sequence[Message]) -> None:
        ordinals = sa.select(_messages.c.ordinal, _messages.c.answer_key).where(_messages.c.inquiry_id == inquiry_id)
        with self.database.writing() as connection:
            lock_inquiry(connection, inquiry_id)
            known = {row.answer_key: row.ordinal for row in connection.execute(ordinals) if row.answer_key is not None}
            fresh = number_answers(known, [storable(message) for message in messages])
            answers = [rows.message_row(inquiry_id, m, answer_key=answer_key(m)) for m in fresh]
            self.database.put(connection, _messages, answers)
            for message in fresh:
                append_of(self.database, connection, inquiry_id, covered.heard(inquiry_id, message))

    def remember(self, key: str, value: str) -> None:
        with self.database.writing() as connection:
            self.database.put(connection, _memory, [{"key": key, "value": clean(value)}], update=True)

    def remember_first(self, key: str, value: str) -> bool:
        with self.database.writing() as connection:
            return self.database.put_new(connection, _memory, {"key": key, "value": clean(value)})

    def recall(self, key: str) -> str | None:
        with self.database.reading() as connection:
            return connection.scalar(sa.select(_memory.c.value).where(_memory.c.key == key))
