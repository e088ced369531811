"""Compressed nights: of our own making, for controls alone, and still enough for a ranking."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from monitor import timetable
from monitor.store.interface import PlannedInquiry
from tests.unit.timetable_studies import small_nights, study

BEGINS = datetime(2026, 11, 23, 15, 0, 0, tzinfo=UTC)
SPREAD = timedelta(seconds=12)


def nights(count: int) -> list[list[PlannedInquiry]]:
    configured = small_nights(nights=count, platforms=9)
    return [timetable.compressed(configured, index, BEGINS) for index in range(count)]


def test_names_of_nights() -> None:
    """Night, ISO week and time cell are the plan's own, whatever the clock says."""
    named = [(night[0].night, night[0].week, night[0].time_cell) for night in nights(4)]
    assert named == [
        ("2026-12-07", "2026-W50", "working"),
        ("2026-12-08", "2026-W50", "other"),
        ("2026-12-09", "2026-W50", "working"),
        ("2026-12-10", "2026-W50", "other"),
    ]


def test_language_changes_every_two_nights() -> None:
    """Two nights in Chinese, two in English."""
    assert [{i.language for i in night} for night in nights(6)] == [{"zh"}, {"zh"}, {"en"}, {"en"}, {"zh"}, {"zh"}]


def test_matched_pair_for_every_target() -> None:
    """Each of the 18 targets is asked both topics every night."""
    for night in nights(3):
        asked = sorted((inquiry.target, inquiry.topic) for inquiry in night)
        assert len(asked) == len(set(asked)) == 36
        assert {topic for _, topic in asked} == {"pre_sale", "after_sale"}


def test_strata_of_fourteen_nights() -> None:
    """Every topic x cell of a target is asked on 7 nights, one more than the 6 that a ranking needs."""
    strata = defaultdict(set)
    for inquiry in (inquiry for night in nights(14) for inquiry in night):
        strata[inquiry.target, inquiry.topic, inquiry.time_cell].add(inquiry.night)
    assert len(strata) == 18 * 4
    assert {len(named) for named in strata.values()} == {7}


def test_languages_meet_cells() -> None:
    """Over sixteen nights every language is asked equally often in each cell."""
    seen: defaultdict[tuple[str, str], int] = defaultdict(int)
    for night in nights(16):
        seen[night[0].language, night[0].time_cell] += 1
    assert seen == {("zh", "working"): 4, ("zh", "other"): 4, ("en", "working"): 4, ("en", "other"): 4}


def test_spread() -> None:
    """The night's messages are evenly spread after its beginning, the two of a pair half the spread apart."""
    (night,) = nights(1)
    assert [inquiry.due_at - BEGINS for inquiry in night] == [SPREAD * n / 36 for n in range(1, 37)]
    pairs = defaultdict(list)
    for inquiry in night:
        pairs[inquiry.pair_id].append(inquiry.due_at)
    assert {second - first for first, second in pairs.values()} == {SPREAD / 2}


def test_order_differs_by_night() -> None:
    """The seeded order of targets is another one each night, and the same when planned again."""
    first, second = nights(2)
    assert [inquiry.target for inquiry in first] != [inquiry.target for inquiry in second]
    assert nights(2)[0] == first


def test_latest_start() -> None:
    """A message may begin as late as the timing says."""
    configured = small_nights(timing={"start_within": "3s"})
    night = timetable.compressed(configured, 0, BEGINS)
    assert {inquiry.latest_start - inquiry.due_at for inquiry in night} == {timedelta(seconds=3)}


def test_ids_are_unique_over_nights() -> None:
    """No id comes twice in a study."""
    ids = [inquiry.id for night in nights(14) for inquiry in night]
    assert len(set(ids)) == len(ids) == 14 * 36


def test_published_hours_of_a_named_night() -> None:
    """Whether the service is open is judged by the named night and cell, not by the minute of the demo."""
    hours = {"days": [1], "opens": "09:00", "closes": "18:00", "zone": "Asia/Shanghai"}
    configured = small_nights(hours=hours, platforms=1)
    open_ = [{i.in_published_hours for i in timetable.compressed(configured, n, BEGINS)} for n in range(3)]
    assert open_ == [{True}, {False}, {False}]


def test_real_study_is_not_compressed() -> None:
    """Planning a real study by number is a mistake of the caller."""
    with pytest.raises(ValueError, match="not compressed"):
        timetable.compressed(study(), 0, BEGINS)
