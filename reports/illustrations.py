"""Every figure of an edition, in both languages and both widths, with the words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports import charts, multiples
from reports.dataset import Standing
from reports.edition import TOGETHER, Edition
from reports.figures import Canvas
from reports.quotes import visible
from reports.readings import Reading
from reports.waits import curve_steps
from reports.wording import LANGUAGES, Wording, wording

PANELS = 48
"""A figure shows at most so many platforms as small multiples; the data hold all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Illustration:
    """One figure in one language: ``name`` is its file name's stem, such as ``ranking-all.zh``."""

    kind: str
    channel: str
    language: str
    alternative: str
    wide: Canvas
    narrow: Canvas

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.channel}.{self.language}"


def illustrations(edition: Edition, readings: Mapping[str, Mapping[str, Sequence[Reading]]]) -> list[Illustration]:
    """All figures; ``readings`` by channel and platform."""
    found = []
    for language in LANGUAGES:
        words = wording(language)
        for channel in edition.tables():
            if rows := dot_rows(edition.ranked(channel), edition):
                found.append(_both("ranking", channel, words, charts.ranking, rows))
            if rows := gap_rows(edition.ranked(channel), edition):
                found.append(_both("gap", channel, words, charts.gaps, rows))
        for channel in edition.channels():
            found.extend(_curves(edition, channel, words, readings.get(channel, {})))
    return found


def _both(kind: str, channel: str, words: Wording, draw: charts.Draw, rows: Sequence[charts.DotRow]) -> Illustration:
    return Illustration(
        kind=kind,
        channel=channel,
        language=words.language,
        alternative=words(f"alt.{kind}", channel=words.coded("channel", channel)),
        wide=draw(rows, words),
        narrow=draw(rows, words, narrow=True),
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


def drawn_platforms(edition: Edition, channel: str, readings: Mapping[str, Sequence[Reading]]) -> list[str]:
    """Which platforms get a panel: those with counted inquiries, in the order of the ranking."""
    return [platform for platform in edition.platforms(channel) if platform in readings][:PANELS]


def _curves(
    edition: Edition, channel: str, words: Wording, readings: Mapping[str, Sequence[Reading]]
) -> Iterator[Illustration]:
    platforms = drawn_platforms(edition, channel, readings)
    if channel == TOGETHER or not platforms:
        return
    steps = curve_steps(edition, channel)
    panels = [
        multiples.Panel(
            name=visible(edition.name(platform)),
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
        alternative=words("alt.curves", channel=words.coded("channel", channel)),
        wide=multiples.curves(panels, checkpoints, words),
        narrow=multiples.curves(panels, checkpoints, words, narrow=True),
    )


__all__ = ["PANELS", "Illustration", "dot_rows", "drawn_platforms", "gap_rows", "illustrations"]
