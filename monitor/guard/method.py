"""The method is fixed first (G15): the hash of the method file is recorded before a week begins and then stands.

A week's record may be renewed until the week begins, never after. Weeks whose records name the same file are one
series; a change begins a new one, and no figure mixes two.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor.settings import Settings
from monitor.store.interface import Store
from reports.dataset import METHOD_VERSION, MethodRecord

METHOD_FILE = "method.md"
_FIGURES = b"\n## Is the uncertainty true?"
"""From here on the page tells what was measured of the method; that may grow without changing it."""


@cache
def method_hash() -> str:
    """SHA-256 (hex) of the method file up to its measured figures; it comes with the package (docs/method.md)."""
    packed = files("reports") / METHOD_FILE
    content = packed.read_bytes() if packed.is_file() else (_checkout() / METHOD_FILE).read_bytes()
    return hashlib.sha256(content.partition(_FIGURES)[0]).hexdigest()


def _checkout() -> Path:
    return Path(__file__).parents[2] / "docs"


def fix(settings: Settings, store: Store, now: datetime) -> None:
    """Record the method for this week (late, if nobody did) and for the next; before the study, for its first week."""
    zone, study = ZoneInfo(settings.study.zone), settings.study
    if study.compressed is not None:
        return  # its weeks are of our own making
    today = now.astimezone(zone).date()
    last = study.starts + timedelta(days=study.nights - 1)
    for day in {max(today, study.starts), today + timedelta(days=7)}:
        if study.starts <= day + timedelta(days=6 - day.weekday()) and day - timedelta(days=day.weekday()) <= last:
            _record(store, day, zone, now)


def _record(store: Store, day: date, zone: ZoneInfo, now: datetime) -> None:
    week, begins = _week(day), _begins(day, zone)
    known = _known(store, week)
    if known and (now >= begins or known["sha256"] == method_hash()):
        return
    made = {
        "sha256": method_hash(), "version": METHOD_VERSION, "recorded_at": now.isoformat(), "in_time": now < begins,
    }  # fmt: skip
    store.remember(_key(week), json.dumps(made))


def record(store: Store, week: str, weeks: Sequence[str]) -> MethodRecord | None:
    """What was recorded for ``week``, and its series among ``weeks`` (all that were asked); None if nothing was."""
    found = _known(store, week)
    if found is None:
        return None
    number, since = series(store, week, weeks)
    return MethodRecord(
        sha256=found["sha256"], recorded_at=datetime.fromisoformat(found["recorded_at"]), in_time=found["in_time"],
        series=number, series_since=since, changed=found["sha256"] != method_hash(),
    )  # fmt: skip


def series(store: Store, week: str, weeks: Sequence[str]) -> tuple[int, str]:
    """The number of the week's series and its first week; a week without a record goes on with the one before it."""
    number, since, current = 0, week, ""
    for one in sorted({*weeks, week}):
        if one > week:
            break
        found = _known(store, one)
        sha256 = found["sha256"] if found else current
        if not number or (sha256 != current and current):
            number, since = number + 1, one
        current = sha256
    return number, since


def _known(store: Store, week: str) -> dict[str, Any] | None:
    body = store.recall(_key(week))
    found: dict[str, Any] | None = json.loads(body) if body else None
    return found


def _key(week: str) -> str:
    return f"method/{week}"


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _begins(day: date, zone: ZoneInfo) -> datetime:
    monday = day - timedelta(days=day.weekday())
    return datetime(monday.year, monday.month, monday.day, tzinfo=zone)
