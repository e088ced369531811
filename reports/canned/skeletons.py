"""Finds texts that are one template with blanks: they share its fixed words, in runs of three, and little else.

Runs of words that the same texts have are one skeleton: they bear the same name, that of the text with the least
checksum of those that have them. (The first text would serve worse: it belongs to the most frequent template.) A text
belongs to the skeleton that covers most of it. Texts are held against skeletons, never against each other: no chains.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from reports.canned.sketches import Hashes, stirred

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

RUN = 3
"""Words to a run; a Chinese character is a word."""
ROUNDS = 3  # what one round leaves over shows its own skeletons in the next
USUAL = 0.5  # of a skeleton's usual support: a run that fewer texts have is the filling of a blank
HEARD = 9  # messages from which on a text is a template of its own, though no other text is like it
COVER = 0.7  # of a skeleton's runs must be in a text that belongs to it
FIXED = 8  # words of a text at least that the skeleton must cover
SHARES = ((2, 3, 5, 10), (0.7, 0.6, 0.4, 0.25))
"""Texts that have a skeleton → share of a text that it must cover: the more texts, the surer is a small one."""
LONGER, LONGER_WORDS = 0.2, (10, 30)  # so much less is asked of a few texts whose skeleton has so many words
BLANK, BLANK_SHARE = 14, 0.4  # words of the longest blank, unless the skeleton covers this share of the text
TURNS = 20  # shared runs for each that may stand before one that it should follow: swapped clauses are other words
OPEN, OPEN_SHARE = 14, 0.6  # the same of a blank at the beginning or end: what follows a set phrase is a person's own
_TOGETHER = 5  # words: a text that shares no run of so many with another has no skeleton; a bound on memory
_AT_ONCE = 8192  # texts split into words together
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_NEWLINE, _HAN, _TABLE = 10, 0x2E80, 25


def alike(words: Sequence[str], messages: Sequence[int]) -> dict[int, int]:
    """The place of a text → that of the first text of its template; texts without a template are left out.

    ``words``: canonical forms, in the order in which they came; ``messages``: how many carried each of them.
    """
    chosen = sorted(_with_company(words), key=lambda place: (crc32(words[place].encode("utf-8", "replace")), place))
    runs = _runs([words[place] for place in chosen])
    counts = np.array([messages[place] for place in chosen], dtype=np.int64)
    skeleton = np.full(len(chosen), -1, dtype=np.int64)
    for turn in range(ROUNDS if len(chosen) else 0):
        _assign(runs, counts, skeleton, turn)
    first: dict[int, int] = {}
    found = sorted((chosen[place], one) for place, one in enumerate(skeleton.tolist()) if one >= 0)
    return {place: first.setdefault(one, place) for place, one in found}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Runs:
    """Every run of every text: whose, where its first word stands among all words, and which one."""

    owner: Ints
    place: Ints
    run: Ints
    starts: Ints  # by text: its first word among all words, and one past the last
    kinds: int

    @property
    def lengths(self) -> Ints:
        return np.diff(self.starts)

    def of(self, texts: Flags) -> _Runs:
        kept = texts[self.owner]
        return _Runs(
            owner=self.owner[kept],
            place=self.place[kept],
            run=self.run[kept],
            starts=self.starts,
            kinds=self.kinds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fits:
    """Pairs of a text and a skeleton of which it has something, sorted by text."""

    text: Ints
    skeleton: Ints
    words: Ints  # of the text that the skeleton covers
    cover: npt.NDArray[np.float64]  # share of the skeleton's runs that the text has
    blank: Ints  # words of the longest blank inside the text
    open: Ints  # ... and at its beginning or end
    turns: Ints  # times that the skeleton's runs do not come in its order


def _assign(runs: _Runs, counts: Ints, skeleton: Ints, turn: int) -> None:
    """Give texts without a skeleton theirs, where one fits; numbers of one turn differ from another's."""
    live = runs.of(skeleton < 0)
    if not len(live.run):
        return
    fits = _fits(live, counts)
    many = len(counts)
    support = np.bincount(fits.skeleton[fits.cover >= COVER], minlength=many)[fits.skeleton]
    good = np.nonzero(_good(fits, runs.lengths, support))[0]
    order = good[np.lexsort((fits.skeleton[good], -fits.words[good], fits.text[good]))]
    best = order[np.r_[True, np.diff(fits.text[order]) > 0]] if len(order) else order
    own = np.zeros(many, dtype=np.int64)
    alone = (fits.skeleton == fits.text) & (support < 2)
    own[fits.text[alone]] = fits.words[alone]
    best = best[fits.words[best] >= own[fits.text[best]]]
    skeleton[fits.text[best]] = fits.skeleton[best] + turn * many


