"""Judges what a conversation reported of a widget of the zoo against the zoo's own truth log; pure.

Three verdicts: right, not found (with the part; blames nobody), wrong (with the reason; may slander somebody); a
benchmark that breaks one off gives none: not measured. Whoever reports less is not found, whoever reports something
else is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from probes.control.zoo.widget import Widget
from probes.interface import Barred, BarredReason, Message, Sent, Shut, Speaker, VoidReason

GRAIN = timedelta(milliseconds=5)  # a browser's clock is made coarse on purpose
LATE = timedelta(seconds=2)  # a moment later than the truth by more is a wrong one
HASTE = timedelta(seconds=1)  # our bubble may stand this long before the server has heard; so may a line cross ours
FOREVER = datetime.max.replace(tzinfo=UTC)
KINDS = ("right", "not found", "wrong", "not measured")
REPLIES = ("acknowledgement", "holding", "substantive")
NOTICES = ("joined", "queue", "rating", "ended")
REASONS = {"captcha": BarredReason.CAPTCHA, "login": BarredReason.LOGIN_REQUIRED}
REASONS |= dict.fromkeys(("blocked", "refused"), BarredReason.BLOCKED)
MEDIA = re.compile(r"\[[^\]]+\].*|\S+\.(pdf|png)|")  # how a reply without words may be written down


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of the truth log."""

    kind: str
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Our side failed: ``ProbeError``."""

    reason: VoidReason
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the measuring side says. ``resumed`` is what became of a conversation that was parked at ``parked_at``."""

    outcome: Sent | Shut | Barred | Failure
    messages: Sequence[Message] = ()
    exhibits: frozenset[str] = frozenset()  # SHA-256 of what was kept
    resumed: Literal["", "found", "lost", "failed"] = ""
    parked_at: datetime | None = None
    failed: str = ""  # why it could not be resumed
    blind: str = ""  # why nothing is claimed of what was not seen, and so no silence
    known_until: datetime = FOREVER  # nothing is claimed of what was said later


@dataclass(frozen=True, slots=True)
class Verdict:
    kind: Literal["right", "not found", "wrong", "not measured"]
    why: str = ""


RIGHT = Verdict("right")


class _Wrong(Exception):
    """The measurement says something else than the truth."""


class _NotFound(Exception):
    """The measurement says less than the truth."""


