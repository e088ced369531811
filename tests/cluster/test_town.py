"""Several hosts share a study: whatever breaks, nothing is asked twice and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store.interface import Store
from tests.cluster.conftest import Town
from tests.cluster.study import SharedStudy, check

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("town")]


@pytest.fixture
def hosts(town: Town) -> tuple[str, str]:
    """Two machines."""
    while len(town.hosts) < 2:
        town.host()
    return town.hosts[0], town.hosts[1]


@pytest.fixture
def study(town: Town, tmp_path: Path) -> Iterator[SharedStudy]:
    yield SharedStudy(town, tmp_path)
    town.end_processes()


@pytest.fixture
def store(study: SharedStudy) -> Iterator[Store]:
    opened = study.open()
    yield opened
    opened.close()


def test_two_hosts_that_begin_at_once_make_one_study(study: SharedStudy, store: Store, hosts: tuple[str, str]) -> None:
    """Both plan; the night is planned once, and each asks what is its observer's."""
    for place, observer in zip(hosts, ("north", "south"), strict=True):
        study.host(place, observer)
    study.all_done()
    records = check(study, store)
    assert {r.plan.observer for r in records.values()} == {"north", "south"}
    assert len(study.heard()) == len(records)
    assert {c.observer for c in store.controls() if c.passed} == {"north", "south"}
