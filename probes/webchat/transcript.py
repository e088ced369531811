"""What a line of a chat is, as the page shows it and as we know it, and when two texts are one; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import TypeVar

from probes.interface import Message, Speaker

LONGEST_NAME = 24
LONGEST_COMPARED = 2_000  # letters
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


LineOrRow = TypeVar("LineOrRow", Line, Row)


def in_doubt(line: Line | Row) -> bool:
    """Nothing on the page tells whether anybody said it."""
    return line.speaker is Speaker.NOTICE and line.marks.get("doubtful") == "yes"


def said_by(line: LineOrRow, kind: str) -> LineOrRow:
    """The line as one that the platform's ``kind`` of agent said."""
    marks = {key: value for key, value in line.marks.items() if key != "doubtful"}
    return replace(line, speaker=Speaker.PLATFORM, marks={**marks, "agent_type": kind})


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


def grew(before: str, after: str) -> bool:
    """True if a text was only continued, or all of it stood there before, so that its first sight still counts."""
    if before == after or _but_for_a_name(before, after):
        return True
    old, new = words(before), words(after)
    if not (old and new):
        return False
    parts = {words(part) for part in before.split("\n")}
    return new.startswith(old) or old.endswith(new) or all(words(part) in parts for part in after.split("\n"))
