"""The timetable of a real study: deterministic, balanced, inside its hours, light on the platforms."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, date, timedelta
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import timetable
from monitor.settings import Settings
from monitor.store.interface import PlannedInquiry
from monitor.timetable.draw import rotate
from tests.unit.timetable_studies import small_nights, study

K = TypeVar("K", bound=Hashable)
Plan = list[PlannedInquiry]


def whole(configured: Settings) -> Plan:
    first = configured.study.starts
    return list(timetable.plan_period(configured, first, first + timedelta(days=configured.study.nights - 1)))


def grouped(plan: Iterable[PlannedInquiry], key: Callable[[PlannedInquiry], K]) -> dict[K, Plan]:
    groups: defaultdict[K, Plan] = defaultdict(list)
    for inquiry in plan:
        groups[key(inquiry)].append(inquiry)
    return groups


STUDIES = st.builds(
    study,
    platforms=st.integers(1, 9),
    seed=st.integers(0, 2**40),
    nights=st.integers(1, 40),
    pairs_per_week=st.integers(1, 4),
    starts=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "UTC"]),
    languages=st.sampled_from([["zh"], ["en"], ["zh", "en"]]),
)


@given(STUDIES)
@settings(max_examples=30, deadline=None)
def test_every_plan(configured: Settings) -> None:
    """Ids are unique mail tags, hours are kept, pairs are whole, budgets hold: whatever the study's numbers."""
    plan = whole(configured)
    assert len({inquiry.id for inquiry in plan}) == len(plan)
    assert all(re.fullmatch("[a-z2-7]{12}", inquiry.id) for inquiry in plan)
    for inquiry in plan:
        keeps_its_hours(configured, inquiry)
    for pair in grouped(plan, lambda inquiry: inquiry.pair_id).values():
        is_a_pair(configured, pair)
    for week in grouped(plan, lambda inquiry: (inquiry.target, inquiry.week)).values():
        assert len(week) <= 2 * configured.study.pairs_per_week


def keeps_its_hours(configured: Settings, inquiry: PlannedInquiry) -> None:
    zone = ZoneInfo(configured.study.zone)
    begins, ends = configured.study.hours(inquiry.time_cell)
    due, latest = inquiry.due_at.astimezone(zone), inquiry.latest_start.astimezone(zone)
    assert inquiry.due_at.tzinfo is UTC
    assert due.date().isoformat() == latest.date().isoformat() == inquiry.night
    assert "{}-W{:02}".format(*due.isocalendar()) == inquiry.week
    assert begins <= due.time() < latest.time() <= ends


def is_a_pair(configured: Settings, pair: Plan) -> None:
    first, second = pair
    assert {first.topic, second.topic} == {"pre_sale", "after_sale"}
    same = [(i.target, i.night, i.time_cell, i.language) for i in pair]
    assert same[0] == same[1]
    assert second.due_at - first.latest_start >= configured.study.timing.minimum_gap


@given(STUDIES)
@settings(max_examples=15, deadline=None)
def test_halves(configured: Settings) -> None:
    """Each target gets half of its pairs in each time cell, and languages differ by two pairs at most."""
    for plan in grouped(whole(configured), lambda inquiry: inquiry.target).values():
        cells = Counter(inquiry.time_cell for inquiry in plan if inquiry.topic == "pre_sale")
        assert abs(cells["working"] - cells["other"]) <= 1
        languages = Counter(inquiry.language for inquiry in plan if inquiry.topic == "pre_sale")
        counts = [languages[language] for language in configured.study.languages]
        assert max(counts) - min(counts) <= 2


def test_same_plan_on_every_machine() -> None:
    """A change of these literals would change the plans of studies that are under way."""
    first, second = timetable.night(study(), date(2026, 12, 8))[:2]
    told = [(i.id, i.target, i.question, i.paraphrase, i.due_at.isoformat()) for i in (first, second)]
    assert told == GOLDEN


def test_seed_changes_the_plan() -> None:
    """Another seed gives other ids and other hours."""
    one, other = (whole(study(seed=seed)) for seed in (1, 2))
    assert not {inquiry.id for inquiry in one} & {inquiry.id for inquiry in other}
    assert {inquiry.due_at for inquiry in one} != {inquiry.due_at for inquiry in other}


def test_strata_of_four_weeks() -> None:
    """28 nights at 4 pairs a week: each topic is asked on 8 nights in each time cell, more than the 6 needed."""
    for plan in grouped(whole(study()), lambda inquiry: inquiry.target).values():
        strata = grouped(plan, lambda inquiry: (inquiry.topic, inquiry.time_cell))
        assert [len({inquiry.night for inquiry in stratum}) for stratum in strata.values()] == [8] * 4


def test_languages_meet_cells_and_topics() -> None:
    """Every topic x cell x language is asked equally often."""
    for plan in grouped(whole(study()), lambda inquiry: inquiry.target).values():
        strata = Counter((inquiry.topic, inquiry.time_cell, inquiry.language) for inquiry in plan)
        assert set(strata.values()) == {4}
        assert len(strata) == 8


