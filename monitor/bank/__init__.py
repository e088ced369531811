"""The built-in question bank: policy questions in Chinese and English, in the same shape as ``config.toml``'s."""

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
