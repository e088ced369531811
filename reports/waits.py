"""How long was waited, as steps to draw: to the first substantive answer and to the first reply of any kind."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reports.curves import Curve, claimed, curve
from reports.dataset import LabelRow, MessageRow, Trial
from reports.edition import Edition
from reports.held import Held
from reports.readings import inside

Steps = Sequence[tuple[float, float]]
"""(seconds since t0, share from there on): begins at (0, 1), ends with the last moment anybody was watched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """One platform's two curves."""

    substantive: Steps
    any_reply: Steps


def curve_steps(edition: Edition, channel: str, platforms: Sequence[str]) -> Mapping[str, Waits]:
    """By platform id, of these that were asked, from the channel's trials within the window of the ranking."""
    what = ("curve steps", channel, tuple(platforms))
    return edition.once(what, lambda: _curve_steps(edition, channel, platforms))


def _curve_steps(edition: Edition, channel: str, platforms: Sequence[str]) -> Mapping[str, Waits]:
    nights = inside(edition, channel).distinct("night")
    doors = {p: edition.asked(p, channel) for p in platforms}
    own = {p: list(trials.where(trials.among("night", nights))) for p, trials in doors.items()}
    asked = {trial.inquiry_id for trials in own.values() for trial in trials}
    said, labels = Held.of(MessageRow, edition.messages), Held.of(LabelRow, edition.labels)
    claims = claimed(said.where(said.among("inquiry_id", asked)), labels.where(labels.among("inquiry_id", asked)))
    return {platform: _waits(trials, claims) for platform, trials in own.items() if trials}


def _waits(trials: Sequence[Trial], claims: Mapping[str, datetime]) -> Waits:
    answered, replied = curve(trials, claims), curve([first_reply(trial) for trial in trials])
    end = max(answered.end, replied.end)
    return Waits(substantive=_steps(answered, end), any_reply=_steps(replied, end))


def first_reply(trial: Trial) -> Trial:
    """The trial as if any reply were an answer."""
    return replace(trial, substantive_after=trial.first_reply_after, substantive_by=trial.first_reply_by)


def _steps(found: Curve, end: float) -> Steps:
    """The curve's corners; once nobody waits any more it is known for good."""
    steps = [(float(t), float(s)) for t, s in zip(found.seconds, found.unanswered, strict=True)]
    last = steps[-1][1] if steps else 1.0
    return [(0.0, 1.0), *steps, (end if last else math.inf, last)]
