"""The numbers of every figure, as a table beside it: what is drawn and nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.edition import Edition
from reports.figures.illustrations import Illustration, drawn_platforms
from reports.heat import HOURS, heat_rows
from reports.quotes import visible
from reports.readings import Reading
from reports.waits import Steps, curve_steps

Readings = Mapping[str, Mapping[str, Sequence[Reading]]]
Rows = list[tuple[object, ...]]
Told = Callable[[Edition, str, Readings], Rows]

WHO: Mapping[str, type] = {"channel": str, "platform": str, "name": str}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """One figure's numbers; ``name`` is the figures' own without the language, ``types`` its columns in order."""

    name: str
    types: Mapping[str, type]
    rows: Rows


def figure_tables(edition: Edition, readings: Readings, figures: Sequence[Illustration]) -> list[FigureTable]:
    """One table a figure, once for all languages, in the figures' order. ``KeyError``: a kind without a table."""
    drawn = dict.fromkeys((figure.kind, figure.channel) for figure in figures)
    return [
        FigureTable(name=f"{kind}-{channel}", types={**WHO, **TYPES[kind]}, rows=ROWS[kind](edition, channel, readings))
        for kind, channel in drawn
    ]


def _who(edition: Edition, channel: str, platform: str) -> tuple[str, str, str]:
    return channel, platform, visible(edition.name(platform))


def _ranking(edition: Edition, channel: str, _: Readings) -> Rows:
    return [
        (*_who(edition, channel, s.platform), s.index, s.index_low, s.index_high, s.rank_low, s.rank_high)
        for s in edition.ranked(channel)
    ]


def _gap(edition: Edition, channel: str, _: Readings) -> Rows:
    shown = [s for s in edition.ranked(channel) if None not in (s.after_sale_gap, s.gap_low, s.gap_high)]
    return [(*_who(edition, channel, s.platform), s.after_sale_gap, s.gap_low, s.gap_high) for s in shown]


def _curves(edition: Edition, channel: str, readings: Readings) -> Rows:
    platforms = drawn_platforms(edition, channel, readings.get(channel, {}))
    steps = curve_steps(edition, channel, platforms)
    return [
        (*_who(edition, channel, platform), series, seconds, share)
        for platform in platforms
        for series, curve in (("substantive", steps[platform].substantive), ("any_reply", steps[platform].any_reply))
        for seconds, share in _finite(curve)
    ]


def _padding(edition: Edition, channel: str, _: Readings) -> Rows:
    shown = [s for s in edition.ranked(channel) if s.index_any is not None]
    return [(*_who(edition, channel, s.platform), s.index, s.index_any, s.padding) for s in shown]


def _change(edition: Edition, channel: str, _: Readings) -> Rows:
    return [
        (*_who(edition, channel, c.platform), c.index_before, c.index_now, c.change, c.change_low, c.change_high)
        for c in edition.changes(channel)
        if c.platform
    ]


def _heat(edition: Edition, channel: str, _: Readings) -> Rows:
    return [
        (*_who(edition, channel, row.platform), place * HOURS, share, inquiries)
        for row in heat_rows(edition, channel, edition.platforms(channel))
        for place, (share, inquiries) in enumerate(zip(row.shares, row.inquiries, strict=True))
    ]


def _channels(edition: Edition, _: str, readings: Readings) -> Rows:
    return [row for channel in edition.channels() for row in _ranking(edition, channel, readings)]


def _finite(steps: Steps) -> Iterator[tuple[float, float]]:
    """Without the endless stroke of a curve that has come down to nothing."""
    return ((seconds, share) for seconds, share in steps if math.isfinite(seconds))


ROWS: Mapping[str, Told] = {
    "ranking": _ranking,
    "gap": _gap,
    "padding": _padding,
    "change": _change,
    "curves": _curves,
    "heat": _heat,
    "channels": _channels,
}
"""Kind of figure → its rows."""

TYPES: Mapping[str, Mapping[str, type]] = {
    "ranking": {"index": float, "index_low": float, "index_high": float, "rank_low": int, "rank_high": int},
    "gap": {"after_sale_gap": float, "gap_low": float, "gap_high": float},
    "padding": {"index": float, "index_any": float, "padding": float},
    "change": {"index_before": float, "index_now": float, "change": float, "change_low": float, "change_high": float},
    "curves": {"series": str, "seconds": float, "share": float},
    "heat": {"hour": int, "share": float, "inquiries": int},
    "channels": {"index": float, "index_low": float, "index_high": float, "rank_low": int, "rank_high": int},
}
"""Kind of figure → its columns beside ``WHO``."""
