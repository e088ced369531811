"""Nights and what is planned in them, in SQL."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from monitor.errors import MonitorError
from monitor.store import rows, tables
from monitor.store.connection import Database
from monitor.store.interface import Night, PlannedInquiry
from monitor.store.rules import check_plan, first_visit


class Planning:
    """The store's methods for planning."""

    database: Database

    def plan_night(self, night: Night, inquiries: Sequence[PlannedInquiry]) -> bool:
        check_plan(night, inquiries)
        with self.database.writing() as connection:
            if not self.database.put(connection, tables.nights, [rows.row(night)]):
                return False
            self._insert(connection, inquiries)
        return True

    def _insert(self, connection: sa.Connection, inquiries: Sequence[PlannedInquiry]) -> None:
        put = self.database.put
        # In one order on every machine: two planners lock the targets alike and cannot block each other.
        put(connection, tables.targets, [{"id": target} for target in sorted({i.target for i in inquiries})])
        if put(connection, tables.inquiries, [rows.planned_row(i) for i in inquiries]) != len(inquiries):
            raise MonitorError("an inquiry of this plan exists already", "inquiry ids are unique over all nights")
        put(connection, tables.visits, [rows.visit_row(first_visit(inquiry)) for inquiry in inquiries])

    def nights(self) -> Sequence[Night]:
        statement = sa.select(*rows.columns(tables.nights, Night)).order_by(tables.nights.c.id)
        with self.database.reading() as connection:
            return [rows.load(Night, row) for row in connection.execute(statement)]
