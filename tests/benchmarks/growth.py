"""Measures how the cost of planning, dispatch and the weekly report grows with nights and with platforms.

Plan: the next seven nights of a study on SQLite that asked so many nights already, written into the store. Dispatch:
everything due in those seven nights found, claimed and ended, moment by moment. Report: from published rows of
so many nights (four inquiries a platform and night) to the finished folder of an edition, without PDF. Processor
seconds; the exponent is the slope between the two upper points on logarithmic scales, 1 where cost is
proportional. Beside no peer. Not a test: run it alone.

    python -m tests.benchmarks.growth [--parts plan report] [--nights 1 20 100 400] [--platforms 10 100 1000] [--demand]
"""

from __future__ import annotations

import argparse
import gc
import math
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from monitor import planning, timetable
from monitor.alarm import Alarm
from monitor.clock import HandClock
from monitor.guard import approvals
from monitor.settings import Settings, parse
from monitor.store import rows, tables
from monitor.store.interface import Approval, Night, PlannedInquiry
from monitor.store.sql import SqlStore
from probes.interface import VoidReason
from reports import panel, weekly
from reports.beside import companions
from reports.edition import Edition
from reports.standings import rankings
from tests import studies
from tests.benchmarks import edition_data, filled
from tests.benchmarks.edition import used
from tests.benchmarks.machine import described

PLATFORMS_FIXED, NIGHTS_FIXED = 20, 7
NIGHTS_REPORTED = 28  # with platforms; after seven nights nobody is ranked yet, and a report has little to say
STARTS = date(2026, 1, 5)
WEEK = 7
LEASE = timedelta(minutes=5)
MOST = 1.1  # an exponent up to this counts as linear: the two points are measured once
Cost = Mapping[str, float]


def configured(platforms: int, nights: int) -> Settings:
    """Firms asked by mail; a week longer than what was asked already."""
    panel_ = [studies.stranger(f"p{n:04}", f"p{n:04}.example.com") for n in range(platforms)]
    length = {"starts": STARTS, "nights": nights + WEEK}
    return parse(studies.config("growth", panel_, study=length, account=studies.account_at("example.com")))


def asked(settings: Settings, nights: int, store: SqlStore) -> None:
    """Every night so far, written past the store: each inquiry was sent, read and closed; all texts are approved."""
    days = [STARTS + timedelta(days=n) for n in range(nights)]
    plans = [plan for day in days for plan in timetable.night(settings, day)]
    filled.put(store, tables.nights, [_night(day) for day in days])
    filled.put(store, tables.targets, [{"id": target.id} for target in settings.targets()])
    filled.put(store, tables.inquiries, (filled.inquiry_row(p, t0=p.due_at, ending="closed") for p in plans))
    filled.put(store, tables.intents, (_intent(plan) for plan in plans))
    filled.put(store, tables.visits, (visit for plan in plans for visit in _made(plan)))
    filled.put(store, tables.approvals, _approved(settings))
    filled.settle(store)


def _night(day: date) -> dict[str, Any]:
    at = datetime.combine(day, time(), UTC)
    return rows.row(Night(id=day.isoformat(), week=timetable.iso_week(day), planned_at=at, settings_hash=""))


def _intent(plan: PlannedInquiry) -> dict[str, Any]:
    return {"inquiry_id": plan.id, "intended_at": plan.due_at, "attempt": 1, "holder": "before"}


def _made(plan: PlannedInquiry) -> Iterator[dict[str, Any]]:
    for number in range(6):
        at = plan.due_at + timedelta(hours=number)
        yield filled.visit_row(plan.id, number, at, outcome="done", attempt=1, observer=plan.observer, ended_at=at)


def _approved(settings: Settings) -> list[dict[str, Any]]:
    at = datetime.combine(STARTS, time(), UTC)
    found = {
        wording.hash: Approval(text_hash=wording.hash, target=wording.target.id, question=wording.question,
                               approved_by="Ada", approved_at=at)
        for wording in approvals.wordings(settings)
    }  # fmt: skip
    return [rows.row(one) for one in found.values()]


def carried(platforms: int, nights: int) -> Cost:
    """The next week planned, then dispatched."""
    settings = configured(platforms, nights)
    with tempfile.TemporaryDirectory() as folder:
        store = SqlStore(f"sqlite:///{folder}/study.db")
        store.migrate()
        asked(settings, nights, store)
        gc.collect()
        days = [STARTS + timedelta(days=nights + n) for n in range(WEEK)]
        begin = used()
        for day in days:
            now = datetime.combine(day, time(), UTC)
            assert planning.plan_tonight(settings, store, now, Alarm(store=store, clock=HandClock(now)))
        planned = used()
        count = dispatched(store, days)
        done = used()
        store.close()
    return {"plan": planned - begin, "dispatch": done - planned, "inquiries": count}


