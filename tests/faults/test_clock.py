"""The clock is set by an hour, either way, and a laptop is put to sleep: no hour of ours becomes anybody's silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.alarm import Alarm
from monitor.clock import HandClock
from monitor.clockwatch import ClockSet, ClockWatch, clock_sets, steady, this_boot
from monitor.daemon import tell_of_clock
from monitor.export import facts
from monitor.labelling import Labelling
from monitor.store.interface import Store
from probes.webchat.vigil import ASLEEP
from reports.trials import trial
from tests.scripted import Line
from tests.unit.engine_house import START, House, house
from tests.unit.test_follow_ups import ANSWER, QUESTION
from tests.unit.test_webchat_vigil import NOON, Place
from tests.unit.trial_rows import study

HOUR = timedelta(hours=1)
BEGAN = START.timestamp()


@dataclass
class Machine:
    """Two clocks: one that can be set, and one that cannot."""

    wall: float = BEGAN
    uptime: float = 500.0

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.uptime += seconds

    def watch(self, store: Store, boot: str = "this") -> ClockWatch:
        return ClockWatch(
            store=store, observer="o", wall=lambda: self.wall, steady=lambda: self.uptime, boot=boot
        )  # fmt: skip


@pytest.mark.parametrize("by", [3600, -3600], ids=["an hour ahead", "an hour back"])
def test_clock_that_was_set(tmp_path: Path, by: float) -> None:
    """It is noticed once, with what the clock would have said."""
    machine, store = Machine(), house(tmp_path).store
    watch = machine.watch(store)
    looks = [watch.look()]
    machine.passes(5)
    machine.wall += by
    looks += [watch.look(), watch.look()]
    was_set = ClockSet(START + timedelta(seconds=5), START + timedelta(seconds=5 + by))
    assert looks == [None, was_set, None]
    operator = Alarm(store=store, clock=HandClock(START))
    assert [tell_of_clock(operator, "o", was_set) for _ in range(2)] == [True, False]
    assert clock_sets(store, "o") == [was_set]


def test_suspended_laptop_has_no_clock_that_was_set(tmp_path: Path) -> None:
    """Both clocks run on while it sleeps."""
    machine, store = Machine(), house(tmp_path).store
    watch = machine.watch(store)
    watch.look()
    machine.passes(9 * 3600)
    assert watch.look() is None


def test_clock_set_while_no_daemon_ran(tmp_path: Path) -> None:
    """The next daemon notices it as long as the machine was not started anew; after that nobody can."""
    machine, store = Machine(), house(tmp_path).store
    machine.watch(store).look()
    machine.wall += 3600
    assert machine.watch(store, boot="another").look() is None
    machine.watch(store).look()
    machine.wall += 3600
    assert machine.watch(store).look() is not None


def test_this_machine_has_both_clocks() -> None:
    """The steady clock goes on, and where there is a name for the boot it stays the same."""
    assert steady() <= steady()
    assert this_boot() == this_boot()


def told(h: House) -> tuple[str, str, str]:
    """The published ending, reason and checkpoint states."""
    found = facts(h.store, zone="UTC", compressed=True)
    labels = Labelling(h.store, [QUESTION]).complete(found)["abc"]
    [inquiry] = found.inquiries
    row = trial(inquiry, found.messages["abc"], {label.ordinal: label for label in labels}, study())
    return row.ending, row.reason, row.checkpoint_states


async def asked_until_the_end(tmp_path: Path) -> House:
    h = house(tmp_path, lines=[Line(9000, ANSWER)])
    h.settle_persistence("persistent")
    h.plan()
    await h.all_visits()
    return h


@pytest.mark.parametrize("by", [HOUR, -HOUR])
async def test_inquiry_that_was_being_timed_is_void(tmp_path: Path, by: timedelta) -> None:
    """Its waiting times are wrong by an hour, nobody knows which: it enters nothing."""
    h = await asked_until_the_end(tmp_path)
    assert told(h)[0] == "closed"
    now = START + timedelta(minutes=10)
    machine = Machine(wall=now.timestamp())
    watch = machine.watch(h.store)
    watch.look()
    machine.wall += by.total_seconds()
    watch.look()
    assert told(h) == ("void", "observer_down", "")


async def test_inquiry_that_was_over_stays(tmp_path: Path) -> None:
    """A clock that is set after the last look changes nothing that was timed before."""
    h = await asked_until_the_end(tmp_path)
    before = told(h)
    machine = Machine(wall=(h.clock.now() + timedelta(minutes=10)).timestamp())
    watch = machine.watch(h.store)
    watch.look()
    machine.wall += 3600
    watch.look()
    assert told(h) == before


def test_chat_listened_to_by_a_machine_that_slept() -> None:
    """What nobody could see while it slept was not looked at, not even if the page still says it is connected."""
    place = Place().asked().at(10)
    place.vigil.proved(place.now())
    place.at(10 + 3 * 3600).vigil.proved(place.now())
    assert place.vigil.looked_at() == NOON + timedelta(seconds=10)
    assert place.at(10 + 3 * 3600 + 60).vigil.looked_at() == NOON + timedelta(seconds=10)
    place.sees("Welcome!", ">question", "answer")
    [answer] = [line for line in place.vigil.lines if line.text == "answer"]
    assert (answer.seen_after, answer.seen_by) == (NOON + timedelta(seconds=10), place.now())


def test_chat_that_is_quiet_while_we_listen() -> None:
    """As long as the page is heard of in time, a silence of hours was looked at."""
    place = Place().asked()
    for second in range(0, 7200, int(ASLEEP.total_seconds()) // 8):
        place.at(second).vigil.proved(place.now())
    assert place.vigil.looked_at() == place.now()
