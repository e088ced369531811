"""Every figure of an edition, in both languages and both widths, with the words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.dataset import Standing
from reports.edition import TOGETHER, Edition
from reports.figures import alternatives, charts, distances, heatmap, multiples
from reports.figures.canvas import Canvas
from reports.heat import heat_rows
from reports.quotes import visible
from reports.readings import Reading
from reports.waits import curve_steps
from reports.wording import LANGUAGES, Wording, wording

DRAWN = 40
"""A chart of lines shows at most so many platforms, the first of the ranking; the data hold all."""
PANELS = 48
"""A figure shows at most so many platforms as small multiples; the data hold all."""

_ALTERNATIVES = {
    "ranking": alternatives.ranking,
    "gap": alternatives.gap,
    "padding": alternatives.padding,
    "change": alternatives.change,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustration:
    """One figure in one language, ``shown`` of ``total`` platforms in it: its files begin with ``ranking-all.zh``."""

    kind: str
    channel: str
    language: str
    alternative: str
    shown: int
    total: int
    wide: Canvas
    narrow: Canvas

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.channel}.{self.language}"


def illustrations(edition: Edition, readings: Mapping[str, Mapping[str, Sequence[Reading]]]) -> list[Illustration]:
    """All figures; ``readings`` by channel and platform."""
    return [one for language in LANGUAGES for one in _of_language(edition, readings, wording(language))]


def _of_language(
    edition: Edition, readings: Mapping[str, Mapping[str, Sequence[Reading]]], words: Wording
) -> Iterator[Illustration]:
    for channel in edition.tables():
        ranked = edition.ranked(channel)
        yield from _both("ranking", channel, words, charts.ranking, dot_rows(ranked, edition))
        yield from _both("gap", channel, words, charts.gaps, gap_rows(ranked, edition))
        yield from _both("padding", channel, words, distances.padding, padding_rows(ranked, edition))
        yield from _both("change", channel, words, charts.gaps, change_rows(edition, channel))
    for channel in edition.channels():
        yield from _curves(edition, channel, words, readings.get(channel, {}))
        yield from _heat(edition, channel, words)
    yield from _by_channel(edition, words)


def _both(
    kind: str, channel: str, words: Wording, draw: charts.Draw, rows: Sequence[charts.DotRow]
) -> Iterator[Illustration]:
    """The figure of these rows; none of none."""
    if rows:
        shown = rows[:DRAWN]
        yield Illustration(
            kind=kind,
            channel=channel,
            language=words.language,
            alternative=_ALTERNATIVES[kind](shown, words.coded("channel", channel), words),
            shown=len(shown),
            total=len(rows),
            wide=draw(shown, words),
            narrow=draw(shown, words, narrow=True),
        )


def dot_rows(standings: Sequence[Standing], edition: Edition) -> list[charts.DotRow]:
    """The ranked platforms as lines of a dot chart."""
    return [
        charts.DotRow(
            name=visible(edition.name(row.platform)),
            value=row.index,
            low=row.index if row.index_low is None else row.index_low,
            high=row.index if row.index_high is None else row.index_high,
            rank_low=row.rank_low or 1,
            rank_high=row.rank_high or len(standings),
            ranked=len(standings),
            foremost=row.rank_low == 1,
        )
        for row in standings
        if row.index is not None
    ]


def gap_rows(standings: Sequence[Standing], edition: Edition) -> list[charts.DotRow]:
    """Published after-sale gaps, largest first; filled where the interval leaves out zero."""
    rows = [
        charts.DotRow(
            name=visible(edition.name(row.platform)),
            value=row.after_sale_gap,
            low=row.gap_low,
            high=row.gap_high,
            foremost=row.gap_low > 0 or row.gap_high < 0,
        )
        for row in standings
        if row.after_sale_gap is not None and row.gap_low is not None and row.gap_high is not None
    ]
    return sorted(rows, key=lambda row: (-row.value, row.name))


def padding_rows(standings: Sequence[Standing], edition: Edition) -> list[charts.DotRow]:
    """The index of each ranked platform, and as ``low`` the index if any reply counted."""
    return [
        charts.DotRow(name=visible(edition.name(row.platform)), value=row.index, low=row.index_any, high=row.index)
        for row in standings
        if row.index is not None and row.index_any is not None
    ]


def change_rows(edition: Edition, channel: str) -> list[charts.DotRow]:
    """Each platform's change since the window before, in the order of the ranking; filled where one is stated."""
    order = {row.platform: place for place, row in enumerate(edition.ranked(channel))}
    found = sorted(edition.changes(channel), key=lambda one: (order.get(one.platform, len(order)), one.platform))
    return [
        charts.DotRow(
            name=visible(edition.name(one.platform)), value=one.change, low=one.change_low, high=one.change_high,
            foremost=one.changed,
        )
        for one in found
        if one.platform
    ]  # fmt: skip


