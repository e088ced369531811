"""What other conventions would say of each platform: the service-hours clock, the audit index, the gap's condition,
and the promises it made and did not keep. Everything here can be recomputed from the published rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from reports import panel
from reports.companions import Sensitivity
from reports.dataset import PlatformRow, Standing, Study, Trial
from reports.held import Held
from reports.lines import DIGITS
from reports.servicehours import service_states
from reports.shares import broken_promises
from reports.silence import scores, tally
from reports.standings import Ranking

NO_HOURS, NOT_BY_THE_CALENDAR = "no_published_hours", "hours_not_by_the_calendar"


def sensitivities(trials: Sequence[Trial], study: Study, tables: Sequence[Ranking]) -> list[Sensitivity]:
    """One line a line of the rankings, in their order; everything that tells of answers is empty where unranked."""
    windows = {table.channel: set(table.nights) for table in tables if table.channel != panel.OVERALL}
    every = Held.of(Trial, trials)
    closed = every.where(every.among("ending", panel.COUNTED) & every.among("night", set().union(*windows.values())))
    inside = [t for t in closed if t.night in windows.get(t.channel, ())]
    platforms = {platform.id: platform for platform in study.platforms}
    found = []
    for table in tables:
        own = _by_platform([t for t in inside if t.channel in table.channels])
        clocked = _service(own, study, table)
        found += [_line(one, table, own.get(one.platform, ()), platforms, clocked) for one in table.standings]
    return found


def _by_platform(trials: Sequence[Trial]) -> Mapping[str, Sequence[Trial]]:
    found: dict[str, list[Trial]] = defaultdict(list)
    for one in trials:
        found[one.platform].append(one)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Service:
    """A platform's index by the service-hours clock under both codings, 0..1, or why there is none."""

    low: float | None = None
    high: float | None = None
    unknown: float | None = None
    note: str = ""


def _service(own: Mapping[str, Sequence[Trial]], study: Study, table: Ranking) -> Mapping[str, _Service]:
    """By ranked platform; the strata and their weights are the index's."""
    plan = panel.design(study, table.channels)
    hours = {platform.id: platform.service_hours for platform in study.platforms}
    found = {}
    for platform in table.details:
        published = hours[platform]
        if published is None:
            found[platform] = _Service(note=NO_HOURS)
            continue
        parts = [panel.frame([t for t in own[platform] if t.channel == channel]) for channel in table.channels]
        seen = [
            service_states(rows, published, study.checkpoints[channel])
            for rows, channel in zip(parts, table.channels, strict=True)
        ]
        known = [letters for letters in seen if letters is not None]
        complete = len(known) == len(seen)
        found[platform] = _index(pd.concat(parts), np.concatenate(known), plan) if complete else _CONTRADICTED
    return found


_CONTRADICTED = _Service(note=NOT_BY_THE_CALENDAR)


def _index(rows: pd.DataFrame, letters: panel.LetterArray, plan: panel.Design) -> _Service:
    place = plan.platforms.index(rows["platform"].iloc[0])
    cells = panel.cells(rows, plan, sorted(rows["night"].unique()))
    low, high = (
        float(scores(tally(cells, panel.waiting(letters, unknown_waits=late)), plan.weights).value[place])
        for late in (False, True)
    )
    return _Service(low=low, high=high, unknown=float(panel.unknown(letters).mean()))


def _line(
    line: Standing,
    table: Ranking,
    own: Sequence[Trial],
    platforms: Mapping[str, PlatformRow],
    clocked: Mapping[str, _Service],
) -> Sensitivity:
    told = _told(line, table, own, platforms, clocked) if line.published else _UNTOLD
    return Sensitivity(channel=line.channel, platform=line.platform, published=line.published, **told)


def _told(
    line: Standing,
    table: Ranking,
    own: Sequence[Trial],
    platforms: Mapping[str, PlatformRow],
    clocked: Mapping[str, _Service],
) -> dict[str, Any]:
    detail, service = table.details[line.platform], clocked[line.platform]
    broken, made = broken_promises(own, platforms[line.platform])
    return {
        "index": line.index,
        "interval_rule": detail.interval_rule,
        "log_index": detail.log_index,
        "log_rank_low": detail.log_rank_low,
        "log_rank_high": detail.log_rank_high,
        "service_index": _rounded(service.low, 100),
        "service_late_waiting": _rounded(service.high, 100),
        "service_unknown_share": _rounded(service.unknown, 1),
        "service_note": service.note,
        "gap": detail.gap,
        "gap_requests_answered": detail.gap_requests_answered,
        "promises_made": made,
        "promises_broken": broken,
    }


_UNTOLD: Mapping[str, Any] = {
    **dict.fromkeys(("index", "log_index", "log_rank_low", "log_rank_high", "gap", "gap_requests_answered")),
    **dict.fromkeys(("service_index", "service_late_waiting", "service_unknown_share")),
    **dict.fromkeys(("promises_made", "promises_broken")),
    "interval_rule": "",
    "service_note": "",
}


def _rounded(share: float | None, factor: int) -> float | None:
    return None if share is None else round(factor * share, DIGITS) + 0.0
