"""The store in memory: the same decisions without a database; it forgets when the process ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.errors import MonitorError
from monitor.ledger import STUDY
from monitor.store import covered, rules
from monitor.store.interface import (
    AlreadyIntended,
    Claim,
    InquiryRecord,
    LaterVisit,
    Night,
    PlannedInquiry,
    UnknownInquiry,
    VisitRecord,
)
from monitor.store.memory_chains import kept
from monitor.store.memory_claiming import MemoryClaiming
from monitor.store.rules import NOTE_PAUSED, Settled, Standing, clean, utc
from probes.interface import Message


class MemoryStore(MemoryClaiming):
    """A store of this process alone."""

    def migrate(self) -> str:
        return "memory"

    def check_schema(self) -> None:
        """Always ours."""

    def close(self) -> None:
        """Nothing to give back."""

    def plan_night(self, night: Night, inquiries: Sequence[PlannedInquiry]) -> bool:
        rules.check_plan(night, inquiries)
        with self._lock:
            if night.id in self._nights:
                return False
            if any(inquiry.id in self._inquiries for inquiry in inquiries):
                raise rules.already_planned()
            self._nights[night.id] = kept(night)
            self._append(STUDY, covered.night(night))
            for plan in map(kept, inquiries):
                self._inquiries[plan.id] = InquiryRecord(plan=plan)
                self._put(rules.first_visit(plan))
                self._append(plan.observer, covered.planned(plan, night.planned_at))
        return True

    # -- a visit under way --------------------------------------------------------------------------------

    def renew(self, claim: Claim, *, until: datetime) -> None:
        with self._held(claim, finished_too=True) as visit:
            if visit.outcome == "":
                self._put(replace(visit, lease_until=utc(until)), holder=claim.holder)

    def start(self, claim: Claim, *, at: datetime) -> None:
        with self._held(claim) as visit:
            self._put(replace(visit, started_at=utc(at)), holder=claim.holder)

    def intend(self, claim: Claim, *, at: datetime) -> None:
        with self._held(claim) as visit:
            if self._inquiries[visit.inquiry_id].intended_at is not None:
                raise AlreadyIntended
            self._change(visit.inquiry_id, intended_at=utc(at))
            self._append_of(visit.inquiry_id, covered.intended(visit.inquiry_id, at))

    def sent(
        self, claim: Claim, *, t0: datetime, witness: str, session: bytes | None, later: Sequence[LaterVisit]
    ) -> None:
        to_come = rules.scheduled(claim.visit.inquiry_id, later)
        with self._held(claim) as visit:
            inquiry = self._inquiries[visit.inquiry_id]
            if inquiry.intended_at is None or inquiry.t0 is not None:
                raise MonitorError("t0 is noted once, and only after an intent to send")
            self._change(visit.inquiry_id, t0=utc(t0), witness=clean(witness))
            self._append_of(visit.inquiry_id, covered.was_sent(visit.inquiry_id, t0, witness))
            if session is not None:
                self._sessions[visit.inquiry_id] = session
            for reading in to_come:
                self._put(reading)

    def note(
        self,
        claim: Claim,
        *,
        messages: Sequence[Message],
        session: bytes | None,
        platform_ended_at: datetime | None = None,
    ) -> None:
        fresh = rules.new_messages(messages)
        ended = None if platform_ended_at is None else utc(platform_ended_at)
        with self._held(claim) as visit:
            for message in fresh:
                if message.ordinal not in self._messages[visit.inquiry_id]:
                    self._messages[visit.inquiry_id][message.ordinal] = message
                    self._append_of(visit.inquiry_id, covered.heard(visit.inquiry_id, message))
            if session is not None:
                self._sessions[visit.inquiry_id] = session
            if ended is not None and self._inquiries[visit.inquiry_id].platform_ended_at is None:
                self._change(visit.inquiry_id, platform_ended_at=ended)
                self._append_of(visit.inquiry_id, covered.platform_ended(visit.inquiry_id, ended))

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
        rules.check_outcome(outcome)
        with self._held(claim) as visit:
            ended = replace(visit, ended_at=at, outcome=outcome, note=note, lease_until=None)
            made = kept(replace(ended, looked_since=looked_since, looked_until=looked_until))
            self._put(made, holder=claim.holder)
            self._append(self._observer(made), *covered.made(made))
            for waiting in rules.fulfilled(list(self._visits[visit.inquiry_id].values()), made):
                self._put(waiting)

    def put_back(self, claim: Claim, *, note: str = "") -> None:
        with self._held(claim) as visit:
            self._put(replace(visit, lease_until=None, started_at=None, note=clean(note)))

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
        rules.check_ending(ending)
        with self._lock:
            if inquiry_id not in self._inquiries:
                raise UnknownInquiry
            if claim is not None:
                self._finish_as_void(claim, utc(at))
            return self._end_open(
                inquiry_id, ending=ending, reason=clean(reason), ended_at=utc(at), forgets_visitor=forgets_visitor
            )

    def _finish_as_void(self, claim: Claim, at: datetime) -> None:
        with self._held(claim, finished_too=True) as visit:
            if visit.outcome == "":
                self._put(replace(visit, ended_at=at, outcome="void", lease_until=None), holder=claim.holder)

    # -- sweeping -----------------------------------------------------------------------------------------

    def sweep(self, *, now: datetime) -> Sequence[tuple[str, str]]:
        now = utc(now)
        happened = []
        with self._lock:
            unfinished = [v for visits in self._visits.values() for v in visits.values() if v.outcome == ""]
            for inquiry_id in _by_first_due(unfinished):
                happened += [(inquiry_id, what.value) for what in self._settle_inquiry(inquiry_id, now)]
            return happened + self._close_left_open(now)

    def _close_left_open(self, now: datetime) -> list[tuple[str, str]]:
        """What nobody visits any more is ended as its last visit should have ended it."""
        left = [record for record in self.inquiries(ending="open") if self._all_made(record)]
        ended = []
        for record in left:
            inquiry_id, messages = record.plan.id, (message for _, message in self.messages(record.plan.id))
            ending, reason = rules.left_open(record.intended_at is not None, record.t0 is not None, messages)
            self._end_open(inquiry_id, ending=ending, reason=reason, ended_at=now)
            ended.append((inquiry_id, rules.told(ending, reason)))
        return ended

    def _all_made(self, record: InquiryRecord) -> bool:
        visits = self._visits[record.plan.id].values()
        return len(visits) > (record.t0 is not None) and all(visit.outcome != "" for visit in visits)

    def _settle_inquiry(self, inquiry_id: str, now: datetime) -> Iterator[Settled]:
        visits, inquiry = self._visits[inquiry_id], self._inquiries[inquiry_id]
        standing = Standing(
            intended=inquiry.intended_at is not None, sent=inquiry.t0 is not None, last_number=max(visits),
            watched=rules.watched(visits.values(), now),
        )  # fmt: skip
        for visit in [visits[number] for number in sorted(visits)]:
            if what := rules.settle(visit, standing, now):
                self._apply(visit, what, now)
                yield what

    def _apply(self, visit: VisitRecord, what: Settled, now: datetime) -> None:
        match what:
            case Settled.SEND_UNCERTAIN | Settled.NOT_SENT:
                paused = self._paused(self._inquiries[visit.inquiry_id].plan.platform, now)
                self._put(replace(visit, note=NOTE_PAUSED if paused and what is Settled.NOT_SENT else visit.note))
                self._end_open(visit.inquiry_id, ending="void", reason=what.reason, ended_at=now)
            case Settled.FAILED:
                self._put(replace(visit, outcome="failed", lease_until=None))
            case Settled.DUE_AGAIN:
                self._put(replace(visit, started_at=None, lease_until=None))
            case Settled.MISSED:
                self._put(replace(visit, outcome="missed", lease_until=None))
            case Settled.NOTHING:
                pass

    def _end_open(self, inquiry_id: str, **values: object) -> bool:
        if self._inquiries[inquiry_id].ending != "open":
            return False
        self._change(inquiry_id, **values)
        self._append_of(inquiry_id, covered.ended(self._inquiries[inquiry_id]))
        for visit in list(self._visits[inquiry_id].values()):
            if visit.outcome == "":
                self._put(replace(visit, outcome="void", lease_until=None))
        self._sessions.pop(inquiry_id, None)
        return True

    def _change(self, inquiry_id: str, **values: object) -> None:
        self._inquiries[inquiry_id] = replace(self._inquiries[inquiry_id], **values)  # type: ignore[arg-type]


def _by_first_due(visits: Sequence[VisitRecord]) -> Sequence[str]:
    first: dict[str, datetime] = {}
    for visit in visits:
        first[visit.inquiry_id] = min(visit.due_at, first.get(visit.inquiry_id, visit.due_at))
    return sorted(first, key=lambda inquiry_id: (first[inquiry_id], inquiry_id))
