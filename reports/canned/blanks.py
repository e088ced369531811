"""Shows the template behind the wordings of one canned text: what they share, in its own letters, and blanks between.

The most frequent wording is laid beside the others, word by word; what most of them have stays, the rest is a blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Indel

BLANK, BLANK_ZH = "[…]", "［…］"
LONGEST = 2_000  # characters of a wording looked at
WORDINGS = 60  # the most frequent ones are compared; a bound on time
KEPT = 0.8  # of the wordings must have a word for it to stand in the template

_PIECES = re.compile(r"[^\W\d_\u2e80-\uffff]+|\d+(?:[.,:/-]\d+)*|\s+|.", re.DOTALL)
_HAN = re.compile("[\u4e00-\u9fff]")


def template(texts: Iterable[str]) -> str:
    """The template of ``texts``, the wordings of one group, whatever their order.

    A single wording is its own template; so is the most frequent one of wordings that share no word.
    """
    counts = Counter(text[:LONGEST] for text in texts)
    wordings = sorted(counts, key=lambda one: (-counts[one], one))[:WORDINGS]
    if len(wordings) < 2:
        return wordings[0] if wordings else ""
    shown = _pieces(wordings[0])
    kept, grown = _compared(shown, [_pieces(one) for one in wordings[1:]])
    told = _told(shown, kept, grown, BLANK_ZH if _HAN.search(wordings[0]) else BLANK)
    return told if any(_says(piece) for piece, stays in zip(shown, kept, strict=True) if stays) else wordings[0]


def _pieces(text: str) -> list[str]:
    """Words, numbers, stretches of blanks, and every other character by itself; joined they are ``text``."""
    return _PIECES.findall(text)


def _compared(shown: Sequence[str], others: Sequence[Sequence[str]]) -> tuple[list[bool], list[bool]]:
    """Which pieces of ``shown`` stay, and before which (or at the end) others have something more."""
    had, more = [1] * len(shown), [0] * (len(shown) + 1)
    folded = [_fold(piece) for piece in shown]
    for other in others:
        for step in Indel.opcodes(folded, [_fold(piece) for piece in other]):
            if step.tag == "equal":
                for place in range(step.src_start, step.src_end):
                    had[place] += 1
            elif step.tag == "insert" and any(map(_says, other[step.dest_start : step.dest_end])):
                more[step.src_start] += 1
    needed = KEPT * (len(others) + 1)
    return _solid(shown, [n >= needed for n in had]), [len(others) + 1 - n < needed for n in more]


def _solid(shown: Sequence[str], kept: list[bool]) -> list[bool]:
    """Without the commas and spaces that stand alone between two blanks."""
    begin = 0
    for place in range(len(kept) + 1):
        if place < len(kept) and kept[place]:
            continue
        inner = 0 < begin <= place < len(kept)
        if inner and not any(map(_says, shown[begin:place])):
            kept[begin:place] = [False] * (place - begin)
        begin = place + 1
    return kept


def _told(shown: Sequence[str], kept: Sequence[bool], grown: Sequence[bool], blank: str) -> str:
    told: list[str] = []
    for piece, stays, more in zip([*shown, ""], [*kept, True], grown, strict=True):
        if (more or not stays) and told[-1:] != [blank]:
            told.append(blank)
        if stays and piece:
            told.append(piece)
    return "".join(told)


def _fold(piece: str) -> str:
    return " " if piece.isspace() else unicodedata.normalize("NFKC", piece).lower()


def _says(piece: str) -> bool:
    return any(letter.isalnum() for letter in piece)
