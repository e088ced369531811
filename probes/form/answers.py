"""Reads what a server answered to the request that carried our message, where the page itself says nothing; pure.

Only plain words count: a bare number, a record without our text, or signs that contradict each other mean nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from urllib.parse import unquote_plus, urlsplit

from probes.form import words

LONGEST = 100_000  # letters of an answer that are read
_CREATED = 201
_WRAPPERS = ("data", "result", "response")  # hold what is said, one level down
_DEEPEST = 20
_CODES = ("utf-8", "gb18030", "big5", "latin-1")  # in which pages write what they send
_LONGEST_QUERY = 200
_ACTION = re.compile(r'(?:^|[&"])(?:action|do|act|method|op)(?:=|"\s*:\s*"|"\s*\r\n\r\n)([\w./-]{1,80})')


class Answer(StrEnum):
    """What a server said of our message."""

    TAKEN = "taken"
    REFUSED = "refused"
    DOUBTED = "doubted"  # it speaks of a refusal, and of nothing else: no proof of one, and none of the contrary
    UNCLEAR = "unclear"


def read(status: int, body: str, text: str) -> Answer:
    """What an answer of this HTTP ``status`` says of the message ``text``."""
    if not 200 <= status < 300:
        return Answer.UNCLEAR
    said = _parsed(body)
    if isinstance(said, str):
        plain = _is("states", said) or (status == _CREATED and not said)
        return Answer.TAKEN if plain else Answer.UNCLEAR
    if not isinstance(said, Mapping):
        return Answer.UNCLEAR
    levels = [said, *(one for key in _WRAPPERS if isinstance(one := said.get(key), Mapping))]
    if any(_denies(level) for level in levels):
        return Answer.REFUSED
    if any(_troubles(level) for level in levels):
        return Answer.UNCLEAR
    ours = words.folded(text)
    told = " ".join(value for level in levels for value in _told(level) if ours not in words.folded(value))
    affirmed = status == _CREATED or any(_affirms(level, text) for level in levels)
    if any(words.says("after", key, told) for key in ("broken", "denied", "refused", "pending")):
        return Answer.UNCLEAR if affirmed else Answer.DOUBTED
    return Answer.TAKEN if affirmed or words.says("after", "taken", told) else Answer.UNCLEAR


def carries(told: bytes, text: str) -> bool:
    """True if what left, as a form, as JSON or in parts, holds the whole ``text``."""
    ours, plain = words.folded(text), told.decode("utf-8", "replace")
    if not ours:
        return False
    raw = (told.decode(code, "replace") for code in _CODES)
    values = (*raw, *(unquote_plus(plain, code, "replace") for code in _CODES), *_strings(_parsed(plain)))
    return any(ours in words.folded(value) for value in values)


def only_checks(url: str, told: bytes) -> bool:
    """True for a request that asks only whether all is well: its address, or the action it names, says so."""
    there = urlsplit(url)
    where = f"{there.path} {there.query[:_LONGEST_QUERY]}"
    named = _ACTION.search(told.decode("utf-8", "replace"))
    return _is("checks", where) or bool(named and _is("checks", named[1]))


def _parsed(body: str) -> object:
    """What JSON says; the text itself where it is none."""
    try:
        return json.loads(body[:LONGEST])
    except (ValueError, RecursionError):
        return body.strip()


def _strings(said: object, depth: int = 0) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    inner: Sequence[object] = ()
    if isinstance(said, Mapping | list) and depth < _DEEPEST:
        inner = list(said.values() if isinstance(said, Mapping) else said)
    for one in inner:
        yield from _strings(one, depth + 1)


def _told(level: Mapping[str, object]) -> Sequence[str]:
    """Its words for a reader."""
    return [value for key, value in level.items() if _is("told", key) and isinstance(value, str)]


def _denies(level: Mapping[str, object]) -> bool:
    for key, value in level.items():
        if _is("affirming", key) and (value is False or str(value).casefold() == "false"):
            return True
        if _is("stating", key) and isinstance(value, str) and _is("failures", value):
            return True
        if _is("failing", key) and (value is True or (isinstance(value, list | dict) and value) or _fails(value)):
            return True
    return False


def _fails(value: object) -> bool:
    """A word of failure, or what a reader would take for one."""
    if not isinstance(value, str):
        return False
    return _is("failures", value) or any(words.says("after", key, value) for key in ("refused", "broken", "denied"))


def _troubles(level: Mapping[str, object]) -> bool:
    """An error is named, in words or numbers that nobody here knows."""
    named = (str(value) for key, value in level.items() if _is("failing", key) and value)
    return any(value not in ("0", "None") and not _is("states", value) for value in named)


def _affirms(level: Mapping[str, object], text: str) -> bool:
    for key, value in level.items():
        if _is("affirming", key) and (value is True or value == 1 or _is("states", str(value))):
            return True
        if _is("stating", key) and isinstance(value, str) and _is("states", value):
            return True
    ours = words.folded(text)
    echoed = any(isinstance(value, str) and ours in words.folded(value) for value in level.values())
    return echoed and any(_is("records", key) and value not in (None, "") for key, value in level.items())


def _is(key: str, text: str) -> bool:
    return words.says("answers", key, text)
