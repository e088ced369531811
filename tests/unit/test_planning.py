"""Planning a night: what guards and pauses leave of the timetable, and that it happens once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor import planning, timetable
from monitor.alarm import Alarm
from monitor.clock import HandClock
from monitor.guard import approvals
from monitor.settings import Settings, parse
from monitor.store import open_store
from monitor.store.interface import Approval, Pause, Store
from tests import studies

SETTINGS = parse(
    studies.config(
        "planning", [studies.stranger(name, f"{name}.example.com") for name in "abcdefg"],
        study={"zone": "Asia/Shanghai", "starts": date(2026, 11, 23)}, account=studies.account_at("example.com"),
    )
)  # fmt: skip
NIGHT = datetime(2026, 11, 25, 0, 30, tzinfo=UTC) - timedelta(hours=8)  # just past midnight in the study's zone
YESTERDAY = NIGHT - timedelta(days=1)


@pytest.fixture
def store() -> Store:
    memory = open_store("memory://")
    memory.migrate()
    return memory


def plan(store: Store, settings: Settings = SETTINGS, at: datetime = NIGHT) -> bool:
    return planning.plan_tonight(settings, store, at, Alarm(store=store, clock=HandClock(at)))


def approve_all(store: Store) -> None:
    for wording in approvals.wordings(SETTINGS):
        store.approve(
            Approval(
                text_hash=wording.hash,
                target=wording.target.id,
                question=wording.question,
                approved_by="Ada",
                approved_at=NIGHT,
            )
        )


def test_the_night_is_the_study_zones_date(store: Store) -> None:
    plan(store)
    assert [(n.id, n.week) for n in store.nights()] == [("2026-11-25", "2026-W48")]


def test_a_night_is_planned_once(store: Store) -> None:
    assert plan(store)
    assert not plan(store)


def test_nothing_unapproved_is_planned_and_the_operator_is_told(store: Store) -> None:
    plan(store)
    assert not list(store.inquiries())
    assert not store.told("unapproved/2026-11-25", at=NIGHT)  # it has been told


def test_what_is_approved_is_planned_as_the_timetable_says(store: Store) -> None:
    approve_all(store)
    plan(store)
    wanted = timetable.night(SETTINGS, datetime(2026, 11, 25).date())  # noqa: DTZ001
    assert wanted
    assert sorted(i.plan.id for i in store.inquiries()) == sorted(w.id for w in wanted)


def test_a_paused_platform_is_not_planned(store: Store) -> None:
    approve_all(store)
    plan(store)
    asked = {i.plan.platform for i in store.inquiries()}
    other = open_store("memory://")
    other.migrate()
    approve_all(other)
    other.pause(Pause(platform=min(asked), since=NIGHT, until=None, reason="asked us to"))
    plan(other)
    assert {i.plan.platform for i in other.inquiries()} == asked - {min(asked)}


def test_a_pause_drops_what_was_planned_and_not_asked(store: Store) -> None:
    approve_all(store)
    plan(store)
    platform = next(iter(store.inquiries())).plan.platform
    assert planning.drop_unasked(store, platform, NIGHT) == 2
    dropped = [i for i in store.inquiries() if i.plan.platform == platform]
    assert {(i.ending, i.reason) for i in dropped} == {("void", "paused")}


def test_over_budget_is_refused_never_queued(store: Store) -> None:
    """Eight first contacts in a week by one channel, and the plan leaves the platform out."""
    approve_all(store)
    plan(store)
    first = next(iter(store.inquiries())).plan
    past = [replace(first, id=f"past{n}", night="2026-11-23", due_at=YESTERDAY) for n in range(8)]
    full = open_store("memory://")
    full.migrate()
    approve_all(full)
    planning_night = replace(store.nights()[0], id="2026-11-23")
    full.plan_night(planning_night, past)
    for _ in past:
        _send(full, YESTERDAY)
    plan(full)
    tonight = {i.plan.platform for i in full.inquiries(night="2026-11-25")}
    assert first.platform not in tonight
    assert tonight


def _send(store: Store, at: datetime) -> None:
    claims = store.claim(
        holder="h", observer=SETTINGS.study.observer, now=at, lease=timedelta(minutes=1), limit=1, sending=True
    )
    for claim in claims:
        store.intend(claim, at=at)
        store.sent(claim, t0=at, witness="smtp", session=b"", later=[])
        store.finish(claim, at=at, outcome="done", looked_since=None, looked_until=None)


def test_no_night_outside_the_study(store: Store) -> None:
    assert not plan(store, at=NIGHT - timedelta(days=10))
    assert not plan(store, at=NIGHT + timedelta(days=40))
    assert not store.nights()


def test_all_is_planned_after_the_last_night(store: Store) -> None:
    assert not planning.all_planned(SETTINGS, store, NIGHT)
    assert planning.all_planned(SETTINGS, store, NIGHT + timedelta(days=40))


def test_nothing_is_said_to_a_paused_platform(store: Store) -> None:
    """Also not in an inquiry under way: it is watched to its end, in silence."""
    approve_all(store)
    plan(store)
    asked = next(iter(store.inquiries())).plan
    text = SETTINGS.follow_ups_of(asked.question)[0]
    assert planning.may_say(SETTINGS, store, asked, "follow_up", text, NIGHT)
    store.pause(Pause(platform=asked.platform, since=NIGHT, until=None, reason=""))
    assert not planning.may_say(SETTINGS, store, asked, "follow_up", text, NIGHT)


def test_staff_minutes_count_everything_that_may_be_said() -> None:
    """A question and two follow-ups: three messages, nine minutes."""
    planned = timetable.night(SETTINGS, datetime(2026, 11, 25).date())  # noqa: DTZ001
    assert planning.most_messages(SETTINGS, planned) == 3 * len(planned)
    assert planning.most_staff_minutes(SETTINGS, planned) == 9 * len(planned)


def test_a_machine_with_another_configuration_is_told_of(store: Store) -> None:
    """Several observers share one plan: whoever has another panel could not ask what was planned."""
    study = SETTINGS.study.model_copy(update={"observers": ("north", "south"), "observer": "north"})
    north = SETTINGS.model_copy(update={"study": study})
    other = north.model_copy(update={"platforms": north.platforms[:-1]}).seen_by("south")
    alarm = Alarm(store=store, clock=HandClock(NIGHT))
    assert planning.plan_tonight(north, store, NIGHT, alarm)
    assert not planning.plan_tonight(north.seen_by("south"), store, NIGHT, alarm)
    assert store.told("configuration/south/2026-11-25", at=NIGHT), "told although the two are the same"
    west = other.model_copy(update={"study": other.study.model_copy(update={"observer": "west"})})
    assert not planning.plan_tonight(west, store, NIGHT, alarm)
    assert not store.told("configuration/west/2026-11-25", at=NIGHT), "not told although the panels differ"
