"""The web chat channel: opens conversations, each in a context of its own of one shared browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from probes.browser import BrowserContext, BrowserError, Browsers, failing
from probes.interface import Channel, Inquiry, Means, ProbeError, Session, Stage, VoidReason
from probes.webchat import memory, storage
from probes.webchat.arrival import Visitor, profile_of
from probes.webchat.conversation import ARRIVING, WebConversation
from probes.webchat.memory import Memory
from probes.webchat.widget import Profile, ProfileInvalid, read


@asynccontextmanager
async def enter(means: Means) -> AsyncIterator[Channel]:
    """Enter the web chat channel: the browser starts with the first conversation and ends with the channel."""
    async with Browsers(means.browser_path) as browsers:
        yield WebChat(means, browsers)


class WebChat:
    """The channel: opens conversations."""

    def __init__(self, means: Means, browsers: Browsers) -> None:
        self._means, self._browsers = means, browsers

    @asynccontextmanager
    async def open(self, inquiry: Inquiry, stage: Stage, session: Session | None) -> AsyncIterator[WebConversation]:
        """Open the page afresh, or where ``session`` was parked.

        A target that is only an address is opened with the profile that was found before; where parts of that are
        no longer found, the page has changed and is searched again.
        """
        parked = memory.unpack(session) if session is not None else None
        visitor = Visitor(inquiry=inquiry, means=self._means, stage=stage, returning=parked is not None)
        known = profile_of(inquiry) or await self._found_before(inquiry, parked)
        async with AsyncExitStack() as stack:
            try:
                door = await self._open(stack, known, visitor, parked)
            except ProbeError as error:
                changed = error.reason is VoidReason.PAGE_CHANGED
                if not changed or known is None or inquiry.target.profile is not None:
                    raise
                await stack.aclose()
                door = await self._open(stack, None, visitor, parked)
            stack.callback(door.leave)
            async with _kept_if_it_breaks(door):
                yield door
            await door.album.close(door.page, door.frames)

    async def _found_before(self, inquiry: Inquiry, parked: Memory | None) -> Profile | None:
        """The profile with which the chat was found before; None if there is none that can be read."""
        kept = await asyncio.to_thread(self._means.profiles.recall, inquiry.target)
        table = parked.profile if parked else kept
        if table and kept and {**table, "proven": True} == kept:
            table = kept  # another conversation has proven it since
        try:
            known = read(table) if table else None
        except ProfileInvalid:
            return None
        return None if parked is None and known and _says_the_subject(known) else known

    async def _open(
        self, stack: AsyncExitStack, profile: Profile | None, visitor: Visitor, parked: Memory | None
    ) -> WebConversation:
        options: dict[str, Any] = {"locale": profile.locale} if profile and profile.locale else {}
        if parked:
            options |= storage.options(parked.stored)
        private, asking = visitor.inquiry.target.control, visitor.inquiry.text
        context = await stack.enter_async_context(self._browsers.context(private=private, asking=asking, **options))
        return await self._arrive(context, profile, visitor, parked)

    async def _arrive(
        self, context: BrowserContext, profile: Profile | None, visitor: Visitor, parked: Memory | None
    ) -> WebConversation:
        door = WebConversation(context, profile, visitor, parked)
        with failing(visitor.ours, "the page would not open"):
            await door.prepare()
        with failing(visitor.ours, "the page held us up"):
            async with _kept_if_it_breaks(door), asyncio.timeout(ARRIVING * visitor.patience):
                await (door.come_back(parked) if parked else door.come_in())
        return door


def _says_the_subject(found: Profile) -> bool:
    """It may be from before 0165, and say our subject where a form asks for the first message."""
    return found.first is None and any("{subject}" in step.value for step in found.steps)


@asynccontextmanager
async def _kept_if_it_breaks(door: WebConversation) -> AsyncIterator[None]:
    """How the page stood when a visit broke is what will be asked for first: it is kept before the error goes on."""
    try:
        yield
    except (ProbeError, BrowserError, TimeoutError):
        await door.album.broken(door.page, door.frames)
        raise
