"""Large tables written by columns: the same bytes as ``csvtext`` writes by cells, and Parquet from the same arrays.

A chunk of rows becomes one Arrow array a column, each column becomes text, and the text of a whole chunk is joined and
written at once; nothing is done a cell, but for reading the rows' attributes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
import pyarrow.compute as pc  # type: ignore[import-untyped, unused-ignore]
import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]

from reports import csvtext
from reports.held import Held, Words

CHUNK = 1 << 16
"""Rows at a time, and to a row group of the Parquet file."""
_ARROW: Mapping[type, Any] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    datetime: pa.timestamp("us", tz="UTC"),
}
_DAY, _MOMENT = 86_400_000_000, "0000-00-00T00:00:00.000000+00:00"
_PLACES = {11: 36_000_000_000, 14: 600_000_000, 17: 10_000_000}
"""Where hours, minutes and seconds begin in a moment's text, and their tens in microseconds."""

Columns = Mapping[str, Any]


def write(path: Path, parquet: Path | None, types: Mapping[str, type], chunks: Iterator[Columns]) -> None:
    """Write ``chunks`` (values by column, in the order of ``types``) as CSV and, if asked for, as Parquet."""
    schema = pa.schema([(name, _ARROW[kind]) for name, kind in types.items()])

    def pack(arrays: Sequence[Any]) -> None:
        packed.write_table(pa.table(arrays, schema=schema), row_group_size=CHUNK)

    with (
        path.open("wb") as text,
        pq.ParquetWriter(parquet or pa.BufferOutputStream(), schema) as packed,
        ThreadPoolExecutor(1) as beside,
    ):
        text.write((",".join(types) + "\n").encode())
        packing: list[Future[None]] = []
        for chunk in chunks:
            arrays = [array(chunk[name], kind) for name, kind in types.items()]
            packing += [beside.submit(pack, arrays)] if parquet else []
            text.write(_lines([_text(one, kind) for one, kind in zip(arrays, types.values(), strict=True)]))
            while packing:  # a chunk of both at a time, whichever is slower
                packing.pop().result()
    pa.default_memory_pool().release_unused()


def in_chunks(rows: Sequence[object], names: Sequence[str]) -> Iterator[Columns]:
    """The attributes ``names`` of ``rows``, a chunk at a time."""
    for begin in range(0, len(rows), CHUNK):
        part = rows[begin : begin + CHUNK]
        yield {name: list(map(attrgetter(name), part)) for name in names}


def in_order(
    rows: Sequence[object], types: Mapping[str, type], by: Sequence[str], known: Columns | None = None
) -> Iterator[Columns]:
    """All attributes of ``rows``, sorted by those named, a chunk at a time.

    Rows are read in the order in which they lie in memory, which is several times as fast as in any other.
    """
    yield from sorted_by(whole_columns(rows, types, known), types, by)


def whole_columns(rows: Sequence[object], types: Mapping[str, type], known: Columns | None = None) -> dict[str, Any]:
    """The attributes ``types`` of all rows as Arrow arrays, in the order of the rows.

    Columns that are ``known`` as arrays already are taken as they are: reading a million attributes takes long.
    """
    known = known or {}
    found = {name: known[name] if name in known else _whole(rows, name, kind) for name, kind in types.items()}
    pa.default_memory_pool().release_unused()
    return found


def sorted_by(whole: Columns, types: Mapping[str, type], by: Sequence[str]) -> Iterator[Columns]:
    """These columns (Arrow arrays of one length) sorted by those named, a chunk at a time."""
    keys = pa.table({name: array(whole[name], types[name]) for name in by})
    order = pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in by])
    for begin in range(0, len(order), CHUNK):
        place = order.slice(begin, CHUNK)
        yield {name: column.take(place) for name, column in whole.items()}


def _whole(rows: Sequence[object], name: str, kind: type) -> Any:
    """One column of all rows; texts that are repeated are held once."""
    if isinstance(rows, Held):
        return _held(rows, name, kind)
    column = array(list(map(attrgetter(name), rows)), kind)
    if kind is not str:
        return column
    known = column.dictionary_encode()
    return known if isinstance(known, pa.DictionaryArray) and 2 * len(known.dictionary) < len(column) else column


