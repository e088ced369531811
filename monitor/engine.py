"""Makes one visit: an inquiry is never held between visits, it is visited again."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from monitor.asking import ask
from monitor.reading import read
from monitor.store.interface import Claim, LeaseLost
from monitor.visiting import Visiting

log = structlog.get_logger("engine")


@dataclass(slots=True, kw_only=True)
class Engine(Visiting):
    """Visits inquiries: the first visit asks, the others read."""

    async def visit(self, claim: Claim) -> bool:
        """Make one visit to its end; every failure becomes a row, only a lost lease ends it silently.

        True if a message was noted that had not been before.
        """
        inquiry_id = claim.inquiry.plan.id
        try:
            await (ask(self, claim) if claim.sends else read(self, claim))
        except LeaseLost:
            log.warning("lease_lost", inquiry=inquiry_id, visit=claim.visit.number)
        stirred = inquiry_id in self.stirred
        self.stirred.discard(inquiry_id)
        return stirred
