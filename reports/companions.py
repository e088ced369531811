"""Published rows that stand beside the ranking: sensitivities of each platform, changes over time, every pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.dataset import METHOD_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """One platform in one table (``sensitivity.csv``): what other conventions would say; empty where unranked.

    ``service_note`` says why there is no index by the service-hours clock: ``no_published_hours``, or
    ``hours_not_by_the_calendar`` where the study's nights are not those of the calendar.
    """

    channel: str
    platform: str
    published: bool
    index: float | None
    interval_rule: str  # logit_t | clopper_pearson
    log_index: float | None
    log_rank_low: int | None
    log_rank_high: int | None
    service_index: float | None  # by the service-hours clock, unknown counted as answered
    service_late_waiting: float | None  # the same, unknown counted as waiting
    service_unknown_share: float | None  # of its checkpoints
    service_note: str
    gap: float | None  # after-sale minus pre-sale, whether or not it is published
    gap_requests_answered: float | None  # the same with information requests counted as answers
    promises_made: int | None
    promises_broken: int | None
    method_version: str = METHOD_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One platform's index in two disjoint windows (``change.csv``); ``platform`` empty: the mean of those listed.

    ``p_holm`` is adjusted over the table's platforms (the mean is no part of that family); ``changed`` says that it
    is at most 0.05.
    """

    channel: str
    platform: str
    before_first: str
    before_last: str
    before_nights: int
    now_first: str
    now_last: str
    now_nights: int
    index_before: float
    index_now: float
    change: float
    change_low: float
    change_high: float
    p: float
    p_holm: float
    changed: bool
    method_version: str = METHOD_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two ranked platforms of one table, the one with the larger index first (``pairs.csv``).

    ``verdict``: ``more_silent`` (the first is, at 95 % over all pairs at once) or ``undecided``.
    """

    channel: str
    platform: str
    other: str
    difference: float
    difference_late_waiting: float
    verdict: str
    method_version: str = METHOD_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Two observers in one channel kind (``observers.csv``), over questions that both asked in the same night.

    ``agreement``: of the checkpoints that both observed, the share at which both had an answer or both were waiting.
    ``difference``: the first's mean share of waiting checkpoints minus the other's, of 100, over the same checkpoints;
    its interval holds 0 where no difference between the two was found.
    """

    channel: str
    observer: str
    other: str
    asked_by_both: int
    nights: int
    checkpoints: int
    agreement: float  # 0..1
    agreement_low: float
    agreement_high: float
    difference: float  # -100..100
    difference_low: float
    difference_high: float
    method_version: str = METHOD_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Companions:
    """All of them, in the order in which they are published."""

    sensitivities: Sequence[Sensitivity] = ()
    changes: Sequence[Change] = ()
    pairs: Sequence[Pair] = ()
