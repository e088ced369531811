"""Trials read as columns are ranked exactly as trials read as rows."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from reports import panel, tables
from reports.columns import NEEDED, read_columns
from reports.dataset import DatasetInvalid, Trial
from reports.standings import rankings
from tests.unit import printed_world
from tests.unit.trial_rows import labelled, said, study, voided, world

FIVE = {"calm": 0.9, "brisk": 0.7, "slow": 0.15, "mute": 0.0, "odd": 0.4}
BOTH = ("webchat", "mail")


def anything(seed: int) -> list[Trial]:
    """A world of two channels with requests, unknown checkpoints, voids, shut doors and open inquiries."""
    draw = random.Random(seed)

    def change(row: Trial) -> Trial:
        kind, asked = draw.random(), row.t0 + timedelta(seconds=draw.choice([59, 60, 61, 90, 7200]))
        if kind < 0.05:
            return voided(row, draw.choice(["observer_down", "send_uncertain"]))
        if kind < 0.08:
            return replace(row, ending="shut", checkpoint_states="", checkpoint_states_any="")
        if kind < 0.15:
            return replace(row, checkpoint_states="wwauu", in_published_hours=draw.choice([True, False]))
        if kind < 0.3:
            return replace(row, information_request_at=asked, ending="ended_by_platform")
        return replace(row, t0=None, ending="void", checkpoint_states="") if kind < 0.31 else row

    return [change(row) for row in world(FIVE, nights=16, channels=BOTH, seed=seed)]


@pytest.mark.parametrize("seed", range(4))
def test_columns_and_rows_give_the_very_same_rankings(tmp_path: Path, seed: int) -> None:
    """To the last bit, whatever the rows hold, with and without messages."""
    rows, plan = anything(seed), study(FIVE, BOTH)
    tables.write_trials(tmp_path, rows)
    path = tmp_path / tables.TRIALS_PARQUET
    assert rankings(read_columns(path), plan) == rankings(rows, plan)
    some = random.Random(seed).sample([row for row in rows if row.t0 is not None], 60)
    messages = [
        replace(said(0, 0), inquiry_id=t.inquiry_id, seen_after=t.t0, seen_by=t.t0 + timedelta(minutes=n))
        for n, t in enumerate(some)
    ]
    label = labelled("information_request", detail="circular")[0]
    labels = [replace(label, inquiry_id=t.inquiry_id) for t in some]
    fast = rankings(read_columns(path, messages=True), plan, messages, labels)
    assert fast == rankings(rows, plan, messages, labels)


def test_a_platform_that_the_study_does_not_know_is_refused(tmp_path: Path) -> None:
    """As from rows."""
    tables.write_trials(tmp_path, anything(0))
    with pytest.raises(DatasetInvalid, match="platform"):
        rankings(read_columns(tmp_path / tables.TRIALS_PARQUET), study(["calm", "brisk"], BOTH))


def test_a_file_without_a_column_is_refused(tmp_path: Path) -> None:
    """It says which one."""
    tables.write_trials(tmp_path, anything(0))
    path = tmp_path / tables.TRIALS_PARQUET
    pq.write_table(pq.read_table(path).drop_columns(["night"]), path)
    with pytest.raises(DatasetInvalid, match="night"):
        read_columns(path)


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    """Not a traceback of a library."""
    path = tmp_path / tables.TRIALS_PARQUET
    path.write_text("no", encoding="utf-8")
    with pytest.raises(DatasetInvalid, match="trials"):
        read_columns(path)


def test_texts_that_repeat_are_codes(tmp_path: Path) -> None:
    """No object a row: that is what makes a million rows light."""
    tables.write_trials(tmp_path, anything(0))
    found = read_columns(tmp_path / tables.TRIALS_PARQUET)
    assert list(found.columns) == list(NEEDED)
    assert not [name for name, kind in found.dtypes.items() if kind.kind == "O" and kind.name == "object"]


@pytest.mark.parametrize("hostile", ["", "=cmd|x", "\ud800 half", 'a,"b"\r\n', "'"])
def test_files_from_columns_are_those_from_rows(tmp_path: Path, hostile: str) -> None:
    """Trials that were made into columns before are written from these: the same bytes as CSV and as Parquet."""
    trials = [
        replace(one, reason=hostile if n % 3 else "", question=hostile if n % 2 else "q", t0=one.t0 if n % 5 else None)
        for n, one in enumerate(printed_world.edition(nights=4).trials)
    ]
    for name, rows in (("rows", None), ("columns", panel.frame(trials))):
        (tmp_path / name).mkdir()
        tables.write_trials(tmp_path / name, trials, rows)
    for name in (tables.TRIALS, tables.TRIALS_PARQUET):
        assert (tmp_path / "rows" / name).read_bytes() == (tmp_path / "columns" / name).read_bytes()


def test_columns_of_other_trials_are_refused() -> None:
    """An edition never prints one set of inquiries and publishes another."""
    told = printed_world.edition(nights=4)
    assert replace(told, frame=panel.frame(told.trials)).rows() is not None
    with pytest.raises(ValueError, match="not those of the trials"):
        replace(told, frame=panel.frame(told.trials[1:])).rows()
