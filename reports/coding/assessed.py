"""All that is printed of a coded sample, computed once: agreement, confusion, and the index under label error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from reports.coding.agreement import Figure, Unit, agreement
from reports.coding.confusion import Confusion, confusion, precision_and_recall
from reports.coding.labelerror import Facts, too_few
from reports.coding.propagated import Line, propagate
from reports.coding.rows import FUNCTIONS, MECHANISMS, Coded, Place
from reports.dataset import LabelRow, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Accord:
    """How well ``coders`` agree, by what is coded (``function``, ``mechanism``), plain and weighted by design."""

    coders: tuple[int, ...]
    plain: Mapping[str, Mapping[str, Figure]]
    weighted: Mapping[str, Mapping[str, Figure]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """``together``: all coders (none, if there is but one); ``pairs``: each two. ``too_few``: functions without a
    known error.

    ``missing``: items of the sample that the facts at hand have no label for.
    """

    coded: Coded
    labels: Mapping[Place, LabelRow]
    together: Accord | None
    pairs: tuple[Accord, ...]
    confusion: Confusion
    by_function: Mapping[str, tuple[Figure, Figure]]
    lines: tuple[Line, ...]
    too_few: tuple[str, ...]
    missing: int


def assess(coded: Coded, facts: Facts, standings: Sequence[Standing]) -> Assessment:
    """The assessment of one round; pure and seeded by the study."""
    labels = facts.by_place()
    known = replace(coded, items=[item for item in coded.items if item.place in labels])
    found, seed = confusion(known, labels), [abs(facts.study.seed), coded.round]
    few = too_few(known, facts)
    coders = coded.coders()
    pairs = tuple(_accord(known, two, seed) for two in combinations(coders, 2))
    return Assessment(
        coded=coded, labels=labels, together=_accord(known, coders, seed) if len(coders) > 1 else None, pairs=pairs,
        confusion=found, by_function=precision_and_recall(found, seed), too_few=few,
        lines=tuple(propagate(facts, known, found, standings, known_error=bool(coders) and not few)),
        missing=len(coded.items) - len(known.items),
    )  # fmt: skip


def _accord(coded: Coded, coders: Sequence[int], seed: Sequence[int]) -> Accord:
    plain, weighted = {}, {}
    for what, names in (("function", FUNCTIONS), ("mechanism", MECHANISMS)):
        units = _units(coded, coders, what, names)
        weighted[what] = agreement(units, len(names), seed)
        plain[what] = agreement([replace(unit, weight=1.0) for unit in units], len(names), seed)
    return Accord(coders=tuple(coders), plain=plain, weighted=weighted)


def _units(coded: Coded, coders: Sequence[int], what: str, names: Sequence[str]) -> list[Unit]:
    codes = coded.by_item()
    found = []
    for item in coded.items:
        values = tuple(names.index(getattr(c, what)) for c in codes.get(item.id, ()) if c.coder in coders)
        if values:
            found.append(Unit(cluster=item.inquiry_id, values=values, weight=item.weight))
    return found
