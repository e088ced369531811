"""The store's decisions, pure: who may note, which reading visit is made, what a sweep settles.

Every implementation asks here, so that memory, SQLite and PostgreSQL cannot come to differ.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from monitor.errors import MonitorError
from monitor.store.interface import (
    AlreadyIntended,
    Claim,
    FollowUp,
    LaterVisit,
    Night,
    PlannedInquiry,
    VisitRecord,
)
from probes.interface import Message

OUTCOMES = frozenset({"done", "missed", "failed", "void"})
ENDINGS = frozenset({"closed", "shut", "barred", "void"})
FIRST_OTHER_CHANNEL = 100_000
"""Answers that came by another channel are numbered from here on."""

MOST_FOLLOW_UPS: Mapping[str, int] = {"follow_up": 2, "handoff": 3}
"""GUARDRAILS G3: by kind, the most that an inquiry may say after its question; a hard stop, whatever is configured."""

FULFILLED = "within an earlier look"
NOTE_PAUSED = "paused"
"""Noted on a sending visit that was never begun while its platform was paused: nobody's failure."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Settled(StrEnum):
    """What a sweep did; the value is what ``Store.sweep`` returns."""

    NOTHING = ""
    SEND_UNCERTAIN = "void(send_uncertain)"
    NOT_SENT = "void(not_sent)"
    FAILED = "failed"
    DUE_AGAIN = "due again"
    MISSED = "missed"

    @property
    def reason(self) -> str:
        """The reason in ``void(reason)``."""
        return self.value.removeprefix("void(").removesuffix(")")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a sweep must know of a visit's inquiry. ``watched``: one of its visits is under a lease that still runs."""

    intended: bool
    sent: bool
    last_number: int
    watched: bool


