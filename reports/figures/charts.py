"""What the figures show and where it stands on the sheet; the drawing itself is ``canvas``' work."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from reports.figures.canvas import ACCENT, INK, RULE, SOFT, Canvas, Point, Style
from reports.wording import Wording
from reports.wording.amounts import number, ranks, signed

WIDE, NARROW = 720.0, 328.0
_GRID, _ZERO = Style(colour=RULE, width=1), Style(colour=SOFT, width=1.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class DotRow:
    """One line of a dot chart; ``foremost`` rows have a filled dot, ranks are among so many ``ranked``."""

    name: str
    value: float
    low: float
    high: float
    rank_low: int = 1
    rank_high: int = 1
    ranked: int = 1
    foremost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A linear scale from data to units."""

    first: float
    last: float
    left: float
    right: float

    def __call__(self, value: float) -> float:
        if self.last == self.first:
            return (self.left + self.right) / 2
        share = (value - self.first) / (self.last - self.first)
        return self.left + share * (self.right - self.left)


def ranking(rows: Sequence[DotRow], words: Wording, *, narrow: bool = False) -> Canvas:
    """Indices with their intervals, most silent first, and the range of ranks beside each."""
    return _ranking_narrow(rows, words) if narrow else _ranking_wide(rows, words)


def _ranking_wide(rows: Sequence[DotRow], words: Wording) -> Canvas:
    pitch, top = 27.0, 26.0
    bottom = top + pitch * len(rows)
    canvas = Canvas(WIDE, bottom + 44)
    names = _name_room(canvas, rows)
    index = Scale(first=0, last=100, left=names, right=WIDE - 232)
    ranked = max(len(rows), 2, *(row.ranked for row in rows))  # of many ranked only the first may be shown
    order = Scale(first=1, last=ranked, left=WIDE - 150, right=WIDE - 58)
    _index_axis(canvas, words, index, (top, bottom))
    _rank_axis(canvas, words, order, (top, bottom))
    for place, row in enumerate(rows):
        y = top + pitch * (place + 0.5)
        canvas.text((0, y + 4.5), canvas.fitted(row.name, names - 16, 13), size=13)
        _interval(canvas, row, index, y)
        canvas.text((index.right + 44, y + 4.5), number(row.value), size=13, align="right")
        _rank_bar(canvas, row, order, y)
        canvas.text((WIDE, y + 4.5), ranks(row.rank_low, row.rank_high), size=13, align="right")
    return canvas


def _ranking_narrow(rows: Sequence[DotRow], words: Wording) -> Canvas:
    pitch, top = 46.0, 24.0
    bottom = top + pitch * len(rows)
    canvas = Canvas(NARROW, bottom + 40)
    index = Scale(first=0, last=100, left=6, right=NARROW - 6)
    for x, head in ((NARROW - 62, words("axis.index")), (NARROW, words("head.ranks"))):
        canvas.text((x, 12), head, size=11, colour=SOFT, align="right")
    for place, row in enumerate(rows):
        y = top + pitch * place
        canvas.text((0, y + 16), canvas.fitted(row.name, NARROW - 130, 13), size=13)
        canvas.text((NARROW - 62, y + 16), number(row.value), size=13, align="right")
        canvas.text((NARROW, y + 16), ranks(row.rank_low, row.rank_high), size=13, align="right")
        _rungs(canvas, index, (0, 25, 50, 75, 100), (y + 24, y + 38))
        _interval(canvas, row, index, y + 31)
    _index_ends(canvas, words, index, bottom)
    return canvas


def _name_room(canvas: Canvas, rows: Sequence[DotRow]) -> float:
    return min(196.0, max(canvas.measure(row.name, 13) for row in rows)) + 18


def _rungs(canvas: Canvas, scale: Scale, ticks: Sequence[float], ends: tuple[float, float]) -> None:
    """The grid of one row or of all: a line a tick, the zero of a scale with two sides a little stronger."""
    for value in ticks:
        zero = value == 0 and scale.first < 0
        canvas.line(
            [(scale(value), ends[0]), (scale(value), ends[1])], Style(colour=SOFT, width=1.2) if zero else _GRID
        )


def _index_axis(canvas: Canvas, words: Wording, scale: Scale, ends: tuple[float, float]) -> None:
    _rungs(canvas, scale, (0, 25, 50, 75, 100), ends)
    _index_ends(canvas, words, scale, ends[1])
    canvas.text((scale.left - 3, 12), words("axis.index"), size=11.5, colour=SOFT)


