"""What platforms write stays letters: in spreadsheets, in the terminal, on the page."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from rich.console import Console

from monitor.coding import sheets
from monitor.commands.console import harmless
from reports import csvtext
from reports.quotes import visible

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "'=1",
    '=HYPERLINK("x")',
]


@pytest.mark.parametrize("text", FORMULAS)
def test_formula_in_csv(text: str) -> None:
    """A cell that a spreadsheet could take for a formula begins with an apostrophe, and reads back as it was."""
    cell = csvtext.cell(text)
    assert cell == "'" + text
    assert csvtext.plain(cell) == text


def test_formula_in_xlsx(tmp_path: Path) -> None:
    """No formula and no link, whatever a reply looks like."""
    import xlsxwriter

    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        rows = [[text] * len(sheets.COLUMNS) for text in [*FORMULAS, "http://evil.test", "{=1}"]]
        formats = {name: book.add_format() for name in ("head", "text", "open")}
        sheets._labels(book, rows, formats)
    with zipfile.ZipFile(path) as packed:
        content = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in content
    assert "hyperlink" not in content


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[31mred\x1b[0m",
        "\x1b]0;title\x07",
        "\x9b31m",
        "a\rb",
        "\u202egnp.exe",
        "\u2066x\u2069",
        "\u200b",
        "\x00",
        "\b",
    ],
)
def test_control_characters_in_the_terminal(text: str) -> None:
    """Nothing that moves the cursor, colours, names the window or turns the direction reaches the terminal."""
    stream = io.StringIO()
    Console(file=stream, force_terminal=True, highlight=False).print(harmless(text))
    shown = stream.getvalue()
    assert not any(sign in shown for sign in "\x1b\x9b\x07\r\u202e\u2066\u2069\u200b\x00\b")
    assert "\\u" in shown


@pytest.mark.parametrize("text", ["[red]x[/red]", "[link=http://evil.test]x[/link]", "[/]", "\\[bold]x"])
def test_markup_in_the_terminal(text: str) -> None:
    """What looks like our console's mark-up is printed as it stands."""
    stream = io.StringIO()
    Console(file=stream, force_terminal=False, highlight=False).print(harmless(text))
    assert stream.getvalue().rstrip("\n").replace("\\", "") == text.replace("\\", "")


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\x1b", "\x00", "\u200b"])
def test_direction_and_control_on_the_page(sign: str) -> None:
    """A quoted reply cannot turn the text around it."""
    assert sign not in visible(f"a{sign}b")
