"""Names the parts of a form for a person: what each field was taken for, and what would be done with it; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from probes.form import words
from probes.form.beside import Known
from probes.form.meaning import Candidate, meaning_of
from probes.form.plan import Entry, Unfit, Words, steps
from probes.form.survey import NO_FORM, Field, Form, Survey
from probes.form.tracker import is_tracker
from probes.form.words import technical

_CALLED = {
    "email": "e-mail", "first_name": "first name", "last_name": "last name", "contact": "contact details",
    "agreement": "consent", "code": "captcha", "sms": "code by phone", "how_found": "how found",
    "attachment": "file", "account": "account", "order": "order", "place": "place",
    "reply": "answer wanted", "": "not known",
}  # fmt: skip
MOST_HIDDEN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a form: what it was taken for, what the page calls it, what would be done with it.

    ``broken`` says why it cannot be; ``number`` is its element in the survey, -1 for one that is not in sight.
    """

    name: str
    called: str
    doing: str = ""
    broken: str = ""
    required: bool = False
    number: int = -1
    place: str = ""  # a selector, of what has no number


def fields(candidate: Candidate, form: Form | None, survey: Survey, ours: Words) -> Sequence[Part]:
    """Every field in the order of the form, then those that people do not see."""
    shown = [_part(candidate, one, step, ours) for one, step in steps(candidate, form, ours)]
    if is_tracker(survey, candidate):
        doing = "no address is asked for: the answer will be read on the ticket's public page"
        shown.append(Part(name="e-mail", called="", doing=doing))
    if candidate.message is None:
        shown.append(Part(name="message", called="", doing="not in sight yet: a choice or the next step may show it"))
    hidden = [one for one in survey.fields if one.form == candidate.form and not one.visible]
    return [*shown, *(_hidden(one) for one in hidden[:MOST_HIDDEN])]


def captchas(candidate: Candidate, survey: Survey) -> Sequence[Part]:
    """What stands in the form to keep robots out."""
    inside = [one for one in survey.challenges if one.form in (candidate.form, NO_FORM)]
    return [
        Part(name="captcha", called="", broken="a captcha is never solved", place=one.sign) for one in inside[:1]
    ]  # fmt: skip


def button(candidate: Candidate) -> Part:
    """What would be pressed: to send, or to get to the next step."""
    if candidate.send is not None:
        return Part(name="send", called=candidate.send.text, doing="pressed once", number=candidate.send.number)
    if candidate.onward is not None:
        what = "pressed; what the next step asks is not known before"
        return Part(name="next step", called=candidate.onward.text, doing=what, number=candidate.onward.number)
    return Part(name="send", called="", broken="the form has no button that sends it")


def first_broken(parts: Sequence[Part]) -> str:
    """The first part that keeps us from asking; empty if none does."""
    for part in parts:
        if part.broken:
            return f"the field {part.called!r}: {part.broken}" if part.called else part.broken
    return ""


def _part(candidate: Candidate, one: Known, step: Entry | Unfit | None, ours: Words) -> Part:
    field = step.field if isinstance(step, Entry) else one.field
    name = _CALLED.get(one.meaning, one.meaning)
    if one.meaning == "message" and one.field is not candidate.message:
        name = "a second text"
    wanted = any(f.required for f in _set(candidate, one.field))
    return Part(
        name=name, called=one.field.group or one.field.called if one.field.type == "radio" else one.field.called,
        doing=_doing(candidate, one, step, ours), broken=step.why if isinstance(step, Unfit) else "",
        required=wanted, number=field.stand_in if field.stand_in >= 0 else field.number,
    )  # fmt: skip


def _set(candidate: Candidate, field: Field) -> Sequence[Field]:
    """The field, or all round buttons of its set."""
    if field.type != "radio" or not field.name:
        return [field]
    return [one.field for one in candidate.known if one.field.type == "radio" and one.field.name == field.name]


def _doing(candidate: Candidate, one: Known, step: Entry | Unfit | None, ours: Words) -> str:
    if isinstance(step, Unfit):
        return ""
    if step is None:
        return _left(candidate, one)
    if step.act == "write":
        return _written(one, step, ours)
    if step.act == "choose":
        text = next((option.text for option in step.field.options if option.value == step.value), step.value)
        return f"“{text}” is chosen"
    if step.act == "pick":
        return "opened, and the most general choice is taken; what it offers is not known before"
    if step.act == "untick":
        return "its tick is taken away"
    return f"“{step.field.called}” is chosen" if one.field.type == "radio" else "ticked"


def _written(one: Known, step: Entry, ours: Words) -> str:
    if one.field is step.field and step.value == ours.text and one.meaning == "message":
        return "the question"
    if one.meaning in ("email", "contact"):
        return f"the inquiry's own address{f', {step.value}' if step.value else '; no mail account is configured'}"
    if not step.value:
        return "the persona's name; nobody is configured" if "name" in one.meaning else "left empty"
    return f"“{step.value}”"


def _left(candidate: Candidate, one: Known) -> str:
    field = one.field
    if field.type in ("checkbox", "radio"):
        ticked = next((each for each in _set(candidate, field) if each.checked), None)
        if ticked is not None:
            return f"“{ticked.called}” stays chosen" if field.type == "radio" else "ticked already"
        return "never ticked" if one.meaning == "advertising" else "left as it is"
    chosen = next((option.text for option in field.options if option.selected), "")
    if chosen and not words.says("choices", "empty", chosen):
        return f"“{chosen}” stays chosen"
    return "left alone: people are told to" if one.meaning == "trap" else "left as it is"


def _hidden(field: Field) -> Part:
    trap = meaning_of(field) == "trap" or words.meaning(technical(field.name)) == "trap"
    return Part(
        name="trap" if trap else "not in sight", called=field.called,
        doing="left alone: people do not see it, and robots are meant to fill it in" if trap
        else "left alone: people do not see it",
    )  # fmt: skip
