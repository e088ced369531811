"""The arithmetic of a study: what it can gather at best, and whether METHOD could ever rank it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from monitor.settings.model import Settings
from monitor.settings.study import Study
from monitor.store.interface import PlannedInquiry
from monitor.timetable.pattern import phase_of, turn_on
from monitor.timetable.planning import kinds
from reports import dataset

MINUTES_A_MESSAGE = 3.0
"""Assumed working time of the platform's staff to read and answer one message; an assumption, not a measurement."""

_RULE = {field.name: field.default for field in fields(dataset.Study)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """What one target gives within METHOD's window if nothing goes wrong, beside what METHOD asks for.

    ``pairs`` is also its number of nights: one matched pair a night. ``cell_nights`` is the fewer nights of the two
    time cells.
    """

    nights: int
    pairs_per_week: int
    compressed: bool
    pairs: int
    window: int
    minimum_nights: int
    minimum_counted: int
    minimum_stratum_nights: int

    @property
    def cell_nights(self) -> int:
        return self.pairs // 2

    @property
    def counted(self) -> int:
        return 2 * self.pairs

    @property
    def rankable(self) -> bool:
        return not self._shortfalls()

    @property
    def sentence(self) -> str:
        """The sum in words, and what is missing."""
        verdict = "; ".join(self._shortfalls()) or "enough to be ranked"
        return f"{self._sum()}: {verdict}"

    def _sum(self) -> str:
        nights = f"{self.nights} {'night' if self.nights == 1 else 'nights'}"
        window = f", of which the last {self.window} count," if self.nights > self.window else ""
        rate = "a pair a night" if self.compressed else f"{self.pairs_per_week} pairs a week"
        return (
            f"{nights}{window} with {rate} give each target {self.pairs} pairs, "
            f"so {self.pairs} nights, {self.cell_nights} in each time cell, {self.counted} inquiries"
        )

    def _shortfalls(self) -> list[str]:
        needs = (
            (self.pairs, self.minimum_nights, "nights"),
            (self.cell_nights, self.minimum_stratum_nights, "nights in each time cell"),
            (self.counted, self.minimum_counted, "inquiries"),
        )
        return [f"at most {have} {what} of {need} needed" for have, need, what in needs if have < need]


def arithmetic(settings: Settings) -> Arithmetic:
    """What the study's target with the fewest pairs can give within METHOD's window."""
    study, window = settings.study, _rule("window_nights")
    short = study.compressed is not None
    return Arithmetic(
        nights=study.nights,
        pairs_per_week=study.pairs_per_week,
        compressed=short,
        pairs=min(study.nights, window) if short else _fewest_pairs(settings, window),
        window=window,
        minimum_nights=_rule("minimum_nights"),
        minimum_counted=_rule("minimum_counted"),
        minimum_stratum_nights=_rule("minimum_stratum_nights"),
    )


def staff_minutes(inquiries: Sequence[PlannedInquiry], minutes_a_message: float = MINUTES_A_MESSAGE) -> float:
    """Estimated working minutes that these inquiries cost the platforms' staff, if they ask nothing back."""
    return minutes_a_message * len(inquiries)


def _rule(name: str) -> int:
    number = _RULE[name]
    assert isinstance(number, int)
    return number


def _fewest_pairs(settings: Settings, window: int) -> int:
    """Pairs of the worst-served target within the last ``window`` nights on which its channel sends at all."""
    study, targets = settings.study, settings.targets()
    days = [study.starts + timedelta(days=number) for number in range(study.nights)]
    # targets whose places differ by seven share their nights
    channels = {kind: {i % 7 for i, target in enumerate(targets) if target.channel is kind} for kind in kinds(settings)}
    return min(
        _fewest_of([_nights_of(study, place, days) for place in sorted(places)], window) for places in channels.values()
    )


def _fewest_of(patterns: Sequence[set[date]], window: int) -> int:
    counted = set(sorted(set().union(*patterns))[-window:])
    return min(len(nights & counted) for nights in patterns)


def _nights_of(study: Study, place: int, days: Sequence[date]) -> set[date]:
    phase = phase_of(study, place)
    return {day for day in days if turn_on(study, phase, day) is not None}
