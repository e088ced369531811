"""Measures the form channel on the form zoo: random forms, several at once, and the verdicts by trap.

Not a test: run it alone.

    python tests/benchmarks/form_zoo.py [--forms 200] [--first 1000] [--at-once 4] [--demand 0.98] [--seeds 1003 1017]
        [--alone] [--traps topic=wheel steps]

``--alone`` asks the form of each trap instead, ``--traps`` of these. With ``--demand`` it fails (status 1) where fewer
of all are right than that, or any is wrong or was not measured.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from probes.control.formzoo.form import ZooForm, alone, borne, draw, traps
from tests.benchmarks import tallying
from tests.formzoo.drive import Enclosure, enclosure
from tests.formzoo.judge import KINDS, Verdict, shares

LONGEST = 180  # seconds for one form; then the machine is too busy to measure it


async def run(forms: Mapping[str, ZooForm], at_once: int) -> Mapping[str, Verdict]:
    """Ask every form, ``at_once`` at a time in one browser; name to verdict."""
    verdicts: dict[str, Verdict] = {}
    gate = asyncio.Semaphore(at_once)
    async with enclosure() as zoo:

        async def one(name: str, form: ZooForm) -> None:
            async with gate:
                verdicts[name] = await ask(zoo, name, form)
            print(f"\r{len(verdicts)}/{len(forms)}", end="", file=sys.stderr, flush=True)

        await asyncio.gather(*(one(name, form) for name, form in forms.items()))
    print(file=sys.stderr)
    return verdicts


async def ask(zoo: Enclosure, name: str, form: ZooForm) -> Verdict:
    try:
        async with asyncio.timeout(LONGEST) as limit:
            return await zoo.verdict(name, form)
    except Exception as error:  # whatever breaks is a bug of ours, and must not end the run
        if limit.expired():
            return Verdict("not measured", f"broken off after {LONGEST} s")
        return Verdict("wrong", f"broke: {type(error).__name__}: {error}")


def chosen(options: argparse.Namespace) -> Mapping[str, ZooForm]:
    """The forms to be asked, by name."""
    if options.alone or options.traps:
        return {"".join(c if c.isalnum() else "-" for c in trap): alone(trap) for trap in options.traps or traps()}
    return {f"f{seed}": draw(seed) for seed in options.seeds or range(options.first, options.first + options.forms)}


async def main(options: argparse.Namespace) -> Mapping[str, Verdict]:
    forms, began = chosen(options), time.monotonic()
    verdicts = await run(forms, options.at_once)
    tallying.table("forms", KINDS, {name: borne(one) for name, one in forms.items()}, verdicts)
    told = ", ".join(f"{kind} {share:.1%}" for kind, share in shares(verdicts.values()).items())
    print(f"{len(verdicts)} forms in {time.monotonic() - began:.0f} s, load {os.getloadavg()[1]:.1f}: {told}")
    return verdicts


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--forms", type=int, default=200)
    parser.add_argument("--first", type=int, default=1000, help="the first seed")
    parser.add_argument("--seeds", type=int, nargs="+", help="these alone, to look at what went wrong")
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--alone", action="store_true", help="the form of each trap")
    parser.add_argument("--traps", nargs="+", help="the forms of these traps")
    parser.add_argument("--demand", type=float, help="least share that is right, none wrong, all measured")
    return parser.parse_args(given)


def met(verdicts: Mapping[str, Verdict], demand: float | None) -> bool:
    """Each was measured, enough are right, and none is wrong."""
    return tallying.met(shares(verdicts.values()), demand)


if __name__ == "__main__":
    given = arguments()
    sys.exit(not met(asyncio.run(main(given)), given.demand))
