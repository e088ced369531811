"""Decides how a form before a chat is filled truthfully: a name, an address, a topic, a consent; never a telephone.

Pure. A field that must be filled and of which we have no truth to tell is named, and the form is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from probes.webchat.finding import words
from probes.webchat.finding.survey import Survey, Thing

TEXTUAL = ("text", "textarea", "email", "tel", "url", "editable", "", "number", "search")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing done to a form: fill or choose ``value``, or click."""

    thing: Thing
    act: str  # fill, choose, click
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form and what to do with it, the button last; ``lacking`` names fields we cannot fill truthfully."""

    moves: Sequence[Move]
    lacking: Sequence[str] = ()


def fields_of(survey: Survey, group: int) -> Sequence[Thing]:
    """The fields of one form that a person would fill."""
    return [thing for thing in survey.fields(group) if thing.type not in ("file", "range", "hidden")]


def plan(survey: Survey, fields: Sequence[Thing], *, opened: bool = False) -> Form | None:
    """How to fill these fields and which button begins the chat; None if there is no such button.

    A search beside a button is no form either: what we are asked comes after the button. Nor is a place for a message
    alone: sent from there our subject would be said in the chat. Nor is a contact form. ``opened``: it is shown by
    a chat that we opened, and that is no room which takes one short word for a name.
    """
    if all(_looks_up(field) for field in fields) or all(_is_for_a_message(field) for field in fields):
        return None
    button = _button(survey, fields)
    if button is None or is_contact(fields, button):
        return None
    moves, lacking, radios = list[Move](), list[str](), False
    guest = enters(survey, fields)
    for field in fields:
        if field.disabled or (guest and field.filled):  # a guest's name that the page has thought of is kept
            continue
        if field.type == "radio":
            if not radios and not any(other.checked for other in fields if other.type == "radio"):
                moves.append(Move(thing=_neutral(fields), act="click"))
            radios = True
            continue
        move = _move(field, room=guest and not opened)
        if move is not None:
            moves.append(move)
        elif field.required and not (field.checked or field.filled):
            lacking.append(field.label or field.marks or field.type)
    return Form(moves=[*moves, Move(thing=button, act="click")], lacking=lacking)


def enters(survey: Survey, fields: Sequence[Thing]) -> bool:
    """A form that lets guests into a room: it asks for a nickname, or a name and a room, and demands nothing else."""
    open_ = [field for field in fields if not (field.filled or field.disabled or field.type in ("checkbox", "radio"))]
    nick = any(words.has("field", "nickname", field.label) for field in fields)
    room = any(words.has("field", "room", field.label) for field in fields)
    name = any(words.has("field", "name", field.label) for field in fields)
    known = ("nickname", "room", "name")
    more = [field for field in open_ if not any(words.has("field", entry, field.label) for entry in known)]
    others = [field for field in more if field.type != "password" or field.required]
    written = any(field.type in ("email", "tel", "textarea", "editable") for field in fields)
    button = _button(survey, fields) if fields else None
    begins = button is not None and words.has("form", "enter", button.text, button.label)
    return (nick or (room and name)) and begins and not (others or written)


def _looks_up(field: Thing) -> bool:
    return field.type == "search" or words.has("input", "lookup", field.label)


def _is_for_a_message(field: Thing) -> bool:
    free = field.type in ("textarea", "editable") or words.has("input", "strong", field.label)
    asked = any(words.has("field", entry, field.label) for entry in ("name", "mail", "phone", "topic"))
    return free and field.type in ("textarea", "editable", "text", "") and field.tag != "select" and not asked


def is_contact(fields: Sequence[Thing], button: Thing) -> bool:
    """It asks for a message, and for the address to which the answer comes, and its button does not speak of a chat."""
    written = any(field.type in ("textarea", "editable") for field in fields)
    answered = any(field.type == "email" or words.has("field", "mail", field.label) for field in fields)
    return written and answered and not words.has("form", "begins", button.text, button.label)


def goes_on(survey: Survey, fields: Sequence[Thing]) -> bool:
    """A button that says no more than that it goes on, and not into a room that takes guests."""
    button = _button(survey, fields) if fields else None
    begins = button is None or words.has("form", "begins", button.text, button.label)
    return not (begins or enters(survey, fields))


def is_stepped(survey: Survey, fields: Sequence[Thing]) -> bool:
    """The first steps of a contact form: it says so, or the message is asked for later, and no button begins a chat."""
    button = _button(survey, fields) if fields else None
    if button is None or words.has("form", "begins", button.text, button.label):
        return False
    group = fields[0].group
    said = survey.forms[group] if 0 <= group < len(survey.forms) else ""
    rest = [thing for thing in survey.things if thing.kind == "field" and thing.group == group and not thing.seen]
    later = any(thing.form and thing.type == "textarea" and thing.label for thing in rest)
    return later or words.has("form", "steps", said)


def _neutral(fields: Sequence[Thing]) -> Thing:
    """Of several topics the most general one, else the first."""
    radios = [field for field in fields if field.type == "radio"]
    return next((one for one in radios if words.has("field", "other", one.label)), radios[0])


def _move(field: Thing, *, room: bool) -> Move | None:
    if field.type == "checkbox":
        return _consent(field)
    if field.tag == "select":
        return _choice(field)
    value = "{nickname}" if room and words.has("field", "handle", field.label) else _value(field)
    return Move(thing=field, act="fill", value=value) if value else None


def _consent(field: Thing) -> Move | None:
    """Consent to what a conversation needs; never to advertising."""
    if field.checked or words.has("field", "marketing", field.label):
        return None
    wanted = field.required or words.has("field", "consent", field.label, field.marks)
    return Move(thing=field, act="click") if wanted else None


def _choice(field: Thing) -> Move | None:
    options = [text for value, text in field.options if value and text and not text.endswith(("...", "…"))]
    if not options:
        return None
    general = (option for option in options if words.has("field", "other", option))
    return Move(thing=field, act="choose", value=next(general, options[0]))


def _value(field: Thing) -> str:
    """What a person of ours would write there, as a step's placeholders; empty if there is nothing true to write."""
    if field.type == "email":
        return "{address}"
    if field.type == "tel":
        return ""
    for texts in ((field.label,), (field.marks,)):
        for entry, value in _ANSWERS:
            if words.has("field", entry, *texts):
                return value
    return "{subject}" if field.type == "textarea" and field.required else ""


