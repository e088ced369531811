"""The network is cut off: the night's visits fail one after another, and the operator is told once."""

from __future__ import annotations

from pathlib import Path

from monitor.alarm import Alarm
from monitor.troubles import Troubles
from probes.interface import ProbeError, VoidReason
from tests.unit.engine_house import House, house

CUT = ProbeError(VoidReason.NOT_SENT, "the page would not open: net::ERR_INTERNET_DISCONNECTED")


def watched(tmp_path: Path) -> tuple[House, list[bool]]:
    """An engine whose troubles are counted; whether each failure told the operator."""
    h, told = house(tmp_path), list[bool]()
    troubles = Troubles(alarm=Alarm(store=h.store, clock=h.clock), observer="o")
    h.engine.troubled = lambda channel, failure: told.append(
        troubles.failed(channel, failure) and troubles.tell(channel, failure)
    )
    h.engine.opened = lambda channel, asks, took: troubles.opened(channel)
    return h, told


async def ask(h: House, number: int) -> None:
    h.plan(f"i{number}", night=f"n{number}")
    await h.next_visit()


async def test_network_that_is_cut_off(tmp_path: Path) -> None:
    """The third failure in a row is told, the others are not; every one is void, nothing was said."""
    h, told = watched(tmp_path)
    h.channel.breaks["open"] = CUT
    for number in range(5):
        await ask(h, number)
    assert told == [False, False, True, False, False]
    assert {(r.ending, r.reason) for r in h.store.inquiries()} == {("void", "not_sent")}
    assert h.channel.heard == {}


async def test_one_platform_that_does_not_open(tmp_path: Path) -> None:
    """Between doors that open, one that does not is no news of ours."""
    h, told = watched(tmp_path)
    for number in range(6):
        if number % 2:
            h.channel.breaks["open"] = CUT
        else:
            h.channel.breaks.clear()
        await ask(h, number)
    assert not any(told)


def test_lost_session_is_no_network(tmp_path: Path) -> None:
    h, _ = watched(tmp_path)
    troubles = Troubles(alarm=Alarm(store=h.store, clock=h.clock), observer="o")
    lost = ProbeError(VoidReason.SESSION_LOST, "the chat forgot us")
    assert not any(troubles.failed("webchat", lost) for _ in range(9))
