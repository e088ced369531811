"""What the monitor remembers: facts in, facts out, one sender at most.

Every implementation (memory, SQLite, PostgreSQL) passes ``tests/contract/test_store.py``. Methods are
synchronous and short; the engine calls them from a worker thread. A claim is a lease with an attempt number
(fencing): whoever lost it can note nothing more (``LeaseLost``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from monitor.errors import MonitorError
from probes.interface import Exhibit, Message


class StoreUnavailable(MonitorError):
    """The database cannot be reached, or its schema is not ours."""


class LeaseLost(MonitorError):
    """Another worker took this visit over; nothing of it may be noted by us any more."""


class UnknownInquiry(MonitorError):
    """The store knows no such inquiry."""


class AlreadyIntended(MonitorError):
    """An intent to send exists: nobody sends this inquiry again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One planned night. ``id`` is the ISO date in the study's zone, ``week`` the ISO week (2026-W47)."""

    id: str
    week: str
    planned_at: datetime
    settings_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedInquiry:
    """An inquiry as the timetable planned it; everything a later reader needs without the config."""

    id: str
    night: str
    week: str
    time_cell: str
    pair_id: str
    target: str
    platform: str
    channel: str
    question: str
    topic: str
    language: str
    paraphrase: int
    subject: str
    text: str
    due_at: datetime
    latest_start: datetime  # not begun by then: void(not_sent)
    observer: str
    control: bool = False  # a positive control: never in the dataset
    in_published_hours: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryRecord:
    """A planned inquiry and what became of it."""

    plan: PlannedInquiry
    intended_at: datetime | None = None
    t0: datetime | None = None
    witness: str = ""
    ending: str = "open"  # open | closed | shut | barred | void
    reason: str = ""
    ended_at: datetime | None = None
    platform_ended_at: datetime | None = None
    forgets_visitor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecord:
    """One visit. ``number`` 0 sends, later ones read. ``checkpoint`` is the index it is made for (None: the
    sending visit). ``outcome``: '' (waiting) | done | missed | failed | void. looked_*: the span in which we knew all."""

    inquiry_id: str
    number: int
    checkpoint: int | None
    due_at: datetime
    latest_start: datetime
    attempt: int = 0
    observer: str = ""
    lease_until: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    looked_since: datetime | None = None
    looked_until: datetime | None = None
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A leased visit with all that the engine needs to make it."""

    inquiry: InquiryRecord
    visit: VisitRecord
    holder: str  # unique per process start
    session: bytes | None  # encrypted by the caller; None before t0
    messages: Sequence[Message] = ()

    @property
    def sends(self) -> bool:
        return self.visit.number == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterVisit:
    """A reading visit to be scheduled at t0."""

    checkpoint: int
    due_at: datetime
    latest_start: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Persistence of a target in a week: testing | persistent | forgets | held_live."""

    target: str
    week: str
    state: str
    inquiry_id: str
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLabel:
    """One opinion, added and never overwritten; ``body`` is the JSON of reports.dataset.LabelRow."""

    inquiry_id: str
    ordinal: int
    rules_version: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PenEntry:
    """A mail that matched no inquiry surely enough: waits in the holding pen with its candidates' scores."""

    key: str  # account/uidvalidity/uid
    platform: str  # '' when even that is unknown
    arrived_at: datetime
    released_at: datetime | None
    score: float
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved exactly this target and text; ``text_hash`` is the SHA-256 of target, question and text."""

    text_hash: str
    target: str
    question: str
    approved_by: str
    approved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Nothing more is asked of a platform until it is resumed."""

    platform: str
    since: datetime
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlResult:
    """What the night's positive control of a channel showed."""

    night: str
    observer: str
    channel: str
    passed: bool
    at: datetime
    detail: str = ""
    network_path: bool = False  # asked outside loopback


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """One line for ``status``."""

    by_ending: Mapping[str, int] = field(default_factory=dict)
    waiting_visits: int = 0
    overdue_visits: int = 0
    leased_visits: int = 0


