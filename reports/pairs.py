"""Every pair of ranked platforms of a table: how far apart, and whether one may be called more silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from reports.companions import Pair
from reports.lines import DIGITS
from reports.standings import Ranking

MORE_SILENT, UNDECIDED = "more_silent", "undecided"


def pairs(tables: Iterable[Ranking]) -> list[Pair]:
    """Each pair once, the larger index first, in the order of the rankings; verdicts are those of the rank ranges."""
    return [pair for table in tables for pair in _pairs(table)]


def _pairs(table: Ranking) -> Iterator[Pair]:
    lines = [line for line in table.standings if line.published]
    apart = {line.platform: frozenset(table.details[line.platform].more_silent_than) for line in lines}
    for line, other in combinations(lines, 2):
        yield Pair(
            channel=table.channel,
            platform=line.platform,
            other=other.platform,
            difference=_difference(line.index, other.index),
            difference_late_waiting=_difference(line.index_late_waiting, other.index_late_waiting),
            verdict=MORE_SILENT if other.platform in apart[line.platform] else UNDECIDED,
        )


def _difference(one: float | None, other: float | None) -> float:
    return round((one or 0.0) - (other or 0.0), DIGITS) + 0.0
