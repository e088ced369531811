"""Rank sets: the published procedure reproduced, the two guards, and what they must never do."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from reports.ranks import Contest, _quantile, plain_separations, rank_ranges, separations

GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "rank_sets_pisa2018.json").read_text(encoding="utf-8"))


def contest(value, night_scores, *, nights=None, time_cells: int = 2) -> Contest:
    scores = np.asarray(night_scores, dtype=np.float64)
    return Contest(
        value=np.asarray(value, dtype=np.float64),
        night_scores=scores,
        nights=np.full(scores.shape[0], scores.shape[1]) if nights is None else np.asarray(nights),
        time_cells=time_cells,
    )


def noise(platforms: int, nights: int, size: float, seed: int = 0) -> np.ndarray:
    """Centred night scores whose sum of squares is about ``size``²."""
    drawn = np.random.default_rng(seed).normal(size=(platforms, nights)) * size / np.sqrt(nights)
    return drawn - drawn.mean(axis=1, keepdims=True)


@pytest.mark.parametrize("seed", [101, 7])
def test_plain_procedure_reproduces_the_published_rank_sets(seed: int) -> None:
    """PISA 2018 by the reference implementation: at most one limit off, by at most one rank (Monte Carlo noise)."""
    more = plain_separations(np.array(GOLDEN["mean"]), np.array(GOLDEN["se"]), seed=seed, draws=5000)
    found = np.concatenate(rank_ranges(more))
    expected = np.concatenate([GOLDEN["simultaneous"]["lower"], GOLDEN["simultaneous"]["upper"]])
    assert np.abs(found - expected).max() <= 1
    assert (found != expected).sum() <= 2


def test_step_down_finds_no_less_than_a_single_step() -> None:
    """Every pair beyond the first critical value stays separated; later steps only add."""
    means, errors = np.array(GOLDEN["mean"]), np.array(GOLDEN["se"])
    drawn = np.random.default_rng(101).standard_normal((999, means.size)) * errors
    scale = np.sqrt(np.add.outer(errors**2, errors**2))
    spread = (drawn[:, :, None] - drawn[:, None, :]) / scale
    single = (means[:, None] - means[None, :]) / scale > np.sort(spread.max(axis=(1, 2)))[949]
    stepped = plain_separations(means, errors, seed=101)
    assert not (single & ~stepped).any()
    assert stepped.sum() > single.sum()


def test_equal_indices_are_never_separated() -> None:
    """However small the errors, what is equal (rounding apart) is undecided."""
    found = separations(contest([0.5, 0.5 + 1e-12, 0.1], np.zeros((3, 28))), seed=1)
    assert not found[:2, :2].any()
    assert found[0, 2]


def test_a_pair_error_has_a_floor_of_three_quarters_of_a_night() -> None:
    """Two platforms without spread are separated only beyond t times 0.75/G, Bonferroni over both orders."""
    nights = 14
    limit = stats.t.isf(0.05 / 2, nights - 2) * 0.75 / nights
    for factor, expected in ((0.99, False), (1.01, True)):
        found = separations(contest([limit * factor, 0.0], np.zeros((2, nights))), seed=1)
        assert found[0, 1] == expected
        assert not found[1, 0]


def test_the_fewer_nights_of_a_pair_set_its_floor_and_freedom() -> None:
    """A well-observed platform lends no certainty to a badly observed one."""
    limit = stats.t.isf(0.05 / 2, 8 - 2) * 0.75 / 8
    found = separations(contest([limit * 0.99, 0.0], np.zeros((2, 28)), nights=[28, 8]), seed=1)
    assert not found.any()


def test_without_a_degree_of_freedom_nothing_is_separated() -> None:
    """Two nights in two time cells decide nothing."""
    assert not separations(contest([1.0, 0.0], np.zeros((2, 2))), seed=1).any()


def test_nights_are_drawn_jointly() -> None:
    """A bad night for everybody separates nobody less: common noise cancels within pairs."""
    common = np.tile(noise(1, 14, 0.5), (2, 1))
    assert separations(contest([0.6, 0.2], common), seed=1)[0, 1]
    assert not separations(contest([0.6, 0.2], noise(2, 14, 0.5)), seed=1)[0, 1]


def test_equal_worlds_are_seldom_separated() -> None:
    """Ten platforms that are all the same, seven nights: at most a few worlds in a hundred show any difference."""
    false = 0
    for world in range(100):
        draw = np.random.default_rng(world)
        night_means = draw.binomial(4, 0.5, size=(10, 14)) / 4
        mean = night_means.mean(axis=1, keepdims=True)
        psi = (night_means - mean) / 14 * np.sqrt(14 / 13)
        false += separations(contest(mean[:, 0], psi), seed=world, draws=199).any()
    assert false <= 9


@settings(max_examples=30)
@given(st.integers(2, 6), st.integers(4, 10), st.integers(0, 10**6))
def test_ranges_are_ranges_and_follow_the_order(platforms: int, nights: int, seed: int) -> None:
    """1 <= low <= high <= P; nobody is separated both ways; a separation always follows the values."""
    draw = np.random.default_rng(seed)
    value = draw.random(platforms)
    more = separations(contest(value, noise(platforms, nights, 0.2, seed)), seed=seed, draws=99)
    low, high = rank_ranges(more)
    assert (low >= 1).all()
    assert (low <= high).all()
    assert (high <= platforms).all()
    assert not (more & more.T).any()
    assert (value[:, None] > value[None, :])[more].all()


def test_the_same_seed_gives_the_same_sets() -> None:
    """No hidden state."""
    same = [separations(contest(np.linspace(0, 0.5, 8), noise(8, 14, 0.1)), seed=[7, 3]) for _ in range(2)]
    assert (same[0] == same[1]).all()


@settings(max_examples=30)
@given(st.integers(2, 9), st.integers(0, 10**6))
def test_a_later_step_works_out_only_the_draws_that_matter(platforms: int, seed: int) -> None:
    """The critical value after pairs have left is that of all draws worked out anew, to the last bit."""
    draw = np.random.default_rng(seed)
    drawn, inverse = draw.normal(size=(199, platforms)), draw.random((platforms, platforms)) + 0.5
    heights, left = np.full(199, np.inf), ~np.eye(platforms, dtype=bool)
    for _ in range(4):
        scale = np.where(left, inverse, 0.0)
        spread = ((drawn[:, :, None] - drawn[:, None, :]) * scale).max(axis=(1, 2))
        assert _quantile(drawn, scale, heights, 0.05) == np.sort(spread)[189]
        left &= draw.random((platforms, platforms)) < 0.6
