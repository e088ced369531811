"""Canonical forms of many messages at once: what ``canonical.canonical`` says of each, at a part of its price.

Texts are joined and go through the steps together: one search over all of them finds the few that bear a sign, and
numbers, words and blanks are folded in arrays. A text that comes again is looked at once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from reports.canned.canonical import (
    GOODBYES,
    LINKS,
    QUOTES,
    SIGNATURES,
    TICKETS,
    UNSEEN,
    bare,
    canonical,
    opened,
    without_goodbye,
    without_hello,
)
from reports.labels.wording import LONGEST, reply

Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]
Kinds = npt.NDArray[np.uint8]

_AT_ONCE, _LETTERS = 1024, 1 << 18  # texts and letters taken together: bounds on memory that change no form
_BETWEEN = "\0"  # joined texts; a text that has one itself goes alone
_WIDE = {chr(ord(narrow) + 0xFEE0): narrow for narrow in ",!:?()~;"}
"""What keeps most Chinese texts from being NFKC: with these gone they need not be normalised."""

_NEW, _APART, _WORD, _DIGIT, _JOINT, _HIDDEN, _END = range(7)
_JOINTS = ".,:/-"  # between digits they belong to the number
_FIRST_HAN, _LAST_HAN = 0x2E80, 0x3FFFF  # written without blanks
_BLANK, _ZERO = ord(" "), ord("0")


def forms(texts: Iterable[str]) -> Iterator[str]:
    """``canonical`` of each of ``texts``, in their order."""
    for batch in _batches(texts):
        known = {text: canonical(text) if _BETWEEN in text else "" for text in batch}
        together = [text for text in known if _BETWEEN not in text]
        known |= zip(together, _together(together), strict=True)
        yield from map(known.__getitem__, batch)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    letters = 0
    for text in texts:
        batch.append(text)
        letters += min(len(text), LONGEST)
        if len(batch) == _AT_ONCE or letters >= _LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def _together(texts: Sequence[str]) -> list[str]:
    """The form of each: without its closing sentences, or with them if it says nothing else."""
    if not texts:
        return []
    bodies, closing = _bodies(texts)
    shorter = list(bodies)
    for place in closing:
        shorter[place] = without_goodbye(bodies[place])
    found = folded(shorter)
    empty = [place for place in closing if not found[place]]
    for place, form in zip(empty, folded([bodies[place] for place in empty]), strict=True):
        found[place] = form
    return found


def _bodies(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    """Each text without quotation, signature, link and greeting; and the places of those with a closing word."""
    plain = _normal([text[:LONGEST] for text in texts])
    joined = _Joined(plain)
    bodies = [without_hello(text) for text in plain]
    quoted, linked = joined.bearing(QUOTES), joined.bearing(LINKS)
    changed = joined.bearing((*SIGNATURES, *TICKETS)) | joined.hiding()
    for place in quoted | linked | changed:
        bodies[place] = opened(reply(texts[place]).lower() if place in quoted else bare(plain[place]))
    return bodies, sorted(quoted | joined.bearing(GOODBYES))


def _normal(texts: Sequence[str]) -> list[str]:
    """Each in NFKC and lower case."""
    joined = _BETWEEN.join(texts)
    for wide, narrow in _WIDE.items():
        joined = joined.replace(wide, narrow)
    lines = [
        text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
        for text in joined.split(_BETWEEN)
    ]
    return _BETWEEN.join(lines).lower().split(_BETWEEN)


class _Joined:
    """Texts in one string, and the code point and kind of each of its letters."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._text = _BETWEEN.join(texts)
        self.codes: Codes = np.frombuffer(self._text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        self.kinds = _kinds(self.codes)
        self._ends = np.flatnonzero(self.kinds == _END)

    def bearing(self, signs: Sequence[str]) -> set[int]:
        """The places of the texts in which one of ``signs`` stands."""
        return self._texts([at for sign in signs for at in self._finds(sign)])

    def hiding(self) -> set[int]:
        """The places of the texts with letters that are not seen."""
        return self._texts(np.flatnonzero(self.kinds == _HIDDEN))

    def _finds(self, sign: str) -> Iterator[int]:
        """Where ``sign`` stands first in each text."""
        at = self._text.find(sign)
        while at >= 0:
            yield at
            end = self._text.find(_BETWEEN, at)
            at = self._text.find(sign, end) if end >= 0 else -1

    def _texts(self, letters: npt.ArrayLike) -> set[int]:
        return set(np.searchsorted(self._ends, letters).tolist())


_kind_of: Kinds = np.full(0x110000, _NEW, dtype=np.uint8)


def _kinds(codes: Codes) -> Kinds:
    """The kind of each; every code point is asked for once in the life of the process."""
    kinds = _kind_of.take(codes)
    if not kinds.all():
        for code in set(codes[kinds == _NEW].tolist()):
            _kind_of[code] = _kind(chr(code))
        kinds = _kind_of.take(codes)
    return kinds


def _kind(letter: str) -> int:
    """As the patterns of ``canonical`` see it: ``\\d`` is decimal, ``\\w`` alphanumeric."""
    if letter == _BETWEEN:
        return _END
    if UNSEEN.fullmatch(letter):
        return _HIDDEN
    if letter.isdecimal():
        return _DIGIT
    return _WORD if letter.isalnum() else _JOINT if letter in _JOINTS else _APART


def folded(texts: Sequence[str]) -> list[str]:
    """Each with its numbers as 0 and its words one blank apart, Chinese ones none; no other sign."""
    if not texts:
        return []
    joined = _Joined(texts)
    codes, kinds = joined.codes, joined.kinds
    number, first = _numbers(kinds)
    keep = (kinds == _WORD) | (kinds == _END) | first
    after = np.zeros_like(keep)  # a sign or blank
    after[1:] = ~(keep[:-1] | number[:-1])
    kept = np.flatnonzero(keep)
    letters, blank = codes.take(kept), after.take(kept)
    letters[np.flatnonzero(first.take(kept))] = _ZERO
    tight = (letters - np.uint32(_FIRST_HAN) <= _LAST_HAN - _FIRST_HAN) | (letters == ord(_BETWEEN))  # may wrap round
    blank[:1] = False
    blank[1:] &= ~(tight[1:] | tight[:-1])
    return _spaced(letters, np.flatnonzero(blank)).tobytes().decode("utf-32-le").split(_BETWEEN)


def _spaced(letters: Codes, places: npt.NDArray[np.intp]) -> Codes:
    """``letters`` with a blank before each of ``places``."""
    own = np.ones(len(letters) + len(places), dtype=bool)
    own[places + np.arange(len(places))] = False
    spaced: Codes = np.full(len(own), _BLANK, dtype=np.uint32)
    spaced[own] = letters
    return spaced


def _numbers(kinds: Kinds) -> tuple[Flags, Flags]:
    """(n,) what belongs to a number, "12:30" being one; and the first letter of each."""
    number = kinds == _DIGIT
    number[1:-1] |= (kinds[1:-1] == _JOINT) & number[:-2] & number[2:]
    first = number.copy()
    first[1:] &= ~number[:-1]
    return number, first
