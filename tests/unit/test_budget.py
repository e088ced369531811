"""The burden budget: eight first contacts a channel and week, a minimum gap, and refusal instead of a queue."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, timedelta

from monitor import timetable
from monitor.guard.budget import Contact, contacts, refusal
from monitor.store.interface import InquiryRecord, PlannedInquiry
from tests.unit.timetable_studies import small_nights, study

SETTINGS = study()
PLAN = timetable.night(SETTINGS, date(2026, 12, 8))[0]
NOW = PLAN.due_at


def past(count: int, **changes: str) -> list[Contact]:
    """``count`` contacts like the plan's, a day apart, the last a day ago."""
    contact = Contact(platform=PLAN.platform, target=PLAN.target, channel=PLAN.channel, week=PLAN.week, at=NOW)
    contact = dataclasses.replace(contact, **changes)  # type: ignore[arg-type]
    return [dataclasses.replace(contact, at=NOW - timedelta(days=n + 1)) for n in range(count)]


def test_within_budget() -> None:
    """The eighth contact of a week is allowed."""
    assert refusal(SETTINGS, PLAN, past(7), NOW) == ""


def test_over_budget() -> None:
    """The ninth is refused, with the numbers."""
    wrong = refusal(SETTINGS, PLAN, past(8), NOW)
    assert wrong == f"{PLAN.platform} has had 8 first contacts by webchat in 2026-W50; 8 are allowed"


def test_doors_of_one_kind_share_the_budget() -> None:
    """A second chat of the same platform has no budget of its own."""
    assert refusal(SETTINGS, PLAN, past(8, target=PLAN.target + "-2"), NOW)


def test_other_weeks_channels_and_platforms_do_not_count() -> None:
    """The budget is per platform, channel and ISO week."""
    for changes in ({"week": "2026-W49"}, {"channel": "mail"}, {"platform": "shop-9", "target": "shop-9-webchat"}):
        assert refusal(SETTINGS, PLAN, past(9, **changes), NOW) == ""


def test_minimum_gap() -> None:
    """A second contact of one target within 20 minutes is refused; after 20 minutes it is not."""
    (contact,) = past(1)
    soon = [dataclasses.replace(contact, at=NOW - timedelta(minutes=19, seconds=59))]
    assert refusal(SETTINGS, PLAN, soon, NOW) == f"{PLAN.target} was last contacted 1199s ago; the minimum gap is 20m"
    assert refusal(SETTINGS, PLAN, [dataclasses.replace(contact, at=NOW - timedelta(minutes=20))], NOW) == ""


def test_gap_of_another_target() -> None:
    """The gap is a target's own."""
    (contact,) = past(1, target="shop-9-webchat")
    assert refusal(SETTINGS, PLAN, [dataclasses.replace(contact, at=NOW)], NOW) == ""


def test_controls_have_no_budget() -> None:
    """Platforms of our own may be asked without end."""
    settings = small_nights()
    plan = timetable.compressed(settings, 0, NOW)[0]
    full = [Contact(platform=plan.platform, target=plan.target, channel=plan.channel, week=plan.week, at=NOW)] * 9
    assert refusal(settings, plan, full, NOW) == ""


def record(plan: PlannedInquiry, *, intended: datetime | None = None, t0: datetime | None = None) -> InquiryRecord:
    return InquiryRecord(plan=plan, intended_at=intended, t0=t0)


def test_contacts_are_what_may_have_left() -> None:
    """Sent counts from t0, intended counts because it may have been sent, planned alone does not count."""
    later = NOW + timedelta(seconds=3)
    made = contacts([record(PLAN), record(PLAN, intended=NOW), record(PLAN, intended=NOW, t0=later)])
    assert [contact.at for contact in made] == [NOW, later]
    assert made[0].target == PLAN.target


def test_the_plan_keeps_the_budget() -> None:
    """A whole study, sent as planned and as late as allowed in turn, is never refused."""
    made: list[Contact] = []
    plan = timetable.plan_period(SETTINGS, date(2026, 12, 7), date(2027, 1, 3))
    for number, inquiry in enumerate(plan):
        at = inquiry.latest_start if number % 2 else inquiry.due_at
        assert refusal(SETTINGS, inquiry, made, at) == ""
        made += contacts([record(inquiry, intended=at)])
    assert len(made) == 6 * 32
