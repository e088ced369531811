"""Tables by columns are the tables by cells: the same bytes whatever the values, and the same values in Parquet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
from hypothesis import example, given
from hypothesis import strategies as st

from reports import columnar, csvtext

TYPES: dict[str, type] = {"text": str, "flag": bool, "whole": int, "real": float, "moment": datetime}
HARD = st.sampled_from(
    ["", "'", "=1", "'=1", "-", "@x", "\t", "\r", "a\rb", '"', ",", "\n", "\ud800x", "价格,", "'\n="]
)
ROWS = st.lists(
    st.tuples(
        HARD | st.text(max_size=6),
        st.none() | st.booleans(),
        st.none() | st.integers(-(2**62), 2**62),
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
        st.none()
        | st.datetimes(datetime(1583, 1, 1), datetime(2999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
        | st.just(datetime(2026, 2, 28, 23, 59, 59, 999999, timezone(timedelta(hours=8)))),
    ),
    max_size=9,
)


def by_columns(rows: list[tuple[Any, ...]]) -> columnar.Columns:
    return {name: [row[place] for row in rows] for place, name in enumerate(TYPES)}


@given(rows=ROWS)
@example(rows=[("=a", None, None, 100.0, None)])
@example(rows=[("x", True, 1, 1e-7, datetime(1969, 12, 31, 23, 59, 59, 1, UTC))])
def test_bytes_are_those_of_cells(rows: list[tuple[Any, ...]]) -> None:
    """Guards, quotes, empty cells, signs and the last microsecond."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        csvtext.write(folder / "cells.csv", list(TYPES), rows)
        columnar.write(folder / "columns.csv", folder / "p.parquet", TYPES, iter([by_columns(rows)] if rows else []))
        assert (folder / "columns.csv").read_bytes() == (folder / "cells.csv").read_bytes()
        back = pq.read_table(folder / "p.parquet").to_pylist()
        cleaned = [(csvtext.clean(row[0]), *row[1:]) for row in rows]
        assert [tuple(row.values()) for row in back] == cleaned


def test_chunks_join_without_a_seam(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """However many rows go into one, the file is the same."""
    rows = [(f"t{n % 3}", None, n, n / 7, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n)) for n in range(20)]
    chunks = [by_columns(rows[begin : begin + 6]) for begin in range(0, 20, 6)]
    columnar.write(tmp_path / "chunks.csv", None, TYPES, iter(chunks))
    csvtext.write(tmp_path / "cells.csv", list(TYPES), rows)
    assert (tmp_path / "chunks.csv").read_bytes() == (tmp_path / "cells.csv").read_bytes()
