"""What a worker writes while it holds a visit, in SQL: every write is fenced by holder and attempt number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from monitor.errors import MonitorError
from monitor.ledger import Fact
from monitor.store import covered, rows, tables
from monitor.store.chaining import append
from monitor.store.claiming import change
from monitor.store.columns import Moment
from monitor.store.connection import Database
from monitor.store.interface import AlreadyIntended, Claim, LaterVisit, LeaseLost, UnknownInquiry, VisitRecord
from monitor.store.rules import FULFILLED, check_ending, check_outcome, clean, holds, new_messages, scheduled, utc
from probes.interface import Message

_visits, _inquiries = tables.visits, tables.inquiries


# Built once: building one costs more than running it. An update sets the parameters that its conditions do not name.
_THIS: sa.BindParameter[str] = sa.bindparam("this")
_LOCK = sa.select(_inquiries.c.id).where(_inquiries.c.id == _THIS).with_for_update(key_share=True)
_HOLDERS = sa.select(
    _visits.c.number, _visits.c.holder, _visits.c.attempt, _visits.c.outcome, _visits.c.lease_until
).where(_visits.c.inquiry_id == _THIS)
# Both rows are locked: what a lock was waited for is read as it is then, all else as the statement found it.
_FENCE = (
    sa.select(_visits.c.holder, _visits.c.attempt, _visits.c.outcome)
    .join_from(_inquiries, _visits)
    .where(_inquiries.c.id == _THIS, _visits.c.number == sa.bindparam("nth"))
    .with_for_update(key_share=True, of=[_inquiries, _visits])
)
_STILL_OPEN = sa.update(_inquiries).where(_inquiries.c.id == _THIS, _inquiries.c.ending == "open")
_UNFINISHED = sa.update(_visits).where(_visits.c.inquiry_id == _THIS, _visits.c.outcome == "")
_COVERED = (
    sa.update(_visits)
    .where(_visits.c.inquiry_id == _THIS, _visits.c.outcome == "", _visits.c.lease_until.is_(None))
    .where(_visits.c.due_at.between(sa.bindparam("since", type_=Moment), sa.bindparam("until", type_=Moment)))
    .values(started_at=_visits.c.due_at)
)
_SESSION = sa.delete(tables.sessions).where(tables.sessions.c.inquiry_id == _THIS)


class Visiting:
    """The store's methods of a visit under way."""

    database: Database

    def renew(self, claim: Claim, *, until: datetime) -> None:
        with self.database.writing() as connection:
            if not _finished(connection, claim):
                _change(connection, claim, lease_until=until)

    def start(self, claim: Claim, *, at: datetime) -> None:
        with self._held(claim) as connection:
            _change(connection, claim, started_at=at)

    def intend(self, claim: Claim, *, at: datetime) -> None:
        with self._held(claim, durable=True) as connection:
            intent = {
                "inquiry_id": claim.visit.inquiry_id,
                "intended_at": at,
                "attempt": claim.visit.attempt,
                "holder": claim.holder,
            }
            if not self.database.put_new(connection, tables.intents, intent):
                raise AlreadyIntended
            self._chain(connection, claim, covered.intended(claim.visit.inquiry_id, at))

    def sent(
        self, claim: Claim, *, t0: datetime, witness: str, session: bytes | None, later: Sequence[LaterVisit]
    ) -> None:
        inquiry_id = claim.visit.inquiry_id
        with self._held(claim, durable=True) as connection:
            intended = sa.exists().where(tables.intents.c.inquiry_id == inquiry_id)
            first = sa.update(_inquiries).where(_inquiries.c.id == inquiry_id, _inquiries.c.t0.is_(None), intended)
            if not connection.execute(first.values(t0=t0, witness=clean(witness))).rowcount:
                raise MonitorError("t0 is noted once, and only after an intent to send")
            self.database.put(connection, tables.visits, [rows.visit_row(v) for v in scheduled(inquiry_id, later)])
            if session is not None:
                keep_session(self.database, connection, inquiry_id, session)
            self._chain(connection, claim, covered.was_sent(inquiry_id, t0, witness))

    def note(
        self,
        claim: Claim,
        *,
        messages: Sequence[Message],
        session: bytes | None,
        platform_ended_at: datetime | None = None,
    ) -> None:
        inquiry_id = claim.visit.inquiry_id
        with self._held(claim) as connection:
            facts = [covered.heard(inquiry_id, message) for message in self._added(connection, inquiry_id, messages)]
            if session is not None:
                keep_session(self.database, connection, inquiry_id, session)
            if platform_ended_at is not None:
                first = _inquiries.c.platform_ended_at.is_(None) & (_inquiries.c.id == inquiry_id)
                noted = sa.update(_inquiries).where(first).values(platform_ended_at=platform_ended_at)
                if connection.execute(noted).rowcount:
                    facts.append(covered.platform_ended(inquiry_id, platform_ended_at))
            self._chain(connection, claim, *facts)

    def _added(self, connection: sa.Connection, inquiry_id: str, messages: Sequence[Message]) -> Sequence[Message]:
        """Insert the messages that a locked inquiry does not have yet; gives those."""
        given = new_messages(messages)
        lines = [rows.message_row(inquiry_id, message) for message in given]
        fresh = self.database.put_fresh(connection, tables.messages, lines)
        return [message for message in given if (inquiry_id, message.ordinal) in fresh]

    def finish(
        self,
        claim: Claim,
        *,
        at: datetime,
        outcome: str,
        looked_since: datetime | None,
        looked_until: datetime | None,
        note: str = "",
    ) -> None:
        check_outcome(outcome)
        with self._held(claim) as connection:
            # The holder stays: who finished a visit may still end its inquiry by the same claim.
            _change(
                connection,
                claim,
                ended_at=at,
                outcome=outcome,
                looked_since=looked_since,
                looked_until=looked_until,
                note=clean(note),
                lease_until=None,
            )
            if looked_since is not None and looked_until is not None:
                _fulfil(connection, claim, at, looked_since, looked_until)
            self._chain(connection, claim, *covered.made(_visit(connection, claim)))

    def put_back(self, claim: Claim, *, note: str = "") -> None:
        with self._held(claim) as connection:
            _change(connection, claim, holder="", lease_until=None, started_at=None, note=clean(note))

    def end(
        self,
        inquiry_id: str,
        *,
        ending: str,
        reason: str,
        at: datetime,
        claim: Claim | None = None,
        forgets_visitor: bool = False,
    ) -> bool:
        check_ending(ending)
        utc(at)
        with self.database.writing() as connection:
            if claim is None:
                lock_inquiry(connection, inquiry_id)
            elif not _finished(connection, claim):
                _change(connection, claim, ended_at=at, outcome="void", lease_until=None)
            facts = end_open(
                connection,
                inquiry_id,
                ending=ending,
                reason=clean(reason),
                ended_at=at,
                forgets_visitor=forgets_visitor,
            )
            append(self.database, connection, facts)
        return bool(facts)

    def _chain(self, connection: sa.Connection, claim: Claim, *facts: Fact) -> None:
        append(self.database, connection, [(claim.inquiry.plan.observer, fact) for fact in facts])

    @contextmanager
    def _held(self, claim: Claim, *, durable: bool = False) -> Iterator[sa.Connection]:
        with self.database.writing(durable=durable) as connection:
            hold(self.database, connection, claim)
            yield connection


