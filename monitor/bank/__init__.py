"""The built-in question bank: policy questions in Chinese and English, as in ``config.toml``, and what follows them.

``pre_sale.toml`` and ``after_sale.toml`` hold one entry a subject: its criterion once, its wordings in each language,
and ``later``: the wording that is new in a study's second month.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from probes.questions import Question

LANGUAGES = ("zh", "en")
TOPICS = ("pre_sale", "after_sale")
WIDE = 116  # columns of a written line of terms

_HEAD = {
    "zh": "# Built-in questions, Chinese. All ask about policy, none claims a purchase. Criteria know answers in both"
    " languages.\n# An answer contains one term (regular expression, NFKC, any case) of every group.\n",
    "en": "# Built-in questions, English: the same subjects with the same criteria.\n",
}


def text(language: str, *, later_in: str = "") -> str:
    """The bank in ``language`` (``zh`` | ``en``) as TOML, ready to stand in a config file.

    ``later_in``: the month (``2027-01``) from which the later wordings are asked; without it they are left out.
    """
    held = later(language) if later_in else {}
    written = (_written(question, held.get(question.id, ""), later_in) for question in questions((language,)))
    return "\n".join([_HEAD[language], *written])


@cache
def later(language: str) -> Mapping[str, str]:
    """Question id → its wording for a study's second month."""
    return {
        f"{entry['id']}-{language}": entry[language]["later"]
        for topic in TOPICS
        for entry in _read(f"{topic}.toml")["subject"]
    }


@cache
def follow_ups(language: str) -> tuple[str, ...]:
    """The built-in answers to a request for information, in ``language``: the first and the second."""
    return tuple(_after_the_question()["follow_ups"][language])


@cache
def handoff(language: str) -> tuple[str, ...]:
    """The phrases that ask for a human, in their fixed order."""
    return tuple(_after_the_question()["handoff"][language])


def _after_the_question() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("follow_ups.toml").read_text(encoding="utf-8"))


@cache
def questions(languages: tuple[str, ...] = LANGUAGES) -> tuple[Question, ...]:
    """Every built-in question of these languages: each language has as many pre-sale as after-sale ones."""
    return tuple(question for language in languages for topic in TOPICS for question in _questions(topic, language))


def _questions(topic: str, language: str) -> Iterator[Question]:
    for entry in _read(f"{topic}.toml")["subject"]:
        yield Question(
            id=f"{entry['id']}-{language}",
            topic=topic,
            language=language,
            subject=entry[language]["subject"],
            paraphrases=tuple(entry[language]["paraphrases"]),
            criterion=tuple(tuple(map(_filled, group)) for group in entry["criterion"]),
        )


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def _terms() -> Mapping[str, str]:
    return _read("terms.toml")


def _filled(term: str) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda name: f"({_terms()[name[1]]})", term)


def _written(question: Question, held: str, month: str) -> str:
    groups = "".join(f"  [\n{_lines(group)}  ],\n" for group in question.criterion)
    wordings = "".join(f"  {_string(wording)},\n" for wording in question.paraphrases)
    fresh = f'new_wording = [\n  {{ month = "{month}", text = {_string(held)} }},\n]\n' if held else ""
    return (
        f'[[questions]]\nid = "{question.id}"\ntopic = "{question.topic}"\nlanguage = "{question.language}"\n'
        f"subject = {_string(question.subject)}\nparaphrases = [\n{wordings}]\n{fresh}criterion = [\n{groups}]\n"
    )


def _lines(terms: Sequence[str]) -> str:
    """The terms in as few lines as fit; one that is longer than a line has a line of its own."""
    lines = [""]
    for term in map(_string, terms):
        if lines[-1] and len(lines[-1]) + len(term) + 2 > WIDE:
            lines.append("")
        lines[-1] += f" {term},"
    return "".join(f"   {line}\n" for line in lines)


def _string(value: str) -> str:
    """A TOML string: literal where there is a backslash, so that patterns read as they are."""
    if "\\" not in value:
        return json.dumps(value, ensure_ascii=False)
    quote = "'''" if "'" in value else "'"
    return f"{quote}{value}{quote}"
