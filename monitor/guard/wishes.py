"""Hears what a platform's people ask of us: to stop, or who we are (G8). The rules are data: ``wishes.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from probes.interface import Message, Speaker

STOP, IDENTITY = "stop", "identity"
LETTERS = 4000  # of a message that are read: what is asked of us is not hidden at the end of a novel
_SENTENCE_END = re.compile(r"(?<=[。！？!?；;\n])|\.(?=\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked (``stop`` or ``identity``), by which rule, in which words."""

    kind: str
    rule: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    id: str
    kind: str
    parts: tuple[str, ...]
    found: re.Pattern[str]
    unless: re.Pattern[str]


def wish(text: str) -> Wish | None:
    """What ``text`` asks of us, in Chinese or English; to stop before anything else. None for nothing."""
    sentences = _SENTENCE_END.split(text[:LETTERS])
    for rule in sorted(_rules(), key=lambda rule: rule.kind != STOP):
        for sentence in sentences:
            found = rule.found.search(sentence)
            if found and not rule.unless.search(sentence[: found.end()]):
                return Wish(kind=rule.kind, rule=rule.id, words=found.group().strip())
    return None


def patterns() -> list[str]:
    """All that is looked for in a sentence."""
    return [part for rule in _rules() for part in rule.parts]


def first_wish(messages: Iterable[Message]) -> tuple[Message, Wish] | None:
    """The first message of a transcript that asks something of us; a wish that we stop comes before all others."""
    heard = [(m, found) for m in messages if _is_reply(m) and (found := wish(m.text))]
    return min(heard, key=lambda pair: (pair[1].kind != STOP, pair[0].seen_by, pair[0].ordinal), default=None)


def _is_reply(message: Message) -> bool:
    return message.speaker is Speaker.PLATFORM and not message.before_t0


@cache
def _rules() -> tuple[_Rule, ...]:
    book = tomllib.loads(files(__package__).joinpath("wishes.toml").read_text(encoding="utf-8"))
    return tuple(
        _Rule(
            id=entry["id"],
            kind=entry["kind"],
            parts=tuple(entry["any"]),
            found=_either(entry["any"]),
            unless=_either(entry["unless"]),
        )
        for entry in book["rule"]
    )


def _either(parts: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)
