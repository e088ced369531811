"""Kaplan-Meier curves of the time to the first substantive reply; shown beside the index, never instead of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from reports.dataset import LabelRow, MessageRow, Trial
from reports.intervals import FloatArray
from reports.panel import COUNTED
from reports.silence import BoolArray, IntArray
from reports.trials import SUBSTANTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Share still without an answer just after each distinct answer time, rising times in seconds, all (K,).

    ``error`` is Greenwood's standard error. ``at_risk`` counts those unanswered and watched just before each time.
    ``start`` inquiries began; ``end`` is the last time any was watched.
    """

    seconds: FloatArray
    unanswered: FloatArray
    error: FloatArray
    at_risk: IntArray
    start: int
    end: float


def kaplan_meier(times: FloatArray, event: BoolArray) -> Curve:
    """Kaplan and Meier (1958) from times (n,) in seconds; ``event`` False is right-censored at its time.

    At equal times answers come before censoring. The error is Greenwood's (1926); nan once nobody is left.
    """
    seconds, first = np.unique(times[event], return_inverse=True)
    answered: FloatArray = np.bincount(first, minlength=seconds.size).astype(np.float64)
    at_risk: IntArray = times.size - np.searchsorted(np.sort(times), seconds, side="left")
    unanswered: FloatArray = np.cumprod(1 - answered / at_risk, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        error: FloatArray = unanswered * np.sqrt(np.cumsum(answered / (at_risk * (at_risk - answered))))
    return Curve(
        seconds=seconds,
        unanswered=unanswered,
        error=error,
        at_risk=at_risk,
        start=int(times.size),
        end=float(times.max()) if times.size else 0.0,
    )


def curve(trials: Iterable[Trial], claims: Mapping[str, datetime] | None = None) -> Curve:
    """The curve of these trials; void, shut and barred ones are left out, open ones are right-censored.

    What the platform ended without an answer is never answered: it stays at risk as long as any was watched.
    ``claims`` (see ``claimed``) places answers inside their interval; without a claim it is the log midpoint.
    """
    points = [point for one in trials if (point := _point(one, (claims or {}).get(one.inquiry_id)))]
    times = np.array([seconds for seconds, _ in points], dtype=np.float64)
    times[np.isinf(times)] = max((seconds for seconds in times if math.isfinite(seconds)), default=0.0)
    return kaplan_meier(times, np.array([event for _, event in points], dtype=bool))


def claimed(messages: Iterable[MessageRow], labels: Iterable[LabelRow]) -> dict[str, datetime]:
    """By inquiry the time that page or header claims for the first substantive reply, where any is claimed."""
    answers = {(label.inquiry_id, label.ordinal) for label in labels if label.function in SUBSTANTIVE}
    said = (m for m in messages if m.speaker == "platform" and not m.before_t0)
    first: dict[str, MessageRow] = {}
    for message in sorted(said, key=lambda m: (m.inquiry_id, m.seen_by, m.seen_after, m.ordinal)):
        if (message.inquiry_id, message.ordinal) in answers:
            first.setdefault(message.inquiry_id, message)
    return {inquiry: m.claimed_at for inquiry, m in first.items() if m.claimed_at is not None}


def answer_seconds(one: Trial, claim: datetime | None = None) -> float | None:
    """Seconds from t0 to the first substantive reply; None without one.

    Exact times are taken as they are. Inside an interval the claim is believed, if it lies there; else the log
    midpoint sqrt(low * high) is taken (half the end, if the interval begins at t0).
    """
    return waited(one.t0, one.substantive_after, one.substantive_by, claim)


def waited(
    t0: datetime | None, after: datetime | None, by: datetime | None, claim: datetime | None = None
) -> float | None:
    """The same for whatever was not there yet ``after`` and was there ``by`` a moment."""
    if t0 is None or by is None:
        return None
    after = after or t0
    if after != by and claim is not None and after < claim <= by:
        return _seconds(claim - t0)
    low, high = _seconds(after - t0), _seconds(by - t0)
    if after == by or low > high:
        return high
    return math.sqrt(low * high) if low > 0 else high / 2


def _point(one: Trial, claim: datetime | None) -> tuple[float, bool] | None:
    """(seconds, answered). Unanswered: watched until the last look, or until the ball was with us."""
    if one.t0 is None or one.ending not in (*COUNTED, "open"):
        return None
    answer = answer_seconds(one, claim)
    if answer is not None:
        return answer, True
    if one.ending == "ended_by_platform":
        return math.inf, False
    ends = [moment for moment in (one.observed_until, one.information_request_at) if moment is not None]
    return (_seconds(min(ends) - one.t0), False) if ends else None


def _seconds(span: timedelta) -> float:
    return max(0.0, span.total_seconds())


def share_at(found: Curve, seconds: Sequence[float]) -> FloatArray:
    """The curve's height at any times: right-continuous steps from 1."""
    place = np.searchsorted(found.seconds, np.asarray(seconds, dtype=np.float64), side="right")
    heights: FloatArray = np.concatenate([[1.0], found.unanswered])[place]
    return heights
