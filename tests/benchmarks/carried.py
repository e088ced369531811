"""Measures how many conversations the daemon carries in an hour, each watched live for five minutes and then visited.

The daemon runs a study of control chats for five minutes in which all times are shortened: ``--scale 2`` makes the five
live minutes two and a half, the quarter of an hour seven and a half, and so on, and asks twice as fast. So as many
conversations are open at once as in a real hour, and the machine must do an hour's work in half of it. (Five times
as fast is more than the daemon's pace lets it ask: that goes by how long pages take to open, which does not shrink.)
Others wait already: as many of their visits fall due as if it had gone on so for days. Beside it: how many a machine
can hold if each is kept open to its last checkpoint. About seven minutes. Run it alone (Linux only).

    python -m tests.benchmarks.carried [--waiting 500] [--rate 500] [--scale 2] [--minutes 5] [--demand]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor import bank
from monitor.settings import Settings, load
from monitor.store import open_store
from monitor.store.interface import Store
from monitor.store.rules import FULFILLED
from probes.control.manners import ControlPlatform, bank_from
from probes.control.world import world
from reports.dataset import CHECKPOINTS
from tests import studies
from tests.benchmarks.clock import percentile
from tests.benchmarks.household import PROC, below, cpu, memory
from tests.benchmarks.machine import described
from tests.benchmarks.visitor import CLOCK, ROOT, visitor
from tests.benchmarks.waiting import Filling, Waiting, waiting

LIVE = timedelta(minutes=5)
KEPT = CHECKPOINTS["webchat"][-1]  # a conversation that is kept open is open for so long
PLATFORMS = 80
"""So many that a target's second message of a night finds the first no longer live: one is asked at a time."""
MANNERS = ("silent", "prompt_human", "acknowledges", "canned", "stalls")
STARTING = timedelta(seconds=15)
"""The daemon starts before the first visit of those that wait falls due."""
TAKES = timedelta(milliseconds=40)  # to let one wait, generously
FILLED = ("2026-01-03", "2026-01-04")  # nights before the first
MOST_LATE = timedelta(seconds=60)
LEAST_AN_HOUR = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the daemon is given: ``rate`` conversations an hour, all times being ``scale`` times shorter."""

    rate: float
    scale: float
    waiting: int
    lasts: timedelta

    @property
    def apart(self) -> timedelta:
        """The time between two first contacts, on the machine's clock."""
        return timedelta(hours=1) / (self.rate * self.scale)

    @property
    def night(self) -> timedelta:
        """A night asks every platform a pair."""
        return 2 * PLATFORMS * self.apart

    @property
    def nights(self) -> int:
        """More than the run takes; those of what waits included."""
        return int(self.lasts / self.night) + 5

    def marks(self) -> Sequence[timedelta]:
        return [mark / self.scale for mark in CHECKPOINTS["webchat"]]

    def steady(self, begin: datetime) -> Iterator[Waiting]:
        """Those whose visits fall due while it runs, as if it had gone on so for days."""
        for checkpoint, mark in enumerate(self.marks()):
            if mark > LIVE / self.scale:
                count = int(min(self.lasts, mark) / self.apart)  # what is asked from now on is visited from ``mark`` on
                yield from waiting(count, checkpoint, mark, [begin + number * self.apart for number in range(count)])

    def others(self, now: datetime) -> Iterator[Waiting]:
        """The rest of those that wait, due once it is over."""
        count = max(0, self.waiting - sum(1 for _ in self.steady(now)))
        due = [now + self.lasts + timedelta(hours=1) + number * self.apart for number in range(count)]
        yield from waiting(count, len(CHECKPOINTS["webchat"]) - 1, self.marks()[-1], due)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of it. Times on the machine's clock; ``late`` ascending, of every look that was made."""

    asked: int
    lost: Counter[str]
    due: int
    late: Sequence[float]
    cpu: float
    most_memory: float
    lasts: timedelta

    def an_hour(self, scale: float) -> float:
        """Conversations in an hour of the study."""
        return self.asked / (self.lasts * scale / timedelta(hours=1))


# -- the run ----------------------------------------------------------------------------------------------------------


