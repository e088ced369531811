"""Several hosts share a study: whatever breaks, nothing is asked twice and nothing is lost."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.store.interface import Store
from tests.cluster.conftest import BOUND, Town, wait_for
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


def _of(store: Store, observer: str, inquiry: str) -> bool:
    record = store.inquiry(inquiry)
    return record is not None and record.plan.observer == observer


def _held_of(study: SharedStudy, store: Store, observer: str, what: str) -> set[str]:
    """The observer's inquiries whose request the desk has held back."""
    held = {row["inquiry"] for row in study.truth() if row["kind"] == f"hold-{what}"}
    return {inquiry for inquiry in held if _of(store, observer, inquiry)}


def _heard_of(study: SharedStudy, store: Store, observer: str) -> set[str]:
    return {inquiry for inquiry in study.heard() if _of(store, observer, inquiry)}


def _read_just_now(store: Store, observer: str) -> set[str]:
    """Inquiries of which a reading visit of this observer is under lease."""
    return {v.inquiry_id for v in store.visits() if v.number and v.lease_until and v.observer == observer}


def _leased(store: Store, observer: str) -> list[str]:
    return [v.inquiry_id for v in store.visits() if v.lease_until and v.observer == observer]


def test_two_hosts_that_begin_at_once_make_one_study(study: SharedStudy, store: Store, hosts: tuple[str, str]) -> None:
    """Both plan; the night is planned once, and each asks what is its observer's. One is stopped and begun again."""
    study.start_within = "5m"
    north = study.host(hosts[0], "north")
    study.host(hosts[1], "south")
    wait_for(lambda: _heard_of(study, store, "north"), "the north's first question")
    north.send_signal(signal.SIGTERM)
    assert north.wait(BOUND) == 0
    assert _leased(store, "north") == [], "it left without giving back what it held"
    study.host(hosts[0], "north")
    study.all_done()
    records = check(study, store)
    assert {r.plan.observer for r in records.values()} == {"north", "south"}
    assert len(study.heard()) == len(records)
    assert {c.observer for c in store.controls() if c.passed} == {"north", "south"}


def test_killed_while_sending_and_while_reading(study: SharedStudy, store: Store, hosts: tuple[str, str]) -> None:
    """What may have left is never sent again; what was only being read is read again."""
    study.start_within = "5m"
    hold, north = study.hold("send"), study.host(hosts[0], "north")
    study.host(hosts[1], "south")
    wait_for(lambda: _held_of(study, store, "north", "send"), "a question of the north's on its way")
    _kill(north)
    in_doubt = _held_of(study, store, "north", "send")
    hold.unlink()
    north = study.host(hosts[0], "north")
    wait_for(lambda: len(_heard_of(study, store, "north")) > len(in_doubt), "another question of the north's")
    hold = study.hold("read")
    wait_for(lambda: _read_just_now(store, "north") & _held_of(study, store, "north", "read"), "the north to read")
    _kill(north)
    hold.unlink()
    study.host(hosts[0], "north")
    study.all_done()
    records = check(study, store, voids=frozenset({"send_uncertain"}))
    assert {r.plan.id for r in records.values() if r.ending == "void"} == in_doubt


def _kill(host: subprocess.Popen[bytes]) -> None:
    host.kill()
    host.wait(BOUND)


def test_a_database_that_is_restarted(study: SharedStudy, store: Store, hosts: tuple[str, str]) -> None:
    """Every host goes on by itself; only what was on its way at that moment may be in doubt."""
    study.start_within = "5m"
    for place, observer in zip(hosts, ("north", "south"), strict=True):
        study.host(place, observer)
    wait_for(study.heard, "the first question")
    study.town.stop_database()
    study.town.start_database()
    back = datetime.now(UTC)
    study.all_done()
    records = check(study, store, voids=frozenset({"send_uncertain"}))
    assert all(r.intended_at and r.intended_at <= back for r in records.values() if r.ending == "void")


def test_a_worker_cut_off_with_a_lease_that_comes_back(
    study: SharedStudy, store: Store, hosts: tuple[str, str]
) -> None:
    """Another of the same observer takes over; the first notes nothing more of what it lost, and goes on."""
    study.start_within = "5m"
    study.host(hosts[0], "north")
    wait_for(lambda: _leased(store, "north") and _heard_of(study, store, "north"), "the north to hold a lease")
    study.town.cut(hosts[0])
    lost = {v.inquiry_id: v.attempt for v in store.visits() if v.lease_until}
    study.host(hosts[1], "north")
    study.host(hosts[1], "south")
    wait_for(lambda: not any(v.inquiry_id in lost and v.lease_until and v.attempt == lost[v.inquiry_id]
                             for v in store.visits()), "what was lost to be settled")  # fmt: skip
    study.town.mend(hosts[0])
    study.all_done()
    check(study, store, voids=frozenset({"send_uncertain"}))


def test_a_clock_five_minutes_ahead(study: SharedStudy, store: Store, hosts: tuple[str, str]) -> None:
    """The machine that is out of step asks nothing and judges nobody else's leases; the other one's night is whole."""
    study.start_within = "40s"
    study.host(hosts[0], "north", ahead=300)
    study.host(hosts[1], "south")
    study.all_done()
    records = check(study, store, voids=frozenset({"not_sent"}))
    assert {r.plan.observer for r in records.values() if r.ending == "closed"} == {"south"}
    assert {r.plan.observer for r in records.values() if r.ending == "void"} == {"north"}
    assert "out_of_step" in (study.folder / f"{hosts[0]}-north" / "log" / "silence.log").read_text()
    assert {c.observer for c in store.controls()} == {"south"}
