"""One inquiry's facts and labels become its published row; pure, and blind to every other inquiry."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from reports.dataset import InquiryRow, LabelRow, MessageRow, Study, Trial
from reports.states import UNKNOWN, WAITING, Arrival, Turn, Watch, checkpoint_states

SUBSTANTIVE = frozenset({"substantive", "refusal"})
"""Functions that stop the headline clock: a clear, reasoned no is an answer."""

MISSED_LOOKS = 2
"""So many checkpoints lost to our own outage make the inquiry void (METHOD, Units)."""

MARKS = ("bounce", "delay", "other_channel")
"""The marks of a message that a trial is made from."""

_COPIED = (
    *("platform", "target", "channel", "question", "topic", "language", "time_cell", "pair_id", "night", "observer"),
    *("due_at", "t0", "in_published_hours", "paraphrase"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Replies:
    """What the platform said after t0, in the order it was seen; bounces and delay notices are no words of its."""

    said: tuple[MessageRow, ...]
    bounces: tuple[str, ...]  # RFC 3464 status codes
    labels: Mapping[int, LabelRow]

    def function(self, message: MessageRow) -> str:
        label = self.labels.get(message.ordinal)
        return label.function if label else "unclear"

    def having(self, functions: Iterable[str]) -> tuple[MessageRow, ...]:
        return tuple(m for m in self.said if self.function(m) in functions)

    @property
    def any(self) -> tuple[MessageRow, ...]:
        return tuple(m for m in self.said if self.function(m) != "greeting")

    @property
    def substantive(self) -> tuple[MessageRow, ...]:
        return self.having(SUBSTANTIVE)

    @property
    def requests(self) -> tuple[MessageRow, ...]:
        """Information requests that put the ball with us; a circular one asks for what was already given."""
        return tuple(m for m in self.said if m.ordinal in self.labels and puts_the_ball_with_us(self.labels[m.ordinal]))


def puts_the_ball_with_us(label: LabelRow) -> bool:
    """Whether it is an information request that asks for something not given yet."""
    return label.function == "information_request" and label.detail != "circular"


def trial(
    inquiry: InquiryRow,
    messages: Sequence[MessageRow],
    labels: Mapping[int, LabelRow],
    study: Study,
    *,
    rules_version: str = "",
) -> Trial:
    """The published row of one inquiry.

    ``messages`` are this inquiry's, in any order; ``labels`` are by ordinal (an unlabelled reply counts as a
    reply that answers nothing). ``rules_version`` is printed when no message carries one. Checkpoint states are
    METHOD's ("The Silence Index"); they are empty when void, shut, barred or never sent. ``u`` is the share of
    checkpoints waiting, and is empty while the inquiry is open.
    """
    replies = _replies(messages, labels)
    ending, reason = _ending(inquiry, replies)
    states = states_any = ""
    if inquiry.t0 is not None and ending in ("open", "closed", "ended_by_platform"):
        watch = _watch(inquiry, replies, study)
        found = checkpoint_states(watch, Arrival.of(replies.substantive, inquiry.channel))
        states, states_any = found.letters, _states_any(watch, replies, inquiry.channel)
        if found.missed >= MISSED_LOOKS and ending != "open":
            ending, reason, states, states_any = "void", "observer_down", "", ""
    return Trial(
        **{name: _once(getattr(inquiry, name)) for name in _COPIED},
        **_replied(replies, inquiry.channel),
        **_shares(states if ending != "open" else ""),
        inquiry_id=inquiry.id,
        observed_until=max((look.until for look in inquiry.looks), default=None),
        ending=ending,
        reason=reason,
        checkpoint_states=_once(states),
        checkpoint_states_any=_once(states_any),
        rules_version=max((label.rules_version for label in labels.values()), default=rules_version),
        method_version=study.method_version,
    )


def _once(value: Any) -> Any:
    """Of a text that many rows share, one object: a million rows would hold it a million times."""
    return sys.intern(value) if type(value) is str else value


def _replies(messages: Sequence[MessageRow], labels: Mapping[int, LabelRow]) -> _Replies:
    later = sorted((m for m in messages if not m.before_t0), key=lambda m: (m.seen_by, m.seen_after, m.ordinal))
    said = (m for m in later if m.speaker == "platform" and not m.marks.get("bounce") and not m.marks.get("delay"))
    bounces = (m.marks["bounce"] for m in later if m.speaker != "own" and m.marks.get("bounce"))
    return _Replies(said=tuple(said), bounces=tuple(bounces), labels=labels)


def _ending(inquiry: InquiryRow, replies: _Replies) -> tuple[str, str]:
    """METHOD's ending. A bounce says the door was shut or barred, whatever the visits thought."""
    if inquiry.ending not in ("open", "closed"):
        return inquiry.ending, inquiry.reason
    if not replies.substantive and (bounced := _bounced(replies.bounces)):
        return bounced
    if inquiry.ending == "closed" and not replies.substantive and _ended_for_good(inquiry, replies):
        return "ended_by_platform", inquiry.reason
    return inquiry.ending, inquiry.reason


