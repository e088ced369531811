"""Figures: the same bytes every time, Chinese drawn, hostile and long names harmless."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from reports.figures import charts, multiples
from reports.figures.canvas import ACCENT, DARK, INK, Canvas, Point, Style, themed
from reports.figures.illustrations import dot_rows, gap_rows
from reports.readings import Reading
from reports.wording import wording
from tests.unit.weekly_rows import edition, standing

ROWS = [
    charts.DotRow(name="石头点卡", value=90, low=80, high=96, rank_low=1, rank_high=2, foremost=True),
    charts.DotRow(name="Quick Cards", value=10, low=4, high=20, rank_low=2, rank_high=2),
]
SECONDS = [timedelta(seconds=s) for s in (60, 300, 900, 3600, 86400)]
READINGS = [Reading(waiting=1, inquiries=2, share=0.5, low=0.1, high=0.9)] * 5
PANEL = multiples.Panel(
    name="石头点卡", substantive=[(0, 1.0), (600, 0.5), (90000, 0.5)], any_reply=[(0, 1.0), (5, 0.0)], readings=READINGS
)


def drawings() -> list[Canvas]:
    words = wording("zh")
    return [
        draw(rows, words, narrow=narrow)
        for narrow in (False, True)
        for draw, rows in ((charts.ranking, ROWS), (charts.gaps, ROWS))
    ] + [multiples.curves([PANEL] * 3, SECONDS, words, narrow=narrow) for narrow in (False, True)]


def digest() -> str:
    """One number for all drawings, SVG and PNG."""
    found = hashlib.sha256()
    for canvas in drawings():
        found.update(canvas.svg().encode() + canvas.png())
    return found.hexdigest()


def test_same_bytes_in_another_process() -> None:
    """Another run, with another hash seed and another matplotlibrc, draws the very same bytes."""
    code = "from tests.unit.test_figures import digest; print(digest())"
    run = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONHASHSEED": "12345", "PYTHONPATH": ":".join(sys.path), "MPLBACKEND": "svg", "HOME": "/nonexistent"},
    )
    assert run.stdout.strip() == digest()


def test_same_bytes_twice_from_one_canvas() -> None:
    """Saving does not change what is saved."""
    canvas = charts.ranking(ROWS, wording("en"))
    assert (canvas.svg(), canvas.png()) == (canvas.svg(), canvas.png())


@pytest.mark.parametrize("place", range(6))
def test_svg_is_clean(place: int) -> None:
    """An SVG is well-formed, holds no text as text, no comment, no date, no address to fetch."""
    svg = drawings()[place].svg()
    ElementTree.fromstring(svg)
    assert not re.search(r"<!--|<!DOCTYPE|<metadata|<text|<script|20\d\d-\d\d", svg)
    assert set(re.findall(r'href="([^"]*)', svg)) == set(re.findall(r'href="(#[^"]*)', svg))


def test_png_has_no_metadata() -> None:
    """A PNG says nothing of when and with what it was made."""
    png = charts.ranking(ROWS, wording("en")).png()
    assert not re.search(rb"tEXt|tIME|iTXt|Software", png)


def test_chinese_is_drawn_with_the_shipped_font() -> None:
    """The outlines come from our own subset, whatever is installed."""
    assert "SilenceSansSC-Regular-" in charts.ranking(ROWS, wording("zh")).svg()


@pytest.mark.parametrize(
    "name", ["𠮷野家", "кот ☃ \U0001f9ff", "$x^2$ \\frac{1}{0}", '--> <script> & "', "عربي", "长" * 300]
)
def test_any_name_can_be_drawn(name: str) -> None:
    """A name no font knows, one that looks like a formula or markup, or a very long one, is drawn all the same."""
    rows = [charts.DotRow(name=name, value=50, low=40, high=60)]
    for narrow in (False, True):
        canvas = charts.ranking(rows, wording("en"), narrow=narrow)
        ElementTree.fromstring(canvas.svg())
        assert canvas.png()


def test_five_hundred_platforms_fit_a_png() -> None:
    """The longest sheet there can be, one column for 500 platforms, is still drawn."""
    assert Canvas(charts.NARROW, 46 * 500 + 64).png()


def test_ranks_of_the_shown_keep_to_their_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty of five hundred are drawn: a range that reaches far below them ends before its own words."""
    ends: list[float] = []

    class Noted(Canvas):
        def line(self, points: Sequence[Point], style: Style) -> None:
            ends.extend(x for x, _ in points)

    monkeypatch.setattr(charts, "Canvas", Noted)
    row = charts.DotRow(name="A", value=80, low=70, high=90, rank_low=1, rank_high=164, ranked=500)
    charts.ranking([row] * 40, wording("en"))

    assert max(ends) < charts.WIDE - 50


def test_fitted_names_keep_to_their_room() -> None:
    """A long name is cut to the room there is, a short one is left alone."""
    canvas = Canvas(100, 100)
    cut = canvas.fitted("Upstream Cards and Vouchers International", 120, 13)
    assert cut.endswith("...")
    assert canvas.measure(cut, 13) <= 120
    assert canvas.fitted("短", 120, 13) == "短"


def test_theme_replaces_every_colour() -> None:
    """On the page a figure's colours follow the reader's theme; the file for print keeps plain colours."""
    svg = charts.ranking(ROWS, wording("en")).svg()
    assert INK in svg
    assert ACCENT in svg
    page = themed(svg).split("</style>", 1)[1]
    assert not any(colour in page for colour in DARK)


def test_foremost_is_told_by_shape_not_by_colour_alone() -> None:
    """Printed in grey, a filled dot still differs from a hollow one."""
    svg = charts.ranking(ROWS, wording("en")).svg()
    assert svg.count(f"fill: {ACCENT}; stroke: {ACCENT}") != svg.count(f"fill: {INK}; stroke: {INK}")


def test_clock_puts_checkpoints_at_equal_distances() -> None:
    """Time between two checkpoints runs evenly, and what comes later stays on the sheet."""
    clock = multiples.Clock(checkpoints=SECONDS, width=105)
    places = [clock(checkpoint.total_seconds()) for checkpoint in SECONDS]
    assert places == pytest.approx([20, 40, 60, 80, 100])
    assert clock(180) == pytest.approx(30)
    assert clock(float("inf")) == 105


def test_ranking_has_one_row_a_published_standing() -> None:
    """Dots come from published lines alone, most silent first."""
    told = edition()
    assert [(row.name, row.value, row.foremost) for row in dot_rows(told.ranked("all"), told)] == [
        ("Stone Cards", 100.0, True),
        ("快答点卡", 0.0, False),
    ]


def test_gap_is_filled_where_its_interval_leaves_out_zero() -> None:
    """A gap that may be nothing has a hollow dot; one that is not published has none."""
    lines = [
        standing("all", "stone", 90.0),
        standing("all", "quick", 80.0, after_sale_gap=1.0, gap_low=-5.0, gap_high=7.0),
        standing("all", "shut", 70.0, after_sale_gap=None, gap_low=None, gap_high=None),
    ]
    told = edition(lines=lines)
    assert [(row.value, row.foremost) for row in gap_rows(told.ranked("all"), told)] == [(12.5, True), (1.0, False)]