def test_language_changes_every_two_nights_of_a_target() -> None:
    """Two nights in one language, then two in the next."""
    for plan in grouped(whole(study()), lambda inquiry: inquiry.target).values():
        languages = [inquiry.language for inquiry in plan if inquiry.topic == "pre_sale"]
        assert all(languages[n] == languages[n + 1] != languages[n + 2] for n in range(0, 14, 2))


def test_nights_are_shared_evenly() -> None:
    """Fourteen targets at 4 pairs a week: eight are asked every night."""
    nights = grouped(whole(study(platforms=7)), lambda inquiry: inquiry.night)
    assert [len({inquiry.target for inquiry in night}) for night in nights.values()] == [8] * 28


def test_weekdays_are_shared_fairly() -> None:
    """Over four weeks nobody gets more than one weekend pair more than another."""
    weekends = Counter(
        inquiry.target
        for inquiry in whole(study(platforms=7))
        if date.fromisoformat(inquiry.night).isoweekday() > 5 and inquiry.topic == "pre_sale"
    )
    assert len(weekends) == 14
    assert max(weekends.values()) - min(weekends.values()) <= 1


def test_questions_take_turns_in_both_cells() -> None:
    """Over a long study each wording of each question is asked of each target in both time cells, evenly."""
    plan = whole(study(nights=504, platforms=1))
    for same in grouped(plan, lambda inquiry: (inquiry.target, inquiry.question)).values():
        cells = Counter(inquiry.time_cell for inquiry in same)
        assert abs(cells["working"] - cells["other"]) <= 2
        uses = Counter((inquiry.paraphrase, inquiry.time_cell) for inquiry in same)
        assert len(uses) == 6
        assert max(uses.values()) - min(uses.values()) <= 2


def test_pairs_match_in_subject() -> None:
    """Where both topics name their subjects in one order, both messages of a pair come from one place in it."""
    for pair in grouped(whole(study()), lambda inquiry: inquiry.pair_id).values():
        one, other = (inquiry.question.removeprefix(inquiry.topic.replace("_", "-")) for inquiry in pair)
        assert one == other


@pytest.mark.parametrize("size", range(1, 9))
def test_rotation(size: int) -> None:
    """Each thing comes once a cycle, and as often at even turns as at odd ones."""
    turns = [rotate(count, size) for count in range(2 * size * size)]
    assert all(len(set(turns[n : n + size])) == size for n in range(0, len(turns), size))
    even = Counter(turns[::2])
    assert set(even.values()) == {size}


def test_no_bursts() -> None:
    """With forty platforms the messages of a time cell are spread over its hours."""
    night = timetable.night(study(platforms=40), date(2026, 12, 9))
    for cell in grouped(night, lambda inquiry: inquiry.time_cell).values():
        hours = (cell[-1].due_at - cell[0].due_at) / timedelta(hours=1)
        busiest = max(sum(0 <= (o.due_at - i.due_at).total_seconds() < 600 for o in cell) for i in cell)
        assert busiest <= 3 * len(cell) / (6 * hours) + 1


def test_order_of_topics_is_tossed() -> None:
    """Neither topic is always asked first."""
    firsts = Counter(pair[0].topic for pair in grouped(whole(study()), lambda inquiry: inquiry.pair_id).values())
    assert min(firsts.values()) > sum(firsts.values()) / 4


def test_platform_added_at_the_end_moves_nobody() -> None:
    """The others keep nights, cells, questions, wordings and ids; only their minutes may shift."""

    def kept(configured: Settings) -> set[tuple[object, ...]]:
        first = {"shop-0", "shop-1", "shop-2"}
        return {
            (i.id, i.night, i.time_cell, i.question, i.paraphrase) for i in whole(configured) if i.platform in first
        }

    assert kept(study(platforms=4)) == kept(study(platforms=3))


def test_nothing_outside_the_study() -> None:
    """The night before the first and the one after the last are empty."""
    configured = study()
    assert timetable.night(configured, date(2026, 12, 6)) == []
    assert timetable.night(configured, date(2027, 1, 4)) == []


def test_due_order() -> None:
    """Earliest first."""
    plan = whole(study())
    assert all(one.due_at <= other.due_at for one, other in pairwise(plan))


def test_compressed_study_has_no_hours() -> None:
    """Planning a compressed study by the calendar is a mistake of the caller."""
    with pytest.raises(ValueError, match="compressed"):
        timetable.night(small_nights(), date(2026, 12, 7))


HOURS = {"days": [1, 2, 3, 4, 5], "opens": "09:00", "closes": "18:00", "zone": "Asia/Shanghai"}


def test_published_hours() -> None:
    """Asked inside or outside the hours that the platform publishes, or unknown if it publishes none."""
    assert {inquiry.in_published_hours for inquiry in whole(study())} == {None}
    for inquiry in whole(study(hours=HOURS, platforms=1)):
        workday = date.fromisoformat(inquiry.night).isoweekday() <= 5
        assert inquiry.in_published_hours is (workday and inquiry.time_cell == "working")


GOLDEN = [
    ("36ir26pqbqn5", "shop-2-webchat", "after-sale-1-en", 2, "2026-12-08T03:30:08+00:00"),
    ("y6oj5msjxxlc", "shop-2-webchat", "pre-sale-1-en", 2, "2026-12-08T04:44:58+00:00"),
]
