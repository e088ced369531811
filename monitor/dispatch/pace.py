"""Paces first contacts so that the visits they cause later are made in time on the machine at hand.

One first contact of a web chat costs a page opened now and one resumed at each later checkpoint. All of it is
work the machine must find time for, so the room between two first contacts is the work one of them causes,
as just measured, over what the machine can do at once. A busy machine makes the measured work longer and the
asking slower; nothing is visited late because too much was asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SMOOTHING = 0.2  # weight of the newest measurement
SHARE = 0.9  # of the machine that first contacts and their later visits may fill


@dataclass(slots=True, kw_only=True)
class Pace:
    """``slots``: pages that can be opened at once without getting slower; ``later``: visits a first contact causes.

    ``channels``: those whose doors are pages (a mail costs none). Durations in wall time.
    """

    slots: int
    later: float
    channels: frozenset[str] = frozenset({"webchat", "form"})
    opening: timedelta = timedelta(seconds=0.5)
    resuming: timedelta = timedelta(seconds=0.3)
    _latest: datetime | None = field(default=None)

    def measured(self, channel: str, asks: bool, took: timedelta) -> None:
        """Learn from one page opened (``asks``) or resumed."""
        if channel not in self.channels:
            return
        if asks:
            self.opening += (took - self.opening) * SMOOTHING
        else:
            self.resuming += (took - self.resuming) * SMOOTHING

    def room(self) -> timedelta:
        """The room to leave between two first contacts."""
        return (self.opening + self.resuming * self.later) / (self.slots * SHARE)

    def may_ask(self, now: datetime) -> bool:
        return self.wait(now) <= timedelta(0)

    def wait(self, now: datetime) -> timedelta:
        """How long until somebody may be asked; not above zero: at once."""
        return timedelta(0) if self._latest is None else self._latest + self.room() - now

    def asked(self, channel: str, now: datetime) -> None:
        if channel in self.channels:
            self._latest = now

    async def turn(self, channel: str, begun: datetime, now: Callable[[], datetime], stopping: asyncio.Event) -> bool:
        """Wait for another place if one was taken after ours, which was ``begun`` and then held by the night's control.

        True if it waited. All that a control holds would otherwise open their pages in the same moment, each slower
        than any page need be.
        """
        waited = False
        while channel in self.channels and self._latest is not None and self._latest > begun and not stopping.is_set():
            waited = True
            if self.may_ask(now()):
                begun = now()
                self.asked(channel, begun)
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), self.wait(now()).total_seconds())
        return waited
