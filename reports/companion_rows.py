"""The rows of the page's tables beside the ranking: every pair by name, changes over time, published hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports.change import nights_closed, nights_needed
from reports.companions import Change, Sensitivity
from reports.edition import TOGETHER, Edition
from reports.enough import watched
from reports.heat import by_calendar
from reports.names import Name, named
from reports.pairs import MORE_SILENT
from reports.sensitivity import NO_HOURS
from reports.wording import Wording
from reports.wording.amounts import NONE, day, days, number, percent, signed, span

NAMED = 12
"""A list names at most so many platforms; pairs.csv holds all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Some of the platforms that one is told apart from, or not: how many, their names, and how many are left out."""

    label: str
    names: tuple[str, ...]
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A ranked platform against all others."""

    platform: Name
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One platform in two windows; ``mean``: the line of all of them."""

    platform: str
    before: str
    now: str
    change: str
    interval: str
    p: str
    verdict: str
    mean: bool
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """One ranked platform by its own hours, and its promises."""

    platform: Name
    index: str
    service: str
    remark: str
    promises: str


def apart_rows(edition: Edition, channel: str, words: Wording) -> list[Apart]:
    """Whom each ranked platform is more silent than, and on whom the data do not decide, most silent first."""
    more: defaultdict[str, list[str]] = defaultdict(list)
    undecided: defaultdict[str, list[str]] = defaultdict(list)
    for pair in edition.pairs(channel):
        if pair.verdict == MORE_SILENT:
            more[pair.platform].append(pair.other)
        else:
            undecided[pair.platform].append(pair.other)
            undecided[pair.other].append(pair.platform)
    found = []
    for line in edition.ranked(channel) if edition.pairs(channel) else ():
        told = (
            _told(edition, "pairs.more", more[line.platform], words),
            _told(edition, "pairs.undecided", undecided[line.platform], words),
        )
        naming = tuple(each for each in told if each.names)  # "undecided on 0" tells nobody anything
        found.append(Apart(platform=named(edition, line.platform), told=naming or told[:1]))
    return found


def _told(edition: Edition, key: str, platforms: Sequence[str], words: Wording) -> Told:
    left = len(platforms) - NAMED
    return Told(
        label=words(key, n=len(platforms)),
        names=tuple(named(edition, platform) for platform in platforms[:NAMED]),
        rest=words("pairs.rest", n=left) if left > 0 else "",
    )


def change_rows(edition: Edition, channel: str, words: Wording) -> list[Changed]:
    """Each platform in the order of the ranking, and last their mean."""
    order = {line.platform: place for place, line in enumerate(edition.ranked(channel))}
    found = sorted(edition.changes(channel), key=lambda one: (not one.platform, order.get(one.platform, 0)))
    return [_changed(edition, one, words) for one in found]


def _changed(edition: Edition, one: Change, words: Wording) -> Changed:
    return Changed(
        platform=named(edition, one.platform) if one.platform else words("change.mean"),
        before=number(one.index_before),
        now=number(one.index_now),
        change=signed(one.change),
        interval=span(one.change_low, one.change_high),
        p="<0.001" if one.p_holm < 0.001 else number(one.p_holm, 3),
        verdict=words("change.shown" if one.changed else "change.not_shown"),
        mean=not one.platform,
        shown=one.changed,
    )


def change_windows(edition: Edition, channel: str, words: Wording) -> str:
    """Which nights are compared; empty where none are."""
    found = edition.changes(channel)
    if not found:
        return ""
    one = found[0]
    before, now = days(words, one.before_first, one.before_last), days(words, one.now_first, one.now_last)
    return words("change.windows", before=before, now=now)


def change_later(edition: Edition, words: Wording) -> list[str]:
    """For each channel kind without a comparison: when there will be one, or why there is none."""
    return [
        _later(edition, channel, words)
        for channel in edition.channels()
        if channel != TOGETHER and not edition.changes(channel)
    ]


def _later(edition: Edition, channel: str, words: Wording) -> str:
    needed, have = nights_needed(edition.study), nights_closed(edition.rows(), channel)
    about = {"channel": words.coded("channel", channel), "needed": needed, "have": have}
    if have >= needed:
        return words("change.nobody", channel=about["channel"])
    rows = edition.rows()
    sent = sorted(set(rows.loc[(rows["channel"] == channel) & (rows["ending"] != "void"), "night"]))
    if not sent or not by_calendar(edition):
        return words("change.later", **about)
    last = date.fromisoformat(sent[-1])  # nights that were sent and are still watched need no further night
    earliest = last + timedelta(days=max(0, needed - len(sent)) + watched(edition, channel))
    return words("change.day", day=day(words, earliest.isoformat()), **about)


def observer_sentences(edition: Edition, words: Wording) -> list[str]:
    """What a second look from elsewhere showed, a sentence for each pair of observers; none where nobody looked."""
    return [
        words(
            "observers.agreement", channel=words.coded("channel", one.channel), observer=one.observer, other=one.other,
            asked=one.asked_by_both, nights=one.nights, share=percent(one.agreement),
            low=percent(one.agreement_low), high=percent(one.agreement_high), difference=signed(one.difference),
            interval=span(one.difference_low, one.difference_high),
        )
        for one in edition.observers
    ]  # fmt: skip


def hours_rows(edition: Edition, channel: str, words: Wording) -> list[Hours]:
    """Each ranked platform in the order of the ranking."""
    found = edition.sensitivity(channel)
    return [
        _hours(named(edition, line.platform), found[line.platform], words)
        for line in edition.ranked(channel)
        if line.platform in found
    ]


def _hours(name: Name, one: Sensitivity, words: Wording) -> Hours:
    if one.service_index is None:
        remark = words("hours.none" if one.service_note == NO_HOURS else "hours.other_nights")
    else:
        remark = words("hours.unknown", share=percent(one.service_unknown_share))
    made = one.promises_made or 0
    return Hours(
        platform=name,
        index=number(one.index),
        service=span(one.service_index, one.service_late_waiting),
        remark=remark,
        promises=words("cell.of", k=one.promises_broken, n=made) if made else NONE,
    )
