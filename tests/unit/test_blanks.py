"""Templates as the report shows them: the wordings' own letters, and blanks where they differ."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.canned.blanks import BLANK, template


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (["Your order 12 left Ulm.", "Your order 7,345 left Port Louis."], "Your order […] left […]."),
        (["您的订单12已发货，请等待", "您的订单A88已发货，请等待"], "您的订单［…］已发货，请等待"),
        (["We will check.", "Hi Anna, we will check."], "[…]we will check."),
        (["We will check", "We will check today"], "We will check[…]"),
        (["The same words.", "The same words."], "The same words."),
        (["eins zwei", "three four"], "eins zwei"),
        (["a, b and so on", "c, d and so on", "e, f and so on"], "[…] and so on"),
        ([], ""),
    ],
)
def test_blanks(texts: list[str], shown: str) -> None:
    """Where the wordings differ there is a blank; wordings that share nothing have no template."""
    assert template(texts) == shown


def test_a_slip_is_no_blank() -> None:
    """One wording of six that is mistyped leaves the word as the others have it."""
    texts = [f"The code of order {n} was sent to you" for n in range(5)]
    assert template([*texts, "The code of order 9 was sentt to you"]) == "The code of order […] was sent to you"


@given(st.lists(st.text(max_size=40), max_size=8), st.randoms(use_true_random=False))
def test_any_order(texts: list[str], chance: random.Random) -> None:
    """The order of the wordings is nothing; no text breaks it."""
    mixed = list(texts)
    chance.shuffle(mixed)
    assert template(mixed) == template(texts)


@given(st.text(alphabet="abc ,.", min_size=1, max_size=30), st.integers(1, 4))
def test_one_wording(text: str, count: int) -> None:
    """One wording, however often, is its own template."""
    assert template([text] * count) == text
    assert BLANK not in template([text] * count)


def test_hostile_length() -> None:
    """Long wordings of one letter are cut."""
    assert len(template(["x" * 90_000, "x " * 90_000])) <= 2_000
