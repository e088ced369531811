"""Asks whether the published uncertainty is true, in invented worlds whose truth is known: a table, not a test.

Every world goes through the product's own functions, from trials to standings. Printed with the number of worlds
and the Monte Carlo error of each figure (one standard error, worlds as clusters).

    python tests/benchmarks/validity.py [--worlds 100] [--processes 2] [--seed 1] [--small]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from reports.curves import kaplan_meier
from reports.dataset import Standing
from reports.intervals import EXACT, FloatArray
from reports.silence import BoolArray
from reports.standings import rankings
from tests.benchmarks import worlds

PLATFORMS, NIGHTS = (10, 40, 200), (7, 14, 28)
KINDS: Mapping[str, tuple[Callable[[int, np.random.Generator], worlds.Platforms], float]] = {
    "unlike": (worlds.unlike, 0.0),
    "labels": (worlds.unlike, 0.01),
    "equal": (worlds.alike, 0.0),
}
MARGIN = 10.0
LIMITS = {"below 5": (0.0, 5.0), "5 to 95": (5.0, 95.0), "above 95": (95.0, 100.1)}
USUAL = (
    "index",
    "separations",
    "Kaplan-Meier median",
    "median of the answered",
    "mean of the answered",
    "first message",
)

CERTAINTY = {
    "interval, below 5": "below 5",
    "interval, 5 to 95": "5 to 95",
    "interval, 5 to 95, exact not used": "of these by logit t",
    "interval, above 95": "above 95",
    "falsely separated": "falsely separated",
    "all rank sets hold": "all rank sets hold",
}
ORDER = {f"wrong order, {name}": name for name in USUAL}

Estimates = Mapping[str, tuple[float, float, float]]
"""By figure: its value, its Monte Carlo error, and how many cases it rests on."""

Part = tuple[float, float]
"""How many of how many, in one world."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Worlds of one kind: every one has its own seed, so no order of working changes a figure."""

    kind: str
    platforms: int
    nights: int
    seed: int


def one_world(cell: Cell, number: int) -> dict[str, Part]:
    """Everything counted in one world, by name of the figure."""
    make, mistaken = KINDS[cell.kind]
    key = [cell.seed, list(KINDS).index(cell.kind), cell.platforms, cell.nights, number]
    draw = np.random.default_rng(key)
    truth = make(cell.platforms, draw)
    shown = worlds.ask(truth, cell.nights, mistaken, draw)
    found = next(
        one for one in rankings(shown.rows, worlds.study(cell.platforms, cell.nights)) if one.channel == "webchat"
    )
    lines = sorted(found.standings, key=lambda one: one.platform)
    exact = np.array([one.published and found.details[one.platform].interval_rule == EXACT for one in lines])
    ranked = np.array([one.published for one in lines])
    counted = _separated(lines, ranked) if cell.kind == "equal" else _ranks(lines, truth, ranked)
    counted |= _coverage(lines, truth.index, ranked, exact)
    return counted if cell.kind == "equal" else counted | _orders(lines, truth, shown, ranked)


def _column(lines: Sequence[Standing], name: str) -> FloatArray:
    """One figure of every line (P,), nan where it is not published."""
    values = (getattr(one, name) for one in lines)
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _coverage(lines: Sequence[Standing], truth: FloatArray, ranked: BoolArray, exact: BoolArray) -> dict[str, Part]:
    """Intervals that hold the truth, and their width, by where the truth lies; and by the rule that gave them."""
    low, high = _column(lines, "index_low"), _column(lines, "index_high")
    held = (low - 1e-6 <= truth) & (truth <= high + 1e-6)
    places = {name: ranked & (truth >= least) & (truth < most) for name, (least, most) in LIMITS.items()}
    places["5 to 95, exact not used"] = places["5 to 95"] & ~exact
    places["exact used"] = ranked & exact
    found = {}
    for name, here in places.items():
        found[f"interval, {name}"] = (float(held[here].sum()), float(here.sum()))
        found[f"width, {name}"] = (float((high - low)[here].sum()), float(here.sum()))
    return found


def _separated(lines: Sequence[Standing], ranked: BoolArray) -> dict[str, Part]:
    """Whether any two of the equal platforms were separated: nobody's range may be less than all ranks."""
    low, high = _column(lines, "rank_low")[ranked], _column(lines, "rank_high")[ranked]
    return {"falsely separated": (float((low > 1).any() or (high < ranked.sum()).any()), 1.0)}


def _ranks(lines: Sequence[Standing], truth: worlds.Platforms, ranked: BoolArray) -> dict[str, Part]:
    """Whether every true rank among the ranked lies in its range, and how wide the ranges are."""
    own = truth.index[ranked]
    rank = 1 + (own[None, :] > own[:, None]).sum(axis=1)
    low, high = _column(lines, "rank_low")[ranked], _column(lines, "rank_high")[ranked]
    return {
        "all rank sets hold": (float(((low <= rank) & (rank <= high)).all()), 1.0),
        "ranks in a set": (float((high - low + 1).sum()), float(ranked.sum())),
    }


