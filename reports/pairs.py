"""Every pair of ranked platforms of a table: how far apart, and whether one may be called more silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from reports.companions import Pair
from reports.dataset import Standing
from reports.lines import DIGITS, Detail
from reports.standings import Ranking

MORE_SILENT, UNDECIDED = "more_silent", "undecided"


def pairs(tables: Iterable[Ranking]) -> list[Pair]:
    """Each pair once, the larger index first, in the order of the rankings; verdicts are those of the rank ranges."""
    return [pair for table in tables for pair in _pairs(table)]


def _pairs(table: Ranking) -> Iterator[Pair]:
    lines = [line for line in table.standings if line.published]
    for line, other in combinations(lines, 2):
        yield Pair(
            channel=table.channel,
            platform=line.platform,
            other=other.platform,
            difference=_difference(line.index, other.index),
            difference_late_waiting=_difference(line.index_late_waiting, other.index_late_waiting),
            verdict=_verdict(table.details[line.platform], other),
        )


def _difference(one: float | None, other: float | None) -> float:
    return round((one or 0.0) - (other or 0.0), DIGITS) + 0.0


def _verdict(detail: Detail, other: Standing) -> str:
    return MORE_SILENT if other.platform in detail.more_silent_than else UNDECIDED