def dispatched(store: SqlStore, days: Sequence[date]) -> int:
    """Claim what is due at every moment at which something falls due, and end it; how many there were."""
    moments = sorted({one.plan.due_at for day in days for one in store.inquiries(night=day.isoformat())})
    left, count = set(moments), 0
    for now in moments:
        for claim in store.claim(holder="bench", observer="observer-1", now=now, lease=LEASE, limit=80, sending=True):
            reason = VoidReason.OBSERVER_DOWN.value
            store.end(claim.visit.inquiry_id, ending="void", reason=reason, at=now, claim=claim)
            left.discard(claim.inquiry.plan.due_at)
            count += 1
    assert count, "nothing was due"
    assert not left, f"{len(left)} moments were not served"
    return count


def reported(platforms: int, nights: int) -> Cost:
    """From published rows to the folder of an edition."""
    options = argparse.Namespace(trials=4 * platforms * nights, platforms=platforms, nights=nights)
    trials = edition_data.trials(options)
    messages, labels = edition_data.said(trials, 1)
    plan = edition_data.study(platforms)
    gc.collect()
    begin = used()
    frame = panel.frame(trials)
    ranked = rankings(frame, plan, messages, labels)
    beside = companions(trials, plan, ranked, frame)
    edition = Edition(study=plan, week="2026-W47", trials=trials, rankings=ranked, companions=beside,
                      standings=[line for table in ranked for line in table.standings], messages=messages,
                      labels=labels)  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        weekly.publish(edition, Path(folder) / "out")
    return {"report": used() - begin, "rows": len(trials)}


def curve(what: str, sizes: Sequence[int], costs: Sequence[Cost], parts: Sequence[str]) -> bool:
    """Print the costs by size and the exponents; whether all are linear at most."""
    names = [name for name in ("inquiries", "plan", "dispatch", "rows", "report") if name in costs[-1]]
    print(f"{what:>10} " + " ".join(f"{name:>10}" for name in names))
    for size, cost in zip(sizes, costs, strict=True):
        told = (f"{cost[name]:10,.0f}" if name in ("inquiries", "rows") else f"{cost[name]:10.2f}" for name in names)
        print(f"{size:10,} " + " ".join(told))
    if len(sizes) < 2:
        return True
    slope = {
        name: math.log(costs[-1][name] / costs[-2][name]) / math.log(sizes[-1] / sizes[-2])
        for name in parts
        if name in names
    }
    for name, exponent in slope.items():
        judged = "no worse than linear" if exponent <= MOST else "the target is missed: worse than linear"
        print(f"  {name}: exponent {exponent:.2f} from {sizes[-2]:,} to {sizes[-1]:,} {what}; {judged}", flush=True)
    return all(exponent <= MOST for exponent in slope.values())


def cost(options: argparse.Namespace, platforms: int, nights: int, published: int) -> Cost:
    found: dict[str, float] = {}
    if {"plan", "dispatch"} & set(options.parts):
        found |= carried(platforms, nights)
    if "report" in options.parts:
        found |= reported(platforms, published)
    print(f"({platforms:,} platforms, {nights} nights: {found})", file=sys.stderr, flush=True)
    return found


def main(options: argparse.Namespace) -> bool:
    print(described("sqlalchemy", "pandas", "numpy"), flush=True)
    met = True
    if options.nights:
        print(f"CPU seconds, {PLATFORMS_FIXED} platforms")
        costs = [cost(options, PLATFORMS_FIXED, nights, nights) for nights in options.nights]
        met &= curve("nights", options.nights, costs, options.parts)
    if options.platforms:
        print(f"CPU seconds, {NIGHTS_FIXED} nights asked, {NIGHTS_REPORTED} published")
        costs = [cost(options, platforms, NIGHTS_FIXED, NIGHTS_REPORTED) for platforms in options.platforms]
        met &= curve("platforms", options.platforms, costs, options.parts)
    return met


if __name__ == "__main__":
    parts = ("plan", "dispatch", "report")
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--parts", nargs="+", choices=parts, default=parts)
    parser.add_argument("--nights", nargs="*", type=int, default=[1, 20, 100, 400])
    parser.add_argument("--platforms", nargs="*", type=int, default=[10, 100, 300, 1000])
    parser.add_argument("--demand", action="store_true", help="fail where a target is missed")
    given = parser.parse_args()
    met = main(given)
    sys.exit(given.demand and not met)
