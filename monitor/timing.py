"""How long a visit looks, and when the later ones are due: METHOD's checkpoints turned into moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.store.interface import LaterVisit
from probes.interface import ChannelKind
from reports.dataset import grace


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long a visit looks. ``live`` is zero for a channel whose mailbox needs no open door."""

    checkpoints: Mapping[str, Sequence[timedelta]]
    live: timedelta
    settle: timedelta

    def live_phase(self, channel: str) -> timedelta:
        return self.live if channel == ChannelKind.WEBCHAT else timedelta(0)

    def hold(self, channel: str) -> timedelta:
        """How long a conversation is held live while its persistence is not known: to the fourth checkpoint."""
        return max(self.live_phase(channel), self.checkpoints[channel][3])

    def later(self, channel: str, t0: datetime) -> list[LaterVisit]:
        """A reading visit for each checkpoint; those the live phase covers are fulfilled by it."""
        marks = self.checkpoints[channel]
        return [
            LaterVisit(checkpoint=i, due_at=t0 + c, latest_start=t0 + c + grace(marks, i)) for i, c in enumerate(marks)
        ]