def drawn_platforms(edition: Edition, channel: str, readings: Mapping[str, Sequence[Reading]]) -> list[str]:
    """Which platforms get a panel: those with counted inquiries, in the order of the ranking."""
    return [platform for platform in edition.platforms(channel) if platform in readings][:PANELS]


def _curves(
    edition: Edition, channel: str, words: Wording, readings: Mapping[str, Sequence[Reading]]
) -> Iterator[Illustration]:
    platforms = drawn_platforms(edition, channel, readings)
    if channel == TOGETHER or not platforms:
        return
    steps = curve_steps(edition, channel, platforms)
    names = {platform: visible(edition.name(platform)) for platform in platforms}
    panels = [
        multiples.Panel(
            name=names[platform],
            substantive=steps[platform].substantive,
            any_reply=steps[platform].any_reply,
            readings=readings[platform],
        )
        for platform in platforms
    ]
    checkpoints = edition.study.checkpoints[channel]
    yield Illustration(
        kind="curves",
        channel=channel,
        language=words.language,
        alternative=alternatives.curves(names, readings, checkpoints[-1], words.coded("channel", channel), words),
        shown=len(platforms),
        total=len(readings),
        wide=multiples.curves(panels, checkpoints, words),
        narrow=multiples.curves(panels, checkpoints, words, narrow=True),
    )


def _heat(edition: Edition, channel: str, words: Wording) -> Iterator[Illustration]:
    platforms = edition.platforms(channel)
    rows = heat_rows(edition, channel, platforms[:DRAWN])
    if rows:
        named = [(visible(edition.name(row.platform)), row) for row in rows]
        yield Illustration(
            kind="heat",
            channel=channel,
            language=words.language,
            alternative=alternatives.heat(rows, words.coded("channel", channel), words),
            shown=len(rows),
            total=max(len(platforms), len(rows)) if len(platforms) > DRAWN else len(rows),
            wide=heatmap.heat(named, words),
            narrow=heatmap.heat(named, words, narrow=True),
        )


def _by_channel(edition: Edition, words: Wording) -> Iterator[Illustration]:
    """One panel a channel, where there are two or more with a ranking."""
    channels = [channel for channel in edition.channels() if edition.ranked(channel)]
    headline = edition.headline_channel()
    if headline is None or len(channels) < 2:
        return
    order = dict.fromkeys(s.platform for each in (headline, *channels) for s in edition.ranked(each))
    rows = {
        channel: {row.platform: dot for row in edition.ranked(channel) for dot in dot_rows([row], edition)}
        for channel in channels
    }
    shown = list(order)[:DRAWN]
    panels = [(words.coded("channel", c), [rows[c].get(platform) for platform in shown]) for c in channels]
    names = [visible(edition.name(platform)) for platform in shown]
    yield Illustration(
        kind="channels",
        channel=TOGETHER,
        language=words.language,
        alternative=alternatives.channels(len(shown), [title for title, _ in panels], words),
        shown=len(shown),
        total=len(order),
        wide=distances.by_channel(names, panels),
        narrow=distances.by_channel(names, panels, narrow=True),
    )


__all__ = [
    *("DRAWN", "PANELS", "Illustration", "change_rows", "dot_rows", "drawn_platforms", "gap_rows", "illustrations"),
    "padding_rows",
]