def _good(fits: _Fits, lengths: Ints, support: Ints) -> Flags:
    share = fits.words / lengths[fits.text]
    short, long = LONGER_WORDS
    less = np.clip((fits.words - short) / (long - short), 0, 1) * LONGER * (support < SHARES[0][-1])
    return np.asarray(
        (support >= 2)
        & (fits.cover >= COVER)
        & (fits.words >= FIXED)
        & (fits.turns * TURNS <= fits.words)
        & (share >= np.interp(support, *SHARES) - less)
        & ((fits.blank <= BLANK) | (share >= BLANK_SHARE))
        & ((fits.open <= OPEN) | (share >= OPEN_SHARE))
    )


def _fits(live: _Runs, counts: Ints) -> _Fits:
    many, kinds = len(counts), live.kinds
    pairs = np.unique(live.owner * kinds + live.run)
    text, run = pairs // kinds, pairs % kinds
    support = np.bincount(run, minlength=kinds)
    heard = np.bincount(run, weights=counts[text], minlength=kinds)
    name = np.full(kinds, -1, dtype=np.int64)
    name[run[::-1]] = text[::-1]  # of several the least, which is assigned last
    name[(support < 2) & (heard < HEARD)] = -1
    fixed = _fixed(name, support, many)
    size = np.bincount(name[fixed], minlength=many)
    had = pairs[fixed[run]]
    keys, have = np.unique(had // kinds * many + name[had % kinds], return_counts=True)
    covering = fixed[live.run] | ((name[live.run] >= 0) & (support[live.run] < 2))
    return _covered(live, name, covering, (keys, have / size[keys % many]))


def _fixed(name: Ints, support: Ints, many: int) -> Flags:
    """Runs that about as many texts have as usually have a run of this skeleton: its words, not fillings of blanks."""
    shared = (name >= 0) & (support >= 2)
    weights = support[shared].astype(np.float64)
    total = np.bincount(name[shared], weights=weights, minlength=many)
    usual = np.bincount(name[shared], weights=weights**2, minlength=many) / np.maximum(total, 1)
    fixed = shared.copy()
    fixed[shared] = weights >= USUAL * usual[name[shared]]
    return fixed


def _covered(live: _Runs, name: Ints, covering: Flags, cover: tuple[Ints, npt.NDArray[np.float64]]) -> _Fits:
    """How much of each text each skeleton covers, and the longest stretches that it leaves blank."""
    many = len(live.starts) - 1
    span = int(live.starts[-1])
    owner = np.repeat(live.owner[covering], RUN)
    label = np.repeat(name[live.run[covering]], RUN)
    place = (live.place[covering][:, None] + np.arange(RUN)).ravel()
    cells = np.unique((owner * many + label) * span + place)
    fit, place = cells // span, cells % span
    keys, begins, words = np.unique(fit, return_index=True, return_counts=True)
    text = keys // many
    gaps = np.r_[0, np.diff(place) - 1]
    gaps[begins] = 0
    edges = np.maximum(place[begins] - live.starts[text], live.starts[text + 1] - 1 - place[begins + words - 1])
    where = np.minimum(np.searchsorted(cover[0], keys), max(len(cover[0]) - 1, 0))
    known = cover[0][where] == keys if len(cover[0]) else np.zeros(len(keys), dtype=np.bool_)
    return _Fits(
        text=text,
        skeleton=keys % many,
        words=words,
        cover=np.where(known, cover[1][where] if len(cover[0]) else 0.0, 0.0),
        blank=np.maximum(np.maximum.reduceat(gaps, begins), edges) if len(keys) else words,
        open=edges,
        turns=_turns(live, name, covering, keys),
    )


def _turns(live: _Runs, name: Ints, covering: Flags, keys: Ints) -> Ints:
    """For each of ``keys`` (text and skeleton): how often shared runs leave the order of the skeleton's own text."""
    many = len(live.starts) - 1
    own = np.nonzero(live.owner == name[live.run])[0]
    at = np.zeros(live.kinds, dtype=np.int64)
    at[live.run[own]] = live.place[own]
    once = np.bincount(live.run[own], minlength=live.kinds) == 1  # where a run stands twice, it tells no order
    told = np.nonzero(covering & once[live.run])[0]
    fit = live.owner[told] * many + name[live.run[told]]
    order = np.argsort(fit, kind="stable")
    fit, place = fit[order], at[live.run[told[order]]]
    back = fit[1:][(fit[1:] == fit[:-1]) & (place[1:] < place[:-1])]
    return np.bincount(np.searchsorted(keys, back), minlength=len(keys)).astype(np.int64)


def _with_company(words: Sequence[str]) -> list[int]:
    """Places of the texts that share a long run with another; hashes of 32 bits, so that a few more come along."""
    hashed = [_hashed_runs(hashes, owner, _TOGETHER) for hashes, owner in _split_all(words)]
    every = np.concatenate([short for short, _ in hashed]) if hashed else np.empty(0, dtype=np.uint32)
    every.sort()  # in place: this is the most that is held at once
    shared = np.unique(every[1:][every[1:] == every[:-1]])
    del every
    rough = np.zeros(1 << _TABLE, dtype=np.bool_)  # asked first: most runs are nobody else's
    rough[shared >> (32 - _TABLE)] = True
    chosen: list[int] = []
    for turn, (short, owner) in enumerate(hashed):
        maybe = np.nonzero(rough[short >> (32 - _TABLE)])[0]
        sure = maybe[np.isin(short[maybe], shared)]
        chosen += (np.unique(owner[sure]).astype(np.int64) + turn * _AT_ONCE).tolist()
    return chosen


def _hashed_runs(hashes: Hashes, owner: Ints, length: int) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int16]]:
    mixed, inside = _mixed(hashes, owner, length)
    short = (mixed[inside] >> np.uint64(32)).astype(np.uint32)
    return short, owner[: len(mixed)][inside].astype(np.int16)


