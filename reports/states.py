"""What was known at each checkpoint: answered, waiting or unknown; never more than the looks can bear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reports.dataset import Look, MessageRow, grace

ANSWERED, WAITING, UNKNOWN = "a", "w", "u"

LIVE_CHECKPOINTS = 4
"""A chat that forgets its visitor is held live to the fourth checkpoint; what lies later is not our outage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """When the first of some messages came: not yet there at ``after``, there at ``by`` (equal when exact).

    The first of several intervals is bounded by the least of their ends. ``ordinal`` and ``channel`` are those of
    the message seen first; ``away`` says that it came by another channel than the one asked.
    """

    after: datetime
    by: datetime
    ordinal: int
    channel: str
    away: bool

    @classmethod
    def of(cls, messages: Sequence[MessageRow], home: str) -> Arrival | None:
        if not messages:
            return None
        first = min(messages, key=lambda m: (m.seen_by, m.seen_after, m.ordinal))
        channel = first.channel or first.marks.get("other_channel", "") or home
        after = min(min(m.seen_after for m in messages), first.seen_by)
        return cls(after=after, by=first.seen_by, ordinal=first.ordinal, channel=channel, away=channel != home)

    @property
    def exact(self) -> bool:
        return self.after == self.by

    def may_be_there(self, moment: datetime) -> bool:
        return moment >= self.by if self.exact else moment > self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The ball is with us: from an information request until our follow-up was taken (None: for good)."""

    request: Arrival
    until: datetime | None

    def covers(self, moment: datetime) -> bool:
        return self.request.may_be_there(moment) and (self.until is None or moment <= self.until)

    @classmethod
    def of(cls, requests: Sequence[MessageRow], said: Sequence[datetime], home: str) -> tuple[Turn, ...]:
        """One turn a request. ``said``: when our follow-ups were taken, by the channel asked alone.

        A request that came by another channel is not answered by them.
        """
        arrivals = [arrival for message in requests if (arrival := Arrival.of([message], home))]
        return tuple(
            cls(request=one, until=min((at for at in said if at >= one.by and not one.away), default=None))
            for one in arrivals
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How one inquiry was watched after t0, and what excuses a checkpoint we cannot tell."""

    t0: datetime
    checkpoints: tuple[timedelta, ...]
    looks: tuple[Look, ...]
    until: datetime  # the last moment at which a missing reply would have been noticed
    ball_with_us: tuple[Turn, ...]  # the non-circular information requests
    spans: tuple[tuple[datetime, datetime], ...]
    gone_at: datetime | None  # the platform ended the conversation
    forgets: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """One letter a checkpoint, and how many are unknown for no reason but our missed looks."""

    letters: str
    missed: int


def checkpoint_states(watch: Watch, arrival: Arrival | None) -> States:
    """METHOD's three states at each checkpoint, for the first of the replies that stop the clock.

    Waiting if a look at or after c shows nothing yet, answered if the reply was seen by c (what the visit for c
    shows counts as seen by c), else unknown. Unless answered, a checkpoint is unknown from an information request
    until our follow-up, and inside a span that hides the truth (delay notice, mail in the holding pen).
    """
    letters, missed = [], 0
    for index, after in enumerate(watch.checkpoints):
        moment = watch.t0 + after
        absent = _absent(watch, arrival, moment)
        if not absent and arrival and _seen_by(watch, arrival, index):
            letters.append(ANSWERED)
        elif _hidden(watch, moment) or not absent:
            letters.append(UNKNOWN)
            missed += not _excused(watch, index)
        else:
            letters.append(WAITING)
    return States(letters="".join(letters), missed=missed)


def _absent(watch: Watch, arrival: Arrival | None, moment: datetime) -> bool:
    """True if it is proven that no such reply was there at ``moment``."""
    watched = watch.until >= moment
    if arrival is None:
        return watched
    if arrival.exact:  # a reply seen live by the channel asked is itself a look; one by another channel is not
        return moment < arrival.by and (watched or not arrival.away)
    return moment <= arrival.after and (watched or not arrival.away)


def _seen_by(watch: Watch, arrival: Arrival, index: int) -> bool:
    """Exact times are compared with c itself; an interval counts if it ends by c + grace or in the visit for c."""
    moment = watch.t0 + watch.checkpoints[index]
    if arrival.exact:
        return arrival.by <= moment
    if arrival.by <= moment + grace(watch.checkpoints, index):
        return True
    return any(look.checkpoint == index and arrival.by <= look.until for look in watch.looks)


def _hidden(watch: Watch, moment: datetime) -> bool:
    if any(turn.covers(moment) for turn in watch.ball_with_us):
        return True
    return any(begins <= moment <= ends for begins, ends in watch.spans)


def _excused(watch: Watch, index: int) -> bool:
    """True if the checkpoint is unknown for a reason that is no outage of ours."""
    moment = watch.t0 + watch.checkpoints[index]
    gone = watch.gone_at is not None and watch.gone_at <= moment
    return _hidden(watch, moment) or gone or (watch.forgets and index >= LIVE_CHECKPOINTS)
