"""Merges what a chat page shows into what we know of the conversation; pure, and never by text alone.

A line is told by its element (while the page lives), by the widget's own message id (where it has one), or by
its place: the order of lines, for which speaker and text are only evidence. The same sentence twice is two lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from probes.interface import Message, Speaker

LONGEST_NAME = 24
LONGEST_COMPARED = 2_000  # letters
MOST_PAIRS = 250_000  # of lines and rows compared all with all for their order; of more, from both ends
MOST_LIKENESSES = 300_000  # letters compared for likeness at one look; what then has no partner is new
ALIKE = 0.9  # two texts of one line that differ less than this are one text (a count, a relative time)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line as the page shows it now. ``key`` is its element, ``first`` when it was first seen there."""

    key: str
    speaker: Speaker
    text: str
    first: datetime
    changed: datetime
    after: datetime | None = None  # not there or not changed yet: earlier than that only where the page was read rarely
    ident: str = ""
    busy: bool = False  # somebody is still typing in it
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as we know it; lines are kept in the page's order, ``ordinal`` is the order of first sight."""

    ordinal: int
    key: str
    speaker: Speaker
    text: str
    seen_after: datetime
    seen_by: datetime
    changed: datetime
    ident: str = ""
    busy: bool = False
    present: bool = True
    given: bool = False  # handed out: its text stands for ever
    baseline: bool = False  # there before we wrote
    marks: Mapping[str, str] = field(default_factory=dict)

    def settled(self, at: datetime, settle: timedelta) -> bool:
        """Nobody types in it and its text has stood for ``settle``."""
        return self.given or (not self.busy and at - self.changed >= settle)

    def message(self, t0: datetime | None) -> Message:
        """The fact, as handed to whoever listens; everything is baseline while ``t0`` is not known."""
        early = t0 is None or (self.seen_by < t0 and self.speaker is not Speaker.OWN)
        return Message(
            ordinal=self.ordinal,
            speaker=self.speaker,
            text=self.text,
            seen_after=self.seen_after,
            seen_by=self.seen_by,
            before_t0=self.baseline or early,
            marks=self.marks,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """When a page was looked at, and what that means for what is new on it.

    ``since`` is the end of the last time we knew everything: None while watching live (a new line's moment is
    exact), else a new line came somewhere after it.
    """

    at: datetime
    settle: timedelta
    since: datetime | None = None


def merge(lines: Sequence[Line], rows: Sequence[Row], look: Look) -> tuple[Line, ...]:
    """The lines after a look that showed ``rows`` (in the page's order).

    Known lines stay, present or not, unless they vanished before they had settled (they were no message yet).
    """
    places = align(lines, rows)
    own_at = _first_own(lines, rows, places)
    merged: list[Line] = []
    fresh = max((line.ordinal for line in lines), default=-1) + 1
    waiting = 0  # lines[:waiting] are placed
    for index, row in enumerate(rows):
        at = places[index]
        if at is not None and at >= waiting:
            merged += _vanished(lines[waiting:at], places, waiting, look)
            waiting = at + 1
        kept, new = _updated(lines[at], row, look) if at is not None else (None, row)
        if kept is not None:
            merged.append(kept)
        if new is not None:
            early = look.since is not None and own_at is not None and index < own_at
            if at is not None:
                new = replace(new, marks={**_author(lines[at]), **new.marks})
            merged.append(_line(fresh, new, look, early=early, revision=at is not None))
            fresh += 1
    merged += _vanished(lines[waiting:], places, waiting, look)
    return tuple(merged)


def _author(line: Line) -> Mapping[str, str]:
    """What is declared of who wrote a line holds for its new words too."""
    return {key: value for key, value in line.marks.items() if key == "agent_type"}


def _vanished(lines: Sequence[Line], places: Sequence[int | None], start: int, look: Look) -> Iterator[Line]:
    """What the page no longer shows: settled lines are facts and stay, the rest never was a message."""
    shown = {place for place in places if place is not None}
    for index, line in enumerate(lines, start):
        if index in shown:
            continue
        if line.given or line.baseline or line.speaker is Speaker.OWN or line.settled(look.at, look.settle):
            yield replace(line, present=False, busy=False)


def _line(ordinal: int, row: Row, look: Look, *, early: bool, revision: bool) -> Line:
    seen = row.changed if revision else row.first
    return Line(
        ordinal=ordinal,
        key=row.key,
        ident=row.ident,
        speaker=row.speaker,
        text=row.text,
        seen_after=min(look.since or row.after or seen, seen),
        seen_by=seen,
        changed=row.changed,
        busy=row.busy,
        baseline=early,
        marks=row.marks,
    )


def _updated(line: Line, row: Row, look: Look) -> tuple[Line, Row | None]:
    """The line brought up to date, and the row again if it now says something else after it was handed out."""
    here = replace(line, key=row.key, ident=row.ident or line.ident, present=True)
    if line.given:
        if same_words(line.text, row.text) or alike(line.text, row.text):
            return here, None
        return replace(line, key="", ident="", present=False), row
    # whose it is, too, may be told only by the whole line; what we wrote is ours for ever
    speaker = line.speaker if Speaker.OWN in (line.speaker, row.speaker) else row.speaker
    grown = replace(
        here, speaker=speaker, text=row.text, busy=row.busy, changed=_later(line, row),
        marks={**line.marks, **row.marks},
    )  # fmt: skip
    if not _grew(line.text, row.text):
        grown = replace(grown, seen_by=row.changed, seen_after=min(look.since or row.after or row.changed, row.changed))
    return grown, None


def _later(line: Line, row: Row) -> datetime:
    """A line that was only drawn anew has not changed."""
    return line.changed if (line.text, line.busy) == (row.text, row.busy) else max(line.changed, row.changed)


def _first_own(lines: Sequence[Line], rows: Sequence[Row], places: Sequence[int | None]) -> int | None:
    """The row of the first line that we wrote, if it is there: what a page shows above it was there before."""
    owns = (i for i, row in enumerate(rows) if row.speaker is Speaker.OWN and places[i] is not None)
    return next(owns, None)


# -- which row is which line ------------------------------------------------------------------------------------------


def align(lines: Sequence[Line], rows: Sequence[Row]) -> list[int | None]:
    """For each row the index of its line, or None for a new one; each line at most once."""
    return _Alignment(lines, rows).places


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


def _ours(said: Sequence[Line | Row]) -> Mapping[str, list[int]]:
    """Where each of our texts stands."""
    places: dict[str, list[int]] = {}
    for index, one in enumerate(said):
        if one.speaker is Speaker.OWN and words(one.text):
            places.setdefault(words(one.text), []).append(index)
    return places


# -- texts ------------------------------------------------------------------------------------------------------------


def words(text: str) -> str:
    """Letters and digits alone: what is left when a widget has laid a text out its own way."""
    return "".join(filter(str.isalnum, text.casefold()))


def same_words(one: str, other: str) -> bool:
    return words(one) == words(other)


def alike(one: str, other: str) -> bool:
    """The same text but for digits, or very nearly the same."""
    if not (words(one) and words(other)):
        return one.strip() == other.strip()
    bare_one, bare_other = ("".join(letter for letter in words(text) if not letter.isdigit()) for text in (one, other))
    if bare_one and bare_one == bare_other:
        return True
    if _but_for_a_name(one, other) or _but_for_a_name(other, one):
        return True
    if max(len(one), len(other)) > LONGEST_COMPARED:  # the ratio of long texts takes their product in time
        near = min(len(one), len(other)) >= ALIKE * max(len(one), len(other))
        ends = (slice(LONGEST_COMPARED // 2), slice(-LONGEST_COMPARED // 2, None))
        return near and all(_ratio(one[end], other[end]) for end in ends)
    return _ratio(one, other)


def _ratio(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _but_for_a_name(longer: str, shorter: str) -> bool:
    """The same text below a short line: a name that was first read as part of the words."""
    name, _, rest = longer.partition("\n")
    return len(name) <= LONGEST_NAME and len(words(rest)) >= 2 and words(rest) == words(shorter)


def _grew(before: str, after: str) -> bool:
    """True if a text was only continued, or all of it stood there before, so that its first sight still counts."""
    if before == after or _but_for_a_name(before, after):
        return True
    old, new = words(before), words(after)
    if not (old and new):
        return False
    parts = {words(part) for part in before.split("\n")}
    return new.startswith(old) or old.endswith(new) or all(words(part) in parts for part in after.split("\n"))
