"""Tells a yes from a no: how often a canonical form says that something is not so.

Only counts words; opposites without one ("open", "closed"; "有货", "缺货") it does not know.
"""

from __future__ import annotations

import re
from functools import lru_cache

SHORT = 140
"""Latin letters, a Chinese character being two, up to which a word more or less may be the whole answer."""

_HAN = "不没未无勿否莫"
_NOT_VERY = re.compile("非(?!常)")
_WORDS = frozenset(
    (
        *("not", "no", "never", "none", "nothing", "nor", "neither", "cannot", "without", "unable"),
        *("dont", "cant", "wont", "doesnt", "didnt", "isnt", "t"),
    )
)
_LATIN = re.compile("[\0-\u2e80]+")


@lru_cache(maxsize=64)  # asked again when the form comes to lead a group
def noes(form: str) -> int:
    """How many words of denial stand in ``form``; a ``t`` alone is what the folding left of "don't"."""
    told = sum(map(_WORDS.__contains__, form.split()))
    if form.isascii():
        return told
    return told + sum(map(form.count, _HAN)) + (len(_NOT_VERY.findall(form)) if "非" in form else 0)


@lru_cache(maxsize=64)  # a form is weighed several times in a row
def weight(form: str) -> int:
    """Length in Latin letters; a Chinese character says as much as two."""
    return len(form) if form.isascii() else len(form) + len(_LATIN.sub("", form))


def is_short(form: str) -> bool:
    """So short that one word may turn a yes into a no."""
    return weight(form) < SHORT