def _orders(
    lines: Sequence[Standing], truth: worlds.Platforms, shown: worlds.Shown, ranked: BoolArray
) -> dict[str, Part]:
    """Dominated pairs that each statistic puts in the wrong order (a tie is no order)."""
    pairs = truth.dominated(MARGIN) & ranked[:, None] & ranked[None, :]
    low, high = _column(lines, "rank_low"), _column(lines, "rank_high")
    usual = np.array([_usual(shown, platform) for platform in range(ranked.size)])
    index = _column(lines, "index")
    wrong = [index[:, None] < index[None, :], low[:, None] > high[None, :]]
    wrong += [column[:, None] < column[None, :] for column in usual.T]
    named = zip(USUAL, wrong, strict=True)
    return {f"wrong order, {name}": (float((pairs & one).sum()), float(pairs.sum())) for name, one in named}


def _usual(shown: worlds.Shown, platform: int) -> tuple[float, float, float, float]:
    """Kaplan-Meier median, median and mean of the answered, median to any message: seconds of one platform."""
    answer, reply = (seconds[shown.platform == platform] for seconds in (shown.answer, shown.reply))
    answered = answer[answer <= worlds.END]
    if not answered.size:
        return np.inf, np.nan, np.nan, float(np.median(np.minimum(reply, worlds.END)))
    curve = kaplan_meier(np.minimum(answer, worlds.END), answer <= worlds.END)
    half = curve.seconds[curve.unanswered <= 0.5]
    first = float(np.median(np.minimum(reply, worlds.END)))
    return float(half[0]) if half.size else np.inf, float(np.median(answered)), float(answered.mean()), first


def estimate(parts: Iterable[Part]) -> tuple[float, float, float]:
    """A ratio over all worlds, its Monte Carlo error with worlds as clusters, and how many cases it rests on.

    One world alone tells no error: nan.
    """
    hits, cases = np.array(list(parts), dtype=np.float64).T
    if not cases.sum():
        return np.nan, np.nan, 0.0
    share = hits.sum() / cases.sum()
    several = np.count_nonzero(cases) > 1
    error = np.sqrt(((hits - share * cases) ** 2).sum()) / cases.sum() if several else np.nan
    return float(share), float(error), float(cases.sum())


def study_cell(cell: Cell, count: int, pool: ProcessPoolExecutor | None) -> Estimates:
    """Every figure of one kind of world."""
    run = partial(one_world, cell)
    found = list(pool.map(run, range(count), chunksize=4) if pool else map(run, range(count)))
    return {name: estimate(one[name] for one in found) for name in found[0]}


def told(cell: Cell, count: int, found: Estimates) -> Iterable[str]:
    """One line a figure."""
    for name, (value, error, cases) in found.items():
        plain = name.startswith(("width", "ranks in"))
        shown = f"{value:8.2f} ± {error:5.2f}  " if plain else f"{100 * value:8.2f} ± {100 * error:5.2f} %"
        yield f"{cell.kind:7}{cell.platforms:5}{cell.nights:4} {name:38}{shown} of {cases:7.0f} in {count} worlds"


def table(columns: Mapping[str, str], studied: Mapping[tuple[Cell, int], Estimates]) -> Iterable[str]:
    """A Markdown table of some figures in %, one row a kind of world; ``columns``: heading by figure."""
    yield "| " + " | ".join(("worlds", "platforms", "nights", *columns.values())) + " |"
    yield "|---" * (3 + len(columns)) + "|"
    for (cell, count), found in studied.items():
        shown = [_shown(found.get(name)) for name in columns]
        if any(shown):
            yield "| " + " | ".join((f"{count} {cell.kind}", f"{cell.platforms}", f"{cell.nights}", *shown)) + " |"


def _shown(found: tuple[float, float, float] | None) -> str:
    if found is None:
        return ""
    value, error, cases = found
    known = f"± {100 * error:.2f}" if np.isfinite(error) else "(one world)"
    return f"{100 * value:.2f} {known}" if cases else "none"


def main(options: argparse.Namespace) -> None:
    begin, load = time.perf_counter(), os.getloadavg()
    pool = ProcessPoolExecutor(options.processes) if options.processes > 1 else None
    studied: dict[tuple[Cell, int], Estimates] = {}
    print("kind    P   G  figure; ± one Monte Carlo standard error")
    for kind, platforms, nights in product(options.kinds, options.platforms, options.nights):
        count = max(2, options.worlds * 40 // platforms)
        cell = Cell(kind=kind, platforms=platforms, nights=nights, seed=options.seed)
        studied[cell, count] = study_cell(cell, count, pool)
        print(*told(cell, count, studied[cell, count]), sep="\n", flush=True)
    print("", *table(CERTAINTY, studied), "", *table(ORDER, studied), "", sep="\n")
    print(f"{time.perf_counter() - begin:.0f} s with {options.processes} processes; load average at the start {load}")


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--worlds",
        type=int,
        default=200,
        help="a cell with 40 platforms; with others so many that as many platforms are seen",
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--platforms", type=int, nargs="+", default=PLATFORMS)
    parser.add_argument("--nights", type=int, nargs="+", default=NIGHTS)
    parser.add_argument("--kinds", choices=list(KINDS), nargs="+", default=list(KINDS))
    parser.add_argument("--small", action="store_true", help="one small cell of each kind, in seconds")
    found = parser.parse_args(given)
    if found.small:
        found.worlds, found.processes, found.platforms, found.nights = 1, 1, (10,), (7,)
    return found


if __name__ == "__main__":
    main(arguments())
