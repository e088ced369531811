"""Whether a web chat still knows its visitor after a reload: METHOD's dated property of a target, tested weekly.

One inquiry a week tests; until its verdict the target's other inquiries are held live too. A chat that forgets
is held live to the fourth checkpoint and then closed, so that its forgetting never looks like our failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.store.interface import PlannedInquiry, Store, Verdict

LOST_SESSIONS_TO_HOLD = 2


@dataclass(slots=True)
class Persistence:
    """The week's verdict of each target, kept in the store."""

    store: Store

    def must_hold(self, plan: PlannedInquiry) -> bool:
        """Whether this conversation is held live; the first one of the week becomes the test."""
        if plan.by_hand:
            return False
        verdict = self._verdict(plan)
        if verdict is None:
            self.store.begin_test(plan.target, plan.week, plan.id)
            return True
        if verdict.state == "testing" and self._tester_is_gone(verdict):
            self.store.decide(Verdict(target=plan.target, week=plan.week, state="testing", inquiry_id=plan.id))
        return verdict.state != "persistent"

    def is_test(self, plan: PlannedInquiry) -> bool:
        verdict = self._verdict(plan)
        return verdict is not None and verdict.state == "testing" and verdict.inquiry_id == plan.id

    def conclude(self, plan: PlannedInquiry, still_there: bool, at: datetime) -> None:
        """The test's verdict."""
        self._decide(plan, "persistent" if still_there else "forgets", at)

    def forgets(self, plan: PlannedInquiry) -> bool:
        """Whether the target is known to forget its visitors this week (or is treated so)."""
        verdict = self._verdict(plan)
        return verdict is not None and verdict.state in {"forgets", "held_live"}

    def lost_session(self, plan: PlannedInquiry, at: datetime) -> None:
        """Two lost sessions while the control was fine make a target "held live"."""
        lost = sum(
            i.plan.target == plan.target and i.plan.week == plan.week and i.reason == "session_lost"
            for i in self.store.inquiries(ending="void")
        )
        control_fine = any(c.passed for c in self.store.controls(plan.night) if c.channel == plan.channel)
        if lost >= LOST_SESSIONS_TO_HOLD and control_fine:
            self._decide(plan, "held_live", at)

    def _verdict(self, plan: PlannedInquiry) -> Verdict | None:
        return self.store.verdict(plan.target, plan.week)

    def _tester_is_gone(self, verdict: Verdict) -> bool:
        tester = self.store.inquiry(verdict.inquiry_id)
        return tester is None or tester.ending != "open"

    def _decide(self, plan: PlannedInquiry, state: str, at: datetime) -> None:
        self.store.decide(Verdict(target=plan.target, week=plan.week, state=state, inquiry_id=plan.id, decided_at=at))
