"""Which facts the ledger covers, and as which rows: every store writes these, and a pack writes them again.

Covered is what a later reader relies on: plans, intents, t0, messages, looks, endings, exhibits, controls, approvals,
custody. Leases, sessions and labels are not: the first two are means, the last are opinions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from monitor.ledger import Fact
from monitor.store.custody import Act
from monitor.store.records import Approval, ControlResult, FollowUp, InquiryRecord, Night, PlannedInquiry, VisitRecord
from monitor.store.rules import FULFILLED, clean, utc
from probes.interface import Exhibit, Message

_LOOK = (
    "inquiry_id", "number", "checkpoint", "due_at", "latest_start", "observer", "started_at", "ended_at",
    "looked_since", "looked_until", "outcome", "note",
)  # fmt: skip
_HEARD = tuple(field.name for field in fields(Message))


def night(record: Night) -> Fact:
    return _fact("night", record.id, record.planned_at, asdict(record))


def planned(plan: PlannedInquiry, at: datetime) -> Fact:
    return _fact("inquiry", plan.id, at, asdict(plan))


def intended(inquiry_id: str, at: datetime) -> Fact:
    return _fact("intent", inquiry_id, at, {"inquiry_id": inquiry_id, "intended_at": at})


def was_sent(inquiry_id: str, t0: datetime, witness: str) -> Fact:
    return _fact("sent", inquiry_id, t0, {"inquiry_id": inquiry_id, "t0": t0, "witness": witness})


def heard(inquiry_id: str, message: Message) -> Fact:
    row = {name: getattr(message, name) for name in _HEARD}  # ``asdict`` copies what is in them, at ten times the price
    marks = {clean(name): clean(value) for name, value in message.marks.items()}
    row |= {"inquiry_id": inquiry_id, "marks": marks, "speaker": message.speaker.value}
    return _fact("message", inquiry_id, message.seen_by, row)


def platform_ended(inquiry_id: str, at: datetime) -> Fact:
    return _fact("platform_ended", inquiry_id, at, {"inquiry_id": inquiry_id, "platform_ended_at": at})


def said(record: FollowUp) -> Fact:
    """The intent to say something after the question."""
    row = {name: value for name, value in asdict(record).items() if name != "sent_at"}
    return _fact("follow_up", record.inquiry_id, record.intended_at, row)


def followed_up(inquiry_id: str, kind: str, number: int, sent_at: datetime) -> Fact:
    row = {"inquiry_id": inquiry_id, "kind": kind, "number": number, "sent_at": sent_at}
    return _fact("followed_up", inquiry_id, sent_at, row)


def made(visit: VisitRecord) -> Sequence[Fact]:
    """A visit that its maker finished, with its look; not what an earlier look covered or a sweep settled."""
    if visit.ended_at is None or visit.outcome not in ("done", "failed") or visit.note == FULFILLED:
        return ()
    return [_fact("visit", visit.inquiry_id, visit.ended_at, {name: getattr(visit, name) for name in _LOOK})]


def ended(record: InquiryRecord) -> Fact:
    assert record.ended_at is not None
    row = {
        "inquiry_id": record.plan.id, "ending": record.ending, "reason": record.reason, "ended_at": record.ended_at,
        "forgets_visitor": record.forgets_visitor,
    }  # fmt: skip
    return _fact("ending", record.plan.id, record.ended_at, row)


def kept(inquiry_id: str, exhibit: Exhibit) -> Fact:
    return _fact("exhibit", inquiry_id, exhibit.taken_at, {"inquiry_id": inquiry_id, **asdict(exhibit)})


def controlled(result: ControlResult) -> Fact:
    return _fact("control", f"{result.night}/{result.channel}", result.at, asdict(result))


def approved(approval: Approval) -> Fact:
    return _fact("approval", approval.text_hash, approval.approved_at, asdict(approval))


def acted(act: Act) -> Fact:
    return _fact("custody", act.subject, act.at, asdict(act))


def of_inquiry(
    record: InquiryRecord, visits: Sequence[VisitRecord], messages: Sequence[Message], said_after: Sequence[FollowUp],
    exhibits: Sequence[Exhibit],
) -> Iterator[Fact]:  # fmt: skip
    """Every covered fact of one inquiry, as it is remembered now; the ledger tells their order."""
    id_ = record.plan.id
    yield planned(record.plan, record.plan.due_at)
    if record.intended_at:
        yield intended(id_, record.intended_at)
    if record.t0:
        yield was_sent(id_, record.t0, record.witness)
    yield from (heard(id_, message) for message in messages)
    if record.platform_ended_at:
        yield platform_ended(id_, record.platform_ended_at)
    for one in said_after:
        yield said(one)
        if one.sent_at:
            yield followed_up(id_, one.kind, one.number, one.sent_at)
    for visit in visits:
        yield from made(visit)
    yield from (kept(id_, exhibit) for exhibit in exhibits)
    if record.ended_at:
        yield ended(record)


def _fact(kind: str, subject: str, at: datetime, row: dict[str, Any]) -> Fact:
    """The row as every store gives it back: clean texts, moments in UTC."""
    return Fact(kind=kind, subject=clean(subject), at=utc(at), row={name: _kept(value) for name, value in row.items()})


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc(value)
    return clean(value) if isinstance(value, str) else value
