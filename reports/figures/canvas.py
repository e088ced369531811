"""The one door to Matplotlib: a canvas in pixels with the shipped font, saved to the same bytes every time."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.transforms import Affine2D, Transform

from reports.fonts import FAMILY, FONT

INK, SOFT, RULE, BAND, ACCENT, PAPER = "#1d1d1b", "#66645e", "#d8d5cc", "#dfe6ea", "#0b5878", "#fefefe"
HEAT = ("#f1f5f7", "#d3e1e8", "#a9c6d3", "#3f7891", "#0b4a64")
"""From small to large; letters are ink on the first three and paper on the last two."""
DARK = {
    INK: "#eceae4",
    SOFT: "#a9a69d",
    RULE: "#403f3c",
    BAND: "#2b3a42",
    ACCENT: "#7fc4e6",
    PAPER: "#171716",
    HEAT[0]: "#1f272b",
    HEAT[1]: "#2c3b43",
    HEAT[2]: "#3d5764",
    HEAT[3]: "#6fa9c4",
    HEAT[4]: "#9ed6f0",
}
"""Each colour of a figure and what it becomes on a dark page; told apart by lightness and shape in grey print."""

FALLBACK = "DejaVu Sans"
PNG_SCALE = 3  # device pixels to a unit: 216 dpi
LARGEST_PNG = 60_000  # device pixels a side; the rasteriser stops at 65,536
_SETTINGS: Any = {
    "font.family": [FAMILY, FALLBACK],
    "svg.hashsalt": "silence",
    "svg.fonttype": "path",
    "path.simplify": False,
    "text.parse_math": False,  # names are never formulas
    "axes.unicode_minus": True,
}
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a stroke looks; ``dashes`` in units of the width."""

    colour: str = INK
    width: float = 1.0
    dashes: tuple[float, ...] = ()


@cache
def _font_known() -> None:
    fontManager.addfont(str(FONT))


@contextmanager
def _settled() -> Iterator[None]:
    """Our settings, whatever the machine's matplotlibrc says; a glyph no font holds is drawn as a box, not told."""
    _font_known()
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        warnings.simplefilter("ignore", UserWarning)
        yield


