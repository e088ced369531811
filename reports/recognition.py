"""Is the probe recognised? Wording that was new in a month against the wording known before, with an interval.

A firm that knows our questions may answer them better than it answers anybody else. Each month a quarter of the wording
is to be new (METHOD, Validity); new and old are compared inside strata (platform, channel, topic, language, time cell).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from reports.dataset import Trial
from reports.intervals import ERROR_FLOOR, t_quantile

QUARTER = 0.25
"""The share of a month's wordings that are to be new, from the second month on."""

FEWEST_NIGHTS = 4
"""Nights on which a comparison rests at least; with fewer nothing is said."""

COUNTED = ("closed", "ended_by_platform")

Wording = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """One month of the study (``recognition.csv``); field order is column order.

    ``new_share``: wordings first used in the month, of all that it used. ``new_less_old``: index of new wording less
    index of old, -100..100, with its 95 % interval; above zero = old wording was answered better. ``possible``: the
    interval leaves zero out. Empty where nothing can be compared.
    """

    month: str
    wordings: int
    new_wordings: int
    new_share: float
    enough_new: bool | None  # None in the first month, in which all is new
    new_inquiries: int
    old_inquiries: int
    new_less_old: float | None
    new_less_old_low: float | None
    new_less_old_high: float | None
    possible: bool | None


def recognitions(trials: Iterable[Trial]) -> list[Recognition]:
    """One line a calendar month of nights, in order."""
    asked = [one for one in trials if one.t0 is not None]
    first: dict[Wording, str] = {}
    for one in sorted(asked, key=lambda one: one.night):
        first.setdefault(_wording(one), one.night[:7])
    months = sorted({one.night[:7] for one in asked})
    return [_month(month, [one for one in asked if one.night[:7] == month], first, months[0]) for month in months]


def _wording(one: Trial) -> Wording:
    return one.question, one.paraphrase


def _month(month: str, asked: Sequence[Trial], first: Mapping[Wording, str], begin: str) -> Recognition:
    used = {_wording(one) for one in asked}
    fresh = {wording for wording in used if first[wording] == month}
    counted = [one for one in asked if one.ending in COUNTED and one.u is not None]
    new = [one for one in counted if _wording(one) in fresh]
    old = [one for one in counted if _wording(one) not in fresh]
    found = _difference(new, old)
    value, low, high = found or (None, None, None)
    share = len(fresh) / len(used)
    return Recognition(
        month=month, wordings=len(used), new_wordings=len(fresh), new_share=share,
        enough_new=None if month == begin else share >= QUARTER, new_inquiries=len(new), old_inquiries=len(old),
        new_less_old=value, new_less_old_low=low, new_less_old_high=high,
        possible=None if low is None or high is None else low > 0 or high < 0,
    )  # fmt: skip


def _difference(new: Sequence[Trial], old: Sequence[Trial]) -> tuple[float, float, float] | None:
    """Mantel-Haenszel mean of the strata's differences, with its interval, -100..100.

    Nights are the clusters, the error at least 0.5/G, t with G - 1. Weights n·m/(n + m) (Cochran 1954); linearised
    night scores as in METHOD. None where fewer than four nights, or no stratum, hold both.
    """
    strata = _strata(new, old)
    total = fsum(len(n) * len(o) / (len(n) + len(o)) for n, o in strata)
    if not strata:
        return None
    parts: list[float] = []
    told: defaultdict[str, list[float]] = defaultdict(list)
    for ours, theirs in strata:
        weight = len(ours) * len(theirs) / (len(ours) + len(theirs)) / total
        mean, other = _mean(ours), _mean(theirs)
        parts.append(weight * (mean - other))
        for group, centre, sign in ((ours, mean, 1), (theirs, other, -1)):
            for one in group:
                told[one.night].append(sign * weight * ((one.u or 0.0) - centre) / len(group))
    nights, value = len(told), fsum(parts)
    if nights < FEWEST_NIGHTS:
        return None
    raw = sqrt(fsum(fsum(scores) ** 2 for scores in told.values()) * nights / (nights - 1))
    spread = t_quantile(nights - 1) * max(raw, ERROR_FLOOR / nights)
    return 100 * value, 100 * max(value - spread, -1.0), 100 * min(value + spread, 1.0)


def _strata(new: Sequence[Trial], old: Sequence[Trial]) -> list[tuple[list[Trial], list[Trial]]]:
    found: defaultdict[tuple[str, ...], tuple[list[Trial], list[Trial]]] = defaultdict(lambda: ([], []))
    for place, group in enumerate((new, old)):
        for one in group:
            found[one.platform, one.channel, one.topic, one.language, one.time_cell][place].append(one)
    return [pair for _, pair in sorted(found.items()) if all(pair)]


def _mean(group: Sequence[Trial]) -> float:
    return fsum(one.u or 0.0 for one in group) / len(group)
