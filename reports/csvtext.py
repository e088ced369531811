"""CSV cells: one way to write each type, guarded against formulas, and the way back."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args, get_type_hints

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""What a spreadsheet takes for a formula. Cells that only look guarded are guarded again, so that reading undoes it."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def columns(row_type: type) -> dict[str, type]:
    """The columns of a row type and the one type each holds beside none."""
    assert is_dataclass(row_type)
    hints = get_type_hints(row_type)
    return {field.name: _plain(hints[field.name]) for field in fields(row_type)}


def _plain(hint: Any) -> type:
    kinds = [kind for kind in get_args(hint) or (hint,) if kind is not type(None)]
    assert len(kinds) == 1
    found: type = kinds[0]
    return found


def clean(text: str) -> str:
    """Text that UTF-8 can carry: what is no character becomes U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def cell(value: object) -> str:
    """One value as text: ISO 8601 UTC with microseconds, true/false, empty = none; only text is guarded."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = clean(value)
        return "'" + text if _FORMULA.match(text) else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return repr(value)


def write(path: Path, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one CSV file: UTF-8, LF, quoted where needed (a bare CR too); the same rows give the same bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines(names, rows))


def lines(names: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of such a file, its head first."""
    yield ",".join(names) + "\n"
    for row in rows:
        yield ",".join(_quoted(cell(value)) for value in row) + "\n"


def _quoted(text: str) -> str:
    if any(sign in text for sign in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def read(path: Path, types: Mapping[str, type]) -> Iterator[dict[str, Any]]:
    """The rows of one file as values of these column types. Raises ``ValueError`` where a cell is not its type."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if list(reader.fieldnames or ()) != list(types):
            raise ValueError(f"columns are {reader.fieldnames}, not {list(types)}")
        for row in reader:
            yield {name: _PARSERS[kind](row[name]) for name, kind in types.items()}


def plain(text: str) -> str:
    """A text cell without its guard."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _flag(text: str) -> bool | None:
    if text not in ("", "true", "false"):
        raise ValueError(f"{text!r} is neither true nor false")
    return text == "true" if text else None


_PARSERS: Mapping[type, Callable[[str], Any]] = {
    str: plain,
    bool: _flag,
    int: lambda text: int(text) if text else None,
    float: lambda text: float(text) if text else None,
    datetime: lambda text: datetime.fromisoformat(text).astimezone(UTC) if text else None,
}
