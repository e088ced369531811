"""The queue of hints: each visit once, followed by whoever is there, lost by nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import LiteralString

import psycopg
import pytest

from monitor.dispatch.jobs import Jobs
from monitor.store.interface import Due, StoreUnavailable
from tests.contract.plans import after

LEASE, OFTEN, BOUND = timedelta(seconds=30), timedelta(seconds=0.2), 60.0
READ, SEND = Due(inquiry_id="a", number=2, due_at=after(0)), Due(inquiry_id="b", number=0, due_at=after(0))


def jobs(url: str, observer: str = "beijing-1") -> Jobs:
    return Jobs(url, observer=observer, holder="worker", lease=LEASE)


async def followed(queue: Jobs, *, sending: bool, least: int = 1, then: Callable[[], None] = lambda: None) -> list[str]:
    """Follow hints until there were so many."""
    found: list[str] = []
    enough = asyncio.Event()

    async def follow(inquiry: str) -> None:
        found.append(inquiry)
        if len(found) >= least:
            enough.set()
        then()

    work = asyncio.create_task(queue.work(follow, sending=sending, at_once=2, every=OFTEN))
    try:
        await asyncio.wait_for(enough.wait(), BOUND)
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    return found


async def none_left(queue: Jobs) -> None:
    """Wait until no job is in the queue."""

    async def left() -> bool:
        return bool(await queue._known())

    await _until(left, wanted=False)


async def _until(ask: Callable[[], Awaitable[bool]], *, wanted: bool) -> None:
    async with asyncio.timeout(BOUND):
        while await ask() is not wanted:
            await asyncio.sleep(0.05)


def change(queue: Jobs, statement: LiteralString) -> None:
    """Do something to the queue's table, as a machine that dies would leave it."""
    with psycopg.connect(queue._url, autocommit=True, options=f"-c search_path={queue.schema}") as connection:
        connection.execute(statement)


async def test_a_visit_is_offered_once(postgres_url: str) -> None:
    """However often, and by however many machines; the next visit of the inquiry is another."""
    one, other = jobs(postgres_url), jobs(postgres_url)
    async with one.opened(), other.opened():
        assert await one.offer([READ, SEND]) == 2
        assert (await one.offer([READ, SEND]), await other.offer([READ])) == (0, 0)
        assert await other.offer([Due(inquiry_id="a", number=3, due_at=after(0))]) == 1


async def test_two_machines_that_offer_at_the_same_moment_offer_once(postgres_url: str) -> None:
    """The queueing lock decides."""
    machines = [jobs(postgres_url) for _ in range(4)]
    async with machines[0].opened(), machines[1].opened(), machines[2].opened(), machines[3].opened():
        hints = [Due(inquiry_id=f"i{n}", number=0, due_at=after(0)) for n in range(10)]
        assert sum(await asyncio.gather(*(machine.offer(hints) for machine in machines))) == 10


async def test_hints_are_followed_and_gone(postgres_url: str) -> None:
    """Reading by the reader, sending by the sender; what was followed may be offered again."""
    queue = jobs(postgres_url)
    async with queue.opened():
        await queue.offer([READ, SEND])
        assert await followed(queue, sending=True) == ["b"]
        assert await followed(queue, sending=False) == ["a"]
        await none_left(queue)
        assert await queue.offer([READ]) == 1


async def test_a_hint_whose_follower_failed_is_gone_too(postgres_url: str) -> None:
    """It is offered again as long as its visit is due: nobody retries on his own account."""
    queue = jobs(postgres_url)

    def fail() -> None:
        raise RuntimeError("the store was away")

    async with queue.opened():
        await queue.offer([READ])
        assert await followed(queue, sending=False, then=fail) == ["a"]
        await none_left(queue)


async def test_observers_have_queues_of_their_own(postgres_url: str) -> None:
    """Names that begin alike, and longer than a channel's name may be, too."""
    names = ["observer-" + "x" * 60 + end for end in "ab"]
    first, second = (jobs(postgres_url, name) for name in names)
    async with first.opened(), second.opened():
        await first.offer([READ])
        await second.offer([Due(inquiry_id="other", number=2, due_at=after(0))])
        assert await followed(second, sending=False) == ["other"]
        assert await followed(first, sending=False) == ["a"]


async def test_hints_of_dead_workers_are_thrown_away(postgres_url: str) -> None:
    """Until then their visits are not offered; then they are."""
    queue = jobs(postgres_url)
    async with queue.opened():
        await queue.offer([READ])
        change(queue, "UPDATE procrastinate_jobs SET status = 'doing'")
        assert await queue.offer([READ]) == 0
        assert (await queue.rescue(), await queue.rescue()) == (1, 0)
        assert await queue.offer([READ]) == 1


async def test_the_queue_leaves_the_studys_own_schema_alone(postgres_url: str) -> None:
    """Its tables lie apart: a restore still finds an empty place, a backup holds no hints."""
    with psycopg.connect(postgres_url) as connection:
        before = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        async with jobs(postgres_url).opened():
            pass
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == before


async def test_a_database_that_is_not_there_is_said() -> None:
    """As the store says it, with what the database's side answered, not that something took too long."""
    queue = Jobs("postgresql+psycopg://silence@127.0.0.1:1/none", observer="o", holder="w", lease=LEASE)
    with pytest.raises(StoreUnavailable, match=r"queue of visits cannot be used: .*refused"):
        async with queue.opened():
            pass