def keep_session(database: Database, connection: sa.Connection, inquiry_id: str, session: bytes) -> None:
    """Put the newest session of a locked inquiry in the place of the one before."""
    database.put(connection, tables.sessions, [{"inquiry_id": inquiry_id, "session": session}], update=True)


def lock_inquiry(connection: sa.Connection, inquiry_id: str) -> None:
    """Wait for the inquiry's lock; ``UnknownInquiry`` if there is none."""
    if connection.scalar(_LOCK, {"this": inquiry_id}) is None:
        raise UnknownInquiry


def hold(database: Database, connection: sa.Connection, claim: Claim) -> None:
    """Lock the claim's inquiry and make sure that its visit is still the claim's and unfinished; else ``LeaseLost``."""
    id_ = claim.visit.inquiry_id
    found = database.run(connection, _FENCE, this=id_, nth=claim.visit.number)
    if not found:
        lock_inquiry(connection, id_)  # is the inquiry known at all?
        raise LeaseLost
    [(holder, attempt, outcome)] = found
    if outcome != "" or not holds(claim, holder=holder, attempt=attempt):
        raise LeaseLost


def _finished(connection: sa.Connection, claim: Claim) -> bool:
    """The same, but a visit that this claim finished itself is still its own, unless the next is under way."""
    lock_inquiry(connection, claim.visit.inquiry_id)
    found = {row.number: row for row in connection.execute(_HOLDERS, {"this": claim.visit.inquiry_id})}
    own = found.pop(claim.visit.number, None)
    if own is None or not holds(claim, holder=own.holder, attempt=own.attempt):
        raise LeaseLost
    finished: bool = own.outcome != ""
    if finished and any(row.lease_until is not None for row in found.values()):
        raise LeaseLost
    return finished


def end_open(connection: sa.Connection, inquiry_id: str, **values: object) -> Sequence[tuple[str, Fact]]:
    """End a locked inquiry if it is open: its unfinished visits become void, its session goes.

    Gives what is then to be appended to the ledger, as (chain, fact); nothing if it had ended.
    """
    if not connection.execute(_STILL_OPEN, {"this": inquiry_id, **values}).rowcount:
        return ()
    connection.execute(_UNFINISHED, {"this": inquiry_id, "outcome": "void", "holder": "", "lease_until": None})
    connection.execute(_SESSION, {"this": inquiry_id})
    ended = rows.load_inquiry(connection.execute(rows.SELECT_INQUIRIES.where(_inquiries.c.id == inquiry_id)).one())
    return [(ended.plan.observer, covered.ended(ended))]


def _visit(connection: sa.Connection, claim: Claim) -> VisitRecord:
    """The claim's visit as it is now."""
    of = (_visits.c.inquiry_id == claim.visit.inquiry_id) & (_visits.c.number == claim.visit.number)
    return rows.load(VisitRecord, connection.execute(rows.SELECT_VISITS.where(of)).one())


def _change(connection: sa.Connection, claim: Claim, **values: object) -> None:
    change(connection, claim.visit, **values)


def _fulfil(connection: sa.Connection, claim: Claim, at: datetime, since: datetime, until: datetime) -> None:
    """A look fulfils the inquiry's waiting visits that were due within it."""
    look = {"looked_since": since, "looked_until": until, "observer": claim.visit.observer, "ended_at": at}
    within = {"this": claim.visit.inquiry_id, "since": since, "until": until}
    connection.execute(_COVERED, {**within, **look, "outcome": "done", "note": FULFILLED})
