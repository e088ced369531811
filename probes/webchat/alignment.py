"""Tells which row that a chat page shows now is which line that we know; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from probes.interface import Speaker
from probes.webchat.transcript import Line, Row, alike, words

MOST_PAIRS = 250_000  # of lines and rows compared all with all for their order; of more, from both ends
MOST_LIKENESSES = 300_000  # letters compared for likeness at one look; what then has no partner is new


SURE = 2  # lines known without doubt, each above the one before it


def align(lines: Sequence[Line], rows: Sequence[Row], *, away: bool = False) -> list[int | None]:
    """For each row the index of its line, or None for a new one; each line at most once.

    Where we were ``away`` the page may have drawn its lines in another order.
    """
    alignment = _Alignment(lines, rows)
    if away:
        alignment.find_moved()
    return alignment.places


def turned(lines: Sequence[Line], rows: Sequence[Row]) -> bool:
    """A page loaded anew shows what we know from its end to its beginning: then nothing tells what is new.

    It may have turned its list around, or we take its order or the list itself for another.
    """
    keys = {line.key for line in lines if line.key}
    if any(row.key in keys for row in rows):
        return False
    here, there = _alone(lines), _alone(rows)
    known = [here[said] for said in there if said in here]
    return len(known) >= SURE and all(later < earlier for earlier, later in pairwise(known))


class _Alignment:
    """Elements, lasting message ids and what we wrote are anchors; between two, the order decides, then likeness."""

    def __init__(self, lines: Sequence[Line], rows: Sequence[Row]) -> None:
        self._lines, self._rows = lines, rows
        self.places: list[int | None] = [None] * len(rows)
        idents = {line.ident: i for i, line in enumerate(lines) if line.ident}
        self._lasting = any(row.ident in idents for row in rows)  # else ids are made anew at each load
        self._by_name({line.key: i for i, line in enumerate(lines) if line.key}, [row.key for row in rows])
        self._by_name(idents, [row.ident for row in rows])
        self._by_our_words()
        self._likenesses = MOST_LIKENESSES
        for pair in (self._by_order, self._by_likeness):
            for span, gap in list(self._gaps()):
                pair(span, gap)

    def find_moved(self) -> None:
        """Words that stand once on either side are one line, wherever they stand now.

        Not where all that stood above them is gone: then they may be cut off, too, and said again.
        """
        taken = {place for place in self.places if place is not None}
        top = next((i for i in range(len(self._lines)) if i in taken), 0)
        ours = next((i for i, line in enumerate(self._lines) if line.speaker is Speaker.OWN), 0)
        here, there = _alone(self._lines), _alone(self._rows)
        for words_of, j in there.items():
            i = here.get(words_of)
            free = i is not None and i not in taken and self.places[j] is None
            if i is not None and free and (i > top or i < ours) and self._could_be(i, j):
                self.places[j] = i

    def _by_name(self, names: Mapping[str, int], shown: Sequence[str]) -> None:
        taken = {place for place in self.places if place is not None}
        for index, name in enumerate(shown):
            place = names.get(name)
            if self.places[index] is None and place is not None and place not in taken:
                self.places[index] = place
                taken.add(place)

    def _by_our_words(self) -> None:
        """Our line is known wherever it stands: many a page draws it before lines that the server had first."""
        shown = _ours(self._rows)
        for text, (i, *more) in _ours(self._lines).items():
            j, *others = shown.get(text, [-1])
            alone = j >= 0 and not more and not others
            if alone and self.places[j] is None and i not in self.places and self._could_be(i, j):
                self.places[j] = i

    def _gaps(self) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """Between two anchors: the lines and the rows that have no partner yet."""
        taken = {place for place in self.places if place is not None}
        low, gap = 0, list[int]()
        for index, place in enumerate([*self.places, len(self._lines)]):
            if place is None:
                gap.append(index)
            elif place >= low:
                if gap:
                    yield [i for i in range(low, place) if i not in taken], gap
                low, gap = place + 1, []

    def _by_order(self, span: Sequence[int], gap: Sequence[int]) -> None:
        """The longest common order of a gap; of equal lines the earlier rows are the known ones."""
        if len(span) * len(gap) > MOST_PAIRS:
            self._by_ends(span, gap)
            return
        same = [[self._could_be(i, j) and self._lines[i].text == self._rows[j].text for j in gap] for i in span]
        best = [[0] * (len(gap) + 1) for _ in range(len(span) + 1)]
        for i in reversed(range(len(span))):
            for j in reversed(range(len(gap))):
                skip = max(best[i + 1][j], best[i][j + 1])
                best[i][j] = max(skip, 1 + best[i + 1][j + 1]) if same[i][j] else skip
        i = j = 0
        while i < len(span) and j < len(gap):
            if same[i][j] and best[i][j] == 1 + best[i + 1][j + 1]:
                self.places[gap[j]] = span[i]
                i, j = i + 1, j + 1
            elif best[i + 1][j] >= best[i][j + 1]:
                i += 1
            else:
                j += 1

    def _by_ends(self, span: Sequence[int], gap: Sequence[int]) -> None:
        """Where all with all would take too long: what is equal from the first on, then from the last back."""
        taken = {place for place in self.places if place is not None}
        for pairs in (list(zip(span, gap, strict=False)), list(zip(reversed(span), reversed(gap), strict=False))):
            for i, j in pairs:
                if self.places[j] is not None or i in taken or not self._could_be(i, j):
                    break
                if self._lines[i].text != self._rows[j].text:
                    break
                self.places[j] = i
                taken.add(i)

    def _by_likeness(self, span: Sequence[int], gap: Sequence[int]) -> None:
        """A line redrawn with another count or time of day is still that line."""
        left = list(span)
        for j in gap:
            for i in left:
                if self._likenesses <= 0:
                    return
                self._likenesses -= len(self._lines[i].text) + len(self._rows[j].text) + 50
                if self._could_be(i, j) and alike(self._lines[i].text, self._rows[j].text):
                    self.places[j] = i
                    left = [other for other in left if other > i]
                    break

    def _could_be(self, i: int, j: int) -> bool:
        line, row = self._lines[i], self._rows[j]
        named = self._lasting and line.ident and row.ident
        return line.speaker is row.speaker and (not named or line.ident == row.ident)


def _alone(said: Sequence[Line | Row]) -> Mapping[tuple[Speaker, str], int]:
    """Where each text that stands only once stands."""
    counts = Counter((one.speaker, one.text) for one in said)
    return {(one.speaker, one.text): i for i, one in enumerate(said) if counts[one.speaker, one.text] == 1}


def _ours(said: Sequence[Line | Row]) -> Mapping[str, list[int]]:
    """Where each of our texts stands."""
    places: dict[str, list[int]] = {}
    for index, one in enumerate(said):
        if one.speaker is Speaker.OWN and words(one.text):
            places.setdefault(words(one.text), []).append(index)
    return places
