"""What was read at each checkpoint: counts and shares still unanswered, platform by platform of one channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports import panel
from reports.dataset import Trial
from reports.edition import Edition, counted
from reports.held import Held
from reports.intervals import FloatArray
from reports.silence import tally, unanswered

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


def inside(edition: Edition, channel: str) -> Held[Trial]:
    """The channel's trials within the window of the ranking."""
    return edition.once(("inside", channel), lambda: _inside(edition, channel))


def _inside(edition: Edition, channel: str) -> Held[Trial]:
    own = edition.every().where(edition.every().among("channel", (channel,)))
    alive = own.where(~own.among("ending", ("void",))).distinct("night")  # as panel.window, without a frame
    still_open = own.where(own.among("ending", ("open",))).distinct("night")
    nights = sorted(alive - still_open)[-edition.study.window_nights :]
    return own.where(own.among("night", nights))


def readings(edition: Edition, channel: str) -> Mapping[str, Sequence[Reading]]:
    """By platform id one reading a checkpoint; platforms without a counted inquiry are left out."""
    trials = counted(inside(edition, channel))
    if not len(trials):
        return {}
    plan = panel.design(edition.study, [channel])
    rows = panel.frame(trials)
    letters = panel.states(rows["checkpoint_states"], plan.checkpoints)
    counts = tally(panel.cells(rows, plan, sorted(trials.distinct("night"))), panel.waiting(letters))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = unanswered(counts, plan.weights)
    known = (counts.inquiries > 0).sum(axis=2).min(axis=1) >= FEWEST_NIGHTS  # of the stratum that has fewest
    waiting, inquiries = counts.waiting.sum(axis=(1, 2)), counts.inquiries.sum(axis=(1, 2))
    return {
        platform: [
            _reading(int(waiting[code, c]), int(inquiries[code]), shares[code, c] if known[code] else None)
            for c in range(plan.checkpoints)
        ]
        for code, platform in enumerate(plan.platforms)
        if inquiries[code]
    }


def _reading(waiting: int, inquiries: int, found: FloatArray | None) -> Reading:
    share, low, high = (None, None, None) if found is None else (float(value) for value in found)
    return Reading(waiting=waiting, inquiries=inquiries, share=share, low=low, high=high)
