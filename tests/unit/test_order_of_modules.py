"""In which order workers take the modules of the tests."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from tests.conftest import MANY_AT_ONCE, pytest_collection_modifyitems, work_unit


@dataclass(frozen=True, slots=True)
class Item:
    """A collected test of a module."""

    path: Path
    marks: frozenset[str] = field(default_factory=frozenset)

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.marks else None


@dataclass(frozen=True, slots=True)
class Config:
    """The options of a run; ``drawn`` where no order of ours was asked for."""

    drawn: bool

    def getoption(self, name: str, default: object) -> object:
        return self.drawn if name == "loadscopereorder" else default


FEW, MANY, LONG = (Path(name) for name in ("few.py", "many.py", "long.py"))
COLLECTED = [Item(FEW), *[Item(MANY)] * 3, Item(LONG), Item(LONG, frozenset({"slow"}))]


def ordered(*, drawn: bool) -> list[Item]:
    items = list(COLLECTED)
    pytest_collection_modifyitems(cast(Any, Config(drawn)), cast("list[pytest.Item]", items))
    return items


def test_a_module_with_a_slow_test_comes_first_then_the_one_of_most_tests() -> None:
    """A module stays whole, and nothing is left out."""
    assert [item.path for item in ordered(drawn=False)] == [LONG, LONG, MANY, MANY, MANY, FEW]


def test_a_run_that_asks_for_no_order_keeps_the_drawn_one() -> None:
    assert ordered(drawn=True) == COLLECTED


def test_what_asks_many_chats_at_once_is_known_by_its_name() -> None:
    """Or its pages would be drawn beside those of its kind, and late."""
    modules = sorted(Path(__file__).parents[1].glob("contract/**/test_*.py"))
    several = {path for path in modules if re.search(r"tests\.zoo\.ahead|Semaphore", path.read_text(encoding="utf-8"))}
    assert several
    assert several == {path for path in modules if MANY_AT_ONCE.search(path.as_posix())}


def test_modules_that_ask_many_chats_at_once_go_to_one_worker() -> None:
    """And every other module by itself."""
    zoo, ways = "tests/contract/test_zoo_alone.py", "tests/contract/webchat/test_webchat_ways.py"
    assert work_unit(zoo) == work_unit("tests/contract/webchat/test_webchat_finding.py") == "zoo"
    assert work_unit(ways) == ways
