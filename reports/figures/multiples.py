"""Small multiples of the share still without an answer, one panel a platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from reports.figures.canvas import ACCENT, BAND, INK, RULE, SOFT, Canvas, Point, Style
from reports.figures.charts import NARROW, WIDE
from reports.readings import Reading
from reports.waits import Steps
from reports.wording import Wording
from reports.wording.amounts import tick

_SOLID = Style(colour=INK, width=1.7)
_DASHED = Style(colour=ACCENT, width=1.5, dashes=(2.6, 1.5))
_GRID = Style(colour=RULE, width=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One platform's curves and its readings at the checkpoints."""

    name: str
    substantive: Steps
    any_reply: Steps
    readings: Sequence[Reading]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Time on a panel: the checkpoints stand at equal distances, time runs evenly between two of them."""

    checkpoints: Sequence[timedelta]
    width: float

    @property
    def step(self) -> float:
        return self.width / (len(self.checkpoints) + 0.25)

    def __call__(self, seconds: float) -> float:
        before = 0.0
        for place, checkpoint in enumerate(self.checkpoints):
            after = checkpoint.total_seconds()
            if seconds <= after:
                return self.step * (place + (seconds - before) / (after - before))
            before = after
        return self.width


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Where the panels stand on the sheet."""

    columns: int
    left: float
    top: float
    width: float
    height: float
    gap: float
    pitch: float

    def place(self, number: int) -> Point:
        row, column = divmod(number, self.columns)
        return self.left + column * (self.width + self.gap), self.top + row * self.pitch


def curves(
    panels: Sequence[Panel], checkpoints: Sequence[timedelta], words: Wording, *, narrow: bool = False
) -> Canvas:
    """The panels in the order given, four to a row (two on a narrow sheet), under one key."""
    grid = _grid(narrow=narrow)
    rows = -(-len(panels) // grid.columns)
    canvas = Canvas(NARROW if narrow else WIDE, grid.top + rows * grid.pitch - 32)
    _key(canvas, words, narrow=narrow)
    clock = Clock(checkpoints=checkpoints, width=grid.width)
    for number, panel in enumerate(panels):
        corner = grid.place(number)
        _frame(canvas, grid, corner, words=words, clock=clock)
        if number % grid.columns == 0:
            _shares(canvas, grid, corner)
        canvas.text((corner[0], corner[1] - 9), canvas.fitted(panel.name, grid.width, 12), size=12)
        _plot(canvas, panel, clock, corner, grid.height)
    return canvas


def _grid(*, narrow: bool) -> _Grid:
    columns, left, gap, top = (2, 30.0, 18.0, 66.0) if narrow else (4, 34.0, 22.0, 58.0)
    sheet = NARROW if narrow else WIDE
    width = (sheet - 8 - left - gap * (columns - 1)) / columns
    height = 92.0 if narrow else 96.0
    return _Grid(columns=columns, left=left, top=top, width=width, height=height, gap=gap, pitch=height + 54)


def _key(canvas: Canvas, words: Wording, *, narrow: bool) -> None:
    """The two strokes, named once at the head of the sheet."""
    x, y = 0.0, 12.0
    for style, key in ((_SOLID, "curves.substantive"), (_DASHED, "curves.any")):
        canvas.line([(x, y - 4), (x + 26, y - 4)], style)
        canvas.text((x + 32, y), words(key), size=11.5, colour=style.colour)
        if narrow:
            y += 18
        else:
            x += 32 + canvas.measure(words(key), 11.5) + 28


def _frame(canvas: Canvas, grid: _Grid, corner: Point, *, words: Wording, clock: Clock) -> None:
    x, y = corner
    for share in (0.0, 0.5, 1.0):
        level = y + grid.height * (1 - share)
        canvas.line([(x, level), (x + grid.width, level)], _GRID if share else Style(colour=SOFT, width=1))
    for checkpoint in clock.checkpoints:
        at = x + clock(checkpoint.total_seconds())
        canvas.line([(at, y + grid.height), (at, y + grid.height + 3)], Style(colour=SOFT, width=1))
        canvas.text((at, y + grid.height + 14), tick(words, checkpoint), size=9.5, colour=SOFT, align="center")


def _shares(canvas: Canvas, grid: _Grid, corner: Point) -> None:
    x, y = corner
    for share in (0, 50, 100):
        level = y + grid.height * (1 - share / 100) + 3.5
        canvas.text((x - 5, level), f"{share}%", size=9.5, colour=SOFT, align="right")


def _plot(canvas: Canvas, panel: Panel, clock: Clock, corner: Point, height: float) -> None:
    x, y = corner

    def stairs(steps: Steps) -> list[Point]:
        points: list[Point] = []
        level = y
        for seconds, share in steps:
            across = x + clock(seconds)
            points.append((across, level))
            level = y + height * (1 - share)
            points.append((across, level))
        return points

    upper, lower = stairs(panel.substantive), stairs(panel.any_reply)
    end = min(upper[-1][0], lower[-1][0])  # beyond it one of the two is not known
    canvas.area([(min(across, end), level) for across, level in [*upper, *reversed(lower)]], BAND)
    canvas.line(lower, _DASHED)
    canvas.line(upper, _SOLID)
    for checkpoint, reading in zip(clock.checkpoints, panel.readings, strict=False):
        if reading.share is None or reading.low is None or reading.high is None:
            continue
        at = x + clock(checkpoint.total_seconds())
        ends = [(at, y + height * (1 - share)) for share in (reading.low, reading.high)]
        canvas.line(ends, Style(colour=INK, width=1))
        canvas.dot((at, y + height * (1 - reading.share)), radius=2.1)
