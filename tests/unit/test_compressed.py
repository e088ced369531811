"""Compressed nights: the next begins when the last has been asked, but for a few."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.clock import HandClock
from monitor.compressed import CompressedNights
from monitor.store import open_store
from monitor.store.interface import PlannedInquiry, Store
from tests.unit.engine_house import START, WEEK


def night(index: int, begins: datetime) -> Sequence[PlannedInquiry]:
    """Four inquiries, each to a target of its own."""
    return [
        PlannedInquiry(
            id=f"{index}{target}", night=f"night {index}", week=WEEK, time_cell="working", pair_id="p", target=target,
            platform="p", channel="mail", question="q", topic="pre_sale", language="en", paraphrase=0, subject="s",
            text="How?", due_at=begins, latest_start=begins + timedelta(hours=1), observer="o",
        )
        for target in "abcd"
    ]  # fmt: skip


def ask(store: Store, clock: HandClock, count: int) -> None:
    """So many of what is due is asked, and finished."""
    claims = store.claim(holder="h", observer="o", now=clock.now(), lease=timedelta(hours=1), limit=count, sending=True)
    assert len(claims) == count
    for claim in claims:
        store.intend(claim, at=clock.now())


async def planned(store: Store, wanted: int) -> int:
    """How many nights there are once there are ``wanted``, or after a while."""
    for _ in range(100):
        if len(store.nights()) >= wanted:
            break
        await asyncio.sleep(0.02)
    return len(store.nights())


async def test_the_next_night_waits_for_all_but_a_few() -> None:
    """With two still to ask nothing new is planned, with one the next night is: they overlap."""
    store, clock, stopping = open_store("memory://"), HandClock(START), asyncio.Event()
    store.migrate()
    nights = CompressedNights(
        store=store, clock=clock, nights=2, every=timedelta(0), plan=night, overlap=1,
    )  # fmt: skip
    running = asyncio.create_task(nights.run(stopping))
    assert await planned(store, 1) == 1
    ask(store, clock, 2)
    await asyncio.sleep(0.5)
    assert len(store.nights()) == 1
    ask(store, clock, 1)
    assert await planned(store, 2) == 2
    stopping.set()
    await running


async def test_a_night_does_not_begin_early() -> None:
    """However quickly a night was asked, the next begins after its time."""
    store, clock, stopping = open_store("memory://"), HandClock(START), asyncio.Event()
    store.migrate()
    nights = CompressedNights(store=store, clock=clock, nights=2, every=timedelta(seconds=12), plan=night)
    running = asyncio.create_task(nights.run(stopping))
    assert await planned(store, 1) == 1
    ask(store, clock, 4)
    await asyncio.sleep(0.5)
    assert len(store.nights()) == 1
    clock.move(timedelta(seconds=12))
    assert await planned(store, 2) == 2
    stopping.set()
    await running


async def test_each_night_s_control_is_asked_as_soon_as_it_is_planned() -> None:
    """Nobody who is due then waits for it, and the next night does not wait for a slow one."""
    store, clock, stopping = open_store("memory://"), HandClock(START), asyncio.Event()
    store.migrate()
    asked: list[str] = []

    async def control(night: str) -> None:
        asked.append(night)
        await stopping.wait()

    nights = CompressedNights(store=store, clock=clock, nights=2, every=timedelta(0), plan=night, control=control)
    running = asyncio.create_task(nights.run(stopping))
    assert await planned(store, 2) == 2
    await asyncio.sleep(0)
    assert asked[0] == "night 0"
    stopping.set()
    await running
    assert asked == ["night 0", "night 1"]
