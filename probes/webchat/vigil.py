"""Keeps what a watched chat has said, and since when something of it may have been missed.

Fed with sights; knows no browser. While there is no gap a new line's moment is exact. A gap opens when the page
is loaded anew, loses its connection or hides its transcript, and closes once our own message is back in sight,
nothing has changed for the settling time, and the page, asked after that, has answered at once: one that draws its
history slowly is quiet now and then. A page loaded anew has to be quiet for twice as long: it may show what it kept
first, and what its server has for us later. A gap in which this machine slept never closes: its page may not know yet
that it lost its connection, so only the next visit tells what was said. Where a page's report or answer comes late the
machine is behind, and so may the page be behind what was sent to it: that is a gap until an answer comes promptly.
Where a page loaded anew shows what we know in the opposite order nothing is read from it, and the gap stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from probes.interface import Speaker
from probes.webchat.alignment import turned
from probes.webchat.memory import Memory
from probes.webchat.merging import Look, merge
from probes.webchat.sight import Sight
from probes.webchat.transcript import Line, LineOrRow, Row, alike, in_doubt, said_by, words
from probes.webchat.widget import Profile

ASLEEP = timedelta(minutes=2)
"""Without a sign of life for so long this machine slept: while we listen the page is asked several times a minute."""
BEHIND = timedelta(seconds=1)
"""A report or an answer that takes longer on its way through this machine comes from one that is behind."""


REFUSED = "the chat shows our message as one that was not delivered"
TAKEN_BACK = "the chat has put our message back into the place to write, and shows it no more"


class Vigil:
    """``alive`` says whether the page lives and is connected, as far as anybody can tell."""

    def __init__(self, now: Callable[[], datetime], settle: timedelta, alive: Callable[[], bool]) -> None:
        self._now, self._settle, self._alive = now, settle, alive
        self.lines: tuple[Line, ...] = ()
        self.t0: datetime | None = None
        self.said: list[str] = []
        self._gap: datetime | None = None  # the last moment before something may have been missed
        self._quiet_since = self._known = now()
        self._loaded = False  # the gap is one of a page loaded anew
        self._proved = datetime.min.replace(tzinfo=UTC)  # when it was last asked what it then told at once
        self._load = ""
        self._rows: Sequence[Row] = ()
        self._stir = 0
        self._declared: dict[str, str] = {}  # by the words of what an author is declared to have said: who that is
        self._held = False  # our newest text stands in the place to write
        self._shown = False  # the transcript is in sight
        self._found = True  # our own message was seen in this document
        self._slept = False
        self._turned = False  # the page shows what we know in the opposite order
        self.behind = False  # no answer has come promptly since one, or a report, came late

    def take_up(self, parked: Memory) -> None:
        """Go on from a parked conversation: everything since it was known may have been missed."""
        self.lines = tuple(replace(line, present=False) for line in parked.lines)
        self.t0, self.said, self._gap = parked.t0, list(parked.said), parked.known_until
        theirs = (line for line in parked.lines if line.speaker is Speaker.PLATFORM and "agent_type" in line.marks)
        self._declared = {words(line.text): line.marks["agent_type"] for line in theirs}
        self._found, self._loaded = not self.said, True

    def memory(self, profile: Profile, url: str, stored: Mapping[str, Any]) -> Memory:
        """What is known of the conversation now, for a later visit to take up."""
        found = profile.model_dump(exclude_defaults=True) if profile.reading == "structure" else None
        return Memory(
            url=url, stored=stored, lines=self.lines, known_until=self.looked_at(), t0=self.t0, said=self.said,
            profile=found,
        )  # fmt: skip

    # -- what is seen -------------------------------------------------------------------------------------------------

    def saw(self, sight: Sight) -> None:
        """Take in one look; looks come in order."""
        self._notice_sleep()
        self._notice_lag(sight.at)
        sight = replace(sight, rows=[self._as_declared(row) for row in sight.rows])
        if self._load and sight.load != self._load:
            self.lost(self._known)
            self._found, self._loaded = not self.said, True
        if self.said and not sight.transcript:
            self.lost(self._known)
        if (sight.load, sight.transcript, sight.rows, sight.stir) != (self._load, self._shown, self._rows, self._stir):
            self.stirred(sight.at)
        self._load, self._shown, self._rows, self._stir = sight.load, sight.transcript, sight.rows, sight.stir
        self._held = sight.held
        self._known = max(self._known, sight.at)
        self._turned = turned(self.lines, sight.rows)
        if self._turned:
            self.lost(self._known)
        else:
            self.lines = merge(self.lines, sight.rows, Look(at=sight.at, settle=self._settle, since=self._gap))
        self._found = self._found or any(row.speaker is Speaker.OWN for row in sight.rows)

    def lost(self, at: datetime) -> None:
        """From ``at`` on something may be missed."""
        if self._gap is None:
            self._gap = at

    def stirred(self, at: datetime) -> None:
        """Something moved: it takes the settling time again until all is known."""
        self._quiet_since = max(self._quiet_since, at)

    def proved(self, asked: datetime) -> None:
        """The page, asked at ``asked``, has just answered: up to now nothing was missed, if it took no time."""
        self._notice_sleep()
        self.behind = False
        self._notice_lag(asked)
        if not self.behind:
            self._known, self._proved = max(self._known, self._now()), asked
            self.looked_at()  # closes a gap that is over

    def _notice_lag(self, since: datetime) -> None:
        """What was told at ``since`` is heard now."""
        if self._load and self._now() - since > BEHIND:
            self.behind = True
            self.lost(self._known)
            self.stirred(self._now())

    def _notice_sleep(self) -> None:
        if self.t0 is not None and self._load and self._now() - self._known > ASLEEP:
            self.lost(self._known)
            self._slept = True

    @property
    def finds_us(self) -> bool:
        """Our own message stands in the chat."""
        return self._found and (self._shown or not self.said)

    @property
    def quiet_at(self) -> datetime:
        """When the settling time will be over if nothing changes."""
        return self._quiet_since + self._settle

    def looked_at(self) -> datetime:
        """The last moment at which everything said was known: now, unless there is a gap or the page is gone."""
        self._notice_sleep()
        if not self._alive():
            self.lost(self._known)
        elif self._gap is not None and self._closes() and self._proved >= self._over_at:
            self._gap, self._loaded = None, False
        return self._gap or self._now()

    @property
    def unproven(self) -> bool:
        """All has been quiet for long enough: a prompt answer of the page would close the gap."""
        over = self._gap is not None and self._closes() and self._now() >= self._over_at > self._proved
        return over and self._alive()

    @property
    def pending(self) -> datetime | None:
        """When all that was said until now may be known, if it is not yet and the page may still tell; else None."""
        if self.behind:
            return self._now() + self._settle
        return self._over_at if self._gap is not None and self._closes() and self._alive() else None

    @property
    def _over_at(self) -> datetime:
        """When an open gap may close if nothing changes."""
        return self.quiet_at + self._settle if self._loaded else self.quiet_at

    def _closes(self) -> bool:
        """A gap that quiet and a prompt answer would close."""
        return self.finds_us and not (self._slept or self.behind or self._turned)

    # -- what is handed out -------------------------------------------------------------------------------------------

    @property
    def undelivered(self) -> str:
        """What the page shows now of our newest line, if that is that nobody was told it; else empty.

        Taken back is a line that stood in this document, stands there no more and is in the place to write again.
        """
        own = [row for row in self._rows if row.speaker is Speaker.OWN]
        if own and own[-1].marks.get("undelivered") == "yes":
            return REFUSED
        return TAKEN_BACK if self._found and self._held and len(own) < len(self.said) else ""

    @property
    def doubtful(self) -> bool:
        """Below our first line, and below all that was said, the page shows one that may be an answer or a notice."""
        speakers = [row.speaker for row in self._rows]
        if Speaker.OWN not in speakers:
            return False
        below = list(self._rows[speakers.index(Speaker.OWN) :])
        said = [number for number, row in enumerate(below) if row.speaker is Speaker.PLATFORM]
        return any(row.marks.get("doubtful") == "yes" for row in below[max(said, default=0) :])

    @property
    def last_before_us(self) -> str:
        """What the platform had said last before we wrote first; empty where nothing."""
        said = [line for line in self.lines if line.speaker is Speaker.PLATFORM]
        return next((line.text for line in reversed(said) if self.t0 and line.message(self.t0).before_t0), "")

    @property
    def answered(self) -> bool:
        """Something was said to us since we wrote."""
        said = (line for line in self.lines if line.speaker is Speaker.PLATFORM)
        return any(not line.message(self.t0).before_t0 for line in said)

    def own_since(self, before: set[int], text: str = "") -> Line | None:
        """The first line of ours that is not among the ordinals ``before``, and says ``text`` if that is given."""
        new = (line for line in self.lines if line.ordinal not in before and line.speaker is Speaker.OWN)
        return next((line for line in new if words(text) in words(line.text) or alike(text, line.text)), None)

    def ripe(self, given: set[int], at_end: bool) -> Sequence[Line]:
        """Lines to hand out now, by ordinal; handing out fixes their text. ``at_end`` also what has not settled."""
        now, ripe = self._now(), list[Line]()
        for line in sorted(self.lines, key=lambda line: line.ordinal):
            if line.ordinal in given:
                continue
            if line.settled(now, self._settle):
                ripe.append(replace(line, given=True))
            elif at_end:
                ripe.append(replace(line, given=True, marks={**line.marks, "unsettled": "yes"}))
        fixed = {line.ordinal: line for line in ripe}
        self.lines = tuple(fixed.get(line.ordinal, line) for line in self.lines)
        return ripe

    def mark(self, ordinal: int, marks: Mapping[str, str]) -> None:
        """Keep a declared fact with a line, so that a replay says the same."""
        self.lines = tuple(replace(line, marks=marks) if line.ordinal == ordinal else line for line in self.lines)

    def declare(self, text: str, kind: str) -> None:
        """What came in says that the platform's ``kind`` of agent said ``text``, of which the page does not tell it."""
        self._declared[words(text)] = kind
        self._rows = [self._as_declared(row) for row in self._rows]
        self.lines = tuple(line if line.given else self._as_declared(line) for line in self.lines)

    def _as_declared(self, line: LineOrRow) -> LineOrRow:
        kind = self._declared.get(words(line.text)) if in_doubt(line) else None
        return said_by(line, kind) if kind else line

    def settled(self, given: set[int]) -> bool:
        """Every line has been handed out, but those that only say that somebody writes."""
        return not self._unsettled(given)

    def next_due(self, given: set[int]) -> datetime | None:
        """When a line will have settled, or a gap can close, if the page stays as it is."""
        due = [line.changed + self._settle for line in self._unsettled(given)]
        if not self.behind and (over := self.pending):
            due.append(over)
        return min(due, default=None)

    def _unsettled(self, given: set[int]) -> Sequence[Line]:
        return [line for line in self.lines if line.ordinal not in given and not line.busy]


def seconds_until(due: datetime, now: datetime, longest: float) -> float:
    """Seconds to wait until ``due``."""
    return min(longest, max(0.001, (due - now).total_seconds()))
