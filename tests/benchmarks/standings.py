"""Measures the ranking: CPU seconds and memory from a Parquet file of trials to standings with ranks and intervals.

Beside it, in the same run, what survival packages need for one Kaplan-Meier curve and its restricted mean a platform
(without intervals or ranks), on a sample of platforms scaled to all. Not a test: run it alone.

    python tests/benchmarks/standings.py [--trials 1000000] [--platforms 200] [--nights 28] [--sample 20]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[2]))

from reports import csvtext, tables
from reports.columns import read_columns
from reports.dataset import CHECKPOINTS, PlatformRow, Study, Trial
from reports.standings import standings

EMPTY = {str: "", bool: False, int: 0, float: 0.0, datetime: None}
START = datetime(2026, 11, 2, tzinfo=UTC)
CHAT = CHECKPOINTS["webchat"]
KINDS = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64(), datetime: pa.timestamp("us", "UTC")}


def study(platforms: int) -> Study:
    """Web chats only; the overall table repeats them."""
    rows = tuple(PlatformRow(id=f"p{n:03}", name=f"P{n}", channels=("webchat",)) for n in range(platforms))
    return Study(
        id="bench",
        title="Bench",
        zone="UTC",
        seed=7,
        demo=False,
        checkpoints={"webchat": CHAT},
        platforms=rows,
        questions=(),
    )


def write(path: Path, options: argparse.Namespace) -> None:
    """A file with every published column, in row groups of at most a million."""
    schema = pa.schema([(name, KINDS[kind]) for name, kind in csvtext.columns(Trial).items()])
    with pq.ParquetWriter(path, schema) as file:
        for begin in range(0, options.trials, 1_000_000):
            file.write_table(_rows(begin, min(1_000_000, options.trials - begin), options))


def _rows(begin: int, n: int, options: argparse.Namespace) -> pa.Table:
    """Trials of all kinds: two checkpoints in a hundred unknown; requests, voids and shut doors among them."""
    draw = np.random.default_rng([11, begin])
    platform = draw.integers(0, options.platforms, n)
    night = draw.integers(0, options.nights, n)
    seconds = np.exp(
        draw.normal(4 + 9 * platform / options.platforms, 2.0) + draw.normal(0, 0.5, options.nights)[night]
    )
    kind = draw.choice(
        np.array(["closed", "ended_by_platform", "shut", "barred", "void"]), n, p=[0.93, 0.03, 0.01, 0.01, 0.02]
    )
    waits = seconds[:, None] > np.array([c.total_seconds() for c in CHAT])
    letters = _letters(np.where(draw.random((n, 5)) < 0.02, ord("u"), np.where(waits, ord("w"), ord("a"))), kind)
    t0 = (
        np.datetime64(START.replace(tzinfo=None), "us")
        + night * np.timedelta64(86400 * 10**6, "us")
        + (draw.random(n) * 7.2e10).astype("m8[us]")
    )
    days = np.array([(START + timedelta(days=d)).date().isoformat() for d in range(options.nights)])
    known: dict[str, Any] = {
        "inquiry_id": np.char.add("i", np.arange(begin, begin + n).astype(str)),
        "platform": np.array([p.id for p in study(options.platforms).platforms])[platform],
        "channel": np.full(n, "webchat"),
        "topic": np.array(["pre_sale", "after_sale"])[draw.integers(0, 2, n)],
        "time_cell": np.array(["working", "other"])[draw.integers(0, 2, n)],
        "night": days[night],
        "ending": kind,
        "due_at": t0,
        "t0": t0,
        "observed_until": t0 + np.timedelta64(86400, "s"),
        "substantive_by": np.where(seconds < 86400, t0 + (seconds * 1e6).astype("m8[us]"), np.datetime64("NaT")),
        "information_request_at": np.where(draw.random(n) < 0.05, t0 + np.timedelta64(200, "s"), np.datetime64("NaT")),
        "in_published_hours": np.where(draw.random(n) < 0.5, None, True),
        "checkpoint_states": letters,
        "checkpoint_states_any": letters,
    }
    return _table(known, n)


def _table(known: dict[str, Any], n: int) -> pa.Table:
    """Every published column; those not known are empty."""
    columns = {
        name: pa.array(known[name], type=KINDS[kind], from_pandas=True)
        if name in known
        else pa.repeat(pa.scalar(EMPTY[kind], type=KINDS[kind]), n)
        for name, kind in csvtext.columns(Trial).items()
    }
    return pa.table(columns)


def _letters(codes: np.ndarray, kind: np.ndarray) -> np.ndarray:
    text = np.ascontiguousarray(codes.astype(np.uint8)).view("S5").ravel().astype(str)
    return np.where(np.isin(kind, ["closed", "ended_by_platform"]), text, "")


def rank(path: Path, options: argparse.Namespace) -> None:
    """Read and rank in this process, and print what it cost as JSON."""
    plan, begin = study(options.platforms), time.process_time()
    found = standings(read_columns(path), plan)
    print(
        json.dumps(
            {
                "cpu": time.process_time() - begin,
                "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                "lines": len(found),
                "published": sum(one.published for one in found),
            }
        )
    )


def survive(path: Path, options: argparse.Namespace) -> None:
    """Kaplan-Meier and restricted mean of a sample of platforms by two survival packages, as JSON."""
    import surpyval
    from statsmodels.duration.survfunc import SurvfuncRight

    rows = pq.read_table(path, columns=["platform", "ending", "t0", "substantive_by"]).to_pandas()
    rows = rows[rows["ending"].isin(["closed", "ended_by_platform"])]
    seconds = (rows["substantive_by"] - rows["t0"]).dt.total_seconds()
    answered, seconds = seconds.notna().to_numpy(), seconds.fillna(86400.0).to_numpy()
    chosen = [rows["platform"].to_numpy() == f"p{n:03}" for n in range(options.sample)]

    def statsmodels(time: np.ndarray, event: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        curve = SurvfuncRight(time, event.astype(int))
        return curve.surv_times, curve.surv_prob

    def by_surpyval(time: np.ndarray, event: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        curve = surpyval.KaplanMeier.fit(x=time, c=(~event).astype(int))
        return curve.x, curve.R

    def cost(fit: Callable[..., tuple[np.ndarray, np.ndarray]]) -> float:
        begin = time.process_time()
        for own in chosen:
            at, share = fit(seconds[own], answered[own])
            np.sum(np.diff(np.concatenate([[0.0], at, [86400.0]])) * np.concatenate([[1.0], share]))
        return (time.process_time() - begin) * options.platforms / options.sample

    print(json.dumps({"statsmodels": cost(statsmodels), "surpyval": cost(by_surpyval)}))


def child(part: str, path: Path, options: argparse.Namespace) -> dict[str, float]:
    """One part in a process of its own, so that its memory is its own."""
    given = [f"--{name}={getattr(options, name)}" for name in ("trials", "platforms", "nights", "sample")]
    done = subprocess.run(
        [sys.executable, __file__, f"--part={part}", f"--file={path}", *given],
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(done.stdout or "{}"))


def main(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / tables.TRIALS_PARQUET
        child("write", path, options)
        ours, others = child("rank", path, options), child("survive", path, options)
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"{options.trials:,} trials, {options.platforms} platforms, {options.nights} nights; load average {load}")
    print(f"from Parquet to {ours['lines']:.0f} lines ({ours['published']:.0f} published): {ours['cpu']:.2f} CPU s")
    print(f"peak memory of the process: {ours['memory'] / 1e9:.2f} GB")
    for name, seconds in others.items():
        print(f"{name}: {seconds:.2f} CPU s for curves and means alone; ours takes {ours['cpu'] / seconds:.2f} of it")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--trials", type=int, default=1_000_000)
    parser.add_argument("--platforms", type=int, default=200)
    parser.add_argument("--nights", type=int, default=28)
    parser.add_argument("--sample", type=int, default=20, help="platforms given to the survival packages")
    parser.add_argument("--part", choices=["write", "rank", "survive"], help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


PARTS = {"write": write, "rank": rank, "survive": survive}

if __name__ == "__main__":
    asked = arguments()
    if asked.part:
        PARTS[asked.part](asked.file, asked)
    else:
        main(asked)
