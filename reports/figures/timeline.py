"""Every inquiry of a platform's channel as a line on the time axis, as paths of one drawing; bounded, words apart."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from reports.curves import answer_seconds, waited
from reports.dataset import Trial
from reports.figures.multiples import Clock
from reports.held import Held

NIGHTS, LINES = 28, 400
"""At most so many newest nights and lines are drawn; trials.csv holds all."""
WIDTH, LEFT, RIGHT, PITCH, GAP, FOOT = 720.0, 46.0, 12.0, 6.0, 7.0, 26.0
_REPLY, _ANSWER = 1.7, 2.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One channel's drawing: path data by kind of mark, night labels (y, month and day), ticks' places (x)."""

    width: float
    height: float
    pre_sale: str
    after_sale: str
    replies: str
    answers: str
    nights: str
    ticks: str
    labels: tuple[tuple[float, str], ...]
    places: tuple[float, ...]
    shown: int
    total: int
    answered: int
    replied: int


def timeline(trials: Sequence[Trial], checkpoints: Sequence[timedelta]) -> Timeline | None:
    """The drawing of these inquiries of one channel; None where none was taken by the channel and watched."""
    every = Held.of(Trial, trials)
    known = every.where(every.there("t0") & ~every.among("ending", ("void",)))
    inside = known.where(known.among("night", sorted(known.distinct("night"))[-NIGHTS:]))
    order = zip(
        *(inside.values("night"), inside.numbers("due_at").tolist(), inside.values("inquiry_id")), range(len(inside)),
        strict=True,
    )  # fmt: skip
    newest = [place for *_, place in heapq.nlargest(LINES, order)]
    chosen = list(inside.at(np.array(newest, dtype=np.int64)))
    if not chosen:
        return None
    clock = Clock(checkpoints=checkpoints, width=WIDTH - LEFT - RIGHT)
    return _drawn(chosen, clock, total=len(known))


def _drawn(chosen: Sequence[Trial], clock: Clock, total: int) -> Timeline:
    lines: dict[bool, list[str]] = {False: [], True: []}
    replies, answers, nights, labels = [], [], [], []
    y, night = 0.0, ""
    for one in chosen:
        if one.night != night:
            y, night = y + (GAP if night else 10.0), one.night
            nights.append(f"M{LEFT:g} {y - GAP / 2:g}H{WIDTH - RIGHT:g}")
            labels.append((round(y + 4, 1), night[5:]))
        answer, reply = answer_seconds(one), _reply(one)
        end = answer if answer is not None else _watched(one)
        lines[one.topic == "after_sale"].append(f"M{LEFT:g} {y:g}H{_x(clock, end):g}")
        if reply is not None and (answer is None or reply < answer):
            replies.append(_disc(_x(clock, reply), y, _REPLY))
        if answer is not None:
            answers.append(_disc(_x(clock, answer), y, _ANSWER))
        y += PITCH
    places = tuple(round(_x(clock, c.total_seconds()), 1) for c in clock.checkpoints)
    return Timeline(
        width=WIDTH, height=y + FOOT, pre_sale="".join(lines[False]), after_sale="".join(lines[True]),
        replies="".join(replies), answers="".join(answers), nights="".join(nights),
        ticks="".join(f"M{x:g} 0V{y:g}" for x in places), labels=tuple(labels), places=places, shown=len(chosen),
        total=total, answered=len(answers), replied=sum(_reply(one) is not None for one in chosen),
    )  # fmt: skip


def _x(clock: Clock, seconds: float) -> float:
    return round(LEFT + min(clock(max(seconds, 0.0)), clock.width), 1)


def _watched(one: Trial) -> float:
    return _seconds(one, one.observed_until) if one.observed_until is not None else 0.0


def _reply(one: Trial) -> float | None:
    """The first reply of any kind, placed inside its interval as an answer is."""
    return waited(one.t0, one.first_reply_after, one.first_reply_by)


def _seconds(one: Trial, moment: datetime) -> float:
    assert one.t0 is not None
    return (moment - one.t0).total_seconds()


def _disc(x: float, y: float, radius: float) -> str:
    turn = f"a{radius:g} {radius:g} 0 1 0"
    return f"M{x - radius:.1f} {y:g}{turn} {2 * radius:g} 0{turn} -{2 * radius:g} 0"
