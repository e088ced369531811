"""A coder's sheet as CSV and XLSX, out and in; the one door to XlsxWriter and python-calamine."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]
from python_calamine import CalamineError, CalamineWorkbook

from monitor.coding import codebook
from monitor.coding.rounds import Round
from monitor.errors import MonitorError
from reports import csvtext

COLUMNS = {
    "item": "item 编号",
    "question": "question 问题",
    "ours": "our_message 我方消息",
    "before": "before 之前的对话",
    "message": "message 待标注消息",
    "place": "place 第几条/共几条, 距提问",
    "function": "function 作用",
    "mechanism": "mechanism 来源",
    "comment": "comment 备注",
}
_WIDTHS = {"item": 10, "question": 18, "ours": 36, "before": 36, "message": 60, "place": 14, "comment": 24}
_OPEN = ("function", "mechanism", "comment")

Line = tuple[int, dict[str, str]]
"""Row number in the sheet (the heads are row 1) and its cells by column."""


class SheetUnreadable(MonitorError):
    """A coder's sheet cannot be read at all."""


class SheetExists(MonitorError):
    """A sheet lies there already, perhaps with somebody's work in it."""


def write(folder: Path, drawn: Round, coder: str) -> list[Path]:
    """Write a coder's sheet in both formats, and the code book. Raises ``SheetExists``; nothing is overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / f"round-{drawn.number}-{coder}"
    files = [stem.with_suffix(".csv"), stem.with_suffix(".xlsx"), folder / "codebook.md"]
    if there := [file.name for file in files[:2] if file.exists()]:
        raise SheetExists(f"{', '.join(there)} in {folder} would be overwritten", "give another folder: --out DIR")
    rows = [
        [one.item.id, one.question, one.ours, one.before, one.message, one.place, "", "", ""]
        for one in drawn.of(coder)
    ]  # fmt: skip
    _write_csv(files[0], rows)
    _write_xlsx(files[1], rows, drawn)
    files[2].write_text(codebook.markdown(), encoding="utf-8", newline="\n")
    return files


def _write_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """With a byte order mark: without it spreadsheets take Chinese for another encoding."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS.values())
        writer.writerows([csvtext.cell(text) for text in row] for row in rows)


def _write_xlsx(path: Path, rows: Sequence[Sequence[str]], drawn: Round) -> None:
    """Every text is written as text: nothing a platform wrote becomes a formula or a link."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"coding round {drawn.number}", "created": drawn.drawn_at.replace(tzinfo=None)})
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
            "open": book.add_format({"text_wrap": True, "valign": "top", "locked": False, "bg_color": "#FFF8E1"}),
        }
        _labels(book, rows, formats)
        _book(book, formats)


def _labels(book: xlsxwriter.Workbook, rows: Sequence[Sequence[str]], formats: dict[str, object]) -> None:
    sheet = book.add_worksheet("labels 标注")
    for column, (name, head) in enumerate(COLUMNS.items()):
        sheet.write_string(0, column, head, formats["head"])
        sheet.set_column(column, column, _WIDTHS.get(name, 26))
        for number, row in enumerate(rows, start=1):
            sheet.write_string(number, column, row[column], formats["open" if name in _OPEN else "text"])
    for name, entries in (("function", codebook.functions()), ("mechanism", codebook.mechanisms())):
        column = list(COLUMNS).index(name)
        listed = {"validate": "list", "source": [entry.choice for entry in entries], "error_type": "warning"}
        sheet.data_validation(1, column, max(1, len(rows)), column, listed)
    sheet.freeze_panes(1, 1)
    sheet.protect("", {"format_rows": True, "format_columns": True, "autofilter": True, "sort": False})


def _book(book: xlsxwriter.Workbook, formats: dict[str, object]) -> None:
    sheet = book.add_worksheet("code book 编码手册")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 70)
    lines: list[tuple[str, str, str]] = [("", codebook.intro("zh"), codebook.intro("en"))]
    for title, entries in (("function 作用", codebook.functions()), ("mechanism 来源", codebook.mechanisms())):
        lines += [(title, "中文", "English"), *((e.choice, e.zh, e.en) for e in entries)]
    for number, line in enumerate(lines):
        style = formats["head" if line[1] == "中文" else "text"]
        for column, text in enumerate(line):
            sheet.write_string(number, column, text, style)


def read(path: Path) -> list[Line]:
    """The lines of a sheet, whatever order columns and rows are in. Raises ``SheetUnreadable``."""
    if path.suffix.lower() == ".csv":
        rows = list(_csv_rows(path))
    elif path.suffix.lower() in (".xlsx", ".xls", ".ods"):
        rows = _book_rows(path)
    else:
        raise SheetUnreadable(f"{path.name} is neither CSV nor XLSX", "save the sheet as .csv or .xlsx")
    heads = {head.split()[0].lower(): name for name, head in COLUMNS.items()}
    found = [heads.get(cell.split()[0].lower()) if cell.split() else None for cell in rows[0]] if rows else []
    if missing := [COLUMNS[name] for name in COLUMNS if name not in found and name not in ("before", "place")]:
        raise SheetUnreadable(f"{path.name} has no column {', '.join(missing)}", "use the sheet that was drawn")
    lines = (
        (number, {name: cell for name, cell in zip(found, row, strict=False) if name})
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    )
    return [(number, dict.fromkeys(COLUMNS, "") | cells) for number, cells in lines]


def _csv_rows(path: Path) -> Iterator[list[str]]:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):  # the second is what spreadsheets in China save
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SheetUnreadable(f"{path.name} is neither UTF-8 nor GB 18030", "save the sheet as CSV UTF-8")
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)  # some countries' spreadsheets write semicolons
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [csvtext.plain(cell) for cell in row]
    except csv.Error as error:
        raise SheetUnreadable(f"{path.name} is no CSV: {error}", "save the sheet again") from error


def _book_rows(path: Path) -> list[list[str]]:
    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        return [[str(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, OSError) as error:
        raise SheetUnreadable(f"{path.name} cannot be read as a workbook: {error}", "save the sheet again") from error
