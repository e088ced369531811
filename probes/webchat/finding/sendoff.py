"""Tells what a search for a chat must never press: what could send off empty fields beside it; pure."""

from __future__ import annotations

from probes.webchat.finding import forms, words
from probes.webchat.finding.survey import Survey, Thing

BELOW = 600  # pixels from a field down to the button that sends it
BESIDE = 160  # pixels to the left or the right of it
_SEVERAL = 2  # questions who we are


def may_send(survey: Survey, thing: Thing) -> bool:
    """True for what stands at fields that ask for a message or who we are, though no form element holds them all.

    A form element with a button of its own is sent by that one. What speaks of a chat alone, or leads to another page,
    is none; beside a message alone what says that it sends is.
    """
    if thing.href and not thing.href.startswith(("#", "javascript:")):
        return False
    own = {one.group for one in survey.things if one.kind == "press" and one.group >= 0} - {thing.group}
    open_ones = [field for field in survey.things if _is_open(field) and field.panel == thing.panel]
    near = [field for field in open_ones if field.group not in own and _ends(thing, field)]
    asked = {field.label for field in near if field.type == "email" or forms.asks_who(field)}
    written = any(field.type in ("textarea", "editable") for field in near)
    if written and words.has("launcher", "sends", thing.text, thing.label):
        return True
    several = len(asked) >= _SEVERAL or (written and bool(asked))
    chats = words.has("launcher", "chat", thing.text, thing.label) and not words.has("launcher", "asks", thing.text)
    return several and not chats


def _is_open(field: Thing) -> bool:
    asks = not (field.disabled or field.search or words.has("launcher", "others", field.label))
    return field.kind == "field" and field.seen and asks


def _ends(button: Thing, field: Thing) -> bool:
    """True if the button stands at the field, or below it."""
    x, y, width, height = field.rect
    left, top, wide, high = button.rect
    level = y < top + high and top - (y + height) <= BELOW
    return level and left < x + width + BESIDE and left + wide > x - BESIDE
