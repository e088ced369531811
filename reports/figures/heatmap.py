"""A map of fields by the hour of asking: every field holds its number, and is the darker the larger that is."""

from __future__ import annotations

from collections.abc import Sequence

from reports.figures.canvas import HEAT, INK, PAPER, SOFT, Canvas
from reports.figures.charts import NARROW, WIDE
from reports.heat import HOURS, HeatRow
from reports.wording import Wording
from reports.wording.amounts import number

_STEP = 100 / len(HEAT)
_INK_UNTIL = 3  # so many of the colours are light enough for ink


def heat(rows: Sequence[tuple[str, HeatRow]], words: Wording, *, narrow: bool = False) -> Canvas:
    """(name, row) of each platform; on a narrow sheet the name stands above its fields."""
    width, pitch, top = (NARROW, 40.0, 34.0) if narrow else (WIDE, 24.0, 34.0)
    canvas = Canvas(width, top + pitch * len(rows) + 4)
    room = 0.0 if narrow else min(196.0, max(canvas.measure(name, 13) for name, _ in rows)) + 18
    field = (width - room) / (24 // HOURS)
    canvas.text((room, 12), words("heat.hours"), size=11.5, colour=SOFT)
    for place in range(24 // HOURS):
        canvas.text((room + field * place + 2, 28), str(place * HOURS), size=10.5, colour=SOFT)
    for place, (name, row) in enumerate(rows):
        y = top + pitch * place
        canvas.text((0, y + (13 if narrow else 16)), canvas.fitted(name, width if narrow else room - 16, 13), size=13)
        _fields(canvas, row, (room, y + (18 if narrow else 1)), field)
    return canvas


def _fields(canvas: Canvas, row: HeatRow, corner: tuple[float, float], field: float) -> None:
    x, y = corner
    for place, share in enumerate(row.shares):
        if share is None:
            continue
        level = min(int(share / _STEP), len(HEAT) - 1)
        left, right = x + field * place + 0.75, x + field * (place + 1) - 0.75
        canvas.area([(left, y), (right, y), (right, y + 20), (left, y + 20)], HEAT[level])
        colour = INK if level < _INK_UNTIL else PAPER
        canvas.text(((left + right) / 2, y + 14), number(share, 0), size=10.5, colour=colour, align="center")
