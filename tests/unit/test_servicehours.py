"""The service-hours clock: when it runs, and what a checkpoint by it can and cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.dataset import ServiceHours, Trial
from reports.panel import frame
from reports.servicehours import FAR, ServiceClock, service_states
from tests.unit.trial_rows import WEBCHAT, counted_trial

WEEK = (1, 2, 3, 4, 5, 6, 7)
OFFICE = ServiceHours(days=(1, 2, 3, 4, 5), opens=time(9), closes=time(17), zone="UTC")
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def after(hours: ServiceHours, start: datetime, span: timedelta) -> datetime | None:
    """When ``span`` of service time has passed since ``start``."""
    clock = ServiceClock.of(hours, start, start + timedelta(days=30))
    (moment,) = clock.reached(np.array([microseconds(start)]), [span])[0]
    return None if moment == FAR else datetime(1970, 1, 1, tzinfo=UTC) + int(moment) * timedelta(microseconds=1)


class TestClock:
    def test_runs_while_the_service_is_open(self) -> None:
        """Three in the afternoon and one hour more: four."""
        assert after(OFFICE, MONDAY + 15 * HOUR, HOUR) == MONDAY + 16 * HOUR

    def test_stops_overnight_and_over_the_weekend(self) -> None:
        """Four on Friday and three hours more: eleven on Monday."""
        friday = MONDAY + timedelta(days=4)
        assert after(OFFICE, friday + 16 * HOUR, 3 * HOUR) == friday + timedelta(days=3) + 11 * HOUR

    def test_begins_with_the_next_opening(self) -> None:
        """Asked at night, it is still nought at nine."""
        assert after(OFFICE, MONDAY + 2 * HOUR, timedelta(minutes=1)) == MONDAY + 9 * HOUR + timedelta(minutes=1)

    def test_is_the_calendar_for_whoever_never_closes(self) -> None:
        """Hours from midnight to midnight, every day."""
        always = ServiceHours(days=WEEK, opens=time(0), closes=time(0), zone="Asia/Shanghai")
        assert after(always, MONDAY + HOUR, timedelta(hours=72)) == MONDAY + timedelta(hours=73)

    def test_hours_past_midnight_belong_to_the_day_they_began(self) -> None:
        """Open Mondays from ten at night to two: on Tuesday at one it runs."""
        late = ServiceHours(days=(1,), opens=time(22), closes=time(2), zone="UTC")
        assert after(late, MONDAY + 23 * HOUR, 2 * HOUR) == MONDAY + 25 * HOUR

    def test_follows_summer_time_of_the_platform(self) -> None:
        """In Berlin nine o'clock is an hour earlier by UTC once summer time begins (29 March 2026)."""
        berlin = replace(OFFICE, days=WEEK, zone="Europe/Berlin")
        saturday, sunday = datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=UTC)
        assert after(berlin, saturday, HOUR) == saturday + 9 * HOUR
        assert after(berlin, sunday, HOUR) == sunday + 8 * HOUR

    def test_a_service_that_never_opens_reaches_nothing(self) -> None:
        """No days, no time."""
        assert after(replace(OFFICE, days=()), MONDAY, HOUR) is None

    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 7 * 24 * 60), st.integers(1, 40 * 60))
    def test_agrees_with_counting_minutes(self, start: int, span: int) -> None:
        """Minute by minute, by the book."""
        moment, left = MONDAY + timedelta(minutes=start), span
        begins = moment
        while left:
            left -= moment.isoweekday() in OFFICE.days and 9 <= moment.hour < 17
            moment += timedelta(minutes=1)
        assert after(OFFICE, begins, timedelta(minutes=span)) == moment


def letters(*rows: Trial, hours: ServiceHours = OFFICE, checkpoints: Sequence[timedelta] = WEBCHAT) -> list[str]:
    found = service_states(frame(rows), hours, checkpoints)
    assert found is not None
    return [bytes(row).decode() for row in found]


