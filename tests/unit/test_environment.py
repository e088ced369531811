"""The environment record: what an inquiry was asked with, the same for as long as nothing changes."""

from __future__ import annotations

import json
from pathlib import Path

from monitor.environment import environment
from monitor.revision import software, source_sha256
from tests.unit.engine_house import house


def test_record() -> None:
    """It names code, versions, observer and clock, and holds no time of its own."""
    told = json.loads(environment("observer-1"))
    assert told["observer"] == "observer-1"
    assert told["source_sha256"] == source_sha256()
    assert told["software"] == software()
    assert told["packages"]["cryptography"]
    assert told["clock"]["kept"]
    assert environment("observer-1") == environment("observer-1")


async def test_kept_before_anything_is_said(tmp_path: Path) -> None:
    """Every inquiry has its record, taken before the intent to send; later visits take none."""
    world = house(tmp_path)
    world.engine.environment = lambda: environment("o")
    world.plan()
    await world.all_visits()
    [exhibit] = world.store.exhibits("abc")
    assert exhibit.role == "environment"
    intended = world.inquiry().intended_at
    assert intended is not None
    assert exhibit.taken_at <= intended
    assert world.engine.evidence.path(exhibit.sha256).read_bytes() == environment("o")


async def test_disk_full(tmp_path: Path) -> None:
    """A record that cannot be kept costs nothing else: the inquiry is asked."""
    world = house(tmp_path)
    (tmp_path / "blocked").write_text("a file where a folder should be")
    world.engine.evidence = type(world.engine.evidence)(tmp_path / "blocked")
    world.engine.environment = lambda: b"{}"
    world.plan()
    await world.all_visits()
    assert world.inquiry().t0 is not None
    assert list(world.store.exhibits("abc")) == []
