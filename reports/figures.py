"""The one door to Matplotlib: a canvas in pixels with the shipped font, saved to the same bytes every time."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from reports.fonts import FAMILY, FONT

INK, SOFT, RULE, BAND, ACCENT, PAPER = "#1d1d1b", "#66645e", "#d8d5cc", "#dfe6ea", "#0b5878", "#fefefe"
DARK = {
    INK: "#eceae4",
    SOFT: "#a9a69d",
    RULE: "#403f3c",
    BAND: "#2b3a42",
    ACCENT: "#7fc4e6",
    PAPER: "#171716",
}
"""Each colour of a figure and what it becomes on a dark page; told apart by lightness and shape in grey print."""

FALLBACK = "DejaVu Sans"
PNG_SCALE = 3  # device pixels to a unit: 216 dpi
_SETTINGS = {
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
    """A sheet of ``width`` x ``height`` units, y downwards; a unit is a CSS pixel and a typographic point."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        with _settled():
            self._figure = Figure(figsize=(width / 72, height / 72), dpi=72)
            self._agg = FigureCanvasAgg(self._figure)
            self._axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
            self._axes.set_xlim(0, width)
            self._axes.set_ylim(height, 0)
            self._axes.axis("off")

    def text(self, at: Point, words: str, *, size: float = 12, colour: str = INK, align: str = "left") -> None:
        """Words whose baseline starts, ends (``right``) or centres at ``at``."""
        with _settled():
            self._axes.text(
                *at,
                words,
                fontproperties=_font(size),
                color=colour,
                horizontalalignment=align,
                verticalalignment="baseline",
                parse_math=False,
            )

    def measure(self, words: str, size: float = 12) -> float:
        """The width of ``words`` in units."""
        return _measure(words, size)

    def fitted(self, words: str, room: float, size: float = 12) -> str:
        """``words``, cut with an ellipsis to at most ``room`` units."""
        if self.measure(words, size) <= room:
            return words
        while words and self.measure(words + _dots(words), size) > room:
            words = words[:-1].rstrip()
        return words + _dots(words)

    def line(self, points: Sequence[Point], style: Style) -> None:
        xs, ys = zip(*points, strict=True)
        artist = Line2D(
            xs,
            ys,
            color=style.colour,
            linewidth=style.width,
            linestyle=(0, style.dashes) if style.dashes else "solid",
            solid_capstyle="butt",
            dash_capstyle="butt",
            solid_joinstyle="miter",
        )
        self._axes.add_line(artist)

    def dot(self, at: Point, *, radius: float = 4, colour: str = INK, filled: bool = True) -> None:
        """A disc, or a ring filled with the colour of the paper."""
        ring = {"markerfacecolor": colour if filled else PAPER, "markeredgecolor": colour}
        marker = Line2D([at[0]], [at[1]], marker="o", markersize=2 * radius, linewidth=0, markeredgewidth=1.6, **ring)
        marker.set_zorder(5)
        self._axes.add_line(marker)

    def area(self, points: Sequence[Point], colour: str) -> None:
        self._axes.add_patch(Polygon(list(points), closed=True, facecolor=colour, edgecolor="none", zorder=0.5))

    def svg(self) -> str:
        """The sheet as SVG: letters as outlines, no metadata, no comments, no background."""
        sink = io.StringIO()
        with _settled():
            self._figure.savefig(sink, format="svg", transparent=True, metadata=_NO_METADATA)
        return _tidy(sink.getvalue())

    def png(self) -> bytes:
        """The sheet as PNG on white."""
        sink = io.BytesIO()
        with _settled():
            self._figure.savefig(
                sink, format="png", dpi=72 * PNG_SCALE, facecolor="#ffffff", metadata={"Software": None}
            )
        return sink.getvalue()


def themed(svg: str) -> str:
    """``svg`` with its colours following the reader's light or dark page."""
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
def _ruler() -> FigureCanvasAgg:
    return FigureCanvasAgg(Figure(figsize=(1, 1), dpi=72))


@cache
def _measure(words: str, size: float) -> float:
    with _settled():
        figure = _ruler().figure
        probe = figure.text(0, 0, words, fontproperties=_font(size), parse_math=False)
        width = float(probe.get_window_extent(_ruler().get_renderer()).width)
        probe.remove()
    return width


def _tidy(svg: str) -> str:
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!DOCTYPE.*?>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(width|height)="([\d.]+)pt"', r'\1="\2"', svg, count=2)
    return re.sub(r" *\n", "\n", svg)