def truth(path: Path, inquiry: str) -> Sequence[Fact]:
    """What the zoo's log says of one inquiry."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [
        Fact(kind=row["kind"], at=datetime.fromtimestamp(row["sent_at"], UTC), text=row.get("text", ""))
        for row in rows
        if row["inquiry"] == inquiry
    ]


def judge(
    widget: Widget, asked: str, report: Report, facts: Sequence[Fact], persona: Mapping[str, str] | None = None
) -> Verdict:
    """The verdict on one inquiry: ``asked`` was to be said to ``widget`` by ``persona`` (form field to truth)."""
    try:
        _judge_form(facts, persona or {})
        _judge_sending(widget, asked, report, facts)
        if isinstance(report.outcome, Sent):
            _judge_talk(asked, report.outcome, report, facts)
            _judge_marks(widget, report, facts)
        _judge_resumption(widget, report)
        if report.blind:
            raise _NotFound(f"proof: {report.blind}")
    except _Wrong as wrong:
        return Verdict("wrong", str(wrong))
    except _NotFound as missing:
        return Verdict("not found", str(missing))
    return RIGHT


# -- sending ----------------------------------------------------------------------------------------------------------


def _judge_sending(widget: Widget, asked: str, report: Report, facts: Sequence[Fact]) -> None:
    heard = [fact for fact in facts if fact.kind == "heard"]
    if len(heard) > 1:
        raise _Wrong(f"sent {len(heard)} times")
    if any(fact.kind == "form" for fact in facts):
        raise _Wrong("sent into an offline form")
    if heard and tidy(heard[0].text) != tidy(asked):
        raise _Wrong(f"was heard as {heard[0].text!r}")
    outcome = report.outcome
    if not widget.open_door():
        _judge_door(widget, outcome)
    elif isinstance(outcome, Failure):
        _judge_failure(widget, outcome, heard)
    elif isinstance(outcome, (Shut, Barred)):
        raise _Wrong(f"an open chat was called closed: {outcome.reason}")
    else:
        _judge_t0(outcome, heard)


def _judge_door(widget: Widget, outcome: Sent | Shut | Barred | Failure) -> None:
    if isinstance(outcome, Failure):
        raise _NotFound(f"door: {outcome.what}")
    if widget.barred == "no":
        if not isinstance(outcome, Shut):
            raise _Wrong(f"an offline chat was not noticed: {outcome}")
    elif not isinstance(outcome, Barred):
        raise _Wrong(f"{widget.barred} was not noticed: {outcome}")
    elif outcome.reason is not REASONS[widget.barred]:
        raise _Wrong(f"{widget.barred} was called {outcome.reason}")


def _judge_failure(widget: Widget, failure: Failure, heard: Sequence[Fact]) -> None:
    if heard and failure.reason in (VoidReason.NOT_SENT, VoidReason.PAGE_CHANGED):
        raise _Wrong(f"was heard, and is said not to have been sent: {failure.what}")
    if widget.limit == "tight" and failure.reason is VoidReason.NOT_SENT:
        return
    if widget.asks_phone == "required" and failure.reason in (VoidReason.NOT_SENT, VoidReason.PAGE_CHANGED):
        return
    raise _NotFound(f"{failure.reason}: {failure.what}")


def _judge_t0(sent: Sent, heard: Sequence[Fact]) -> None:
    if not heard:
        raise _Wrong("is said to have been sent, and was never heard")
    if not heard[0].at - HASTE <= sent.at <= heard[0].at + LATE:
        raise _Wrong(f"t0 is {_seconds(sent.at - heard[0].at)} from the truth")


def _judge_form(facts: Sequence[Fact], persona: Mapping[str, str]) -> None:
    """What was entered before the chat is the truth: ``persona`` has it by field; we have no telephone."""
    for fact in facts:
        given = json.loads(fact.text) if fact.kind == "entered" else {}
        for key, value in given.items():
            said = re.sub(r"\+[^@]*", "", value) if key == "mail" else value  # the inquiry's tag
            true = {"consent": "true", "phone": ""}.get(key, persona.get(key, said))
            if said != true or (key == "topic" and not value):
                raise _Wrong(f"{value!r} was entered for {key} into the form")


# -- what was said ----------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class _Expected:
    """One reply that should have been reported, with the moments that it may bear."""

    text: str
    earliest: datetime
    latest: datetime
    required: bool = True
    media: bool = False
    reported: list[Message] = field(default_factory=list)

    def says(self, text: str) -> bool:
        return bool(MEDIA.fullmatch(tidy(text))) if self.media else tidy(text) == tidy(self.text)


def _judge_talk(asked: str, sent: Sent, report: Report, facts: Sequence[Fact]) -> None:
    messages = report.messages
    _judge_own(asked, messages)
    watched = report.parked_at if report.resumed in ("lost", "failed") else None
    expected = list(_expected(facts, sent, watched or FOREVER))
    replies = [message for message in messages if message.speaker is Speaker.PLATFORM and not message.before_t0]
    for message in replies:
        open_ones = [one for one in expected if not one.reported and one.says(message.text)]
        if not open_ones:
            raise _Wrong(_reason(message, asked, expected, facts))
        fitting = [one for one in open_ones if _in_time(message, one)]
        (fitting or open_ones)[0].reported.append(message)
    _judge_missed(expected, messages, report, sent)
    for one in expected:
        _judge_time(one)
    _judge_order(expected)


def _judge_own(asked: str, messages: Sequence[Message]) -> None:
    own = [message for message in messages if message.speaker is Speaker.OWN]
    if strange := [message for message in own if tidy(message.text) != tidy(asked)]:
        raise _Wrong(f"taken for ours: {strange[0].text!r}")
    if len(own) > 1:
        raise _Wrong(f"our message is reported {len(own)} times")
    if not own:
        if any(tidy(asked) in tidy(message.text) for message in messages):
            raise _Wrong("our message was taken for somebody else's")
        raise _NotFound("our own message")
    if own[0].before_t0:
        raise _Wrong("our message is said to have been there before us")


def _expected(facts: Sequence[Fact], sent: Sent, until: datetime) -> Iterator[_Expected]:
    """Every reply; none that came after ``until`` is demanded."""
    replies = [fact for fact in facts if fact.kind in REPLIES]
    edits, gone = _changed(replies, facts, "edited"), _changed(replies, facts, "deleted")
    for fact in replies:
        edit, deletion = edits.get(id(fact)), gone.get(id(fact))
        seen_long = deletion is None or deletion.at - fact.at > LATE
        media = bool(re.fullmatch(r"\[(picture|file)\]", fact.text))
        required = edit is None and seen_long and fact.at <= until
        yield _Expected(text=fact.text, earliest=fact.at, latest=fact.at, required=required, media=media)
        if edit is not None:
            yield _Expected(text=edit.text, earliest=fact.at, latest=edit.at, required=edit.at <= until)
    for fact in facts:  # a canned line that crossed our message may count as either
        if fact.kind == "greeting" and fact.at > sent.at - HASTE:
            yield _Expected(text=fact.text, earliest=fact.at, latest=fact.at, required=False)


def _changed(replies: Sequence[Fact], facts: Sequence[Fact], kind: str) -> dict[int, Fact]:
    """Reply (by identity) to its edit or deletion: the platform changes what it said last."""
    changes = [(fact, [reply for reply in replies if reply.at <= fact.at]) for fact in facts if fact.kind == kind]
    return {id(before[-1]): fact for fact, before in changes if before}


def _reason(message: Message, asked: str, expected: Sequence[_Expected], facts: Sequence[Fact]) -> str:
    """Why a reported reply cannot be one."""
    text = tidy(message.text)
    same = [one for one in expected if one.says(text)]
    if same and not same[0].media:
        return f"said {len(same)} times, reported more often: {text!r}"
    if tidy(asked) in text:
        return f"our own message was counted as a reply: {text!r}"
    for fact in facts:
        if tidy(fact.text) and fact.kind in ("greeting", *NOTICES) and text == tidy(fact.text):
            return f"{fact.kind} was counted as a reply: {text!r}"
    if any(not one.media and tidy(one.text) in text for one in expected):
        return f"more words than were said: {text!r}"
    return f"nobody said {text!r}"


def _judge_missed(expected: Sequence[_Expected], messages: Sequence[Message], report: Report, sent: Sent) -> None:
    for one in expected:
        if one.required and not one.reported:
            elsewhere = next((message for message in messages if one.says(message.text) and not one.media), None)
            if elsewhere is None and report.blind:
                raise _NotFound(f"proof: {report.blind}")
            if elsewhere is None and one.earliest > report.known_until:
                raise _NotFound(f"what was said later than {_seconds(report.known_until - sent.at)} after t0")
            if elsewhere is None:
                raise _Wrong(f"a reply was missed: {one.text!r}")
            place = "before t0" if elsewhere.before_t0 else f"as {elsewhere.speaker}"
            raise _Wrong(f"a reply was counted {place}: {one.text!r}")


def _in_time(message: Message, one: _Expected) -> bool:
    return one.earliest - GRAIN <= message.seen_by and message.seen_after <= one.latest + LATE


def _judge_time(one: _Expected) -> None:
    for message in one.reported:
        if message.seen_after > message.seen_by:
            raise _Wrong("an interval ends before it begins")
        if message.seen_by < one.earliest - GRAIN:
            raise _Wrong(f"seen {_seconds(one.earliest - message.seen_by)} before it was said: {one.text!r}")
        if message.seen_after > one.latest + LATE:
            raise _Wrong(f"seen {_seconds(message.seen_after - one.latest)} after it was said: {one.text!r}")


def _judge_order(expected: Sequence[_Expected]) -> None:
    order = [
        message.ordinal for one in expected if one.required and one.latest == one.earliest for message in one.reported
    ]
    if order != sorted(order):
        raise _Wrong("replies are reported in another order than they were said")


# -- marks, exhibits, parking -----------------------------------------------------------------------------------------


def _judge_marks(widget: Widget, report: Report, facts: Sequence[Fact]) -> None:
    replies = [m for m in report.messages if m.speaker is Speaker.PLATFORM and not m.before_t0]
    ended = any(fact.kind == "ended" for fact in facts)
    said_ended = any("ended" in message.marks for message in report.messages)
    if said_ended and not ended:
        raise _Wrong("the chat is said to have ended")
    for kind in (message.marks["agent_type"] for message in replies if "agent_type" in message.marks):
        if kind != widget.agent_type():
            raise _Wrong(f"an agent that is declared {widget.agent_type() or 'nothing'} was called {kind}")
    if ended and not said_ended:
        raise _NotFound("end of the chat")
    if widget.badge != "none" and any("agent_type" not in message.marks for message in replies):
        raise _NotFound("badge")
    shown = any(re.fullmatch(r"\[(picture|file)\]", fact.text) for fact in facts)
    if shown and replies and not any(m.marks.get("exhibit") in report.exhibits for m in replies):
        raise _NotFound("exhibit")


def _judge_resumption(widget: Widget, report: Report) -> None:
    if report.resumed == "failed":
        raise _NotFound(f"the chat after a reload: {report.failed}")
    if report.resumed == "found" and widget.memory == "forgets":
        raise _Wrong("a conversation that is gone is said to be there")
    if report.resumed == "lost" and widget.memory != "forgets":
        raise _NotFound("the conversation after a reload")


# -- texts ------------------------------------------------------------------------------------------------------------


def tidy(text: str) -> str:
    """Words with single spaces."""
    return " ".join(text.split())


def _seconds(span: timedelta) -> str:
    return f"{span.total_seconds():.3f} s"


def shares(verdicts: Iterable[Verdict]) -> dict[str, float]:
    """The share of each kind of verdict, 0 to 1."""
    kinds = [verdict.kind for verdict in verdicts]
    return {kind: kinds.count(kind) / len(kinds) if kinds else 0.0 for kind in KINDS}
