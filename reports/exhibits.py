"""Which exhibits an inquiry left: what each shows, when it was taken, and its SHA-256; never its content.

A published sum binds us: whoever is shown an exhibit later can tell whether it is the one that was kept then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from pathlib import Path

from reports import columnar, csvtext
from reports.dataset import InquiryRow

EXHIBITS = "exhibits.csv"
MANY = 200_000
"""An edition of more inquiries names the exhibits of the newest nights that hold no more than so many."""
NEWEST = 40
"""Of so many newest inquiries of each platform they are named in any case: its page lists them."""


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
    types = csvtext.columns(ExhibitRow)
    ordered = columnar.in_order(list(exhibits), types, ("inquiry_id", "taken_at", "sha256", "role"))
    columnar.write(folder / EXHIBITS, None, types, ordered)


def named(inquiries: Sequence[InquiryRow], many: int = MANY) -> set[str]:
    """Ids of the inquiries whose exhibits an edition names: of all, or of its own week and whole nights, newest first.

    What older inquiries left is named in the editions of their weeks.
    """
    if len(inquiries) <= many:
        return {one.id for one in inquiries}
    left, nights = many, set()
    for night, asked in sorted(Counter(one.night for one in inquiries).items(), reverse=True):
        left -= asked
        if left < 0:
            break
        nights.add(night)
    by_platform: defaultdict[str, list[InquiryRow]] = defaultdict(list)
    for one in inquiries:
        by_platform[one.platform].append(one)
    listed = (nlargest(NEWEST, own, key=lambda one: (one.due_at, one.id)) for own in by_platform.values())
    week = max(one.week for one in inquiries)
    newest = {one.id for one in inquiries if one.night in nights or one.week == week}
    return newest | {one.id for own in listed for one in own}


def by_inquiry(exhibits: Iterable[ExhibitRow]) -> Mapping[str, Sequence[ExhibitRow]]:
    """Each inquiry's exhibits in the order in which they were taken."""
    found: defaultdict[str, list[ExhibitRow]] = defaultdict(list)
    for one in sorted(exhibits, key=lambda one: (one.taken_at, one.sha256, one.role)):
        found[one.inquiry_id].append(one)
    return found
