"""Finds canned replies: the same text, slots aside, sent to inquiries that ask different things.

A desk's wrapper is taken off, then: canonical form → exact groups → band keys propose leaders → an edit ratio decides →
texts of one skeleton are merged (METHOD, "Canned grouping").
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from reports.canned.canonical import own_words
from reports.canned.forms import forms
from reports.canned.grouping import Grouping
from reports.canned.wrappers import unwrapped
from reports.dataset import InquiryRow, MessageRow

Place = tuple[str, int]
"""(inquiry id, ordinal) of a message."""

MINIMUM_MESSAGES, MINIMUM_NIGHTS, MINIMUM_QUESTIONS = 3, 2, 2


def group(texts: Iterable[str]) -> list[int]:
    """A group number for each text, counted from 0 by first appearance; ``texts`` in the order in which they came.

    A text that only says hello is in a group of its own.
    """
    grouping = Grouping()
    added = grouping.add(forms(texts))
    numbers: dict[int, int] = {}
    leaders = grouping.leaders(added)
    return [numbers.setdefault(leader if leader >= 0 else ~place, len(numbers)) for place, leader in enumerate(leaders)]


def text_groups(messages: Sequence[MessageRow], inquiries: Sequence[InquiryRow]) -> dict[Place, str]:
    """The group id of every reply of the platforms (after t0; bare greetings and mail servers' notices left out).

    Groups are made within each platform; the id comes from the words of the first of the group alone.
    """
    platforms = {inquiry.id: inquiry.platform for inquiry in inquiries}
    ours: dict[str, list[str]] = defaultdict(list)
    for message in messages:
        if message.speaker == "own":
            ours[message.inquiry_id].append(message.text)
    told: dict[tuple[str, str], list[MessageRow]] = defaultdict(list)
    for message in sorted(messages, key=lambda one: (one.seen_by, one.inquiry_id, one.ordinal)):
        if message.inquiry_id in platforms and _replies(message):
            told[platforms[message.inquiry_id], message.channel].append(message)
    found: dict[str, dict[Place, tuple[datetime, str]]] = defaultdict(dict)
    for (platform, _), said in told.items():
        inner = unwrapped([own_words(message.text, ours[message.inquiry_id]) for message in said])
        for message, form in zip(said, forms(inner), strict=True):
            found[platform][message.inquiry_id, message.ordinal] = (message.seen_by, form)
    return {place: name for platform in sorted(found) for place, name in _named(found[platform])}


def canned(messages: Sequence[MessageRow], inquiries: Sequence[InquiryRow]) -> dict[Place, str]:
    """The group id of every canned message: 3 or more of a platform, on 2 or more nights, to 2 or more questions."""
    facts = {inquiry.id: inquiry for inquiry in inquiries}
    members: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place, name in text_groups(messages, inquiries).items():
        members[facts[place[0]].platform, name].append(place)
    return {
        place: name
        for (_, name), places in members.items()
        if _is_canned([facts[place[0]] for place in places])
        for place in sorted(places)
    }


def _is_canned(asked: Sequence[InquiryRow]) -> bool:
    return (
        len(asked) >= MINIMUM_MESSAGES
        and len({inquiry.night for inquiry in asked}) >= MINIMUM_NIGHTS
        and len({inquiry.question for inquiry in asked}) >= MINIMUM_QUESTIONS
    )


def _replies(message: MessageRow) -> bool:
    return (
        message.speaker == "platform"
        and not message.before_t0
        and "bounce" not in message.marks
        and "delay" not in message.marks
    )


def _named(seen: Mapping[Place, tuple[datetime, str]]) -> Iterator[tuple[Place, str]]:
    """In the order in which they were seen, so that tonight's replies leave last month's groups as they are."""
    places = sorted(seen, key=lambda place: (seen[place][0], place))
    grouping = Grouping()
    leaders = grouping.leaders(grouping.add(seen[place][1] for place in places))
    for place, leader in sorted(zip(places, leaders, strict=True)):
        if leader >= 0:
            yield place, hashlib.sha256(grouping.words(leader).encode()).hexdigest()[:12]
