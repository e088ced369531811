"""Reads the rules: data files whose ids are never reused, compiled once; a language's files are one book in pieces."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from reports.labels.characters import FILE as CHARACTERS_FILE
from reports.labels.characters import simplified

Found = re.Pattern[str] | None

LANGUAGES = ("zh", "en")  # a folder of rules each
MECHANISM_FILE = "mechanism.toml"
MAJOR = 5  # raised when the code around the rules changes what a label can be


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What one kind of clause does.

    ``keeps``: the clause may still be part of an answer. ``aside``: it stands beside anything and names nothing else.
    ``whole``: it is looked for together with the clauses that lean on this one ("if so, ...").
    ``alone``: a clause of this kind is of no other, whatever words it has.
    """

    id: str
    version: int
    language: str
    function: str
    detail: str
    keeps: bool
    aside: bool
    whole: bool
    alone: bool
    why: str
    any: Found
    all: tuple[re.Pattern[str], ...]
    none: Found

    @property
    def besides(self) -> bool:
        """Another door or a link for whoever wants more than the message says."""
        return self.aside and self.function == "deflection"

    @property
    def closes(self) -> bool:
        """A door for later, or a link without a word: beside thanks it is part of the closing."""
        return self.besides and (self.detail == "channel_switch" or self.id.startswith("deflection.link-alone."))

    def fits(self, clause: str) -> bool:
        """True when one of ``any`` and each of ``all`` is found and none of ``none``."""
        if self.any and not self.any.search(clause):
            return False
        return all(part.search(clause) for part in self.all) and not (self.none and self.none.search(clause))


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRule:
    """What one declared mark says about who produced a message."""

    id: str
    version: int
    mark: str
    value: re.Pattern[str]
    mechanism: str
    why: str

    def fits(self, marks: Mapping[str, str]) -> bool:
        return self.mark in marks and bool(self.value.search(simplified(str(marks[self.mark]))))


@cache
def function_rules() -> tuple[Rule, ...]:
    """All rules about functions, both languages, in file order."""
    return tuple(rule for language in LANGUAGES for rule in _rules(_book(language)))


@cache
def answers() -> re.Pattern[str]:
    """Words that a concrete answer cannot do without, in either language: numbers, a yes or no, conditions, ways."""
    books = [_book(language) for language in LANGUAGES]
    return re.compile("|".join(f"(?:{book['terms']['answers']})" for book in books), re.IGNORECASE)


@cache
def ways() -> Found:
    """Steps that an answer tells ("restart it", 清除缓存), in the languages whose rules name some."""
    books = [_book(language)["terms"] for language in LANGUAGES]
    return _either([terms["ways"] for terms in books if "ways" in terms], {})


@cache
def findings() -> Found:
    """What an answer finds of a thing ("is supported", "there is no way"), in the languages whose rules name some."""
    books = [_book(language)["terms"] for language in LANGUAGES]
    return _either([terms["findings"] for terms in books if "findings" in terms], {})


@cache
def mark_rules() -> tuple[MarkRule, ...]:
    """All rules about marks, in the order in which METHOD asks them."""
    return tuple(
        MarkRule(
            id=entry["id"],
            version=entry["version"],
            mark=entry["mark"],
            value=re.compile(entry.get("is", ""), re.IGNORECASE),
            mechanism=entry["mechanism"],
            why=entry["why"],
        )
        for entry in tomllib.loads(_text(MECHANISM_FILE))["rule"]
    )


@cache
def version() -> str:
    """The version of the rules as a whole: it changes by itself when any rule file changes."""
    content = "".join([*map(_pieces, LANGUAGES), _text(MECHANISM_FILE), _text(CHARACTERS_FILE)])
    return f"{MAJOR}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"


def _rules(book: Mapping[str, Any]) -> Iterator[Rule]:
    terms = book.get("terms", {})
    for entry in book["rule"]:
        yield Rule(
            id=entry["id"],
            version=entry["version"],
            language=entry["language"],
            function=entry["function"],
            detail=entry.get("detail", ""),
            keeps=entry.get("keeps", False),
            aside=entry.get("aside", False),
            whole=entry.get("whole", False) or (entry.get("aside", False) and entry["function"] == "deflection"),
            alone=entry.get("alone", False),
            why=entry["why"],
            any=_either(entry.get("any", ()), terms),
            all=tuple(re.compile(_filled(part, terms), re.IGNORECASE) for part in entry.get("all", ())),
            none=_either(entry.get("none", ()), terms),
        )


def _either(parts: Sequence[str], terms: Mapping[str, str]) -> Found:
    return re.compile("|".join(f"(?:{_filled(part, terms)})" for part in parts), re.IGNORECASE) if parts else None


def _filled(part: str, terms: Mapping[str, str]) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda name: terms[name[1]], part)


def _book(language: str) -> Mapping[str, Any]:
    return tomllib.loads(_pieces(language))


def _pieces(language: str) -> str:
    """A language's files as one text, in the order of their names: terms first, then a kind each.

    How it is cut changes neither a rule nor the version; each file but the first can only add rules.
    """
    pieces = sorted(files(__package__).joinpath(language).iterdir(), key=lambda piece: piece.name)
    return "".join(piece.read_text(encoding="utf-8") for piece in pieces if piece.name.endswith(".toml"))


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
