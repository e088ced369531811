"""Picks, of many texts, those that may ask something of us: a quick look before the rules themselves (``wishes``).

Each pattern is loosened until it needs no look behind or ahead, and all are searched at once by an engine without
backtracking. What it passes over, no rule can find; what it picks is judged by the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
import pyarrow.compute as pc  # type: ignore[import-untyped, unused-ignore]

from monitor.guard.wishes import patterns, wish

_FOLDED = "İ|ı"
"""Letters that Python takes for an i where case does not matter, and the other engine does not."""
_DROPPED, _LOOSE = frozenset("bBAZ"), {"s": "(?s:.)", "w": "(?s:.)", "d": "(?s:.)", "S": "(?s:.)", "W": "(?s:.)"}


def asking(texts: Sequence[str]) -> list[bool]:
    """Of each text whether it asks anything of us, as ``wish`` finds it."""
    picked = suspects(texts, patterns())
    return [one and wish(text) is not None for one, text in zip(picked, texts, strict=True)]


def suspects(texts: Sequence[str], looked_for: Iterable[str]) -> list[bool]:
    """Of each text whether any pattern could be found in it or in a part of it, case aside."""
    loose = "|".join(f"(?:{loosened(pattern)})" for pattern in looked_for)
    try:
        known = pa.array(texts, type=pa.string()).dictionary_encode()
    except UnicodeEncodeError:  # half a character: the rules read them all
        return [True] * len(texts)
    found = pc.match_substring_regex(known.dictionary, f"(?i){loose}|{_FOLDED}")
    picked: list[bool] = np.asarray(found)[known.indices.to_numpy()].tolist()
    return picked


def loosened(pattern: str) -> str:
    """A pattern that matches wherever this one does, whatever stands around: without anchors and look-arounds."""
    kept, place = [], 0
    while place < len(pattern):
        sign = pattern[place]
        if sign == "\\":
            letter = pattern[place + 1]
            kept.append("" if letter in _DROPPED else _LOOSE.get(letter, sign + letter))
            place += 2
        elif sign == "[":
            end = pattern.index("]", place + 2)
            kept.append(pattern[place : end + 1])
            place = end + 1
        elif pattern.startswith(("(?!", "(?=", "(?<!", "(?<="), place):
            place = _closed(pattern, place)
        else:
            kept.append("" if sign in "^$" else sign)
            place += 1
    return "".join(kept)


def _closed(pattern: str, begin: int) -> int:
    """Where the group that begins there is over."""
    depth, place = 0, begin
    while True:
        sign = pattern[place]
        depth += (sign == "(") - (sign == ")")
        place += 2 if sign == "\\" else pattern.index("]", place + 2) + 1 - place if sign == "[" else 1
        if depth == 0:
            return place
