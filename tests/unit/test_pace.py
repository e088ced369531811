"""Pacing: the machine asks no more than it can visit in time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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


def quick() -> Pace:
    """A machine with room for a contact every hundredth of a second."""
    return Pace(slots=1, later=0, opening=timedelta(milliseconds=10) * SHARE)


def running(since: datetime) -> Callable[[], datetime]:
    """A clock that goes on by six milliseconds each time it is read."""
    reads = iter(range(1, 1000))
    return lambda: since + timedelta(milliseconds=6) * next(reads)


async def test_who_was_held_while_others_were_asked_takes_a_place_of_his_own() -> None:
    """Begun, held by the night's control, and overtaken: what is let through then comes one after the other."""
    machine, stopping = quick(), asyncio.Event()
    machine.asked("webchat", NOW + timedelta(milliseconds=20))  # somebody else's place
    await machine.turn("webchat", NOW, running(NOW + timedelta(milliseconds=20)), stopping)
    assert machine.wait(NOW) >= timedelta(milliseconds=20) + 2 * machine.room()


async def test_who_was_not_overtaken_goes_at_once() -> None:
    """Its place was taken when it was claimed."""
    machine = quick()
    machine.asked("webchat", NOW)
    await machine.turn("webchat", NOW, lambda: NOW, asyncio.Event())
    assert machine.may_ask(NOW + machine.room())


async def test_a_mail_that_was_held_waits_for_no_page() -> None:
    machine = quick()
    machine.asked("webchat", NOW + timedelta(hours=1))
    await machine.turn("mail", NOW, lambda: NOW, asyncio.Event())
    assert machine.wait(NOW) > timedelta(hours=1)


async def test_nobody_waits_for_a_place_once_all_are_leaving() -> None:
    machine, stopping = quick(), asyncio.Event()
    machine.asked("webchat", NOW + timedelta(hours=1))
    stopping.set()
    await machine.turn("webchat", NOW, lambda: NOW, stopping)
    assert machine.wait(NOW) > timedelta(hours=1)
