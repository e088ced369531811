"""The built-in question bank: policy questions in Chinese and English, as in ``config.toml``, and what follows them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from probes.interface import Question

LANGUAGES = ("zh", "en")


def text(language: str) -> str:
    """The bank's TOML source for ``language`` (``zh`` | ``en``), ready to stand in a config file."""
    return files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")


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
    return tuple(_question(entry) for language in languages for entry in tomllib.loads(text(language))["questions"])


def _question(entry: dict[str, object]) -> Question:
    fields = dict(entry)
    groups, wordings = fields.pop("criterion"), fields.pop("paraphrases")
    assert isinstance(groups, list)
    assert isinstance(wordings, list)
    return Question(
        **{key: str(value) for key, value in fields.items()},
        paraphrases=tuple(wordings),
        criterion=tuple(tuple(group) for group in groups),
    )
