"""Who makes which visit, in memory: the same choices as in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from monitor.store import rules
from monitor.store.interface import Claim, Due, VisitRecord
from monitor.store.memory_facts import in_force
from monitor.store.memory_following import MemoryFollowing
from monitor.store.rules import utc


class MemoryClaiming(MemoryFollowing):
    """The store's methods for leasing visits."""

    def claim(
        self, *, holder: str, observer: str, now: datetime, lease: timedelta, limit: int, sending: bool
    ) -> Sequence[Claim]:
        now = utc(now)
        with self._lock:
            due = self._due_sending(now, observer) if sending else self._due_reading(now, observer)
            given = sorted(islice(due, max(limit, 0)), key=_by_due)
            return [self._lease(visit, holder, observer, now + lease) for visit in given]

    def claim_one(
        self, inquiry_id: str, *, holder: str, observer: str, now: datetime, lease: timedelta, sending: bool
    ) -> Claim | None:
        now = utc(now)
        with self._lock:
            if sending:
                due = [visit for visit in self._may_send_all(now, observer) if visit.inquiry_id == inquiry_id]
            else:
                due = list(self._due_reading(now, observer, inquiry_id))
            return self._lease(due[0], holder, observer, now + lease) if due else None

    def claim_these(
        self, inquiry_ids: Sequence[str], *, holder: str, observer: str, now: datetime, lease: timedelta
    ) -> Sequence[Claim]:
        now = utc(now)
        with self._lock:
            due = [visit for one in dict.fromkeys(inquiry_ids) for visit in self._due_reading(now, observer, one)]
            return [self._lease(visit, holder, observer, now + lease) for visit in sorted(due, key=_by_due)]

    def due(self, *, observer: str, now: datetime, limit: int) -> Sequence[Due]:
        now = utc(now)
        with self._lock:
            sending = sorted(self._due_sending(now, observer), key=_by_due)
            reading = [v for v in self._latest_due(now, observer) if not self._under_lease(v.inquiry_id)]
        found = [*sending[: max(limit, 0)], *reading[: max(limit, 0)]]
        return [Due(inquiry_id=v.inquiry_id, number=v.number, due_at=v.due_at) for v in sorted(found, key=_by_due)]

    def server_time(self) -> None:
        """This process alone: there is no other clock."""

    def _under_lease(self, inquiry_id: str) -> bool:
        return any(visit.lease_until is not None for visit in self._visits[inquiry_id].values())

    def _due_sending(self, now: datetime, observer: str) -> Iterator[VisitRecord]:
        first: dict[str, VisitRecord] = {}
        for visit in sorted(self._may_send_all(now, observer), key=_by_due):
            first.setdefault(self._target(visit), visit)
        return iter(first.values())

    def _may_send_all(self, now: datetime, observer: str) -> list[VisitRecord]:
        sending = [visits[0] for visits in self._visits.values()]
        mine = [visit for visit in sending if self._observer(visit) == observer]
        busy = {self._target(visit) for visit in self._sending_now()}
        return [visit for visit in mine if self._may_send(visit, now) and self._target(visit) not in busy]

    def _observer(self, visit: VisitRecord) -> str:
        return self._inquiries[visit.inquiry_id].plan.observer

    def _may_send(self, visit: VisitRecord, now: datetime) -> bool:
        waiting = visit.outcome == "" and visit.lease_until is None
        in_time = visit.due_at <= now <= visit.latest_start
        inquiry = self._inquiries[visit.inquiry_id]
        return waiting and in_time and inquiry.intended_at is None and not self._paused(inquiry.plan.platform, now)

    def _paused(self, platform: str, now: datetime) -> bool:
        return any(pause.platform == platform and in_force(pause, now) for pause in self._pauses.values())

    def _latest_due(self, now: datetime, observer: str) -> list[VisitRecord]:
        """The latest due reading visit of each inquiry, earliest first."""
        due = (visit for visit in self._unfinished() if visit.number > 0 and visit.due_at <= now)
        reading = [visit for visit in due if self._observer(visit) == observer]
        latest = {visit.inquiry_id: visit for visit in sorted(reading, key=_by_due)}
        return sorted(latest.values(), key=_by_due)

    def _due_reading(self, now: datetime, observer: str, only: str = "") -> Iterator[VisitRecord]:
        due = [visit for visit in self._latest_due(now, observer) if only in ("", visit.inquiry_id)]
        for visits in [self._visits[visit.inquiry_id] for visit in due]:
            given, missed = rules.choose(list(visits.values()), now)
            for visit in missed:
                self._put(replace(visit, outcome="missed"))
            if given:
                yield given

    def _lease(self, visit: VisitRecord, holder: str, observer: str, until: datetime) -> Claim:
        leased = replace(visit, attempt=visit.attempt + 1, observer=observer, lease_until=until, started_at=None)
        self._put(leased, holder=holder)
        heard = self._messages.get(visit.inquiry_id, {})
        return Claim(
            inquiry=self._inquiries[visit.inquiry_id],
            visit=leased,
            holder=holder,
            session=self._sessions.get(visit.inquiry_id),
            messages=tuple(heard[ordinal] for ordinal in sorted(heard)),
            follow_ups=tuple(self.follow_ups(visit.inquiry_id)),
        )

    def _put(self, visit: VisitRecord, *, holder: str = "") -> None:
        self._visits.setdefault(visit.inquiry_id, {})[visit.number] = visit
        self._holders[visit.inquiry_id, visit.number] = holder


def _by_due(visit: VisitRecord) -> tuple[datetime, str]:
    return visit.due_at, visit.inquiry_id
