"""From which observer a target is asked: the same plan on every machine, and second looks inside the budget."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from monitor.check import check
from monitor.errors import SettingsError
from monitor.guard import budget
from monitor.settings import Settings, validate
from monitor.store.interface import PlannedInquiry
from monitor.timetable import plan_period
from tests.unit.timetable_studies import data

POSTGRES = {"url": "postgresql+psycopg://db.example.org/silence"}


def shared(asked_from: str, observers: tuple[str, ...] = ("north", "south"), **keys: Any) -> Settings:
    """A study of several observers, all of whose chats are asked in one way."""
    body = data(observers=list(observers), **keys) | {"database": POSTGRES}
    for platform in body["platforms"]:
        platform["targets"][0]["asked_from"] = asked_from
    return validate(body)


def plan(settings: Settings) -> list[PlannedInquiry]:
    first = settings.study.starts
    return list(plan_period(settings, first, first + timedelta(days=settings.study.nights - 1)))


def chats(inquiries: list[PlannedInquiry]) -> list[PlannedInquiry]:
    return [i for i in inquiries if i.channel == "webchat"]


@pytest.mark.parametrize("asked_from", ["one", "random", "all"])
def test_every_machine_plans_the_same(asked_from: str) -> None:
    """Whichever of the observers it is."""
    settings = shared(asked_from)
    assert plan(settings.seen_by("north")) == plan(settings.seen_by("south"))
    assert settings.seen_by("north").hash() == settings.seen_by("south").hash()


def test_one_observer_plans_as_before() -> None:
    """Naming a single observer changes no inquiry but its observer's name."""
    alone, named = validate(data()), validate(data(observers=["observer-1"]))
    assert plan(named) == plan(alone)


def test_asked_from_one_is_always_the_same_one() -> None:
    """And over the panel both have some."""
    by_target = defaultdict(set)
    for inquiry in chats(plan(shared("one", platforms=12))):
        by_target[inquiry.target].add(inquiry.observer)
    assert all(len(observers) == 1 for observers in by_target.values())
    assert set.union(*by_target.values()) == {"north", "south"}


def test_asked_from_random_changes_by_night_and_keeps_pairs_together() -> None:
    """Both messages of a pair leave from one observer; about half of the nights from each."""
    inquiries = chats(plan(shared("random", platforms=12)))
    by_pair = defaultdict(set)
    for inquiry in inquiries:
        by_pair[inquiry.pair_id].add(inquiry.observer)
    assert all(len(observers) == 1 for observers in by_pair.values())
    share = Counter(i.observer for i in inquiries)["north"] / len(inquiries)
    assert 0.3 < share < 0.7


def test_vantage_changes_nothing_else() -> None:
    """What counts is asked at the same moment, in the same words, whoever asks."""

    def counted(asked_from: str) -> list[tuple[str, str, object]]:
        return sorted((i.id, i.text, i.in_published_hours) for i in plan(shared(asked_from)) if not i.second_look)

    assert counted("one") == counted("random") == counted("all")


def test_mail_and_forms_are_the_first_observers() -> None:
    """A letter leaves from the account's server, wherever the machine stands."""
    assert {i.observer for i in plan(shared("all")) if i.channel == "mail"} == {"north"}


@pytest.mark.parametrize(("pairs", "second_nights_a_week"), [(4, 0), (3, 1), (2, 2), (1, 1)])
def test_second_looks_stay_inside_the_budget(pairs: int, second_nights_a_week: int) -> None:
    """At most 8 first contacts a channel and week: two observers at three pairs look again on one night a week."""
    settings = shared("all", pairs_per_week=pairs)
    contacts, again = Counter[tuple[str, str]](), defaultdict(set)
    for inquiry in chats(plan(settings)):
        contacts[inquiry.platform, inquiry.week] += 1
        if inquiry.second_look:
            again[inquiry.platform, inquiry.week].add(inquiry.night)
    assert max(contacts.values()) <= budget.CONTACTS_A_WEEK
    assert max(map(len, again.values()), default=0) == second_nights_a_week


def test_a_second_look_asks_the_same_question_otherwise_worded() -> None:
    """Same target, night, topic and cell; another observer, another wording, another id, later."""
    inquiries = chats(plan(shared("all", pairs_per_week=2)))
    first = {(i.pair_id, i.topic): i for i in inquiries if not i.second_look}
    looks = [i for i in inquiries if i.second_look]
    assert looks
    for look in looks:
        asked = first[look.pair_id.split("+")[0], look.topic]
        assert (look.question, look.night, look.time_cell) == (asked.question, asked.night, asked.time_cell)
        assert look.observer != asked.observer
        assert look.text != asked.text
        assert look.due_at > asked.due_at
    assert len({i.id for i in inquiries}) == len(inquiries)


@pytest.mark.parametrize("observers", [("north", "south"), ("north", "south", "west")])
def test_second_looks_keep_the_gap_and_the_time_cell(observers: tuple[str, ...]) -> None:
    """Even if every one begins as late as it may; an observer for whom there is no room looks another time."""
    settings = shared("all", observers, control=True, pairs_per_week=7)
    study, by_night = settings.study, defaultdict(list)
    for inquiry in chats(plan(settings)):
        by_night[inquiry.target, inquiry.night].append(inquiry)
    for inquiries in by_night.values():
        due = sorted(i.due_at for i in inquiries)
        least = study.timing.minimum_gap + study.timing.start_within
        assert all(later - earlier >= least for earlier, later in pairwise(due))
        last = (due[-1] + study.timing.start_within).astimezone(ZoneInfo(study.zone)).time()
        assert last <= study.hours(inquiries[0].time_cell)[1]
    assert max(len({i.observer for i in each}) for each in by_night.values()) == len(observers)


def test_an_unknown_observer_is_refused() -> None:
    """With the names that are known."""
    with pytest.raises(SettingsError, match=r"no observer 'west' \(known: north, south\)"):
        shared("one").seen_by("west")


def test_check_tells_where_the_budget_leaves_no_second_look() -> None:
    """Four pairs a week fill it."""
    [problem] = [p for p in check(shared("all")) if "asked_from" in p.path][:1]
    assert "leave no room" in problem.wrong
    assert not [p for p in check(shared("all", pairs_per_week=3)) if "asked_from" in p.path]
