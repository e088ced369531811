"""The one door to APScheduler: the daemon's handful of recurring jobs. What is due when, rows say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger("scheduler")

Job = Callable[[], Coroutine[Any, Any, None]]


class Recurring:
    """Runs coroutines at intervals or at an hour of a weekday; a late run is made, several missed ones are one."""

    def __init__(self, zone: str, failed: Callable[[str, BaseException], None]) -> None:
        # the library's default drops a run that is a second late without a word
        self._scheduler = AsyncIOScheduler(
            timezone=zone, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._failed = failed
        self._scheduler.add_listener(self._on_error, EVENT_JOB_ERROR)

    def every(self, period: timedelta, name: str, job: Job, *, at_once: bool = False) -> None:
        first = {"next_run_time": datetime.now(self._scheduler.timezone)} if at_once else {}
        self._scheduler.add_job(job, "interval", seconds=period.total_seconds(), id=name, **first)

    def weekly(self, weekday: str, hour: int, name: str, job: Job) -> None:
        self._scheduler.add_job(job, "cron", day_of_week=weekday[:3], hour=hour, id=name)

    def next_run(self, name: str) -> datetime | None:
        """When a job runs next, once started; in the scheduler's zone."""
        job = self._scheduler.get_job(name)
        return job.next_run_time if job else None

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _on_error(self, event: JobExecutionEvent) -> None:
        if isinstance(event.exception, asyncio.CancelledError):  # stopped in the middle of it: nothing failed
            return
        log.error("job_failed", job=event.job_id, detail=repr(event.exception), traceback=event.traceback)
        self._failed(event.job_id, event.exception)
