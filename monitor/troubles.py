"""Tells the operator when door after door of one kind does not open: a network that is cut off is nobody's silence."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from monitor.alarm import Alarm
from probes.interface import ProbeError, VoidReason

IN_A_ROW = 3
OUTSIDE = frozenset({VoidReason.NOT_SENT, VoidReason.OBSERVER_DOWN})
"""What a network that is cut off, names that nobody resolves and a browser that does not start look like."""


@dataclass(slots=True, kw_only=True)
class Troubles:
    """Counts failures of ours in a row, by channel; a door that opens ends the row."""

    alarm: Alarm
    observer: str
    _row: Counter[str] = field(default_factory=Counter)

    def notice(self, channel: str, failure: ProbeError) -> None:
        """Count it, and tell, in a thread, if it is time to."""
        if self.failed(channel, failure):
            asyncio.get_running_loop().run_in_executor(None, self.tell, channel, failure)

    def failed(self, channel: str, failure: ProbeError) -> bool:
        """Returns whether it is time to ``tell``."""
        self._row[channel] += failure.reason in OUTSIDE
        return failure.reason in OUTSIDE and self._row[channel] >= IN_A_ROW

    def tell(self, channel: str, failure: ProbeError) -> bool:
        """Once a day and channel; returns whether the operator was told now."""
        return self.alarm.tell(
            f"unreachable/{self.observer}/{channel}/{self.alarm.clock.now():%Y-%m-%d}",
            f"silence: {IN_A_ROW} visits over {channel} in a row failed on {self.observer}",
            f"{failure}\nIs the network there? Run `silence doctor`. Nothing of it counts as silence.",
        )

    def opened(self, channel: str) -> None:
        self._row[channel] = 0
