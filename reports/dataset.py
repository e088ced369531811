"""The published dataset: the rows that join gathering to telling, and nothing that needs the monitor.

Facts come in as ``InquiryRow`` and ``MessageRow``; opinions are ``LabelRow`` (versioned, never overwritten);
what is published is ``Trial`` (one row an inquiry) and ``Standing`` (one line of the ranking).
``docs/dataset.md`` is the dictionary. All times are aware UTC; durations are ``timedelta``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

METHOD_VERSION = "1.0"

CHECKPOINTS: Mapping[str, tuple[timedelta, ...]] = {
    "webchat": tuple(timedelta(seconds=s) for s in (60, 300, 900, 3600, 86400)),
    "form": tuple(timedelta(hours=h) for h in (1, 4, 12, 24, 72)),
    "mail": tuple(timedelta(hours=h) for h in (1, 4, 12, 24, 72)),
}
"""METHOD's published checkpoints a channel kind."""

MAXIMUM_GRACE = timedelta(seconds=60)


def grace(checkpoints: Sequence[timedelta], index: int) -> timedelta:
    """How late a visit for checkpoint ``index`` may start: 60 s, or a quarter of the gap before it if shorter."""
    before = checkpoints[index - 1] if index else timedelta(0)
    return min(MAXIMUM_GRACE, (checkpoints[index] - before) / 4)


class ReportError(Exception):
    """A dataset cannot be told. ``hint`` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class DatasetInvalid(ReportError):
    """The dataset's files contradict their dictionary."""


