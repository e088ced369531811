"""Holds a demo's published rows against what its control platforms themselves wrote down.

Run as ``python tests/journey/compare_truth.py DEMO_FOLDER``; needs nothing but the standard library.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

REAL = {"substantive", "refusal"}
MOST_STATES_OFF = 0.02  # a machine at its limit sees a reply near a checkpoint on the other side of it
MOST_VOIDS = 0.05


def compare(demo: Path) -> dict[str, Any]:
    """What agrees and what does not."""
    with (demo / "report/data/trials.csv").open(encoding="utf-8") as file:
        trials = list(csv.DictReader(file))
    truth = [json.loads(line) for line in (demo / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    checkpoints = json.loads((demo / "report/data/study.json").read_text(encoding="utf-8"))["checkpoints"]
    heard = Counter(row["inquiry"] for row in truth if row["kind"] == "heard")
    answered: dict[str, float] = {}
    for row in truth:
        if row["kind"] in REAL:
            answered.setdefault(row["inquiry"], row["sent_at"])
    replied = [t for t in trials if t["substantive_by"]]
    return {
        "asked twice": [inquiry for inquiry, times in heard.items() if times > 1],
        "missed": [t for t in trials if t["inquiry_id"] in answered and _judged(t) and not t["substantive_by"]],
        "invented": [t for t in replied if t["inquiry_id"] not in answered],
        "too early": [t for t in replied if _seconds(t["substantive_by"]) < answered.get(t["inquiry_id"], 0)],
        "void": sum(t["ending"] == "void" for t in trials) / len(trials),
        "states off": _states_off(trials, answered, checkpoints),
        "inquiries": len(trials),
    }


def _judged(trial: dict[str, str]) -> bool:
    return bool(trial["checkpoint_states"])


def _states_off(trials: list[dict[str, str]], answered: dict[str, float], checkpoints: dict[str, Any]) -> float:
    """The share of checkpoints whose letter contradicts the truth (unknown contradicts nothing)."""
    off = seen = 0
    for trial in filter(_judged, trials):
        t0, moment = _seconds(trial["t0"]), answered.get(trial["inquiry_id"])
        for letter, after in zip(trial["checkpoint_states"], _lengths(checkpoints[trial["channel"]]), strict=True):
            true = "a" if moment is not None and moment - t0 <= after else "w"
            seen += 1
            off += letter not in {true, "u"}
    return off / seen


def _lengths(written: list[Any]) -> list[float]:
    return [float(w) for w in written]


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


if __name__ == "__main__":
    found = compare(Path(sys.argv[1]))
    for what, value in found.items():
        print(f"{what}: {len(value) if isinstance(value, list) else value}")
    fine = not (found["asked twice"] or found["missed"] or found["invented"] or found["too early"])
    sys.exit(0 if fine and found["void"] <= MOST_VOIDS and found["states off"] <= MOST_STATES_OFF else 1)
