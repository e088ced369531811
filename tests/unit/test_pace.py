"""Pacing: the machine asks no more than it can visit in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.dispatch.pace import SHARE, Pace

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def pace() -> Pace:
    return Pace(slots=2, later=2, opening=timedelta(seconds=0.6), resuming=timedelta(seconds=0.4))


def test_room_is_the_work_of_one_contact_over_what_the_machine_can_do() -> None:
    """0.6 s to open and two resumes of 0.4 s, on two slots of which a share may be filled."""
    assert abs(pace().room().total_seconds() - 1.4 / (2 * SHARE)) < 1e-6


def test_nobody_is_asked_before_there_is_room() -> None:
    machine = pace()
    machine.asked("webchat", NOW)
    assert not machine.may_ask(NOW + machine.room() / 2)
    assert machine.may_ask(NOW + machine.room())


def test_the_wait_ends_when_there_is_room() -> None:
    """Whoever waits so long may ask then; nobody waits before anybody was asked."""
    machine = pace()
    assert machine.wait(NOW) <= timedelta(0)
    machine.asked("webchat", NOW)
    assert machine.wait(NOW) == machine.room()
    assert machine.may_ask(NOW + machine.wait(NOW))


def test_a_machine_that_gets_slower_asks_less_often() -> None:
    machine = pace()
    before = machine.room()
    for _ in range(20):
        machine.measured("webchat", False, timedelta(seconds=2))
    assert machine.room() > before * 2


def test_a_machine_that_gets_quicker_asks_more_often() -> None:
    machine = pace()
    before = machine.room()
    for _ in range(20):
        machine.measured("webchat", True, timedelta(seconds=0.1))
    assert machine.room() < before


def test_mail_costs_no_page() -> None:
    """Neither is a mail paced, nor do its quick visits make the machine look quicker than it is."""
    machine = pace()
    before = machine.room()
    machine.measured("mail", True, timedelta(milliseconds=5))
    machine.asked("mail", NOW)
    assert machine.room() == before
    assert machine.may_ask(NOW)
