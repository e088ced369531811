"""Change over disjoint windows: unpaired, adjusted for how many platforms are looked at, silent where too early."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from reports.change import changes, difference, holm, nights_closed, nights_needed
from reports.dataset import Trial
from reports.silence import Scores
from tests.unit.trial_rows import study, voided, world

TWO = {"steady": 0.5, "turned": 0.0}
SHORT = study(TWO, window_nights=14)


def turning(nights: int = 28) -> list[Trial]:
    """``steady`` stays as it is; ``turned`` never answers until night 14 and always from then on."""
    rows = world(TWO, nights=nights)
    return [
        replace(t, checkpoint_states="aaaaa", checkpoint_states_any="aaaaa")
        if t.platform == "turned" and t.night >= "2026-11-16"
        else t
        for t in rows
    ]


def scored(value: float, night_scores: list[float]) -> Scores:
    return Scores(
        value=np.array([value]),
        night_scores=np.array([night_scores]),
        nights=np.array([len(night_scores)]),
        inquiries=np.array([2 * len(night_scores)]),
    )


def test_a_platform_that_turned_has_changed_and_the_other_has_not() -> None:
    """From 100 to 0, with its interval; each window's nights are told."""
    steady, turned, mean = changes(turning(), SHORT)[:3]
    assert (turned.index_before, turned.index_now, turned.change, turned.changed) == (100.0, 0.0, -100.0, True)
    assert -100 <= turned.change_low <= turned.change <= turned.change_high < -50
    assert not steady.changed
    assert steady.change_low < steady.change < steady.change_high
    assert (turned.before_first, turned.before_last) == ("2026-11-02", "2026-11-15")
    assert (turned.now_first, turned.now_last) == ("2026-11-16", "2026-11-29")
    assert mean.platform == ""
    assert mean.change == pytest.approx((steady.change + turned.change) / 2, abs=1e-5)


def test_the_windows_share_no_night() -> None:
    """Three nights too many push the ranking's window on; the earlier one ends before it begins."""
    found = changes(turning(31), SHORT)[0]
    assert (found.before_first, found.before_last, found.now_first) == ("2026-11-05", "2026-11-18", "2026-11-19")


def test_too_early_there_is_nothing_to_compare() -> None:
    """Until the ranking's window and twelve nights before it have closed."""
    assert nights_needed(SHORT) == 26
    assert changes(turning(25), SHORT) == []
    assert len(changes(turning(26), SHORT)) == 2 * 3  # web chat and the overall table
    assert nights_closed(turning(25), "webchat") == 25


def test_who_is_not_ranked_in_both_windows_is_not_compared() -> None:
    """A door that was shut before tells of no change in silence; the mean is of the others."""
    rows = [
        replace(t, ending="shut", checkpoint_states="") if t.platform == "turned" and t.night < "2026-11-16" else t
        for t in turning()
    ]
    assert [one.platform for one in changes(rows, SHORT) if one.channel == "webchat"] == ["steady", ""]


def test_without_two_windows_nobody_is_compared() -> None:
    """No rows, or only void ones."""
    assert changes([], SHORT) == []
    assert changes([voided(t) for t in turning()], SHORT) == []


def test_a_change_found_under_one_coding_alone_is_none() -> None:
    """Unknown checkpoints that would undo it if they waited: p is 1 where the signs differ."""
    rows = [
        replace(t, checkpoint_states="aaaau" if t.night >= "2026-11-16" else "waaaa") if t.platform == "turned" else t
        for t in world(TWO, nights=28)
    ]
    plan = study(TWO, window_nights=14, maximum_unknown_share=0.5)
    (found,) = (one for one in changes(rows, plan) if (one.channel, one.platform) == ("webchat", "turned"))
    assert (found.change, found.p, found.changed) == (-20.0, 1.0, False)


def test_errors_of_disjoint_nights_add() -> None:
    """SE = sqrt(SE_before² + SE_now²), t with the fewer nights less the time cells; p two-sided."""
    before, now = scored(0.2, [0.03, -0.03] * 6), scored(0.6, [0.05, -0.05] * 10)
    found = difference(before, now, 2)
    expected = np.sqrt(12 * 0.03**2 + 20 * 0.05**2)
    assert found.error[0] == pytest.approx(expected)
    assert found.p[0] == pytest.approx(2 * stats.t.sf(0.4 / expected, 10))


def test_nights_that_agree_prove_no_change() -> None:
    """The error has the floor of any pair: 0.75/G, G the fewer nights."""
    found = difference(scored(0.2, [0.0] * 12), scored(0.3, [0.0] * 28), 2)
    assert found.error[0] == 0.75 / 12


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_holm_agrees_with_statsmodels(p: list[float]) -> None:
    """An independent implementation."""
    assert holm(np.array(p)) == pytest.approx(multipletests(p, method="holm")[1])


def test_equal_worlds_seldom_change() -> None:
    """Forty panels of eight platforms that stay the same: at most a few show a change of anybody."""
    panel = {f"p{n}": 0.3 for n in range(8)}
    plan = study(panel, window_nights=14)
    false = [any(one.changed for one in changes(world(panel, nights=28, seed=s), plan)) for s in range(40)]
    assert sum(false) <= 5


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 999), st.randoms(use_true_random=False))
def test_every_line_is_within_its_bounds_in_any_order(seed: int, draw) -> None:
    """change_low <= change <= change_high, p <= p_holm, and no order of rows matters."""
    rows = world({"a": 0.1, "b": 0.5, "c": 0.9}, nights=26, seed=seed)
    plan = study(["a", "b", "c"], window_nights=14)
    found = changes(rows, plan)
    for one in found:
        assert -100 <= one.change_low <= one.change <= one.change_high <= 100
        assert one.change == pytest.approx(one.index_now - one.index_before, abs=2e-6)
        assert 0 <= one.p <= one.p_holm <= 1
        assert one.changed == (one.p_holm <= 0.05)
    draw.shuffle(rows)
    assert changes(rows, plan) == found