def asked(hour: float, states: str, *, answered: float | None = None, seen_after: float | None = None, **changes):
    """A web chat inquiry of Monday at ``hour``; answer times in hours from t0; exact unless ``seen_after`` is given."""
    t0 = MONDAY + hour * HOUR
    by = None if answered is None else t0 + answered * HOUR
    begins = by if seen_after is None else t0 + seen_after * HOUR
    given_ = {"due_at": t0, "t0": t0, "observed_until": t0 + timedelta(hours=24, seconds=5)}
    return counted_trial("i", "p", 0, states, substantive_by=by, substantive_after=begins, **(given_ | changes))


class TestWhatACheckpointTells:
    def test_in_hours_the_published_letters_stand(self) -> None:
        """Ten in the morning: the first four checkpoints are the calendar's, also the unknown ones."""
        assert letters(asked(10, "wuaau", answered=0.2, seen_after=0.1))[0][:4] == "wuaa"

    def test_an_answer_at_opening_is_at_once(self) -> None:
        """Asked at two, answered at nine and thirty seconds: by this clock within a minute."""
        (found,) = letters(asked(2, "wwwwa", answered=7 + 30 / 3600))
        assert found == "aaaaa"

    def test_silence_waits_as_long_as_we_looked(self) -> None:
        """Asked at two and watched for a day: an hour of service is over, a day of it is beyond our looks."""
        assert letters(asked(2, "wwwww")) == ["wwwwu"]

    def test_an_interval_that_holds_the_moment_is_unknown(self) -> None:
        """Not there at three, there the night after: nobody knows whether it came in the first service hour."""
        assert letters(asked(2, "wwwwa", answered=24, seen_after=1)) == ["uuuua"]

    def test_a_letter_that_shows_it_waiting_later_proves_it_earlier(self) -> None:
        """Asked half an hour before closing; not there after a day."""
        (found,) = letters(asked(16.5, "wwuww"))
        assert found == "wwuwu"  # an hour of service ends on Tuesday at half past nine: before the last letter

    def test_beside_an_unknown_letter_nothing_is_proven(self) -> None:
        """A span that hides the truth leaves no trace but unknown letters: they stay unknown."""
        assert letters(asked(2, "wwwuu")) == ["uuuuu"]

    def test_an_open_request_hides_what_comes_after(self) -> None:
        """The ball is with us from nine on."""
        row = asked(2, "wwwwu", information_request_at=MONDAY + 9 * HOUR)
        assert letters(row) == ["uuuuu"]

    def test_what_the_platform_ended_waits_for_good(self) -> None:
        """However little was seen afterwards."""
        row = asked(16.9, "wwwww", ending="ended_by_platform", observed_until=MONDAY + 17 * HOUR)
        assert letters(row) == ["wwwww"]

    def test_another_channel_answers_but_is_no_look(self) -> None:
        """Mail at noon: by then answered; whether the chat had answered at nine nobody saw."""
        row = asked(2, "wwwua", answered=10, other_channel="mail", observed_until=MONDAY + 3 * HOUR)
        assert letters(row) == ["uuuua"]

    def test_nights_that_are_not_the_calendars_have_no_such_clock(self) -> None:
        """A compressed study names its own hours: they contradict the moment of asking."""
        rows = frame([asked(10, "wwwww", in_published_hours=False)])
        assert service_states(rows, OFFICE, WEBCHAT) is None


@pytest.mark.parametrize("hour", [2, 12, 16.5])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_service_clock_never_waits_longer_than_the_calendar(hour: float, data: st.DataObject) -> None:
    """It runs slower: what was answered by c is answered by c of service time."""
    at_ = data.draw(st.one_of(st.none(), st.floats(0, 24)))
    states = "".join("w" if at_ is None or timedelta(hours=at_) > c else "a" for c in WEBCHAT)
    (found,) = letters(asked(hour, states, answered=at_))
    for calendar, service in zip(states, found, strict=True):
        assert service == "a" or calendar != "a"
