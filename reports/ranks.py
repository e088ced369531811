"""Which platform is more silent than which: simultaneous step-down rank sets with a joint night bootstrap.

Mogstad, Romano, Shaikh and Wilhelm (2024), "Inference for Ranks with Applications to Mobility across
Neighbourhoods and Academic Achievement across Countries", Review of Economic Studies 91; with METHOD's two
guards for few nights. Rank 1 is the largest value (the most silent).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from reports.intervals import FloatArray, normal_tail, t_upper
from reports.silence import BoolArray, IntArray

DRAWS = 999
LEVEL = 0.05
PAIR_FLOOR = 0.75
_SAME = 1e-9
"""Two indices this near are equal, and equal indices are never separated."""

_HALVES, _WORTH_IT = 2, 50_000
"""Draws are worked out on two cores where draws times platforms are so many."""

Critical = Callable[[float, int], FloatArray | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Values (P,), night scores (P, G), nights (P,) and the number of time cells."""

    value: FloatArray
    night_scores: FloatArray
    nights: IntArray
    time_cells: int


def separations(contest: Contest, *, seed: int | Sequence[int], draws: int = DRAWS, level: float = LEVEL) -> BoolArray:
    """(P, P): True where row is more silent than column, simultaneously over all ordered pairs at ``level``.

    The same nights are drawn for every platform. A pair's SE is at least 0.75 / G; at each step the critical
    value is the larger of the bootstrap's (as a t quantile) and the Bonferroni t quantile of the pairs left.
    """
    fewer = np.minimum.outer(contest.nights, contest.nights).astype(np.float64)
    freedom = fewer - contest.time_cells
    inverse = 1 / np.maximum(_pair_errors(contest.night_scores), PAIR_FLOOR / np.maximum(fewer, 1))

    def critical(found: float, left: int) -> FloatArray:
        return np.maximum(t_upper(normal_tail(found), freedom), t_upper(level / left, freedom))

    return _step_down(contest.value, inverse, _night_noise(contest.night_scores, seed, draws), critical, level)


def plain_separations(
    means: FloatArray,
    standard_errors: FloatArray,
    *,
    seed: int | Sequence[int],
    draws: int = DRAWS,
    level: float = LEVEL,
) -> BoolArray:
    """The published procedure without guards, from independent means and standard errors (P,)."""
    noise = np.random.default_rng(seed).standard_normal((draws, means.size)) * standard_errors
    squared = standard_errors**2
    inverse = 1 / np.sqrt(np.add.outer(squared, squared))
    return _step_down(means, inverse, noise, lambda found, _left: found, level)


def rank_ranges(more: BoolArray) -> tuple[IntArray, IntArray]:
    """From separations the best and the worst rank each may have (P,), 1 = largest: low <= high."""
    low = 1 + more.sum(axis=0)
    high = more.shape[0] - more.sum(axis=1)
    return low.astype(np.int64), high.astype(np.int64)


def _pair_errors(night_scores: FloatArray) -> FloatArray:
    """sqrt(sum over nights of (psi_j - psi_k)²) for every pair, by the expanded square, (P, P)."""
    products = night_scores @ night_scores.T
    own = np.diag(products)
    errors: FloatArray = np.sqrt(np.maximum(own[:, None] + own[None, :] - 2 * products, 0))
    return errors


def _night_noise(night_scores: FloatArray, seed: int | Sequence[int], draws: int) -> FloatArray:
    """Bootstrap deviations (draws, P): nights drawn with replacement, jointly for all platforms."""
    nights = night_scores.shape[1]
    drawn = np.random.default_rng(seed).multinomial(nights, np.full(nights, 1 / nights), size=draws)
    noise: FloatArray = (drawn - 1.0) @ night_scores.T
    return noise


def _step_down(
    value: FloatArray, inverse: FloatArray, noise: FloatArray, critical: Critical, level: float
) -> BoolArray:
    """Reject what exceeds the critical value, then ask again of the pairs left, until nothing more is rejected."""
    difference = value[:, None] - value[None, :]
    statistic = np.where(np.abs(difference) > _SAME, difference * inverse, 0.0)
    left = ~np.eye(value.size, dtype=bool)
    rejected = np.zeros_like(left)
    heights = np.full(noise.shape[0], np.inf)
    while left.any():
        found = _quantile(noise, np.where(left, inverse, 0.0), heights, level)
        new = left & (statistic > 0) & (statistic > critical(found, int(left.sum())))
        if not new.any():
            break
        rejected |= new
        left &= ~new
    return rejected


def _quantile(noise: FloatArray, inverse: FloatArray, heights: FloatArray, level: float) -> float:
    """The order statistic ceil((1 - level)(B + 1)) of B draws' largest studentised differences among the pairs left.

    Conservative, and exact for B = 999. ``heights`` (B,) are those of the step before, and are brought up to date
    in place: with fewer pairs left none grows, so only draws that may still be among the largest are worked out.
    """
    place = min(heights.size, int(np.ceil((1 - level) * (heights.size + 1)) or 1))
    stale = np.ones(heights.size, dtype=bool)
    while True:
        top = np.argpartition(heights, place - 1)[place - 1 :]
        again = np.flatnonzero(stale) if np.isinf(heights).any() else top[stale[top]]
        if not again.size:
            return float(heights[top].min())
        heights[again] = _largest(noise[again], inverse)
        stale[again] = False


def _largest(noise: FloatArray, inverse: FloatArray) -> FloatArray:
    """For each draw (B,) the largest studentised difference among the pairs left; half of the draws at a time."""
    if noise.size < _WORTH_IT:
        return _largest_of(noise, inverse)
    with ThreadPoolExecutor(_HALVES) as crew:  # numpy lets others work meanwhile
        return np.concatenate(list(crew.map(_largest_of, np.array_split(noise, _HALVES), [inverse] * _HALVES)))


def _largest_of(noise: FloatArray, inverse: FloatArray) -> FloatArray:
    """The same, platform by platform."""
    by_platform = np.ascontiguousarray(noise.T)
    largest = np.zeros(noise.shape[0])
    for own, scale in zip(by_platform, inverse, strict=True):
        if scale.any():
            spread = own - by_platform
            spread *= scale[:, None]
            np.maximum(largest, spread.max(axis=0), out=largest)
    return largest
