"""Heeds what a platform asks of us (G8): to stop pauses it at once; who we are is the operator's to answer.

Whether something was asked follows from the stored messages by rules; only what was done and decided is remembered.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import structlog

from monitor import planning
from monitor.alarm import Alarm
from monitor.errors import MonitorError
from monitor.guard.wishes import IDENTITY, STOP, Wish, first_wish, wish
from monitor.store.interface import InquiryRecord, Pause, Store
from probes.interface import Message, Speaker

log = structlog.get_logger("heeding")

DECIDE_WITHIN = timedelta(days=2)
GO_ON, LEAVE = "go_on", "leave"
ASKED_TO_STOP, UNDECIDED = "asked_to_stop", "undecided"
_BY_HAND_TOO_LONG = 240  # letters of a message that are shown


class NothingToDecide(MonitorError):
    """This inquiry asks nothing of the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the operator decided about an inquiry in which we were asked who we are."""

    decision: str
    by: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """One inquiry that waits for the operator's decision, until ``decide_by``."""

    inquiry: str
    platform: str
    rule: str
    text: str
    asked_at: datetime
    decide_by: datetime


def heard(store: Store, alarm: Alarm, inquiry_id: str, message: Message, now: datetime) -> Wish | None:
    """Act on what a reply asks of us, once an inquiry and kind; returns the wish."""
    if message.speaker is not Speaker.PLATFORM or message.before_t0 or (found := wish(message.text)) is None:
        return None
    record = store.inquiry(inquiry_id)
    if record is None or store.recall(_done(inquiry_id, found.kind)):
        return found
    log.warning("asked_of_us", inquiry=inquiry_id, kind=found.kind, rule=found.rule)
    if found.kind == STOP:
        _stop(store, alarm, record, found, now)
    else:
        _ask_the_operator(alarm, record, found)
    store.remember(_done(inquiry_id, found.kind), found.rule)
    return found


def _stop(store: Store, alarm: Alarm, record: InquiryRecord, found: Wish, now: datetime) -> None:
    platform = record.plan.platform
    store.pause(Pause(platform=platform, since=now, until=None, reason=ASKED_TO_STOP, kind="opt_out"))
    planning.drop_unasked(store, platform, now)
    alarm.tell(
        f"stop/{record.plan.id}", f"silence: {platform} asks us to stop",
        f"Rule {found.rule}, inquiry {record.plan.id}. Nothing more is asked of {platform}, and it is published as an "
        "opt-out, never as silence. If it was a misunderstanding: silence resume " + platform,
    )  # fmt: skip


def _ask_the_operator(alarm: Alarm, record: InquiryRecord, found: Wish) -> None:
    plan = record.plan
    alarm.tell(
        f"identity/{plan.id}", f"silence: {plan.platform} asks who we are",
        f"Rule {found.rule}, inquiry {plan.id}: nothing more is said in it. Answer in person, then decide within 2 "
        f"days: silence decide {plan.id} --go-on (or --leave) --by NAME. Undecided, {plan.platform} is asked no more.",
    )  # fmt: skip


def may_go_on(store: Store, inquiry_id: str) -> bool:
    """Whether anything more may be said in this inquiry, by what was asked of us in it."""
    asked = first_wish(message for _, message in store.messages(inquiry_id))
    if asked is None:
        return True
    decided = decision(store, inquiry_id)
    return asked[1].kind == IDENTITY and decided is not None and decided.decision == GO_ON


def pending(store: Store) -> list[Pending]:
    """Every inquiry in which we were asked who we are and nobody has decided, the oldest first."""
    told: defaultdict[str, list[Message]] = defaultdict(list)
    for inquiry_id, message in store.messages():
        if wish(message.text):
            told[inquiry_id].append(message)
    found = []
    for inquiry_id, messages in told.items():
        asked, record = first_wish(messages), store.inquiry(inquiry_id)
        if asked and record and asked[1].kind == IDENTITY and decision(store, inquiry_id) is None:
            found.append(
                Pending(
                    inquiry=inquiry_id, platform=record.plan.platform, rule=asked[1].rule,
                    text=asked[0].text[:_BY_HAND_TOO_LONG], asked_at=asked[0].seen_by,
                    decide_by=asked[0].seen_by + DECIDE_WITHIN,
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.asked_at, one.inquiry))


def decision(store: Store, inquiry_id: str) -> Decision | None:
    body = store.recall(f"decision/{inquiry_id}")
    return Decision(**json.loads(body)) if body else None


def decide(store: Store, inquiry_id: str, what: str, by: str, now: datetime) -> str:
    """Record who decided what (``go_on`` or ``leave``); returns the platform. Raises ``NothingToDecide``."""
    asked = first_wish(message for _, message in store.messages(inquiry_id))
    record = store.inquiry(inquiry_id)
    if record is None or asked is None or asked[1].kind != IDENTITY:
        waiting = ", ".join(one.inquiry for one in pending(store)) or "none"
        raise NothingToDecide(f"inquiry {inquiry_id} asks nothing of the operator", f"waiting: {waiting}")
    made = Decision(decision=what, by=by, at=now.isoformat())
    store.remember(f"decision/{inquiry_id}", json.dumps(asdict(made)))
    if what == LEAVE:
        _pause(store, record.plan.platform, "left_in_peace", now)
    return record.plan.platform


def press(store: Store, alarm: Alarm, now: datetime) -> Sequence[Pending]:
    """Pause every platform whose question has waited too long for the operator, and say so; returns those."""
    late = [one for one in pending(store) if one.decide_by <= now]
    for one in late:
        key = _done(one.inquiry, UNDECIDED)
        if store.recall(key):
            continue
        _pause(store, one.platform, UNDECIDED, now)
        store.remember(key, now.isoformat())
        alarm.tell(
            f"undecided/{one.inquiry}", f"silence: {one.platform} is paused: nobody has decided",
            f"It asked who we are in inquiry {one.inquiry}, and 2 days have passed. Decide: silence decide "
            f"{one.inquiry} --go-on (or --leave) --by NAME, then silence resume {one.platform}.",
        )  # fmt: skip
    return late


def _pause(store: Store, platform: str, reason: str, now: datetime) -> None:
    store.pause(Pause(platform=platform, since=now, until=None, reason=reason))
    planning.drop_unasked(store, platform, now)


def _done(inquiry_id: str, kind: str) -> str:
    return f"wish/{inquiry_id}/{kind}"
