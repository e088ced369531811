"""Measures what finding costs: seconds until a chat nobody described is found, CPU of later visits with what was found.

    python tests/benchmarks/finding.py [--widgets 10] [--first 5000] [--demand]

Random widgets that a person could describe, one at a time. Each is searched once with nothing but its address, and
asked once so that the profile is stored; then it is asked with the stored profile and with the one written by hand.
Which of the pair is asked first changes from pair to pair. CPU is that of this process with driver, browser and zoo
(Linux only). With ``--demand`` it fails (status 1) where a search took over 10 s or the ratio is over 1.5.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from probes.control.zoo.baseline import profile
from probes.control.zoo.widget import Widget, draw
from probes.interface import Channel, Sent
from probes.webchat.channel import enter
from probes.webchat.finding.discovery import discover
from tests.notebook import Notebook
from tests.zoo.drive import MEANS, Enclosure, Keeping, converse, enclosure

LONGEST = 10.0  # seconds a search may take on a page that is ready
DEAREST = 1.5  # CPU of a visit with a found profile, in visits with a written one
TICKS = os.sysconf("SC_CLK_TCK")


def cpu() -> float:
    """CPU seconds of this process and all below it, those that have ended included."""
    stats = {int(path.parent.name): path for path in Path("/proc").glob("[0-9]*/stat")}
    parents, used = dict[int, int](), dict[int, float]()
    for pid, path in stats.items():
        try:
            facts = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        parents[pid], used[pid] = int(facts[1]), sum(map(int, facts[11:15])) / TICKS
    return sum(used[pid] for pid in used if _below(pid, parents))


def _below(pid: int, parents: Mapping[int, int]) -> bool:
    at = pid
    while at in parents and at != os.getpid():
        at = parents[at]
    return at == os.getpid()


async def visit(zoo: Enclosure, channel: Channel, name: str, widget: Widget, known: Mapping[str, Any] | None) -> float:
    """CPU seconds of one inquiry from the open door to the last turn; nan where it was not sent."""
    inquiry = zoo.inquiry(name, widget, known, f"q{name}{os.urandom(4).hex()}")
    before = cpu()
    report = await converse(channel, inquiry, widget)
    return cpu() - before if isinstance(report.outcome, Sent) else float("nan")


async def measure(widgets: Mapping[str, Widget]) -> tuple[Sequence[float], Sequence[tuple[float, float]]]:
    """Seconds of each search that found a chat, and (found, written) CPU seconds of each widget."""
    seconds, costs, book = list[float](), list[tuple[float, float]](), Notebook()
    with tempfile.TemporaryDirectory() as folder:
        async with enclosure(widgets, Path(folder)) as zoo, enter(replace(MEANS, profiles=book)) as channel:
            for name, widget in widgets.items():
                found = await discover(zoo.inquiry(name, widget, None, f"d{name}"), MEANS, Keeping())
                print(f"{name}: {found.door}, {found.seconds:.1f} s {found.missing}", file=sys.stderr)
                if found.profile is None:
                    continue
                seconds.append(found.seconds)
                book.known[name] = found.profile
                await visit(zoo, channel, name, widget, None)  # stores how the chat sends
                order = [None, profile(widget)][:: 1 if len(costs) % 2 else -1]
                told = {one is None: await visit(zoo, channel, name, widget, one) for one in order}
                stored, written = told[True], told[False]
                print(f"    {stored:.2f} and {written:.2f} CPU-s", file=sys.stderr)
                costs.append((stored, written))
    return seconds, [pair for pair in costs if not any(map(math.isnan, pair))]


def chosen(first: int, count: int) -> Mapping[str, Widget]:
    """The first widgets that can be asked, and described by hand."""
    widgets: dict[str, Widget] = {}
    seed = first
    while len(widgets) < count:
        widget = draw(seed)
        if widget.open_door() and profile(widget) is not None:
            widgets[f"w{seed}"] = widget
        seed += 1
    return widgets


def spread(costs: Sequence[tuple[float, float]]) -> str:
    """How the ratios of single pairs lie: a mean of few is no more than its parts."""
    single = sorted(one / other for one, other in costs)
    middle = statistics.quantiles(single, n=4) if len(single) > 1 else single * 3
    told = f"{len(single)} pairs, single ones {single[0]:.2f} to {single[-1]:.2f}"
    return f"{told}, half of them {middle[0]:.2f} to {middle[2]:.2f}, median {statistics.median(single):.2f}"


async def main(options: argparse.Namespace) -> bool:
    seconds, costs = await measure(chosen(options.first, options.widgets))
    if not seconds or not costs:
        print(f"nothing was measured: {len(seconds)} of {options.widgets} found")
        return False
    ratio = sum(one for one, _ in costs) / sum(other for _, other in costs)
    load = os.getloadavg()[0]
    print(
        f"found {len(seconds)} of {options.widgets} by address alone: p50 {statistics.median(seconds):.1f} s,"
        f" worst {max(seconds):.1f} s (load {load:.1f})"
    )
    print(f"a visit with what was found takes {ratio:.2f} times the CPU of one written by hand ({spread(costs)})")
    return max(seconds) <= LONGEST and ratio <= DEAREST


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--widgets", type=int, default=10)
    parser.add_argument("--first", type=int, default=5000, help="the first seed")
    parser.add_argument("--demand", action="store_true", help="fail where a target is missed")
    given = parser.parse_args()
    sys.exit(not asyncio.run(main(given)) and given.demand)
