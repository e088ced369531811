"""Hears what a page says in dialogs of the browser's own (``alert``, ``confirm``), from its first moment on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from probes.browser import BrowserError, Dialog, Page

_MOST, _LONGEST = 50, 2000  # a page may say without end


@dataclass(slots=True, kw_only=True)
class Dialogs:
    """``heard``: each with its moment, ``now``. A question is answered with yes only while ``agreeing``: it asks
    whether to send, and a press was meant so."""

    now: Callable[[], datetime]
    agreeing: bool = False
    heard: list[tuple[datetime, str]] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to ``page`` as long as it is there."""

        async def spoken(dialog: Dialog) -> None:
            await self._spoken(dialog)

        page.on("dialog", spoken)

    def since(self, moment: datetime) -> Sequence[tuple[datetime, str]]:
        return [(at, text) for at, text in self.heard if at >= moment]

    async def _spoken(self, dialog: Dialog) -> None:
        if len(self.heard) < _MOST:
            self.heard.append((self.now(), dialog.message[:_LONGEST]))
        with suppress(BrowserError):
            await (dialog.accept() if self.agreeing else dialog.dismiss())
