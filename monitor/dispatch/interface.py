"""What hands due visits to an engine looks like, whether one process shares the study with nobody or with many."""

from __future__ import annotations

from typing import Protocol


class Dispatch(Protocol):
    """``holder`` names this process in its leases."""

    @property
    def holder(self) -> str: ...

    async def run(self) -> None:
        """Hand out what is due until the engine is stopping, then wait until the visits under way have parked."""
        ...

    async def in_step(self) -> bool:
        """Whether this machine may judge what is due: its clock agrees with the one that all machines share."""
        ...