_ANSWERS = (
    ("mail", "{address}"),
    ("phone", ""),
    ("company", "{name}"),
    ("website", "{study_page}"),
    ("topic", "{subject}"),
    ("name", "{name}"),
    ("question", "{subject}"),
)


def _button(survey: Survey, fields: Sequence[Thing]) -> Thing | None:
    """The button that begins the chat: in the form, or right below it."""
    group, panel = fields[0].group, fields[0].panel
    low = max(field.rect[1] + field.rect[3] for field in fields)
    rated = []
    for press in survey.things:
        if press.kind != "press" or press.tag == "label" or press.type in ("radio", "checkbox"):
            continue
        if press.group != group and not (press.panel == panel and -20 < press.rect[1] - low < 200):
            continue
        if words.has("send", "never", press.said) or words.has("cookies", "decline", press.said):
            continue
        if words.has("form", "subscribe", press.said):
            continue
        score = 2.0 * words.has("form", "start", press.said) + 1.5 * (press.type == "submit")
        score += 1.0 * (press.group == group) + 0.5 * (press.tag == "button") + 0.5 * (press.rect[1] >= low - 10)
        score -= 3.0 * bool(press.href and press.href != "#")
        if score >= 1.5:
            rated.append((score, press.rect[1], press))
    return max(rated, key=lambda each: each[:2], default=(0, 0, None))[2]