class Canvas:
    """A sheet of ``width`` x ``height`` units, y downwards; a unit is a CSS pixel and a typographic point.

    Marks are noted and only drawn when the sheet is saved, all under our own settings, here or in another process.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._marks: list[Callable[[Figure, Transform], object]] = []
        self._svg = ""

    def text(self, at: Point, words: str, *, size: float = 12, colour: str = INK, align: str = "left") -> None:
        """Words whose baseline starts, ends (``right``) or centres at ``at``."""
        look: dict[str, Any] = {"color": colour, "horizontalalignment": align, "fontproperties": _font(size)}
        self._marks.append(partial(_letters, at=at, words=words, look=look))

    def line(self, points: Sequence[Point], style: Style) -> None:
        xs, ys = zip(*points, strict=True)
        look: dict[str, Any] = {
            "color": style.colour,
            "linewidth": style.width,
            "linestyle": (0, style.dashes) if style.dashes else "solid",
            "solid_capstyle": "butt",
            "dash_capstyle": "butt",
            "solid_joinstyle": "miter",
        }
        self._marks.append(partial(_stroke, xs=xs, ys=ys, look=look))

    def dot(self, at: Point, *, radius: float = 4, colour: str = INK, filled: bool = True) -> None:
        """A disc, or a ring filled with the colour of the paper."""
        look: dict[str, Any] = {
            "linewidth": 0,
            "marker": "o",
            "markersize": 2 * radius,
            "markeredgewidth": 1.6,
            "markerfacecolor": colour if filled else PAPER,
            "markeredgecolor": colour,
            "zorder": 5,
        }
        self._marks.append(partial(_stroke, xs=at[:1], ys=at[1:], look=look))

    def area(self, points: Sequence[Point], colour: str) -> None:
        look: dict[str, Any] = {"facecolor": colour, "edgecolor": "none", "zorder": 0.5}
        self._marks.append(partial(_outline, points=list(points), look=look))

    def measure(self, words: str, size: float = 12) -> float:
        """The width of ``words`` in units."""
        return _measure(words, size)

    def fitted(self, words: str, room: float, size: float = 12) -> str:
        """``words``, cut with an ellipsis to at most ``room`` units."""
        if _measure(words, size) <= room:
            return words
        fits, beyond = 0, len(words)
        while beyond - fits > 1:
            middle = (fits + beyond) // 2
            cut = words[:middle].rstrip()
            fits, beyond = (middle, beyond) if _measure(cut + _dots(cut), size) <= room else (fits, middle)
        cut = words[:fits].rstrip()
        return cut + _dots(cut)

    def svg(self) -> str:
        """The sheet as SVG: letters as outlines, no metadata, no comments, no background."""
        if not self._svg:
            self._svg = _tidy(self._saved("svg", transparent=True, metadata=_NO_METADATA).decode())
        return self._svg

    def png(self) -> bytes:
        """The sheet as PNG on white; a sheet too long for the rasteriser gets fewer pixels."""
        scale = min(PNG_SCALE, LARGEST_PNG / max(self.width, self.height))
        return self._saved("png", dpi=72 * scale, facecolor="#ffffff", metadata={"Software": None})

    def _saved(self, kind: str, **options: Any) -> bytes:
        sink = io.BytesIO()
        with _settled():
            figure = Figure(figsize=(self.width / 72, self.height / 72), dpi=72)
            place = Affine2D().scale(1 / self.width, -1 / self.height).translate(0, 1) + figure.transFigure
            for mark in self._marks:
                mark(figure, place)
            figure.savefig(sink, format=kind, **options)
        return sink.getvalue()


def _letters(sheet: Figure, place: Transform, *, at: Point, words: str, look: Mapping[str, Any]) -> None:
    sheet.text(*at, words, transform=place, parse_math=False, **look)


def _stroke(
    sheet: Figure, place: Transform, *, xs: Sequence[float], ys: Sequence[float], look: Mapping[str, Any]
) -> None:
    sheet.add_artist(Line2D(xs, ys, transform=place, **look))


def _outline(sheet: Figure, place: Transform, *, points: Sequence[Point], look: Mapping[str, Any]) -> None:
    sheet.add_artist(Polygon(points, transform=place, **look))


def themed(svg: str) -> str:
    """``svg`` with its colours following the reader's light or dark page, without the XML declaration."""
    svg = re.sub(r"<\?xml.*?\?>\s*", "", svg)
    light = "".join(f"--c{i}:{colour};" for i, colour in enumerate(DARK))
    dark = "".join(f"--c{i}:{colour};" for i, colour in enumerate(DARK.values()))
    for i, colour in enumerate(DARK):
        svg = svg.replace(f": {colour}", f": var(--c{i})")
    rules = f"svg{{{light}}}@media (prefers-color-scheme:dark){{svg{{{dark}}}}}@media print{{svg{{{light}}}}}"
    return svg.replace("<defs>", f"<defs><style>{rules}</style>", 1)


def _dots(words: str) -> str:
    """Omission as the script before it writes it: centred after Chinese, on the line after Latin."""
    return "…" if words and words[-1] >= "\u2e80" else "..."


def _font(size: float) -> FontProperties:
    return FontProperties(family=[FAMILY, FALLBACK], size=size)


@cache
def _measure(words: str, size: float) -> float:
    with _settled():
        figure = Figure(figsize=(1, 1), dpi=72)
        renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call, unused-ignore]
        probe = figure.text(0, 0, words, fontproperties=_font(size), parse_math=False)
        return float(probe.get_window_extent(renderer).width)


def _tidy(svg: str) -> str:
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!DOCTYPE.*?>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(width|height)="([\d.]+)pt"', r'\1="\2"', svg, count=2)
    svg = re.sub(r' d="([^"]*)"', lambda path: f' d="{_compact(path[1])}"', svg)
    return re.sub(r"\s*\n\s*", "\n", svg)


def _compact(path: str) -> str:
    """Path data with two decimals and no blanks: ``M1.5,2L3,4z``."""
    rounded = re.sub(r"-?\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), path)
    return ",".join(re.sub(r"\s*([A-Za-z])\s*", r"\1", rounded).split())
