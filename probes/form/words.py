"""The word lists of ``words.toml``, compiled: what a text on a form says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

SPACED = r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])"
"""Between Chinese signs that stand apart for looks alone, as in "提 交"; for Python and JavaScript alike."""

_MARKS = re.compile(r"[*＊:：]|[(（]?(必填|必选|选填|可选|\brequired\b|\boptional\b)[)）]?", re.I)


_HOLDERS = ("value", "values", "und", "text", "file", "answer", "data", "input")  # say nothing of what they hold

TABLES = ("words.toml", "swept.toml")


@cache
def _book() -> Mapping[str, Any]:
    """Both tables as one: what was swept from language files (``swept.toml``) follows what was met on pages."""
    met, swept = (tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8")) for name in TABLES)
    return {section: _joined(met.get(section, {}), swept.get(section, {})) for section in {**met, **swept}}


def _joined(met: Mapping[str, Any], swept: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        key: met.get(key, type(swept[key])()) + swept[key] if key in swept else met[key] for key in {**met, **swept}
    }


@cache
def _pattern(section: str, key: str) -> re.Pattern[str]:
    words = "|".join(f"(?:{word})" for word in _book()[section][key])
    return re.compile(_simplified(words), re.I | re.A)  # ASCII: a word may end where a Chinese one begins


def keys(section: str) -> Sequence[str]:
    """The lists of a section, in their order."""
    return tuple(_book()[section])


def listed(section: str, key: str) -> Sequence[str]:
    """The entries of one list as they are written."""
    return tuple(_book()[section][key])


def read(text: str) -> str:
    """A text as its reader takes it: Chinese words that are spaced out for looks (``提 交``), or written in traditional
    characters, are words all the same; so are those with a curly apostrophe."""
    return _simplified(re.sub(SPACED, "", text))


def _simplified(text: str) -> str:
    return text if text.isascii() else text.translate(_characters())


@cache
def _characters() -> Mapping[int, str]:
    plain = {ord(traditional): plain for traditional, plain in _book()["characters"]["pairs"].split()}
    return plain | dict.fromkeys(map(ord, "\u2019\u2018\u02bc\uff07"), "'")


def says(section: str, key: str, text: str) -> bool:
    """True if the text holds a word of the list."""
    return bool(text) and _pattern(section, key).search(read(text)) is not None


def found(section: str, key: str, text: str) -> str:
    """The words of the list that a text holds first; empty for none."""
    match = _pattern(section, key).search(read(text))
    return match[0] if match else ""


def without(section: str, key: str, text: str) -> str:
    """A text with a wave in place of every word of the list."""
    return _pattern(section, key).sub("~", read(text))


def number(text: str) -> str:
    """The ticket number that a text names; empty for none."""
    match = _pattern("tickets", "numbers").search(read(text))
    return next((group for group in match.groups() if group), "") if match else ""


def meaning(text: str) -> str:
    """Which field a label names: the first meaning of ``[fields]`` with a word in it; empty for none, and for a label
    that its maker never wrote: the field's own kind ("Text box")."""
    if says("kinds", "only", text):
        return ""
    return next((key for key in keys("fields") if says("fields", key, text)), "") if text else ""


def bare(label: str) -> str:
    """A label without its marks."""
    return _MARKS.sub("", label)


def folded(text: str) -> str:
    """A text without white space and case, to be compared."""
    return "".join(text.split()).casefold()


def technical(name: str) -> str:
    """The words in a technical name: ``your-name``, ``contact[firstName]``; in brackets stands its own part."""
    inner = re.findall(r"\[([^\]]*[A-Za-z]{3}[^\]]*)\]", name)
    name = inner[-1] if inner and inner[-1] not in _HOLDERS else name
    return re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).strip().lower()