def _bounced(bounces: Sequence[str]) -> tuple[str, str] | None:
    """RFC 3464: status 5.2.2 is a full mailbox; any other permanent failure means we were not let in."""
    for status in bounces:
        if status.startswith("5.2.2"):
            return "shut", "mailbox_full"
        if status.startswith("5"):
            return "barred", "undeliverable"
    return None


def _ended_for_good(inquiry: InquiryRow, replies: _Replies) -> bool:
    """The platform ended it while nothing was up to us: its last message asked nothing, no request stood open."""
    if inquiry.platform_ended_at is None or replies.requests:
        return False
    return not replies.said or replies.function(replies.said[-1]) != "information_request"


def _watch(inquiry: InquiryRow, replies: _Replies, study: Study) -> Watch:
    assert inquiry.t0 is not None
    until = max((look.until for look in inquiry.looks), default=datetime.min.replace(tzinfo=UTC))
    if inquiry.platform_ended_at is not None and _ended_for_good(inquiry, replies):
        until = datetime.max.replace(tzinfo=UTC)  # where nothing can come any more, nothing needs watching
    return Watch(
        t0=inquiry.t0,
        checkpoints=tuple(study.checkpoints[inquiry.channel]),
        looks=inquiry.looks,
        until=until,
        ball_with_us=Turn.of(replies.requests, _followed_up(inquiry), inquiry.channel),
        spans=inquiry.unknown_spans,
        gone_at=inquiry.platform_ended_at,
        forgets=inquiry.forgets_visitor,
    )


def _followed_up(inquiry: InquiryRow) -> list[datetime]:
    return [one.sent_at for one in inquiry.follow_ups if one.kind == "follow_up" and one.sent_at is not None]


def _states_any(watch: Watch, replies: _Replies, channel: str) -> str:
    """The same five letters where any reply but a greeting stops the clock (SI_any)."""
    return checkpoint_states(watch, Arrival.of(replies.any, channel)).letters


def _shares(states: str) -> dict[str, Any]:
    """``u`` gives the benefit of the doubt (unknown = answered), ``u_high`` does not."""
    if not states:
        return {"u": None, "u_low": None, "u_high": None}
    low = states.count(WAITING) / len(states)
    return {"u": low, "u_low": low, "u_high": (states.count(WAITING) + states.count(UNKNOWN)) / len(states)}


def _replied(replies: _Replies, channel: str) -> dict[str, Any]:
    """The columns that tell of replies, as facts: they are there for void inquiries too."""
    first, answer = Arrival.of(replies.any, channel), Arrival.of(replies.substantive, channel)
    request = Arrival.of(replies.requests, channel)
    told = [replies.labels.get(found.ordinal) for found in (answer, first) if found]
    label = replies.labels.get(first.ordinal) if first else None
    counted = answer or first
    return {
        "first_reply_after": first.after if first else None,
        "first_reply_by": first.by if first else None,
        "first_reply_mechanism": (label.mechanism if label else "unknown") if first else "",
        "first_reply_function": (label.function if label else "unclear") if first else "",
        "substantive_after": answer.after if answer else None,
        "substantive_by": answer.by if answer else None,
        "information_request_at": request.by if request else None,
        "promised_by": _promised(replies),
        "other_channel": counted.channel if counted and counted.away else "",
        "canned_group": next((known.canned_group for known in told if known and known.canned_group), ""),
    }


def _promised(replies: _Replies) -> datetime | None:
    promises = (replies.labels[m.ordinal].promised_by for m in replies.having({"holding"}))
    return min((moment for moment in promises if moment is not None), default=None)


__all__ = ["MARKS", "MISSED_LOOKS", "SUBSTANTIVE", "puts_the_ball_with_us", "trial"]
