"""Decides from what a page shows after the click whether the platform took the message; pure, and in doubt: not known.

A success that never was would count as silence. So words of success must be new on the page, and nothing may speak
against them; what is neither success nor refusal stays unknown, and nothing is ever pressed a second time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from probes.form import said, wordless, words
from probes.form.answers import Answer
from probes.form.evidence import After
from probes.interface import BarredReason

_MISSING = (404, 410)  # a page for thanks that was never made, or is gone
REFUSALS = {401: BarredReason.LOGIN_REQUIRED} | dict.fromkeys((403, 429, 451), BarredReason.BLOCKED)


class Kind(StrEnum):
    """What became of the click, as far as the page tells."""

    TAKEN = "taken"
    REFUSED = "refused"  # an entry was not accepted: nothing was taken
    BROKEN = "broken"  # an error of the platform's, or two signs that contradict each other
    BARRED = "barred"
    WORDLESS = "wordless"  # its server took the request well, and nobody says a word: see ``probes.form.wordless``
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``detail``: the sign, in the page's words (or the field's name); ``witness``: how we know that it was taken."""

    kind: Kind
    detail: str = ""
    witness: str = ""
    barred: BarredReason | None = None
    settled: bool = True  # False: true only if it is still so after the settling time


UNKNOWN = Verdict(kind=Kind.UNKNOWN)
UNDECIDED = (Kind.UNKNOWN, Kind.WORDLESS)
"""The page has told nothing: more may come, as long as we are patient."""


def judge(after: After) -> Verdict:
    """What the page says became of our message."""
    new = said.new(after)
    taken = _taken(after, said.told(after))
    if taken and taken.kind is Kind.TAKEN and after.unaddressed:
        taken = Verdict(kind=Kind.BROKEN, detail=f"{taken.detail}, but our address was not sent", settled=False)
    if taken and taken.kind is Kind.TAKEN and after.lost:
        taken = Verdict(kind=Kind.BROKEN, detail=f"{taken.detail}, but what was sent reached no server", settled=False)
    if taken and taken.kind is Kind.TAKEN and after.unworded:
        taken = Verdict(kind=Kind.BROKEN, detail=f"{taken.detail}, but our message was not sent", settled=False)
    return _door(after, new) or taken or _not_taken(after, new) or _wordless(after)


def _door(after: After, new: str) -> Verdict | None:
    """A captcha, a login or a block page that came instead of an answer."""
    status = next((trip.status for trip in reversed(after.trips) if trip.document and trip.status >= 400), 0)
    if status < 500 and words.says("after", "stale", new):
        return Verdict(kind=Kind.REFUSED, detail=words.found("after", "stale", new))
    if status in REFUSALS:
        return Verdict(kind=Kind.BARRED, detail=f"the page answered {status}", barred=REFUSALS[status])
    if status in _MISSING and (ended := _wordless(after)).kind is Kind.WORDLESS:
        return ended  # what took our message answered well before
    if status:
        return Verdict(kind=Kind.BROKEN, detail=f"the page answered {status}")
    if words.says("after", "taken", new):
        return None
    known = {challenge.sign for survey in after.before for challenge in survey.challenges}
    if fresh := [c.sign for survey in after.now for c in survey.challenges if c.sign not in known]:
        return Verdict(kind=Kind.BARRED, detail=fresh[0], barred=BarredReason.CAPTCHA, settled=False)
    for reason in (BarredReason.CAPTCHA, BarredReason.BLOCKED, BarredReason.LOGIN_REQUIRED):
        if detail := words.found("barred", reason.value, new) or words.found("since", reason.value, new):
            return Verdict(kind=Kind.BARRED, detail=detail, barred=reason, settled=False)
    return None


def _taken(after: After, new: str) -> Verdict | None:
    against = words.says("after", "broken", new) or words.says("after", "refused", _errors(after, new))
    if after.carried and (
        detail := words.found("after", "pending", _unlabelled(after))
    ):  # taken only once a link is opened
        return Verdict(kind=Kind.BROKEN, detail=detail, settled=False)
    if words.says("barred", "closed", new) or (after.step and after.to_be_confirmed):
        return None
    if any(trip.text and not trip.checks and trip.answer is Answer.REFUSED for trip in after.trips):
        return _contradicted(new)
    if after.carried and (detail := words.found("after", "taken", new)):
        if words.says("after", "broken", new):
            return Verdict(kind=Kind.BROKEN, detail=words.found("after", "broken", new), settled=False)
        if status := next((trip.status for trip in after.trips if trip.ours and trip.status >= 400), 0):
            return Verdict(kind=Kind.BROKEN, detail=f"{detail}, but the server answered {status}", settled=False)
        if not after.held and (not against or after.moved or after.accepted):  # an emptied form asks again
            sure = after.moved or after.accepted  # some pages give thanks before the server has answered
            return Verdict(kind=Kind.TAKEN, detail=detail, witness="success page", settled=sure)
        if against or not after.accepted:
            return None
        return Verdict(kind=Kind.TAKEN, detail=detail, witness="success page", settled=False)
    if (
        after.accepted
        and not after.step
        and not words.says("after", "denied", new)
        and not against
        and (detail := _alone(after))
    ):
        return Verdict(kind=Kind.TAKEN, detail=detail, witness="success page", settled=False)
    if against or after.held or not after.carried or after.to_be_confirmed or after.step:
        return None
    return _taken_by_less(after, new)


