"""Decides what is written, chosen and ticked in a contact form, or why it cannot be filled in truthfully; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from probes.form import fitting, words
from probes.form.beside import Known
from probes.form.claims import OURS_TO_TELL, STANDING, best, choose, surely, titles
from probes.form.meaning import Candidate
from probes.form.survey import Field, Form, Option


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What we have to say: the truthful persona and the inquiry. ``phone`` and ``study_page`` may be empty."""

    name: str
    address: str
    subject: str
    nonce: str
    text: str
    phone: str = ""
    study_page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to do with a field: ``write``, ``choose`` (the value of a native option), ``pick`` (in a select of a
    library's own; ``SURELY``: only what is true of anybody; ``AT_FIRST``), ``tick``, ``untick``."""

    field: Field
    act: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """The form wants something that we have not; ``field`` is what a person would call it."""

    field: str
    why: str


def plan(candidate: Candidate, form: Form | None, ours: Words) -> Sequence[Entry] | Unfit:
    """Every entry in the order of the form, or the first field that we cannot fill in truthfully."""
    entries: list[Entry] = []
    for _, step in steps(candidate, form, ours):
        if isinstance(step, Unfit):
            return step
        if step is not None:
            entries.append(step)
    return entries


def steps(candidate: Candidate, form: Form | None, ours: Words) -> Iterator[tuple[Known, Entry | Unfit | None]]:
    """Every field in the order of the form, a set of round buttons by its first, with what is done with it: an entry,
    nothing, or why there is no truthful one."""
    marked = _marks_required(candidate, form)
    message = candidate.message
    for one in _boxes_once(candidate.known):
        if one.field.type == "radio":
            yield one, _round(candidate, one, ours)
        elif one.field.type == "checkbox":
            yield one, _several(candidate, one) or _box(one, marked)
        elif one.field.tag in ("select", "combobox"):
            yield one, _choice(one, ours)
        else:
            yield one, _writing(one, one.field is message, ours)


def _boxes_once(known: Sequence[Known]) -> Iterator[Known]:
    """A set of round buttons comes once, by its first."""
    sets: set[str] = set()
    for one in known:
        if one.field.type != "radio" or not one.field.name or one.field.name not in sets:
            yield one
        if one.field.type == "radio":
            sets.add(one.field.name)


# -- what is written ---------------------------------------------------------------------------------------------------


def _writing(one: Known, is_message: bool, ours: Words) -> Entry | Unfit | None:
    field = one.field
    value = ours.text if is_message else _value(one.meaning, bool(field.required), ours)
    if value is None:
        if not field.required or field.value:
            return None
        return Unfit(field=field.called, why=_WANTED.get(one.meaning, "it is required, and we have no truthful entry"))
    if one.meaning == "subject":
        value = fitting.subject(field, ours.subject, ours.nonce)
    if one.meaning in ("name", "first_name", "last_name") and not is_message:
        value = fitting.name(field, value, ours.address if one.meaning == "name" else "")
    if field.longest and len(value) > field.longest:
        return Unfit(field=field.called, why=f"it takes {field.longest} letters, and ours are {len(value)}")
    return Entry(field=field, act="write", value=value)


SURELY = "surely"  # of a library's own select: only such a choice
AT_FIRST = "at first"  # of one that stands at a choice: a general one, if it stands at its first

_WANTED = {
    "phone": "a phone number is required, and the persona has none: numbers are never made up",
    "sms": "a code sent to a phone is required",
    "attachment": "a file is required",
    "order": "an order is required, and we claim none",
    "account": "an account is required, and we have none",
    "message": "a second text is required, and we have one",
    "rating": "a mark is required, and nobody has served us yet",
}


def _value(meaning: str, required: bool, ours: Words) -> str | None:
    """What we write into a field of this meaning; None: nothing."""
    first, _, last = ours.name.rpartition(" ")
    always = {
        "name": ours.name,
        "first_name": first or ours.name,
        "last_name": last,
        "email": ours.address,
        "contact": ours.address,
        "subject": f"{ours.subject} [{ours.nonce}]".lstrip(),
    }
    if meaning in always:
        return always[meaning]
    asked = {"company": ours.name, "website": ours.study_page, "phone": ours.phone}
    return asked.get(meaning) or None if required else None


# -- what is chosen ----------------------------------------------------------------------------------------------------


def _choice(one: Known, ours: Words) -> Entry | Unfit | None:
    field = one.field
    if field.tag == "combobox":
        return _drawn_choice(one)
    offered = [option for option in field.options if not _is_empty(option) or _untitled(one, option)]
    number = choose(one.meaning, field.called, [option.text for option in offered], ours.text)
    selected = next((option for option in field.options if option.selected), None)
    if selected is not None and not _is_empty(selected):
        return _standing(one, selected, offered[number] if number is not None else None)
    if not (field.required or one.meaning in ("category", "reply")):
        return None
    if number is None:
        what = "no choice is surely true" if offered else "offers nothing to choose"
        return Unfit(field=field.called, why=f"it is required, and {what}") if field.required else None
    return Entry(field=field, act="choose", value=offered[number].value)


def _drawn_choice(one: Known) -> Entry | None:
    field = one.field
    own_name = field.value in (field.placeholder, field.called if field.type != "row" else "")
    named = own_name and bool(words.meaning(field.value))  # it shows its own name: no choice yet
    asks = words.says("choices", "empty", field.value) or words.says("choices", "faces", field.value)
    unset = not field.value or named or asks
    if not unset:  # at its first nobody set it: known once it is open
        kind = one.meaning == "category" and field.type in ("text", "search")  # a row of a title may lead elsewhere
        return Entry(field=field, act="pick", value=AT_FIRST) if kind and not surely(field.value) else None
    if not (field.required or one.meaning == "category"):
        return None
    return Entry(field=field, act="pick", value=SURELY if one.meaning in ("", *OURS_TO_TELL) else "")


def _standing(one: Known, selected: Option, ours: Option | None) -> Entry | Unfit | None:
    """A list that stands at a choice of nobody's: a claim about us is changed or named, a kind made general."""
    if selected is ours:
        return None
    change = Entry(field=one.field, act="choose", value=ours.value) if ours is not None else None
    if one.meaning in STANDING and not words.says("choices", "dial", selected.text):
        free = next((option for option in one.field.options if not option.disabled and not option.value.strip()), None)
        if free is not None and not one.field.required:
            return Entry(field=one.field, act="choose", value=free.value)
        return change or Unfit(field=one.field.called, why=f"it stands at {selected.text!r}, which we cannot say")
    if one.meaning in ("reply_by", "language", "reply"):
        return change
    first = selected is one.field.options[0] and one.meaning == "category"
    fits = ours is not None and words.says("choices", "general", ours.text)
    if ours is not None and words.says("choices", "wares", selected.text):  # we ask, and report nothing
        fits = words.says("choices", "support", ours.text) or fits
    return change if first and fits else None


def _untitled(one: Known, option: Option) -> bool:
    """ "None" among titles is a choice, and the true one."""
    fit = one.meaning == "salutation" and not option.disabled and bool(option.value.strip())
    return fit and words.says("choices", "untitled", option.text)


def _is_empty(option: Option) -> bool:
    wordless = not option.value.strip() or not option.text.strip()
    return option.disabled or wordless or words.says("choices", "empty", option.text)


def _round(candidate: Candidate, one: Known, ours: Words) -> Entry | Unfit | None:
    """A set of round buttons: chosen if it is required or says what the message is about."""
    buttons = [k.field for k in candidate.known if k.field.type == "radio" and k.field.name == one.field.name]
    texts = [field.label or field.aria or field.near or field.value for field in buttons]
    meaning = "salutation" if titles(texts) else one.meaning
    wanted = any(field.required for field in buttons) or meaning in ("category", "agreement", "reply")
    standing = any(field.checked for field in buttons)
    if (standing and meaning not in (*STANDING, "reply")) or not (wanted or standing):
        return None
    number = choose(meaning, one.field.group, texts, ours.text)
    if number is not None:
        return None if buttons[number].checked else Entry(field=buttons[number], act="tick")
    if (standing and meaning in STANDING) or any(field.required for field in buttons):
        return Unfit(field=one.field.group or one.field.called, why="no choice is surely true")
    return None


# -- what is ticked ----------------------------------------------------------------------------------------------------


def _marks_required(candidate: Candidate, form: Form | None) -> bool:
    """True if the browser itself holds the form back until what is required is there: what is unmarked then is free."""
    return bool(form and form.validated and any(one.field.required == "attribute" for one in candidate.known))


def _several(candidate: Candidate, one: Known) -> Entry | None:
    """Of a set of boxes that says what the message is about one is ticked, if one must be: the most general."""
    if one.meaning != "category":
        return None
    boxes = [k.field for k in candidate.known if k.field.type == "checkbox" and k.field.group == one.field.group]
    wanted = any(field.required for field in boxes) and not any(field.checked for field in boxes)
    number = best([field.called for field in boxes]) if wanted and boxes[0] is one.field else None
    return Entry(field=boxes[number], act="tick") if number is not None else None


def _box(one: Known, marked: bool) -> Entry | Unfit | None:
    """An agreement is ticked if it is required; where nothing tells, agreeing to the form's own terms counts so. A box
    of a library's own cannot bear the mark by which the browser holds a form back."""
    field, text = one.field, one.field.called
    if field.checked and one.meaning == "advertising":  # somebody else's tick, sent in our name
        return Entry(field=field, act="untick")
    if field.checked or one.meaning == "category":
        return None
    if one.meaning == "reply":  # who asks wants an answer; its field may come into sight only then
        return Entry(field=field, act="tick")
    if one.meaning == "agreement":
        optional = words.says("boxes", "optional", text) or (marked and not field.required and field.tag == "input")
        return None if optional else Entry(field=field, act="tick")
    if field.required == "mark" and words.says("boxes", "save_me", text):
        return None  # a star there says only that it is asked
    if field.required:
        what = "a subscription" if one.meaning == "advertising" else "a statement that we cannot make for sure"
        return Unfit(field=text, why=f"{what} is required")
    return None
