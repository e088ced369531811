"""What the zoo's judge is given and what it says: facts of the truth log, a conversation's report, verdicts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from probes.interface import Barred, Message, Sent, Shut, VoidReason

LATE = timedelta(seconds=2)  # a moment later than the truth by more is a wrong one
HASTE = timedelta(seconds=1)  # our bubble may stand this long before the server has heard; so may a line cross ours
FOREVER = datetime.max.replace(tzinfo=UTC)
KINDS = ("right", "not found", "wrong", "not measured")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of the truth log."""

    kind: str
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Our side failed: ``ProbeError``."""

    reason: VoidReason
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the measuring side says. ``resumed`` is what became of a conversation that was parked at ``parked_at``."""

    outcome: Sent | Shut | Barred | Failure
    messages: Sequence[Message] = ()
    exhibits: frozenset[str] = frozenset()  # SHA-256 of what was kept
    resumed: Literal["", "found", "lost", "failed"] = ""
    parked_at: datetime | None = None
    failed: str = ""  # why it could not be resumed
    blind: str = ""  # why nothing is claimed of what was not seen, and so no silence
    known_until: datetime = FOREVER  # nothing is claimed of what was said later


@dataclass(frozen=True, slots=True)
class Verdict:
    kind: Literal["right", "not found", "wrong", "not measured"]
    why: str = ""


RIGHT = Verdict("right")


class Wrong(Exception):
    """The measurement says something else than the truth."""


class NotFound(Exception):
    """The measurement says less than the truth."""


def truth(path: Path, inquiry: str) -> Sequence[Fact]:
    """What the zoo's log says of one inquiry; a line that is still being written is another's."""
    whole, _, _ = path.read_text(encoding="utf-8").rpartition("\n")
    rows = (json.loads(line) for line in whole.split("\n") if line)
    return [
        Fact(kind=row["kind"], at=datetime.fromtimestamp(row["sent_at"], UTC), text=row.get("text", ""))
        for row in rows
        if row["inquiry"] == inquiry
    ]


def tidy(text: str) -> str:
    """Words with single spaces."""
    return " ".join(text.split())


def seconds(span: timedelta) -> str:
    return f"{span.total_seconds():.3f} s"


def shares(verdicts: Iterable[Verdict]) -> dict[str, float]:
    """The share of each kind of verdict, 0 to 1."""
    kinds = [verdict.kind for verdict in verdicts]
    return {kind: kinds.count(kind) / len(kinds) if kinds else 0.0 for kind in KINDS}