def _index_ends(canvas: Canvas, words: Wording, scale: Scale, bottom: float) -> None:
    """The numbers under an index axis, and in words what its two ends mean."""
    for value in (0, 25, 50, 75, 100):
        _inside(canvas, (scale(value), bottom + 14), str(value))
    canvas.text((max(scale.left - 3, 0), bottom + 31), words("axis.left"), size=10.5, colour=SOFT)
    canvas.text(
        (min(scale.right + 6, canvas.width), bottom + 31), words("axis.right"), size=10.5, colour=SOFT, align="right"
    )


def _inside(canvas: Canvas, at: Point, label: str) -> None:
    """A centred tick label, pushed inwards where it would leave the sheet."""
    half = canvas.measure(label, 11) / 2
    canvas.text((min(max(at[0], half), canvas.width - half), at[1]), label, size=11, colour=SOFT, align="center")


def _rank_axis(canvas: Canvas, words: Wording, scale: Scale, ends: tuple[float, float]) -> None:
    top, bottom = ends
    canvas.text((scale.left - 3, 12), words("axis.ranks"), size=11.5, colour=SOFT)
    for tick in (scale.first, scale.last):
        canvas.line([(scale(tick), top), (scale(tick), bottom)], _GRID)
        canvas.text((scale(tick), bottom + 14), f"{tick:.0f}", size=11, colour=SOFT, align="center")


def _interval(canvas: Canvas, row: DotRow, scale: Scale, y: float) -> None:
    colour = ACCENT if row.foremost else INK
    canvas.line([(scale(row.low), y), (scale(row.high), y)], Style(colour=colour, width=2.2 if row.foremost else 1.4))
    canvas.dot((scale(row.value), y), radius=4.6, colour=colour, filled=row.foremost)


def _rank_bar(canvas: Canvas, row: DotRow, scale: Scale, y: float) -> None:
    colour = ACCENT if row.foremost else SOFT
    left, right = scale(row.rank_low) - 3, scale(row.rank_high) + 3
    canvas.line([(left, y), (right, y)], Style(colour=colour, width=6))


def gaps(rows: Sequence[DotRow], words: Wording, *, narrow: bool = False) -> Canvas:
    """Differences with their intervals about a zero line; the scale reaches as far as the intervals do."""
    width, pitch, top = (NARROW, 46.0, 24.0) if narrow else (WIDE, 27.0, 26.0)
    bottom = top + pitch * len(rows)
    canvas = Canvas(width, bottom + 24)
    names = 6.0 if narrow else _name_room(canvas, rows)
    scale = _gap_scale(rows, names, width - (6 if narrow else 64))
    ticks = _gap_ticks(scale)
    canvas.text((width, 12), words("axis.gap"), size=11.5, colour=SOFT, align="right")
    for value in ticks:
        _inside(canvas, (scale(value), bottom + 16), signed(value, 0))
    for place, row in enumerate(rows):
        y = top + pitch * place
        middle, label = (y + 31, y + 16) if narrow else (y + pitch / 2, y + pitch / 2 + 4.5)
        _rungs(canvas, scale, ticks, (y + 24, y + 38) if narrow else (y, y + pitch))
        canvas.text((0, label), canvas.fitted(row.name, width - 80 if narrow else names - 18, 13), size=13)
        canvas.text((width, label), signed(row.value), size=13, align="right")
        _interval(canvas, row, scale, middle)
    return canvas


def _gap_ticks(scale: Scale) -> list[float]:
    step = 25 if scale.last - scale.first <= 100 else 50
    return [float(value) for value in range(int(scale.first), int(scale.last) + 1, step)]


def _gap_scale(rows: Sequence[DotRow], left: float, right: float) -> Scale:
    """Whole steps that hold every interval, zero and a step to the right of it always among them."""
    lowest, highest = min(row.low for row in rows), max(row.high for row in rows)
    step = 25.0 if max(-lowest, highest) <= 50 else 50.0
    first, last = -step * max(0, math.ceil(-lowest / step)), step * max(1, math.ceil(highest / step))
    return Scale(first=first, last=last, left=left, right=right)


class Draw(Protocol):
    """A chart of dots: rows and words in, a drawn sheet out."""

    def __call__(self, rows: Sequence[DotRow], words: Wording, *, narrow: bool = False) -> Canvas: ...
