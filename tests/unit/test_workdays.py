"""The days that a platform has to answer: five whole working days, by a calendar that knows adjusted weekends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.publishing.workdays import Calendar, CalendarUnknown

PLAIN = Calendar()
CHINA = Calendar(country="CN")
MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("today", "whole"),
    [("2026-11-02", 0), ("2026-11-03", 0), ("2026-11-04", 1), ("2026-11-07", 4), ("2026-11-09", 4), ("2026-11-10", 5)],
)
def test_days_of_an_ordinary_week(today: str, whole: int) -> None:
    """Neither the day of the notice nor today counts, nor does the weekend between."""
    assert PLAIN.whole_days(MONDAY, date.fromisoformat(today)) == whole


def test_five_whole_working_days_have_to_pass() -> None:
    """A notice of Monday ends with the Monday after; it may be published on Tuesday."""
    assert PLAIN.opens(MONDAY) == date(2026, 11, 10)


def test_notice_before_a_chinese_spring_festival() -> None:
    """12 February 2026: 13 and 14 (a Saturday worked instead) count, 15 to 23 are the festival, 24 to 26 count."""
    assert [day for day in range(13, 28) if CHINA.works(date(2026, 2, day))] == [13, 14, 24, 25, 26, 27]
    assert CHINA.opens(date(2026, 2, 12)) == date(2026, 2, 27)
    assert PLAIN.opens(date(2026, 2, 12)) == date(2026, 2, 20)


def test_notice_before_the_national_day_week() -> None:
    """Adjusted Saturdays are working days, and no day of the holiday week is one."""
    assert not any(CHINA.works(date(2026, 10, day)) for day in range(1, 8))
    assert CHINA.works(date(2026, 10, 10))
    assert CHINA.opens(date(2026, 9, 30)) == date(2026, 10, 14)


def test_our_own_lists_win() -> None:
    """A day that the configuration calls a holiday is none of work, and the other way round."""
    ours = Calendar(country="CN", holidays=frozenset({date(2026, 10, 10)}), workdays=frozenset({date(2026, 10, 1)}))
    assert (ours.works(date(2026, 10, 10)), ours.works(date(2026, 10, 1))) == (False, True)


def test_a_year_that_was_not_announced_is_not_guessed() -> None:
    """Of a year without adjusted weekends nothing is known; listing its holidays makes it known."""
    unknown = Calendar(country="CN")
    with pytest.raises(CalendarUnknown, match="2031") as caught:
        unknown.opens(date(2031, 5, 5))
    assert "[publishing]" in caught.value.hint
    listed = Calendar(country="CN", holidays=frozenset({date(2031, 10, 1), date(2031, 10, 2)}))
    assert listed.opens(date(2031, 5, 12)) == date(2031, 5, 20)


def test_days_that_reach_into_an_unknown_year_are_not_guessed() -> None:
    """Notice in a year that is known, days to answer in one that is not: neither the day nor the count is told."""
    listed = Calendar(country="CN", holidays=frozenset({date(2030, 10, 1)}))
    assert listed.opens(date(2030, 12, 24)) == date(2031, 1, 1)
    assert listed.whole_days(date(2030, 12, 26), date(2031, 1, 1)) == 3
    for asked in (
        lambda: listed.opens(date(2030, 12, 25)),
        lambda: listed.whole_days(date(2030, 12, 26), date(2031, 1, 2)),
    ):
        with pytest.raises(CalendarUnknown, match="CN does not know the holidays and adjusted working days of 2031"):
            asked()


def test_a_weekend_of_another_country() -> None:
    """Where people work on Sunday, Sunday counts."""
    assert Calendar(country="IL").works(date(2026, 11, 8))


@given(start=st.dates(date(2025, 1, 1), date(2025, 12, 1)))
def test_opening_is_the_first_day_with_five_whole_working_days(start: date) -> None:
    """The day told beforehand is exactly the first one that is accepted."""
    opens = CHINA.opens(start)
    assert CHINA.whole_days(start, opens) == 5
    assert CHINA.whole_days(start, opens - timedelta(days=1)) == 4
