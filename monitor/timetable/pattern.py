"""On which nights a target is asked, in which time cell and language: counting only, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from monitor.settings.study import TIME_CELLS, Study
from monitor.timetable.draw import Draw

_WEEK = 7
_WEEKLY_STEP = 2
"""Weekdays move on by two each week: over four weeks every target gets four or five of its 16 pairs on a weekend
(a step of three would give some targets one weekend night and others four, at two pairs a week)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One night of one target: its ``number``-th matched pair (from 0), the cell and language it is asked in.

    ``used`` counts the target's earlier pairs in this language.
    """

    number: int
    time_cell: str
    language: str
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """Where a target stands in the panel's rotation: which weekdays, which cell first, which language first."""

    weekday: int = 0
    cell: int = 0
    language: int = 0


def phase_of(study: Study, index: int) -> Phase:
    """The phase of the ``index``-th target of the panel.

    Seven targets in a row share the week's nights evenly; the next seven begin in the other cell. It depends on the
    place in the file alone, so a platform added at its end changes nothing for the others.
    """
    draw = Draw(study=study.id, seed=study.seed)
    rounds, place = divmod(index, _WEEK)
    languages = len(study.languages)
    return Phase(
        weekday=(place + draw.pick(_WEEK, "weekday")) % _WEEK,
        cell=(rounds + draw.pick(2, "cell", place)) % 2,
        language=2 * ((rounds // 2 + draw.pick(languages, "language", place)) % languages),
    )


def turn_on(study: Study, phase: Phase, day: date) -> Turn | None:
    """The target's turn on the night of ``day``; None if it is left in peace."""
    index = (day - study.starts).days
    if not 0 <= index < study.nights:
        return None
    nights = _asked_in_week(study, phase, index)
    if index not in nights:
        return None
    return turn_number(study, phase, _pairs_before(study, phase, _week_span(study, index)[0]) + nights.index(index))


def nights_of_week(study: Study, phase: Phase, day: date) -> list[date]:
    """The target's nights in the ISO week of ``day``, ascending; none outside the study."""
    index = (day - study.starts).days
    if not 0 <= index < study.nights:
        return []
    return [study.starts + timedelta(days=night) for night in _asked_in_week(study, phase, index)]


def turn_number(study: Study, phase: Phase, number: int) -> Turn:
    """Cells alternate by pair; the language changes every two pairs."""
    languages, shifted = study.languages, number + phase.language
    place = shifted // 2 % len(languages)
    used = _count(shifted, place, len(languages)) - _count(phase.language, place, len(languages))
    return Turn(number=number, time_cell=TIME_CELLS[(number + phase.cell) % 2], language=languages[place], used=used)


def _count(before: int, place: int, languages: int) -> int:
    """How many turns below ``before`` are in the language at ``place``."""
    cycles, rest = divmod(before, 2 * languages)
    return 2 * cycles + min(max(rest - 2 * place, 0), 2)


def _pairs_before(study: Study, phase: Phase, index: int) -> int:
    """Pairs of one target before night ``index``: exactly ``pairs_per_week`` in any seven nights.

    Rounded down from another start for each place, so that a week cut short takes its share from all targets alike.
    """
    return (index * study.pairs_per_week + phase.weekday) // _WEEK


def _week_span(study: Study, index: int) -> tuple[int, int]:
    """First and last-but-one night of the study that lie in the ISO week of night ``index``."""
    monday = index - (study.starts + timedelta(days=index)).weekday()
    return max(monday, 0), min(monday + _WEEK, study.nights)


def _asked_in_week(study: Study, phase: Phase, index: int) -> list[int]:
    """The nights of this ISO week on which the target is asked, ascending and spread over the week."""
    first, end = _week_span(study, index)
    pairs = _pairs_before(study, phase, end) - _pairs_before(study, phase, first)
    length = end - first
    week = (index + study.starts.weekday()) // _WEEK
    shift = phase.weekday + _WEEKLY_STEP * week
    return sorted(first + (number * length // pairs + shift) % length for number in range(pairs))
