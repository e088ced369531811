"""Which question a target gets at a turn, and in which wording: all in turn, none tied to a time cell.

In a month that has new wording every third question is asked in it, and each question every third time: so at least a
quarter of the wordings that a month uses are new, as long as a quarter of those there are is new.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.settings.model import Settings
from monitor.settings.panel import QuestionEntry
from monitor.settings.study import TOPICS
from monitor.timetable.draw import Draw, rotate
from monitor.timetable.pattern import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One question in one of its wordings."""

    question: QuestionEntry
    paraphrase: int

    @property
    def text(self) -> str:
        return self.question.wordings[self.paraphrase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Of the wordings that may be asked in a month (``2027-01``), how many are new in it."""

    month: str
    new: int
    in_use: int


def freshness(settings: Settings) -> Iterator[Freshness]:
    """One line a calendar month of the study's nights, in order; in the first month everything is new."""
    study = settings.study
    nights = (study.starts + timedelta(days=number) for number in range(study.nights))
    bank = [question for question in settings.questions if question.language in study.languages]
    for number, month in enumerate(dict.fromkeys(f"{night:%Y-%m}" for night in nights)):
        known, new = (sum(map(len, part)) for part in zip(*(one.in_use(month) for one in bank), strict=True))
        yield Freshness(month=month, new=new if number else known + new, in_use=known + new)


def wording(settings: Settings, target: str, topic: str, turn: Turn, day: date) -> Wording:
    """The wording for ``target`` and ``topic`` at this turn, in the month of ``day``.

    Each target begins at its own place in the bank, the same before the sale and after it: where the bank's two topics
    name their subjects in one order, a matched pair asks about subjects that are near each other. A question comes
    again only after all others of its topic and language, and then in another of its wordings.
    """
    draw = Draw(study=settings.study.id, seed=settings.study.seed)
    bank = [q for q in settings.questions if (q.topic, q.language) == (topic, turn.language)]
    place = (rotate(turn.used, len(bank)) + draw.pick(len(bank), "question", target, turn.language)) % len(bank)
    question, cycle = bank[place], turn.used // len(bank)
    known, new = question.in_use(f"{day:%Y-%m}")
    third = (place + cycle + draw.pick(3, "new wording", target, turn.language)) % 3 == 0
    numbers = new if new and (third or not known) else known
    number = rotate(cycle, len(numbers)) + draw.pick(len(numbers), "paraphrase", target, question.id)
    return Wording(question=question, paraphrase=numbers[number % len(numbers)])


def topics_in_order(settings: Settings, target: str, night: str) -> tuple[str, str]:
    """The two topics in the order they are asked that night: a seeded toss."""
    draw = Draw(study=settings.study.id, seed=settings.study.seed)
    first = draw.pick(2, "order", target, night)
    return TOPICS[first], TOPICS[1 - first]
