"""An outsider computes each index and its interval again, from the published files and docs/dataset.md's words alone.

Of ``reports`` only what writes the files is used; every step is written anew.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from scipy import stats

from reports import tables
from reports.beside import companions
from reports.dataset import Trial
from reports.standings import rankings
from tests.unit.test_ranges_recomputed import BOTH, EIGHT, _window, asked, plain
from tests.unit.trial_rows import study

Row = Mapping[str, str]
TINY = 1e-9


def padded(row: Trial) -> Trial:
    """On even nights something that answers nothing is said by the third checkpoint."""
    letters = row.checkpoint_states[:2] + row.checkpoint_states[2:].replace("w", "a")
    return replace(row, checkpoint_states_any=letters) if letters and int(row.night[-2:]) % 2 == 0 else row


def both_cells(rows: list[Trial]) -> list[Trial]:
    """Every night asks in both time cells: the second time with the answers of the night after."""
    nights = sorted({row.night for row in rows})
    after = dict(zip(nights, nights[1:] + nights[:1], strict=True))
    at = {(row.target, row.topic, row.night): row for row in rows}
    other = {"working": "other", "other": "working"}
    return [
        *rows,
        *(
            replace(
                at[row.target, row.topic, after[row.night]], inquiry_id=row.inquiry_id + "again", night=row.night,
                time_cell=other[row.time_cell], pair_id=row.pair_id + "again", due_at=row.due_at,
            )
            for row in rows
        ),
    ]  # fmt: skip


@pytest.fixture(
    scope="module",
    params=[(28, False), (16, False), (16, True)],
    ids=["28 nights", "16 nights", "16 nights that hold both cells"],
)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    nights, both = request.param
    platforms = EIGHT | {"i": 0.995, "j": 1.0}
    told = study(platforms, BOTH, window_nights=28, seed=3, maximum_void_share=0.5, maximum_unknown_share=0.5)
    rows = asked(nights, nights, platforms)
    rows = [padded(row) for row in (both_cells(rows) if both else rows)]
    ranked = rankings(rows, told)
    out = tmp_path_factory.mktemp("data")
    lines = [line for table in ranked for line in table.standings]
    tables.write(out, study=told, trials=rows, standings=lines, companions=companions(rows, told, ranked))
    return out


@pytest.mark.parametrize("table", ["webchat", "mail", "all"])
def test_index_and_interval(folder: Path, table: str) -> None:
    """To the six digits that are published, by the rule that is named; both rules occur."""
    about = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    rows = [row for row in _window(folder, about, table) if row["ending"] in ("closed", "ended_by_platform")]
    rule = {
        row["platform"]: row["interval_rule"] for row in plain(folder / "sensitivity.csv") if row["channel"] == table
    }
    ranked = [row for row in plain(folder / "standings.csv") if row["channel"] == table and row["published"] == "true"]
    for line in ranked:
        own = [row for row in rows if row["platform"] == line["platform"]]
        share, low, high, named = _interval(own, about["weights"][table])
        published = [float(line[column]) for column in ("index", "index_low", "index_high")]
        assert [100 * share, 100 * low, 100 * high] == pytest.approx(published, abs=1e-6), line["platform"]
        late = [row | {"checkpoint_states": row["checkpoint_states"].replace("u", "w")} for row in own]
        any_reply = [row | {"checkpoint_states": row["checkpoint_states_any"]} for row in own]
        others = [100 * _interval(each, about["weights"][table])[0] for each in (late, any_reply)]
        columns = ("index_late_waiting", "index_any", "padding")
        assert [*others, 100 * share - others[1]] == pytest.approx([float(line[c]) for c in columns], abs=2e-6)
        assert named == rule[line["platform"]]
    assert len(ranked) > 8
    assert len({rule[line["platform"]] for line in ranked}) == 2


def _interval(rows: list[Row], weights: Mapping[str, float]) -> tuple[float, float, float, str]:
    strata: dict[str, list[tuple[str, float]]] = defaultdict(list)
    nights: dict[str, list[float]] = defaultdict(list)
    cells: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        u = row["checkpoint_states"].count("w") / len(row["checkpoint_states"])
        strata["/".join((row["channel"], row["topic"], row["time_cell"]))].append((row["night"], u))
        nights[row["night"]].append(u)
        cells[row["time_cell"]].add(row["night"])
    share, score = 0.0, dict.fromkeys(nights, 0.0)
    for stratum, weight in weights.items():
        own = strata[stratum]
        mean, m = sum(u for _, u in own) / len(own), len({night for night, _ in own})
        share += weight * mean
        for night, u in own:
            score[night] += weight * math.sqrt(m / (m - 1)) * (u - mean) / len(own)
    g, least = len(nights), min(map(len, cells.values()))
    exact = _clopper_pearson(share, len(cells) * least)
    if min(share, 1 - share) <= TINY:
        return share, *exact, "clopper_pearson"
    near = min(share, 1 - share) < 2 / g - TINY
    error = math.sqrt(sum(each**2 for each in score.values()))
    smooth = _logit_t(share, error if near else max(error, 0.15 / g), g - (1 if least == g else len(cells)))
    means = [sum(us) / len(us) for us in nights.values()]
    off = min(sum(abs(mean - median(means)) > TINY for mean in means), sum(abs(each) > TINY for each in score.values()))
    if (near or off < 3) and exact[1] - exact[0] > smooth[1] - smooth[0]:
        return share, *exact, "clopper_pearson"
    return share, *smooth, "logit_t"


def _clopper_pearson(share: float, n: int) -> tuple[float, float]:
    hits = share * n
    low = 0.0 if share <= TINY else stats.beta.ppf(0.025, hits, n - hits + 1)
    high = 1.0 if share >= 1 - TINY else stats.beta.ppf(0.975, hits + 1, n - hits)
    return float(low), float(high)


def _logit_t(share: float, error: float, freedom: int) -> tuple[float, float]:
    middle, half = math.log(share / (1 - share)), stats.t.isf(0.025, freedom) * error / (share * (1 - share))
    return 1 / (1 + math.exp(half - middle)), 1 / (1 + math.exp(-half - middle))