def utc(moment: datetime) -> datetime:
    """The moment in UTC; a moment without a zone is refused with ``ValueError``."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs its time zone: {moment!r}")
    return moment.astimezone(UTC)


def clean(text: str) -> str:
    """The text with what no database takes (NUL, lone surrogates) replaced by U+FFFD: replies are hostile input."""
    return _UNSTORABLE.sub("\ufffd", text)


def storable(message: Message) -> Message:
    """The message as every implementation keeps it: clean texts, moments in UTC."""
    return replace(
        message,
        text=clean(message.text),
        seen_after=utc(message.seen_after),
        seen_by=utc(message.seen_by),
        claimed_at=None if message.claimed_at is None else utc(message.claimed_at),
        marks={clean(key): clean(value) for key, value in message.marks.items()},
    )


def answer_key(message: Message) -> str:
    """What makes an answer by another channel the same one: its exhibit; without one, its time and words."""
    if exhibit := message.marks.get("exhibit"):
        return exhibit
    return hashlib.sha256(f"{utc(message.seen_by).isoformat()}\n{message.text}".encode()).hexdigest()


def holds(claim: Claim, *, holder: str, attempt: int) -> bool:
    """True while nobody took the visit over and no sweep or ending settled it."""
    return holder == claim.holder and attempt == claim.visit.attempt


def scheduled(inquiry_id: str, later: Sequence[LaterVisit]) -> Sequence[VisitRecord]:
    """The reading visits to come, numbered from 1 by due time."""
    ordered = sorted(later, key=lambda visit: (visit.due_at, visit.checkpoint))
    return [
        VisitRecord(
            inquiry_id=inquiry_id,
            number=number,
            checkpoint=visit.checkpoint,
            due_at=utc(visit.due_at),
            latest_start=utc(visit.latest_start),
        )
        for number, visit in enumerate(ordered, start=1)
    ]


def choose(visits: Sequence[VisitRecord], now: datetime) -> tuple[VisitRecord | None, Sequence[VisitRecord]]:
    """Which reading visit of one inquiry to make now, and which are missed.

    ``visits`` are those of the inquiry, at least what is held, what is due, and its last one. Only the latest of the
    overdue is made, and after its ``latest_start`` only if it is the inquiry's last. While another visit is under
    lease: nothing.
    """
    if any(visit.lease_until is not None for visit in visits):
        return None, ()
    overdue = sorted((v for v in visits if _waits(v) and v.due_at <= now), key=lambda v: v.number)
    if not overdue:
        return None, ()
    latest = overdue[-1]
    too_late = latest.latest_start < now and latest.number < max(visit.number for visit in visits)
    return (None, overdue) if too_late else (latest, overdue[:-1])


def _waits(visit: VisitRecord) -> bool:
    return visit.number > 0 and visit.outcome == "" and visit.lease_until is None


def watched(visits: Iterable[VisitRecord], now: datetime) -> bool:
    """Whether a worker is at one of these visits."""
    return any(visit.outcome == "" and visit.lease_until is not None and visit.lease_until > now for visit in visits)


def settle(visit: VisitRecord, inquiry: Standing, now: datetime) -> Settled:
    """What a sweep makes of a visit."""
    if visit.outcome != "":
        return Settled.NOTHING
    leased = visit.lease_until is not None
    if visit.lease_until is not None and visit.lease_until > now:
        return Settled.NOTHING
    if visit.number > 0:
        return _settle_reading(visit, inquiry, now)
    if inquiry.sent:
        return Settled.FAILED
    if inquiry.intended:
        return Settled.SEND_UNCERTAIN
    if visit.latest_start < now:
        return Settled.NOT_SENT
    return Settled.DUE_AGAIN if leased else Settled.NOTHING


def _settle_reading(visit: VisitRecord, inquiry: Standing, now: datetime) -> Settled:
    if inquiry.watched and visit.lease_until is None:
        return Settled.NOTHING  # the look that goes on may cover it
    if visit.latest_start < now and visit.number < inquiry.last_number:
        return Settled.MISSED
    return Settled.NOTHING if visit.lease_until is None else Settled.DUE_AGAIN


def observed(messages: Iterable[Message]) -> tuple[str, str]:
    """The ending and reason of an inquiry that was visited to its end: ``closed``, or what a bounce says of the door.

    A permanent delivery failure (RFC 3463): x.2.2 is a full mailbox, any other no door at all.
    """
    bounce = next((message.marks["bounce"] for message in messages if "bounce" in message.marks), "")
    if not bounce:
        return "closed", ""
    return ("shut", "mailbox_full") if bounce.endswith(".2.2") else ("barred", "undeliverable")


def left_open(intended: bool, sent: bool, messages: Iterable[Message]) -> tuple[str, str]:
    """The ending and reason of an inquiry that has no visit left: as observed, if it was sent at all."""
    if sent:
        return observed(messages)
    return "void", (Settled.SEND_UNCERTAIN if intended else Settled.NOT_SENT).reason


def told(ending: str, reason: str) -> str:
    """An ending as ``Store.sweep`` returns it."""
    return f"{ending}({reason})" if reason else ending


def new_messages(messages: Sequence[Message]) -> Sequence[Message]:
    """The messages made storable; of those with the same ordinal, the first."""
    fresh: dict[int, Message] = {}
    for message in messages:
        fresh.setdefault(message.ordinal, storable(message))
    return list(fresh.values())


def first_visit(inquiry: PlannedInquiry) -> VisitRecord:
    """The sending visit of a planned inquiry."""
    return VisitRecord(
        inquiry_id=inquiry.id, number=0, checkpoint=None, due_at=inquiry.due_at, latest_start=inquiry.latest_start
    )


def check_plan(night: Night, inquiries: Sequence[PlannedInquiry]) -> None:
    """Refuse, with ``MonitorError``, a plan in which an inquiry comes twice or belongs to another night."""
    if strays := sorted({inquiry.id for inquiry in inquiries if inquiry.night != night.id}):
        raise MonitorError(f"inquiries of another night in the plan of {night.id}: {', '.join(strays[:5])}")
    if len({inquiry.id for inquiry in inquiries}) != len(inquiries):
        raise already_planned()


def already_planned() -> MonitorError:
    """The error of a plan that repeats an inquiry."""
    return MonitorError("an inquiry of this plan exists already", "inquiry ids are unique over all nights")


def check_follow_up(known: Sequence[FollowUp], *, kind: str, number: int, t0: datetime | None) -> None:
    """Refuse what may not be said (any more): ``AlreadyIntended``, or ``MonitorError`` with why."""
    if any((said.kind, said.number) == (kind, number) for said in known):
        raise AlreadyIntended
    if t0 is None:
        raise MonitorError("nothing is said after a question that was not sent")
    if any(said.sent_at is None for said in known):
        raise MonitorError("what was said last is in doubt: nothing more is said in this inquiry")
    if number != sum(said.kind == kind for said in known) + 1:
        raise MonitorError(f"{kind} {number} is not the next one")
    if number > MOST_FOLLOW_UPS.get(kind, 0):
        raise MonitorError(f"at most {MOST_FOLLOW_UPS.get(kind, 0)} of {kind} may be said in an inquiry")


def check_outcome(outcome: str) -> None:
    """Refuse, with ``ValueError``, an outcome of a visit that is none."""
    if outcome not in OUTCOMES:
        raise ValueError(f"a visit's outcome is one of {', '.join(sorted(OUTCOMES))}, not {outcome!r}")


def check_ending(ending: str) -> None:
    """Refuse, with ``ValueError``, an ending of an inquiry that is none."""
    if ending not in ENDINGS:
        raise ValueError(f"an inquiry's ending is one of {', '.join(sorted(ENDINGS))}, not {ending!r}")


def number_answers(known: Mapping[str, int], messages: Sequence[Message]) -> Sequence[Message]:
    """The answers by another channel that are not ``known`` (key → ordinal) yet, numbered on."""
    numbers = dict(known)
    fresh = []
    for message in messages:
        if (key := answer_key(message)) not in numbers:
            numbers[key] = max(numbers.values(), default=FIRST_OTHER_CHANNEL - 1) + 1
            fresh.append(replace(message, ordinal=numbers[key]))
    return fresh


def fulfilled(visits: Sequence[VisitRecord], made: VisitRecord) -> list[VisitRecord]:
    """The inquiry's waiting visits that were due within the look just made: done with the same look."""
    since, until = made.looked_since, made.looked_until
    if since is None or until is None:
        return []
    return [
        replace(
            visit, outcome="done", started_at=visit.due_at, ended_at=made.ended_at, looked_since=since,
            looked_until=until, observer=made.observer, note=FULFILLED,
        )
        for visit in visits
        if visit.outcome == "" and visit.lease_until is None and since <= visit.due_at <= until
    ]  # fmt: skip
