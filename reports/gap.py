"""The after-sale gap: questions about after-sale matters, asked without a purchase, against pre-sale ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reports.intervals import FloatArray, t_quantile
from reports.panel import Design
from reports.silence import BoolArray, Scores, Tally, errors, scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """SI(after-sale) - SI(pre-sale) with its interval, 0..1 scale (-1..1), (P,); ``holds``: may be published.

    ``requests_answered`` (P,): the same difference with information requests counted as answers.
    """

    value: FloatArray
    requests_answered: FloatArray
    low: FloatArray
    high: FloatArray
    holds: BoolArray


def after_sale_gap(counted: Tally, answered_by_request: Tally, plan: Design) -> Gap:
    """The gap of each platform, paired within night: cluster t on night differences, raw scale, floor 0.5/G.

    ``answered_by_request`` is the tally with information requests (circular ones too) counted as answers: the gap
    holds only if its sign is the same there.
    """
    found = _difference(counted, plan)
    other = _difference(answered_by_request, plan)
    spread = np.array([t_quantile(int(g) - len(plan.time_cells)) for g in found.nights]) * errors(found)
    return Gap(
        value=found.value,
        requests_answered=other.value,
        low=np.maximum(found.value - spread, -1.0),
        high=np.minimum(found.value + spread, 1.0),
        holds=_sign(found.value) == _sign(other.value),
    )


def panel_gap(counted: Tally, platforms: BoolArray, plan: Design) -> tuple[float, float, float]:
    """The mean gap over the chosen platforms (P,) with its interval; nights are the clusters of all of them."""
    each = _difference(Tally(inquiries=counted.inquiries[platforms], waiting=counted.waiting[platforms]), plan)
    nights = np.array([(counted.inquiries[platforms].sum(axis=(0, 1)) > 0).sum()])
    mean = Scores(
        value=each.value.mean(keepdims=True),
        night_scores=each.night_scores.mean(axis=0, keepdims=True),
        nights=nights,
        inquiries=each.inquiries.sum(keepdims=True),
    )
    value, spread = float(mean.value[0]), float(errors(mean)[0]) * t_quantile(int(nights[0]) - len(plan.time_cells))
    return value, max(value - spread, -1.0), min(value + spread, 1.0)


def _difference(counted: Tally, plan: Design) -> Scores:
    return scores(counted, plan.topic_weights("after_sale") - plan.topic_weights("pre_sale"))


def _sign(value: FloatArray) -> FloatArray:
    """-1, 0 or 1; a difference of rounding errors has no sign."""
    rounded: FloatArray = np.sign(np.round(value, 9))
    return rounded
