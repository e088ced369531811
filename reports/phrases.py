"""The sentences that sum an edition up: one honest headline, the lead, and how to quote a number."""

from __future__ import annotations

import re
from collections import Counter

from reports.edition import TOGETHER, Edition
from reports.quotes import visible
from reports.readings import Reading
from reports.reasons import worded
from reports.wording import Wording
from reports.wording.amounts import day, days, duration, listing, percent, signed, span

NAMED = 4  # platforms that a headline may name before it counts them instead


def headline(edition: Edition, words: Wording) -> str:
    """The only headline there is: who could be the most silent, or that nothing can be ranked and why."""
    channel = edition.headline_channel()
    if channel is None:
        return _no_headline(edition, words)
    ranked, foremost = len(edition.ranked(channel)), _names(edition, channel)
    if ranked == 1:
        return words("headline.one", name=foremost[0])
    if len(foremost) == ranked:
        return words("headline.all", ranked=ranked)
    if len(foremost) <= NAMED:
        return words.count("headline.few", len(foremost), names=listing(words, foremost), ranked=ranked)
    return words.count("headline.many", len(foremost), ranked=ranked)


def _no_headline(edition: Edition, words: Wording) -> str:
    reasons = Counter(row.reason_unpublished for row in edition.unranked() if row.channel != TOGETHER)
    if not reasons:
        return words("headline.no_data")
    commonest = min(reasons, key=lambda reason: (-reasons[reason], reason))
    return words("headline.none", reason=visible(worded(words, commonest)))


def _names(edition: Edition, channel: str) -> list[str]:
    return [visible(edition.name(row.platform)) for row in edition.foremost(channel)]


def in_pieces(edition: Edition, words: Wording) -> list[tuple[str, bool]]:
    """The headline cut at platforms' names (True), so that no line breaks inside one."""
    channel = edition.headline_channel()
    names = _names(edition, channel) if channel else []
    told = headline(edition, words)
    if not names:
        return [(told, False)]
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return [(piece, piece in names) for piece in re.split(f"({pattern})", told) if piece]


def lead(edition: Edition, words: Wording) -> list[str]:
    """The sentences under the headline."""
    channel = edition.headline_channel()
    told = []
    if channel is not None and NAMED < len(edition.foremost(channel)) < len(edition.ranked(channel)):
        told.append(words("lead.set", names=listing(words, _names(edition, channel))))
    if edition.nights():
        told.append(asked(edition, words))
    if channel is not None:
        told.append(words("lead.scope", scope=scope(edition, channel, words)))
    told.append(words("lead.index"))
    return told


def asked(edition: Edition, words: Wording) -> str:
    """How many inquiries were put to whom, through what, when."""
    nights = edition.nights()
    return words.count(
        "lead.asked",
        edition.sent(),
        platforms=words.count("count.platforms", len(edition.platforms_asked())),
        channels=listing(words, [words.coded("inline", channel) for channel in edition.channels()]),
        nights=words.count("count.nights", len(nights)),
        days=days(words, nights[0], nights[-1]),
    )


def scope(edition: Edition, channel: str, words: Wording) -> str:
    """What a ranking covers: one channel, or all of them together."""
    if channel != TOGETHER:
        return words.coded("inline", channel)
    channels = [words.coded("inline", each) for each in edition.channels()]
    return words("scope.together", channels=listing(words, channels))


def week_of(edition: Edition, words: Wording) -> str:
    year, _, week = edition.week.partition("-W")
    return words("paper.week", year=year, week=week.lstrip("0")) if week else edition.week


def dates_of(edition: Edition, words: Wording) -> str:
    nights = edition.nights()
    return days(words, nights[0], nights[-1]) if len(nights) > 1 else "".join(day(words, night) for night in nights)


def quotable(edition: Edition, channel: str, platform: str, reading: Reading, words: Wording) -> str:
    """The last checkpoint of one platform as a sentence that may be printed as it stands."""
    last = edition.study.checkpoints[channel][-1]
    return words(
        "checkpoints.sentence",
        platform=visible(edition.name(platform)),
        channel=words.coded("inline", channel),
        time=duration(words, last),
        k=reading.waiting,
        n=reading.inquiries,
        low=f"{(reading.low or 0) * 100:.0f}",
        high=f"{(reading.high or 0) * 100:.0f}",
    )


def panel_gap(edition: Edition, channel: str, words: Wording) -> str:
    """The mean after-sale gap of the ranked platforms as a sentence; empty where it was not given."""
    found = edition.panel_gap(channel)
    return words("gap.panel", gap=signed(found[0]), interval=span(*found[1:])) if found else ""


def conditions(edition: Edition, words: Wording) -> str:
    """What a platform needs to be ranked, with this study's numbers."""
    study = edition.study
    return words(
        "method.ranked",
        window=study.window_nights,
        nights=study.minimum_nights,
        counted=study.minimum_counted,
        stratum=study.minimum_stratum_nights,
        void=percent(study.maximum_void_share),
        door=percent(study.maximum_door_share),
        unknown=percent(study.maximum_unknown_share),
    )


def waiting_times(edition: Edition, words: Wording) -> str:
    """The checkpoints of each channel kind in use, as a list."""
    parts = [
        words(
            "method.checkpoints",
            channel=words.coded("inline", channel),
            times=words("list.comma").join(duration(words, each) for each in edition.study.checkpoints[channel]),
        )
        for channel in edition.channels()
        if channel in edition.study.checkpoints
    ]
    return words("list.stop").join(parts)


def guard_notes(edition: Edition) -> list[str]:
    """Codes of ``note.*`` that the front of the page must carry."""
    notes = ["possible_recognition"] if any(one.possible for one in edition.recognitions) else []
    if edition.study.method is not None and edition.study.method.changed:
        notes.append("method_changed")
    if any(one.enough_new is False for one in edition.recognitions):
        notes.append("little_new_wording")
    return notes


def cautions(edition: Edition, words: Wording) -> list[str]:
    """The edition's notes in words."""
    notes = dict.fromkeys([*edition.notes, *guard_notes(edition)])
    return [visible(words.coded("note", note)) for note in notes]


def versions(edition: Edition, words: Wording) -> str:
    """What decides the numbers: method, rules, study, seed, zone."""
    study = edition.study
    return words(
        "method.versions",
        method=study.method_version,
        rules=", ".join(edition.rules_versions()) or "–",
        study=visible(study.id),
        seed=study.seed,
        zone=visible(study.zone),
    )
