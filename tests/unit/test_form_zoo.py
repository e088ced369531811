"""The form zoo's forms, its pages and its judge."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from probes.control.formzoo.form import ZooForm, alone, borne, draw, traps
from probes.control.formzoo.page import page, words
from probes.control.formzoo.server import Received
from probes.interface import VoidReason
from tests.benchmarks.form_zoo import met
from tests.formzoo.judge import RIGHT, Failed, Told, Verdict, judge

AT = datetime(2026, 1, 1, tzinfo=UTC)
TRUTH = {"name": "Study", "message": "A question", "trap": ""}


def entry(**changes: object) -> Received:
    return Received(AT, {**TRUTH, **changes})


@pytest.mark.parametrize("trap", traps())
def test_each_trap_stands_alone(trap: str) -> None:
    """The form of a trap bears it, and no more than it needs."""
    assert trap in borne(alone(trap))
    assert len(borne(alone(trap))) <= 2


def test_a_draw_is_the_same_again() -> None:
    assert draw(7) == draw(7)
    assert len({draw(seed) for seed in range(50)}) == 50


def test_all_traps_are_drawn() -> None:
    drawn = {trap for seed in range(600) for trap in borne(draw(seed))}
    assert drawn == set(traps())


def test_a_page_says_its_words_in_its_language() -> None:
    for language in ("en", "zh"):
        form = ZooForm(language=language)
        assert words(form)["title"] in page(form, "x")


@pytest.mark.parametrize(
    ("book", "outcome", "kind"),
    [
        ([entry()], Told(AT), "right"),
        ([entry()], Told(AT - timedelta(seconds=1)), "wrong"),
        ([], Told(AT), "wrong"),
        ([entry(), entry()], Told(AT), "wrong"),
        ([entry(trap="x")], Told(AT), "wrong"),
        ([entry(name="Somebody")], Failed(VoidReason.SEND_UNCERTAIN, "?"), "wrong"),
        ([entry(other="x")], Told(AT), "wrong"),
        ([entry()], Failed(VoidReason.NOT_SENT, "no"), "wrong"),
        ([entry()], Failed(VoidReason.SEND_UNCERTAIN, "?"), "missed"),
        ([], Failed(VoidReason.NOT_SENT, "no"), "missed"),
    ],
)
def test_the_judge(book: list[Received], outcome: Told | Failed, kind: str) -> None:
    """What was sent must be true, once, and told as it was."""
    assert judge(TRUTH, book, outcome).kind == kind


def test_white_space_is_no_falsehood() -> None:
    assert judge(TRUTH, [entry(message="A  question\n")], Told(AT)) == RIGHT


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [("right " * 98 + "missed missed", True), ("right " * 97 + "missed " * 3, False), ("right " * 99 + "wrong", False)],
)
def test_the_demand(kinds: str, expected: bool) -> None:
    verdicts = {str(n): Verdict(kind) for n, kind in enumerate(kinds.split())}  # type: ignore[arg-type]
    assert met(verdicts, 0.98) is expected
