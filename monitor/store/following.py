"""What a worker says after the question while it holds a visit, in SQL: the target's lock, then the inquiry's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from monitor.errors import MonitorError
from monitor.store import covered, rows, tables
from monitor.store.chaining import append
from monitor.store.connection import Database
from monitor.store.due import sends_now
from monitor.store.interface import Claim, FollowUp
from monitor.store.rules import check_follow_up
from monitor.store.visiting import hold, keep_session

_follow_ups, _inquiries, _visits = tables.follow_ups, tables.inquiries, tables.visits


class Following:
    """The store's methods for scripted follow-ups and requests for a human."""

    database: Database

    def intend_follow_up(self, claim: Claim, *, kind: str, number: int, text: str, at: datetime) -> bool:
        inquiry_id = claim.visit.inquiry_id
        with self.database.writing(durable=True) as connection:
            target = sa.select(tables.targets.c.id).where(tables.targets.c.id == claim.inquiry.plan.target)
            connection.execute(target.with_for_update(key_share=True))
            hold(self.database, connection, claim)
            t0 = connection.scalar(sa.select(_inquiries.c.t0).where(_inquiries.c.id == inquiry_id))
            check_follow_up(_known(connection, inquiry_id), kind=kind, number=number, t0=t0)
            if _busy(connection, claim):
                return False
            own = {"visit": claim.visit.number, "attempt": claim.visit.attempt, "holder": claim.holder}
            said = FollowUp(inquiry_id=inquiry_id, kind=kind, number=number, text=text, intended_at=at)
            connection.execute(sa.insert(_follow_ups).values(rows.row(said, **own)))
            append(self.database, connection, [(claim.inquiry.plan.observer, covered.said(said))])
        return True

    def followed_up(self, claim: Claim, *, kind: str, number: int, sent_at: datetime, session: bytes | None) -> None:
        c, inquiry_id = _follow_ups.c, claim.visit.inquiry_id
        with self.database.writing(durable=True) as connection:
            hold(self.database, connection, claim)
            this = (c.inquiry_id == inquiry_id) & (c.kind == kind) & (c.number == number) & c.sent_at.is_(None)
            ours = (c.visit == claim.visit.number) & (c.attempt == claim.visit.attempt) & (c.holder == claim.holder)
            if not connection.execute(sa.update(_follow_ups).where(this, ours).values(sent_at=sent_at)).rowcount:
                raise MonitorError("a follow-up is confirmed once, by the visit that intended it")
            if session is not None:
                keep_session(self.database, connection, inquiry_id, session)
            fact = covered.followed_up(inquiry_id, kind, number, sent_at)
            append(self.database, connection, [(claim.inquiry.plan.observer, fact)])

    def follow_ups(self, inquiry_id: str | None = None) -> Sequence[FollowUp]:
        with self.database.reading() as connection:
            return _known(connection, inquiry_id)


def _known(connection: sa.Connection, inquiry_id: str | None) -> Sequence[FollowUp]:
    statement = rows.SELECT_FOLLOW_UPS
    if inquiry_id is not None:
        statement = statement.where(_follow_ups.c.inquiry_id == inquiry_id)
    return [rows.load(FollowUp, row) for row in connection.execute(statement)]


def _busy(connection: sa.Connection, claim: Claim) -> bool:
    """Whether another inquiry's visit is sending to this target; asked under the target's lock."""
    others = (_inquiries.c.target == claim.inquiry.plan.target) & (_inquiries.c.id != claim.visit.inquiry_id)
    sending = sa.select(sa.literal(1)).join_from(_visits, _inquiries).where(others, *sends_now(_visits))
    return connection.scalar(sending.limit(1)) is not None
