"""Keeps what a form and its ticket's page looked like: pictures, the pages with their resources, the connection.

What cannot be taken or kept is logged and breaks nothing; only before sending there must be room for the evidence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from probes import snapshot
from probes.browser import BrowserError, Page
from probes.interface import Inquiry, Means, ProbeError, Stage, VoidReason, Witnesses

log = structlog.get_logger("form")

PATIENCE = 8.0  # seconds for one exhibit


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibits:
    """What one inquiry by form leaves behind: pictures of the form always, the rest as ``means.witnesses`` wants it."""

    inquiry: Inquiry
    means: Means
    stage: Stage

    @property
    def _wanted(self) -> Witnesses:
        bare = self.inquiry.target.control and not self.means.witnesses.controls
        return Witnesses() if bare else self.means.witnesses

    async def show(self, page: Page, role: str, *, strict: bool = False) -> None:
        """A picture of the form's page, and the page."""
        await self.picture(page, role, strict=strict)
        await self.page(page)

    async def picture(self, page: Page, role: str, *, strict: bool = False) -> None:
        """A picture of the form's page. ``strict``: raises ``ProbeError(NOT_SENT)`` where there is no room for it."""
        await self._try(role, lambda: self._picture(page, role), strict=strict)

    async def page(self, page: Page) -> None:
        """The form's page as seen, with its resources."""
        if self._wanted.page:
            await self._try("page", lambda: self._page(page))

    async def ticket(self, page: Page, *, fresh: bool) -> None:
        """A picture of the ticket's page; the page too where something stands on it that was not there (``fresh``)."""
        if self._wanted.screenshots:
            await self._try("ticket", lambda: self._picture(page, "ticket"))
        if self._wanted.page and fresh:
            await self._try("page", lambda: self._page(page))

    async def connection(self, page: Page) -> None:
        """Where the form came from: the resolver's answer, the certificates that were shown, the browser."""
        if self._wanted.page:
            await self._try("connection", lambda: self._connection(page))

    async def _try(self, role: str, taking: Callable[[], Awaitable[None]], *, strict: bool = False) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await taking()
        except (BrowserError, TimeoutError, OSError) as failure:
            first = (str(failure).splitlines() or [type(failure).__name__])[0]
            if strict and isinstance(failure, OSError) and not isinstance(failure, TimeoutError):
                raise ProbeError(VoidReason.NOT_SENT, f"the evidence could not be kept: {first}") from failure
            log.warning("exhibit_not_kept", inquiry=self.inquiry.id, role=role, detail=first[:200])

    async def _picture(self, page: Page, role: str) -> None:
        await self._keep(await page.screenshot(timeout=PATIENCE * 1000), "image/png", role)

    async def _page(self, page: Page) -> None:
        await self._keep(await snapshot.page_as_seen(page), "multipart/related", "page")

    async def _connection(self, page: Page) -> None:
        private = self.inquiry.target.control
        content = await snapshot.connection(page, self.stage.now(), private=private)
        await self._keep(content, "application/json", "connection")

    async def _keep(self, content: bytes, media_type: str, role: str) -> None:
        await asyncio.to_thread(self.stage.keep, content, media_type, role)
