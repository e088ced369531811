"""The network between a chat and us is cut, reset, slow, deaf or nameless: nothing said twice, nothing is silence."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
import pytest_asyncio

from probes import browser
from probes.interface import Inquiry, ProbeError, Sent, VoidReason
from probes.outbound import Network
from probes.webchat.channel import WebChat, enter
from tests.contract.webchat_world import CLOCK, MEANS, QUESTION, World, chat_world, heard, soon, told
from tests.faults.line import Line, line_to

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]
HASTE = timedelta(seconds=2)
"""How long we wait for a page whose network is broken."""
LATENCY = float(os.environ.get("SILENCE_TEST_LATENCY", "6"))
"""Seconds on every piece of a line that is slower than anybody waits: three times our patience, as a minute is three
times that of a study. ``make faults`` takes the minute."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with enter(MEANS) as channel, chat_world(channel, tmp_path_factory.mktemp("chat")) as chats:
        yield chats


@pytest_asyncio.fixture(loop_scope="module")
async def line(world: World) -> AsyncIterator[Line]:
    port = urlsplit(world.controls.url("silent")).port
    assert port is not None
    async with line_to(port) as made:
        yield made


def over(line: Line, inquiry: Inquiry) -> Inquiry:
    """The same inquiry, asked over the line."""
    parts = urlsplit(inquiry.target.address)._replace(netloc=f"127.0.0.1:{line.port}")
    return replace(inquiry, target=replace(inquiry.target, address=urlunsplit(parts)))


def hasty(world: World) -> WebChat:
    return waiting(world, HASTE)


def waiting(world: World, patience: timedelta) -> WebChat:
    return WebChat(replace(MEANS, patience=patience), world.channel._browsers)  # type: ignore[attr-defined]


@pytest.mark.parametrize("state", ["refused", "reset", "silent"])
async def test_page_that_does_not_come(world: World, line: Line, state: str) -> None:
    """Cut off or reset: nothing was sent, and it is our failure."""
    await line.cut(state)
    inquiry = over(line, world.inquiry("silent"))
    with pytest.raises(ProbeError) as caught:
        async with hasty(world).open(inquiry, CLOCK, None) as door:
            await door.send(QUESTION)
    assert caught.value.reason is VoidReason.NOT_SENT
    assert world.moments(inquiry, "heard") == []


@pytest.mark.timeout(600)
async def test_page_slower_than_anybody_waits(world: World, line: Line) -> None:
    """Nothing was sent, and it is our failure."""
    line.delay = LATENCY
    inquiry = over(line, world.inquiry("silent"))
    with pytest.raises(ProbeError) as caught:
        async with waiting(world, timedelta(seconds=LATENCY / 3)).open(inquiry, CLOCK, None) as door:
            await door.send(QUESTION)
    assert caught.value.reason is VoidReason.NOT_SENT
    assert world.moments(inquiry, "heard") == []


@pytest.mark.timeout(600)
async def test_line_that_becomes_so_slow_before_we_send(world: World, line: Line) -> None:
    """Nobody shows us our message in time: in doubt, and said once though it arrives after all."""
    inquiry = over(line, world.inquiry("silent"))
    async with waiting(world, timedelta(seconds=LATENCY / 3)).open(inquiry, CLOCK, None) as door:
        line.delay = LATENCY
        with pytest.raises(ProbeError) as caught:
            await door.send(QUESTION)
        assert caught.value.reason is VoidReason.SEND_UNCERTAIN
        await asyncio.sleep(LATENCY)
    assert len(world.moments(inquiry, "heard")) == 1


async def test_name_that_nobody_resolves(world: World) -> None:
    """Without names there is no network of ours: nothing was sent."""

    async def dead(host: str) -> list[str]:
        raise OSError("Temporary failure in name resolution")

    async with browser.Browsers(network=Network(resolve=dead)) as browsers:
        inquiry = world.question_on("", {}, control=False)
        stranger = replace(inquiry.target, address="http://support.example/", profile=None)
        with pytest.raises(ProbeError) as caught:
            async with WebChat(replace(MEANS, patience=HASTE), browsers).open(
                replace(inquiry, target=stranger), CLOCK, None
            ):
                pass
    assert caught.value.reason is VoidReason.NOT_SENT


async def test_line_that_goes_deaf_while_sending(world: World, line: Line) -> None:
    """The platform heard us and we cannot know it: in doubt, said once."""
    inquiry = over(line, world.inquiry("silent"))
    async with hasty(world).open(inquiry, CLOCK, None) as door:
        line.state = "deaf"
        with pytest.raises(ProbeError) as caught:
            await door.send(QUESTION)
    assert caught.value.reason is VoidReason.SEND_UNCERTAIN
    assert len(world.moments(inquiry, "heard")) == 1


async def test_line_that_is_cut_while_we_listen(world: World, line: Line) -> None:
    """From the cut on nothing is known; the next visit finds what came, as an interval that holds the truth."""
    inquiry = over(line, world.inquiry("silent"))
    async with hasty(world).open(inquiry, CLOCK, None) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        session = await door.park()
        await line.cut("refused")
        cut = CLOCK.now()
        await world.controls.say(inquiry.id, "substantive", "Yes.")
        await heard(door, soon(1))
        assert door.looked_at() <= cut + timedelta(seconds=0.5)
        session = await door.park()
    await line.mend()
    async with hasty(world).open(inquiry, CLOCK, session) as door:
        *_, reply = await told(door, 3)
    [said_at] = world.moments(inquiry, "substantive")
    assert reply.text == "Yes."
    assert reply.seen_after <= said_at <= reply.seen_by


@pytest.mark.parametrize("state", ["refused", "reset", "silent"])
async def test_line_that_is_cut_when_we_come_back(world: World, line: Line, state: str) -> None:
    """It costs this look, not the conversation: the session is not lost, and the next visit finds it."""
    inquiry = over(line, world.inquiry("silent"))
    async with hasty(world).open(inquiry, CLOCK, None) as door:
        await door.send(QUESTION)
        session = await door.park()
    await line.cut(state)
    with pytest.raises(ProbeError) as caught:
        async with hasty(world).open(inquiry, CLOCK, session):
            pass
    assert caught.value.reason is VoidReason.OBSERVER_DOWN
    await line.mend()
    async with hasty(world).open(inquiry, CLOCK, session) as door:
        assert [m.text for m in await told(door, 2)][-1] == QUESTION
    assert len(world.moments(inquiry, "heard")) == 1


async def test_slow_line(world: World, line: Line) -> None:
    """A second on every piece: a reply is dated when it stood on the page, never before it was said."""
    inquiry = over(line, world.inquiry("silent"))
    async with world.open(inquiry) as door:
        line.delay = 1
        sent = await door.send(QUESTION)
        assert isinstance(sent, Sent)
        await world.controls.say(inquiry.id, "substantive", "Yes.")
        *_, reply = await told(door, 3)
    [heard_at] = world.moments(inquiry, "heard")
    [said_at] = world.moments(inquiry, "substantive")
    assert heard_at <= sent.at
    assert said_at <= reply.seen_by
