"""How a control platform behaves: manners as data (``manners.toml``), turned into timed acts by a seeded draw."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from probes.questions import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a control knows of the question it heard: looked up by the exact text, as an agent who knows the bank."""

    question: str
    topic: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing a control says: ``after`` seconds from hearing, ``kind`` is METHOD's function name.

    ``automatic`` acts carry ``Auto-Submitted: auto-replied`` by mail and a bot badge in a chat. ``joins``: a chat first
    tells that a person joined.
    """

    after: float
    kind: str
    text: str
    automatic: bool = False
    joins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPlatform:
    """One platform of ours: its id, the manner it has, the scale of its delays."""

    id: str
    name: str
    manner: str
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """What the controls know: the questions by their exact text."""

    by_text: Mapping[str, Asked] = field(default_factory=dict)

    def asked(self, text: str) -> Asked:
        """Look a text up, in whatever lines a mail program broke it and whatever stands around it.

        Unknown texts count as a pre-sale question in the language of their letters.
        """
        known = self.by_text.get(text.strip()) or self._within(_unspaced(text))
        if known:
            return known
        chinese = any("\u4e00" <= letter <= "\u9fff" for letter in text)
        return Asked(question="", topic="pre_sale", language="zh" if chinese else "en")

    def _within(self, heard: str) -> Asked | None:
        return next((asked for wording, asked in self.by_text.items() if _unspaced(wording) in heard), None)


def bank_from(questions: Iterable[Question]) -> Bank:
    """A bank that knows every paraphrase of ``questions``."""
    return Bank(
        by_text={
            wording.strip(): Asked(question=question.id, topic=question.topic, language=question.language)
            for question in questions
            for wording in question.paraphrases
        }
    )


def _unspaced(text: str) -> str:
    return "".join(text.split())


@cache
def book() -> Mapping[str, Any]:
    """The parsed ``manners.toml``, and ``answers.toml`` under ``answers``."""
    return _read("manners.toml") | {"answers": _read("answers.toml")}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def door_is_shut(manner: str) -> bool:
    """True for the manner whose chat is offline and whose mailbox is full."""
    return bool(book()["manners"][manner].get("shut", False))


def greeting(manner: str, language: str) -> str:
    """What the chat says when it opens, before anybody wrote; empty for none."""
    return str(book()["greetings"][language]) if book()["manners"][manner].get("greets", True) else ""


def offline_notice(language: str) -> str:
    """What a shut chat shows in place of its input."""
    return str(book()["offline"][language])


@dataclass(slots=True)
class Hearing:
    """What a control has heard in one conversation: the question, and how often the visitor wrote again."""

    first: str = ""
    asked: Asked | None = None
    turns: int = 0

    def hear(self, text: str, bank: Bank) -> str:
        """Take in one message; returns the truth log's kind: ``heard``, or ``follow_up`` for what is no question."""
        if self.asked is None:
            self.first, self.asked = text, bank.asked(text)
            return "heard"
        if text == self.first or bank.asked(text).question:
            return "heard"
        self.turns += 1
        return "follow_up"


def joined_notice(language: str) -> str:
    """What a chat shows when a person joins."""
    return str(book()["joined"][language])


def acts(platform: ControlPlatform, asked: Asked, draw: random.Random, turn: int = 0) -> Sequence[Act]:
    """What the platform will say to this question (``turn`` 0), or once the visitor has written so often again."""
    steps = book()["manners"][platform.manner].get("steps", ())
    return [
        Act(
            after=draw.uniform(*step["after"]) * platform.scale,
            kind=step["kind"],
            text=_words(step, asked, draw),
            automatic=bool(step.get("automatic", False)),
            joins=bool(step.get("joins", False)),
        )
        for step in steps
        if asked.topic in step.get("topics", (asked.topic,)) and turn in step.get("turns", (0,))
    ]


def _words(step: Mapping[str, Any], asked: Asked, draw: random.Random) -> str:
    if step["kind"] == "substantive":
        answers = book()["answers"].get(asked.question) or book()["answers"]["any_" + asked.language]
        return str(draw.choice(answers))
    return str(draw.choice(book()["texts"][step["text"]][asked.language]))
