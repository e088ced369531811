"""A browser dies in a reading visit, a machine is off for a day: the look is made again, or is known to be missing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.alarm import Alarm
from monitor.daemon import tell_of_loss
from probes.interface import ProbeError, VoidReason
from tests.faults.test_clock import told
from tests.scripted import Line
from tests.unit.engine_house import START, House, house
from tests.unit.test_follow_ups import ANSWER

DIED = ProbeError(VoidReason.OBSERVER_DOWN, "the browser has died")


async def to_the_last_visit(h: House) -> None:
    h.settle_persistence("persistent")
    h.plan()
    while sum(v.outcome == "" for v in h.store.visits("abc")) != 1 or not h.inquiry().t0:
        await h.next_visit()


async def test_browser_that_dies_in_the_last_look(tmp_path: Path) -> None:
    """The look is made once more, and the answer is not lost."""
    h = house(tmp_path, lines=[Line(50_000, ANSWER)])
    await to_the_last_visit(h)
    h.channel.breaks["resume"] = DIED
    await h.next_visit()
    assert h.inquiry().ending == "open"
    h.channel.breaks.clear()
    await h.all_visits()
    assert (h.inquiry().ending, h.texts(), h.channel.heard) == ("closed", [ANSWER], {"abc": 1})


async def test_browser_that_dies_again_and_again(tmp_path: Path) -> None:
    """Two tries, then the look is given up: the checkpoint is unknown, the inquiry is not void, and it ends."""
    h = house(tmp_path)
    await to_the_last_visit(h)
    opened = h.channel.opened
    h.channel.breaks["resume"] = DIED
    await h.all_visits()
    assert h.channel.opened == opened + 2
    assert told(h) == ("closed", "", "wwwwu")


@pytest.mark.parametrize("kind", ["webchat", "mail"])
async def test_machine_that_is_off_for_a_day(tmp_path: Path, kind: str) -> None:
    """What was asked before is void, whatever comes of it; it is not asked again, and nobody is called silent."""
    h = house(tmp_path, kind, lines=[Line(7200, ANSWER)])
    h.settle_persistence("persistent")
    h.plan()
    await h.next_visit()
    h.clock.move(timedelta(days=4) if kind == "mail" else timedelta(days=1))
    operator = Alarm(store=h.store, clock=h.clock)
    settled = h.store.sweep(now=h.clock.now())
    assert [tell_of_loss(operator, "o", settled) for _ in range(2)] == [True, False]
    await h.all_visits()
    assert h.channel.heard == {"abc": 1}
    ending, reason, states = told(h)
    assert "w" not in states
    assert (ending, reason) == ("void", "observer_down")
    assert h.texts() == [ANSWER], "what came meanwhile is kept all the same"


async def test_visit_that_is_only_due_again_is_no_loss(tmp_path: Path) -> None:
    """A worker that died before it wrote costs nothing, and nobody is told."""
    h = house(tmp_path)
    h.plan()
    h.store.claim(holder="h", observer="o", now=START, lease=timedelta(minutes=1), limit=1, sending=True)
    h.clock.move(timedelta(minutes=2))
    settled = h.store.sweep(now=h.clock.now())
    assert settled == [("abc", "due again")]
    assert not tell_of_loss(Alarm(store=h.store, clock=h.clock), "o", settled)


async def test_question_whose_time_passed_while_the_machine_was_off(tmp_path: Path) -> None:
    """It is not asked late: it was not sent; the next night's is asked once."""
    h = house(tmp_path)
    h.settle_persistence("persistent")
    h.plan()
    h.clock.move(timedelta(days=1))
    h.store.sweep(now=h.clock.now())
    h.plan("next", night="n2")
    await h.all_visits()
    assert h.channel.heard == {"next": 1}
    assert (h.inquiry().ending, h.inquiry().reason) == ("void", "not_sent")
    assert h.inquiry("next").ending == "closed"
    assert h.clock.now() > START
