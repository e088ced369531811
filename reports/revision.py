"""What a later edition of the same week changed: which inputs differ, and what moved in the ranking; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.dataset import Standing

SHOWN = 0.05
"""An index that moves by less is printed the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one platform stood in one table; all None where it was not ranked."""

    channel: str
    platform: str
    index: float | None
    rank_low: int | None
    rank_high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One platform whose place in one table is another; None: that edition had no such line."""

    channel: str
    platform: str
    before: Place | None
    after: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """``number`` is this edition's, ``before`` the one it is compared with (``number`` 1 has none).

    ``causes`` are codes of ``revision.*`` in the wording: rules | facts | study | coding | method | program.
    """

    number: int
    before: int | None = None
    causes: tuple[str, ...] = ()
    rules: tuple[str, str] = ("", "")
    moved: tuple[Moved, ...] = ()


def places(standings: Sequence[Standing]) -> tuple[Place, ...]:
    """What later editions are compared with."""
    return tuple(
        Place(channel=s.channel, platform=s.platform, index=s.index, rank_low=s.rank_low, rank_high=s.rank_high)
        for s in standings
    )


def moved(before: Sequence[Place], after: Sequence[Place]) -> tuple[Moved, ...]:
    """Lines whose index (as printed) or rank range differs, in the order of ``after``, then what is gone."""
    old = {(p.channel, p.platform): p for p in before}
    new = {(p.channel, p.platform): p for p in after}
    return tuple(
        Moved(channel=key[0], platform=key[1], before=old.get(key), after=new.get(key))
        for key in dict.fromkeys([*new, *old])
        if _differs(old.get(key), new.get(key))
    )


def _differs(old: Place | None, new: Place | None) -> bool:
    if old is None or new is None:
        ranked = old or new
        return ranked is not None and ranked.index is not None
    if (old.rank_low, old.rank_high) != (new.rank_low, new.rank_high):
        return True
    if old.index is None or new.index is None:
        return old.index is not new.index
    return abs(old.index - new.index) >= SHOWN
