"""Looks for the form that something on a page leads to while a chat that comes late is still awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from probes.form.looking import FormSeen
from probes.webchat.finding.discovery import Discovery

ALONE = 10.0  # seconds in which a chat is looked for alone: most are found by then, and the page is visited once


async def chat_or_form(
    chat: Callable[[], Awaitable[Discovery]], form: Callable[[], Awaitable[FormSeen]], *, alone: float = ALONE
) -> tuple[Discovery, FormSeen | None]:
    """What the search for a chat found; and, where that is nothing, what the one for a form did.

    Neither is given less time than if it came after the other.
    """
    search = asyncio.ensure_future(chat())
    entries: asyncio.Future[FormSeen] | None = None
    try:
        await asyncio.wait({search}, timeout=alone)
        if not search.done() or search.result().door == "not found":
            entries = asyncio.ensure_future(form())
        found = await search
        if found.door != "not found" or entries is None:
            return found, None
        return found, await entries
    finally:
        await _ended(search, entries)


async def _ended(*searches: asyncio.Future[Discovery] | asyncio.Future[FormSeen] | None) -> None:
    """What is no longer needed closes its browser before anybody goes on."""
    left = [search for search in searches if search is not None]
    for search in left:
        search.cancel()
    await asyncio.gather(*left, return_exceptions=True)
