"""Tells a chat's closed door from a contact form that merely stands on a page, which is nobody's closed door.

Signs are what was pressed to come there, the frame or panel around it, and words that nobody is there now (0138).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from probes.interface import Barred, Shut
from probes.webchat.arrival import Visitor
from probes.webchat.finding import doors, forms, vendors, words
from probes.webchat.finding.found import Trail
from probes.webchat.finding.judge import speaks
from probes.webchat.finding.survey import Thing
from probes.webchat.finding.tempo import Tempo
from probes.webchat.finding.views import Surface, View

SHUT_FOR = 1.5  # seconds a sign of a closed door must stand
HEAD = 60  # characters with which a page or a form says what it is
NOTICE_FOR = 3.0  # so long must words alone: an input may be on its way


class Closing:
    """The signs of a closed door in one search, and how long they have stood."""

    def __init__(self, visitor: Visitor, trail: Trail, tempo: Tempo) -> None:
        self._visitor, self._trail, self._tempo = visitor, trail, tempo
        self._since: float | None = None
        self._words_alone = False  # what closes the door is a sentence and nothing else

    def sign(self, views: Sequence[View]) -> Shut | Barred | None:
        """What closes the door, in sight now."""
        closed = self._sign(views)
        self._since = None if closed is None else self._since or self._tempo.now
        return closed

    def _sign(self, views: Sequence[View]) -> Shut | Barred | None:
        self._words_alone = False
        for view in views:
            if not view.seen or (self._visitor.beside_form and not self._trail.opened):
                continue
            chat = not view.setting.main or view.setting.popup
            if reason := doors.barred(view.survey, view.setting, chat=chat and self._trail.opened):
                return Barred(reason=reason, at=self._visitor.now())
            for surface in self._offline(view):
                if of_a_chat(view, surface, called=self._trail.called):
                    self._words_alone = not surface.fields
                    return Shut(reason="offline", at=self._visitor.now())
        return None

    @property
    def stands(self) -> bool:
        """True once a sign of a closed door has stood for a while: pages show what they are about to take away."""
        patience = NOTICE_FOR if self._words_alone else SHUT_FOR
        return self._since is not None and self._tempo.now - self._since >= patience

    def _offline(self, view: View) -> Iterator[Surface]:
        for surface in view.surfaces():
            if doors.offline(view.survey, view.setting, surface.fields, surface.text, log=surface.log):
                yield surface

    def left_alone(self, view: View) -> Sequence[Thing]:
        """The fields of forms that are no chat's: they leave a message where no chat is, or have steps."""
        surfaces = [one for one in self._offline(view) if not of_a_chat(view, one, called=self._trail.called)]
        fields = [field for surface in surfaces for field in surface.fields]
        if not self._trail.called:
            groups = dict.fromkeys(thing.group for thing in view.survey.things if thing.kind == "field" and thing.seen)
            every = [view.survey.fields(group) for group in groups]
            fields += [field for each in every if forms.is_stepped(view.survey, each) for field in each]
        return fields


def of_a_chat(view: View, surface: Surface, *, called: bool) -> bool:
    """The surface is a chat's; ``called`` = what was pressed last speaks of one."""
    survey, setting = view.survey, view.setting
    if words.has("form", "absent", surface.text) or (called and surface.fresh) or speaks(marks=surface.marks):
        return True
    if setting.main and not setting.popup:
        return False
    loaded = vendors.Traces(scripts=frozenset((survey.url, *survey.scripts)))
    return speaks(setting.marks, survey.title, marks=setting.marks) or bool(vendors.of(loaded))


def may_be_a_wizard(view: View, fields: Sequence[Thing]) -> bool:
    """Nobody has pressed anything yet, and neither button, page nor form says that this is a way into a chat.

    The first of a contact form's steps looks the same.
    """
    survey, group = view.survey, fields[0].group
    if view.setting.opened or not forms.goes_on(survey, fields):
        return False
    said = survey.forms[group] if 0 <= group < len(survey.forms) else ""
    heads = survey.title, survey.text[:HEAD], said[:HEAD], survey.url, view.setting.marks
    panel = survey.panel(fields[0])
    return not words.has("form", "talks", *heads, f"{panel.marks} {panel.text[:HEAD]}" if panel else "")


def belongs(press: Thing, fields: Sequence[Thing]) -> bool:
    """What is to be pressed is a part of the form that these fields are of."""
    if any(press.group == field.group >= 0 for field in fields):
        return True
    there = any(press.panel == field.panel for field in fields)
    return there and doors.beside(press, fields) and not speaks(press.said)
