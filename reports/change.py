"""Change over time: a platform's index in the ranking's window against the window before it, which shares no night.

Unpaired: the two windows hold different nights, so their errors add. Holm (1979), "A simple sequentially rejective
multiple test procedure", Scandinavian Journal of Statistics 6, over all platforms of a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from reports import panel
from reports.companions import Change
from reports.dataset import Study, Trial
from reports.intervals import FloatArray, t_quantile, t_tails
from reports.lines import DIGITS
from reports.ranks import LEVEL, PAIR_FLOOR
from reports.silence import IntArray, Scores
from reports.standings import Table, overall_channels, study_channels


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Later minus earlier of R figures on the 0..1 scale, with error, degrees of freedom and two-sided p; all (R,)."""

    value: FloatArray
    error: FloatArray
    freedom: IntArray
    p: FloatArray


def difference(before: Scores, now: Scores, time_cells: int) -> Difference:
    """Unpaired difference of two linear figures (R,) on disjoint nights.

    SE = sqrt(SE_before² + SE_now²), at least 0.75/G as for any pair; t with G - time cells degrees of freedom, G =
    the fewer nights of the two.
    """
    fewer = np.minimum(before.nights, now.nights)
    squares = (before.night_scores**2).sum(axis=1) + (now.night_scores**2).sum(axis=1)
    error = np.maximum(np.sqrt(squares), PAIR_FLOOR / np.maximum(fewer, 1))
    value, freedom = now.value - before.value, fewer - time_cells
    return Difference(value=value, error=error, freedom=freedom, p=t_tails(value / error, freedom))


def holm(p: FloatArray) -> FloatArray:
    """Holm's adjusted p values (R,)."""
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * (p.size - np.arange(p.size)))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def nights_needed(study: Study) -> int:
    """Sending nights with closed windows until two disjoint windows can be compared."""
    return study.window_nights + study.minimum_nights


def nights_closed(trials: Sequence[Trial] | pd.DataFrame, channel: str) -> int:
    """Sending nights of a channel whose windows have closed, so far."""
    rows = panel.frame(trials)
    return len(panel.window(rows[rows["channel"] == channel], len(rows)))


def changes(trials: Sequence[Trial] | pd.DataFrame, study: Study) -> list[Change]:
    """Each table's platforms that could be ranked in both windows, alphabetical, and last their mean.

    The earlier window is the 28 sending nights before the ranking's (all there are, if fewer). Tested under both
    codings of unknown: ``p`` is the larger, and 1 where the signs differ. Empty as long as there is nothing to
    compare.
    """
    rows = panel.frame(trials)
    earlier = pd.concat([_earlier(rows, channel, study) for channel in study_channels(study)] or [rows])
    fit: dict[str, set[str]] = {}
    found: list[Change] = []
    for channel in study_channels(study):
        windows = [Table.of(part, study, (channel,), {}) for part in (earlier, rows)]
        fit[channel] = {p.id for p in study.platforms if channel in p.channels and _fit(windows, p.id, study)}
        found += _changes(channel, windows, sorted(fit[channel]))
    if several := overall_channels(study):
        windows = [Table.of(part, study, several, {}) for part in (earlier, rows)]
        found += _changes(panel.OVERALL, windows, sorted(set.intersection(*(fit[channel] for channel in several))))
    return found


def _earlier(rows: pd.DataFrame, channel: str, study: Study) -> pd.DataFrame:
    own = rows[rows["channel"] == channel]
    window = panel.window(own, study.window_nights)
    return own[own["night"].astype(str) < window[0]] if window else own.iloc[:0]


def _fit(windows: Sequence[Table], platform: str, study: Study) -> bool:
    return not any(window.reason(platform, study) for window in windows)


def _changes(channel: str, windows: Sequence[Table], chosen: Sequence[str]) -> list[Change]:
    if not chosen:
        return []
    before, now = windows
    plan = now.measured.seen.plan
    members = np.array([plan.platforms.index(platform) for platform in chosen])
    codings = [
        [_members(found, members) for found in (table.measured.seen.low_scores, table.measured.seen.high_scores)]
        for table in windows
    ]
    each = _told(codings, len(plan.time_cells))
    mean = _told([[_mean(one) for one in codes] for codes in codings], len(plan.time_cells))
    adjusted = [*holm(each.difference.p), float(mean.difference.p[0])]
    told = zip([*chosen, ""], [*each.rows(), *mean.rows()], adjusted, strict=True)
    return [
        Change(
            channel=channel,
            platform=platform,
            before_first=before.nights[0],
            before_last=before.nights[-1],
            now_first=now.nights[0],
            now_last=now.nights[-1],
            **figures,
            p_holm=round(float(p), DIGITS),
            changed=bool(p <= LEVEL),
        )
        for platform, figures, p in told
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """The headline coding's figures of both windows, and their difference with the p of both codings."""

    before: Scores
    now: Scores
    difference: Difference

    def rows(self) -> list[dict[str, Any]]:
        return [self._row(place) for place in range(self.before.value.size)]

    def _row(self, place: int) -> dict[str, Any]:
        told, spread = self.difference, t_quantile(int(self.difference.freedom[place]))
        value, reach = float(told.value[place]), spread * float(told.error[place])
        return {
            "before_nights": int(self.before.nights[place]),
            "now_nights": int(self.now.nights[place]),
            "index_before": _percent(self.before.value[place]),
            "index_now": _percent(self.now.value[place]),
            "change": _percent(value),
            "change_low": _percent(max(value - reach, -1.0)),
            "change_high": _percent(min(value + reach, 1.0)),
            "p": round(float(told.p[place]), DIGITS),
        }


def _told(codings: Sequence[Sequence[Scores]], time_cells: int) -> _Told:
    """``codings``: of each window the scores under both codings of unknown, the headline's first."""
    (before, before_late), (now, now_late) = codings
    told, doubt = difference(before, now, time_cells), difference(before_late, now_late, time_cells)
    agree = np.sign(np.round(told.value, 9)) == np.sign(np.round(doubt.value, 9))
    p = np.where(agree, np.maximum(told.p, doubt.p), 1.0)
    both = Difference(value=told.value, error=told.error, freedom=told.freedom, p=p)
    return _Told(before=before, now=now, difference=both)


def _members(found: Scores, members: IntArray) -> Scores:
    return Scores(
        value=found.value[members],
        night_scores=found.night_scores[members],
        nights=found.nights[members],
        inquiries=found.inquiries[members],
    )


def _mean(found: Scores) -> Scores:
    """The mean over the platforms as a figure of its own, (1,); their nights are its clusters."""
    return Scores(
        value=found.value.mean(keepdims=True),
        night_scores=found.night_scores.mean(axis=0, keepdims=True),
        nights=found.nights.max(keepdims=True),
        inquiries=found.inquiries.sum(keepdims=True),
    )


def _percent(share: float) -> float:
    return round(100 * float(share), DIGITS) + 0.0
