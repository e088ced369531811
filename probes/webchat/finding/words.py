"""The words by which a chat is found on an unknown page (``words.toml``), ready to be asked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

Words = Mapping[str, re.Pattern[str]]


@cache
def table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The raw table: section → entry → regular expressions."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def of(section: str) -> Words:
    """One section: entry → one pattern, any case."""
    return {entry: re.compile(joined(section, entry), re.IGNORECASE) for entry in table()[section]}


def joined(section: str, entry: str) -> str:
    """One entry as the source of one regular expression, for Python and JavaScript alike."""
    return "|".join(f"(?:{word})" for word in table()[section][entry])


def has(section: str, entry: str, *texts: str) -> bool:
    """True if one of the texts holds a word of the entry."""
    pattern = of(section)[entry]
    return any(pattern.search(text) for text in texts if text)
