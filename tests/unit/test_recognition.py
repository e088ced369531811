"""New wording against old: what is new, how much of it there is, and when a difference may be told from chance."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reports.dataset import Trial
from reports.guards import section
from reports.recognition import recognitions
from reports.wording import LANGUAGES, wording
from tests.unit.weekly_rows import edition, trial


def asked(month: int, night: int, paraphrase: int, u: float) -> Trial:
    return replace(
        trial("stone", "webchat", 0, "pre_sale"), inquiry_id=f"{month}-{night}-{paraphrase}", question="q", u=u,
        paraphrase=paraphrase, night=f"2026-{month:02d}-{night:02d}", time_cell="working",
    )  # fmt: skip


def months(new: float, old: float, nights: int = 10) -> list[Trial]:
    """A first month in old wording, then one in which every night asks in old and in new wording."""
    first = [asked(11, night, 0, old) for night in range(1, nights)]
    return first + [asked(12, night, p, (old, new)[p]) for night in range(1, nights) for p in (0, 1)]


def test_first_month_is_new_throughout() -> None:
    """It has nothing to be compared with."""
    (found,) = recognitions([asked(11, night, 0, 1.0) for night in range(1, 8)])
    assert (found.new_share, found.enough_new, found.new_less_old, found.possible) == (1.0, None, None, None)


def test_share_of_new_wording() -> None:
    """One of two wordings of December is new: half, which is more than a quarter."""
    _, december = recognitions(months(0.5, 0.5))
    assert (december.wordings, december.new_wordings, december.new_share, december.enough_new) == (2, 1, 0.5, True)


def test_no_new_wording() -> None:
    """A month without any says so."""
    _, december = recognitions([asked(month, night, 0, 0.4) for month in (11, 12) for night in range(1, 8)])
    assert (december.new_share, december.enough_new, december.possible) == (0.0, False, None)


def test_old_wording_answered_better() -> None:
    """The interval leaves zero out: possible recognition of the probe."""
    _, december = recognitions(months(new=1.0, old=0.2))
    assert december.new_less_old is not None
    assert round(december.new_less_old, 6) == 80
    assert december.possible is True


def test_no_difference() -> None:
    _, december = recognitions(months(new=0.4, old=0.4))
    assert december.new_less_old == 0
    assert december.possible is False


def test_few_nights_say_nothing() -> None:
    _, december = recognitions(months(new=1.0, old=0.0, nights=4))
    assert december.new_less_old is None


@given(st.lists(st.tuples(st.integers(1, 28), st.integers(0, 3), st.sampled_from([0.0, 0.2, 1.0])), max_size=40))
def test_interval_holds_the_difference(rows: list[tuple[int, int, float]]) -> None:
    """Whatever was asked, the interval lies in -100..100 around the difference, and the order of rows is nothing."""
    trials = [asked(11, n, 0, 0.2) for n in range(1, 5)] + [asked(12, n, p, u) for n, p, u in rows]
    found = recognitions(trials)
    assert found == recognitions(reversed(trials))
    for one in found:
        if one.new_less_old is not None and one.new_less_old_low is not None and one.new_less_old_high is not None:
            assert -100 <= one.new_less_old_low <= one.new_less_old <= one.new_less_old_high <= 100


def test_printed_in_both_languages() -> None:
    """The section names the months in which the probe may have been recognised."""
    told = replace(edition(), recognitions=recognitions(months(new=1.0, old=0.2)))
    for language in LANGUAGES:
        assert "2026-12" in section(told, wording(language)).recognised
