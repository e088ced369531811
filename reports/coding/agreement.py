"""How well coders agree: percent agreement, Cohen's kappa and Krippendorff's alpha, with intervals by inquiry.

Every figure is a function of a table that is a sum over inquiries, so the bootstrap draws inquiries (a coder who
misreads one conversation misreads all of it) and adds their tables.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reports.intervals import EDGE, LEVEL, FloatArray, clopper_pearson, effective_trials, wilson

DRAWS = 1999
LEAST_CLUSTERS = 2
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with its 95 % interval; None where it is not defined, such as kappa where all is one category."""

    value: float | None
    low: float | None
    high: float | None
    units: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One message: its ``cluster`` (the inquiry), the categories given to it (codes), and its design ``weight``."""

    cluster: str
    values: tuple[int, ...]
    weight: float = 1.0


def percent_agreement(tables: FloatArray) -> FloatArray:
    """Share on the diagonal of (..., K, K)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found: FloatArray = np.trace(tables, axis1=-2, axis2=-1) / tables.sum(axis=(-2, -1))
    return found


def kappa(tables: FloatArray) -> FloatArray:
    """Cohen's kappa (1960) of (..., K, K) tables of two coders: (p_o - p_e) / (1 - p_e); nan where p_e = 1."""
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = tables / tables.sum(axis=(-2, -1), keepdims=True)
        chance = (shares.sum(axis=-1) * shares.sum(axis=-2)).sum(axis=-1)
        found: FloatArray = np.where(
            1 - chance > EDGE, (np.trace(shares, axis1=-2, axis2=-1) - chance) / (1 - chance), np.nan
        )
    return found


def alpha(coincidences: FloatArray) -> FloatArray:
    """Krippendorff's alpha (2004, ch. 11; 2011), nominal, of (..., K, K) coincidences: 1 - D_o / D_e.

    D_e takes values without replacement, n(n - 1); nan where all pairable values are one category.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        values = coincidences.sum(axis=-1)
        n = values.sum(axis=-1)
        observed = 1 - np.trace(coincidences, axis1=-2, axis2=-1) / n
        expected = (n**2 - (values**2).sum(axis=-1)) / (n * (n - 1))
        found: FloatArray = np.where(expected > EDGE, 1 - observed / expected, np.nan)
    return found


def pairs(unit: Unit, categories: int) -> FloatArray:
    """(K, K): the first coder's category against the second's."""
    table = np.zeros((categories, categories))
    table[unit.values[0], unit.values[1]] = unit.weight
    return table


def coincidence(unit: Unit, categories: int) -> FloatArray:
    """(K, K): every ordered pair of the m values of a unit, each 1 / (m - 1); units with one value pair nothing."""
    counts = np.bincount(unit.values, minlength=categories).astype(np.float64)
    several = len(unit.values) - 1
    if several < 1:
        return np.zeros((categories, categories))
    table: FloatArray = (np.outer(counts, counts) - np.diag(counts)) * unit.weight / several
    return table


def scaled(units: Sequence[Unit]) -> list[Unit]:
    """Weights brought to mean 1, so that weighted tables count as many values as there are."""
    total = sum(unit.weight for unit in units)
    return [
        Unit(cluster=unit.cluster, values=unit.values, weight=unit.weight * len(units) / total) for unit in units
    ]  # fmt: skip


def agreement(units: Sequence[Unit], categories: int, seed: Sequence[int]) -> Mapping[str, Figure]:
    """``percent``, ``kappa`` (two values a unit only) and ``alpha`` of ``units``, with intervals.

    Intervals: percentile bootstrap over clusters (B = 1999); percent agreement by Wilson with the effective number of
    clusters. Where all agree (or none), resampling knows no doubt: the interval is then Clopper-Pearson's for the
    percent agreement over clusters, carried into kappa and alpha at the chance agreement found. Where resampling cannot
    move a figure there is no interval.
    """
    both = scaled([unit for unit in units if len(unit.values) > 1])
    if not both:
        none = Figure(value=None, low=None, high=None)
        return {"percent": none, "kappa": none, "alpha": none}
    coincidences = clustered(both, lambda unit: coincidence(unit, categories))
    found = {"percent": _percent(coincidences, len(both), seed)}
    two = [unit for unit in both if len(unit.values) == 2]
    tables = clustered(two, lambda unit: pairs(unit, categories)) if len(two) == len(both) else coincidences[:0]
    found["kappa"] = _figure(tables, kappa, len(two), seed)
    found["alpha"] = _figure(coincidences, alpha, len(both), seed)
    return found


def clustered(units: Sequence[Unit], table: Callable[[Unit], FloatArray]) -> FloatArray:
    """(C, K, K): the tables of all units, summed within each cluster; clusters in alphabetical order."""
    names = sorted({unit.cluster for unit in units})
    summed = dict.fromkeys(names, 0.0)
    for unit in units:
        summed[unit.cluster] = summed[unit.cluster] + table(unit)  # type: ignore[assignment]
    return np.stack([np.asarray(summed[name]) for name in names])


def resampled(tables: FloatArray, seed: Sequence[int], draws: int = DRAWS) -> FloatArray:
    """(B, K, K): sums over clusters drawn with replacement."""
    clusters = len(tables)
    counts = np.random.default_rng(list(seed)).multinomial(clusters, np.full(clusters, 1 / clusters), size=draws)
    found: FloatArray = np.tensordot(counts.astype(np.float64), tables, axes=1)
    return found


def kish(weights: FloatArray) -> float:
    """Kish's effective number (1965) of unequally weighted clusters: (sum w)² / sum w²."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def share(hits: FloatArray, of: FloatArray, seed: Sequence[int]) -> Figure:
    """Sum ``hits`` / sum ``of`` over clusters (C,), Wilson with n = p(1 - p) / SE², at most Kish's number.

    The same rule as METHOD's for shares unanswered, SE from the cluster bootstrap.
    """
    total = float(of.sum())
    if total <= EDGE:
        return Figure(value=None, low=None, high=None)
    value = min(1.0, float(hits.sum()) / total)
    drawn = resampled(np.stack([hits, of], axis=-1)[:, None, :], seed)[:, 0]
    drawn = drawn[drawn[:, 1] > EDGE]
    most = kish(of[of > EDGE])
    error = float((drawn[:, 0] / drawn[:, 1]).std())
    trials = min(most, effective_trials(value, error, inquiries=math.ceil(most), nights=math.ceil(most)))
    low, high = wilson(value, trials)
    return Figure(value=value, low=low, high=high, units=int((of > EDGE).sum()))


