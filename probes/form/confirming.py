"""Finds what a press led to: the next step, a page that shows our entries once more, or a question whether to send.

A question is answered only where nothing left the page before, and a page that shows our entries only where its own
form carries them: so a message that may have been taken is never sent again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from probes.form import words
from probes.form.arrival import Found
from probes.form.meaning import Candidate, candidates
from probes.form.sending import Decided
from probes.form.survey import NO_FORM, Button, Sight, Survey


def next_step(decided: Decided, known: Found) -> Found | None:
    """Where a step led to: the form of the next one, or a button that came with it and sends."""
    for sight in decided.sights:
        for form in candidates(sight.survey):
            if form.send or form.onward:
                return Found(sight=sight, candidate=form, sights=decided.sights)
    for sight in decided.sights:
        if sends := _pressing("send", _new(sight.survey, known)):
            return Found(sight=sight, candidate=_only(sends[-1]), sights=decided.sights)
    return None


def comes_as_a_page(sights: Sequence[Sight], text: str, before: Sequence[Sight]) -> bool:
    """Another document than before asks to confirm our entries: there is nothing more to wait for."""
    moved = {sight.survey.load for sight in sights[:1]} != {sight.survey.load for sight in before[:1]}
    return moved and shown_again(sights, text, None) is not None


def shown_again(sights: Sequence[Sight], text: str, known: Found | None) -> Found | None:
    """A form that carries our text out of sight, with a button that sends it: our entries, to be confirmed. The form
    that still holds them in sight is ``known``: a copy out of sight is its own."""
    ours = words.folded(text)[:500]
    for sight in sights:
        if known and sight.survey.load == known.sight.survey.load and _holds(sight.survey, ours):
            continue
        for form_number, form in enumerate(sight.survey.forms):
            if not any(ours in words.folded(value) for value in form.hidden):
                continue
            own = [button for button in sight.survey.buttons if button.form == form_number and button.visible]
            if sends := _pressing("confirms", own):
                return Found(sight=sight, candidate=_only(sends[-1]), sights=sights)
    return None


def _holds(survey: Survey, ours: str) -> bool:
    return any(field.visible and field.writable and ours in words.folded(field.value) for field in survey.fields)


def asked(decided: Decided, known: Found) -> Found | None:
    """A dialog that asks whether to send, after a press by which nothing left the page."""
    before = Counter(line.text for sight in known.sights for line in sight.survey.lines)
    fresh = [line.text for sight in decided.sights for line in sight.survey.lines if not before[line.text]]
    if decided.carried or not words.says("after", "asks", "\n".join(fresh)):
        return None
    for sight in decided.sights:
        if sends := _pressing("confirms", _new(sight.survey, known)):
            return Found(sight=sight, candidate=_only(sends[-1]), sights=decided.sights)
    return None


def read_again(decided: Decided, text: str, known: Found) -> Found | None:
    """Our text to be read in place of the form that held it, with a button that sends; nothing left the page.

    What came with it is pressed rather than what stood outside of the form before: that may lead to the form.
    """
    ours = words.folded(text)
    if decided.carried:
        return None
    for sight in decided.sights:
        held = any(field.visible and ours[:500] in words.folded(field.value) for field in sight.survey.fields)
        shown = ours in words.folded(sight.survey.text)
        seen = [button for button in sight.survey.buttons if button.visible]
        sends = _pressing("send", _unlike(_outside(known), sight.survey)) or _pressing("send", seen)
        if shown and not held and sends:
            return Found(sight=sight, candidate=_only(sends[-1]), sights=decided.sights)
    return None


def _new(survey: Survey, known: Found) -> Sequence[Button]:
    """The buttons that came since the form was last looked at."""
    return _unlike((button for sight in known.sights for button in sight.survey.buttons if button.visible), survey)


def _outside(known: Found) -> Iterator[Button]:
    """The buttons in sight that are no part of the form."""
    for sight in known.sights:
        own = {known.candidate.form} if sight.frame is known.sight.frame else set()
        yield from (button for button in sight.survey.buttons if button.visible and button.form not in own)


def _unlike(others: Iterable[Button], survey: Survey) -> Sequence[Button]:
    """The buttons in sight without as many as there were of these ``others``."""
    before = Counter(button.text for button in others)
    new: list[Button] = []
    for button in survey.buttons:
        if button.visible and before[button.text] > 0:
            before[button.text] -= 1
        elif button.visible:
            new.append(button)
    return new


def _pressing(key: str, buttons: Sequence[Button]) -> Sequence[Button]:
    fit = (button for button in buttons if not button.disabled and not words.says("buttons", "not_send", button.text))
    return [button for button in fit if words.says("buttons", key, button.text)]


def _only(button: Button) -> Candidate:
    """A form of which only a button is left to be pressed."""
    return Candidate(form=NO_FORM, known=(), send=button, onward=None, score=0)
