"""kill -9 of the browser, its driver, a page or both while we listen to a chat: our failure, and the next one works."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from probes import browser
from probes.interface import Channel, Inquiry, ProbeError, Sent, VoidReason
from probes.webchat.channel import enter
from tests.contract.webchat_world import CLOCK, MEANS, QUESTION, World, chat_world, heard, own_pages, soon
from tests.faults.processes import PROC, family

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(300),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
    pytest.mark.skipif(not PROC.is_dir(), reason="processes are found in /proc"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with enter(MEANS) as channel, chat_world(channel, tmp_path_factory.mktemp("chat")) as chats:
        yield chats


@pytest.mark.parametrize(
    "victims", [{"browser"}, {"driver"}, {"page"}, {"browser", "driver"}], ids=lambda them: " and ".join(sorted(them))
)
async def test_killed_while_listening(world: World, victims: set[str]) -> None:
    """The conversation is known up to its last sign of life; the next gets a browser and is asked once."""
    before = {process.pid for process in family(os.getpid())}
    inquiry, later = world.inquiry("silent"), world.inquiry("silent")
    async with enter(MEANS) as channel:
        async with channel.open(inquiry, CLOCK, None) as door:
            await door.send(QUESTION)
            for process in family(os.getpid()):
                if process.pid not in before and process.kind in victims:
                    os.kill(process.pid, signal.SIGKILL)
            died = CLOCK.now()
            with pytest.raises(ProbeError) as caught:
                await heard(door, soon(60))
            assert door.looked_at() <= died
        async with channel.open(later, CLOCK, None) as door:
            assert isinstance(await door.send(QUESTION), Sent)
    assert caught.value.reason is VoidReason.OBSERVER_DOWN
    assert [len(world.moments(asked, "heard")) for asked in (inquiry, later)] == [1, 1]
    left = [p for p in family(os.getpid()) if p.pid not in before and p.kind != "other"]
    assert left == [], "processes were left behind"


LAUNCHER_THAT_WAITS = """<!doctype html><button id=launcher disabled>Chat</button>
<script>addEventListener("load", () => fetch("/loaded"))</script>"""
PARTS = {"input": "textarea", "transcript": "#log", "own": ".own", "agent": ".agent"}


class Served(dict[str, tuple[int, str]]):
    """Pages that remember that they were loaded."""

    loaded = False

    def get(self, path: str, default: Any = None) -> Any:
        self.loaded = self.loaded or path == "/loaded"
        return super().get(path, default)


@pytest.mark.parametrize("victim", ["browser", "page"])
async def test_killed_on_the_way_to_the_chat(world: World, victim: str) -> None:
    """A page that is gone while a step is waited for has not changed: nothing was sent, and that is our failure."""
    before = {process.pid for process in family(os.getpid())}
    pages, profile = Served({"/": (200, LAUNCHER_THAT_WAITS)}), {**PARTS, "steps": [{"click": "#launcher"}]}
    async with own_pages(pages) as port, enter(MEANS) as channel:
        asked = world.question_on("", profile)
        asked = replace(asked, target=replace(asked.target, address=f"http://127.0.0.1:{port}/"))
        opening = asyncio.ensure_future(_come_in(channel, asked))
        while not (pages.loaded or opening.done()):
            await asyncio.sleep(0.05)
        for process in family(os.getpid()):
            if process.pid not in before and process.kind == victim:
                os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(ProbeError) as caught:
            await opening
    assert caught.value.reason is VoidReason.NOT_SENT


async def _come_in(channel: Channel, inquiry: Inquiry) -> None:
    async with channel.open(inquiry, CLOCK, None):
        pass
