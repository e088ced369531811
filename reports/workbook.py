"""The tables as one spreadsheet: a sheet a file, text guarded against formulas, the same bytes every time."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

from reports import bundle
from reports.dictionary import DataFile
from reports.wording import LANGUAGES, wording

LARGEST = 25_000
"""A table with more rows is left out, and the first sheet says where it is: no spreadsheet is of use with more."""
_LONGEST = 32_767  # characters a cell of the format holds
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones


def write(path: Path, folder: Path, files: Sequence[DataFile]) -> None:
    """Write the CSV files of ``folder`` into ``path``; cells are as they stand in the CSV, numbers as numbers."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": _CREATED})
        about = book.add_worksheet(_both("workbook.about")[:31])
        lines = [_both("workbook.guard")]
        lines += [_table(book, folder, file) for file in files if file.types]
        for row, line in enumerate(lines):
            about.write_string(row, 0, line[:_LONGEST])
    bundle.repack(path)


def _table(book: Any, folder: Path, file: DataFile) -> str:
    """One sheet, unless the table is too long for one; returns the line that tells of it."""
    stem, about = Path(file.name).stem, _both(f"file.{file.key}")
    with (folder / file.name).open(encoding="utf-8", newline="") as source:
        rows = list(itertools.islice(csv.reader(source), LARGEST + 2))
    if len(rows) > LARGEST + 1:
        left_out = _both("workbook.left_out", rows=f"{LARGEST:,}", file=f"data/{file.name}")
        return f"{stem}: {left_out} ({about})"
    sheet = book.add_worksheet(stem)
    sheet.freeze_panes(1, 0)
    kinds = list(file.types.values())
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            _cell(sheet, (number, column), text, kinds[column] if number else str)
    return f"{stem}: {about}"


def _cell(sheet: Any, place: tuple[int, int], text: str, kind: type) -> None:
    if text and kind in (int, float):
        sheet.write_number(*place, float(text))
    elif text and kind is bool:
        sheet.write_boolean(*place, text == "true")
    elif text:
        sheet.write_string(*place, text[:_LONGEST])


def _both(key: str, **values: object) -> str:
    return " · ".join(wording(language)(key, **values) for language in LANGUAGES)
