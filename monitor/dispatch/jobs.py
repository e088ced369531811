"""The one door to procrastinate: hints, kept in PostgreSQL, that a visit is due, and workers that follow them.

A job is never the truth. It holds an inquiry's id and no more; whoever follows it must still get the lease of the
visit, and a job that is lost is offered again as long as its visit is due. So finished jobs are deleted, jobs of
dead workers are thrown away, and the queue of another version of the library is another queue.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any

import procrastinate
import psycopg
import psycopg_pool
from procrastinate import exceptions
from procrastinate.jobs import Job, Status
from procrastinate.schema import SchemaManager

from monitor.store.connection import REACHING
from monitor.store.interface import Due, StoreUnavailable

Follow = Callable[[str], Awaitable[None]]
"""Follows one hint: gets the inquiry's id."""

logging.getLogger("procrastinate").setLevel(logging.WARNING)  # a line for every job says nothing that visits do not

CONNECTIONS = 6
SCHEMA_TRIES = 5
AT_ONCE = 20
"""Hints offered in one statement: few, for one that another machine has offered meanwhile spoils all of them."""


class Jobs:
    """The hints for one observer, in PostgreSQL at ``url``; a worker unheard of for ``lease`` is dead."""

    def __init__(self, url: str, *, observer: str, holder: str, lease: timedelta) -> None:
        self.schema = "silence_jobs_" + hashlib.sha256(SchemaManager.get_schema().encode()).hexdigest()[:8]
        self._url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._holder, self._lease = holder, lease
        self._queues = {sending: _queue(observer, sending=sending) for sending in (False, True)}
        self._app = self._new_app()

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Connected, with the queue's tables there; closed at the end. Raises ``StoreUnavailable``."""
        self._app = self._new_app()  # its tasks belong to what is opened now
        with _translated():
            await self._reach()
            await self._app.open_async()
            try:
                await self._make_tables()
                yield
            finally:
                await self._app.close_async()

    async def offer(self, hints: Sequence[Due]) -> int:
        """Make a job of every hint that is none yet; returns how many. Raises ``StoreUnavailable``."""
        with _translated():
            known = await self._known() if hints else set()
            fresh = [hint for hint in hints if _lock(hint) not in known]
            pages = [fresh[first : first + AT_ONCE] for first in range(0, len(fresh), AT_ONCE)]
            return sum([await self._defer(page) for page in pages])

    async def work(self, follow: Follow, *, sending: bool, at_once: int, every: timedelta) -> None:
        """Follow hints, at most ``at_once`` at a time, until cancelled or cut off from the database.

        Looks for jobs at least ``every`` so often; between, the database tells of new ones.
        """
        self._tasks()[sending].func = _following(follow)
        beat = self._lease.total_seconds() / 3
        with _translated():
            await self._app.run_worker_async(
                queues=[self._queues[sending]], name=self._holder, concurrency=at_once, wait=True,
                fetch_job_polling_interval=every.total_seconds(), abort_job_polling_interval=3600,
                delete_jobs="always", install_signal_handlers=False, update_heartbeat_interval=beat,
                stalled_worker_timeout=3 * beat,
            )  # fmt: skip

    async def rescue(self) -> int:
        """Throw away the jobs of workers that are gone, so that their visits are offered again; returns how many."""
        manager, found = self._app.job_manager, 0
        with _translated():
            for queue in self._queues.values():
                stalled = await manager.get_stalled_jobs(
                    queue=queue, seconds_since_heartbeat=self._lease.total_seconds()
                )
                for job in stalled:
                    assert job.id is not None
                    await manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
                    found += 1
        return found

    def _new_app(self) -> procrastinate.App:
        options = f"-c search_path={self.schema}"
        connector = procrastinate.PsycopgConnector(
            conninfo=self._url, min_size=1, max_size=CONNECTIONS, timeout=REACHING["connect_timeout"],
            kwargs={**REACHING, "options": options},
        )  # fmt: skip
        app = procrastinate.App(connector=connector)
        for name in ("read", "send"):
            app.task(name=name)(_nothing)
        return app

    def _tasks(self) -> dict[bool, Any]:
        return {False: self._app.tasks["read"], True: self._app.tasks["send"]}

    async def _known(self) -> set[str | None]:
        """The locks of all jobs that wait or are being followed."""
        lists = [await self._app.job_manager.list_jobs_async(queue=queue) for queue in self._queues.values()]
        return {job.queueing_lock for jobs in lists for job in jobs}

    async def _defer(self, hints: Sequence[Due]) -> int:
        """All in one statement; one by one where another machine of this observer was quicker with some of them."""
        try:
            return len(await self._app.job_manager.batch_defer_jobs_async([self._job(hint) for hint in hints]))
        except exceptions.AlreadyEnqueued:
            return sum([await self._defer([hint]) for hint in hints]) if len(hints) > 1 else 0

    def _job(self, hint: Due) -> Job:
        return Job(
            queue=self._queues[hint.sends],
            lock=None,
            queueing_lock=_lock(hint),
            task_name=self._tasks()[hint.sends].name,
            task_kwargs={"inquiry": hint.inquiry_id},
        )

    async def _reach(self) -> None:
        """Fail at once, with the cause: the pool would try for half a minute and say only that it took too long."""
        connection = await psycopg.AsyncConnection.connect(self._url, **REACHING)
        await connection.close()

    async def _make_tables(self) -> None:
        """Once a database; two machines that begin together both go on."""
        connector = self._app.connector
        for left in reversed(range(SCHEMA_TRIES)):
            found = await connector.execute_query_one_async(
                f"SELECT to_regclass('{self.schema}.procrastinate_jobs') IS NOT NULL AS there"
            )
            if found["there"]:
                return
            try:
                await connector.execute_query_async(f"CREATE SCHEMA IF NOT EXISTS {self.schema}")
                await self._app.schema_manager.apply_schema_async()
            except exceptions.ConnectorException:
                if not left:
                    raise
                await asyncio.sleep(0.2)


async def _nothing(inquiry: str) -> None:
    """What a job does before somebody follows it."""


def _following(follow: Follow) -> Follow:
    async def job(inquiry: str) -> None:
        await follow(inquiry)

    return job


def _lock(hint: Due) -> str:
    return f"{hint.inquiry_id}/{hint.number}"


def _queue(observer: str, *, sending: bool) -> str:
    """Short whatever the observer's name: the database tells of new jobs on a channel of at most 63 letters."""
    digest = hashlib.sha256(observer.encode()).hexdigest()[:8]
    return f"{'send' if sending else 'read'}-{observer[:20]}-{digest}"


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (
        exceptions.ConnectorException, psycopg_pool.PoolTimeout, psycopg_pool.PoolClosed, psycopg.OperationalError
    ) as error:  # fmt: skip
        detail = str(error.__cause__ or error).strip().split("\n")[0]
        raise StoreUnavailable(
            f"the queue of visits cannot be used: {detail}",
            "see that the database is running and reachable (`silence doctor`), and that its user may make a schema",
        ) from error
