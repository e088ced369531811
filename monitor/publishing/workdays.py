"""Counts the working days that a platform has to answer, by the configured calendar; it never guesses a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from monitor.errors import MonitorError
from monitor.settings.publishing import NO_CALENDAR, Publishing

if TYPE_CHECKING:
    from holidays import HolidayBase

DAYS_TO_ANSWER = 5
"""GUARDRAILS G12: so many whole working days lie between the notice and the publication."""

_ADJUSTED = ("CN",)
"""Countries that move working days to weekends by a yearly notice: a year without any is not known yet."""


class CalendarUnknown(MonitorError):
    """The calendar does not know the working days of a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """``country`` gives holidays and adjusted weekends; ``holidays`` and ``workdays`` are ours and win over it."""

    country: str = NO_CALENDAR
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether ``day`` is a working day. Raises ``CalendarUnknown``."""
        if day in self.holidays or day in self.workdays:
            return day in self.workdays
        if self.country == NO_CALENDAR:
            return day.isoweekday() <= 5
        return self._official(day.year).is_working_day(day)

    def whole_days(self, notice: date, today: date) -> int:
        """Working days that lie wholly between the day of the notice and today. Raises ``CalendarUnknown``."""
        between = (notice + timedelta(days=n) for n in range(1, (today - notice).days))
        return sum(self.works(day) for day in between)

    def opens(self, notice: date) -> date:
        """The first day on which what was noticed on ``notice`` may be published. Raises ``CalendarUnknown``."""
        day, left = notice, DAYS_TO_ANSWER
        while left:
            day += timedelta(days=1)
            left -= self.works(day)
        return day + timedelta(days=1)

    def _official(self, year: int) -> HolidayBase:
        found = _country(self.country, year)
        listed = any(day.year == year for day in self.holidays)
        if self.country in _ADJUSTED and not listed and not any(day.year == year for day in found.weekend_workdays):
            raise CalendarUnknown(
                f"the calendar of {self.country} does not know the holidays and adjusted working days of {year}",
                f"list those of {year} under [publishing] as holidays and workdays, once they are announced",
            )
        return found


def calendar_of(settings: Publishing) -> Calendar:
    return Calendar(
        country=settings.calendar, holidays=frozenset(settings.holidays), workdays=frozenset(settings.workdays)
    )


@cache
def _country(code: str, year: int) -> HolidayBase:
    from holidays import country_holidays  # heavy: needed where days are counted

    return country_holidays(code, years=[year])
