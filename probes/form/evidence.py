"""What is known after the press: the requests that left, and what the page shows beside what it showed before; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from probes.form import words
from probes.form.answers import Answer
from probes.form.survey import Field, Survey

SOCKET = "SOCKET"  # the method of what left by a socket
_SENTENCE = 12  # characters: less may stand in any line
_REMARK = 100  # letters: more is a page, on which a refusal may have come with anything
_CHANGING = ("POST", "PUT", "PATCH", SOCKET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """One request that left the page after the click; ``ours``: our address is in it; ``text``: our whole message, too;
    ``status`` 0: no answer yet; ``answer``: what its server said of the message."""

    method: str
    document: bool
    ours: bool = False
    status: int = 0
    text: bool = False
    answer: Answer = Answer.UNCLEAR
    checks: bool = False  # it asks only whether all is well
    said: bool = False  # our whole message is in it in words
    lost: bool = False  # it reached no server

    @property
    def bare(self) -> bool:
        """True if our message is in it in words, and our address is not."""
        return self.said and not self.ours

    @property
    def carries(self) -> bool:
        """True if it may have carried our message."""
        return self.document or self.ours or self.method in _CHANGING

    @property
    def accepted(self) -> bool:
        return self.ours and self.carries and 200 <= self.status < 400


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """All that is known after the click: surveys of every frame before and now, what we wrote, what left the page,
    and what its dialogs said; ``step``: it was not meant to send; ``address``: ours, where we wrote it."""

    before: Sequence[Survey]
    now: Sequence[Survey]
    text: str
    trips: Sequence[Trip] = ()
    dialogs: Sequence[str] = ()
    step: bool = False
    address: str = ""

    @property
    def unaddressed(self) -> bool:
        """Our address stood beside our message, and what left holds the message alone: nobody can answer it."""
        there = [field.value for survey in self.before for field in survey.fields if field.visible]
        asked = bool(self.address) and self.address in there
        return asked and any(trip.bare for trip in self.trips) and not any(trip.ours for trip in self.trips)

    @property
    def unworded(self) -> bool:
        """Our message stood in a field without a name, which the browser leaves out, and what left holds our address
        alone; of a socket nothing is known."""
        held = [field for survey in self.before for field in survey.fields if field.visible and self._holds(field)]
        nameless = bool(held) and all(field.nameless and field.tag == "textarea" for field in held)
        ours = [trip for trip in self.trips if trip.ours and trip.carries]
        unread = any(trip.said or trip.method == SOCKET for trip in self.trips)
        return nameless and bool(ours) and not unread

    @property
    def lost(self) -> bool:
        """What carried our message, as far as can be told, reached no server."""
        carrying = [trip for trip in self.trips if trip.carries]
        ours = [trip for trip in carrying if trip.ours] or carrying
        told = [trip for trip in ours if trip.said] or ours
        return any(trip.lost for trip in told) and not any(200 <= trip.status < 400 for trip in told)

    @property
    def new_lines(self) -> Sequence[str]:
        """Lines that can be read now and could not before, without what we wrote ourselves; a line that comes a second
        time is new."""
        known = Counter(line.text for survey in self.before for line in survey.lines)
        fresh = list(self.dialogs)
        for line in (line.text for survey in self.now for line in survey.lines):
            if known[line] > 0:
                known[line] -= 1
            else:
                fresh.append(line)
        return [rest for line in fresh if (rest := self._but_ours(line))]

    def _but_ours(self, line: str) -> str:
        """A line without our whole text, or a whole line of it: what we ask about may sound like a failure."""
        for own in (" ".join(self.text.split()), *map(str.strip, self.text.splitlines())):
            if words.folded(own) == words.folded(line):
                return ""
            line = line.replace(own, "~") if len(own) >= _SENTENCE else line
        return line

    @property
    def fields(self) -> Sequence[Field]:
        return [field for survey in self.now for field in survey.fields if field.visible]

    @property
    def beside_ours(self) -> Sequence[Field]:
        """The fields of the form that holds our text; all, where none does."""
        forms = [
            [f for f in s.fields if f.visible and f.form == n] for s in self.now for n in {f.form for f in s.fields}
        ]
        return next((fields for fields in forms if any(map(self._holds, fields))), self.fields)

    def _holds(self, field: Field) -> bool:
        return field.writable and words.folded(self.text)[:500] in words.folded(field.value)  # long values are cut

    @property
    def held(self) -> bool:
        """Our text still stands in a field."""
        return any(map(self._holds, self.fields))

    @property
    def covered(self) -> bool:
        """Our text still stands in its field, out of sight behind what the page laid over it; nothing left the page."""
        fields = (field for survey in self.now for field in survey.fields if not field.visible)
        return not self.carried and not self.moved and any(map(self._holds, fields))

    @property
    def shown(self) -> bool:
        """Our text stands on the page as text."""
        return words.folded(self.text) in words.folded(" ".join(s.text for s in self.now))

    @property
    def moved(self) -> bool:
        """Another document stands in the page."""
        return {s.load for s in self.now[:1]} != {s.load for s in self.before[:1]}

    @property
    def bare(self) -> bool:
        """A document came that holds one short line, as a server's own script writes it."""
        lines = [line.text for survey in self.now for line in survey.lines]
        return self.moved and len(lines) == 1 and len(lines[0]) <= _REMARK

    @property
    def arrived(self) -> bool:
        """Another document, whose address speaks of success, with no form left."""
        there = urlsplit(self.now[0].url).path if self.now else ""
        new = bool(self.before) and there != urlsplit(self.before[0].url).path
        long = any(field.tag in ("textarea", "editable") for field in self.fields)
        return self.moved and new and not long and words.says("after", "address", there)

    @property
    def carried(self) -> bool:
        return any(trip.carries for trip in self.trips)

    @property
    def accepted(self) -> bool:
        return any(trip.accepted for trip in self.trips)

    @property
    def affirmed(self) -> bool:
        """Every server that was told our address answered well, and all that were sent our message say they took it."""
        ours = [trip for trip in self.trips if trip.ours and trip.carries]
        told = [trip for trip in ours if trip.text and not trip.checks]
        paged = any(trip.document and (trip.ours or trip.method in _CHANGING) for trip in self.trips)
        answered = all(t.accepted for t in ours) and all(t.answer is Answer.TAKEN for t in told)
        return bool(told) and answered and not paged  # a page of its own has to show it

    @property
    def emptied(self) -> bool:
        """Our message stood in a field before the press and stands in none now."""
        there = [field for survey in self.before for field in survey.fields if field.visible]
        return any(map(self._holds, there)) and not self.held

    @property
    def asks_more(self) -> bool:
        """A field came that was not there before the press."""
        there = {field.called for survey in self.before for field in survey.fields if field.visible}
        return bool({field.called for field in self.fields} - there)

    @property
    def put_away(self) -> bool:
        """Our message left its field, and nothing else is asked for."""
        return self.emptied and not self.asks_more

    @property
    def pointed_at(self) -> Sequence[Field]:
        """What the form points at without a word since the press: in red, or by the focus where nothing left."""
        before = {field.called: field for survey in self.before for field in survey.fields if field.visible}
        if self.carried and not self.held:  # an emptied form stands ready for the next message
            return ()
        known = [(field, before[field.called]) for field in self.beside_ours if field.called in before]
        red = [field for field, was in known if field.alarmed and not was.alarmed]
        return red or [f for f, was in known if f.focused and not was.focused and not self.carried]

    @property
    def to_be_confirmed(self) -> bool:
        """The page shows what we wrote only to ask whether to send it."""
        ours = words.folded(self.text)[:500]
        hidden = (value for survey in self.now for form in survey.forms for value in form.hidden)
        copied = any(ours in words.folded(value) for value in hidden)
        return copied or words.says("after", "copy", "\n".join(self.new_lines))