def _held(rows: Held[Any], name: str, kind: type) -> Any:
    """The same of rows that are columns already."""
    column = rows.column(name)
    if isinstance(column, Words):
        known = array(list(column.known), kind)
        return pa.DictionaryArray.from_arrays(pa.array(column.codes), known)
    try:
        return column.arrow()
    except UnicodeEncodeError:
        return array(column.values(), kind)


def array(values: Any, kind: type) -> Any:
    """Values of one column, be they objects or in Arrow already, as an Arrow array; None is missing."""
    if isinstance(values, pa.Array | pa.ChunkedArray):
        whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        return whole.cast(_ARROW[kind])
    try:
        return pa.array(values, type=_ARROW[kind])
    except UnicodeEncodeError:  # a lone surrogate somewhere
        return pa.array([None if value is None else csvtext.clean(value) for value in values], type=_ARROW[kind])


def _text(column: Any, kind: type) -> Any:
    """The column as cells of a CSV file, quoted where needed, without nulls."""
    if kind is datetime:
        return _moments(column)
    if kind in (int, bool):
        return pc.fill_null(pc.cast(column, pa.string()), "")
    known = column.dictionary_encode()
    if kind is float:
        cells = pa.array([csvtext.cell(value) for value in known.dictionary.to_pylist()], type=pa.string())
        return pc.fill_null(cells.take(known.indices), "")
    if len(known.dictionary) > len(column) / 2:
        return _quoted(_guarded(pc.fill_null(column, "")))
    return pc.fill_null(_quoted(_guarded(known.dictionary)).take(known.indices), "")


def _guarded(texts: Any) -> Any:
    suspect = pc.match_substring_regex(texts, r"\A'*[=+\-@\t\r\n＝＋－＠]")
    if not pc.any(suspect).as_py():
        return texts
    return pc.if_else(suspect, pc.binary_join_element_wise("'", texts, ""), texts)


def _quoted(texts: Any) -> Any:
    special = pc.match_substring_regex(texts, '[",\r\n]')
    if not pc.any(special).as_py():
        return texts
    doubled = pc.replace_substring(texts, pattern='"', replacement='""')
    return pc.if_else(special, pc.binary_join_element_wise('"', doubled, '"', ""), texts)


def _moments(column: Any) -> Any:
    """ISO 8601 UTC with microseconds; the text of a moment is always as long, so digits are set by column."""
    valid = np.asarray(column.is_valid())
    micros = np.asarray(pc.fill_null(column.cast(pa.int64()), 0))[valid]
    days, within = np.divmod(micros, _DAY)
    known, place = np.unique(days, return_inverse=True)
    dates = np.datetime_as_string(known.astype("datetime64[D]")).astype("S10")
    sheet = np.tile(np.frombuffer(_MOMENT.encode(), dtype=np.uint8), (len(micros), 1))
    if len(micros):
        sheet[:, :10] = dates.view(np.uint8).reshape(len(known), 10)[place]
    for at, tens in _PLACES.items():
        digits, within = np.divmod(within, tens)
        sheet[:, at] += digits.astype(np.uint8)
        digits, within = np.divmod(within, tens // 10)
        sheet[:, at + 1] += digits.astype(np.uint8)
    for at in range(25, 19, -1):
        within, digits = np.divmod(within, 10)
        sheet[:, at] += digits.astype(np.uint8)
    ends = np.concatenate([[0], np.cumsum(np.where(valid, len(_MOMENT), 0))]).astype(np.int32)
    return pa.StringArray.from_buffers(len(column), pa.py_buffer(ends), pa.py_buffer(np.ascontiguousarray(sheet)))


def _lines(columns: Sequence[Any]) -> bytes:
    """All cells joined, a line a row."""
    joined = pc.binary_join_element_wise(pc.binary_join_element_wise(*columns, ","), "", "\n")
    _, ends, letters = joined.buffers()
    length = int(np.frombuffer(ends, dtype=np.int32)[joined.offset + len(joined)])
    return memoryview(letters)[:length].tobytes() if letters is not None else b""
