"""The zoo's words: ``wording.toml`` by key and language, one of several by a number."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def book() -> Mapping[str, Any]:
    """The parsed ``wording.toml``."""
    return tomllib.loads(files(__package__).joinpath("wording.toml").read_text(encoding="utf-8"))


def choices(key: str, language: str) -> Sequence[str]:
    """Every wording of a key."""
    return tuple(book()[key][language])


def say(key: str, language: str, number: int, **values: object) -> str:
    """One wording of a key, the same for the same number; ``{placeholders}`` filled."""
    wordings = choices(key, language)
    return wordings[number % len(wordings)].format(**values)
