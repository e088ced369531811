"""An opt-out is published as an opt-out, with its date and the last index, never as silence (G8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.editions import Editions
from monitor.store.interface import Store
from reports.dataset import OptOut, Study


def with_opt_outs(
    study: Study, store: Store, editions: Editions, weeks: Iterable[str], *, week: str, now: datetime
) -> Study:
    """The study with the platforms that had opted out by the end of ``week`` (empty: by now)."""
    zone, gone = ZoneInfo(study.zone), {}
    for pause in sorted(store.pauses(at=now), key=lambda pause: pause.since, reverse=True):
        since = pause.since.astimezone(zone)
        if pause.kind == "opt_out" and (not week or _week(since) <= week):
            gone[pause.platform] = since.date()
    platforms = []
    for platform in study.platforms:
        day = gone.get(platform.id)
        if day is None:
            platforms.append(platform)
            continue
        last_week, indices = _last(editions, platform.id, [one for one in weeks if one <= _week(day)])
        opted_out = OptOut(since=day, last_week=last_week, last_index=indices)
        platforms.append(replace(platform, opted_out=opted_out))
    return replace(study, platforms=tuple(platforms))


def _week(moment: date) -> str:
    year, week, _ = moment.isocalendar()
    return f"{year}-W{week:02d}"


def _last(editions: Editions, platform: str, weeks: Sequence[str]) -> tuple[str, dict[str, float]]:
    """The newest published edition of one of these weeks in which the platform was ranked: week, index by table."""
    for week in sorted(weeks, reverse=True):
        for record in reversed(editions.known(week)):
            found = {p.channel: p.index for p in record.places if p.platform == platform and p.index is not None}
            if found:
                return week, found
    return "", {}
