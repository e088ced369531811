"""The recurring jobs: made on time or late, never dropped in silence, and a failure is told."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from monitor.scheduler import Recurring


async def test_a_job_asked_for_at_once_runs_and_runs_again() -> None:
    ran, twice = 0, asyncio.Event()

    async def job() -> None:
        nonlocal ran
        ran += 1
        if ran == 2:
            twice.set()

    jobs = Recurring("UTC", lambda name, failure: None)
    jobs.every(timedelta(milliseconds=20), "job", job, at_once=True)
    jobs.start()
    await asyncio.wait_for(twice.wait(), timeout=30)
    jobs.stop()


async def test_a_failing_job_is_told_and_stops_nothing() -> None:
    """Its name and error reach the caller; the next job still runs."""
    told, other = asyncio.Queue[tuple[str, str]](), asyncio.Event()

    async def broken() -> None:
        raise ValueError("no disk")

    async def fine() -> None:
        other.set()

    jobs = Recurring("UTC", lambda name, failure: told.put_nowait((name, str(failure))))
    jobs.every(timedelta(hours=1), "broken", broken, at_once=True)
    jobs.every(timedelta(hours=1), "fine", fine, at_once=True)
    jobs.start()
    assert await asyncio.wait_for(told.get(), timeout=30) == ("broken", "no disk")
    await asyncio.wait_for(other.wait(), timeout=30)
    jobs.stop()


async def test_a_weekly_job_is_due_on_its_day_and_hour_in_the_studys_zone() -> None:
    async def job() -> None:
        return

    jobs = Recurring("Asia/Shanghai", lambda name, failure: None)
    jobs.weekly("monday", 8, "report", job)
    jobs.start()
    due = jobs.next_run("report")
    jobs.stop()
    assert due is not None
    assert (due.isoweekday(), due.hour, str(due.tzinfo)) == (1, 8, "Asia/Shanghai")


async def test_a_job_stopped_in_the_middle_is_no_failure() -> None:
    """Whoever stops the daemon is told of nothing that broke."""
    told: list[str] = []
    begun = asyncio.Event()

    async def long() -> None:
        begun.set()
        await asyncio.Event().wait()

    jobs = Recurring("UTC", lambda name, failure: told.append(name))
    jobs.every(timedelta(hours=1), "long", long, at_once=True)
    jobs.start()
    await asyncio.wait_for(begun.wait(), timeout=30)
    jobs.stop()
    for _ in range(20):
        await asyncio.sleep(0)
    assert told == []
