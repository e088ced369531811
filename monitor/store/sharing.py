"""What a store tells several machines that share one study: which visits could be made now, and one clock for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from monitor.store.records import Claim, Due


class Sharing(Protocol):
    """Hints for a queue; the leases remain the truth."""

    def claim_one(
        self, inquiry_id: str, *, holder: str, observer: str, now: datetime, lease: timedelta, sending: bool
    ) -> Claim | None:
        """Lease this inquiry's due visit as ``claim`` would; None if ``claim`` would not give it now."""
        ...

    def claim_these(
        self, inquiry_ids: Sequence[str], *, holder: str, observer: str, now: datetime, lease: timedelta
    ) -> Sequence[Claim]:
        """Lease the due reading visits of these inquiries in one transaction: of each what ``claim_one`` would give.

        Earliest due first; inquiries of which it would give none are left out.
        """
        ...

    def due(self, *, observer: str, now: datetime, limit: int) -> Sequence[Due]:
        """What ``claim`` could give this observer now, earliest due first; leases and changes nothing.

        At most one sending visit a target and one reading visit an inquiry (the latest due); at most ``limit`` of each
        kind, so that many first contacts that wait for their turn hide no reading visit.
        """
        ...

    def server_time(self) -> datetime | None:
        """The clock that all machines of this store share (its server's); None where there is no server."""
        ...
