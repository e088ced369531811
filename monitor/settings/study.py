"""The sections ``[study]``, ``[study.checkpoints]``, ``[study.timing]`` and ``[study.compressed]``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from monitor.settings.doors import OWN, FurtherKind
from monitor.settings.notation import Duration, Hours, Many, Slug, Text, Zone, mistake
from monitor.settings.part import Part
from probes.registry import CHANNELS
from reports.dataset import CHECKPOINTS

Language = Literal["zh", "en"]
Topic = Literal["pre_sale", "after_sale"]
TimeCell = Literal["working", "other"]

TIME_CELLS: tuple[TimeCell, ...] = ("working", "other")
TOPICS: tuple[Topic, ...] = ("pre_sale", "after_sale")


def _five_ascending(moments: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
    if len(moments) != 5:
        raise mistake(f"has {len(moments)} checkpoints", "write exactly five; the index is a mean over five")
    if any(later <= earlier for earlier, later in pairwise(moments)):
        raise mistake("the checkpoints do not ascend", "write each checkpoint later than the one before")
    return moments


def _different(observers: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(observers)) != len(observers):
        raise mistake("names an observer twice", "write each machine's name once")
    return observers


def _each_once(languages: tuple[str, ...]) -> tuple[str, ...]:
    if not languages or len(set(languages)) != len(languages):
        raise mistake("must name each language once", 'write ["zh"], ["en"] or ["zh", "en"]')
    return languages


Checkpoint5 = Annotated[Many[Duration], AfterValidator(_five_ascending)]


class Title(Part):
    """What the study is called, in both languages."""

    zh: Text
    en: Text


class Checkpoints(Part):
    """Five published waiting times a channel kind, counted from the moment the channel took the message."""

    webchat: Checkpoint5 = CHECKPOINTS["webchat"]
    mail: Checkpoint5 = CHECKPOINTS["mail"]
    form: Checkpoint5 = CHECKPOINTS["form"]
    others: Mapping[FurtherKind, Checkpoint5] = Field(default_factory=dict)
    """Of channels that were added to the table; one that is not named has those of mail."""

    def of(self, channel: str) -> tuple[timedelta, ...]:
        """The checkpoints of a channel kind; KeyError for a kind that cannot be asked yet."""
        return self.by_channel()[channel]

    def by_channel(self) -> Mapping[str, tuple[timedelta, ...]]:
        """Channel kind → its five checkpoints."""
        further = {kind: self.others.get(kind, self.mail) for kind in CHANNELS if kind not in OWN}
        return {"webchat": self.webchat, "mail": self.mail, "form": self.form, **further}


class Timing(Part):
    """The engine's durations; the defaults are those of a real study."""

    live: Duration = timedelta(minutes=5)
    """How long a web chat is watched live before it is parked."""
    settle: Duration = timedelta(seconds=2.5)
    """A text unchanged for this long is settled."""
    lease: Duration = timedelta(seconds=60)
    """How long a worker may be unheard of before its visit is given to another."""
    start_within: Duration = timedelta(minutes=30)
    """A sending visit may begin this much after it is due; not begun by then, the inquiry is void."""
    patience: Duration = timedelta(seconds=20)
    """How long a page may take to show a part."""
    mail_poll: Duration = timedelta(seconds=60)
    """The longest time between two looks into a mailbox."""
    minimum_gap: Duration = timedelta(minutes=20)
    """The least time between two first contacts of one target."""

    def pair_takes(self) -> timedelta:
        """The least hours a time cell must have, so that both messages of a pair, begun as late as allowed, fit in
        and keep the gap; a minute more for rounding to whole seconds."""
        return self.minimum_gap + 2 * self.start_within + timedelta(minutes=1)


class Compressed(Part):
    """Nights of our own making, for platforms of our own only: named from ``starts`` on, cells alternating by night."""

    night_every: Duration
    """A new night begins this often."""
    spread: Duration
    """The night's inquiries are spread over this long."""


class Study(Part):
    """What is asked, when, and how often."""

    id: Slug
    title: Title
    zone: Zone
    """The time zone in which nights, weeks and time cells are named."""
    starts: date
    """The first night."""
    nights: int = Field(ge=1, le=3660)
    seed: int
    """Fixes every draw of the timetable: the same configuration gives the same plan on every machine."""
    languages: Annotated[Many[Language], AfterValidator(_each_once)]
    pairs_per_week: int = Field(ge=1, le=7)
    """Matched pairs (one pre-sale, one after-sale message) a target and ISO week; at most 4 unless all are controls."""
    working_hours: Hours
    other_hours: Hours
    approvals: Literal[1, 2] = 1
    """How many different names must approve a text before it may be sent."""
    observer: Slug = "observer-1"
    """The machine that asks; ``silence run --observer`` says which of ``observers`` this one is."""
    observers: Annotated[Many[Slug], AfterValidator(_different)] = ()
    """All machines that ask, if there are several; the first also reads the mailboxes and makes the report."""
    demo: bool = False
    checkpoints: Checkpoints = Checkpoints()
    timing: Timing = Timing()
    compressed: Compressed | None = None

    @property
    def vantage_points(self) -> tuple[str, ...]:
        """Every observer of the study, the first one first."""
        return self.observers or (self.observer,)

    def hours(self, time_cell: str) -> Hours:
        """The hours of a time cell, by the study's clock."""
        return self.working_hours if time_cell == "working" else self.other_hours