def _percent(coincidences: FloatArray, units: int, seed: Sequence[int]) -> Figure:
    found = share(np.trace(coincidences, axis1=-2, axis2=-1), coincidences.sum(axis=(-2, -1)), seed)
    return Figure(value=found.value, low=found.low, high=found.high, units=units)


def _figure(
    tables: FloatArray, statistic: Callable[[FloatArray], FloatArray], units: int, seed: Sequence[int]
) -> Figure:  # fmt: skip
    if not len(tables):
        return Figure(value=None, low=None, high=None, units=units)
    value = float(statistic(tables.sum(axis=0)))
    if math.isnan(value):
        return Figure(value=None, low=None, high=None, units=units)
    agreed = float(percent_agreement(tables.sum(axis=0)))
    if len(tables) < LEAST_CLUSTERS:
        return Figure(value=value, low=None, high=None, units=units)
    if agreed <= EDGE or agreed >= 1 - EDGE:
        low, high = _at_the_end(value, agreed, tables)
    else:
        drawn = statistic(resampled(tables, seed))
        tail = 100 * (1 - LEVEL) / 2
        low, high = (float(bound) for bound in np.nanpercentile(drawn, [tail, 100 - tail]))
        if high - low <= EDGE:  # such as kappa where one coder has but one category: 0 whatever is drawn
            return Figure(value=value, low=None, high=None, units=units)
    return Figure(value=value, low=min(low, value), high=max(high, value), units=units)


def _at_the_end(value: float, agreed: float, tables: FloatArray) -> tuple[float, float]:
    """Clopper-Pearson for the agreement over clusters, at the chance agreement that value and agreement imply."""
    bounds = clopper_pearson(agreed, kish(tables.sum(axis=(-2, -1))))
    total = tables.sum(axis=0)
    n = total.sum()
    marginals = total.sum(axis=-1) / n * (total.sum(axis=-2) / n)
    chance = float(marginals.sum())
    low, high = ((bound - chance) / (1 - chance) for bound in bounds)
    return low, high
