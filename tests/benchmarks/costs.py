"""Measures what a live conversation and a later visit cost: memory and CPU, beside a browser for each conversation.

The benchmark page is the control chat (``probes/control/pages/chat.html``), described by its profile. Each way runs in
a process of its own: it asks, waits live, parks, and visits again. Memory is the proportional share (PSS) of driver,
browser and pages, over the conversations; CPU that of the whole family, our own process included. The server is in
neither. About four minutes. Not a test: run it alone (Linux only).

    python -m tests.benchmarks.costs [--conversations 40] [--live 20] [--demand]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from probes.control.chat import ChatControls
from probes.control.manners import Bank, ControlPlatform
from probes.control.truth import TruthLog
from tests.benchmarks.household import PROC, cpu, memory
from tests.benchmarks.machine import described
from tests.benchmarks.visitor import Visitor, visitor

PLATFORM = ControlPlatform(id="silent", name="Silent", manner="silent")
AT_ONCE = 5
MOST_MEMORY, MOST_CPU, MOST_SHARE = 40.0, 0.35, 0.4
MINUTES = 5  # a conversation is waited with live, before it is parked (METHOD)
AT_MOST_A_SHARE = ("memory", "conversation", "later")
WAYS = {"ours": "one browser, parked", "each": "a browser each"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one conversation: megabytes while it is live, CPU seconds of its parts."""

    memory: float  # driver, browser and pages
    process: float  # our own process, beside that
    first: float  # opened, asked, parked
    live: float  # a minute of waiting
    later: float  # resumed, read, parked

    @property
    def conversation(self) -> float:
        """CPU seconds of a whole live conversation: opened, asked, waited with, parked."""
        return self.first + MINUTES * self.live


ROWS: Mapping[str, str] = {
    "memory": "MB, live (driver, browser, pages)",
    "process": "MB, live, of the Python process",
    "first": "CPU-s, opened, asked and parked",
    "live": "CPU-s, a minute of live waiting",
    "conversation": f"CPU-s, a conversation, live {MINUTES} minutes",
    "later": "CPU-s, a later visit",
}


async def cost(visits: Visitor, conversations: int, live: float) -> Cost:
    """What each of so many conversations costs, open at the same time."""
    await visits.do("ask", 0, 1)  # starts the driver and what is shared; not counted
    await visits.do("park", 0, 1)
    begun = cpu(visits.pid)
    await visits.do("ask", 1, conversations)
    asked = cpu(visits.pid)
    await asyncio.sleep(live)
    waited, held = cpu(visits.pid), memory(visits.pid)
    await visits.do("park", 1, conversations)
    parked = cpu(visits.pid)
    await visits.do("visit", 1, conversations)
    visited = cpu(visits.pid)
    own = held.get("other", 0.0)
    return Cost(
        memory=(sum(held.values()) - own) / conversations,
        process=own / conversations,
        first=(asked - begun + parked - waited) / conversations,
        live=(waited - asked) / conversations / live * 60,
        later=(visited - parked) / conversations,
    )


def table(ours: Cost, each: Cost) -> None:
    """A row a figure: ours, the peer's, and how much of the peer's ours is."""
    print(f"{'of one conversation':36} {WAYS['ours']:>20} {WAYS['each']:>16} {'share':>6}")
    for name, title in ROWS.items():
        own, peer = getattr(ours, name), getattr(each, name)
        print(f"{title:36} {own:20.2f} {peer:16.2f} {own / peer:6.0%}")


def missed(ours: Cost, each: Cost) -> list[str]:
    """The targets that were not met, in words."""
    found = []
    if ours.memory > MOST_MEMORY:
        found.append(f"a live conversation takes {ours.memory:.1f} MB, more than {MOST_MEMORY:.0f}")
    spent = {name: getattr(ours, name) for name in ("first", "later")}
    found += [
        f"{ROWS[name]}: {seconds:.2f}, more than {MOST_CPU}" for name, seconds in spent.items() if seconds > MOST_CPU
    ]
    for name, title in ROWS.items():
        share = getattr(ours, name) / getattr(each, name)
        if name in AT_MOST_A_SHARE and share > MOST_SHARE:
            found.append(f"{title}: {share:.0%} of the peer's, more than {MOST_SHARE:.0%}")
    return found


async def main(options: argparse.Namespace) -> bool:
    print(described("playwright"), flush=True)
    costs = {}
    with tempfile.TemporaryDirectory() as folder:
        async with ChatControls([PLATFORM], Bank(), TruthLog(Path(folder) / "truth.jsonl"), seed=0) as controls:
            for way in WAYS:
                async with visitor(way, controls.url(PLATFORM.id), at_once=AT_ONCE) as visits:
                    costs[way] = await cost(visits, options.conversations, options.live)
    print(f"{options.conversations} conversations open at the same time")
    table(costs["ours"], costs["each"])
    found = missed(costs["ours"], costs["each"])
    print("\n".join(f"missed: {what}" for what in found) or "every target is met")
    return not found


if __name__ == "__main__":
    if not PROC.is_dir():
        sys.exit("memory and CPU of processes are read from /proc, which this machine has not")
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--conversations", type=int, default=40)
    parser.add_argument("--live", type=float, default=20.0, help="seconds of waiting that are measured")
    parser.add_argument("--demand", action="store_true", help="fail where a target is missed")
    given = parser.parse_args()
    met = asyncio.run(main(given))
    sys.exit(given.demand and not met)
