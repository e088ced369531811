"""Listens to a watched chat: hands out what has settled, and asks a page that is silent whether it is alive."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime

from probes.interface import Message
from probes.webchat.arrival import Visitor
from probes.webchat.finding.intake import AGAIN, Intake
from probes.webchat.transcript import Line
from probes.webchat.vigil import Vigil, seconds_until
from probes.webchat.watching import Watch
from probes.webchat.witness import Witness

HEARTBEAT = 15.0  # seconds between two proofs that a silent page is alive


@dataclass(frozen=True, kw_only=True)
class Listening:
    """``alive`` says whether the page lives and is connected, as far as anybody can tell."""

    visitor: Visitor
    watch: Watch
    vigil: Vigil
    witness: Witness
    intake: Intake
    alive: Callable[[], bool]

    async def lines(self, until: datetime, *, leaving: bool) -> AsyncIterator[tuple[Line, Message]]:
        """Every line so far, then each new one once it has settled; on leaving the unsettled ones too, so marked."""
        given: set[int] = set()
        clock = asyncio.get_running_loop().time
        asked = clock()
        while True:
            at_end, pause = self.visitor.now() >= until, self._pause()
            if at_end or self.watch.broken or self.vigil.unproven or clock() - asked >= pause:
                await self.prove_alive()
                asked = clock()
            self.vigil.looked_at()  # closes a gap that is over
            if at_end and (due := self.vigil.pending) and self.visitor.now() < until + self.visitor.means.patience:
                # what was said by then may still be on its way
                await self.watch.wait(seconds_until(due, self.visitor.now(), pause))
                continue
            await self.witness.note()
            for line in self.vigil.ripe(given, at_end and leaving):
                given.add(line.ordinal)
                yield line, await self.witness.message(line)
            if at_end:
                return
            if self.vigil.settled(given):  # what a form sends off may load the page anew
                await self.intake.attend()
            due = min(until, self.vigil.next_due(given) or until)
            await self.watch.wait(seconds_until(due, self.visitor.now(), pause))

    def _pause(self) -> float:
        often = AGAIN if self.intake.asked else HEARTBEAT
        return min(often, self.visitor.means.settle.total_seconds()) if self.vigil.behind else often

    async def prove_alive(self) -> None:
        """Ask the page. Raises ``ProbeError(OBSERVER_DOWN)`` if it does not answer."""
        asked = self.visitor.now()
        await self.watch.ask(self.visitor.patience)
        if self.alive():
            self.vigil.proved(asked)
