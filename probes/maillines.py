"""Keeps of an inquiry by mail to which servers of ours it was connected: once each, after all that matters was done."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import structlog

from probes.interface import Stage
from probes.postbox import Line

log = structlog.get_logger("mail")


@dataclass(slots=True)
class Lines:
    """The connections used in this visit, and those that are ``kept`` already, in any (as a session can hold them)."""

    kept: list[str] = field(default_factory=list)
    _used: dict[str, Line] = field(default_factory=dict)

    def use(self, line: Line) -> None:
        """This connection carries what we send, or what comes."""
        self._used[line.name()] = line

    def names(self) -> list[str]:
        """Those kept and those that will be, when the visit ends."""
        return list(dict.fromkeys([*self.kept, *self._used]))

    async def keep(self, stage: Stage) -> None:
        """Keep what is not kept yet. What cannot be is logged and breaks nothing."""
        for name in [name for name in self._used if name not in self.kept]:
            self.kept.append(name)
            try:
                await asyncio.to_thread(stage.keep, self._used[name].record(), "application/json", "connection")
            except Exception as failure:  # whatever the visit ended with is what is told
                log.warning("exhibit_not_kept", role="connection", detail=str(failure) or type(failure).__name__)
