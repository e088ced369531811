"""The positive control gates a night: asked first, once, and a failure is nobody's silence."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.clock import HandClock
from monitor.evidence import Evidence
from monitor.health import Gate, PositiveControl
from monitor.store import open_store
from monitor.store.interface import ControlResult, PlannedInquiry
from probes.interface import ChannelKind, ProbeError, Shut, Target, VoidReason
from tests.scripted import Line, ScriptedChannel

START = datetime(2026, 11, 23, 10, tzinfo=UTC)
TARGET = Target(id="control-webchat", platform="control", channel=ChannelKind.WEBCHAT, address="x", control=True)


def planned(night: str = "2026-11-23") -> PlannedInquiry:
    return PlannedInquiry(
        id="abc", night=night, week="2026-W48", time_cell="working", pair_id="p", target="t", platform="p",
        channel="webchat", question="q", topic="pre_sale", language="en", paraphrase=0, subject="s", text="How?",
        due_at=START, latest_start=START, observer="o",
    )  # fmt: skip


def gate(tmp_path: Path, channel: ScriptedChannel, failures: list[ControlResult] | None = None) -> Gate:
    store = open_store("memory://")
    store.migrate()
    control = PositiveControl(target=TARGET, channel=channel, text="?", known_delay=timedelta(seconds=5))
    told = failures if failures is not None else []
    return Gate(
        store=store, clock=channel.clock, evidence=Evidence(tmp_path), observer="o", controls={"webchat": control},
        failed=told.append,
    )  # fmt: skip


async def test_control_seen_at_its_known_delay_lets_the_night_through(tmp_path: Path) -> None:
    channel = ScriptedChannel(HandClock(START), lines=[Line(5, "yes")])
    assert await gate(tmp_path, channel).refusal(planned()) == ""


async def test_an_observer_whose_control_fails_asks_nothing_and_the_others_do(tmp_path: Path) -> None:
    """Each observer has its own control of the night in the store that they share."""
    answered = ScriptedChannel(HandClock(START), lines=[Line(5, "yes")])
    north, south = gate(tmp_path, ScriptedChannel(HandClock(START))), gate(tmp_path, answered)
    south.store, north.observer, south.observer = north.store, "north", "south"
    assert await north.refusal(replace(planned(), observer="north")) == "control_failed"
    assert await south.refusal(replace(planned(), observer="south")) == ""
    assert {c.observer: c.passed for c in north.store.controls()} == {"north": False, "south": True}


async def test_control_is_asked_once_a_night(tmp_path: Path) -> None:
    """Three inquiries at once wait for the same control; the next night asks again."""
    channel = ScriptedChannel(HandClock(START), lines=[Line(5, "yes")])
    door = gate(tmp_path, channel)
    await asyncio.gather(*(door.refusal(planned()) for _ in range(3)))
    assert sum(channel.heard.values()) == 1
    await door.refusal(planned("2026-11-24"))
    assert sum(channel.heard.values()) == 2


async def test_silent_control_closes_the_night_and_is_told(tmp_path: Path) -> None:
    failures: list[ControlResult] = []
    door = gate(tmp_path, ScriptedChannel(HandClock(START)), failures)
    assert await door.refusal(planned()) == "control_failed"
    assert await door.refusal(planned()) == "control_failed"
    assert [f.detail for f in failures] == ["the control's answer was not seen"]


async def test_control_far_off_its_known_delay_fails(tmp_path: Path) -> None:
    """An answer that comes three seconds early is not the answer of our control."""
    door = gate(tmp_path, ScriptedChannel(HandClock(START), lines=[Line(2, "yes")]))
    assert await door.refusal(planned()) == "control_failed"
    assert "off its known delay" in door.store.controls()[0].detail


async def test_control_that_cannot_be_resumed_fails(tmp_path: Path) -> None:
    """Parking is part of what the control proves."""
    channel = ScriptedChannel(HandClock(START), lines=[Line(5, "yes")], persistent=False)
    assert await gate(tmp_path, channel).refusal(planned()) == "control_failed"


async def test_control_whose_page_does_not_open_fails(tmp_path: Path) -> None:
    broken = {"open": ProbeError(VoidReason.NOT_SENT, "no browser")}
    assert await gate(tmp_path, ScriptedChannel(HandClock(START), breaks=broken)).refusal(planned())


async def test_control_with_its_door_shut_fails(tmp_path: Path) -> None:
    shut = Shut(reason="offline", at=START)
    assert await gate(tmp_path, ScriptedChannel(HandClock(START), turned_away=shut)).refusal(planned())
