"""What the store keeps, as records: facts in, the same facts out.

Times are aware UTC; a store gives microseconds back as it got them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from probes.interface import Message

BY_HAND = "by-hand-"
"""How the nights of inquiries asked by hand begin."""
AGAIN = "+"
"""In the pair's id of a second look, between the pair that it repeats and the observer that repeats it."""


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
    in_published_hours: bool | None = None

    @property
    def by_hand(self) -> bool:
        """Asked by hand: kept and counted for the budget, never in the dataset."""
        return self.night.startswith(BY_HAND)

    @property
    def second_look(self) -> bool:
        """Asked again from another observer: kept and counted for the budget, and compared, but in no index."""
        return AGAIN in self.pair_id


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
    """One visit. ``number`` 0 sends, later ones read.

    ``checkpoint`` is the index it is made for (None: the sending visit). ``outcome``: '' (waiting) | done | missed |
    failed | void (its inquiry ended first). looked_*: the span in which we knew all. ``note`` is ``paused`` on a
    sending visit that was never begun while its platform was paused.
    """

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
class Due:
    """A visit that could be given now: a hint for whoever hands visits to several machines, and no promise."""

    inquiry_id: str
    number: int
    due_at: datetime

    @property
    def sends(self) -> bool:
        return self.number == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One thing we said after the question: the intent, and when the channel took it (None: in doubt, or turned away).

    ``kind``: ``follow_up`` (answers an information request) | ``handoff`` (asks for a human). ``number`` counts from 1
    within its kind.
    """

    inquiry_id: str
    kind: str
    number: int
    text: str
    intended_at: datetime
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A leased visit with all that the engine needs to make it."""

    inquiry: InquiryRecord
    visit: VisitRecord
    holder: str  # unique per process start
    session: bytes | None  # encrypted by the caller; None before t0
    messages: Sequence[Message] = ()
    follow_ups: Sequence[FollowUp] = ()

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
    """Nothing more is asked of a platform until it is resumed.

    ``kind``: ``pause`` (ours) | ``opt_out`` (the platform's wish, published with its date and never as silence).
    """

    platform: str
    since: datetime
    until: datetime | None
    reason: str
    kind: str = "pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlResult:
    """What the night's positive control of a channel showed; each one noted is kept."""

    night: str
    observer: str
    channel: str
    passed: bool
    at: datetime
    detail: str = ""
    network_path: bool = False  # asked outside loopback


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """One line for ``status``. Waiting: to be made, leased by nobody; overdue: waiting past ``latest_start``."""

    by_ending: Mapping[str, int] = field(default_factory=dict)
    waiting_visits: int = 0
    overdue_visits: int = 0
    leased_visits: int = 0
