"""One process: what is due is claimed and visited here, as before there were machines to share with."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import app
from monitor.dispatch import dispatch_for
from monitor.dispatch.interface import Dispatch
from monitor.dispatch.local import LocalDispatch
from monitor.dispatch.pace import Pace
from monitor.dispatch.underway import Gate, UnderWay
from monitor.store.interface import PlannedInquiry
from tests.unit import told_study
from tests.unit.engine_house import House, house

BOUND = 30.0


def refusing(reason: str) -> Gate:
    async def refusal(plan: PlannedInquiry) -> str:
        return reason

    return refusal


OPEN = refusing("")


def local(place: House, gate: Gate = OPEN, pace: Pace | None = None) -> Dispatch:
    """The dispatch of a study on SQLite; ``gate`` says why nothing may be asked now."""
    pace = pace or Pace(slots=1000, later=0)
    visits = UnderWay(
        store=place.store, engine=place.engine, clock=place.clock, holder="h", observer="o",
        lease=timedelta(seconds=60), gate=gate, visited=lambda inquiry: None, pace=pace,
    )  # fmt: skip
    return dispatch_for(
        "sqlite:///silence.db", visits, pace, room_for=8, tick=timedelta(milliseconds=10),
        out_of_step=lambda offset: None,
    )  # fmt: skip


async def _run_until_first_visit_ended(place: House, dispatch: Dispatch) -> None:
    running = asyncio.create_task(dispatch.run())
    async with asyncio.timeout(BOUND):
        while place.store.visits("abc")[0].outcome == "":
            await asyncio.sleep(0.01)
    place.engine.stopping.set()
    await running


async def test_sqlite_is_one_process(tmp_path: Path) -> None:
    """It asks once, parks, and its clock is the only one there is."""
    place = house(tmp_path)
    place.plan()
    dispatch = local(place)
    assert isinstance(dispatch, LocalDispatch)
    assert await dispatch.in_step()
    await _run_until_first_visit_ended(place, dispatch)
    assert place.channel.heard == {"abc": 1}
    assert [v for v in place.store.visits() if v.lease_until] == []


async def test_what_the_gate_refuses_is_void(tmp_path: Path) -> None:
    """Nothing leaves."""
    place = house(tmp_path)
    place.plan()
    await _run_until_first_visit_ended(place, local(place, refusing("control_failed")))
    assert (place.inquiry().ending, place.inquiry().reason, place.channel.heard) == ("void", "control_failed", {})


async def test_who_waited_for_a_place_is_judged_anew(tmp_path: Path) -> None:
    """The control let it through, somebody else took the place, and meanwhile all was stopped: nothing leaves."""
    place, pace, answers = house(tmp_path), Pace(slots=1000, later=0), iter(["", "paused"])
    place.plan()

    async def gate(plan: PlannedInquiry) -> str:
        place.clock.move(timedelta(seconds=1))
        pace.asked("webchat", place.clock.now())
        place.clock.move(timedelta(seconds=1))
        return next(answers)

    await _run_until_first_visit_ended(place, local(place, gate, pace))
    assert (place.inquiry().reason, place.channel.heard) == ("paused", {})


@pytest.mark.parametrize(("stopped", "heard"), [(True, {}), (False, {"abc": 1})])
async def test_kill_switch(tmp_path: Path, stopped: bool, heard: dict[str, int]) -> None:
    """While the file lies beside the configuration nothing leaves, and what was kept back is no inquiry (paused)."""
    place, settings = house(tmp_path), told_study.settings(tmp_path)
    place.plan()
    if stopped:
        (tmp_path / "STOP").touch()
    gate = app.guarded(settings, place.store, place.clock, OPEN)
    await _run_until_first_visit_ended(place, local(place, gate))
    assert place.channel.heard == heard
    assert (place.inquiry().reason == "paused") is stopped
