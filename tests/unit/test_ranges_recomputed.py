"""An outsider computes both rank ranges again, from the published files and docs/dataset.md's words alone.

Of ``reports`` only what writes the files is used; every step of the ranking is written anew.
"""

from __future__ import annotations

import csv
import itertools
import json
import math
import random
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from reports import tables
from reports.beside import companions
from reports.dataset import Study, Trial
from reports.standings import rankings
from tests.unit.trial_rows import study, world

Row = Mapping[str, str]
Says = Callable[[Row], float]

EIGHT = {"a": 0.95, "b": 0.8, "c": 0.6, "d": 0.5, "e": 0.35, "f": 0.2, "g": 0.08, "h": 0.0}
BOTH = ("webchat", "mail")


def asked(nights: int, seed: int, platforms: Mapping[str, float] = EIGHT) -> list[Trial]:
    """Two channels; some checkpoints unknown, some nights lost by a platform, some inquiries void."""
    draw = random.Random(seed)
    rows = []
    for row in world(platforms, nights=nights, channels=BOTH, seed=seed):
        letters = "".join("u" if draw.random() < 0.04 else letter for letter in row.checkpoint_states)
        told = replace(row, checkpoint_states=letters, u=letters.count("w") / 5)
        lost = draw.random() < 0.04
        rows.append(replace(told, ending="void", reason="not_sent", t0=None) if lost else told)
    return rows


@pytest.fixture(scope="module", params=[(28, 14, 1), (16, 28, 2)], ids=["28 nights", "16 nights"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    nights, window, seed = request.param
    told: Study = study(
        EIGHT, BOTH, window_nights=window, seed=-seed, maximum_void_share=0.5, maximum_unknown_share=0.5
    )
    rows = asked(nights, seed)
    ranked = rankings(rows, told)
    out = tmp_path_factory.mktemp("data")
    lines = [line for table in ranked for line in table.standings]
    tables.write(out, study=told, trials=rows, standings=lines, companions=companions(rows, told, ranked))
    return out


def plain(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("table", ["webchat", "mail", "all"])
def test_both_rank_ranges(folder: Path, table: str) -> None:
    """The ranges of the index, and those of the log audit index, to the rank; neither says of all the same."""
    about = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    published = [
        row for row in plain(folder / "standings.csv") if row["channel"] == table and row["published"] == "true"
    ]
    names = [row["platform"] for row in published]
    rows = [row for row in _window(folder, about, table) if row["platform"] in names]
    beside = {row["platform"]: row for row in plain(folder / "sensitivity.csv") if row["channel"] == table}
    for lines, weigh, columns in (
        ({row["platform"]: row for row in published}, _equally, ("rank_low", "rank_high")),
        (beside, _by_log_time(about), ("log_rank_low", "log_rank_high")),
    ):
        found = _ranges(rows, names, about, table, weigh)
        assert found == {name: tuple(int(lines[name][column]) for column in columns) for name in names}
        assert len(set(found.values())) > 1
        assert any(low < high for low, high in found.values())


def _window(folder: Path, about: Mapping[str, Any], table: str) -> list[Row]:
    """The counted rows of each channel's last nights on which anything was sent."""
    rows = plain(folder / "trials.csv")
    found: list[Row] = []
    for channel in about["overall_channels"] if table == "all" else [table]:
        own = [row for row in rows if row["channel"] == channel and row["ending"] != "void"]
        nights = sorted({row["night"] for row in own})[-about["window"]["nights"] :]
        found += [row for row in own if row["night"] in nights]
    return found


def _equally(row: Row, letters: str) -> float:
    return letters.count("w") / len(letters)


def _by_log_time(about: Mapping[str, Any]) -> Callable[[Row, str], float]:
    """Each checkpoint weighs half the log time on either side of it."""
    shares = {}
    for channel, waits in about["checkpoints"].items():
        logs = [math.log(wait) for wait in waits]
        edges = [logs[0], *((a + b) / 2 for a, b in itertools.pairwise(logs)), logs[-1]]
        shares[channel] = [(b - a) / (logs[-1] - logs[0]) for a, b in itertools.pairwise(edges)]
    return lambda row, letters: sum(
        share for share, letter in zip(shares[row["channel"]], letters, strict=True) if letter == "w"
    )


def _ranges(
    rows: list[Row], names: list[str], about: Mapping[str, Any], table: str, weigh: Callable[[Row, str], float]
) -> dict[str, tuple[int, int]]:
    """Rank 1 is the most silent: 1 + those surely more silent, and all but those surely less."""
    both = np.ones((len(names), len(names)), dtype=bool)
    for unknown in ("a", "w"):  # unknown as answered, then as waiting
        both &= _surely(
            rows, names, about, table, lambda row, as_=unknown: weigh(row, row["checkpoint_states"].replace("u", as_))
        )
    return {name: (1 + int(both[:, p].sum()), len(names) - int(both[p].sum())) for p, name in enumerate(names)}


def _surely(rows: list[Row], names: list[str], about: Mapping[str, Any], table: str, says: Says) -> np.ndarray:
    """[p, q]: p is more silent than q, simultaneously over all ordered pairs; step-down, joint night bootstrap."""
    nights = sorted({row["night"] for row in rows})
    value, psi, seen = _scores(rows, names, nights, about["weights"][table], says)
    fewer = np.minimum.outer(seen, seen)
    error = np.sqrt(((psi[:, None, :] - psi[None, :, :]) ** 2).sum(axis=2))
    error = np.maximum(error, about["ranks"]["pair_floor"] / fewer)
    freedom = fewer - len(about["time_cells"])
    draws, level = about["ranks"]["draws"], about["ranks"]["level"]
    source = np.random.default_rng([abs(about["seed"]), zlib.crc32(table.encode())])
    drawn = source.multinomial(len(nights), [1 / len(nights)] * len(nights), size=draws)
    off = (drawn - 1.0) @ psi.T
    studentised = (off[:, :, None] - off[:, None, :]) / error
    left = ~np.eye(len(names), dtype=bool)
    sure = np.zeros_like(left)
    while left.any():
        largest = np.sort(np.where(left, studentised, 0).max(axis=(1, 2)))
        boot = largest[math.ceil((1 - level) * (draws + 1)) - 1]
        critical = np.maximum(stats.t.isf(stats.norm.sf(boot), freedom), stats.t.isf(level / left.sum(), freedom))
        difference = value[:, None] - value[None, :]
        new = left & (difference > 1e-9) & (difference / error > critical)
        if not new.any():
            break
        sure, left = sure | new, left & ~new
    return sure


def _scores(
    rows: list[Row], names: list[str], nights: list[str], weights: Mapping[str, float], says: Says
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each platform's index (0..1), its linearised night scores, and its nights."""
    value, psi = np.zeros(len(names)), np.zeros((len(names), len(nights)))
    for p, name in enumerate(names):
        strata: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for row in rows:
            if row["platform"] == name:
                strata["/".join((row["channel"], row["topic"], row["time_cell"]))].append((row["night"], says(row)))
        for stratum, weight in weights.items():
            own = strata[stratum]
            mean = sum(u for _, u in own) / len(own)
            m = len({night for night, _ in own})
            value[p] += weight * mean
            for night, u in own:
                psi[p, nights.index(night)] += weight * math.sqrt(m / (m - 1)) * (u - mean) / len(own)
    seen = np.array([len({row["night"] for row in rows if row["platform"] == name}) for name in names], dtype=float)
    return value, psi, seen
