"""Silence in a chat that was found by itself: it counts only where a word of the platform has been read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from probes import browser
from probes.browser import Browsers
from probes.interface import ProbeError, Sent, VoidReason
from probes.webchat.channel import WebChat
from tests.contract.webchat_world import MEANS, World, chat_world, heard, soon
from tests.notebook import Notebook

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

PAGE = """
<div class="chat" role="region" aria-label="Live chat"><div class="lines" role="log"></div>
<textarea placeholder="Type a message"></textarea><button>Send</button></div>
<script>
const lines = document.querySelector(".lines"), field = document.querySelector("textarea");
function say(who, words) {
  const line = document.createElement("div"); line.className = "line " + who;
  const text = document.createElement("p"); text.textContent = words; line.append(text); lines.append(line);
  localStorage.setItem(location.pathname, lines.innerHTML);
}
lines.innerHTML = localStorage.getItem(location.pathname) || "";
function send() {
  if (!field.value.trim()) return;
  say("visitor", field.value.trim()); field.value = "";
  if (ANSWERS) setTimeout(() => say("agent", "We refund within fourteen days of the purchase."), 300);
}
document.querySelector("button").onclick = send;
field.onkeydown = (event) => { if (event.key === "Enter") { event.preventDefault(); send(); } };
</script>"""


@pytest_asyncio.fixture
async def book() -> Notebook:
    return Notebook()


@pytest_asyncio.fixture
async def world(tmp_path: Path, book: Notebook) -> AsyncIterator[World]:
    async with (
        Browsers() as browsers,
        chat_world(WebChat(replace(MEANS, profiles=book), browsers), tmp_path) as open_world,
    ):
        yield open_world


def page(*, answers: bool) -> str:
    return PAGE.replace("ANSWERS", "true" if answers else "false")


@pytest.mark.parametrize("asks", ["Hi! What should I call you?", "您好，请问怎么称呼您？", "Please enter your name"])
async def test_who_we_are_was_asked_first(world: World, asks: str) -> None:
    """A machine takes our question for our name: what it says then is told, and no silence after it is one."""
    body = page(answers=True).replace("function send()", f'say("agent", "{asks}"); function send()')
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send("How are refunds handled?"), Sent)
        assert asks in [message.text for message in await heard(door, soon(2))]
        with pytest.raises(ProbeError, match="may have taken our message for that"):
            door.looked_at()


@pytest.mark.parametrize("asks", ["Hi! What can I do for you?", "您好，请输入您的问题", "What is your order number?"])
async def test_what_is_asked_of_everybody_is_no_doubt(world: World, asks: str) -> None:
    body = page(answers=True).replace("function send()", f'say("agent", "{asks}"); function send()')
    async with world.open(world.question_on(body, None)) as door:
        sent = await door.send("How are refunds handled?")
        assert isinstance(sent, Sent)
        assert len([m for m in await heard(door, soon(2)) if m.speaker == "platform"]) == 2
        assert door.looked_at() >= sent.at


async def test_nothing_was_ever_read(world: World, book: Notebook) -> None:
    """Nobody can tell a silence from our own blindness: the look fails, and the profile is kept as unproven."""
    async with world.open(world.question_on(page(answers=False), None)) as door:
        assert isinstance(await door.send("How are refunds handled?"), Sent)
        await heard(door, soon(1))
        with pytest.raises(ProbeError) as failure:
            door.looked_at()
    assert failure.value.reason is VoidReason.PAGE_CHANGED
    assert not book.known["t"].get("proven")


async def test_an_answer_was_read(world: World, book: Notebook) -> None:
    """It proves the profile, and a later silence in the same chat counts; also one that was parked before."""
    silent = world.question_on(page(answers=False), None)
    async with world.open(silent) as door:
        await door.send("How are refunds handled?")
        parked = await door.park()
    async with world.open(world.question_on(page(answers=True), None)) as door:
        sent = await door.send("How are refunds handled?")
        answers = [m for m in await heard(door, soon(2)) if m.speaker == "platform"]
        assert isinstance(sent, Sent)
        assert [m.text for m in answers] == ["We refund within fourteen days of the purchase."]
        assert door.looked_at() >= sent.at
    assert book.known["t"]["proven"]
    async with world.open(silent, parked) as door:
        assert [m.speaker for m in await heard(door, soon(1))] == ["own"]
        assert door.looked_at() >= sent.at
