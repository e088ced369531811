"""Soaks the daemon: control inquiries by the thousand, each parked and resumed, while memory, processes, files and
temporary folders of the daemon, its driver and its browser are measured. Ends with 1 if one grew beyond its bound, if
not all was asked, or if too few chats came back.

Not a test: run it alone (``make soak``). Linux only; ``--inquiries 500`` for a short one. The daemon asks as fast as
its machine bears: a fifth by web chat, the rest by mail. Each is listened to for five seconds, parked, and resumed
for its last checkpoint.

    python tests/benchmarks/soak.py [--inquiries 10000] [--every 60] [--pictures]
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from statistics import linear_regression

sys.path.insert(0, str(Path(__file__).parents[2]))

from monitor import bank
from monitor.settings import load
from monitor.store import open_store
from monitor.store.interface import Store
from monitor.store.rules import FULFILLED
from probes.control.mailpair import MailPair
from probes.control.manners import ControlPlatform, bank_from
from probes.control.world import World, world
from probes.interface import ChannelKind
from tests import studies
from tests.faults.processes import PROC, family, open_files

PLATFORMS, CHATS = 42, 9
"""So many platforms, each with one channel: a web chat for the first ones, mail for the others."""
A_NIGHT = 2 * PLATFORMS
"""One pair a target and night."""
RESUMED = 0.2
"""Chats that are to be parked and resumed, of all inquiries: 2,000 of 10,000."""
PASSWORD = "SILENCE_SOAK_MAIL_PASSWORD"
MANNERS = ("prompt_human", "acknowledges", "canned", "silent", "stalls")
ROOT = Path(__file__).parents[2]
MEGABYTE = 1 << 20

CHECKPOINTS = ["1s", "2s", "3s", "4s", "12s"]
TIMES = studies.quick(
    every="10s", spread="8s", checkpoints={"webchat": CHECKPOINTS, "mail": CHECKPOINTS},
    live="5s", settle="300ms", mail_poll="1s", lease="60s", start_within="60m",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figures:
    """One measurement of the daemon's whole family. Memory in MB; ``chats`` are visits made to parked chats,
    ``mails`` to parked mail inquiries."""

    seconds: int
    sent: int
    ended: int
    chats: int
    mails: int
    daemon_mb: int
    driver_mb: int
    browser_mb: int
    processes: int
    files: int
    temporary: int


BOUNDS = {"daemon_mb": (1.25, 50), "driver_mb": (1.25, 150), "browser_mb": (1.25, 300), "processes": (1, 15),
          "files": (1.1, 40), "temporary": (1, 5)}  # fmt: skip
"""The largest of the last third may be so many times the largest of the first third, and so much more. Memory goes up
and down by what a driver grows in 300 conversations (then it is replaced), and by how many are open at once."""


async def main(options: argparse.Namespace) -> int:
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd's, which warns of itself at each login
    platforms = [ControlPlatform(id=f"p{n}", name=f"p{n}", manner=MANNERS[n % len(MANNERS)]) for n in range(PLATFORMS)]
    with tempfile.TemporaryDirectory(prefix="silence-soak-") as home:
        folder = Path(home)
        (folder / "tmp").mkdir()
        async with world(platforms, bank_from(bank.questions()), folder / "truth.jsonl", seed=1) as place:
            config = _config(folder, platforms, place, options)
            store = open_store(load(config).database_url())
            store.migrate()
            seen = await _soak(config, store, folder / "tmp", options.every)
            asked = sum(one.ending == "closed" for one in store.inquiries())
            chats, _ = _resumed(store)
            store.close()
    return _verdict(seen) or _enough(asked, chats, options.inquiries)


async def _soak(config: Path, store: Store, temporary: Path, every: float) -> Sequence[Figures]:
    """Run the study to its end, measuring."""
    daemon = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor.cli", "run", "--config", str(config), "--until-done", cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT), PASSWORD: MailPair.password},
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    seen, began = list[Figures](), time.monotonic()
    ending = asyncio.ensure_future(daemon.wait())
    for early in (signal.SIGTERM, signal.SIGINT):  # who ends it early gets the verdict on what was measured
        asyncio.get_running_loop().add_signal_handler(early, daemon.send_signal, signal.SIGTERM)
    print(" ".join(f"{field.name:>10}" for field in fields(Figures)), flush=True)
    try:
        while not ending.done():
            await asyncio.wait({ending}, timeout=every)
            if not ending.done():
                seen.append(await asyncio.to_thread(_measure, daemon.pid, store, temporary, began))
                print(" ".join(f"{value:>10}" for value in asdict(seen[-1]).values()), flush=True)
    finally:
        if daemon.returncode is None:
            daemon.send_signal(signal.SIGTERM)
            await daemon.wait()
    endings = store.counts(now=datetime.now(UTC)).by_ending
    chats, mails = _resumed(store)
    print(
        f"\nthe daemon left with {daemon.returncode}; {dict(endings)}; {chats} chats and {mails} mail inquiries resumed"
    )
    used, took = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - began
    ended = sum(endings.values()) - endings.get("open", 0)
    if ended:
        print(
            f"{ended * 3600 / took:.0f} inquiries an hour; "
            f"{(used.ru_utime + used.ru_stime) / ended:.2f} CPU-seconds an inquiry, daemon, driver and browser together"
        )
    return seen


def _measure(daemon: int, store: Store, temporary: Path, began: float) -> Figures:
    relatives = family(daemon)
    memory = {"driver": 0, "browser": 0, "daemon": 0}
    for process in relatives:
        kind = "daemon" if process.pid == daemon else "driver" if process.kind == "driver" else "browser"
        memory[kind] += process.resident
    inquiries, (chats, mails) = list(store.inquiries()), _resumed(store)
    return Figures(
        seconds=int(time.monotonic() - began),
        sent=sum(i.t0 is not None for i in inquiries),
        ended=sum(i.ending != "open" for i in inquiries),
        chats=chats,
        mails=mails,
        daemon_mb=memory["daemon"] // MEGABYTE,
        driver_mb=memory["driver"] // MEGABYTE,
        browser_mb=memory["browser"] // MEGABYTE,
        processes=len(relatives),
        files=sum(open_files(process.pid) for process in relatives),
        temporary=len(list(temporary.iterdir())),
    )


def _resumed(store: Store) -> tuple[int, int]:
    """Visits made to chats, and to mail inquiries, that had been parked."""
    by_mail = {one.plan.id for one in store.inquiries() if one.plan.channel == ChannelKind.MAIL}
    back = (visit for visit in store.visits() if visit.number > 0 and visit.outcome == "done")
    made = Counter(visit.inquiry_id in by_mail for visit in back if visit.note != FULFILLED)
    return made[False], made[True]


def _verdict(seen: Sequence[Figures]) -> int:
    """Compare the last third with the first; 1 if something grew beyond its bound, or too little was measured."""
    third = len(seen) // 3
    if not third:
        print("too little was measured to compare: more inquiries, or a smaller --every")
        return 1
    grown = 0
    for name, (times, more) in BOUNDS.items():
        first, last = (max(getattr(one, name) for one in part) for part in (seen[:third], seen[-third:]))
        bound = first * times + more
        grown += last > bound
        print(f"{name:>10}: {first} in the first third, {last} in the last, bound {bound:.0f}"
              f"{'  GREW' if last > bound else ''}")  # fmt: skip
    print(f"the daemon's memory in the last two thirds: {_slope(seen[third:]):+.1f} MB a 1000 inquiries")
    return int(grown > 0)


def _slope(seen: Sequence[Figures]) -> float:
    """MB by which the daemon grew a 1000 inquiries, by least squares; 0 if none ended."""
    ended, memory = [one.ended for one in seen], [one.daemon_mb for one in seen]
    return 1000 * linear_regression(ended, memory).slope if len(set(ended)) > 1 else 0.0


def _enough(closed: int, chats: int, wanted: int) -> int:
    """1 if more than one in a hundred was lost, or too few chats resumed: then less was soaked than is said."""
    print(f"{closed} of {wanted} were asked and observed to their end")
    print(f"{chats} chats were parked and resumed, {RESUMED * wanted:.0f} wanted")
    return int(closed < 0.99 * wanted or chats < RESUMED * wanted)


def _config(folder: Path, platforms: Sequence[ControlPlatform], place: World, options: argparse.Namespace) -> Path:
    nights = -(-options.inquiries // A_NIGHT)
    doors = [studies.chat(place.chat.url(p.id)) if n < CHATS else studies.mail(p.id) for n, p in enumerate(platforms)]
    text = studies.config(
        "soak", [studies.control(one.id, door) for one, door in zip(platforms, doors, strict=True)],
        study={"nights": nights, "seed": 7, **TIMES}, account=studies.account_in(place, PASSWORD),
        questions=studies.BANK, evidence={"controls": options.pictures},
    )  # fmt: skip
    config = folder / "config.toml"
    config.write_text(text, encoding="utf-8")
    return config


if __name__ == "__main__":
    if not PROC.is_dir():
        sys.exit("memory and files of processes are read from /proc, which this machine has not")
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inquiries", type=int, default=10_000)
    parser.add_argument("--every", type=float, default=60, help="seconds between two measurements")
    parser.add_argument(
        "--pictures", action="store_true", help="keep pictures and pages of every chat, as of a stranger's"
    )
    sys.exit(asyncio.run(main(parser.parse_args())))
