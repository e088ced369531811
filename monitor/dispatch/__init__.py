"""Hands due visits to engines: in this process (``local``), or among many machines (``cluster``)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from monitor.dispatch.interface import Dispatch
from monitor.dispatch.local import LocalDispatch
from monitor.dispatch.pace import Pace
from monitor.dispatch.underway import UnderWay


def dispatch_for(
    url: str, visits: UnderWay, pace: Pace, *, room_for: int, tick: timedelta, out_of_step: Callable[[timedelta], None]
) -> Dispatch:
    """One process on SQLite; on PostgreSQL, shared by every machine that runs the study."""
    if not url.startswith("postgresql"):
        return LocalDispatch(visits=visits, pace=pace, room_for=room_for, tick=tick)
    from monitor.dispatch.cluster import ClusterDispatch  # the queue's library, only where there is a queue
    from monitor.dispatch.jobs import Jobs

    jobs = Jobs(url, observer=visits.observer, holder=visits.holder, lease=visits.lease)
    return ClusterDispatch(visits=visits, jobs=jobs, pace=pace, room_for=room_for, tick=tick, out_of_step=out_of_step)
