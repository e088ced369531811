"""The Silence Index and its night scores, for many platforms at once, from whole-number tallies.

Everything is counted first (platform x stratum x night x checkpoint), so that no order of rows can change a
digit; all shares live on the 0..1 scale here and are multiplied by 100 where they are published.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reports.intervals import EDGE, ERROR_FLOOR, Bounds, Evidence, FloatArray, effective_trials, interval, wilson

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Where each of n inquiries lies: codes of its platform, stratum and night (n,), and how many there are of each."""

    platform: IntArray
    stratum: IntArray
    night: IntArray
    platforms: int
    strata: int
    nights: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Inquiries (P, S, G) and, of these, how many were waiting at each checkpoint (P, S, G, C)."""

    inquiries: FloatArray
    waiting: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """A linear figure of each platform: ``value`` (P,) and its linearised ``night_scores`` (P, G).

    ``nights`` and ``inquiries`` (P,) are what it rests on; ``value`` is nan where a stratum of non-zero weight is
    empty.
    """

    value: FloatArray
    night_scores: FloatArray
    nights: IntArray
    inquiries: IntArray


def tally(cells: Cells, waiting: BoolArray) -> Tally:
    """Count inquiries by cell; ``waiting`` is (n, C)."""
    shape = (cells.platforms, cells.strata, cells.nights)
    flat = np.ravel_multi_index((cells.platform, cells.stratum, cells.night), shape)
    size = int(np.prod(shape))
    columns = [np.bincount(flat, weights=column, minlength=size) for column in waiting.T]
    return Tally(
        inquiries=np.bincount(flat, minlength=size).reshape(shape).astype(np.float64),
        waiting=np.stack(columns, axis=-1).reshape(*shape, waiting.shape[1]).astype(np.float64),
    )


def scores(counted: Tally, strata_weights: FloatArray, checkpoint_weights: FloatArray | None = None) -> Scores:
    """SI_p = sum over strata of w_s * mean(u_i), and METHOD's night scores psi_g.

    ``strata_weights`` (S,) may be signed (a gap); ``checkpoint_weights``, (C,) or (S, C), default to equal shares.
    A stratum seen on a single night has no score of its own (its factor sqrt(m / (m - 1)) does not exist): nan.
    """
    silent = _silent(counted.waiting, checkpoint_weights)  # (P, S, G): sum of u_i
    asked = counted.inquiries.sum(axis=2)  # (P, S): n_s
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = silent.sum(axis=2) / asked
        nights = (counted.inquiries > 0).sum(axis=2)  # m_s
        factor = strata_weights * np.sqrt(nights / (nights - 1)) / asked
        lines = factor[:, :, None] * (silent - mean[:, :, None] * counted.inquiries)
    used = strata_weights != 0
    return Scores(
        value=(strata_weights * mean)[:, used].sum(axis=1),
        night_scores=lines[:, used].sum(axis=1),
        nights=(counted.inquiries.sum(axis=1) > 0).sum(axis=1),
        inquiries=asked.sum(axis=1).astype(np.int64),
    )


def _silent(waiting: FloatArray, weights: FloatArray | None) -> FloatArray:
    """Waiting counts (P, S, G, C) summed over checkpoints by weight; equal weights divide once, so 1 stays 1."""
    if weights is None:
        equal: FloatArray = waiting.sum(axis=-1) / waiting.shape[-1]
        return equal
    summed: FloatArray = (waiting * weights[:, None, :]).sum(axis=-1) if weights.ndim == 2 else waiting @ weights
    return summed


def errors(found: Scores, *, floor: float = ERROR_FLOOR) -> FloatArray:
    """SE = sqrt(sum of squared night scores) (P,), at least ``floor`` / G."""
    raw = np.sqrt((found.night_scores**2).sum(axis=1))
    floored: FloatArray = np.maximum(raw, floor / np.maximum(found.nights, 1))
    return floored


def intervals(counted: Tally, found: Scores, cell_of_stratum: IntArray) -> list[Bounds]:
    """METHOD's interval of each index (P,) on the 0..1 scale; ``cell_of_stratum`` (S,) are time-cell codes."""
    time_cells = int(cell_of_stratum.max()) + 1
    off, least, error = (
        _differing_nights(counted, found),
        _smallest_cell(counted, cell_of_stratum),
        errors(found, floor=0),
    )
    return [
        interval(
            Evidence(
                share=float(np.clip(share, 0, 1)),
                error=float(error[p]),
                nights=int(found.nights[p]),
                time_cells=time_cells,
                smallest_cell=int(least[p]),
                nights_off_median=int(off[p]),
            )
        )
        for p, share in enumerate(found.value)
    ]


def unanswered(counted: Tally, strata_weights: FloatArray) -> FloatArray:
    """Share still unanswered at each checkpoint with its Wilson interval: (P, C, 3) as share, low, high."""
    checkpoints = counted.waiting.shape[-1]
    rows = np.empty((counted.waiting.shape[0], checkpoints, 3))
    for c in range(checkpoints):
        found = scores(counted, strata_weights, np.eye(checkpoints)[c])
        raw = errors(found, floor=0.0)
        for p, share in enumerate(np.clip(found.value, 0, 1)):
            trials = effective_trials(share, raw[p], inquiries=int(found.inquiries[p]), nights=int(found.nights[p]))
            rows[p, c] = (share, *wilson(share, trials))
    return rows


def log_weights(seconds: FloatArray) -> FloatArray:
    """Checkpoint weights of the log audit index: the share of log waiting time each one stands for (trapezoids).

    With these, ``scores`` gives the mean height of the unanswered curve over log time from the first checkpoint
    to the last.
    """
    steps = np.diff(np.log(seconds))
    edges = np.concatenate([[0.0], steps, [0.0]])
    weights: FloatArray = (edges[:-1] + edges[1:]) / 2 / steps.sum()
    return weights


def _differing_nights(counted: Tally, found: Scores) -> IntArray:
    """How many nights of each platform differ: a mean other than the median night mean, and a score (P,).

    A platform that always answers one topic and never the other has odd nights wherever an inquiry was lost, and
    still no spread at all.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        means = counted.waiting.sum(axis=(1, 3)) / counted.inquiries.sum(axis=1) / counted.waiting.shape[-1]
    off = [int((np.abs(seen - np.median(seen)) > EDGE).sum()) if seen.size else 0 for seen in _present(means)]
    scored: IntArray = (np.abs(found.night_scores) > EDGE).sum(axis=1)
    return np.minimum(np.array(off, dtype=np.int64), scored)


def _present(means: FloatArray) -> list[FloatArray]:
    return [row[~np.isnan(row)] for row in means]


def _smallest_cell(counted: Tally, cell_of_stratum: IntArray) -> IntArray:
    """Nights of the time cell that has fewest (P,)."""
    cells = [
        (counted.inquiries[:, cell_of_stratum == cell].sum(axis=1) > 0).sum(axis=1)
        for cell in range(int(cell_of_stratum.max()) + 1)
    ]
    least: IntArray = np.min(np.stack(cells), axis=0)
    return least
