"""Decides which of several choices is true of us, or that none surely is; pure, by the words of what is offered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from probes.form import words

OURS_TO_TELL = (
    "place", "date", "role", "account", "order", "how_found", "salutation", "rating", "language", "reply_by",
)  # fmt: skip
"""What a choice would claim about ourselves: only "other" and its like are surely true."""

STANDING = ("place", "salutation", "rating")
"""What a list says of us even where nobody chose it: it is sent as it stands."""

_SEVERAL = 2  # titles make a list of titles, whatever else it offers ("company")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def best(texts: Sequence[str]) -> int | None:
    """The most general of several choices, the same for every question; None if there is no choice, or each of them
    would say something of us that nobody knows (a title, a mark, yes or no)."""
    if titles(texts):
        return untitled(texts)
    real = [number for number, text in enumerate(texts) if text.strip() and not words.says("choices", "empty", text)]
    if (mailed := by_mail(texts)) is not None:
        return mailed
    calm = [number for number in real if not words.says("choices", "never", texts[number])] or real
    calm = [number for number in calm if not words.says("choices", "wares", texts[number])] or calm
    if (general := _first("general", calm, texts)) is not None:
        return general
    if all(words.says("choices", "claims", texts[number]) for number in real):
        return None
    if (support := _first("support", calm, texts)) is not None:
        return support
    return next(iter(calm), None)


def choose(meaning: str, about: str, texts: Sequence[str], question: str) -> int | None:
    """The choice that is true of us in a list or set of this ``meaning``, called ``about``; None if none surely is."""
    if meaning == "reply_by":
        return by_mail(texts)
    if meaning == "reply":
        return mailed if (mailed := by_mail(texts)) is not None else _first("wanted", range(len(texts)), texts)
    if meaning == "salutation":
        return untitled(texts)
    if meaning == "language":
        return _first("chinese" if _CHINESE.search(question) else "english", range(len(texts)), texts)
    if meaning == "agreement":
        return _first("yes", range(len(texts)), texts)
    number = best(texts)
    if number is None:
        return _no(about, texts)
    if surely(texts[number]) or (words.says("choices", "support", texts[number]) and meaning not in OURS_TO_TELL):
        return number
    return number if (meaning and meaning not in OURS_TO_TELL) or not (meaning or about) else None


def titles(texts: Sequence[str]) -> bool:
    """True if what is offered are titles or sexes, whatever the list is called: all of it, or most and two at least."""
    open_ones = ("empty", "general", "untitled")
    told = [text for text in texts if not any(words.says("choices", key, text) for key in open_ones)]
    found = [text for text in told if words.says("choices", "titles", text)]
    return bool(told) and (found == told or (len(found) >= _SEVERAL and 2 * len(found) > len(told)))


def untitled(texts: Sequence[str]) -> int | None:
    """Of several titles the one that claims none: neutral, not told, or "other"; None if each would claim one."""
    numbers = range(len(texts))
    neutral = _first("untitled", numbers, texts)
    return neutral if neutral is not None else _first("general", numbers, texts)


def surely(text: str) -> bool:
    """True if nobody could call this choice untrue of us."""
    return words.says("choices", "general", text) or words.says("fields", "email", text)


def by_mail(texts: Sequence[str]) -> int | None:
    """Of several ways of being reached the one by mail."""
    ways = [number for number, text in enumerate(texts) if words.says("choices", "ways", text)]
    mails = [number for number, text in enumerate(texts) if words.says("fields", "email", text)]
    return mails[0] if mails and (set(ways) - set(mails) or len(mails) == len(texts)) else None


def _no(about: str, texts: Sequence[str]) -> int | None:
    """ "No" to what we surely are not: we have no account, no order, and are nobody's customer."""
    return _first("no", range(len(texts)), texts) if words.says("choices", "not_ours", about) else None


def _first(key: str, numbers: Sequence[int], texts: Sequence[str]) -> int | None:
    return next((number for number in numbers if words.says("choices", key, texts[number])), None)
