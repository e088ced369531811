"""Merges what a chat page shows into what we know of the conversation; pure, and never by text alone.

A line is told by its element (while the page lives), by the widget's own message id (where it has one), or by
its place: the order of lines, for which speaker and text are only evidence. The same sentence twice is two lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from probes.interface import Speaker
from probes.webchat.alignment import align
from probes.webchat.transcript import Line, Row, alike, grew, same_words


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
    places = align(lines, rows, away=look.since is not None)
    own, newest_first = _first_own(lines, rows, places)
    early_until = 0 if look.since is None or newest_first else own
    merged: list[Line] = []
    fresh = first = max((line.ordinal for line in lines), default=-1) + 1
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
            early = index < early_until
            if at is not None:
                new = replace(new, marks={**_author(lines[at]), **new.marks})
            merged.append(_line(fresh, new, look, early=early, revision=at is not None))
            fresh += 1
    merged += _vanished(lines[waiting:], places, waiting, look)
    return _in_turn([_upwards(line, first, fresh) if newest_first else line for line in merged])


def _in_turn(lines: Sequence[Line]) -> tuple[Line, ...]:
    """What others said is numbered by first sight until it is handed out: a line may be out of sight for a moment."""
    free = [line for line in lines if not line.given and line.speaker is not Speaker.OWN]
    seen = sorted(free, key=lambda line: (line.seen_by, line.ordinal))
    numbers = dict(zip((line.ordinal for line in seen), sorted(line.ordinal for line in free), strict=True))
    return tuple(replace(line, ordinal=numbers.get(line.ordinal, line.ordinal)) for line in lines)


def _upwards(line: Line, first: int, end: int) -> Line:
    """New lines of one look, numbered in the page's order, are numbered from the lowest to the topmost."""
    return line if line.ordinal < first else replace(line, ordinal=first + end - 1 - line.ordinal)


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
    if not grew(line.text, row.text):
        grown = replace(grown, seen_by=row.changed, seen_after=min(look.since or row.after or row.changed, row.changed))
    return grown, None


def _later(line: Line, row: Row) -> datetime:
    """A line that was only drawn anew has not changed."""
    return line.changed if (line.text, line.busy) == (row.text, row.busy) else max(line.changed, row.changed)


def _first_own(lines: Sequence[Line], rows: Sequence[Row], places: Sequence[int | None]) -> tuple[int, bool]:
    """The row of the first line that we wrote, 0 where nothing tells, and whether the list has its newest line first.

    What a page shows above our line was there before it; but in a list with its newest line first answers stand there.
    """
    owns = ((i, at) for i, at in enumerate(places) if at is not None and rows[i].speaker is Speaker.OWN)
    first, own = next(owns, (0, None))
    if own is None:
        return 0, False
    below = (lines[at] for at in places[first + 1 :] if at is not None and at > own)
    newest_first = any(line.speaker is not Speaker.OWN and line.seen_by < lines[own].seen_by for line in below)
    return first, newest_first