async def carry(offer: Offer) -> Outcome:
    platforms = [ControlPlatform(id=f"p{n}", name=f"p{n}", manner=MANNERS[n % len(MANNERS)]) for n in range(PLATFORMS)]
    with tempfile.TemporaryDirectory(prefix="silence-carried-") as home:
        folder = Path(home)
        async with world(platforms, bank_from(bank.questions()), folder / "truth.jsonl", seed=1) as place:
            addresses = [place.chat.url(platform.id) for platform in platforms]
            config = written(folder, offer, addresses)
            settings = load(config)
            store = open_store(settings.database_url())
            store.migrate()
            try:
                begin = await fill(offer, settings, store)
                used, most = await run(config, begin, offer.lasts)
                return outcome(store, begin, offer, used, most)
            finally:
                store.close()


def written(folder: Path, offer: Offer, addresses: Sequence[str]) -> Path:
    def seconds(length: timedelta) -> str:
        return f"{length / timedelta(milliseconds=1):.0f}ms"

    night, marks = seconds(offer.night), [seconds(mark) for mark in offer.marks()]
    text = studies.config(
        "carried", [studies.control(f"p{n}", studies.chat(address)) for n, address in enumerate(addresses)],
        study={"nights": offer.nights, "seed": 7} | studies.quick(
            every=night, spread=night, checkpoints={"webchat": marks},
            live=seconds(LIVE / offer.scale), start_within="60m",
        ), questions=studies.BANK,
    )  # fmt: skip
    config = folder / "config.toml"
    config.write_text(text, encoding="utf-8")
    return config


async def fill(offer: Offer, settings: Settings, store: Store) -> datetime:
    """Let them wait; returns when the first visit falls due."""
    filling = Filling(settings, store, next(target for target in settings.targets() if target.platform == "p0"))
    others, count = list(offer.others(CLOCK.now())), sum(1 for _ in offer.steady(CLOCK.now()))
    await filling.fill(FILLED[0], others)
    begin = CLOCK.now() + TAKES * count + STARTING  # due times are written before the last of them is
    await filling.fill(FILLED[1], list(offer.steady(begin)))
    filling.persistent(offer.nights)
    print(f"{len(others) + count} wait", flush=True)
    while CLOCK.now() < begin - STARTING:
        await asyncio.sleep(0.2)
    return begin


async def run(config: Path, begin: datetime, lasts: timedelta) -> tuple[float, float]:
    """The daemon until ``begin + lasts``; returns CPU seconds from ``begin`` on, and the most megabytes it held."""
    command = below(sys.executable, "-m", "monitor.cli", "run", "--config", str(config))
    quiet = asyncio.subprocess.DEVNULL
    daemon = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env={**os.environ, "TMPDIR": str(config.parent)}, stdout=quiet, stderr=quiet
    )
    try:
        await asyncio.sleep((begin - CLOCK.now()).total_seconds())
        started, most = cpu(daemon.pid), 0.0
        while (left := (begin + lasts - CLOCK.now()).total_seconds()) > 0:
            if daemon.returncode is not None:
                raise RuntimeError(f"the daemon left with {daemon.returncode}")
            await asyncio.sleep(min(15.0, left))
            most = max(most, sum((await asyncio.to_thread(memory, daemon.pid)).values()))
        return cpu(daemon.pid) - started, most
    finally:
        with suppress(ProcessLookupError):
            daemon.terminate()
        try:
            await asyncio.wait_for(daemon.wait(), 120)
        except TimeoutError:
            daemon.kill()
            await daemon.wait()


def outcome(store: Store, begin: datetime, offer: Offer, used: float, most: float) -> Outcome:
    """Read from the study's own rows. A visit that never began is as late as the run is long."""
    end = begin + offer.lasts
    grace = MOST_LATE / offer.scale
    visits = [
        visit
        for visit in store.visits()
        if visit.number > 0 and visit.note != FULFILLED and begin <= visit.due_at < end - grace
    ]
    late = [((visit.started_at or end) - visit.due_at).total_seconds() for visit in visits]
    inquiries = [one for one in store.inquiries() if one.plan.night not in FILLED]
    lost = Counter(one.reason or one.ending for one in store.inquiries() if one.ending in ("void", "shut", "barred"))
    lost.update(f"look {visit.outcome}" for visit in visits if visit.outcome in ("missed", "failed"))
    return Outcome(
        asked=sum(one.t0 is not None and begin <= one.t0 < end for one in inquiries),
        lost=lost, due=len(visits), late=sorted(late), cpu=used, most_memory=most, lasts=offer.lasts,
    )  # fmt: skip


