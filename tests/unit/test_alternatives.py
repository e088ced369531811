"""What a figure shows is told in a sentence too: of how many platforms, from which value to which, in each language."""

from __future__ import annotations

import html
import re

import pytest

from reports.edition import Edition
from reports.figures.illustrations import Illustration, illustrations
from reports.readings import readings
from reports.site import render
from reports.wording import LANGUAGES
from reports.wording.amounts import number, signed
from tests.unit.printed_world import NAMES, edition


@pytest.fixture(scope="module")
def whole() -> Edition:
    return edition()


@pytest.fixture(scope="module")
def figures(whole: Edition) -> list[Illustration]:
    return illustrations(whole, {channel: readings(whole, channel) for channel in whole.channels()})


def told(figures: list[Illustration], kind: str, channel: str, language: str) -> str:
    (one,) = [f for f in figures if (f.kind, f.channel, f.language) == (kind, channel, language)]
    return one.alternative


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_says_of_how_many(figures: list[Illustration], language: str) -> None:
    """Each names how many platforms it shows, and no two figures say the same."""
    own = [f for f in figures if f.language == language]
    assert {f.kind for f in own} == {"ranking", "gap", "padding", "change", "curves", "heat", "channels"}
    assert [f.name for f in own if not re.search(rf"\b{f.shown}(?!\d)|(?<!\d){f.shown}家", f.alternative)] == []
    assert len({f.alternative for f in own}) == len(own)


@pytest.mark.parametrize("language", LANGUAGES)
def test_ranking_tells_both_ends(whole: Edition, figures: list[Illustration], language: str) -> None:
    """The most silent and the least, each with its index."""
    for channel in whole.tables():
        rows = whole.ranked(channel)
        said = told(figures, "ranking", channel, language)
        for row in (rows[0], rows[-1]):
            assert NAMES[row.platform] in said
            assert number(row.index) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_gap_change_and_padding_tell_their_extremes(whole: Edition, figures: list[Illustration], language: str) -> None:
    """With whose they are."""
    for channel in whole.tables():
        rows = whole.ranked(channel)
        gaps = {r.after_sale_gap: r.platform for r in rows if r.after_sale_gap is not None}
        said = told(figures, "gap", channel, language)
        assert [signed(v) for v in (max(gaps), min(gaps)) if signed(v) not in said] == []
        assert NAMES[gaps[max(gaps)]] in said
        moved = {one.change: one.platform for one in whole.changes(channel) if one.platform}
        said = told(figures, "change", channel, language)
        assert [signed(v) for v in (max(moved), min(moved)) if signed(v) not in said] == []
        padded = max(rows, key=lambda row: row.padding or 0)
        said = told(figures, "padding", channel, language)
        assert number(padded.padding) in said
        assert NAMES[padded.platform] in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_curves_tell_the_last_waiting_time(whole: Edition, figures: list[Illustration], language: str) -> None:
    """Whose share is highest there and whose lowest; of whom too little is known, nothing."""
    shares = {p: r[-1].share for p, r in readings(whole, "mail").items() if r[-1].share is not None}
    said = told(figures, "curves", "mail", language)
    assert "72" in said
    assert NAMES["stall"] in said or NAMES["mute"] in said
    assert max(shares.values()) == 1.0
    assert "100%" in said
    assert f"{min(shares.values()) * 100:.0f}%" in said
    assert NAMES["young"] not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_nights_are_told_without_ends(language: str) -> None:
    """Of three nights a curve has no interval, and its sentence no share."""
    few = edition(nights=3, platforms=5)
    drawn = illustrations(few, {channel: readings(few, channel) for channel in few.channels()})
    said = told(drawn, "curves", "mail", language)
    assert "%" not in said
    assert "5" in said


def test_pages_carry_the_sentence_of_their_language(whole: Edition, figures: list[Illustration]) -> None:
    """Each picture of an article has the words of that article's language."""
    page = render(whole, {}, figures)
    for language in LANGUAGES:
        (article,) = re.findall(rf'<article id="{language}".*?</article>', page, flags=re.DOTALL)
        shown = dict(re.findall(r'<img src="figures/screen/([\w.-]+)\.svg"[^>]* alt="([^"]*)"', article))
        own = {f.name: f.alternative for f in figures if f.language == language}
        assert len(shown) == len(own) - 2  # the rankings of the channels stand on a page of their own
        assert {name: html.unescape(text) for name, text in shown.items()} == {name: own[name] for name in shown}
