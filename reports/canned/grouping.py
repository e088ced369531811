"""Groups texts as they come: the same text, slots aside, is one group; what comes later only joins or is added.

A form that was seen before is in its group at once. Another joins the most alike leader (edit ratio), or leads a group
of its own; band keys only propose leaders. A text is compared with leaders alone, so that groups cannot chain.
Groups that are one template with its blanks filled are then merged by the words they share (``skeletons``).
Texts added night by night give the same groups as all of them added at once.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import compress

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from reports.canned.polarity import is_short, noes, weight
from reports.canned.skeletons import alike
from reports.canned.sketches import Keys, band_keys

JOIN, MERGE = (90.0, 75.0), (80.0, 70.0)
"""Edit ratio in per cent at which a text joins a leader, and at which leaders of large groups are one: of short texts
and of long ones. A long text that is three quarters alike is one template with its slots filled; a short one is not."""
SPANS = {JOIN: (140, 160), MERGE: (90, 240)}  # letters up to which a text is short, and from which on it is long
LARGE = 3
SHORTEST = {JOIN: 16, MERGE: 30}  # shorter texts are the same only if equal: one letter turns a yes into a no
_AT_ONCE = 8192  # texts sketched together; a bound on memory that changes no group


class Grouping:
    """Groups of canonical forms, kept from night to night. The first form of a group leads it and names it."""

    def __init__(self) -> None:
        self._form_of: dict[bytes, int] = {}  # digest of a form → its number; the form itself is not kept
        self._leader_of = array("i")  # by form: its leader
        self._leaders: list[str] = []
        self._noes = array("i")  # by leader: words of denial
        self._short = array("b")  # by leader: whether one word may turn its sense
        self._sizes = array("i")  # by leader: messages
        self._buckets = _Buckets()

    def add(self, forms: Iterable[str]) -> Sequence[int]:
        """Take ``forms`` in, in the order in which they came; returns the number of each, for ``leaders``.

        An empty form belongs to nothing: number -1.
        """
        numbers = array("i")
        fresh: list[str] = []
        lately: dict[str, int] = {}
        for form in forms:
            if form not in lately:
                lately[form] = self._number(form, len(fresh))
            number = lately[form]
            if number == len(self._leader_of) + len(fresh):
                fresh.append(form)
            if len(fresh) == _AT_ONCE:
                self._led(fresh)
                fresh = []
            if len(lately) == _AT_ONCE:
                lately = {}
            numbers.append(number)
        self._led(fresh)
        for number in numbers:
            if number >= 0:
                self._sizes[self._leader_of[number]] += 1
        return numbers

    def leaders(self, numbers: Sequence[int]) -> list[int]:
        """The leader of each number that ``add`` returned, groups of one template merged; -1 for an empty form."""
        merged = self._merged()
        heads = [merged.get(leader, leader) for leader in self._leader_of]
        return [heads[number] if number >= 0 else -1 for number in numbers]

    def words(self, leader: int) -> str:
        """The form that leads a group."""
        return self._leaders[leader]

    def _number(self, form: str, waiting: int) -> int:
        if not form:
            return -1
        digest = blake2b(form.encode("utf-8", "replace"), digest_size=8).digest()
        return self._form_of.setdefault(digest, len(self._leader_of) + waiting)

    def _led(self, forms: Sequence[str]) -> None:
        """Give each of these new forms a leader, in their order."""
        if not forms:
            return
        pending: dict[int, int] = {}
        keys = band_keys(forms)
        heads = self._buckets.heads(keys)
        told = zip(forms, keys.tolist(), heads.tolist(), (heads < 0).tolist(), strict=True)
        for form, row, known, new in told:
            leader = -1
            if weight(form) >= SHORTEST[JOIN]:
                unknown = list(compress(row, new))
                proposed = self._of_one_mind(form, {*known, *map(pending.get, unknown)})
                place = _best(form, [self._leaders[one] for one in proposed], JOIN)
                leader = proposed[place] if place >= 0 else -1
                if leader < 0:
                    for key in unknown:
                        pending.setdefault(key, len(self._leaders))
            self._leader_of.append(leader if leader >= 0 else self._begun(form))
        self._buckets.fill(pending)

    def _of_one_mind(self, form: str, proposed: set[int | None]) -> list[int]:
        """Those of ``proposed`` that may lead ``form``; a short yes never leads a no."""
        there = sorted(one for one in proposed if one is not None and one >= 0) if proposed - {None, -1} else []
        if not there:
            return there
        said, short = noes(form), is_short(form)
        return [one for one in there if self._noes[one] == said or not (short or self._short[one])]

    def _begun(self, form: str) -> int:
        self._leaders.append(form)
        self._noes.append(noes(form))
        self._short.append(is_short(form))
        self._sizes.append(0)
        return len(self._leaders) - 1

    def _merged(self) -> dict[int, int]:
        """Leader → the first leader of its template: of the same skeleton, or among large groups the most alike.

        A function of what is there, in whatever nights it came. All pairs of large groups are compared.
        """
        under = self._filled()
        sizes = Counter[int]()
        for leader, size in enumerate(self._sizes):
            sizes[under.get(leader, leader)] += size
        large = sorted((leader for leader, size in sizes.items() if size >= LARGE), key=lambda one: (-sizes[one], one))
        joined = self._joined(large)
        return {leader: joined.get(head, head) for leader, head in ({one: one for one in large} | under).items()}

    def _joined(self, large: Sequence[int]) -> dict[int, int]:
        """Each of ``large`` under the most alike before it; all that are under one bear the number of their first."""
        kept: dict[int, tuple[list[int], list[str]]] = {}
        under: dict[int, int] = {}
        for leader in large:
            words = self._leaders[leader]
            heads, before = kept.setdefault(self._noes[leader] if self._short[leader] else -1, ([], []))
            place = _best(words, before, MERGE)
            under[leader] = heads[place] if place >= 0 else leader
            if place < 0:
                heads.append(leader)
                before.append(words)
        first: dict[int, int] = {}
        for leader in sorted(under):
            first.setdefault(under[leader], leader)
        return {leader: first[head] for leader, head in under.items()}

    def _filled(self) -> dict[int, int]:
        """Leader → the first that has the same skeleton; if that is short, they must deny as often."""
        first: dict[tuple[int, int], int] = {}
        return {
            leader: first.setdefault((head, self._noes[leader] if self._short[head] else -1), leader)
            for leader, head in alike(self._leaders, self._sizes).items()
        }


class _Buckets:
    """Band key → the first leader that had it, in two sorted arrays: 8 bytes a key."""

    def __init__(self) -> None:
        self._keys: Keys = np.empty(0, dtype=np.uint32)
        self._heads: npt.NDArray[np.int32] = np.empty(0, dtype=np.int32)

    def heads(self, keys: Keys) -> npt.NDArray[np.int32]:
        """The leader of each key, -1 for none; the shape of ``keys``."""
        if not len(self._keys):
            return np.full(keys.shape, -1, dtype=np.int32)
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        found: npt.NDArray[np.int32] = np.where(self._keys[places] == keys, self._heads[places], np.int32(-1))
        return found

    def fill(self, pending: dict[int, int]) -> None:
        """Add keys that have no leader yet."""
        keys = np.fromiter(pending.keys(), dtype=np.uint32, count=len(pending))
        heads = np.fromiter(pending.values(), dtype=np.int32, count=len(pending))
        order = np.argsort(keys)
        places = np.searchsorted(self._keys, keys[order])
        self._keys = np.insert(self._keys, places, keys[order])
        self._heads = np.insert(self._heads, places, heads[order])


def _best(form: str, leaders: Sequence[str], ratios: tuple[float, float]) -> int:
    """The place of the most alike of ``leaders`` that is alike enough (ties: the first), else -1."""
    if not leaders or weight(form) < SHORTEST[ratios]:
        return -1
    if len(leaders) == 1:
        return 0 if fuzz.ratio(form, leaders[0]) >= _needed(form, ratios) else -1
    best = process.extractOne(form, leaders, scorer=fuzz.ratio, score_cutoff=_needed(form, ratios))
    return best[2] if best else -1


def _needed(form: str, ratios: tuple[float, float]) -> float:
    """Here a Chinese character counts as four letters: as many words stand in a text of a quarter of the length."""
    short, long = SPANS[ratios]
    share = (3 * weight(form) - 2 * len(form) - short) / (long - short)
    return ratios[0] + min(max(share, 0.0), 1.0) * (ratios[1] - ratios[0])
