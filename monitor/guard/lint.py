"""Reads our own questions for untruths and threats before anybody is asked (G4).

A question may ask about policy. It may not claim a purchase, name an order, threaten with law, set a deadline,
plead an emergency, or name a third party. The rules are data: ``lint.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SENTENCE_END = re.compile(r"(?<=[。！？!?；;\n])|(?<!\bmr)(?<!\bms)(?<!\bdr)(?<!\bmrs)\.(?=\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a question must not say: which rule, the words that broke it, and what to write instead."""

    rule: str
    words: str
    problem: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    id: str
    problem: str
    hint: str
    found: re.Pattern[str]
    unless: re.Pattern[str] | None


def lint(text: str, language: str) -> list[Finding]:
    """What ``text`` (in ``zh`` or ``en``) must not say; empty if it may be asked.

    Both languages' rules are asked: a Chinese question may hold English words.
    """
    first = [rule for rule in _rules() if rule.id.endswith("." + language)]
    rules = first + [rule for rule in _rules() if rule not in first]
    return list(_findings(text, rules))


def _findings(text: str, rules: Sequence[_Rule]) -> Iterator[Finding]:
    for rule in rules:
        for sentence in _SENTENCE_END.split(text):
            broken = rule.found.search(sentence)
            if broken and not (rule.unless and rule.unless.search(sentence[: broken.end()])):
                yield Finding(rule=rule.id, words=broken.group().strip(), problem=rule.problem, hint=rule.hint)


@cache
def _rules() -> tuple[_Rule, ...]:
    book = tomllib.loads(files(__package__).joinpath("lint.toml").read_text(encoding="utf-8"))
    return tuple(
        _Rule(
            id=entry["id"],
            problem=entry["problem"],
            hint=entry["hint"],
            found=_either(entry["any"]),
            unless=_either(entry["unless"]) if "unless" in entry else None,
        )
        for entry in book["rule"]
    )


def _either(parts: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)
