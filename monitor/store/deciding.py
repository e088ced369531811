"""Verdicts, controls, pauses and approvals, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.ledger import STUDY
from monitor.store import covered, rows, tables
from monitor.store.chaining import append
from monitor.store.connection import Database
from monitor.store.due import under_pause
from monitor.store.interface import Approval, ControlResult, Pause, Verdict
from monitor.store.rules import utc

_verdicts, _controls, _pauses, _approvals = tables.verdicts, tables.controls, tables.pauses, tables.approvals


class Deciding:
    """The store's methods for what the study decided about its targets and itself."""

    database: Database

    def verdict(self, target: str, week: str) -> Verdict | None:
        with self.database.reading() as connection:
            return _verdict(connection, target, week)

    def begin_test(self, target: str, week: str, inquiry_id: str) -> bool:
        test = Verdict(target=target, week=week, state="testing", inquiry_id=inquiry_id)
        with self.database.writing() as connection:
            self.database.put(connection, _verdicts, [rows.row(test)])
            found = _verdict(connection, target, week)
        return found is not None and found.inquiry_id == inquiry_id

    def decide(self, verdict: Verdict) -> None:
        with self.database.writing() as connection:
            self.database.put(connection, _verdicts, [rows.row(verdict)], update=True)

    def note_control(self, result: ControlResult) -> None:
        with self.database.writing() as connection:
            if self.database.put_new(connection, _controls, rows.row(result)):
                append(self.database, connection, [(result.observer, covered.controlled(result))])

    def controls(self, night: str | None = None) -> Sequence[ControlResult]:
        statement = sa.select(*rows.columns(_controls, ControlResult))
        if night is not None:
            statement = statement.where(_controls.c.night == night)
        order = (_controls.c.night, _controls.c.at, _controls.c.observer, _controls.c.channel)
        with self.database.reading() as connection:
            return [rows.load(ControlResult, row) for row in connection.execute(statement.order_by(*order))]

    def pause(self, pause: Pause) -> None:
        with self.database.writing() as connection:
            self.database.put(connection, _pauses, [rows.row(pause)], update=True)

    def resume(self, platform: str, *, at: datetime) -> bool:
        at = utc(at)
        lasting = (_pauses.c.platform == platform) & (_pauses.c.until.is_(None) | (_pauses.c.until > at))
        begun = lasting & (_pauses.c.since <= at)
        with self.database.writing() as connection:
            ended = connection.execute(sa.update(_pauses).where(begun).values(until=at)).rowcount
            dropped = connection.execute(sa.update(_pauses).where(lasting).values(until=_pauses.c.since)).rowcount
        return bool(ended + dropped)

    def pauses(self, *, at: datetime) -> Sequence[Pause]:
        statement = sa.select(*rows.columns(_pauses, Pause)).where(under_pause(utc(at)))
        with self.database.reading() as connection:
            found = connection.execute(statement.order_by(_pauses.c.platform, _pauses.c.since))
            return [rows.load(Pause, row) for row in found]

    def approve(self, approval: Approval) -> None:
        with self.database.writing() as connection:
            if self.database.put_new(connection, _approvals, rows.row(approval)):
                append(self.database, connection, [(STUDY, covered.approved(approval))])

    def approvals(self) -> Sequence[Approval]:
        order = (_approvals.c.approved_at, _approvals.c.text_hash, _approvals.c.approved_by)
        statement = sa.select(*rows.columns(_approvals, Approval)).order_by(*order)
        with self.database.reading() as connection:
            return [rows.load(Approval, row) for row in connection.execute(statement)]


_VERDICT = sa.select(*rows.columns(_verdicts, Verdict)).where(
    _verdicts.c.target == sa.bindparam("of_target"), _verdicts.c.week == sa.bindparam("in_week")
)


def _verdict(connection: sa.Connection, target: str, week: str) -> Verdict | None:
    row = connection.execute(_VERDICT, {"of_target": target, "in_week": week}).first()
    return None if row is None else rows.load(Verdict, row)
