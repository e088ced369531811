"""Keeps what a chat looked like: pictures, the page with its resources, the frames that carried messages.

A picture is taken after a line has been stamped, never before, and beside the listening: it delays no stamp. What
cannot be taken or kept is logged and breaks nothing. How much is taken is bounded: a platform may write without end.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from probes import snapshot
from probes.browser import BrowserError, Page
from probes.interface import Inquiry, Means, Message, Speaker, Stage, Witnesses
from probes.webchat.frames import Frames

log = structlog.get_logger("album")

PATIENCE = 8.0  # seconds for one picture
PATIENCE_AT_CLOSE = 20.0  # seconds for all that is still to be taken when we leave
MOST_PICTURES = 30  # a visit


class Album:
    """What one visit keeps of its chat; an album that wants nothing costs nothing."""

    def __init__(self, inquiry: Inquiry, means: Means, stage: Stage, *, returning: bool) -> None:
        self._inquiry, self._stage, self._returning = inquiry, stage, returning
        bare = inquiry.target.control and not means.witnesses.controls
        self._wanted = Witnesses() if bare else means.witnesses
        self._texts: list[str] = []
        self._heard: set[int] = set()
        self._begun_at = stage.now()
        self._task: asyncio.Task[None] | None = None
        self._again = ""
        self._taken = 0

    async def take(self, page: Page, role: str) -> None:
        """A picture now; the caller waits for it."""
        if self._wanted.screenshots and self._taken < MOST_PICTURES:
            self._taken += 1
            await self._try(role, lambda: self._picture(page, role))

    def begin(self, page: Page, role: str, text: str = "") -> None:
        """A picture as soon as may be; the caller goes on. Lines that come while one is taken share the next."""
        if text:
            self._texts.append(text)
        if not self._wanted.screenshots:
            return
        if self._task is not None and not self._task.done():
            self._again = role
        else:
            self._task = asyncio.get_running_loop().create_task(self._pictures(page, role))

    def heard(self, page: Page, message: Message) -> None:
        """A picture of a reply that came in this visit."""
        fresh = message.seen_by >= self._begun_at and message.ordinal not in self._heard
        if fresh and message.speaker is Speaker.PLATFORM and not message.before_t0:
            self._heard.add(message.ordinal)
            self.begin(page, "reply", message.text)

    async def close(self, page: Page, frames: Frames) -> None:
        """What is still to be taken, bounded: a last picture, the page and the frames, the connection."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_AT_CLOSE):
                if self._task is not None:
                    await self._task
                await self.take(page, "close")
                if self._wanted.page and (self._texts or not self._returning):
                    await self._try("page", lambda: self._page(page))
                if self._wanted.frames and self._texts:
                    await self._try("frames", lambda: self._frames(frames))
                if self._wanted.page and not self._returning:
                    await self._try("connection", lambda: self._connection(page))
        if self._task is not None:
            self._task.cancel()

    async def _pictures(self, page: Page, role: str) -> None:
        while role:
            self._again = ""
            await self.take(page, role)
            role = self._again

    async def _try(self, role: str, taking: Callable[[], Awaitable[None]]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await taking()
        except (BrowserError, TimeoutError, OSError) as failure:
            first = (str(failure).splitlines() or [type(failure).__name__])[0]
            log.warning("exhibit_not_kept", inquiry=self._inquiry.id, role=role, detail=first[:200])

    async def _picture(self, page: Page, role: str) -> None:
        # caret and animations as they are: hiding them would change the page that is watched
        picture = await page.screenshot(timeout=PATIENCE * 1000, caret="initial", animations="allow")
        await self._keep(picture, "image/png", role)

    async def _page(self, page: Page) -> None:
        await self._keep(await snapshot.page_as_seen(page), "multipart/related", "page")

    async def _frames(self, frames: Frames) -> None:
        lines = [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in frames.carrying(self._texts)]
        if lines:
            content = ("\n".join(lines) + "\n").encode("utf-8", "replace")
            await self._keep(content, "application/jsonl", "frames")

    async def _connection(self, page: Page) -> None:
        private = self._inquiry.target.control
        content = await snapshot.connection(page, self._stage.now(), private=private)
        await self._keep(content, "application/json", "connection")

    async def _keep(self, content: bytes, media_type: str, role: str) -> None:
        await asyncio.to_thread(self._stage.keep, content, media_type, role)
