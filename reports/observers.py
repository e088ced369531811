"""What two observers saw of the same questions in the same nights: a check that the answer depends on nobody's place.

A second look repeats a pair from another observer. Which observer asks first is drawn anew each night, so that
coming second favours none of them. Second looks are in no index: a platform that is asked twice counts once.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.companions import Agreement
from reports.dataset import Trial
from reports.edition import counted
from reports.intervals import ERROR_FLOOR, FloatArray, effective_trials, t_quantile, wilson
from reports.states import UNKNOWN, WAITING

AGAIN = "+"
"""In the pair id of a second look: the pair that it repeats, this sign, and the observer."""


@dataclass(frozen=True, slots=True)
class _Both:
    """One question as both saw it: checkpoints observed by both, how many of them alike, and first minus other."""

    night: str
    checkpoints: int
    alike: int
    difference: float  # -1..1


def agreements(trials: Iterable[Trial], second_looks: Iterable[Trial]) -> list[Agreement]:
    """One row a channel kind and pair of observers that have asked the same; by channel, then by their names."""
    looks = list(counted(second_looks))
    first = {(trial.pair_id, trial.topic): trial for trial in counted(trials)} if looks else {}
    found: defaultdict[tuple[str, str, str], list[_Both]] = defaultdict(list)
    for look in looks:
        asked = first.get((look.pair_id.split(AGAIN)[0], look.topic))
        if asked is not None and asked.observer != look.observer:
            one, other = sorted((asked, look), key=lambda trial: trial.observer)
            if both := _both(one, other):
                found[look.channel, one.observer, other.observer].append(both)
    return [_agreement(*key, seen) for key, seen in sorted(found.items())]


def _both(one: Trial, other: Trial) -> _Both | None:
    """None if no checkpoint was observed by both."""
    pairs = [
        (a == WAITING, b == WAITING)
        for a, b in zip(one.checkpoint_states, other.checkpoint_states, strict=True)
        if UNKNOWN not in (a, b)
    ]
    if not pairs:
        return None
    difference = sum(a - b for a, b in pairs) / len(pairs)
    return _Both(one.night, len(pairs), sum(a == b for a, b in pairs), difference)


def _agreement(channel: str, observer: str, other: str, seen: Sequence[_Both]) -> Agreement:
    checkpoints = sum(both.checkpoints for both in seen)
    share = sum(both.alike for both in seen) / checkpoints
    nights = len({both.night for both in seen})
    off = _by_night({i: (both.night, both.alike - share * both.checkpoints) for i, both in enumerate(seen)})
    trials = effective_trials(share, _error(off, checkpoints), inquiries=len(seen), nights=nights)
    low, high = wilson(share, trials)
    mean = sum(both.difference for both in seen) / len(seen)
    off = _by_night({i: (both.night, both.difference - mean) for i, both in enumerate(seen)})
    spread = t_quantile(nights - 1) * max(_error(off, len(seen)), ERROR_FLOOR / nights)
    return Agreement(
        channel=channel, observer=observer, other=other, asked_by_both=len(seen), nights=nights,
        checkpoints=checkpoints, agreement=share, agreement_low=low, agreement_high=high, difference=100 * mean,
        difference_low=100 * max(mean - spread, -1.0), difference_high=100 * min(mean + spread, 1.0),
    )  # fmt: skip


def _by_night(rows: Mapping[int, tuple[str, float]]) -> FloatArray:
    """What is left over the mean, summed by night, (G,)."""
    sums: defaultdict[str, float] = defaultdict(float)
    for night, value in rows.values():
        sums[night] += value
    return np.array(list(sums.values()))


def _error(off: FloatArray, count: int) -> float:
    """The linearised error of a mean over ``count`` with nights as clusters; 0 where there is one night."""
    nights = len(off)
    return math.sqrt(nights / (nights - 1) * float((off**2).sum())) / count if nights > 1 else 0.0