# -- beside it --------------------------------------------------------------------------------------------------------


async def held(count: int) -> tuple[float, float]:
    """What a page that is kept open takes, in one shared browser: megabytes, and CPU seconds an hour."""
    platform = ControlPlatform(id="p0", name="p0", manner="silent")
    with tempfile.TemporaryDirectory() as folder:
        async with (
            world([platform], bank_from(bank.questions()), Path(folder) / "truth.jsonl", seed=1) as place,
            visitor("kept", place.chat.url("p0"), at_once=3) as visits,
        ):
            await visits.do("ask", 0, count)
            before, seconds = cpu(visits.pid), 20.0
            await asyncio.sleep(seconds)
            used = (cpu(visits.pid) - before) / count / seconds * 3600
            return sum(memory(visits.pid).values()) / count, used


def told(offer: Offer, found: Outcome, page: float, page_cpu: float) -> bool:
    cores, scale = os.cpu_count() or 1, offer.scale
    rate = found.an_hour(scale)
    late = {percent: percentile(found.late, percent) for percent in (50, 99)} if found.late else {50: 0.0, 99: 0.0}
    worst = found.late[-1] if found.late else 0.0
    print(f"\n{offer.waiting} waiting; {offer.lasts} at a scale of {scale:g}: {offer.lasts * scale} of a study")
    print(f"asked {found.asked}: {rate:.0f} an hour (offered {offer.rate:.0f}); lost: {dict(found.lost) or 'nothing'}")
    print(
        f"{found.due} later visits due, begun late by p50 {late[50]:.2f} s, p99 {late[99]:.2f} s, worst {worst:.2f} s;"
        f" 60 s are {MOST_LATE.total_seconds() / scale:.0f} s at this scale"
    )
    busy = found.cpu / found.lasts.total_seconds() / cores
    each = found.cpu / max(1, found.asked)
    print(
        f"CPU {busy:.0%} of {cores} cores, {each:.2f} CPU-s a conversation with its later visits;"
        f" at most {found.most_memory:.0f} MB"
    )
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 20)
    hours = KEPT / timedelta(hours=1)
    print(
        f"each kept open: {page:.0f} MB a page, so {offer.waiting} take {offer.waiting * page / 1024:.0f} GB and"
        f" {offer.waiting * page_cpu:.0f} CPU-s an hour; this machine's {total / 1024:.0f} GB hold {total / page:.0f},"
        f" each for {hours:.0f} hours: {total / page / hours:.0f} an hour (derived); ours is"
        f" {rate / (total / page / hours):.0f} times as many"
    )
    on_time = all(seconds <= MOST_LATE.total_seconds() / scale for seconds in found.late)
    met = rate >= LEAST_AN_HOUR and on_time
    print("the target is met" if met else "the target is missed", flush=True)
    return met


async def main(options: argparse.Namespace) -> bool:
    print(described("playwright"), flush=True)
    page, page_cpu = await held(options.held)
    met = True
    for count in options.waiting:
        lasts = timedelta(minutes=options.minutes)
        offer = Offer(rate=options.rate, scale=options.scale, waiting=count, lasts=lasts)
        met &= told(offer, await carry(offer), page, page_cpu)
    return met


if __name__ == "__main__":
    if not PROC.is_dir():
        sys.exit("memory and CPU of processes are read from /proc, which this machine has not")
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--waiting", type=int, nargs="+", default=[500], help="conversations that wait; 500 and 5000")
    parser.add_argument("--rate", type=float, default=LEAST_AN_HOUR * 1.05, help="conversations offered an hour")
    parser.add_argument("--scale", type=float, default=2.0, help="so many times shorter are all times")
    parser.add_argument("--minutes", type=float, default=5.0, help="how long the daemon runs")
    parser.add_argument("--held", type=int, default=30, help="pages kept open to see what one takes")
    parser.add_argument("--demand", action="store_true", help="fail where the target is missed")
    given = parser.parse_args()
    met = asyncio.run(main(given))
    sys.exit(given.demand and not met)
