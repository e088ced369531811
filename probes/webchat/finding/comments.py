"""Tells where a page's readers write in public, below an article or what is sold: no chat, and no place for us."""

from __future__ import annotations

from probes.webchat.finding import words
from probes.webchat.finding.survey import Rect, Survey, Thing

LONG = 900  # characters: more than this is said on any page that is no chat alone
BELOW = 120  # pixels from the field to its button


def is_public(survey: Survey, thing: Thing, *said_of_frame: str, chat: bool) -> bool:
    """A field for a comment or a review, by its heading, its button or its makers' names; those are not believed where
    a ``chat`` is spoken of. ``said_of_frame``: title, name and address of the frame around it."""
    buttons = [one for one in survey.things if one.kind == "press" and _is_its(one, thing)]
    if any(words.has("comment", "buttons", said) for one in buttons for said in (one.text, one.label)):
        return True
    said = (("headings", thing.heading), ("labels", thing.label))
    if any(words.has("comment", entry, text) and not _chats(text) for entry, text in said):
        return True
    called = words.has("comment", "marks", thing.home, *said_of_frame)
    return called and not (chat or _chats(thing.home, *said_of_frame))


def _is_its(press: Thing, field: Thing) -> bool:
    """The button of its form, or below it."""
    if press.panel != field.panel:
        return False
    return (press.group == field.group and press.group >= 0) or _below(press.rect, field.rect)


def _below(press: Rect, field: Rect) -> bool:
    level = -press[3] < press[1] - field[1] < field[3] + BELOW
    return level and press[0] < field[0] + field[2] + BELOW and press[0] + press[2] > field[0] - BELOW


def _chats(*texts: str) -> bool:
    return words.has("launcher", "chat", *texts) or words.has("launcher", "chat_marks", *texts)
