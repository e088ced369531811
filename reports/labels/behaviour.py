"""The second stage, when an edition is made: what a platform's whole record says about single messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import median

from reports.dataset import InquiryRow, LabelRow, MessageRow

Place = tuple[str, int]

AUTOMATIC_RULE = "mechanism.behaviour.same-text-fast-or-constant"
HUMAN_RULE = "mechanism.behaviour.own-words-at-own-pace"
CANNED_RULE = "deflection.canned-fails-most-questions"

WHY = {
    AUTOMATIC_RULE: "the whole text, slots aside, went to different questions, fast or after one constant delay",
    HUMAN_RULE: "the whole text was used once, and such texts of this channel come slowly and at varied delays",
    CANNED_RULE: "the whole text, slots aside, went to 3 or more questions and answers less than half of them",
}
"""What these rules looked at: not single words but whole texts and when they came."""

FAST = {"webchat": timedelta(seconds=3), "form": timedelta(minutes=1), "mail": timedelta(minutes=1)}
"""Nobody reads a question and writes a reply in this time."""
EXACT = {"webchat": timedelta(seconds=1), "form": timedelta(seconds=30), "mail": timedelta(seconds=30)}
"""How wide the interval in which a message appeared may be for its delay to say something."""
CONSTANT_SHARE = 0.02  # of the median delay: clocks are that steady, people are not
VARIED_SHARE = 0.20
ENOUGH = 3  # messages before a pattern is one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    """One labelled reply with what the record knows of it."""

    label: LabelRow
    inquiry: InquiryRow
    channel: str
    delay: timedelta | None  # since our last word; None where it is not known exactly


def behavioural(
    labels: Sequence[LabelRow],
    messages: Sequence[MessageRow],
    inquiries: Sequence[InquiryRow],
    groups: Mapping[Place, str],
    canned: Mapping[Place, str],
) -> list[LabelRow]:
    """New rows for all ``labels``, in their order: behavioural mechanisms, the canned rule, canned groups; pure.

    ``groups`` and ``canned``: as ``text_groups`` and ``canned`` of ``reports.canned.replies`` return them.
    Source: METHOD, "Two labels for every incoming message" and its canned rule.
    """
    replies = _replies(labels, messages, inquiries)
    together: dict[tuple[str, str], list[_Reply]] = defaultdict(list)
    for place, reply in replies.items():
        if place in groups:
            together[reply.inquiry.platform, groups[place]].append(reply)
    automatic = {_place(reply) for members in together.values() if _automatic(members) for reply in members}
    human = _human(replies, together)
    empty = {
        _place(reply)
        for (_, name), members in together.items()
        if name in canned.values() and _fails_most(members)
        for reply in members
    }
    return [_relabelled(row, automatic, human, empty, canned) for row in labels]


def _relabelled(
    row: LabelRow, automatic: set[Place], human: set[Place], empty: set[Place], canned: Mapping[Place, str]
) -> LabelRow:
    place = (row.inquiry_id, row.ordinal)
    row = replace(row, canned_group=canned.get(place, ""))
    if row.mechanism == "unknown" and place in automatic:
        row = replace(row, mechanism="auto_behavioural", mechanism_rule=AUTOMATIC_RULE, grade="behavioural")
    elif row.mechanism == "unknown" and place in human:
        row = replace(row, mechanism="human_behavioural", mechanism_rule=HUMAN_RULE, grade="behavioural")
    if place in empty and place in canned and row.function in ("substantive", "refusal"):
        row = replace(row, function="deflection", detail="policy_recital", rule_id=CANNED_RULE)
    return row


def _replies(
    labels: Sequence[LabelRow], messages: Sequence[MessageRow], inquiries: Sequence[InquiryRow]
) -> dict[Place, _Reply]:
    asked = {inquiry.id: inquiry for inquiry in inquiries}
    said = {(message.inquiry_id, message.ordinal): message for message in messages}
    ours: dict[str, list[MessageRow]] = defaultdict(list)
    for message in messages:
        if message.speaker == "own":
            ours[message.inquiry_id].append(message)
    return {
        (row.inquiry_id, row.ordinal): _reply(row, said[row.inquiry_id, row.ordinal], asked[row.inquiry_id], ours)
        for row in labels
        if row.inquiry_id in asked and (row.inquiry_id, row.ordinal) in said and row.function != "greeting"
    }


def _reply(row: LabelRow, message: MessageRow, inquiry: InquiryRow, ours: Mapping[str, Sequence[MessageRow]]) -> _Reply:
    channel = message.channel or inquiry.channel
    words = [own.seen_by for own in ours.get(inquiry.id, ()) if own.seen_by <= message.seen_by]
    since = max([inquiry.t0, *words] if inquiry.t0 else words, default=None)
    exact = message.seen_by - message.seen_after <= EXACT.get(channel, timedelta(seconds=1))
    delay = message.seen_by - since if since and exact and message.seen_by >= since else None
    return _Reply(label=row, inquiry=inquiry, channel=channel, delay=delay)


def _automatic(members: Sequence[_Reply]) -> bool:
    """Same text to different questions, and fast or with one constant delay."""
    if len({reply.inquiry.question for reply in members}) < 2:
        return False
    known = [reply for reply in members if reply.delay is not None]
    delays = _seconds(known)
    if len(delays) < ENOUGH:
        return False
    middle = median(delays)
    fast = middle <= min(FAST.get(reply.channel, timedelta(0)) for reply in known).total_seconds()
    return fast or delays[-1] - delays[0] <= CONSTANT_SHARE * middle


def _human(replies: Mapping[Place, _Reply], together: Mapping[tuple[str, str], Sequence[_Reply]]) -> set[Place]:
    """Words used once, by a platform whose such replies come slower than a machine and at varied delays."""
    alone: dict[tuple[str, str], list[_Reply]] = defaultdict(list)
    for members in together.values():
        if len(members) == 1 and members[0].delay is not None:
            alone[members[0].inquiry.platform, members[0].channel].append(members[0])
    return {
        _place(reply) for own in alone.values() if _varied(own) for reply in own if _slower_than_a_machine(reply)
    } & set(replies)


def _varied(own: Sequence[_Reply]) -> bool:
    delays = _seconds(own)
    if len(delays) < ENOUGH:
        return False
    return median(abs(delay - median(delays)) for delay in delays) > VARIED_SHARE * median(delays)


def _seconds(replies: Sequence[_Reply]) -> list[float]:
    return sorted(reply.delay.total_seconds() for reply in replies if reply.delay is not None)


def _slower_than_a_machine(reply: _Reply) -> bool:
    return reply.delay is not None and reply.delay > 2 * FAST.get(reply.channel, timedelta(seconds=3))


def _fails_most(members: Sequence[_Reply]) -> bool:
    """Sent to 3 or more questions, and no answer to more than half of them."""
    answered: dict[str, bool] = defaultdict(bool)
    for reply in members:
        answered[reply.inquiry.question] |= reply.label.function in ("substantive", "refusal")
    return len(answered) >= 3 and 2 * sum(not met for met in answered.values()) > len(answered)


def _place(reply: _Reply) -> Place:
    return reply.label.inquiry_id, reply.label.ordinal
