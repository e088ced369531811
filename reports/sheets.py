"""The rows of the page's tables, every cell already in words; numbers come from the standings, never anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from reports.dataset import LabelRow, Standing, Trial
from reports.edition import TOGETHER, Edition, counted
from reports.handoff import Reached, reached
from reports.held import Held
from reports.names import Name, named
from reports.quotes import shortened, visible
from reports.readings import Reading
from reports.reasons import GROUPS, group, worded
from reports.wording import Wording
from reports.wording.amounts import NONE, duration, number, percent, percent_span, ranks, signed, span

REASONS = 8
"""At most so many reasons are listed a channel and ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """One ranked platform."""

    ranks: str
    platform: Name
    index: str
    interval: str
    separated: tuple[str, ...]
    inquiries: str
    nights: str
    padding: str
    gap: str
    gap_interval: str
    foremost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside the index of one ranked platform."""

    platform: Name
    index_any: str
    late_waiting: str
    shut_waiting: str
    audit: str
    audit_ranks: str
    canned: str
    deflection: str
    unclear: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """Where asking for a human led at one platform; ``waited_order`` in seconds, for sorting."""

    platform: Name
    share: str
    counts: str
    unasked: str
    steps: str
    waited: str
    waited_order: float | None
    unclear: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A share with the count it rests on and its interval."""

    share: str
    count: str
    interval: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unranked:
    """One platform that is not ranked, with the reason in each table concerned."""

    platform: Name
    reasons: tuple[tuple[str, str], ...]  # (table, reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why inquiries ended as they did; ``quoted`` text is the platform's, not ours."""

    code: str
    text: str
    count: int
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What became of the inquiries to one platform by one channel."""

    platform: Name
    asked: str
    counted: Cell
    shut: Cell
    barred: Cell
    void: Cell
    open: Cell


def rank_rows(edition: Edition, channel: str, words: Wording) -> list[Rank]:
    """The ranking of one channel, most silent first."""
    rows = edition.ranked(channel)
    return [_rank(row, len(rows), named(edition, row.platform), words) for row in rows]


def _rank(row: Standing, ranked: int, name: Name, words: Wording) -> Rank:
    has_gap = row.after_sale_gap is not None
    return Rank(
        ranks=ranks(row.rank_low, row.rank_high),
        platform=name,
        index=number(row.index),
        interval=span(row.index_low, row.index_high),
        separated=_separated(row, ranked, words),
        inquiries=str(row.inquiries),
        nights=str(row.nights),
        padding=number(row.padding),
        gap=signed(row.after_sale_gap),
        gap_interval=span(row.gap_low, row.gap_high) if has_gap else "",
        foremost=row.rank_low == 1,
    )


def _separated(row: Standing, ranked: int, words: Wording) -> tuple[str, ...]:
    """More silent than N, undecided on K: read off the range of ranks, which counts exactly these."""
    if row.rank_low is None or row.rank_high is None:
        return ()
    return (
        words("cell.more_silent", n=ranked - row.rank_high),
        words("cell.undecided", n=row.rank_high - row.rank_low),
    )


def beside_rows(edition: Edition, channel: str) -> list[Beside]:
    """What stands beside the index, in the order of the ranking."""
    unclear = unclear_shares(edition, channel)
    return [
        Beside(
            audit=number(detail.log_index) if detail else NONE,
            audit_ranks=ranks(detail.log_rank_low, detail.log_rank_high) if detail else "",
            platform=named(edition, row.platform),
            index_any=number(row.index_any),
            late_waiting=number(row.index_late_waiting),
            shut_waiting=number(row.index_shut_waiting),
            canned=percent(row.canned_share),
            deflection=percent(row.deflection_share),
            unclear=percent(unclear.get(row.platform)),
        )
        for row in edition.ranked(channel)
        for detail in [edition.detail(channel, row.platform)]
    ]


def unclear_shares(edition: Edition, channel: str) -> dict[str, float]:
    """By platform the share of counted inquiries with a reply that no rule could place."""
    return edition.once(("unclear", channel), lambda: _unclear_shares(edition, channel))


def _unclear_shares(edition: Edition, channel: str) -> dict[str, float]:
    labels, trials = Held.of(LabelRow, edition.labels), counted(edition.trials)
    unclear = labels.among("function", ("unclear",)) & ~labels.among("rule_id", ("unclear.mail-server",))
    inquiries = set(labels.where(unclear).values("inquiry_id"))
    own = trials if channel == TOGETHER else trials.where(trials.among("channel", (channel,)))
    asked = Counter(own.values("platform"))
    met = Counter(own.where(own.among("inquiry_id", inquiries)).values("platform"))
    return {platform: met[platform] / n for platform, n in asked.items()}


def unranked_groups(edition: Edition, words: Wording) -> list[tuple[str, list[Unranked]]]:
    """(list's name, platforms in alphabetical order) for each list that has anybody in it."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {name: {} for name in GROUPS}
    for row in edition.unranked():
        listed = group(row.reason_unpublished)
        phrase = visible(worded(words, row.reason_unpublished))
        if listed != "overall":  # whose name says already which table it is about
            phrase = words("unranked.entry", channel=words.coded("channel", row.channel), reason=phrase)
        found[listed].setdefault(row.platform, []).append((row.channel, phrase))
    return [
        (name, [Unranked(platform=named(edition, p), reasons=tuple(why)) for p, why in members.items()])
        for name, members in found.items()
        if members and (name != "overall" or edition.ranked(TOGETHER))  # else there is no such table
    ]


def checkpoint_cells(readings: Sequence[Reading]) -> list[Cell]:
    """One cell a checkpoint."""
    return [
        Cell(
            share=percent(reading.share),
            count=f"{reading.waiting}/{reading.inquiries}",
            interval=percent_span(reading.low, reading.high)
            if reading.low is not None and reading.high is not None
            else "",
        )
        for reading in readings
    ]


def handoff_rows(edition: Edition, words: Wording) -> list[Handoff]:
    """Where asking for a human led, platform by platform, in the order of their names."""
    found = sorted(reached(edition.handoffs), key=lambda one: (edition.name(one.platform), one.platform))
    return [_handoff(edition, one, words) for one in found]


def _handoff(edition: Edition, one: Reached, words: Wording) -> Handoff:
    counts = f"{one.reached}/{one.inquiries}"
    if one.low is not None and one.high is not None:
        counts += f" ({percent_span(one.low, one.high)})"
    return Handoff(
        platform=named(edition, one.platform), share=percent(one.share), counts=counts,
        unasked=str(one.unasked), unclear=str(one.unclear), steps=number(one.steps),
        waited_order=None if one.waited is None else one.waited.total_seconds(),
        waited=NONE if one.waited is None else duration(words, timedelta(seconds=round(one.waited.total_seconds()))),
    )  # fmt: skip


def door_rows(edition: Edition, channel: str) -> list[Door]:
    """What became of every inquiry to each platform, in the order of the ranking."""
    return [
        _door(named(edition, platform), edition.asked(platform, channel)) for platform in edition.platforms(channel)
    ]


def _door(name: Name, trials: Held[Trial]) -> Door:
    endings = Counter(trials.values("ending"))

    def cell(n: int) -> Cell:
        return Cell(share=percent(n / len(trials)), count=str(n))

    return Door(
        platform=name,
        asked=str(len(trials)),
        counted=cell(len(counted(trials))),
        shut=cell(endings["shut"]),
        barred=cell(endings["barred"]),
        void=cell(endings["void"]),
        open=cell(endings["open"]),
    )


def reasons_of(trials: Held[Trial], ending: str, words: Wording) -> list[Reason]:
    """The reasons an ending had, most frequent first; a notice read off a page is told in its own words."""
    found = Counter(trials.where(trials.among("ending", (ending,))).values("reason"))
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:REASONS]
    return [_told(f"{ending}.{why}", why, n, words) for why, n in ordered]


def _told(key: str, why: str, n: int, words: Wording) -> Reason:
    ours = words.knows(key)
    return Reason(
        code=visible(shortened(why, 80)),
        text=words(key) if ours else visible(shortened(why, 80)),
        count=n,
        quoted=not ours,
    )
