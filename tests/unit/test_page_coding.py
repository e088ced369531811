"""What the page prints of people's labels and of later editions, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reports.coding_section import section
from reports.dataset import PlatformRow
from reports.edition import Edition
from reports.revised import LISTED, revised
from reports.revision import Moved, Place, Revision
from reports.site import render
from reports.standings import rankings
from reports.wording import LANGUAGES, wording
from reports.wording.amounts import day
from tests.unit.coded_world import PLAN, coded, half, told, world
from tests.unit.weekly_rows import edition


@pytest.fixture(scope="module")
def people() -> Edition:
    """An edition of which half of the messages were coded by two people, one of whom differs now and then."""
    facts, true = world(half, error=0.2, seed=2)
    other = {place: "holding" if number % 7 == 0 else name for number, (place, name) in enumerate(true.items())}
    tables = rankings(facts.trials, PLAN)
    return Edition(
        study=PLAN, week="2026-W02", trials=facts.trials, standings=[s for t in tables for s in t.standings],
        messages=facts.messages, labels=facts.labels, coding=told(facts, coded(facts, true, other, every=2)),
    )  # fmt: skip


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_nobody_coded_is_said_in_both_languages() -> None:
    """The sentence stands there, and no table."""
    page = render(edition(), {}, ())
    assert "Not yet coded by people" in page
    assert "尚无人工标注" in page
    assert "Krippendorff" not in page


def test_everything_is_printed_in_both_languages(people: Edition) -> None:
    """Agreement with intervals, confusion, precision and recall, and the index with label error."""
    page = words_of(render(people, {}, ()))
    for language in LANGUAGES:
        words = wording(language)
        for key in ("coding.agreement", "coding.confusion", "coding.rules", "coding.index", "head.label_error"):
            assert words(key) in page
    assert people.coding is not None
    assert f"2 people labelled {len(people.coding.coded.by_item())} messages of platforms" in page
    assert day(wording("zh"), people.coding.coded.drawn_at.date().isoformat()) in page
    assert "Not yet coded" not in page


def test_figures_are_those_of_the_assessment(people: Edition) -> None:
    """The page rounds; it computes nothing."""
    found, coding = section(people, wording("en")), people.coding
    assert found is not None
    assert coding is not None
    assert coding.together is not None
    kappa = coding.together.plain["function"]["kappa"]
    row = found["agreement"][0]  # type: ignore[index]
    assert row["kappa"] == (f"{kappa.value:.2f}", f"{kappa.low:.2f}–{kappa.high:.2f}")
    lines = {(line.channel, line.platform): line for line in coding.lines}
    tables = found["tables"]
    assert [table["title"] for table in tables] == ["All channels together", "Web chat"]  # type: ignore[attr-defined]
    first = tables[0]["rows"][0]  # type: ignore[index]
    (line,) = [line for line in lines.values() if line.channel == "all" and f"{line.index:.1f}" == first["rules"]]
    assert first["error"] == f"{line.index_error:.1f}"
    assert first["error_span"] == f"{line.error_low:.1f}–{line.error_high:.1f}"
    assert len(first["coders"]) == 2
    confusion = found["confusion"]
    counted = sum(float(cell[0]) for r in confusion["rows"] for cell in r["cells"] if cell[0])  # type: ignore[index]
    assert counted == coding.confusion.plain.sum()


def test_what_is_not_known_is_a_dash_and_a_sentence(people: Edition) -> None:
    """One coder has no agreement; too few coded messages give no interval with label error."""
    coding = people.coding
    assert coding is not None
    lines = tuple(
        replace(line, index_error=None, error_low=None, error_high=None, error_share=None) for line in coding.lines
    )
    poor = replace(
        people, coding=replace(coding, together=None, lines=lines, too_few=("holding", "refusal"), missing=3)
    )
    page = words_of(render(poor, {}, ()))
    assert "One coder alone" in page
    assert "too few messages were coded of: holding reply and a clear, reasoned no" in page
    assert "3 drawn messages belong to no inquiry" in page
    assert "How far people agree" not in page


def test_hostile_name_stays_text(people: Edition) -> None:
    """Everything in the section is escaped."""
    study = replace(people.study, platforms=(PlatformRow(id="mute", name="<script>x</script>", channels=("webchat",)),))
    assert "<script>x" not in render(replace(people, study=study), {}, ())


def place(index: float | None, low: int | None = 1) -> Place:
    return Place(channel="mail", platform="stone", index=index, rank_low=low, rank_high=low)


def test_later_edition_says_what_differs_and_who_moved() -> None:
    moved = (Moved(channel="mail", platform="stone", before=place(81.26), after=place(None, None)),)
    later = Revision(number=3, before=2, causes=("rules", "facts", "program"), rules=("1.0", "1.1"), moved=moved)
    page = words_of(render(edition(revision=later), {}, ()))
    assert "Edition 3 of this week" in page
    assert (
        "It differs from edition 2 in: labelling rules (1.0 → 1.1), observations that came or changed since "
        "and the program that draws it."
    ) in page
    assert "Stone Cards (E-mail): index 81.3, rank 1 → not ranked" in page
    assert "本周第3版" in page


def test_first_edition_has_no_note() -> None:
    assert revised(edition(revision=Revision(number=1)), wording("en")) is None
    assert revised(edition(), wording("en")) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_changes_are_counted(language: str) -> None:
    """And none is told as none."""
    words = wording(language)
    many = (Moved(channel="mail", platform="stone", before=place(1), after=place(2)),) * (LISTED + 5)
    found = revised(edition(revision=Revision(number=2, before=1, causes=("facts",), moved=many)), words)
    assert found is not None
    assert len(found.moved) == LISTED
    assert "5" in found.more
    still = revised(edition(revision=Revision(number=2, before=1, causes=("study",))), words)
    assert still is not None
    assert still.moved == (words("revision.unmoved"),)
