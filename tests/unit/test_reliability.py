"""docs/reliability.md promises a test for each fault: every one it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")
FAULTS = PAGE[: PAGE.index("## What is not tested here")]
ROWS = [line for line in FAULTS.splitlines() if line.startswith("| ") and not line.startswith(("| Fault", "|---"))]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)+)`", PAGE)))


@cache
def names_in(path: Path) -> frozenset[str]:
    """The tests of a file as pytest names them; none if there is no such file."""
    if not path.is_file():
        return frozenset()
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{part.name}" for part in node.body if isinstance(part, FUNCTIONS)}
        elif isinstance(node, FUNCTIONS):
            found.add(node.name)
    return frozenset(found)


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@pytest.mark.parametrize("row", ROWS, ids=[row.split("|")[1].strip() for row in ROWS])
def test_every_fault_says_what_happens_why_and_where_it_is_tested(row: str) -> None:
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(cells) == 4
    assert all(cells)
    assert "`tests/" in cells[3]


@pytest.mark.parametrize("name", NAMED)
def test_every_test_that_is_named_exists(name: str) -> None:
    file, _, test = name.partition("::")
    assert test in names_in(ROOT / file), f"docs/reliability.md names {name}, and there is none"


def test_every_path_in_the_last_column_is_a_test() -> None:
    """A name mistyped beyond recognition is not passed over."""
    table = "\n".join(ROWS)
    assert table.count("`tests/") == len(re.findall(r"`tests/[\w/]+\.py(?:::\w+)+`", table))
