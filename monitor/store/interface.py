"""What the monitor remembers: facts in, facts out, one sender at most.

Every implementation (memory, SQLite, PostgreSQL) passes ``tests/contract/test_store.py``. Methods are
synchronous and short; the engine calls them from a worker thread. A claim is a lease with an attempt number
(fencing): whoever lost it can note nothing more (``LeaseLost``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from monitor.errors import MonitorError
from monitor.store.custody import Chains
from monitor.store.decisions import Decisions
from monitor.store.follow_ups import FollowUps
from monitor.store.records import (
    Approval,
    Claim,
    ControlResult,
    Counts,
    Due,
    FollowUp,
    InquiryRecord,
    LaterVisit,
    Night,
    Pause,
    PenEntry,
    PlannedInquiry,
    StoredLabel,
    Verdict,
    VisitRecord,
)
from monitor.store.sharing import Sharing
from probes.interface import Exhibit, Message

__all__ = [
    "AlreadyIntended",
    "Approval",
    "Claim",
    "ControlResult",
    "Counts",
    "Due",
    "FollowUp",
    "InquiryRecord",
    "LaterVisit",
    "LeaseLost",
    "Night",
    "Pause",
    "PenEntry",
    "PlannedInquiry",
    "Store",
    "StoreUnavailable",
    "StoredLabel",
    "UnknownInquiry",
    "Verdict",
    "VisitRecord",
]


class StoreUnavailable(MonitorError):
    """The database cannot be reached, or its schema is not ours."""


class DatabaseNew(StoreUnavailable):
    """There is no study in the database yet: it has no schema at all."""


class LeaseLost(MonitorError):
    """Another worker took this visit over; nothing of it may be noted by us any more."""


class UnknownInquiry(MonitorError):
    """The store knows no such inquiry."""


class AlreadyIntended(MonitorError):
    """An intent to send exists: nobody sends this inquiry again."""


class Store(FollowUps, Decisions, Sharing, Chains, Protocol):
    """Everything that is remembered.

    Beside it ``FollowUps`` (what is said after the question), ``Decisions``, ``Sharing`` and ``Chains`` (the ledger).
    """

    # -- schema ---------------------------------------------------------------------------------------
    def check_schema(self) -> None:
        """Raise ``StoreUnavailable`` (with what to do) unless the schema is exactly ours."""
        ...

    def migrate(self) -> str:
        """Bring the schema to ours; return the revision."""
        ...

    def close(self) -> None: ...

    # -- planning -------------------------------------------------------------------------------------
    def plan_night(self, night: Night, inquiries: Sequence[PlannedInquiry]) -> bool:
        """Store a night and its sending visits in one transaction; False (and nothing stored) if the night exists.

        Raises ``MonitorError`` (and nothing stored) if an inquiry exists already or belongs to another night.
        """
        ...

    def nights(self) -> Sequence[Night]: ...

    # -- work -----------------------------------------------------------------------------------------
    def claim(
        self, *, holder: str, observer: str, now: datetime, lease: timedelta, limit: int, sending: bool
    ) -> Sequence[Claim]:
        """Lease due visits (earliest due first), raising their attempt number by one.

        ``sending`` selects sending or reading visits. A sending visit is given only if no visit under lease sends to
        its target (see ``FollowUps``), its platform is not paused, it has no intent and ``latest_start`` is not past.
        A reading visit is given only if no other visit of its inquiry is under lease; of several overdue ones of
        an inquiry only the latest due is given and the earlier ones become ``missed``; one that starts later than
        ``latest_start`` is given only if it is the inquiry's last, and becomes ``missed`` otherwise.

        A lease that ran out is still a lease until ``sweep`` settles it: until then its visit is not given again
        and keeps its target (sending) or inquiry (reading) taken. Only inquiries planned
        for this ``observer`` are given.
        """
        ...

    def renew(self, claim: Claim, *, until: datetime) -> None:
        """Heartbeat. Raises ``LeaseLost``; does nothing for a visit that this claim itself has finished."""
        ...

    def start(self, claim: Claim, *, at: datetime) -> None:
        """Note that the visit began. Raises ``LeaseLost``."""
        ...

    def intend(self, claim: Claim, *, at: datetime) -> None:
        """Write the intent to send, alone and durably (synchronous=FULL). Raises ``LeaseLost``, ``AlreadyIntended``."""
        ...

    def sent(
        self, claim: Claim, *, t0: datetime, witness: str, session: bytes | None, later: Sequence[LaterVisit]
    ) -> None:
        """Note t0, the session (None if the page could not be parked) and the reading visits to come, in one durable
        transaction.

        Raises ``LeaseLost``; ``MonitorError`` without an intent or with t0 noted already.
        """
        ...

    def note(
        self,
        claim: Claim,
        *,
        messages: Sequence[Message],
        session: bytes | None,
        platform_ended_at: datetime | None = None,
    ) -> None:
        """Add messages not known by ordinal (known ones are left as they are) and the newest session.

        ``session`` None leaves the stored one; of several ``platform_ended_at`` the first stays. Characters that no
        database takes (NUL, lone surrogates) are kept as U+FFFD. Raises ``LeaseLost``.
        """
        ...

    def finish(
        self,
        claim: Claim,
        *,
        at: datetime,
        outcome: str,
        looked_since: datetime | None,
        looked_until: datetime | None,
        note: str = "",
    ) -> None:
        """End the visit and give the lease back. Raises ``LeaseLost``.

        A look fulfils the inquiry's waiting visits whose ``due_at`` lies in [looked_since, looked_until]: they
        become ``done`` with the same look (the live phase covers the first checkpoints).
        """
        ...

    def put_back(self, claim: Claim, *, note: str = "") -> None:
        """Give a visit back undone (Ctrl-C, pacing): due again, lease free. Raises ``LeaseLost``."""
        ...

    def end(
        self,
        inquiry_id: str,
        *,
        ending: str,
        reason: str,
        at: datetime,
        claim: Claim | None = None,
        forgets_visitor: bool = False,
    ) -> bool:
        """Give an open inquiry its ending, drop its waiting visits and its session; False if it had one already.

        With ``claim`` the lease is checked (``LeaseLost``) and its visit is finished as ``void`` if not yet finished;
        a claim that finished its visit may still end the inquiry, unless the next visit is under way. Unfinished
        visits become ``void``; whoever holds one of them has lost it. Raises ``UnknownInquiry``.
        """
        ...

    def sweep(self, *, now: datetime) -> Sequence[tuple[str, str]]:
        """Settle expired leases and missed starts; returns (inquiry id, what happened).

        A sending visit whose lease expired: with intent and no t0 → void(send_uncertain); with t0 → visit
        ``failed`` (reading visits stand); without intent → due again, or void(not_sent) once past
        ``latest_start``. A sending visit never begun by ``latest_start`` → void(not_sent). A reading visit → due again;
        once past ``latest_start``, → ``missed``, unless it is the last, or another visit is under way. What happened
        is one of ``void(send_uncertain)``, ``void(not_sent)``, ``failed``, ``due again``, ``missed``, or the ending
        (``closed``, ``shut(mailbox_full)``, ``barred(undeliverable)``) of an inquiry whose visits are all made, left
        open by a worker that died before it could end it.
        """
        ...

    # -- evidence, opinions, the pen ----------------------------------------------------------------------
    def keep(self, inquiry_id: str, exhibit: Exhibit) -> None:
        """Add; the inquiry need not be a planned one (positive controls leave exhibits too)."""
        ...

    def exhibits(self, inquiry_id: str) -> Sequence[Exhibit]: ...

    def add_labels(self, labels: Sequence[StoredLabel]) -> None:
        """Append; a label that exists for (message, rules version) is left as it is.

        Raises ``UnknownInquiry`` (and adds nothing) if one of them belongs to no inquiry.
        """
        ...

    def labels(self, *, rules_version: str | None = None) -> Sequence[StoredLabel]: ...

    def pen(self, entry: PenEntry) -> None:
        """Add or update by ``key``."""
        ...

    def penned(self) -> Sequence[PenEntry]: ...

    def told(self, notice: str, *, at: datetime) -> bool:
        """Remember that a notice was given; False if it had been (each once)."""
        ...

    def seen_persona_mail(self, inquiry_id: str, messages: Sequence[Message]) -> None:
        """Add answers that came by another channel, whatever visit is under way and also after the ending.

        The store numbers them from 100000 up, whatever ordinal they bear; the same exhibit (mark ``exhibit``;
        without one: the same ``seen_by`` and text) is added once. Raises ``UnknownInquiry``.
        """
        ...

    # -- reading ------------------------------------------------------------------------------------------
    def inquiry(self, inquiry_id: str) -> InquiryRecord | None: ...

    def inquiries(
        self,
        *,
        night: str | None = None,
        ending: str | None = None,
        weeks: Collection[str] | None = None,
        platform: str | None = None,
    ) -> Iterator[InquiryRecord]:
        """By due time, those of which all that is given is so; ``weeks``: ISO weeks, as planned."""
        ...

    def visits(self, inquiry_id: str | None = None) -> Sequence[VisitRecord]: ...

    def messages(self, inquiry_id: str | None = None) -> Iterator[tuple[str, Message]]:
        """(inquiry id, message) ordered by inquiry and ordinal."""
        ...

    def next_due(self, *, after: datetime | None = None) -> datetime | None:
        """When the next waiting visit is due; in the past while one is held back (busy target, paused platform).

        With ``after`` only visits that become due later than that moment count.
        """
        ...

    def counts(self, *, now: datetime) -> Counts: ...

    def remember(self, key: str, value: str) -> None: ...

    def remember_first(self, key: str, value: str) -> bool: ...  # False, and nothing is changed, if the key is taken

    def recall(self, key: str) -> str | None: ...
