"""Which question a target gets at a turn, and in which wording: all in turn, none tied to a time cell."""

from __future__ import annotations

from dataclasses import dataclass

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
        return self.question.paraphrases[self.paraphrase]


def wording(settings: Settings, target: str, topic: str, turn: Turn) -> Wording:
    """The wording for ``target`` and ``topic`` at this turn.

    Each target begins at its own place in the bank, the same before the sale and after it: where the bank's two topics
    name their subjects in one order, a matched pair asks about subjects that are near each other. A question comes
    again only after all others of its topic and language, and then in another of its wordings.
    """
    draw = Draw(study=settings.study.id, seed=settings.study.seed)
    bank = [q for q in settings.questions if (q.topic, q.language) == (topic, turn.language)]
    place = rotate(turn.used, len(bank)) + draw.pick(len(bank), "question", target, turn.language)
    question = bank[place % len(bank)]
    wordings = len(question.paraphrases)
    number = rotate(turn.used // len(bank), wordings) + draw.pick(wordings, "paraphrase", target, question.id)
    return Wording(question=question, paraphrase=number % wordings)


def topics_in_order(settings: Settings, target: str, night: str) -> tuple[str, str]:
    """The two topics in the order they are asked that night: a seeded toss."""
    draw = Draw(study=settings.study.id, seed=settings.study.seed)
    first = draw.pick(2, "order", target, night)
    return TOPICS[first], TOPICS[1 - first]