def _taken_by_less(after: After, new: str) -> Verdict | None:
    """What no word of success says, and other signs do: nothing speaks against it."""
    faint = said.thanks(after) if after.accepted and not words.says("after", "denied", new) else ""
    if detail := faint:
        return Verdict(kind=Kind.TAKEN, detail=detail, witness="success page", settled=False)
    if (number := words.number(new)) and (after.moved or after.accepted):
        return Verdict(kind=Kind.TAKEN, detail=number, witness="ticket number", settled=False)
    if after.arrived:
        return Verdict(kind=Kind.TAKEN, detail=after.now[0].url, witness="success page", settled=False)
    if after.shown and after.moved:
        return Verdict(kind=Kind.TAKEN, detail="our own text is shown", witness="own text", settled=False)
    if after.affirmed and after.put_away and not words.says("after", "denied", new):
        detail = "the form is put away, and its server says that it was taken"
        return Verdict(kind=Kind.TAKEN, detail=detail, witness="server's answer", settled=False)
    return None


def _wordless(after: After) -> Verdict:
    ending = wordless.ending(after)
    return Verdict(kind=Kind.WORDLESS, detail=ending, witness=wordless.WITNESS, settled=False) if ending else UNKNOWN


def _contradicted(new: str) -> Verdict | None:
    """Thanks of a page whose server says that it did not take the message."""
    detail = words.found("after", "taken", new) or words.found("after", "faint", new)
    what = f"{detail}, but the server says that it was not taken"
    return Verdict(kind=Kind.BROKEN, detail=what, settled=False) if detail else None


def _unlabelled(after: After) -> str:
    """The new lines without what only names a field: one that asks for the address again asks for no confirmation."""
    named = {name.strip(" *＊:：") for field in after.fields for name in (field.label, field.aria, field.near)}
    return "\n".join(line for line in after.new_lines if line.strip(" *＊:：") not in named)


def _alone(after: After) -> str:
    """A line that says "created" and no more: beside a date, or other names of columns, it is one of these."""
    lines = ("", *after.new_lines, "")
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        if words.says("after", "alone", line) and not any(map(_names_a_value, (above, below))):
            return line
    return ""


def _names_a_value(line: str) -> bool:
    return any(words.says("tickets", key, line) for key in ("labels", "times", "moving", "status"))


def _errors(after: After, new: str) -> str:
    """What of the new text stands in elements that are made for errors, while a form is still to be seen."""
    known = Counter(error for survey in after.before for error in survey.errors)
    fresh = [error for survey in after.now for error in survey.errors if error not in known]
    return "\n".join(fresh) if not any(field.writable for field in after.fields) else "\n".join((*fresh, new))


def _not_taken(after: After, new: str) -> Verdict | None:
    refused = [field for field in after.fields if field.refused]
    words_of = words.found("after", "refused", new)
    if refused or (words_of and (after.covered or after.bare or any(field.writable for field in after.fields))):
        line = next((text for text in after.new_lines if words.says("after", "refused", text)), "")
        name = refused[0].called if refused else ""
        return Verdict(kind=Kind.REFUSED, detail=": ".join(filter(None, (name, line[:200]))) or words_of, settled=False)
    if detail := words.found("after", "broken", new):
        return Verdict(kind=Kind.BROKEN, detail=detail, settled=False)
    there = {field.called for survey in after.before for field in survey.fields if field.visible}
    wanting = [field for field in after.beside_ours if field.required == "attribute" or field.value]
    held_back = [field for field in wanting if field.invalid and field.called in there]
    if held_back and not after.carried:
        return Verdict(kind=Kind.REFUSED, detail=held_back[0].called, settled=False)
    if pointed := after.pointed_at:
        return Verdict(kind=Kind.REFUSED, detail=pointed[0].called, settled=False)
    return None
