"""Tells a search on behalf of who comes back what is left of the conversation: our message, or the form once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from probes.interface import ProbeError, VoidReason
from probes.webchat.arrival import ASKS_AGAIN
from probes.webchat.finding.eyes import Eyes
from probes.webchat.finding.views import View
from probes.webchat.memory import Memory

STANDS_FOR = 3.0  # seconds: an input may be on its way, and so may the conversation behind a form


@dataclass(slots=True)
class Remains:
    """Of one conversation, on one page; without ``parked`` there is none to come back to."""

    eyes: Eyes
    parked: Memory | None
    _ours_since: float | None = None
    _asked_since: float | None = None

    async def message(self, views: Sequence[View]) -> View | None:
        """Where our own message stands, once it has for a while: a chat that has ended may have no input left."""
        there = [view for view in views if view.seen and await self._holds_ours(view)]
        now = self.eyes.tempo.now
        self._ours_since = (self._ours_since or now) if there else None
        return there[-1] if self._ours_since is not None and now - self._ours_since >= STANDS_FOR else None

    async def _holds_ours(self, view: View) -> bool:
        known = self.parked is not None and self.parked.said and self.parked.profile
        return bool(known) and self.parked is not None and await self.eyes.holds(view, self.parked.said[-1])

    def form(self, there: bool) -> bool:
        """Whether the form before the chat is ``there`` again, and our message is not.

        Raises ``ProbeError(SESSION_LOST)`` once it has stood for a while: whoever comes back has filled it.
        """
        if not there or self._ours_since is not None or self.parked is None:
            self._asked_since = None
            return False
        now = self.eyes.tempo.now
        self._asked_since = self._asked_since or now
        if now - self._asked_since >= STANDS_FOR:
            raise ProbeError(VoidReason.SESSION_LOST, ASKS_AGAIN)
        return True
