"""Notices that this machine's clock was set, and remembers it: what was being timed then was timed wrongly.

The clock of the day is compared with one that nobody sets and that also runs while the machine sleeps, so that a
suspended laptop is no clock that was set. Slow corrections by a time service move both.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from monitor.store.interface import InquiryRecord, Store

log = structlog.get_logger("clock")

TOLERATED = timedelta(seconds=2)
"""As far as two machines of one study may be apart (monitor.dispatch.cluster)."""


@dataclass(frozen=True, slots=True)
class ClockSet:
    """What the clock would have said, and what it was set to."""

    before: datetime
    after: datetime

    def spoils(self, record: InquiryRecord) -> bool:
        """Whether the inquiry was being timed when the clock was set (or may have been: an hour may come twice)."""
        first, last = min(self.before, self.after), max(self.before, self.after)
        return record.t0 is not None and record.t0 <= last and (record.ended_at is None or record.ended_at >= first)


def steady() -> float:
    """Seconds since the machine started, sleep included."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def this_boot() -> str:
    """What names the time since the machine started; empty where nothing does."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


@dataclass(slots=True, kw_only=True)
class ClockWatch:
    """``look()`` every few seconds. ``wall`` and ``steady`` give seconds, ``boot`` names the start of the machine."""

    store: Store
    observer: str
    wall: Callable[[], float] = time.time
    steady: Callable[[], float] = steady
    boot: str = field(default_factory=this_boot)
    _ahead: float | None = None  # how far the clock of the day is ahead of the steady one

    def look(self) -> ClockSet | None:
        """What the clock was set to since the last look, also while no daemon ran (as long as the machine did)."""
        now, ahead = self.wall(), self.wall() - self.steady()
        known = self._recall() if self._ahead is None else self._ahead
        was_set = None
        if known is not None and abs(ahead - known) > TOLERATED.total_seconds():
            was_set = ClockSet(before=_moment(now - (ahead - known)), after=_moment(now))
            log.error("clock_set", before=was_set.before.isoformat(), after=was_set.after.isoformat())
            self._note(was_set)
        if was_set or known is None:
            self._remember(ahead)
        self._ahead = ahead  # last: what could not be noted is noticed again
        return was_set

    def _recall(self) -> float | None:
        body = self.store.recall(f"clock/{self.observer}")
        boot, ahead = json.loads(body) if body else ("", 0.0)
        return float(ahead) if self.boot and boot == self.boot else None

    def _remember(self, ahead: float) -> None:
        self.store.remember(f"clock/{self.observer}", json.dumps([self.boot, ahead]))

    def _note(self, was_set: ClockSet) -> None:
        known = [*clock_sets(self.store, self.observer), was_set]
        rows = [[one.before.isoformat(), one.after.isoformat()] for one in known]
        self.store.remember(_key(self.observer), json.dumps(rows))


def clock_sets(store: Store, observer: str) -> Sequence[ClockSet]:
    """Each time an observer's clock was set, oldest first."""
    rows = json.loads(store.recall(_key(observer)) or "[]")
    return [ClockSet(*map(datetime.fromisoformat, row)) for row in rows]


def _key(observer: str) -> str:
    return f"clock-set/{observer}"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
