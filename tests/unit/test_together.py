"""Hints that are followed at the same time are leased in one transaction, each for the one who asked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from monitor.dispatch.together import Together
from monitor.store.interface import Claim, StoreUnavailable
from monitor.store.memory import MemoryStore
from tests.contract.plans import LEASE, after, claim, finish, later, plan, planned

BOUND = 30.0


@dataclass
class Gate:
    """A store that leases only while the gate stands open, and remembers what it was asked for."""

    store: MemoryStore
    open: threading.Event = field(default_factory=threading.Event)
    asked: list[list[str]] = field(default_factory=list)
    away: bool = False

    def lease(self, inquiry_ids: Sequence[str]) -> Sequence[Claim]:
        self.asked.append(list(inquiry_ids))
        assert self.open.wait(BOUND)
        if self.away:
            raise StoreUnavailable("the database cannot be used")
        return self.store.claim_these(inquiry_ids, holder="h", observer="observer-1", now=after(301), lease=LEASE)


@pytest.fixture
def gate() -> Gate:
    """Five inquiries with a visit to read each; the gate is shut."""
    store = MemoryStore()
    plan(store, *(planned(name) for name in "abcde"))
    for own in claim(store):
        store.intend(own, at=after(0.5))
        store.sent(own, t0=after(1), witness="", session=None, later=later(300))
        finish(store, own)
    return Gate(store)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(BOUND):
        while not true():
            await asyncio.sleep(0.001)


async def following(gate: Gate, first: str, *others: str) -> list[asyncio.Task[Claim | None]]:
    """``first`` is being leased, the ``others`` wait."""
    together = Together(gate.lease)
    tasks = [asyncio.create_task(together.claim(first))]
    await until(lambda: gate.asked)
    tasks += [asyncio.create_task(together.claim(name)) for name in others]
    await asyncio.sleep(0)
    return tasks


def got(claims: Sequence[Claim | BaseException | None]) -> list[str]:
    """Whose visits they are."""
    return [one.visit.inquiry_id if isinstance(one, Claim) else "" for one in claims]


async def test_what_waits_meanwhile_is_leased_together(gate: Gate) -> None:
    tasks = await following(gate, "a", "b", "nobody", "c", "d")
    gate.open.set()
    assert got(await asyncio.gather(*tasks)) == ["a", "b", "", "c", "d"]
    assert gate.asked == [["a"], ["b", "nobody", "c", "d"]]


async def test_two_hints_of_one_inquiry_give_one_lease(gate: Gate) -> None:
    """Whoever asked second has nothing to begin, be it asked in the same moment."""
    tasks = await following(gate, "a", "b", "a", "b")
    gate.open.set()
    assert got(await asyncio.gather(*tasks)) == ["a", "b", "", ""]
    assert gate.asked == [["a"], ["b", "a"]]


async def test_a_failure_reaches_everybody_and_the_next_asks_again(gate: Gate) -> None:
    gate.away = True
    tasks = await following(gate, "a", "b", "c")
    gate.open.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in found] == [StoreUnavailable] * 3
    gate.away = False
    [again] = await following(gate, "b")
    assert got([await again]) == ["b"]


@pytest.mark.parametrize("gone", [0, 1], ids=["who leases", "who waits"])
async def test_who_gave_up_keeps_nobody_waiting(gate: Gate, gone: int) -> None:
    """What nobody waits for any more is not leased; what waits behind it is."""
    tasks = await following(gate, "a", "b", "c")
    tasks[gone].cancel()
    await asyncio.gather(tasks[gone], return_exceptions=True)
    gate.open.set()
    kept = [task for task in tasks if task is not tasks[gone]]
    async with asyncio.timeout(BOUND):
        assert got(await asyncio.gather(*kept)) == [["b", "c"], ["a", "c"]][gone]
    assert gate.asked == [["a"], [["b", "c"], ["c"]][gone]]
