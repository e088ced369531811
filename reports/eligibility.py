"""Who is ranked: decided by sending and by doors, never by what was answered.

``reason_unpublished`` is empty or one of this closed list; numbers are in English notation:

    opted_out: 2026-11-25; index 34.5 of 2026-W47         it asked us to stop: since when, and its last published index
    door_mostly_closed: 14 of 28                          attempts in published hours that met a shut or barred door
    closed_in_these_hours: other; index of working 34.5   time cells shut throughout, and the index of the rest
    not_enough_data: 9 of 12 nights                       counted nights
    not_enough_data: 20 of 24 inquiries                   counted inquiries
    not_enough_data: 4 of 6 nights in after_sale other    nights of the stratum that has fewest
    not_enough_data: 5 of 32 void                         voids after sending, above 10 %
    not_observed_well_enough: 37 of 280 checkpoints; index 33.1 to 47.0
    not_in_channel_set: mail                              only in the overall table: it lacks this channel
    not_ranked_in: mail                                   only in the overall table: unpublished there
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.dataset import Study
from reports.panel import COUNTED, Design
from reports.silence import IntArray, Scores, Tally, scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """One platform's attempts in one channel and window, counted by what became of them."""

    attempts: int = 0  # not void
    shut: int = 0
    barred: int = 0
    voids: int = 0
    planned: int = 0  # attempts and voids
    in_hours: int = 0  # attempts in published hours (all, if none are published)
    closed_in_hours: int = 0  # of these, shut or barred
    sent: int = 0  # attempts, and voids after sending (nights lost whole left out)
    void_after_sending: int = 0
    closed_cells: tuple[str, ...] = ()  # time cells outside published hours, shut throughout


def doors(rows: pd.DataFrame) -> dict[str, Doors]:
    """For each platform in the rows (one table's, of the window) what its doors and our failures did."""
    void, shut, barred = (rows["ending"] == name for name in ("void", "shut", "barred"))
    outside = _outside(rows)
    after = void & ~_lost_whole(rows) & (rows["t0"].notna() | (rows["reason"] == "send_uncertain"))
    flags = {
        "attempts": ~void,
        "shut": shut,
        "barred": barred,
        "voids": void,
        "planned": void | ~void,
        "in_hours": ~void & ~outside,
        "closed_in_hours": (shut | barred) & ~outside,
        "sent": ~void | after,
        "void_after_sending": after,
    }
    counts = pd.DataFrame(flags).groupby(rows["platform"]).sum()
    closed = _closed_cells(rows[~void], (shut & outside)[~void])
    return {
        str(platform): Doors(
            **{str(name): int(n) for name, n in own.items()}, closed_cells=closed.get(str(platform), ())
        )
        for platform, own in counts.to_dict("index").items()
    }


def _lost_whole(rows: pd.DataFrame) -> pd.Series:
    """True for rows of a night and observer that left nothing but voids: such nights only reduce the nights."""
    void = rows["ending"] == "void"
    found: pd.Series = void.groupby([rows["night"], rows["observer"]]).transform("all")
    return found


def _outside(rows: pd.DataFrame) -> pd.Series:
    """True where published hours exist and the inquiry lay outside them."""
    return ~rows["in_published_hours"].astype("boolean").fillna(True).astype(bool)


def _closed_cells(alive: pd.DataFrame, closed: pd.Series) -> dict[str, tuple[str, ...]]:
    """By platform the time cells in which every attempt met a shut door outside published hours."""
    throughout = closed.groupby([alive["platform"], alive["time_cell"]]).all()
    found: dict[str, tuple[str, ...]] = {}
    for platform, cell in sorted(throughout.index[throughout.to_numpy(dtype=bool)]):
        found[platform] = (*found.get(platform, ()), str(cell))
    return found


def counted(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that count: window closed, ending ``closed`` or ``ended_by_platform``."""
    found: pd.DataFrame = rows[rows["ending"].isin(COUNTED)]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What the counted inquiries of one table show, for all platforms: tallies under both codings of unknown."""

    plan: Design
    low: Tally
    high: Tally
    low_scores: Scores
    high_scores: Scores
    unknown: IntArray  # (P,) unknown checkpoints


def reason(platform: int, door: Doors, seen: Observed, study: Study) -> str:
    """Why the platform (by code) is not ranked in a channel's table; empty if it is."""
    if door.in_hours and door.closed_in_hours > study.maximum_door_share * door.in_hours:
        return f"door_mostly_closed: {door.closed_in_hours} of {door.in_hours}"
    if door.closed_cells:
        return _closed_hours(platform, door, seen)
    return _too_little(platform, seen, study) or _badly_seen(platform, door, seen, study)


def _closed_hours(platform: int, door: Doors, seen: Observed) -> str:
    """The cells that are shut throughout, and the index of the others where each of their strata was counted."""
    told = "closed_in_these_hours: " + " ".join(door.closed_cells)
    open_strata = np.array([cell not in door.closed_cells for _, _, cell in seen.plan.strata])
    if not open_strata.any():
        return told
    value = scores(seen.low, open_strata / open_strata.sum()).value[platform]
    others = " ".join(cell for cell in seen.plan.time_cells if cell not in door.closed_cells)
    return told if np.isnan(value) else f"{told}; index of {others} {100 * value:.1f}"


def _too_little(platform: int, seen: Observed, study: Study) -> str:
    nights, inquiries = int(seen.low_scores.nights[platform]), int(seen.low_scores.inquiries[platform])
    if nights < study.minimum_nights:
        return f"not_enough_data: {nights} of {study.minimum_nights} nights"
    if inquiries < study.minimum_counted:
        return f"not_enough_data: {inquiries} of {study.minimum_counted} inquiries"
    by_stratum = (seen.low.inquiries[platform] > 0).sum(axis=1)
    least = int(by_stratum.argmin())
    needed = max(study.minimum_stratum_nights, 2)  # a stratum seen on one night has no night score
    if by_stratum[least] < needed:
        _, topic, cell = seen.plan.strata[least]
        return f"not_enough_data: {int(by_stratum[least])} of {needed} nights in {topic} {cell}"
    return ""


def _badly_seen(platform: int, door: Doors, seen: Observed, study: Study) -> str:
    if door.void_after_sending > study.maximum_void_share * door.sent:
        return f"not_enough_data: {door.void_after_sending} of {door.sent} void"
    total = int(seen.low_scores.inquiries[platform]) * seen.plan.checkpoints
    lost = int(seen.unknown[platform])
    if lost <= study.maximum_unknown_share * total:
        return ""
    low, high = 100 * seen.low_scores.value[platform], 100 * seen.high_scores.value[platform]
    return f"not_observed_well_enough: {lost} of {total} checkpoints; index {low:.1f} to {high:.1f}"
