"""Which exhibits an inquiry left: what each shows, when it was taken, and its SHA-256; never its content.

A published sum binds us: whoever is shown an exhibit later can tell whether it is the one that was kept then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports import csvtext

EXHIBITS = "exhibits.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitRow:
    """One line of ``exhibits.csv``; field order is column order. ``role`` says what it shows: ``reply``, ``mail`` …"""

    inquiry_id: str
    role: str
    media_type: str
    taken_at: datetime
    sha256: str


def write(folder: Path, exhibits: Iterable[ExhibitRow]) -> None:
    """``exhibits.csv``, by inquiry, time, sum and role."""
    names = list(csvtext.columns(ExhibitRow))
    ordered = sorted(exhibits, key=lambda one: (one.inquiry_id, one.taken_at, one.sha256, one.role))
    csvtext.write(folder / EXHIBITS, names, ([getattr(one, name) for name in names] for one in ordered))


def by_inquiry(exhibits: Iterable[ExhibitRow]) -> Mapping[str, Sequence[ExhibitRow]]:
    """Each inquiry's exhibits in the order in which they were taken."""
    found: defaultdict[str, list[ExhibitRow]] = defaultdict(list)
    for one in sorted(exhibits, key=lambda one: (one.taken_at, one.sha256, one.role)):
        found[one.inquiry_id].append(one)
    return found