class Store(Protocol):
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
        """Store a night and its sending visits in one transaction; False (and nothing stored) if the night exists."""
        ...

    def nights(self) -> Sequence[Night]: ...

    # -- work -----------------------------------------------------------------------------------------
    def claim(
        self, *, holder: str, observer: str, now: datetime, lease: timedelta, limit: int, sending: bool
    ) -> Sequence[Claim]:
        """Lease due visits (earliest due first), raising their attempt number by one.

        ``sending`` selects sending or reading visits. A sending visit is given only if its target has no other
        sending visit under lease, its platform is not paused, it has no intent and ``latest_start`` is not past. A reading visit is given only if
        no other visit of its inquiry is under lease; of several overdue ones of an inquiry only the latest due is
        given and the earlier ones become ``missed``; one that starts later than ``latest_start`` is given
        only if it is the inquiry's last.
        """
        ...

    def renew(self, claim: Claim, *, until: datetime) -> None:
        """Heartbeat. Raises ``LeaseLost``."""
        ...

    def start(self, claim: Claim, *, at: datetime) -> None:
        """Note that the visit began. Raises ``LeaseLost``."""
        ...

    def intend(self, claim: Claim, *, at: datetime) -> None:
        """Write the intent to send, alone and durably (synchronous=FULL). Raises ``LeaseLost``, ``AlreadyIntended``."""
        ...

    def sent(
        self, claim: Claim, *, t0: datetime, witness: str, session: bytes, later: Sequence[LaterVisit]
    ) -> None:
        """Note t0, the session and the reading visits to come, in one durable transaction. Raises ``LeaseLost``."""
        ...

    def note(
        self, claim: Claim, *, messages: Sequence[Message], session: bytes | None, platform_ended_at: datetime | None = None
    ) -> None:
        """Add messages not known by ordinal (known ones are left as they are) and the newest session. Raises ``LeaseLost``."""
        ...

    def finish(
        self, claim: Claim, *, at: datetime, outcome: str, looked_since: datetime | None, looked_until: datetime | None, note: str = ""
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
        self, inquiry_id: str, *, ending: str, reason: str, at: datetime, claim: Claim | None = None, forgets_visitor: bool = False
    ) -> bool:
        """Give an open inquiry its ending, drop its waiting visits and its session; False if it had one already.

        With ``claim`` the lease is checked (``LeaseLost``) and its visit is finished as ``void`` if not yet finished.
        """
        ...

    def sweep(self, *, now: datetime) -> Sequence[tuple[str, str]]:
        """Settle expired leases and missed starts; returns (inquiry id, what happened).

        A sending visit whose lease expired: with intent and no t0 → void(send_uncertain); with t0 → visit
        ``failed`` (reading visits stand); without intent → due again, or void(not_sent) once past
        ``latest_start``. A sending visit never begun by ``latest_start`` → void(not_sent). A reading visit → due again.
        """
        ...

    # -- persistence, controls, pauses, approvals ---------------------------------------------------------
    def verdict(self, target: str, week: str) -> Verdict | None: ...

    def begin_test(self, target: str, week: str, inquiry_id: str) -> bool:
        """Make this inquiry the week's persistence test; False if another one is (compare and set)."""
        ...

    def decide(self, verdict: Verdict) -> None: ...

    def note_control(self, result: ControlResult) -> None: ...

    def controls(self, night: str | None = None) -> Sequence[ControlResult]: ...

    def pause(self, pause: Pause) -> None: ...

    def resume(self, platform: str, *, at: datetime) -> bool: ...

    def pauses(self, *, at: datetime) -> Sequence[Pause]: ...

    def approve(self, approval: Approval) -> None: ...

    def approvals(self) -> Sequence[Approval]: ...

    # -- evidence, opinions, the pen ----------------------------------------------------------------------
    def keep(self, inquiry_id: str, exhibit: Exhibit) -> None: ...

    def exhibits(self, inquiry_id: str) -> Sequence[Exhibit]: ...

    def add_labels(self, labels: Sequence[StoredLabel]) -> None:
        """Append; a label that exists for (message, rules version) is left as it is."""
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
        """Add answers that came by another channel, whatever visit is under way (ordinals from 100000 up, unique by exhibit)."""
        ...

    # -- reading ------------------------------------------------------------------------------------------
    def inquiry(self, inquiry_id: str) -> InquiryRecord | None: ...

    def inquiries(self, *, night: str | None = None, ending: str | None = None) -> Iterator[InquiryRecord]: ...

    def visits(self, inquiry_id: str | None = None) -> Sequence[VisitRecord]: ...

    def messages(self, inquiry_id: str | None = None) -> Iterator[tuple[str, Message]]:
        """(inquiry id, message) ordered by inquiry and ordinal."""
        ...

    def next_due(self) -> datetime | None:
        """When the next waiting visit is due."""
        ...

    def counts(self, *, now: datetime) -> Counts: ...

    def remember(self, key: str, value: str) -> None: ...

    def recall(self, key: str) -> str | None: ...
