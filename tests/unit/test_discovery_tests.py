"""docs/discovery-tests.md says what holds each trap: every switch of the zoo stands there, every test named exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from probes.control.zoo.widget import traps
from tests.unit.test_reliability import names_in

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/discovery-tests.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| What |")]
TEST = r"`(tests/[\w/]+\.py(?:::\w+)+)`"


def cells(row: str) -> tuple[str, str, str]:
    what, switches, tests = (cell.strip() for cell in row.strip("|").split("|"))
    return what, switches, tests


@pytest.mark.parametrize("row", ROWS, ids=[row.split("|")[1].strip()[:60] for row in ROWS])
def test_every_row_names_a_switch_or_a_test(row: str) -> None:
    """And nothing that only looks like one."""
    what, switches, tests = cells(row)
    assert what
    assert set(re.findall(r"`([^`]+)`", switches)) <= set(traps())
    assert tests.count("`") == 2 * len(re.findall(TEST, tests))
    assert switches or tests


def test_every_switch_stands_in_one_row() -> None:
    """No trap of the zoo without a sentence."""
    named = [name for row in ROWS for name in re.findall(r"`([^`]+)`", cells(row)[1])]
    assert sorted(named) == sorted(traps())


@pytest.mark.parametrize("name", sorted(set(re.findall(TEST, PAGE))))
def test_every_test_that_is_named_exists(name: str) -> None:
    file, _, test = name.partition("::")
    assert test in names_in(ROOT / file)
