"""Measures the web chat on the widget zoo: random widgets, several at once, and the verdicts by trap.

With ``--profile`` each widget is asked with its hand-written profile (those that none can describe are left out);
without, with nothing but its address. Not a test: run it alone.

    python tests/benchmarks/zoo.py [--widgets 200] [--first 1000] [--at-once 8] [--profile] [--reload 0.2]
        [--demand 0.98] [--describable] [--seeds 1003 1017]

A widget that the benchmark's own time limit breaks off is not measured: no verdict on the probe, and no widget of the
demand's. With ``--demand`` it fails (status 1) where fewer of all are right than that, any is wrong, or any was not
measured. With ``--describable`` it asks without a profile the same widgets as with ``--profile``: so CPU times can be
compared.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from probes.control.zoo.baseline import profile
from probes.control.zoo.widget import Widget, borne, draw
from probes.interface import Channel, Means
from probes.webchat.channel import enter
from tests.benchmarks import tallying
from tests.zoo.drive import MEANS, Enclosure, enclosure
from tests.zoo.verdicts import KINDS, Verdict, shares

LONGEST = 120  # seconds for one widget; then the machine is too busy to measure it
Opener = Callable[[Means], AbstractAsyncContextManager[Channel]]


async def run(widgets: Mapping[str, Widget], opener: Opener, options: argparse.Namespace) -> Mapping[str, Verdict]:
    """Ask every widget, ``at_once`` at a time in one browser; name to verdict."""
    verdicts: dict[str, Verdict] = {}
    gate = asyncio.Semaphore(options.at_once)
    with tempfile.TemporaryDirectory() as folder:
        async with enclosure(widgets, Path(folder)) as zoo, opener(MEANS) as channel:

            async def one(name: str, widget: Widget) -> None:
                async with gate:
                    verdicts[name] = await ask(zoo, channel, name, widget, options)
                print(f"\r{len(verdicts)}/{len(widgets)}", end="", file=sys.stderr, flush=True)

            await asyncio.gather(*(one(name, widget) for name, widget in widgets.items()))
    print(file=sys.stderr)
    return verdicts


async def ask(zoo: Enclosure, channel: Channel, name: str, widget: Widget, options: argparse.Namespace) -> Verdict:
    known = profile(widget) if options.profile else None
    reload = random.Random(f"reload {name}").random() < options.reload
    inquiry = zoo.inquiry(name, widget, known, f"q{name}")
    try:
        async with asyncio.timeout(LONGEST) as limit:
            return await zoo.verdict(channel, inquiry, widget, reload=reload)
    except Exception as error:  # whatever breaks is a bug of ours, and must not end the run
        if limit.expired():
            return Verdict("not measured", f"broken off after {LONGEST} s")
        return Verdict("wrong", f"broke: {type(error).__name__}: {error}")


def cpu() -> float:
    """CPU seconds of this process and of the browsers that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


async def main(options: argparse.Namespace, opener: Opener = enter) -> Mapping[str, Verdict]:
    seeds = options.seeds or range(options.first, options.first + options.widgets)
    widgets = {f"w{seed}": draw(seed) for seed in seeds}
    if options.profile or options.describable:
        widgets = {name: widget for name, widget in widgets.items() if profile(widget) is not None}
    began = time.monotonic()
    verdicts = await run(widgets, opener, options)
    tallying.table("widgets", KINDS, {name: borne(one) for name, one in widgets.items()}, verdicts)
    told = ", ".join(f"{kind} {share:.1%}" for kind, share in shares(verdicts.values()).items())
    load = os.getloadavg()[1]  # a busy machine draws late, and late is wrong
    print(f"{len(verdicts)} widgets in {time.monotonic() - began:.0f} s, {cpu():.0f} CPU-s, load {load:.1f}: {told}")
    return verdicts


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--widgets", type=int, default=200)
    parser.add_argument("--first", type=int, default=1000, help="the first seed")
    parser.add_argument("--seeds", type=int, nargs="+", help="these alone, to look at what went wrong")
    parser.add_argument("--at-once", type=int, default=8)
    parser.add_argument("--profile", action="store_true", help="ask with the hand-written profiles")
    parser.add_argument("--describable", action="store_true", help="only widgets that a profile can describe")
    parser.add_argument("--reload", type=float, default=0.2, help="share of widgets that are parked and resumed")
    parser.add_argument("--demand", type=float, help="least share that is right, none wrong, all measured")
    return parser.parse_args(given)


def met(verdicts: Mapping[str, Verdict], demand: float | None) -> bool:
    """Each was measured, enough are right, and none is wrong."""
    return tallying.met(shares(verdicts.values()), demand)


if __name__ == "__main__":
    given = arguments()
    sys.exit(not met(asyncio.run(main(given)), given.demand))
