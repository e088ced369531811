"""Decides how a form before a chat is filled truthfully: a name, an address, a topic, a consent; never a telephone.

Pure. A field that must be filled and of which we have no truth to tell (an account, too) is named, and the form is left
alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from probes.interface import ProbeError, VoidReason
from probes.webchat.finding import buttons, guests, words
from probes.webchat.finding.layers import covers
from probes.webchat.finding.survey import Survey, Thing

MESSAGE = "{message}"  # no placeholder of a step: what is to be said is written when it is sent
TEXTUAL = ("text", "textarea", "email", "tel", "url", "editable", "", "number", "search")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing done to a form: fill or choose ``value``, or click."""

    thing: Thing
    act: str  # fill, choose, click, enter
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form and what to do with it, the button last; ``lacking`` names fields we cannot fill truthfully.

    ``question``: the field for the first message, in no move. Where it is ``demanded`` our question goes there (0165).
    """

    moves: Sequence[Move]
    lacking: Sequence[str] = ()
    question: Thing | None = None
    demanded: bool = False


def fields_of(survey: Survey, group: int) -> Sequence[Thing]:
    """The fields of one form that a person would fill."""
    return [thing for thing in survey.fields(group) if thing.type not in ("file", "range", "hidden")]


def plan(survey: Survey, fields: Sequence[Thing], *, opened: bool = False) -> Form | None:
    """How to fill these fields and which button begins the chat; None if there is no such button.

    A search beside a button is no form either: what we are asked comes after the button. Nor is a place for a message
    alone, unless its button begins the chat. Nor is a contact form. ``opened``: it is shown by
    a chat that we opened, and that is no room which takes one short word for a name.
    """
    if all(_looks_up(field) or field.disabled for field in fields):
        return None
    if all(_is_for_a_message(field) for field in fields):
        return _message_alone(survey, fields)
    button = buttons.begins(survey, fields)
    if button is None and _takes_a_name_alone(survey, fields):
        return Form(moves=[_filled(fields[0], room=not opened), Move(thing=fields[0], act="enter")])
    if button is None or is_contact(fields, button, opened=opened) or _says(fields, button) or _talks(fields, button):
        return None
    moves, lacking, radios = list[Move](), list[str](), False
    guest, question = enters(survey, fields), _question(fields)
    for field in fields:
        kept = guest and (field.filled or field.type == "password")  # a name that the page has thought of
        if field is question or field.disabled or kept:
            continue
        if field.type == "radio":
            if not radios and not any(other.checked for other in fields if other.type == "radio"):
                moves.append(Move(thing=_neutral(fields), act="click"))
            radios = True
            continue
        move = _move(field, room=guest and not opened)
        if move is not None:
            moves.append(move)
        elif (_is_demanded(field) or _is_known_by(field, fields)) and not (field.checked or field.filled):
            lacking.append(field.label or field.marks or field.type)
    if (lacking or (not moves and left_empty(fields))) and (skip := buttons.skips(survey, fields)):
        return Form(moves=[Move(thing=skip, act="click")])
    demanded = question is not None and (_is_demanded(question) or question.filled)  # else the page's words were said
    return Form(moves=[*moves, Move(thing=button, act="click")], lacking=lacking, question=question, demanded=demanded)


def _message_alone(survey: Survey, fields: Sequence[Thing]) -> Form | None:
    """A form for nothing but the first message: its button begins the chat, nothing sends, and no line stands there."""
    button = buttons.begins(survey, fields) if len(fields) == 1 and not fields[0].log else None
    if button is None or not words.has("form", "enter", button.text, button.label):
        return None
    field = fields[0]
    apart = button.group == field.group if field.form else field.type == "textarea" and field.panel >= 0
    beside = (one for one in survey.things if one.kind == "press" and one.panel == field.panel)
    if not apart or any(words.has("send", "words", one.text, one.label) for one in beside):
        return None
    return Form(moves=[Move(thing=button, act="click")], question=field, demanded=True)


def _question(fields: Sequence[Thing]) -> Thing | None:
    """The field for our question: what is demanded before what is not, and room for some lines before one line."""
    asked = [one for one in fields if _asks_for_a_message(one)]
    rated = [(_is_demanded(one), one.type in ("textarea", "editable"), -at, one) for at, one in enumerate(asked)]
    return max(rated, key=lambda each: each[:3], default=(0, 0, 0, None))[3]


def _asks_for_a_message(field: Thing) -> bool:
    """Not in the words of a topic, and not as one that need not be given."""
    written = field.tag != "select" and field.type in ("textarea", "editable", "text", "") and not field.disabled
    if not written or asks_who(field) or (words.has("field", "optional", field.label) and not field.filled):
        return False
    return _value(field) == MESSAGE or (field.type in ("textarea", "editable") and not _value(field))


def _is_demanded(field: Thing) -> bool:
    return field.required or words.has("field", "must", field.label)


def _takes_a_name_alone(survey: Survey, fields: Sequence[Thing]) -> bool:
    """One field that asks what we are called, and nothing to press in its form."""
    if len(fields) != 1 or fields[0].type not in ("text", "") or fields[0].filled or fields[0].disabled:
        return False
    asked = words.has("field", "called", fields[0].label) and not words.has("field", "account", fields[0].label)
    return asked and not any(one.kind == "press" and one.group == fields[0].group for one in survey.things)


def _filled(field: Thing, *, room: bool) -> Move:
    handle = room and words.has("field", "handle", field.label)
    return Move(thing=field, act="fill", value="{nickname}" if handle else "{name}")


def _talks(fields: Sequence[Thing], button: Thing) -> bool:
    """One writes there, and chooses whom it is for: pressed with nothing written, its button would say nothing."""
    written = [field for field in fields if field.type in ("textarea", "editable") and not field.required]
    others = [field for field in fields if field not in written]
    chosen = all(field.tag == "select" or field.type in ("radio", "checkbox") for field in others)
    return bool(written) and chosen and not words.has("form", "begins", button.said)


def _says(fields: Sequence[Thing], button: Thing) -> bool:
    """It sends a message, whoever is named beside it: a room, or a form to leave one."""
    sends = words.has("send", "words", button.text, button.label) and not words.has("form", "start", button.said)
    return sends and any(_is_for_a_message(field) for field in fields)


def enters(survey: Survey, fields: Sequence[Thing]) -> bool:
    """A form that lets guests into a room: it asks for a nickname, or a name and a room, and demands nothing else.

    Over the whole page it may ask for a name alone, and its button may say no more than that it goes on.
    """
    open_ = [field for field in fields if not (field.filled or field.disabled or field.type in ("checkbox", "radio"))]
    known = ("nickname", "room", "name")
    nick, room, name = (any(words.has("field", entry, field.label) for field in fields) for entry in known)
    asked = guests.let_in(survey, fields)
    more = [one for one in open_ if one.type != "password" or (one.required and not asked)]
    others = [field for field in more if not any(words.has("field", entry, field.label) for entry in known)]
    written = any(field.type in ("email", "tel", "textarea", "editable") for field in fields)
    button = buttons.begins(survey, fields) if fields else None
    begins = button is not None and (asked or words.has("form", "enter", button.text, button.label))
    if len(fields) == 1 and not begins and button is not None and covers(survey, fields[0]):
        begins = words.has("form", "start", button.said)
    called = len(fields) == 1 and words.has("field", "called", fields[0].label) and covers(survey, fields[0])
    return (nick or called or (name and (room or asked))) and begins and not (others or written)


def left_empty(fields: Sequence[Thing]) -> Sequence[str]:
    """What a form that was sent and still stands there waits for: what was not written, as a person reads it there."""
    asked = [field for field in fields if field.type in TEXTUAL and not _is_for_a_message(field)]
    open_ = [field for field in asked if not (field.filled or field.disabled)]
    return [field.label or field.marks or field.type for field in open_]


def unanswerable(lacking: Sequence[str]) -> ProbeError:
    what = f"the form before the chat asks for what we have no true answer to: {', '.join(lacking)}"
    return ProbeError(VoidReason.NOT_SENT, what, "this target cannot be asked by a study")


def lets_in(survey: Survey, field: Thing) -> bool:
    """The one line of a form whose button begins the chat: what is asked there comes before the chat."""
    lines = field.form and field.tag == "input" and not words.has("input", "strong", field.label)
    presses = [one for one in survey.things if one.kind == "press" and one.group == field.group]
    return lines and any(words.has("form", "enter", one.said) for one in presses)


def _looks_up(field: Thing) -> bool:
    return field.type == "search" or words.has("input", "lookup", field.label)


def asks_who(field: Thing) -> bool:
    """A field for a name, an address, a telephone or an account."""
    asked = any(words.has("field", entry, field.label) for entry in ("name", "mail", "phone", "account"))
    demanded = words.has("field", "demanded", field.label)
    return demanded or (asked and not words.has("input", "strong", field.label))


def _is_for_a_message(field: Thing) -> bool:
    free = field.type in ("textarea", "editable") or words.has("input", "strong", field.label)
    asked = any(words.has("field", entry, field.label) for entry in ("name", "mail", "phone", "account", "topic"))
    return free and field.type in ("textarea", "editable", "text", "") and field.tag != "select" and not asked


def is_contact(fields: Sequence[Thing], button: Thing, *, opened: bool = False) -> bool:
    """It asks for a message, and for the address to which the answer comes, and its button does not speak of a chat.

    "立即咨询" begins a chat only where the form is shown by one that we ``opened``: contact forms say it as well.
    """
    written = any(field.type in ("textarea", "editable") for field in fields)
    answered = any(field.type == "email" or words.has("field", "mail", field.label) for field in fields)
    said = button.text, button.label
    hands_in = words.has("form", "hands_in", *said) or (not opened and words.has("form", "inquires", *said))
    begins = words.has("form", "begins", *said) and not hands_in
    return written and answered and not begins


def goes_on(survey: Survey, fields: Sequence[Thing]) -> bool:
    """A button that says no more than that it goes on, and not into a room that takes guests."""
    button = buttons.begins(survey, fields) if fields else None
    begins = button is None or words.has("form", "begins", button.text, button.label)
    return not (begins or enters(survey, fields))


def is_stepped(survey: Survey, fields: Sequence[Thing]) -> bool:
    """The first steps of a contact form: it says so, or the message is asked for later, and no button begins a chat."""
    button = buttons.begins(survey, fields) if fields else None
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
    if value == MESSAGE:  # our question is said once: a line beside its place is a topic
        value = "{subject}" if field.tag == "input" and _is_demanded(field) else ""
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


def _is_known_by(field: Thing, fields: Sequence[Thing]) -> bool:
    """We are asked for the account by which we are known, told to enter it or asked nothing else; and have none."""
    if not words.has("field", "account", field.label) or words.has("field", "optional", field.label):
        return False
    others = [one for one in fields if one is not field and one.type in TEXTUAL and not one.filled]
    return words.has("field", "demanded", field.label) or not others


def _value(field: Thing) -> str:
    """What a person of ours would write there, as a step's placeholders; empty if there is nothing true to write.

    ``MESSAGE`` where that is what we have come to say.
    """
    if field.type == "email":
        return "{address}"
    if field.type == "tel":
        return ""
    for texts in ((field.label,), (field.marks,)):
        for entry, value in _ANSWERS:
            if words.has("field", entry, *texts):
                return value
    return MESSAGE if field.type == "textarea" and _is_demanded(field) else ""


_ANSWERS = (
    ("mail", "{address}"),
    ("phone", ""),
    ("account", ""),
    ("company", "{name}"),
    ("website", "{study_page}"),
    ("topic", "{subject}"),
    ("name", "{name}"),
    ("question", MESSAGE),
)
