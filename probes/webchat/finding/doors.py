"""Judges what keeps a visitor from the chat: banners and cards in the way, and doors that are closed; pure.

What lies in the way is declined or closed, never accepted; a closed door is named, never bypassed.
"""

from __future__ import annotations

from collections.abc import Sequence

from probes.interface import BarredReason
from probes.webchat.finding import forms, words
from probes.webchat.finding.boxes import close, middle
from probes.webchat.finding.judge import MINOR, Setting, chat_input, chat_words, is_text_field
from probes.webchat.finding.survey import Rect, Survey, Thing

# -- what lies in the way ---------------------------------------------------------------------------------------------


def banner(survey: Survey) -> Thing | None:
    """The button that declines cookies, or else closes their banner; never the one that accepts them."""
    for index, panel in enumerate(survey.panels):
        asks = any(_asks(one) for one in survey.things if one.panel == index)
        if words.has("cookies", "banner", panel.text, panel.marks) and not (panel.log or asks):
            buttons = [one for one in survey.things if one.kind == "press" and _lies_on(survey, one, index)]
            for entry in ("decline", "close"):
                for button in buttons:
                    said = words.has("cookies", entry, button.text, button.label) and not button.card
                    if said and not _accepts(button, entry):
                        return button
    return None


def _asks(thing: Thing) -> bool:
    """A field that a banner has none of: to write into, to be filled, or to be agreed to before one goes on."""
    agrees = thing.type == "checkbox" and words.has("field", "consent", thing.label)
    return thing.kind == "field" and (thing.type not in MINOR or thing.required or agrees)


def _lies_on(survey: Survey, thing: Thing, index: int) -> bool:
    panel = survey.panels[index]
    return thing.panel == index or (survey.panel(thing) is not None and _inside(thing.rect, panel.rect))


def _inside(one: Rect, other: Rect) -> bool:
    x, y = middle(one)
    return other[0] <= x <= other[0] + other[2] and other[1] <= y <= other[1] + other[3]


def _accepts(button: Thing, entry: str) -> bool:
    return entry == "close" and words.has("cookies", "accept", button.text, button.label)


def cover_closer(survey: Survey, thing: Thing) -> Thing | None:
    """The button that closes what lies over ``thing``."""
    over = [b for b in survey.things if b.kind == "press" and b is not thing and b.panel == thing.cover >= 0]
    closing = next((one for one in over if _closes(one)), None)
    return closing or next((one for one in over if _takes_note(survey, one)), None)


def _takes_note(survey: Survey, button: Thing) -> bool:
    """What is to be read before one may write; never a banner's yes."""
    panel = survey.panels[button.panel]
    cookies = words.has("cookies", "kept", panel.text, panel.marks)
    noted = words.has("invitation", "noted", button.text) and not cookies
    return noted and not any(_asks(one) for one in survey.things if one.panel == button.panel)


def _closes(button: Thing) -> bool:
    said = words.has("invitation", "close", button.text, button.label) or "close" in button.marks.lower()
    return said and not button.card


# -- closed doors -----------------------------------------------------------------------------------------------------


def barred(survey: Survey, setting: Setting, *, chat: bool) -> BarredReason | None:
    """Why we are not let in, where the page says so in sight; ``chat`` = this is the chat's own surface."""
    text = survey.text if (not setting.main or setting.popup) else ""
    here = [panel.text for panel in survey.panels if panel.modal or chat_words(panel.marks, panel.text[:100])]
    said = [text, *here] if chat else here
    if not setting.main and words.has("door", "captcha_marks", setting.marks) and setting.rect[3] >= 60:
        return BarredReason.CAPTCHA
    if len(survey.text) < 1500:
        said.append(survey.text)
    if setting.opened:
        said.append(setting.added)
    if any(words.has("door", "captcha", one) for one in said):
        return BarredReason.CAPTCHA
    passwords = [thing for thing in survey.things if thing.type == "password" and thing.seen]
    passwords = [one for one in passwords if not forms.enters(survey, survey.fields(one.group))]
    if passwords and (chat or not setting.main or len(survey.text) < 1500):
        return BarredReason.LOGIN_REQUIRED
    if any(words.has("door", "login", one) for one in said) and not _can_write(survey):
        return BarredReason.LOGIN_REQUIRED
    if any(words.has("door", "blocked", one) for one in said) and not _can_write(survey):
        return BarredReason.BLOCKED
    return None


def _can_write(survey: Survey) -> bool:
    return any(is_text_field(thing) and not thing.search for thing in survey.things)


def offline(survey: Survey, setting: Setting, fields: Sequence[Thing], text: str, *, log: bool) -> bool:
    """The chat shows a form to leave a message, or says that nobody is there and offers nothing to write into.

    ``log`` = there are lines of a chat beside it: then the words may be a greeting, and only a form for them decides.
    A button that was there before we opened the chat invites as ever, whatever the chat says now.
    """
    leaves = any(b.kind == "press" and words.has("form", "leave", b.text, b.label) for b in survey.things)
    asks = any(thing.type in ("email", "textarea", "editable") for thing in fields)
    if not words.has("form", "offline", text) or _tells_a_presence(survey, setting, fields, text):
        return False
    begins = any(
        b.kind == "press" and _leads_to_it(b, asked=bool(fields)) and beside(b, fields)
        for b in survey.things
        if fields or not setting.opened or b.name in setting.fresh
    )
    if asks and not log:
        return leaves or not begins
    return not fields and not log and not begins


def _tells_a_presence(survey: Survey, setting: Setting, fields: Sequence[Thing], text: str) -> bool:
    """A bare word that somebody is offline, over a place to write that is a chat's and asks nothing else."""
    write = chat_input(survey, setting)
    asked = [field for field in fields if field.type not in MINOR]
    if write is None or write[1].disabled or len(asked) != 1 or asked[0] is not write[1]:
        return False
    if words.has("form", "absent", text):
        return False
    said = [text, write[1].label, *(one.said for one in survey.things if one.kind == "press")]
    rest = [words.of("form")["presence"].sub(" ", one) for one in said]
    return not any(words.has("form", entry, *rest) for entry in ("offline", "nobody"))


def beside(button: Thing, fields: Sequence[Thing]) -> bool:
    """The button belongs to these fields; where there are none, any button does."""
    return not fields or any(button.group == one.group >= 0 or close(button.rect, one.rect, 150) for one in fields)


def _leads_to_it(button: Thing, *, asked: bool) -> bool:
    """It begins the chat. Where nothing is ``asked`` yet "send us a message" may, too: what it brings decides."""
    said = words.has("launcher", "strong", button.text)
    begins = words.has("form", "start", button.text) and not words.has("form", "leave", button.text)
    return said and (begins or (not asked and words.has("launcher", "begins", button.text)))
