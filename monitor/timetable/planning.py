"""What is asked when: the planned inquiries of one night, pure and the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from monitor.settings.model import Settings
from monitor.settings.study import TIME_CELLS
from monitor.store.interface import PlannedInquiry
from monitor.store.records import AGAIN
from monitor.timetable.draw import Draw
from monitor.timetable.moments import iso_week, span
from monitor.timetable.pattern import Phase, Turn, nights_of_week, phase_of, turn_number, turn_on
from monitor.timetable.vantage import observers_on
from monitor.timetable.wording import Wording, topics_in_order, wording
from probes.interface import ChannelKind, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """One target asked in one night; ``observers``: whose pair counts, then those who ask again."""

    target: Target
    turn: Turn
    day: date
    observers: tuple[str, ...]


def night(settings: Settings, day: date) -> list[PlannedInquiry]:
    """The night of ``day`` (a date in the study's zone) in a real study, in due order; without positive controls.

    Empty outside the study. Two messages of a pair lie so far apart that the minimum gap holds even if the first
    begins as late as allowed. A time cell that daylight saving leaves no room for is not asked in that night.
    """
    if settings.study.compressed is not None:
        raise ValueError("a compressed study has no hours: plan its nights with compressed()")
    asked = _asked_on(settings, day)
    cells = ([place for place in asked if place.turn.time_cell == cell] for cell in TIME_CELLS)
    return due_order(inquiry for places in cells for inquiry in _in_cell(settings, places))


def compressed(settings: Settings, index: int, begins: datetime) -> list[PlannedInquiry]:
    """Night number ``index`` (from 0) of a compressed study, asked from ``begins`` (aware) on, in due order.

    It is named by the date ``starts + index``; even nights are working hours, odd ones other. Every target gets a
    matched pair: one message in the first half of the spread, the other half a spread later.
    """
    study = settings.study
    if study.compressed is None:
        raise ValueError("this study is not compressed: plan its nights with night()")
    day, turn = study.starts + timedelta(days=index), turn_number(study, Phase(), index)
    asked = [
        _Place(target=target, turn=turn, day=day, observers=observers_on(settings, target, day, [day]))
        for target in settings.targets()
    ]
    places = _shuffled(settings, asked)
    begins, half = begins.astimezone(UTC), study.compressed.spread / 2
    slots = [begins + study.compressed.spread * number / (2 * len(places)) for number in range(1, len(places) + 1)]
    return due_order(
        inquiry
        for place, due_at in zip(places, slots, strict=True)
        for inquiry in _pairs(settings, place, _alternating(due_at, half, len(place.observers)))
    )


def kinds(settings: Settings) -> tuple[ChannelKind, ...]:
    """The channel kinds in use, in the order of ``ChannelKind``."""
    used = {target.channel for target in settings.targets()}
    return tuple(kind for kind in ChannelKind if kind in used)


def plan_period(settings: Settings, first: date, last: date) -> Iterator[PlannedInquiry]:
    """Every inquiry of the nights ``first`` … ``last`` (both included) in due order, without positive controls."""
    for number in range((last - first).days + 1):
        yield from night(settings, first + timedelta(days=number))


def due_order(inquiries: Iterator[PlannedInquiry] | Sequence[PlannedInquiry]) -> list[PlannedInquiry]:
    """Earliest due first; ties by id."""
    return sorted(inquiries, key=lambda inquiry: (inquiry.due_at, inquiry.id))


def _asked_on(settings: Settings, day: date) -> list[_Place]:
    study, places = settings.study, []
    for index, target in enumerate(settings.targets()):
        phase = phase_of(study, index)
        turn = turn_on(study, phase, day)
        if turn is not None:
            observers = observers_on(settings, target, day, nights_of_week(study, phase, day))
            places.append(_Place(target=target, turn=turn, day=day, observers=observers))
    return places


def _alternating(first: datetime, half: timedelta, observers: int) -> list[datetime]:
    """A compressed night's moments: each observer's second message half a spread after its first."""
    begins = (first + half * number / observers for number in range(observers))
    return [moment for begin in begins for moment in (begin, begin + half)]


def _shuffled(settings: Settings, places: list[_Place]) -> list[_Place]:
    draw = Draw(study=settings.study.id, seed=settings.study.seed)
    return sorted(places, key=lambda place: draw.fraction("place", place.day, place.target.id))


def _in_cell(settings: Settings, places: list[_Place]) -> Iterator[PlannedInquiry]:
    """Spread the pairs of one time cell evenly over its hours, in a seeded order."""
    if not places:
        return
    study, timing = settings.study, settings.study.timing
    begins, ends = span(places[0].day, study.hours(places[0].turn.time_cell), study.zone)
    room = ends - begins - timing.pair_takes()
    if room <= timedelta(0):
        return
    draw = Draw(study=study.id, seed=study.seed)
    gap, play = timing.minimum_gap + timing.start_within, min(timing.start_within, room / 2)
    for number, place in enumerate(_shuffled(settings, places)):
        within = (number + draw.fraction("slot", place.day, place.target.id)) / len(places)
        looks = _that_fit(place.observers, room, gap)
        first = _whole(begins + (room - play - 2 * gap * (len(looks) - 1)) * within)
        second = _whole(first + gap + play * draw.fraction("gap", place.day, place.target.id))
        again = [_whole(second + gap * after) for after in range(1, 2 * len(looks) - 1)]
        yield from _pairs(settings, replace(place, observers=looks), [first, second, *again])


def _that_fit(observers: tuple[str, ...], room: timedelta, gap: timedelta) -> tuple[str, ...]:
    """Those for whose messages the time cell has room, all gaps kept; the first always."""
    return observers[: 1 + max(0, (room - gap) // (2 * gap))]


def _whole(moment: datetime) -> datetime:
    """The next whole second: rounding down could begin before the cell or break the gap."""
    return moment if not moment.microsecond else moment.replace(microsecond=0) + timedelta(seconds=1)


def _pairs(settings: Settings, place: _Place, due: Sequence[datetime]) -> Iterator[PlannedInquiry]:
    """The same pair from each observer in turn, two moments each."""
    topics = topics_in_order(settings, place.target.id, place.day.isoformat())
    for number, observer in enumerate(place.observers):
        for topic, due_at in zip(topics, due[2 * number : 2 * number + 2], strict=True):
            words = wording(settings, place.target.id, topic, place.turn, place.day)
            asked = _inquiry(settings, place, words, due_at)
            yield replace(asked, observer=observer) if number == 0 else _again(settings, asked, words, observer)


def _again(settings: Settings, asked: PlannedInquiry, words: Wording, observer: str) -> PlannedInquiry:
    """A second look: the same question from another observer, in the next wording if there are several."""
    study, wordings = settings.study, words.question.wordings
    known, new = words.question.in_use(asked.night[:7])
    numbers = [*known, *new]
    number = numbers[(numbers.index(words.paraphrase) + study.vantage_points.index(observer) + 1) % len(numbers)]
    return replace(
        asked,
        id=Draw(study=study.id, seed=study.seed).token("inquiry", asked.target, asked.night, asked.topic, observer),
        pair_id=f"{asked.pair_id}{AGAIN}{observer}",
        paraphrase=number,
        text=wordings[number],
        observer=observer,
    )


def _inquiry(settings: Settings, place: _Place, words: Wording, due_at: datetime) -> PlannedInquiry:
    study, target, question = settings.study, place.target, words.question
    named = place.day.isoformat()
    return PlannedInquiry(
        id=Draw(study=study.id, seed=study.seed).token("inquiry", target.id, named, question.topic),
        night=named,
        week=iso_week(place.day),
        time_cell=place.turn.time_cell,
        pair_id=f"{named}-{target.id}",
        target=target.id,
        platform=target.platform,
        channel=target.channel.value,
        question=question.id,
        topic=question.topic,
        language=question.language,
        paraphrase=words.paraphrase,
        subject=question.subject,
        text=words.text,
        due_at=due_at,
        latest_start=due_at + study.timing.start_within,
        observer=place.observers[0],
        in_published_hours=_in_published_hours(settings, place, due_at),
    )


def _in_published_hours(settings: Settings, place: _Place, due_at: datetime) -> bool | None:
    """Whether the platform says that somebody answers then; in a compressed study, in the middle of the named hours."""
    hours = settings.platform(place.target.platform).service_hours
    if hours is None:
        return None
    if settings.study.compressed is None:
        return hours.cover(due_at)
    begins, ends = span(place.day, settings.study.hours(place.turn.time_cell), settings.study.zone)
    return hours.cover(begins + (ends - begins) / 2)
