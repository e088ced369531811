"""The arithmetic: what a study can gather at best, agreeing with what the timetable really plans."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import timetable
from monitor.settings import Settings
from tests.unit.timetable_studies import small_nights, study


def test_four_weeks() -> None:
    """28 nights at 4 pairs a week are enough."""
    found = timetable.arithmetic(study())
    assert (found.pairs, found.cell_nights, found.counted, found.rankable) == (16, 8, 32, True)
    assert found.sentence == (
        "28 nights with 4 pairs a week give each target 16 pairs, so 16 nights, 8 in each time cell, "
        "32 inquiries: enough to be ranked"
    )


def test_one_week() -> None:
    """Seven nights can never rank anybody, and the sentence says by how much."""
    found = timetable.arithmetic(study(nights=7))
    assert not found.rankable
    assert "at most 4 nights of 12 needed" in found.sentence


def test_fourteen_compressed_nights() -> None:
    """A pair a night: 14 nights, 7 in each cell."""
    found = timetable.arithmetic(small_nights(nights=14))
    assert (found.pairs, found.cell_nights, found.rankable) == (14, 7, True)


def test_eleven_compressed_nights() -> None:
    """One night too few."""
    assert not timetable.arithmetic(small_nights(nights=11)).rankable
    assert timetable.arithmetic(small_nights(nights=12)).rankable


def test_only_the_window_counts() -> None:
    """A year of one pair a week never has enough within 28 sending nights."""
    found = timetable.arithmetic(study(nights=364, pairs_per_week=1, platforms=7))
    assert (found.pairs, found.rankable) == (4, False)
    assert found.sentence.startswith("364 nights, of which the last 28 count, with 1 pairs a week")


@given(
    st.builds(
        study,
        platforms=st.integers(1, 8),
        nights=st.integers(1, 60),
        pairs_per_week=st.integers(1, 4),
        starts=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
        seed=st.integers(0, 999),
    )
)
@settings(max_examples=20, deadline=None)
def test_arithmetic_agrees_with_the_plan(configured: Settings) -> None:
    """The fewest pairs of a target, counted in the plan within its channel's last 28 sending nights."""
    first = configured.study.starts
    nights: dict[str, dict[str, set[str]]] = {"webchat": defaultdict(set), "mail": defaultdict(set)}
    for inquiry in timetable.plan_period(configured, first, first + timedelta(days=configured.study.nights)):
        nights[inquiry.channel][inquiry.target].add(inquiry.night)
    fewest = []
    for channel, targets in nights.items():
        window = set(sorted(set().union(*targets.values()))[-28:])
        of_channel = [target.id for target in configured.targets() if target.channel == channel]
        fewest.append(min(len(targets[target] & window) for target in of_channel))
    assert timetable.arithmetic(configured).pairs == min(fewest)


def test_staff_minutes() -> None:
    """Three minutes a message is the documented assumption."""
    configured, day = study(), date(2026, 12, 9)
    night = timetable.night(configured, day)
    assert timetable.staff_minutes(night) == 3 * len(night)
    assert timetable.staff_minutes(night, 5) == 5 * len(night)
