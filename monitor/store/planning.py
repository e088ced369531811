"""Nights and what is planned in them, in SQL."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from monitor.ledger import STUDY
from monitor.store import covered, rows, tables
from monitor.store.chaining import append
from monitor.store.connection import Database
from monitor.store.interface import Night, PlannedInquiry
from monitor.store.rules import already_planned, check_plan, first_visit


class Planning:
    """The store's methods for planning."""

    database: Database

    def plan_night(self, night: Night, inquiries: Sequence[PlannedInquiry]) -> bool:
        check_plan(night, inquiries)
        with self.database.writing() as connection:
            if not self.database.put_new(connection, tables.nights, rows.row(night)):
                return False
            self._insert(connection, inquiries)
            plans = [(i.observer, covered.planned(i, night.planned_at)) for i in inquiries]
            append(self.database, connection, [(STUDY, covered.night(night)), *plans])
        return True

    def _insert(self, connection: sa.Connection, inquiries: Sequence[PlannedInquiry]) -> None:
        put = self.database.put
        # In one order on every machine: two planners lock the targets alike and cannot block each other.
        put(connection, tables.targets, [{"id": target} for target in sorted({i.target for i in inquiries})])
        if inquiries:
            try:
                connection.execute(sa.insert(tables.inquiries), [rows.planned_row(inquiry) for inquiry in inquiries])
            except IntegrityError as error:
                raise already_planned() from error
        put(connection, tables.visits, [rows.visit_row(first_visit(inquiry)) for inquiry in inquiries])

    def nights(self) -> Sequence[Night]:
        statement = sa.select(*rows.columns(tables.nights, Night)).order_by(tables.nights.c.id)
        with self.database.reading() as connection:
            return [rows.load(Night, row) for row in connection.execute(statement)]
