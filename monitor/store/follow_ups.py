"""What a store remembers of what we said after the question: one durable intent each, never sent again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from monitor.store.records import Claim, FollowUp


class FollowUps(Protocol):
    """The part of ``Store`` that keeps scripted follow-ups and requests for a human."""

    def intend_follow_up(self, claim: Claim, *, kind: str, number: int, text: str, at: datetime) -> bool:
        """Write the intent to say ``text``, alone and durably; False (and nothing written) if the target is busy.

        Busy: another inquiry's visit is sending to this target, that is, a sending visit under lease, or a visit under
        lease whose own follow-up is not confirmed yet. While ours is not confirmed, no sending visit of the target is
        given. Nobody waits. Raises ``LeaseLost``; ``AlreadyIntended`` where this one is known; ``MonitorError`` before
        t0, out of order, past the most that may be said, or while an earlier one of this inquiry is in doubt.
        """
        ...

    def followed_up(self, claim: Claim, *, kind: str, number: int, sent_at: datetime, session: bytes | None) -> None:
        """Note when the channel took it, and the newest session (None leaves the stored one), durably and in one.

        Raises ``LeaseLost``; ``MonitorError`` unless this very visit intended it and noted nothing yet.
        """
        ...

    def follow_ups(self, inquiry_id: str | None = None) -> Sequence[FollowUp]:
        """Every one that was intended, by inquiry, kind and number."""
        ...
