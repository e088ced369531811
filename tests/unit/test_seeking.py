"""A form is looked for beside a chat that comes late: nothing is lost, and neither search waits for the other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from monitor.seeking import chat_or_form
from probes.form.looking import FormSeen
from probes.webchat.finding.discovery import Discovery

PLACE = "https://shop.example/"
FORM = FormSeen(address=PLACE)
Found = TypeVar("Found")


class Searches:
    """Two searches that end when they are told to, and say how they ended."""

    def __init__(self) -> None:
        self.told = {"chat": asyncio.Event(), "form": asyncio.Event()}
        self.began: list[str] = []
        self.cut: list[str] = []

    def chat(self, door: str) -> Callable[[], Awaitable[Discovery]]:
        found = Discovery(address=PLACE, vendor="", verified="", door=door, profile=None, parts={})
        return lambda: self._search("chat", found)

    def form(self) -> Callable[[], Awaitable[FormSeen]]:
        return lambda: self._search("form", FORM)

    async def _search(self, name: str, found: Found) -> Found:
        self.began.append(name)
        try:
            await self.told[name].wait()
        except asyncio.CancelledError:
            self.cut.append(name)
            raise
        return found


async def begun(searches: Searches, *names: str) -> None:
    while searches.began != list(names):
        await asyncio.sleep(0)


async def test_both_are_under_way_together() -> None:
    """While the chat is awaited the form is found; it is told once there is no chat."""
    searches = Searches()
    seeking = asyncio.ensure_future(chat_or_form(searches.chat("not found"), searches.form(), alone=0))
    await begun(searches, "chat", "form")
    searches.told["form"].set()
    await asyncio.sleep(0)
    assert not seeking.done()

    searches.told["chat"].set()
    chat, form = await seeking

    assert (chat.door, form) == ("not found", FORM)


async def test_a_chat_that_comes_late_is_found() -> None:
    """Though a form was looked for by then: that is given up, and closed."""
    searches = Searches()
    seeking = asyncio.ensure_future(chat_or_form(searches.chat("open"), searches.form(), alone=0))
    await begun(searches, "chat", "form")
    searches.told["chat"].set()

    chat, form = await seeking

    assert (chat.door, form) == ("open", None)
    assert searches.cut == ["form"]


async def test_a_chat_that_is_there_is_looked_for_alone() -> None:
    """The page is visited no second time."""
    searches = Searches()
    searches.told["chat"].set()

    chat, form = await chat_or_form(searches.chat("shut: offline"), searches.form(), alone=600)

    assert (chat.door, form) == ("shut: offline", None)
    assert searches.began == ["chat"]


async def test_a_search_that_fails_leaves_none_behind() -> None:
    """Its error is told once the other one has closed."""
    searches = Searches()

    async def fails() -> Discovery:
        await begun(searches, "form")
        raise OSError("no browser")

    with pytest.raises(OSError, match="no browser"):
        await chat_or_form(fails, searches.form(), alone=0)
    assert searches.cut == ["form"]
