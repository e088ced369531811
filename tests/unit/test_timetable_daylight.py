"""Daylight saving: nights on which an hour is skipped or comes twice."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from monitor import timetable
from monitor.settings import Settings
from monitor.timetable.moments import iso_week, span
from tests.unit.timetable_studies import study

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)  # Europe/Berlin: 02:00 → 03:00, and 03:00 → 02:00
QUICK = {"start_within": "1m", "minimum_gap": "5m"}


def berlin(starts: date, working: list[str], other: list[str]) -> Settings:
    return study(
        zone="Europe/Berlin", starts=starts, nights=1, pairs_per_week=4, platforms=14,
        working_hours=working, other_hours=other, timing=QUICK,
    )  # fmt: skip


def hours(day: date, begins: str, ends: str) -> tuple[str, str]:
    pair = (time.fromisoformat(begins), time.fromisoformat(ends))
    first, last = span(day, pair, "Europe/Berlin")
    return first.strftime("%d %H:%M"), last.strftime("%d %H:%M")


def test_hours_that_contain_the_skipped_one() -> None:
    """01:30 to 04:30 lasts two hours on the spring night."""
    assert hours(SPRING, "01:30", "04:30") == ("28 00:30", "28 02:30")


def test_hours_that_begin_or_end_in_the_skipped_one() -> None:
    """A skipped time is the moment of the change."""
    assert hours(SPRING, "02:30", "04:00") == ("28 01:00", "28 02:00")
    assert hours(SPRING, "00:30", "02:30") == ("27 23:30", "28 01:00")


def test_hours_that_are_skipped_whole() -> None:
    """They have no length that night."""
    assert hours(SPRING, "02:10", "02:50") == ("28 01:00", "28 01:00")


def test_hours_that_contain_the_doubled_one() -> None:
    """01:30 to 04:30 lasts four hours on the autumn night."""
    assert hours(AUTUMN, "01:30", "04:30") == ("30 23:30", "31 03:30")


def test_hours_that_begin_or_end_in_the_doubled_one() -> None:
    """A beginning is the second of the two, an end the first: the clock never shows a time outside the hours."""
    assert hours(AUTUMN, "02:30", "04:00") == ("31 01:30", "31 03:00")
    assert hours(AUTUMN, "01:00", "02:30") == ("30 23:00", "31 00:30")


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize(
    ("working", "other"), [(["01:30", "04:30"], ["05:00", "08:00"]), (["02:15", "03:45"], ["00:10", "02:15"])]
)
def test_due_times_exist_and_keep_the_hours(day: date, working: list[str], other: list[str]) -> None:
    """Every due time is one that the local clock shows inside the hours, on that date."""
    configured = berlin(day, working, other)
    night = timetable.night(configured, day)
    assert {inquiry.time_cell for inquiry in night} == {"working", "other"}
    for inquiry in night:
        local = inquiry.due_at.astimezone(ZoneInfo("Europe/Berlin"))
        begins, ends = configured.study.hours(inquiry.time_cell)
        assert local.date() == day
        assert begins <= local.time() <= ends
        assert inquiry.night == day.isoformat()


def test_cell_without_room_is_left_out() -> None:
    """If the change leaves no room for a pair, nobody is asked in that cell; the other cell is asked as ever."""
    night = timetable.night(berlin(SPRING, ["02:05", "02:55"], ["05:00", "08:00"]), SPRING)
    assert {inquiry.time_cell for inquiry in night} == {"other"}


def test_skipped_date() -> None:
    """A date that a zone left out (Apia, 30 December 2011) has no hours and no inquiries."""
    configured = study(zone="Pacific/Apia", starts=date(2011, 12, 30), nights=1, platforms=9)
    assert timetable.night(configured, date(2011, 12, 30)) == []


def test_iso_week_over_new_year() -> None:
    """The ISO week belongs to the year of its Thursday."""
    assert iso_week(date(2027, 1, 1)) == "2026-W53"
    assert iso_week(date(2026, 12, 7)) == "2026-W50"
