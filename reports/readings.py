"""What was read at each checkpoint: counts and shares still unanswered, platform by platform of one channel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports import panel
from reports.dataset import Trial
from reports.edition import Edition, counted
from reports.silence import tally, unanswered
from reports.states import WAITING


FEWEST_NIGHTS = 2
"""A stratum seen on fewer nights has no night score (reports.eligibility), so no interval can be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One checkpoint of one platform: ``waiting`` of ``inquiries`` had no substantive answer.

    ``share``, ``low`` and ``high`` (0..1) weigh the strata equally, as the index does; None where a stratum has
    fewer than two nights, whose spread nobody knows.
    """

    waiting: int
    inquiries: int
    share: float | None
    low: float | None
    high: float | None


def inside(edition: Edition, channel: str) -> list[Trial]:
    """The channel's trials within the window of the ranking."""
    own = [t for t in edition.trials if t.channel == channel]
    nights = set(panel.window(panel.frame(own), edition.study.window_nights))
    return [t for t in own if t.night in nights]


def readings(edition: Edition, channel: str) -> Mapping[str, Sequence[Reading]]:
    """By platform id one reading a checkpoint; platforms without a counted inquiry are left out."""
    trials = counted(inside(edition, channel))
    if not trials:
        return {}
    plan = panel.design(edition.study, [channel])
    rows = panel.frame(trials)
    letters = panel.states(rows["checkpoint_states"], plan.checkpoints)
    cells = panel.cells(rows, plan, sorted({t.night for t in trials}))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = unanswered(tally(cells, panel.waiting(letters)), plan.weights)
    by_platform = defaultdict(list)
    for trial in trials:
        by_platform[trial.platform].append(trial)
    found = {}
    for code, platform in enumerate(plan.platforms):
        if own := by_platform.get(platform):
            known = _nights_of_strata(own, plan) >= FEWEST_NIGHTS
            told = shares[code].tolist() if known else [(None, None, None)] * plan.checkpoints
            found[platform] = [_reading(own, c, told[c]) for c in range(plan.checkpoints)]
    return found


def _nights_of_strata(trials: Sequence[Trial], plan: panel.Design) -> int:
    """The nights of the stratum that has fewest."""
    nights = defaultdict(set)
    for one in trials:
        nights[one.channel, one.topic, one.time_cell].add(one.night)
    return min(len(nights[stratum]) for stratum in plan.strata)


def _reading(trials: Sequence[Trial], checkpoint: int, found: Sequence[float | None]) -> Reading:
    share, low, high = (None if value is None else float(value) for value in found)
    return Reading(
        waiting=sum(t.checkpoint_states[checkpoint] == WAITING for t in trials),
        inquiries=len(trials),
        share=share,
        low=low,
        high=high,
    )
