"""Two numbers a platform on one scale: what any reply would make of the index, and one platform by several channels."""

from __future__ import annotations

from collections.abc import Sequence

from reports.figures.canvas import ACCENT, INK, RULE, SOFT, Canvas, Style
from reports.figures.charts import NARROW, WIDE, DotRow, Scale
from reports.wording import Wording
from reports.wording.amounts import number

_GRID = Style(colour=RULE, width=1)
_TICKS = (0, 25, 50, 75, 100)


def padding(rows: Sequence[DotRow], words: Wording, *, narrow: bool = False) -> Canvas:
    """A dot at ``value``, a ring at ``low``, a bar between them, their distance at the right."""
    width, pitch, top = (NARROW, 46.0, 24.0) if narrow else (WIDE, 27.0, 26.0)
    bottom = top + pitch * len(rows)
    canvas = Canvas(width, bottom + 24)
    room = 6.0 if narrow else min(196.0, max(canvas.measure(row.name, 13) for row in rows)) + 18
    scale = Scale(first=0, last=100, left=room, right=width - (6 if narrow else 64))
    canvas.text((0 if narrow else scale.left - 3, 12), words("padding.key"), size=11.5, colour=SOFT)
    for place, row in enumerate(rows):
        y = top + pitch * place
        middle, label = (y + 31, y + 16) if narrow else (y + pitch / 2, y + pitch / 2 + 4.5)
        ends = (y + 24, y + 38) if narrow else (y, y + pitch)
        for value in _TICKS:
            canvas.line([(scale(value), ends[0]), (scale(value), ends[1])], _GRID)
        canvas.text((0, label), canvas.fitted(row.name, width - 80 if narrow else room - 18, 13), size=13)
        canvas.line([(scale(row.low), middle), (scale(row.value), middle)], Style(colour=ACCENT, width=3))
        canvas.dot((scale(row.low), middle), radius=4.2, colour=ACCENT, filled=False)
        canvas.dot((scale(row.value), middle), radius=4.6, colour=INK)
        canvas.text((width, label), number(row.value - row.low), size=13, align="right")
    _numbers(canvas, scale, bottom + 16)
    return canvas


def _numbers(canvas: Canvas, scale: Scale, y: float) -> None:
    for value in _TICKS:
        half = canvas.measure(str(value), 11) / 2
        x = min(max(scale(value), half), canvas.width - half)
        canvas.text((x, y), str(value), size=11, colour=SOFT, align="center")


Panels = Sequence[tuple[str, Sequence[DotRow | None]]]


def by_channel(names: Sequence[str], panels: Panels, *, narrow: bool = False) -> Canvas:
    """Panels side by side (one below the other on a narrow sheet), the same platforms in the same order in each."""
    return _below(names, panels) if narrow else _beside(names, panels)


def _beside(names: Sequence[str], panels: Panels) -> Canvas:
    pitch, top = 25.0, 30.0
    canvas = Canvas(WIDE, top + pitch * len(names) + 24)
    room = min(196.0, max(canvas.measure(name, 13) for name in names)) + 18
    each = (WIDE - room - 12 - 26 * (len(panels) - 1)) / len(panels)
    for place, name in enumerate(names):
        canvas.text((0, top + pitch * (place + 0.5) + 4.5), canvas.fitted(name, room - 16, 13), size=13)
    for place, (title, rows) in enumerate(panels):
        left = room + place * (each + 26)
        scale = Scale(first=0, last=100, left=left, right=left + each)
        canvas.text((left, 14), canvas.fitted(title, each, 12.5), size=12.5)
        _panel(canvas, scale, rows, (top, pitch))
    return canvas


def _below(names: Sequence[str], panels: Panels) -> Canvas:
    pitch, head = 24.0, 34.0
    height = head + pitch * len(names) + 30
    canvas = Canvas(NARROW, height * len(panels))
    room = min(120.0, max(canvas.measure(name, 12) for name in names)) + 12
    for place, (title, rows) in enumerate(panels):
        top = place * height
        canvas.text((0, top + 14), canvas.fitted(title, NARROW, 12.5), size=12.5)
        for row, name in enumerate(names):
            canvas.text((0, top + head + pitch * (row + 0.5) + 4), canvas.fitted(name, room - 10, 12), size=12)
        _panel(canvas, Scale(first=0, last=100, left=room, right=NARROW - 10), rows, (top + head, pitch))
    return canvas


def _panel(canvas: Canvas, scale: Scale, rows: Sequence[DotRow | None], place: tuple[float, float]) -> None:
    top, pitch = place
    bottom = top + pitch * len(rows)
    for value in (0, 50, 100):
        canvas.line([(scale(value), top), (scale(value), bottom)], _GRID)
        canvas.text((scale(value), bottom + 15), str(value), size=10.5, colour=SOFT, align="center")
    for number_, row in enumerate(rows):
        y = top + pitch * (number_ + 0.5)
        if row is None:
            canvas.text((scale(0) + 6, y + 4), "–", size=12, colour=SOFT)
            continue
        canvas.line([(scale(row.low), y), (scale(row.high), y)], Style(colour=INK, width=1.4))
        canvas.dot((scale(row.value), y), radius=3.6, colour=ACCENT if row.foremost else INK, filled=row.foremost)


__all__ = ["by_channel", "padding"]
