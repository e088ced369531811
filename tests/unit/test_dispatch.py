"""The loop that makes what is due: it sleeps while nothing can be done, and labels only what is new."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from monitor.dispatch.local import LocalDispatch
from monitor.dispatch.pace import Pace
from monitor.dispatch.underway import UnderWay
from monitor.store.interface import PlannedInquiry, Store
from tests.scripted import Line
from tests.unit.engine_house import House, house


class Counting:
    """A store that counts how often it was asked for due visits."""

    def __init__(self, store: Store) -> None:
        self._store, self.looks = store, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def claim(self, **asked: object) -> object:
        self.looks += 1
        return self._store.claim(**asked)  # type: ignore[arg-type]


def dispatch(h: House, labelled: list[str], *, pace: Pace | None = None, tick: float = 0.05) -> LocalDispatch:
    async def nobody(plan: PlannedInquiry) -> str:
        return ""

    visits = UnderWay(
        store=h.store, engine=h.engine, clock=h.clock, holder="h", observer="o", lease=timedelta(days=2), gate=nobody,
        visited=labelled.append,
    )  # fmt: skip
    return LocalDispatch(visits=visits, pace=pace or Pace(slots=9, later=0), tick=timedelta(seconds=tick))


async def made(h: House, loop: LocalDispatch, visits: int) -> None:
    """Let the loop run until so many visits are finished; the clock goes to whatever is due next."""
    running = asyncio.create_task(loop.run())
    async with asyncio.timeout(60):
        while sum(v.outcome == "done" for v in h.store.visits("abc")) < visits:
            if not len(loop.visits) and (due := h.store.next_due()):
                await h.clock.sleep_until(due)
            await asyncio.sleep(0.01)
    h.engine.stopping.set()
    await running


async def test_only_what_a_visit_brought_is_labelled(tmp_path: Path) -> None:
    """Five looks into a mailbox, one mail: its inquiry is labelled once."""
    labelled: list[str] = []
    h = house(tmp_path, "mail", lines=[Line(5000, "an answer")])
    h.plan()
    await made(h, dispatch(h, labelled), 6)
    assert h.texts() == ["an answer"]
    assert labelled == ["abc"]


async def test_a_silent_inquiry_is_not_labelled(tmp_path: Path) -> None:
    """Where nothing was said there is nothing to label."""
    labelled: list[str] = []
    h = house(tmp_path, "mail")
    h.plan()
    await made(h, dispatch(h, labelled), 6)
    assert labelled == []


async def test_what_is_held_back_is_not_asked_for_again_and_again(tmp_path: Path) -> None:
    """While the pace holds a due inquiry back the loop sleeps to the tick: it does not look all the time."""
    h = house(tmp_path)
    h.plan()
    store = Counting(h.store)
    pace = Pace(slots=1, later=0, opening=timedelta(hours=1))
    pace.asked("webchat", h.clock.now())
    h.store = store  # type: ignore[assignment]
    loop = dispatch(h, [], pace=pace, tick=1)
    running = asyncio.create_task(loop.run())
    await asyncio.sleep(0.5)
    h.engine.stopping.set()
    await running
    assert 1 <= store.looks <= 3
    assert h.channel.opened == 0
