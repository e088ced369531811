"""The Silence Index, its night scores and intervals, against METHOD's formulas written out and against statsmodels."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from reports.intervals import (
    EXACT,
    LOGIT_T,
    Bounds,
    Evidence,
    clopper_pearson,
    effective_trials,
    interval,
    logit_t,
    t_quantile,
    wilson,
)
from reports.silence import Cells, Scores, errors, intervals, log_weights, scores, tally, unanswered

EQUAL = np.full(4, 1 / 4)
rows_of_one_platform = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 7), st.integers(0, 5)), min_size=1, max_size=60
)


def tallied(rows: list[tuple[int, int, int]], strata: int = 4, nights: int = 8):
    """One platform's (stratum, night, checkpoints waited) as a tally."""
    stratum, night, waits = (np.array(column) for column in zip(*rows, strict=True))
    cells = Cells(
        platform=np.zeros(len(rows), dtype=np.int64),
        stratum=stratum,
        night=night,
        platforms=1,
        strata=strata,
        nights=nights,
    )
    return tally(cells, np.arange(5) < waits[:, None])


def every_stratum(rows: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The rows, and two nights in every stratum."""
    return rows + [(s, g, (s + g) % 6) for s in range(4) for g in (0, 5)]


def by_the_book(rows: list[tuple[int, int, int]]) -> tuple[float, list[float]]:
    """METHOD's formulas, inquiry by inquiry."""
    strata = defaultdict(list)
    for stratum, night, waits in rows:
        strata[stratum].append((night, waits / 5))
    index, psi = 0.0, defaultdict(float)
    for found in strata.values():
        n, mean, m = len(found), sum(u for _, u in found) / len(found), len({g for g, _ in found})
        index += mean / 4
        for g, u in found:
            psi[g] += 1 / 4 * math.sqrt(m / (m - 1)) * (u - mean) / n
    return index, [psi[g] for g in range(8)]


@given(rows_of_one_platform)
def test_index_and_night_scores_are_the_formulas_of_the_method(rows) -> None:
    """SI = sum of w_s mean(u_i); psi_g = sum of w_s sqrt(m/(m-1)) sum(u_i - mean)/n_s."""
    rows = every_stratum(rows)
    found = scores(tallied(rows), EQUAL)
    index, psi = by_the_book(rows)
    assert found.value[0] == pytest.approx(index)
    assert found.night_scores[0] == pytest.approx(psi, abs=1e-12)
    assert found.inquiries[0] == len(rows)
    assert found.nights[0] == len({night for _, night, _ in rows})


@given(rows_of_one_platform, st.randoms(use_true_random=False))
def test_no_order_of_rows_changes_a_bit(rows, draw) -> None:
    """Whole-number tallies: shuffled rows give the very same floats."""
    rows = every_stratum(rows)
    other = list(rows)
    draw.shuffle(other)
    one, two = scores(tallied(rows), EQUAL), scores(tallied(other), EQUAL)
    assert one.value.tobytes() == two.value.tobytes()
    assert one.night_scores.tobytes() == two.night_scores.tobytes()


@given(rows_of_one_platform)
def test_interval_holds_the_index_and_stays_in_range(rows) -> None:
    """0 <= low <= index <= high <= 1, whatever was seen."""
    counted = tallied(every_stratum(rows))
    found = scores(counted, EQUAL)
    one = intervals(counted, found, np.array([0, 1, 0, 1]))[0]
    assert 0 <= one.low <= found.value[0] <= one.high <= 1


def test_never_answered_is_exactly_one_and_always_answered_exactly_zero() -> None:
    """The ends of the scale are reached, without rounding errors."""
    for waits in (0, 5):
        found = scores(tallied([(s, g, waits) for s in range(4) for g in range(7)]), EQUAL)
        assert found.value[0] == waits / 5


def test_an_empty_stratum_has_no_index() -> None:
    """Nothing is filled in for what was not asked."""
    assert np.isnan(scores(tallied([(0, 0, 5), (0, 1, 5)]), EQUAL).value[0])


def test_error_has_a_floor_of_half_a_night() -> None:
    """SE is at least 0.5/G: nights that agree do not prove certainty."""
    found = scores(tallied([(s, g, 5) for s in range(4) for g in range(8)]), EQUAL)
    assert errors(found)[0] == 0.5 / 8


def test_error_is_the_root_of_the_squared_night_scores() -> None:
    """SE = sqrt(sum psi_g²) above the floor."""
    found = Scores(
        value=np.array([0.5]), night_scores=np.array([[0.3, -0.4]]), nights=np.array([2]), inquiries=np.array([8])
    )
    assert errors(found)[0] == pytest.approx(0.5)


def test_topics_that_never_vary_are_not_certain_after_lost_inquiries() -> None:
    """One topic always answered, the other never, four inquiries lost: odd night means, and yet no spread at all."""
    rows = [(s, g, 5 * (s // 2)) for g in range(8) for s in range(4) if (s, g) not in {(0, 0), (1, 1), (2, 2), (3, 3)}]
    counted = tallied(rows)
    found = scores(counted, EQUAL)
    (one,) = intervals(counted, found, np.array([0, 1, 0, 1]))
    assert (found.value[0], errors(found, floor=0.0)[0]) == (0.5, 0.0)
    assert (one.rule, one.low, one.high) == (EXACT, *clopper_pearson(0.5, 16))


class TestInterval:
    def evidence(self, **changes) -> Evidence:
        fixed = {"share": 0.5, "error": 0.1, "nights": 14, "time_cells": 2, "smallest_cell": 7, "nights_off_median": 9}
        return Evidence(**{**fixed, **changes})

    def smooth(self, share: float, error: float, freedom: int = 12) -> Bounds:
        low, high = logit_t(share, error, freedom)
        return Bounds(low=low, high=high, rule=LOGIT_T)

    def exact(self, share: float) -> Bounds:
        low, high = clopper_pearson(share, 14)
        return Bounds(low=low, high=high, rule=EXACT)

    def test_is_cluster_t_on_the_logit_scale(self) -> None:
        """logit(p) ± t(G - time cells) SE / (p (1 - p))."""
        spread = t_quantile(12) * 0.1 / 0.25
        found = interval(self.evidence())
        assert (found.low, found.high) == pytest.approx((1 / (1 + math.exp(spread)), 1 / (1 + math.exp(-spread))))
        assert found.rule == LOGIT_T

    def test_nights_that_hold_every_time_cell_lose_one_degree_of_freedom(self) -> None:
        """Their scores add up to zero once, not once a cell: t(G - 1)."""
        whole = self.evidence(smallest_cell=14)
        assert interval(whole) == self.smooth(0.5, 0.1, freedom=13)
        assert interval(self.evidence(smallest_cell=13)) == self.smooth(0.5, 0.1)

    @pytest.mark.parametrize("share", [0.0, 1.0])
    def test_at_the_ends_is_clopper_pearson_alone(self, share: float) -> None:
        """n = time cells x nights of the smallest cell."""
        found = interval(self.evidence(share=share))
        assert (found.low, found.high) == pytest.approx(proportion_confint(round(14 * share), 14, method="beta"))
        assert found.rule == EXACT

    def test_with_too_few_differing_nights_is_the_wider_of_both(self) -> None:
        """Fewer than 3 nights off the median night mean: one odd night is no estimate of spread."""
        assert interval(self.evidence(error=0.01, nights_off_median=2)) == self.exact(0.5)
        assert interval(self.evidence(error=0.3, nights_off_median=2)) == self.smooth(0.5, 0.3)

    def test_nights_that_agree_do_not_prove_certainty(self) -> None:
        """The error is at least 0.15/G."""
        assert interval(self.evidence(error=0.001)) == self.smooth(0.5, 0.15 / 14)

    @pytest.mark.parametrize("share", [0.005, 0.13, 0.87, 0.995])
    def test_within_two_nights_of_an_end_is_the_wider_of_both(self, share: float) -> None:
        """Nearer to 0 or 1 than 2/G too little of the rarer outcome was seen to tell its spread."""
        assert interval(self.evidence(share=share, error=0.0)) == self.exact(share)
        assert interval(self.evidence(share=share, error=0.2)) == self.smooth(share, 0.2)

    def test_begins_where_the_end_is_two_nights_away(self) -> None:
        """At 2/G exactly the spread is believed."""
        assert interval(self.evidence(share=2 / 14, error=0.02)) == self.smooth(2 / 14, 0.02)

    def test_one_late_answer_in_a_month_is_not_read_as_anything(self) -> None:
        """An index of 0.7 over 28 nights: never above 25."""
        found = interval(self.evidence(share=0.007, error=0.005, nights=28, smallest_cell=14))
        assert 0 <= found.low < 0.007 < found.high < 0.25

    def test_without_degrees_of_freedom_says_nothing(self) -> None:
        """Two nights in two time cells: anything is possible."""
        for share in (0.5, 0.01):
            found = interval(self.evidence(nights=2, share=share, error=0.0))
            assert (found.low, found.high) == (0.0, 1.0)


@settings(deadline=None)
@given(st.integers(1, 200), st.data())
def test_exact_and_wilson_intervals_agree_with_statsmodels(trials: int, data) -> None:
    """Independent implementations of Clopper-Pearson and Wilson."""
    hits = data.draw(st.integers(0, trials))
    assert clopper_pearson(hits / trials, trials) == pytest.approx(
        proportion_confint(hits, trials, method="beta"), abs=1e-9
    )
    assert wilson(hits / trials, trials) == pytest.approx(proportion_confint(hits, trials, method="wilson"), abs=1e-9)


def test_wilson_counts_no_more_than_the_clusters_are_worth() -> None:
    """n = min(inquiries, p(1-p)/SE²), or the nights if SE = 0."""
    assert effective_trials(0.5, 0.1, inquiries=56, nights=14) == pytest.approx(25)
    assert effective_trials(0.5, 0.01, inquiries=56, nights=14) == 56
    assert effective_trials(1.0, 0.0, inquiries=56, nights=14) == 14


def test_unanswered_shares_fall_with_the_wait() -> None:
    """One share a checkpoint, each inside its interval."""
    rows = [(s, g, (s + g) % 6) for s in range(4) for g in range(8)]
    share, low, high = unanswered(tallied(rows), EQUAL)[0].T
    assert (np.diff(share) <= 0).all()
    assert (low <= share).all() and (share <= high).all()  # noqa: PT018
    assert share.mean() == pytest.approx(scores(tallied(rows), EQUAL).value[0])


def test_log_weights_are_shares_of_log_waiting_time() -> None:
    """Evenly spaced in log time, inner checkpoints weigh twice the outer ones."""
    assert log_weights(np.array([1, 2, 4, 8, 16.0])) == pytest.approx(np.array([1, 2, 2, 2, 1]) / 8)
