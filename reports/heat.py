"""By the hour of asking: the mean share without a substantive answer, platform by platform, for a map of fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from reports.edition import Edition, counted
from reports.readings import inside

HOURS = 2
"""A field covers so many hours of the day."""
FEWEST = 3
"""A field with fewer inquiries stays empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """One platform: by field of the day (mean ``u`` in per cent, inquiries); None where there are too few."""

    platform: str
    shares: tuple[float | None, ...]
    inquiries: tuple[int, ...]


def by_calendar(edition: Edition) -> bool:
    """Whether the study's nights are those of the calendar in its zone (a compressed study names its own).

    One inquiry of each night is looked at.
    """
    return edition.once("by calendar", lambda: _by_calendar(edition))


def _by_calendar(edition: Edition) -> bool:
    zone = ZoneInfo(edition.study.zone)
    every = edition.every()
    _, back = np.unique(every.codes("night")[0][::-1], return_index=True)
    moments = {one.night: one.due_at for one in every.at(len(every) - 1 - back)}
    return bool(moments) and all(due.astimezone(zone).date().isoformat() == night for night, due in moments.items())


def heat_rows(edition: Edition, channel: str, platforms: Sequence[str]) -> list[HeatRow]:
    """The rows of ``platforms``, from the counted inquiries of the window; none where the nights are not real."""
    if not by_calendar(edition):
        return []
    found = edition.once(("heat", channel), lambda: _fields(edition, channel))
    return [found[platform] for platform in platforms if platform in found]


def _fields(edition: Edition, channel: str) -> Mapping[str, HeatRow]:
    zone = ZoneInfo(edition.study.zone)
    found: defaultdict[str, defaultdict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    own = counted(inside(edition, channel))
    for platform, t0, u in zip(own.values("platform"), own.values("t0"), own.values("u"), strict=True):
        if t0 is not None and u is not None:
            found[platform][t0.astimezone(zone).hour // HOURS].append(u)
    return {platform: _row(platform, fields) for platform, fields in found.items()}


def _row(platform: str, fields: Mapping[int, Sequence[float]]) -> HeatRow:
    values = [fields.get(place, ()) for place in range(24 // HOURS)]
    return HeatRow(
        platform=platform,
        shares=tuple(100 * sum(own) / len(own) if len(own) >= FEWEST else None for own in values),
        inquiries=tuple(len(own) for own in values),
    )
