"""A vendor changed its chat: the same failure at several platforms in a night points at the instrument, not at them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.alarm import Alarm
from monitor.clock import HandClock
from monitor.instrument import Suspicion
from monitor.store import open_store
from probes.interface import ChannelKind, ForgetfulBook, ProbeError, Target, VoidReason
from tests.unit.engine_house import START, house

CHANGED = ProbeError(VoidReason.PAGE_CHANGED, "the input is not there")
ONE, OTHER = {"input": "#one"}, {"input": "#other"}


def target(name: str, profile: dict[str, str] | None, *, control: bool = False) -> Target:
    return Target(
        id=name, platform=name.split("-")[0], channel=ChannelKind.WEBCHAT, address="https://example.org",
        profile=profile, control=control,
    )  # fmt: skip


def suspicion(*targets: Target) -> Suspicion:
    store = open_store("memory://")
    store.migrate()
    return Suspicion.over(targets, Alarm(store=store, clock=HandClock(START)), "o", ForgetfulBook())


def test_same_failure_at_two_platforms_of_one_vendor() -> None:
    """Told once a night for each vendor and failure, and again on another night."""
    found = suspicion(target("a", ONE), target("b", ONE), target("c", ONE), target("d", OTHER))
    told = [found.suspect(name, "n1", CHANGED) for name in ("a", "d", "b", "c")]
    assert told == [False, False, True, False]
    assert [found.suspect(name, "n2", CHANGED) for name in ("a", "b")] == [False, True]


@pytest.mark.parametrize(
    ("names", "failures"),
    [
        (("a", "a-other"), (CHANGED, CHANGED)),  # two doors of one platform
        (("a", "d"), (CHANGED, CHANGED)),  # of two vendors
        (("a", "b"), (CHANGED, ProbeError(VoidReason.SESSION_LOST, "gone"))),  # two failures
        (("a", "b"), (ProbeError(VoidReason.NOT_SENT, "no network"),) * 2),  # the network's
        (("a", "control"), (CHANGED, CHANGED)),
        (("e", "f"), (CHANGED, CHANGED)),  # nobody knows by what they are read
        (("a", "gone"), (CHANGED, CHANGED)),  # no longer in the configuration
    ],
)
def test_anything_else_is_no_suspicion(names: tuple[str, str], failures: tuple[ProbeError, ProbeError]) -> None:
    found = suspicion(
        target("a", ONE), target("a-other", ONE), target("b", ONE), target("d", OTHER),
        target("control", ONE, control=True), target("e", None), target("f", None),
    )  # fmt: skip
    assert not any(found.suspect(name, "n", failure) for name, failure in zip(names, failures, strict=True))


def test_forms_are_read_by_no_profile() -> None:
    """What is remembered of a form tells nothing of its vendor."""
    forms = [replace(target(name, ONE), channel=ChannelKind.FORM) for name in ("a", "b")]
    found = suspicion(*forms)
    assert not any(found.suspect(form.id, "n", CHANGED) for form in forms)


async def test_engine_tells_which_target_on_which_night(tmp_path: Path) -> None:
    h, told = house(tmp_path), list[tuple[str, str, VoidReason]]()
    h.engine.suspected = lambda target, night, failure: told.append((target, night, failure.reason))
    h.channel.breaks["open"] = CHANGED
    h.plan("i", night="n7")
    await h.next_visit()
    assert told == [("t", "n7", VoidReason.PAGE_CHANGED)]