def _mixed(hashes: Hashes, owner: Ints, length: int) -> tuple[Hashes, Ints]:
    """The hash of the run that begins at each word, and the words where one begins that lies in one text."""
    count = max(len(hashes) - length + 1, 0)
    total = np.zeros(count, dtype=np.uint64)
    for place in range(length if count else 0):
        total = stirred(total * _PRIME + hashes[place : place + count])
    return total, np.nonzero(owner[:count] == owner[length - 1 :])[0] if count else np.empty(0, dtype=np.int64)


def _runs(words: Sequence[str]) -> _Runs:
    parts = list(_split_all(words))
    hashes = np.concatenate([part for part, _ in parts]) if parts else np.empty(0, dtype=np.uint64)
    owner = np.concatenate(
        [whose + turn * _AT_ONCE for turn, (_, whose) in enumerate(parts)] or [np.empty(0, np.int64)]
    )
    mixed, inside = _mixed(hashes, owner, RUN)
    kinds, run = np.unique(mixed[inside], return_inverse=True)
    starts = np.r_[0, np.cumsum(np.bincount(owner, minlength=len(words)))]
    return _Runs(owner=owner[inside], place=inside, run=run.astype(np.int64), starts=starts, kinds=len(kinds))


def _split_all(words: Sequence[str]) -> Iterator[tuple[Hashes, Ints]]:
    for start in range(0, len(words), _AT_ONCE):
        yield split(words[start : start + _AT_ONCE])


def split(texts: Sequence[str]) -> tuple[Hashes, Ints]:
    """(hash of each word, whose it is) of canonical forms; a Chinese character is a word of its own."""
    letters = np.frombuffer(
        "".join(text.replace("\n", " ") + "\n" for text in texts).encode("utf-32-le", "replace"), dtype=np.uint32
    )
    seen, han = letters > 32, letters > _HAN
    before = np.r_[False, (seen & ~han)[:-1]]
    begins = np.nonzero(seen & (han | ~before))[0]
    if not len(begins):
        return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
    last = np.zeros(len(letters), dtype=np.int64)
    last[begins] = begins
    place = np.arange(len(letters)) - np.maximum.accumulate(last)
    mixed = stirred(letters.astype(np.uint64) + place.astype(np.uint64) * _PRIME)
    mixed[~seen] = 0
    return stirred(np.add.reduceat(mixed, begins)), np.cumsum(letters == _NEWLINE)[begins]