class WeekEmpty(ReportError):
    """There is no inquiry in the week asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHours:
    """Published service hours in the platform's zone: ``days`` are ISO weekdays 1..7."""

    days: tuple[int, ...]
    opens: time
    closes: time
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """The platform's wish to be asked no more: since when, and its last published index by table (0..100)."""

    since: date
    last_week: str = ""  # whose edition ranked it last; empty: it never was
    last_index: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodRecord:
    """The method file as recorded for the edition's week (GUARDRAILS G15).

    ``in_time``: before the week began. ``series``: weeks under one method file, counted from 1, and the first of them.
    ``changed``: the file that told this edition is another one.
    """

    sha256: str
    recorded_at: datetime
    in_time: bool
    series: int
    series_since: str
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformRow:
    """A platform of the study; ``channels`` it publishes, ``strata`` such as size and price claim."""

    id: str
    name: str
    channels: tuple[str, ...]
    strata: Mapping[str, str] = field(default_factory=dict)
    promised_reply: timedelta | None = None
    service_hours: ServiceHours | None = None
    opted_out: OptOut | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """A question as asked; ``criterion``: an answer contains one term (regular expression) of every group."""

    id: str
    topic: str  # pre_sale | after_sale
    language: str  # zh | en
    subject: str
    paraphrases: tuple[str, ...]
    criterion: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What an outsider needs beside the rows (``study.json``)."""

    id: str
    title: str
    zone: str
    seed: int
    demo: bool
    checkpoints: Mapping[str, tuple[timedelta, ...]]
    platforms: tuple[PlatformRow, ...]
    questions: tuple[QuestionRow, ...]
    time_cells: tuple[str, ...] = ("working", "other")
    topics: tuple[str, ...] = ("pre_sale", "after_sale")
    window_nights: int = 28
    minimum_nights: int = 12
    minimum_counted: int = 24
    minimum_stratum_nights: int = 6
    maximum_void_share: float = 0.10
    maximum_door_share: float = 0.10
    maximum_unknown_share: float = 0.10
    method_version: str = METHOD_VERSION
    method: MethodRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A span in which we knew all the platform had said: continuous from ``since`` to ``until``.

    ``checkpoint`` is the index the visit was made for (its start lay in [c, c + grace]), None for any other look.
    """

    since: datetime
    until: datetime
    checkpoint: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRow:
    """One thing we said after the question (``followups.csv``); field order is column order.

    ``kind``: ``follow_up`` (answers an information request) | ``handoff`` (asks for a human); ``number`` counts from 1
    within its kind. ``sent_at``: when the channel took it; None where nobody knows, or it was turned away.
    """

    inquiry_id: str
    number: int
    kind: str
    text: str
    intended_at: datetime
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryRow:
    """One inquiry as a fact. ``ending`` is METHOD's, still without opinion: ``ended_by_platform`` is decided
    by the trial from ``platform_ended_at`` and the labels."""

    id: str
    platform: str
    target: str
    channel: str
    question: str
    topic: str
    language: str
    time_cell: str
    pair_id: str
    night: str  # ISO date in the study's zone
    week: str  # ISO week, 2026-W47
    paraphrase: int
    observer: str
    due_at: datetime
    t0: datetime | None
    ending: str  # open | closed | shut | barred | void
    reason: str = ""
    looks: tuple[Look, ...] = ()
    platform_ended_at: datetime | None = None
    forgets_visitor: bool = False  # held live, then closed: later checkpoints are unknown, and not our outage
    unknown_spans: tuple[tuple[datetime, datetime], ...] = ()  # delay notices, unmatched mail in the holding pen
    in_published_hours: bool | None = None
    follow_ups: tuple[FollowUpRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One line of a transcript; ``speaker`` is own | platform | notice; ``marks`` as in probes.interface."""

    inquiry_id: str
    ordinal: int
    speaker: str
    text: str
    seen_after: datetime
    seen_by: datetime
    before_t0: bool = False
    claimed_at: datetime | None = None
    frame_at: datetime | None = None  # when its words came, where a chat's software shows them later
    channel: str = ""  # the channel it came by
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """The two labels of one message, and the rule that gave each.

    mechanism: auto_declared | auto_behavioural | human_declared | human_behavioural | unknown
    function: greeting | acknowledgement | holding | information_request | deflection | substantive | refusal | unclear
    detail: the kind of deflection, or ``circular``, or empty. grade: declared | behavioural | inferred.
    """

    inquiry_id: str
    ordinal: int
    mechanism: str
    function: str
    detail: str = ""
    mechanism_rule: str = ""
    rule_id: str = ""  # the function's rule
    rules_version: str = ""
    grade: str = "inferred"
    promised_by: datetime | None = None
    canned_group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One published row an inquiry (``trials.csv``); field order is column order."""

    inquiry_id: str
    platform: str
    target: str
    channel: str
    question: str
    topic: str
    language: str
    time_cell: str
    pair_id: str
    night: str
    observer: str
    due_at: datetime
    t0: datetime | None
    observed_until: datetime | None
    ending: str
    reason: str
    first_reply_after: datetime | None
    first_reply_by: datetime | None
    first_reply_mechanism: str
    first_reply_function: str
    substantive_after: datetime | None
    substantive_by: datetime | None
    information_request_at: datetime | None
    promised_by: datetime | None
    other_channel: str
    canned_group: str
    in_published_hours: bool | None
    paraphrase: int
    checkpoint_states: str  # five letters: a answered, w waiting, u unknown; empty when void or never sent
    checkpoint_states_any: str
    u: float | None  # share of the five checkpoints waiting, unknown counted as answered (= u_low)
    u_low: float | None
    u_high: float | None
    rules_version: str
    method_version: str = METHOD_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One published line of the ranking (``standings.csv``); field order is column order; indices 0..100."""

    channel: str
    platform: str
    published: bool
    reason_unpublished: str
    index: float | None
    index_low: float | None
    index_high: float | None
    rank_low: int | None
    rank_high: int | None
    index_late_waiting: float | None
    index_shut_waiting: float | None
    index_any: float | None
    padding: float | None
    after_sale_gap: float | None
    gap_low: float | None
    gap_high: float | None
    canned_share: float | None
    deflection_share: float | None
    nights: int
    inquiries: int
    void_share: float | None
    shut_share: float | None
    barred_share: float | None
    method_version: str = METHOD_VERSION
