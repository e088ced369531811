"""The validity study's own machinery: its truth is right, its worlds are what they say, and a seed repeats it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks import worlds
from tests.benchmarks.validity import KINDS, Cell, arguments, estimate, main, one_world


def test_the_true_index_is_what_endless_nights_would_show() -> None:
    """The formula against 4000 invented nights: no late visit moves it by more than half a point."""
    draw = np.random.default_rng(3)
    world = worlds.unlike(6, draw)
    shown = worlds.ask(world, 4000, 0.0, draw)
    waits = shown.answer[:, None] > worlds.CHAT
    means = np.array([100 * waits[shown.platform == p].mean() for p in range(6)])
    assert means == pytest.approx(world.index, abs=1.5)
    written = shown.rows["checkpoint_states"].astype(str).str.count("w")
    assert 0 <= 20 * (waits.sum(axis=1).mean() - written.mean()) < 0.5


def test_equal_platforms_have_one_truth_and_unlike_ones_many() -> None:
    """False separations are only counted where nothing is to be separated."""
    assert np.ptp(worlds.alike(8, np.random.default_rng(0)).index) == 0
    assert np.unique(worlds.unlike(8, np.random.default_rng(0)).index).size == 8


def test_a_dominated_pair_is_worse_at_every_time() -> None:
    """Never both ways, and by the margin."""
    world = worlds.unlike(30, np.random.default_rng(5))
    pairs = world.dominated(10.0)
    gaps = world.index[:, None] - world.index[None, :]
    assert pairs.any()
    assert not (pairs & pairs.T).any()
    assert gaps[pairs].min() >= 10


@pytest.mark.parametrize("kind", KINDS)
def test_a_world_repeats_itself_exactly_and_no_other(kind: str) -> None:
    """The same seed gives the very same counts; hits never exceed cases but for widths."""
    cell = Cell(kind=kind, platforms=10, nights=7, seed=1)
    first = one_world(cell, 0)
    assert one_world(cell, 0) == first
    assert one_world(cell, 1) != first
    for name, (hits, cases) in first.items():
        assert hits >= 0
        assert name.startswith(("width", "ranks in")) or hits <= cases


def test_the_error_of_a_share_takes_worlds_as_clusters() -> None:
    """Worlds that agree have none; one world of ten cases is worth no more than one."""
    assert estimate([(5, 10), (5, 10)]) == (0.5, 0.0, 20)
    share, error, cases = estimate([(0, 10), (10, 10)])
    assert (share, cases) == (0.5, 20)
    assert error == pytest.approx(np.sqrt(50) / 20)
    assert np.isnan(estimate([(5, 10), (0, 0)])[1])


def test_the_small_study_prints_a_line_a_figure_and_two_tables(capsys: pytest.CaptureFixture[str]) -> None:
    """Every kind of world, with its worlds and its error; orders only where there is an order."""
    main(arguments(["--small"]))
    figures, certainty, order, spent = capsys.readouterr().out.split("\n\n")
    lines = figures.splitlines()[1:]
    assert {line.split()[0] for line in lines} == set(KINDS)
    assert all("±" in line and line.endswith("in 4 worlds") for line in lines)
    assert [line.split()[2] for line in certainty.splitlines()[2:]] == list(KINDS)
    assert [line.split()[2] for line in order.splitlines()[2:]] == ["unlike", "labels"]
    assert "load average" in spent
