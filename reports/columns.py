"""``trials.parquet`` read as columns: only those the ranking needs, repeated texts as codes, no object a row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]

from reports.dataset import DatasetInvalid

REPEATED = (
    *("platform", "channel", "topic", "time_cell", "night", "observer", "ending", "reason"),
    *("checkpoint_states", "checkpoint_states_any"),
)
NEEDED = (*REPEATED, "t0", "information_request_at", "in_published_hours")
WITH_MESSAGES = ("inquiry_id", "question")
"""Needed beside the others where messages are ranked along: canned and deflection shares."""


def read_columns(path: Path, *, messages: bool = False) -> pd.DataFrame:
    """The columns of ``trials.parquet`` that ``rankings`` needs, texts as categories: the same lines as from rows.

    ``messages``: also what is needed to rank with messages and labels. Raises ``DatasetInvalid``.
    """
    wanted = [*NEEDED, *(WITH_MESSAGES if messages else ())]
    try:
        table = pq.read_table(path, columns=wanted, read_dictionary=list(REPEATED))
    except (OSError, pa.ArrowInvalid) as problem:
        raise DatasetInvalid(f"{path.name}: {problem}", "compare it with docs/dataset.md") from problem
    if missing := sorted(set(wanted) - set(table.column_names)):
        raise DatasetInvalid(f"{path.name}: no column {', '.join(missing)}", "compare it with docs/dataset.md")
    return _frame(table, wanted)


def _frame(table: pa.Table, wanted: Sequence[str]) -> pd.DataFrame:
    kinds = {pa.bool_(): pd.BooleanDtype()}
    found: pd.DataFrame = table.select(wanted).to_pandas(types_mapper=kinds.get, self_destruct=True, split_blocks=True)
    return found
