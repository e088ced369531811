"""From local clock to instants: the hours of a time cell on one night, exact over daylight-saving changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_STEP = timedelta(seconds=1)


def iso_week(day: date) -> str:
    """The ISO week of a date, as ``2026-W47``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def span(day: date, hours: tuple[time, time], zone: str) -> tuple[datetime, datetime]:
    """The instants (UTC) between which the local clock shows ``hours`` on ``day``.

    A time that daylight saving skips is the moment of the change. Of a time that comes twice, a beginning is the
    second and an end the first: within the span the local clock is always inside the hours. Both are equal if
    the hours do not happen that night.
    """
    begins, ends = (datetime.combine(day, clock, ZoneInfo(zone)) for clock in hours)
    first, last = _instant(begins.replace(fold=1)), _instant(ends.replace(fold=0))
    return first, max(first, last)


def _instant(local: datetime) -> datetime:
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(fold=0) == local.replace(fold=0):
        return moment
    return _change_near(local)


def _change_near(skipped: datetime) -> datetime:
    """The moment at which the clock jumped over ``skipped``, found by halving the time around it."""
    zone = skipped.tzinfo
    before, after = (skipped.replace(fold=fold).astimezone(UTC) for fold in (1, 0))
    old = before.astimezone(zone).utcoffset()
    while after - before > _STEP:
        middle = before + (after - before) // 2
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after.replace(microsecond=0)
