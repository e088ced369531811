"""Measures how browsers wear: memory, processes and files over 2,000 later visits, and what is left at the end.

Fifty conversations of the control chat are asked and parked, then visited again and again through the product's web
chat channel. Between two rounds nothing is open: what driver, browser and pages hold then (PSS) is what they have not
given back. Growth is that of what they have written, without their program's files: while another browser runs on the
machine it shares those pages, and all together seem less though nothing was given back. The channel replaces both every
300 contexts. Texts settle after 0.3 s instead of 2.5, so that it takes about eight minutes. Not a test: run it
alone (Linux only).

    python -m tests.benchmarks.worn [--visits 2000] [--demand]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from probes.control.chat import ChatControls
from probes.control.manners import Bank, ControlPlatform
from probes.control.truth import TruthLog
from tests.benchmarks.household import PROC, WRITTEN, left_behind, memory
from tests.benchmarks.machine import described
from tests.benchmarks.visitor import visitor
from tests.faults.processes import family, open_files

PLATFORM = ControlPlatform(id="silent", name="Silent", manner="silent")
CONVERSATIONS = 50
AT_ONCE, SETTLE = 8, 0.3
MOST_GROWTH = 0.1


@dataclass(frozen=True, slots=True)
class State:
    """After so many visits, nothing being open: megabytes of driver, browser and pages, and of Python."""

    visits: int
    browser: float
    written: float  # of ``browser``, without the program's files
    python: float
    processes: int
    files: int
    temporary: int


def state(root: int, visits: int, temporary: Path) -> State:
    held, written = memory(root), memory(root, WRITTEN)
    relatives = family(root)
    own = held.get("other", 0.0)
    return State(
        visits,
        sum(held.values()) - own,
        sum(value for kind, value in written.items() if kind != "other"),
        own,
        len(relatives),
        sum(open_files(one.pid) for one in relatives),
        len(list(temporary.iterdir())),
    )


def growth(states: Sequence[State]) -> float:
    """What the browser had written, over the last hundred visits, over that of the first hundred, less one.

    Where the channel had just replaced its browser there is none to measure.
    """
    held = {one.visits: one.written for one in states if one.written}
    first = [written for visits, written in held.items() if visits <= 100]
    last = [written for visits, written in held.items() if visits > states[-1].visits - 100]
    return statistics.mean(last) / statistics.mean(first) - 1


async def wear(address: str, visits: int, temporary: Path) -> Sequence[State]:
    """Visit, and look between the rounds."""
    states = []
    env = {**os.environ, "TMPDIR": str(temporary)}
    async with visitor("ours", address, at_once=AT_ONCE, settle=SETTLE, env=env) as visits_:
        await visits_.do("ask", 0, CONVERSATIONS)
        await visits_.do("park", 0, CONVERSATIONS)
        print(" ".join(f"{field.name:>10}" for field in fields(State)))
        for made in range(CONVERSATIONS, visits + 1, CONVERSATIONS):
            await visits_.do("visit", 0, CONVERSATIONS)
            states.append(await asyncio.to_thread(state, visits_.pid, made, temporary))
            print(" ".join(f"{value:10.0f}" for value in astuple(states[-1])), flush=True)
    return states


async def main(options: argparse.Namespace) -> bool:
    print(described("playwright"), flush=True)
    with tempfile.TemporaryDirectory(prefix="silence-worn-") as folder:
        temporary = Path(folder) / "tmp"
        temporary.mkdir()
        async with ChatControls([PLATFORM], Bank(), TruthLog(Path(folder) / "truth.jsonl"), seed=0) as controls:
            states = await wear(controls.url(PLATFORM.id), options.visits, temporary)
        processes, files = left_behind(str(temporary)), list(temporary.iterdir())
    grown = growth(states)
    print(f"memory written by the browser, the last hundred visits against the first hundred: {grown:+.1%}")
    print(f"left at the end: {len(processes)} processes, {len(files)} files and folders")
    met = grown <= MOST_GROWTH and not processes and not files
    print("the target is met" if met else "the target is missed")
    return met


if __name__ == "__main__":
    if not PROC.is_dir():
        sys.exit("memory and files of processes are read from /proc, which this machine has not")
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--visits", type=int, default=2000)
    parser.add_argument("--demand", action="store_true", help="fail where the target is missed")
    given = parser.parse_args()
    met = asyncio.run(main(given))
    sys.exit(given.demand and not met)
