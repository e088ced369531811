"""What the memory store keeps of a visit under way: who holds it, and what was said after the question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from monitor.errors import MonitorError
from monitor.store import covered, rules
from monitor.store.interface import Claim, FollowUp, LeaseLost, UnknownInquiry, VisitRecord
from monitor.store.memory_chains import kept
from monitor.store.memory_facts import MemoryFacts

Saying = tuple[str, int, int]
"""The inquiry, visit and attempt that intended to say something."""


class MemoryFollowing(MemoryFacts):
    """Fencing, and the intents of follow-ups."""

    def __init__(self) -> None:
        super().__init__()
        self._holders: dict[tuple[str, int], str] = {}
        self._sessions: dict[str, bytes] = {}
        self._follow_ups: dict[tuple[str, str, int], tuple[FollowUp, Saying]] = {}

    def intend_follow_up(self, claim: Claim, *, kind: str, number: int, text: str, at: datetime) -> bool:
        with self._held(claim) as visit:
            known, t0 = self.follow_ups(visit.inquiry_id), self._inquiries[visit.inquiry_id].t0
            rules.check_follow_up(known, kind=kind, number=number, t0=t0)
            others = (v for v in self._sending_now() if v.inquiry_id != visit.inquiry_id)
            if any(self._target(other) == self._target(visit) for other in others):
                return False
            said = FollowUp(inquiry_id=visit.inquiry_id, kind=kind, number=number, text=text, intended_at=at)
            self._follow_ups[visit.inquiry_id, kind, number] = kept(said), _saying(visit)
            self._append_of(visit.inquiry_id, covered.said(said))
        return True

    def followed_up(self, claim: Claim, *, kind: str, number: int, sent_at: datetime, session: bytes | None) -> None:
        with self._held(claim) as visit:
            key = (visit.inquiry_id, kind, number)
            said, by = self._follow_ups.get(key, (None, None))
            if said is None or said.sent_at is not None or by != _saying(visit):
                raise MonitorError("a follow-up is confirmed once, by the visit that intended it")
            self._follow_ups[key] = replace(said, sent_at=rules.utc(sent_at)), _saying(visit)
            self._append_of(visit.inquiry_id, covered.followed_up(visit.inquiry_id, kind, number, sent_at))
            if session is not None:
                self._sessions[visit.inquiry_id] = session

    def follow_ups(self, inquiry_id: str | None = None) -> Sequence[FollowUp]:
        with self._lock:
            return [self._follow_ups[key][0] for key in sorted(self._follow_ups) if inquiry_id in (None, key[0])]

    def _sending_now(self) -> Iterator[VisitRecord]:
        """Visits under lease that send: the sending ones, and those whose own follow-up is not confirmed yet."""
        saying = {by for said, by in self._follow_ups.values() if said.sent_at is None}
        leased = (visit for visit in self._unfinished() if visit.lease_until is not None)
        return (visit for visit in leased if visit.number == 0 or _saying(visit) in saying)

    def _target(self, visit: VisitRecord) -> str:
        return self._inquiries[visit.inquiry_id].plan.target

    @contextmanager
    def _held(self, claim: Claim, *, finished_too: bool = False) -> Iterator[VisitRecord]:
        """The claim's visit as it is now, under the lock; ``LeaseLost`` if it is the claim's no more."""
        key = (claim.visit.inquiry_id, claim.visit.number)
        with self._lock:
            visits = self._visits.get(key[0])
            if visits is None:
                raise UnknownInquiry
            visit = visits[key[1]]
            others = any(other.lease_until is not None for other in visits.values() if other is not visit)
            ours = rules.holds(claim, holder=self._holders[key], attempt=visit.attempt)
            if not ours or (visit.outcome != "" and (others or not finished_too)):
                raise LeaseLost
            yield visit


def _saying(visit: VisitRecord) -> Saying:
    return visit.inquiry_id, visit.number, visit.attempt
