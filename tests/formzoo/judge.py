"""Judges what asking by a form of the zoo led to, against the zoo's own book; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from probes.control.formzoo.server import Received
from probes.interface import VoidReason

EARLY = timedelta(milliseconds=50)  # a clock is read in the page and in the server
KINDS = ("right", "missed", "wrong", "not measured")


@dataclass(frozen=True, slots=True)
class Told:
    """It was told as sent, at this moment."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """It was told as not sent or as uncertain; ``reason`` None: as a door that was shut."""

    reason: VoidReason | None
    why: str


Outcome = Told | Failed


@dataclass(frozen=True, slots=True)
class Verdict:
    kind: Literal["right", "missed", "wrong", "not measured"]
    why: str = ""


RIGHT = Verdict("right")


def judge(truth: Mapping[str, object], book: Sequence[Received], outcome: Outcome) -> Verdict:
    """Right: in the book once, true in every field, told not before; missed: not sent, and named so; else wrong."""
    for entry in book:
        if false := _false(truth, entry.values):
            return Verdict("wrong", f"sent {false}")
    if len(book) > 1:
        return Verdict("wrong", f"sent {len(book)} times")
    if isinstance(outcome, Told):
        if not book:
            return Verdict("wrong", "told as sent, and was not")
        early = outcome.at < book[0].at - EARLY
        return Verdict("wrong", "told before it was taken") if early else RIGHT
    if book and outcome.reason is not VoidReason.SEND_UNCERTAIN:
        return Verdict("wrong", f"sent, and told as not sent: {outcome.why}")
    return Verdict("missed", f"{outcome.reason}: {outcome.why}")


def _false(truth: Mapping[str, object], values: Mapping[str, object]) -> str:
    """The first field that holds something else than a truthful visitor would have entered; empty for none."""
    for key, value in truth.items():
        if _plain(values.get(key)) != _plain(value):
            return f"{key}: {values.get(key)!r} instead of {value!r}"
    return next((f"{key}, which was not asked" for key in values if key not in truth and values[key]), "")


def _plain(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def shares(verdicts: Iterable[Verdict]) -> Mapping[str, float]:
    """How much of all each kind of verdict is."""
    told = [verdict.kind for verdict in verdicts]
    return {kind: told.count(kind) / len(told) if told else 0.0 for kind in KINDS}
