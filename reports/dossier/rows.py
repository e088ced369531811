"""What the page of an evidence pack shows, as plain records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened. ``kind`` names its wording; ``values`` fill it in; ``entry`` is its ledger line."""

    at: datetime
    kind: str
    entry: str
    values: Mapping[str, str | datetime]  # moments are printed in the reader's zone
    text: str = ""  # words that somebody said: hostile input
    since: datetime | None = None  # not yet there then; None: exact


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitLine:
    """One exhibit. ``file`` is its place in the pack; empty if it is withheld or deleted, as ``state`` says."""

    at: datetime
    role: str
    media_type: str
    sha256: str
    file: str
    state: str = "here"  # here | withheld | deleted | lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One inquiry."""

    id: str
    channel: str
    topic: str
    due_at: datetime
    t0: datetime | None
    first_reply: datetime | None  # any message of the platform after t0
    exactly: bool  # it was watched live; else it was there at that time at the latest
    last_look: datetime | None
    ending: str  # empty: still open
    reason: str
    asked: str
    events: Sequence[Event]
    exhibits: Sequence[ExhibitLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One time stamp on a ledger line."""

    entry: str
    authority: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """One act of custody."""

    at: datetime
    who: str
    what: str
    subject: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A whole pack; times are aware UTC, printed in ``zone``."""

    platform: str
    study: str
    zone: str
    made_at: datetime
    made_by: str
    reason: str
    software: str
    method: str
    working_copy: bool
    uncovered: int  # ledger lines of these inquiries that no stamp covers
    authorities: Sequence[tuple[str, str]]  # (name, SHA-256 of the certificate)
    observers: Sequence[str]
    cases: Sequence[Case]
    seals: Sequence[Sealed]
    custody: Sequence[Handled]
