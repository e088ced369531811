"""Holds a coder's sheet against what was drawn: every mistake at once, each with its row, and nothing half-stored."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.coding import codebook
from monitor.coding.rounds import Round, Said, Shown
from monitor.coding.sheets import COLUMNS, Line
from reports.coding.rows import Place

_UNCHANGED = ("message", "question", "ours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing wrong in a sheet; ``row`` as a spreadsheet counts, 0 for the sheet as a whole."""

    row: int
    column: str
    wrong: str
    todo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a sheet says: labels by message, mistakes, and how many items have no label yet."""

    said: Mapping[Place, Said]
    mistakes: Sequence[Mistake]
    unlabelled: int


def judge(lines: Sequence[Line], drawn: Round, kept: Mapping[Place, Said], *, correct: bool = False) -> Sheet:
    """Read the labels of a sheet. ``kept``: the coder's labels so far, which only ``correct`` may change."""
    shown = {one.item.id: one for one in drawn.shown}
    said: dict[Place, Said] = {}
    mistakes: list[Mistake] = []
    seen: dict[str, int] = {}
    unlabelled = 0
    for row, cells in lines:
        found = list(_of_row(row, cells, shown, seen))
        mistakes += found
        one = shown.get(cells["item"].strip())
        if one is None or found:
            continue
        label = _said(cells)
        if label is None:
            unlabelled += one.item.place not in kept
            continue
        if one.item.place in kept and kept[one.item.place].label != label.label and not correct:
            mistakes.append(_differs(row, kept[one.item.place]))
        said[one.item.place] = label
    mistakes += _missing(shown, seen)
    return Sheet(said={} if mistakes else said, mistakes=mistakes, unlabelled=unlabelled)


def _of_row(
    row: int, cells: Mapping[str, str], shown: Mapping[str, Shown], seen: dict[str, int]
) -> Iterator[Mistake]:  # fmt: skip
    item = cells["item"].strip()
    if item not in shown:
        yield Mistake(
            row=row, column=COLUMNS["item"], wrong=f"{item!r} was not drawn", todo="take the ids of your own sheet"
        )
        return
    if item in seen:
        yield Mistake(
            row=row, column=COLUMNS["item"], wrong=f"{item} stands in row {seen[item]} already", todo="keep one of them"
        )
        return
    seen[item] = row
    for name in _UNCHANGED:
        if _plain(cells[name]) != _plain(getattr(shown[item], name)):
            yield Mistake(
                row=row, column=COLUMNS[name], wrong="the text is not the one that was drawn",
                todo="put it back from the sheet that was drawn: a label belongs to its words",
            )  # fmt: skip
    yield from _labels(row, cells)


def _labels(row: int, cells: Mapping[str, str]) -> Iterator[Mistake]:
    given = [name for name in ("function", "mechanism") if cells[name].strip()]
    for name, entries in (("function", codebook.functions()), ("mechanism", codebook.mechanisms())):
        text = cells[name].strip()
        if text and codebook.meant(text, entries) is None:
            listed = ", ".join(entry.id for entry in entries)
            yield Mistake(row=row, column=COLUMNS[name], wrong=f"{text!r} is no label", todo=f"one of: {listed}")
        if not text and given:
            yield Mistake(row=row, column=COLUMNS[name], wrong="is empty", todo="give both labels, or leave both empty")


def _said(cells: Mapping[str, str]) -> Said | None:
    function = codebook.meant(cells["function"], codebook.functions())
    mechanism = codebook.meant(cells["mechanism"], codebook.mechanisms())
    if function is None or mechanism is None:
        return None
    return Said(function=function, mechanism=mechanism, comment=cells["comment"].strip())


def _differs(row: int, kept: Said) -> Mistake:
    return Mistake(
        row=row, column=COLUMNS["function"], wrong=f"you said {kept.function}, {kept.mechanism} before",
        todo="labels are never overwritten: put it back, or read the sheet with --correct, which is counted",
    )  # fmt: skip


def _missing(shown: Mapping[str, Shown], seen: Mapping[str, int]) -> Iterator[Mistake]:
    for item in sorted(set(shown) - set(seen)):
        yield Mistake(
            row=0, column=COLUMNS["item"], wrong=f"{item} is missing", todo="put its row back; it may stay unlabelled"
        )


def _plain(text: str) -> str:
    """Spreadsheets change line ends and spaces, and drop the guard of a formula; they do not change words."""
    return "".join(unicodedata.normalize("NFC", text).replace("_x000D_", "").split()).lstrip("'")
