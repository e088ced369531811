"""Intervals around a share, honest with few clusters: logit-t, Clopper-Pearson, Wilson. The one door to scipy."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import stats  # type: ignore[import-untyped, unused-ignore]

FloatArray = npt.NDArray[np.float64]
LEVEL = 0.95
_Z = float(stats.norm.isf((1 - LEVEL) / 2))
EDGE = 1e-9
"""A share this near 0 or 1 is 0 or 1."""

ERROR_FLOOR = 0.5
"""Nights that agree do not prove certainty: the error of a gap or a change is at least this share of a night, 0.5/G."""

INDEX_FLOOR = 0.15
"""The same for the interval of an index, which near its ends leans on the exact one (docs/decisions/0022)."""

NEAR_NIGHTS = 2
"""Less than so many nights' worth of the rarer outcome is too little for a spread to be estimated from."""

DIFFERING_NIGHTS = 3

LOGIT_T, EXACT = "logit_t", "clopper_pearson"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """An interval on the 0..1 scale and the ``rule`` that gave it: ``logit_t`` or ``clopper_pearson``."""

    low: float
    high: float
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What an interval rests on: the ``share`` (0..1), its cluster ``error`` (without floor), nights and time cells.

    ``smallest_cell`` is the number of nights of the time cell that has fewest; ``nights_off_median`` the number
    of nights whose mean is not the median night mean and whose score is not zero.
    """

    share: float
    error: float
    nights: int
    time_cells: int
    smallest_cell: int
    nights_off_median: int


@cache
def t_quantile(freedom: int, level: float = LEVEL) -> float:
    """Two-sided critical value of Student's t; infinite without a degree of freedom."""
    return float(stats.t.isf((1 - level) / 2, freedom)) if freedom > 0 else math.inf


def t_upper(tail: float, freedom: FloatArray) -> FloatArray:
    """Upper-tail quantiles of Student's t, shaped as ``freedom``; infinite where there is no degree of freedom."""
    few, place = np.unique(freedom, return_inverse=True)
    found: FloatArray = np.where(few > 0, stats.t.isf(tail, np.maximum(few, 1)), np.inf)[place]
    return found


def t_tails(values: FloatArray, freedom: FloatArray) -> FloatArray:
    """Two-sided p values of Student's t, shaped as ``values``; 1 where there is no degree of freedom."""
    found: FloatArray = np.where(freedom > 0, 2 * stats.t.sf(np.abs(values), np.maximum(freedom, 1)), 1.0)
    return found


def normal_tail(value: float) -> float:
    """P(Z > value) of a standard normal."""
    return float(stats.norm.sf(value))


def interval(evidence: Evidence) -> Bounds:
    """METHOD's interval of an index on the 0..1 scale: low <= share <= high.

    Cluster t on the logit scale, the error at least 0.15/G; at 0 or 1 Clopper-Pearson alone; with fewer than 3
    nights off the median the wider of both; nearer to an end than 2/G the wider of both without the floor, which
    there would be larger than what it guards (docs/decisions/0022).
    """
    exact = clopper_pearson(evidence.share, evidence.time_cells * evidence.smallest_cell)
    if evidence.share <= EDGE or evidence.share >= 1 - EDGE:
        return Bounds(low=exact[0], high=exact[1], rule=EXACT)
    nights = max(evidence.nights, 1)
    near = min(evidence.share, 1 - evidence.share) < NEAR_NIGHTS / nights - EDGE
    error = evidence.error if near else max(evidence.error, INDEX_FLOOR / nights)
    smooth = logit_t(evidence.share, error, freedom(evidence))
    doubtful = near or evidence.nights_off_median < DIFFERING_NIGHTS
    if doubtful and exact[1] - exact[0] > smooth[1] - smooth[0]:
        return Bounds(low=exact[0], high=exact[1], rule=EXACT)
    return Bounds(low=smooth[0], high=smooth[1], rule=LOGIT_T)


def freedom(evidence: Evidence) -> int:
    """Degrees of freedom of a cluster t: nights less the independent ways in which their scores add up to zero.

    Scores of nights that hold every time cell add up to zero once, over all of them: G - 1. Where some nights lack
    one, the scores of each cell may do so by themselves: G - number of time cells (docs/decisions/0110).
    """
    complete = evidence.smallest_cell == evidence.nights
    return evidence.nights - (1 if complete else evidence.time_cells)


def logit_t(share: float, error: float, degrees: int) -> tuple[float, float]:
    """Student's t on the logit scale, by the delta method; ``share`` strictly inside (0, 1)."""
    if degrees <= 0:
        return 0.0, 1.0
    spread = t_quantile(degrees) * error / (share * (1 - share))
    middle = math.log(share / (1 - share))
    return _expit(middle - spread), _expit(middle + spread)


def clopper_pearson(share: float, trials: float) -> tuple[float, float]:
    """The exact binomial interval (Clopper and Pearson 1934), with fractional successes ``share * trials``."""
    if trials <= 0:
        return 0.0, 1.0
    hits, tail = share * trials, (1 - LEVEL) / 2
    low = 0.0 if share <= EDGE else float(stats.beta.ppf(tail, hits, trials - hits + 1))
    high = 1.0 if share >= 1 - EDGE else float(stats.beta.ppf(1 - tail, hits + 1, trials - hits))
    return min(low, share), max(high, share)


def wilson(share: float, trials: float) -> tuple[float, float]:
    """Wilson's score interval (1927) for a share of ``trials``, which need not be whole."""
    if trials <= 0:
        return 0.0, 1.0
    z = _Z
    scale = 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / scale
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / scale
    return min(max(0.0, middle - half), share), max(min(1.0, middle + half), share)


def effective_trials(share: float, error: float, *, inquiries: int, nights: int) -> float:
    """Wilson's n under clustering: min(inquiries, p(1-p)/SE²), or the nights if SE = 0. ``error`` unfloored."""
    if error <= EDGE:
        return float(nights)
    return min(float(inquiries), share * (1 - share) / error**2)


def share_by_night(outcomes: Sequence[tuple[str, bool]]) -> tuple[float, float]:
    """Wilson's interval of a plain share of (night, outcome) with the n that nights as clusters leave."""
    share = sum(outcome for _, outcome in outcomes) / len(outcomes)
    nights: defaultdict[str, float] = defaultdict(float)
    for night, outcome in outcomes:
        nights[night] += ((1.0 if outcome else 0.0) - share) / len(outcomes)
    clusters = len(nights)
    spread = math.sqrt(sum(score**2 for score in nights.values()))
    error = spread * math.sqrt(clusters / (clusters - 1)) if clusters > 1 else 0.0
    return wilson(share, effective_trials(share, error, inquiries=len(outcomes), nights=clusters))


def _expit(value: float) -> float:
    if math.isinf(value):
        return 0.0 if value < 0 else 1.0
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))
