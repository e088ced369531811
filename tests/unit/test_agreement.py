"""Agreement between coders: values of the literature, an independent implementation, and what must always hold."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from reports.coding.agreement import (
    Unit,
    agreement,
    alpha,
    clustered,
    coincidence,
    kappa,
    kish,
    pairs,
    percent_agreement,
    share,
)

SEED = (7, 1)
TWO = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40)


def units(values, clusters: int = 1000):  # type: ignore[no-untyped-def]
    return [Unit(cluster=f"i{n % clusters}", values=tuple(found)) for n, found in enumerate(values)]


def table(values, categories: int = 4):  # type: ignore[no-untyped-def]
    return clustered(units(values), lambda unit: pairs(unit, categories)).sum(axis=0)


def coincidences(values, categories: int = 5):  # type: ignore[no-untyped-def]
    return clustered(units(values), lambda unit: coincidence(unit, categories)).sum(axis=0)


def test_kappa_of_cohen_1960() -> None:
    """His table of 200 cases in three categories has kappa .492 (weighted none)."""
    found = np.array([[88, 10, 2], [14, 40, 6], [18, 10, 12]], dtype=float)
    assert float(kappa(found)) == pytest.approx(0.492, abs=5e-4)
    assert float(percent_agreement(found)) == pytest.approx(0.70)


def test_alpha_of_two_coders_and_binary_data() -> None:
    """Krippendorff (2011), part A: ten units, two observers, alpha .095."""
    first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert float(alpha(coincidences(zip(first, second, strict=True)))) == pytest.approx(0.095, abs=5e-4)


def test_alpha_of_two_coders_and_nominal_data() -> None:
    """Krippendorff (2011), part B: twelve units, categories a to e, alpha .692."""
    first, second = "a a b b d c c c e d d a", "b a b b b c c c e d d d"
    letters = [
        ("abcde".index(x), "abcde".index(y)) for x, y in zip(first.split(), second.split(), strict=True)
    ]  # fmt: skip
    assert float(alpha(coincidences(letters))) == pytest.approx(0.692, abs=5e-4)


def test_alpha_of_four_coders_with_missing_values() -> None:
    """Krippendorff (2011), part C: twelve units of which one has a single value, nominal alpha .743."""
    rows = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ]
    values = [tuple(v - 1 for v in unit if v) for unit in zip(*rows, strict=True)]
    assert float(alpha(coincidences(values))) == pytest.approx(0.743, abs=5e-4)


@settings(deadline=None)
@given(TWO)
def test_kappa_agrees_with_statsmodels(values: list[tuple[int, int]]) -> None:
    found, expected = float(kappa(table(values))), float(cohens_kappa(table(values), return_results=False))
    assert np.isnan(found) or found == pytest.approx(expected)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=4), min_size=2, max_size=20))
def test_alpha_agrees_with_another_implementation(values: list[list[int]]) -> None:
    """With missing values and any number of coders."""
    data = np.full((4, len(values)), np.nan)
    for place, given_ in enumerate(values):
        data[: len(given_), place] = given_
    found = float(alpha(coincidences(values)))
    if np.isnan(found):
        return
    assert found == pytest.approx(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


@settings(deadline=None)
@given(TWO)
def test_perfect_agreement_is_one(values: list[tuple[int, int]]) -> None:
    """Where everybody says the same of every message, and there is more than one category."""
    same = [(first, first) for first, _ in values]
    for found in (float(kappa(table(same))), float(alpha(coincidences(same)))):
        assert found == pytest.approx(1.0) if len({v for v, _ in same}) > 1 else np.isnan(found)


@settings(deadline=None)
@given(TWO, st.permutations(range(4)))
def test_names_of_categories_do_not_matter(values: list[tuple[int, int]], names: list[int]) -> None:
    """Nominal figures know no order."""
    renamed = [(names[a], names[b]) for a, b in values]
    for statistic, made in ((kappa, table), (alpha, coincidences)):
        assert float(statistic(made(renamed))) == pytest.approx(float(statistic(made(values))), nan_ok=True)


@settings(deadline=None, max_examples=20)
@given(TWO, st.randoms(use_true_random=False))
def test_order_of_messages_and_coders_does_not_matter(values, random) -> None:  # type: ignore[no-untyped-def]
    """Same figures, same intervals; kappa and alpha are symmetric in two coders."""
    made = units(values, clusters=7)
    mixed = list(made)
    random.shuffle(mixed)
    assert agreement(mixed, 4, SEED) == agreement(made, 4, SEED)
    turned = [(b, a) for a, b in values]
    assert float(kappa(table(turned))) == pytest.approx(float(kappa(table(values))), nan_ok=True)


@settings(deadline=None, max_examples=20)
@given(TWO)
def test_interval_holds_its_figure(values: list[tuple[int, int]]) -> None:
    for figure in agreement(units(values, clusters=9), 4, SEED).values():
        if figure.value is not None and figure.low is not None and figure.high is not None:
            assert figure.low - 1e-12 <= figure.value <= figure.high + 1e-12


def test_perfect_agreement_is_no_certainty() -> None:
    """Thirty messages in thirty inquiries, all agreed: the lower bound is Clopper-Pearson's, not 1."""
    found = agreement(units([(n % 3, n % 3) for n in range(30)]), 4, SEED)
    assert found["kappa"].value == found["alpha"].value == 1.0
    assert found["percent"].low == pytest.approx(0.8865, abs=5e-4)  # Wilson, 30 of 30
    assert found["kappa"].low == pytest.approx((0.8843 - 1 / 3) / (2 / 3), abs=1e-3)  # Clopper-Pearson .8843


def test_coder_of_one_category_has_no_interval_of_kappa() -> None:
    """Kappa is then 0 whatever the other says, which is no certainty either."""
    found = agreement(units([(n % 3, 2) for n in range(30)]), 4, SEED)
    assert found["kappa"].value == pytest.approx(0)
    assert (found["kappa"].low, found["kappa"].high) == (None, None)
    assert found["percent"].low is not None


def test_messages_of_one_inquiry_are_one_witness() -> None:
    """The same messages in fewer inquiries give wider intervals."""
    values = [(n % 3, (n + n // 20) % 3) for n in range(60)]
    apart = agreement(units(values), 4, SEED)["alpha"]
    grouped = [Unit(cluster=f"i{n // 10}", values=found) for n, found in enumerate(values)]
    together = agreement(grouped, 4, SEED)["alpha"]
    assert apart.value == together.value
    assert together.high - together.low > apart.high - apart.low


def test_weights_stand_for_messages_not_drawn() -> None:
    """A message of weight two counts as two messages of weight one."""
    twice = [Unit(cluster="a", values=(0, 1), weight=2.0), Unit(cluster="b", values=(1, 1), weight=1.0)]
    thrice = units([(0, 1), (0, 1), (1, 1)])
    assert agreement(twice, 2, SEED)["percent"].value == pytest.approx(agreement(thrice, 2, SEED)["percent"].value)


def test_coder_without_a_second_agrees_with_nobody() -> None:
    """One label a message: no figure at all."""
    assert agreement(units([(0,), (1,)]), 2, SEED)["alpha"].value is None


def test_effective_number_of_clusters() -> None:
    assert kish(np.array([1.0, 1.0, 1.0])) == pytest.approx(3)
    assert kish(np.array([3.0, 1.0])) == pytest.approx(1.6)


def test_share_by_wilson_over_clusters() -> None:
    """Where no cluster differs, n is their number."""
    found = share(np.ones(20), np.ones(20), SEED)
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.8389, abs=5e-4)
