"""Whatever stands in the file, loading answers with settings or with problems, never with a crash."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from monitor.errors import SettingsError
from monitor.settings import validate
from tests.unit.timetable_studies import COMPRESSED, data

JUNK: list[Any] = ["", -1, 2.5, True, [[]], {"x": 1}, [{}], date(2026, 1, 1)]
SMALL = data(platforms=1, control=True, compressed=COMPRESSED, timing={"live": "5m"}) | {
    "database": {"url": "sqlite:///x.db"},
    "control": {"chat": "https://control.example/", "known_delay": "5s"},
    "notices": {"apprise": ["env:X"], "dead_man": "env:Y"},
}
SMALL["questions"] = SMALL["questions"][::3]
for question in SMALL["questions"]:
    question["paraphrases"] = question["paraphrases"][:1]


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a tree of tables and lists."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        yield from places(item, (*path, step))


def with_junk(path: tuple[str | int, ...], junk: Any) -> dict[str, Any]:
    made = copy.deepcopy(SMALL)
    holder: Any = made
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = junk
    return made


def problems(junked: dict[str, Any]) -> list[tuple[str, str, str]]:
    try:
        validate(junked)
    except SettingsError as error:
        return error.problems
    return []


def test_the_small_configuration_is_valid() -> None:
    """What follows starts from something that loads."""
    assert validate(SMALL).study.nights == 28


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_junk_anywhere(junk: Any) -> None:
    """Each place in turn holds junk: every problem has its path, its words and its remedy."""
    told = [problems(with_junk(path, junk)) for path in places(SMALL)]
    assert sum(bool(found) for found in told) > 60
    assert all(place and wrong and todo for found in told for place, wrong, todo in found)


def test_moment_in_place_of_a_date() -> None:
    """A date with a time is no date."""
    with pytest.raises(SettingsError) as error:
        validate(with_junk(("study", "starts"), datetime(2026, 12, 7)))  # noqa: DTZ001
    assert [path for path, _, _ in error.value.problems] == ["study.starts"]
