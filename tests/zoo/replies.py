"""Judges whether a conversation reported all that was said, as it was said, in its time and order; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from probes.interface import Message, Sent, Speaker
from tests.zoo.verdicts import FOREVER, HASTE, LATE, Fact, NotFound, Report, Wrong, seconds, tidy

GRAIN = timedelta(milliseconds=5)  # a browser's clock is made coarse on purpose
REPLIES = ("acknowledgement", "holding", "substantive")
NOTICES = ("joined", "queue", "rating", "ended")
MEDIA = re.compile(r"\[[^\]]+\].*|\S+\.(pdf|png)|")  # how a reply without words may be written down


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


def judge_talk(asked: str, sent: Sent, report: Report, facts: Sequence[Fact]) -> None:
    messages = report.messages
    _judge_own(asked, messages)
    watched = report.parked_at if report.resumed in ("lost", "failed") else None
    expected = list(_expected(facts, sent, watched or FOREVER))
    replies = [message for message in messages if message.speaker is Speaker.PLATFORM and not message.before_t0]
    for message in replies:
        open_ones = [one for one in expected if not one.reported and one.says(message.text)]
        if not open_ones:
            raise Wrong(_reason(message, asked, expected, facts))
        fitting = [one for one in open_ones if _in_time(message, one)]
        (fitting or open_ones)[0].reported.append(message)
    _judge_missed(expected, messages, report, sent)
    for one in expected:
        _judge_time(one)
    _judge_order(expected)


def _judge_own(asked: str, messages: Sequence[Message]) -> None:
    own = [message for message in messages if message.speaker is Speaker.OWN]
    if strange := [message for message in own if tidy(message.text) != tidy(asked)]:
        raise Wrong(f"taken for ours: {strange[0].text!r}")
    if len(own) > 1:
        raise Wrong(f"our message is reported {len(own)} times")
    if not own:
        if any(tidy(asked) in tidy(message.text) for message in messages):
            raise Wrong("our message was taken for somebody else's")
        raise NotFound("our own message")
    if own[0].before_t0:
        raise Wrong("our message is said to have been there before us")


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
                raise NotFound(f"proof: {report.blind}")
            if elsewhere is None and one.earliest > report.known_until:
                raise NotFound(f"what was said later than {seconds(report.known_until - sent.at)} after t0")
            if elsewhere is None:
                raise Wrong(f"a reply was missed: {one.text!r}")
            place = "before t0" if elsewhere.before_t0 else f"as {elsewhere.speaker}"
            raise Wrong(f"a reply was counted {place}: {one.text!r}")


def _in_time(message: Message, one: _Expected) -> bool:
    return one.earliest - GRAIN <= message.seen_by and message.seen_after <= one.latest + LATE


def _judge_time(one: _Expected) -> None:
    for message in one.reported:
        if message.seen_after > message.seen_by:
            raise Wrong("an interval ends before it begins")
        if message.seen_by < one.earliest - GRAIN:
            raise Wrong(f"seen {seconds(one.earliest - message.seen_by)} before it was said: {one.text!r}")
        if message.seen_after > one.latest + LATE:
            raise Wrong(f"seen {seconds(message.seen_after - one.latest)} after it was said: {one.text!r}")


def _judge_order(expected: Sequence[_Expected]) -> None:
    order = [
        message.ordinal for one in expected if one.required and one.latest == one.earliest for message in one.reported
    ]
    if order != sorted(order):
        raise Wrong("replies are reported in another order than they were said")
