"""What the memory store keeps beside its visits: decisions, evidence, opinions and answers by another channel."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.ledger import STUDY
from monitor.store import covered
from monitor.store.interface import (
    Approval,
    ControlResult,
    Counts,
    InquiryRecord,
    Night,
    Pause,
    PenEntry,
    StoredLabel,
    UnknownInquiry,
    Verdict,
    VisitRecord,
)
from monitor.store.memory_chains import MemoryChains, kept
from monitor.store.rules import answer_key, clean, number_answers, storable, utc
from probes.interface import Exhibit, Message


def in_force(pause: Pause, at: datetime) -> bool:
    return pause.since <= at and (pause.until is None or pause.until > at)


class MemoryFacts(MemoryChains):
    """Everything but visits and sessions."""

    def __init__(self) -> None:
        super().__init__()
        self._nights: dict[str, Night] = {}
        self._visits: dict[str, dict[int, VisitRecord]] = {}
        self._messages: dict[str, dict[int, Message]] = defaultdict(dict)
        self._answers: dict[str, dict[str, int]] = defaultdict(dict)
        self._verdicts: dict[tuple[str, str], Verdict] = {}
        self._controls: dict[tuple[str, datetime, str, str], ControlResult] = {}
        self._pauses: dict[tuple[str, datetime], Pause] = {}
        self._approvals: dict[tuple[str, str], Approval] = {}
        self._labels: dict[tuple[str, int, str], StoredLabel] = {}
        self._pen: dict[str, PenEntry] = {}
        self._told: set[str] = set()
        self._memory: dict[str, str] = {}

    # -- decisions ----------------------------------------------------------------------------------------

    def verdict(self, target: str, week: str) -> Verdict | None:
        with self._lock:
            return self._verdicts.get((target, week))

    def begin_test(self, target: str, week: str, inquiry_id: str) -> bool:
        test = Verdict(target=target, week=week, state="testing", inquiry_id=inquiry_id)
        with self._lock:
            return self._verdicts.setdefault((target, week), test).inquiry_id == inquiry_id

    def decide(self, verdict: Verdict) -> None:
        with self._lock:
            self._verdicts[verdict.target, verdict.week] = kept(verdict)

    def note_control(self, result: ControlResult) -> None:
        result = kept(result)
        with self._lock:
            key = (result.night, result.at, result.observer, result.channel)
            if key not in self._controls:
                self._controls[key] = result
                self._append(result.observer, covered.controlled(result))

    def controls(self, night: str | None = None) -> Sequence[ControlResult]:
        with self._lock:
            return [self._controls[key] for key in sorted(self._controls) if night in (None, key[0])]

    def pause(self, pause: Pause) -> None:
        pause = kept(pause)
        with self._lock:
            self._pauses[pause.platform, pause.since] = pause

    def resume(self, platform: str, *, at: datetime) -> bool:
        at = utc(at)
        with self._lock:
            lasting = [p for p in self._pauses.values() if p.platform == platform and (p.until is None or p.until > at)]
            for pause in lasting:
                self._pauses[platform, pause.since] = replace(pause, until=max(at, pause.since))
        return bool(lasting)

    def pauses(self, *, at: datetime) -> Sequence[Pause]:
        at = utc(at)
        with self._lock:
            return [self._pauses[key] for key in sorted(self._pauses) if in_force(self._pauses[key], at)]

    def approve(self, approval: Approval) -> None:
        approval = kept(approval)
        with self._lock:
            key = (approval.text_hash, approval.approved_by)
            if key not in self._approvals:
                self._approvals[key] = approval
                self._append(STUDY, covered.approved(approval))

    def approvals(self) -> Sequence[Approval]:
        with self._lock:
            return sorted(self._approvals.values(), key=lambda a: (a.approved_at, a.text_hash, a.approved_by))

    # -- evidence, opinions, the pen ------------------------------------------------------------------------

    def keep(self, inquiry_id: str, exhibit: Exhibit) -> None:
        exhibit = kept(exhibit)
        with self._lock:
            known, key = self._exhibits[inquiry_id], (exhibit.taken_at, exhibit.sha256, exhibit.role)
            if key not in known:
                known[key] = exhibit
                self._append_of(inquiry_id, covered.kept(inquiry_id, exhibit))

    def exhibits(self, inquiry_id: str) -> Sequence[Exhibit]:
        with self._lock:
            found = self._exhibits.get(inquiry_id, {})
            return [found[key] for key in sorted(found)]

    def add_labels(self, labels: Sequence[StoredLabel]) -> None:
        with self._lock:
            if not all(label.inquiry_id in self._inquiries for label in labels):
                raise UnknownInquiry
            for label in map(kept, labels):
                self._labels.setdefault((label.inquiry_id, label.ordinal, label.rules_version), label)

    def labels(self, *, rules_version: str | None = None) -> Sequence[StoredLabel]:
        with self._lock:
            return [self._labels[key] for key in sorted(self._labels) if rules_version in (None, key[2])]

    def pen(self, entry: PenEntry) -> None:
        with self._lock:
            self._pen[entry.key] = kept(entry)

    def penned(self) -> Sequence[PenEntry]:
        with self._lock:
            return sorted(self._pen.values(), key=lambda entry: (entry.arrived_at, entry.key))

    def told(self, notice: str, *, at: datetime) -> bool:
        utc(at)
        with self._lock:
            known = clean(notice) in self._told
            self._told.add(clean(notice))
        return not known

    def seen_persona_mail(self, inquiry_id: str, messages: Sequence[Message]) -> None:
        with self._lock:
            if inquiry_id not in self._inquiries:
                raise UnknownInquiry
            known = self._answers[inquiry_id]
            for message in number_answers(known, [storable(message) for message in messages]):
                known[answer_key(message)] = message.ordinal
                self._messages[inquiry_id][message.ordinal] = message
                self._append_of(inquiry_id, covered.heard(inquiry_id, message))

    # -- reading ------------------------------------------------------------------------------------------

    def nights(self) -> Sequence[Night]:
        with self._lock:
            return [self._nights[key] for key in sorted(self._nights)]

    def inquiry(self, inquiry_id: str) -> InquiryRecord | None:
        with self._lock:
            return self._inquiries.get(inquiry_id)

    def inquiries(self, *, night: str | None = None, ending: str | None = None) -> Iterator[InquiryRecord]:
        with self._lock:
            found = [
                i for i in self._inquiries.values() if night in (None, i.plan.night) and ending in (None, i.ending)
            ]
        return iter(sorted(found, key=lambda record: (record.plan.due_at, record.plan.id)))

    def visits(self, inquiry_id: str | None = None) -> Sequence[VisitRecord]:
        with self._lock:
            wanted = sorted(self._visits) if inquiry_id is None else [inquiry_id]
            return [visit for id_ in wanted for _, visit in sorted(self._visits.get(id_, {}).items())]

    def messages(self, inquiry_id: str | None = None) -> Iterator[tuple[str, Message]]:
        with self._lock:
            wanted = sorted(self._messages) if inquiry_id is None else [inquiry_id]
            found = [(id_, message) for id_ in wanted for _, message in sorted(self._messages.get(id_, {}).items())]
        return iter(found)

    def next_due(self, *, after: datetime | None = None) -> datetime | None:
        with self._lock:
            waiting = (visit.due_at for visit in self._unfinished() if visit.lease_until is None)
            return min((due for due in waiting if after is None or due > after), default=None)

    def counts(self, *, now: datetime) -> Counts:
        now = utc(now)
        with self._lock:
            unfinished = list(self._unfinished())
            waiting = [visit for visit in unfinished if visit.lease_until is None]
            return Counts(
                by_ending=Counter(inquiry.ending for inquiry in self._inquiries.values()),
                waiting_visits=len(waiting),
                overdue_visits=sum(visit.latest_start < now for visit in waiting),
                leased_visits=len(unfinished) - len(waiting),
            )

    def _unfinished(self) -> Iterator[VisitRecord]:
        return (visit for visits in self._visits.values() for visit in visits.values() if visit.outcome == "")

    def remember(self, key: str, value: str) -> None:
        with self._lock:
            self._memory[key] = clean(value)

    def remember_first(self, key: str, value: str) -> bool:
        with self._lock:
            if key in self._memory:
                return False
            self._memory[key] = clean(value)
            return True

    def recall(self, key: str) -> str | None:
        with self._lock:
            return self._memory.get(key)
