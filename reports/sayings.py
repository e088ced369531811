"""Sentences about one platform that may be printed as they stand, each with its count, window and interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.dataset import Standing
from reports.edition import TOGETHER, Edition, counted
from reports.intervals import share_by_night
from reports.names import named
from reports.readings import Reading, inside
from reports.wording import Wording
from reports.wording.amounts import days, duration, number, ranks, signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What a table's numbers rest on: first and last night counted, all nights of the window, how many are ranked."""

    first: str
    last: str
    nights: frozenset[str]
    ranked: int


def windows(edition: Edition) -> Mapping[str, Window]:
    """By table; without those in which no window has closed."""
    return edition.once("windows", lambda: _windows(edition))


def _windows(edition: Edition) -> Mapping[str, Window]:
    own = {channel: inside(edition, channel) for channel in edition.channels()}
    counts = {channel: counted(trials).distinct("night") for channel, trials in own.items()}
    nights = {channel: frozenset(trials.distinct("night")) for channel, trials in own.items()}
    counts[TOGETHER] = set().union(*counts.values())
    nights[TOGETHER] = frozenset().union(*nights.values())
    return {
        table: Window(first=min(at), last=max(at), nights=nights[table], ranked=len(edition.ranked(table)))
        for table, at in counts.items()
        if at
    }


def sentences(
    edition: Edition, standing: Standing, window: Window, reading: Reading | None, words: Wording
) -> list[str]:
    """What can be quoted of one platform in one table, strongest first; ``reading`` is its last checkpoint's."""
    about = {
        "platform": named(edition, standing.platform),
        "channel": words.coded("inline", standing.channel),
        "days": days(words, window.first, window.last),
    }
    told = [_index(standing, about, words), _rank(standing, window, about, words)]
    if reading is not None and standing.published:
        told.append(_checkpoint(edition, standing.channel, reading, about, words))
    told += [_gap(standing, about, words), _door(edition, standing, window, about, words)]
    return [one for one in told if one is not None]


def _index(row: Standing, about: Mapping[str, object], words: Wording) -> str | None:
    if row.index is None or not row.published:
        return None
    return words(
        "say.index", index=number(row.index), n=row.inquiries, nights=row.nights, low=number(row.index_low),
        high=number(row.index_high), **about,
    )  # fmt: skip


def _rank(row: Standing, window: Window, about: Mapping[str, object], words: Wording) -> str | None:
    if row.rank_low is None or not row.published:
        return None
    return words("say.rank", ranks=ranks(row.rank_low, row.rank_high), ranked=window.ranked, n=row.inquiries, **about)


def _checkpoint(
    edition: Edition, channel: str, reading: Reading, about: Mapping[str, object], words: Wording
) -> str | None:
    if reading.low is None or reading.high is None:
        return None
    return words(
        "say.checkpoint", time=duration(words, edition.study.checkpoints[channel][-1]), k=reading.waiting,
        n=reading.inquiries, low=f"{reading.low * 100:.0f}", high=f"{reading.high * 100:.0f}", **about,
    )  # fmt: skip


def _gap(row: Standing, about: Mapping[str, object], words: Wording) -> str | None:
    if row.after_sale_gap is None or not row.published:
        return None
    return words(
        "say.gap", gap=signed(row.after_sale_gap), low=signed(row.gap_low), high=signed(row.gap_high), n=row.inquiries,
        **about,
    )  # fmt: skip


def _door(edition: Edition, row: Standing, window: Window, about: Mapping[str, object], words: Wording) -> str | None:
    """Of all attempts in the window that were not void; said only where a door was closed."""
    if row.channel == TOGETHER:
        return None
    asked = edition.asked(row.platform, row.channel)
    own = asked.where(asked.among("night", window.nights) & ~asked.among("ending", ("void",)))
    met = own.among("ending", ("shut", "barred"))
    if not met.any():
        return None
    low, high = share_by_night(list(zip(own.values("night"), met.tolist(), strict=True)))
    return words(
        "say.door", k=int(met.sum()), n=len(own), low=f"{low * 100:.0f}", high=f"{high * 100:.0f}", **about
    )  # fmt: skip
