"""Fills the forms before a chat, each once, and sends them off; one that asks for our question is left unsent.

What such a form takes is said when it is told to be: its field and its button are then the way to say it (0165).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from probes.browser import Frame
from probes.interface import ProbeError, VoidReason
from probes.webchat.arrival import Visitor
from probes.webchat.finding import closing, doors, forms, judge
from probes.webchat.finding.closing import Closing
from probes.webchat.finding.eyes import Eyes
from probes.webchat.finding.found import Found, Part, Trail
from probes.webchat.finding.survey import Thing
from probes.webchat.finding.views import View

FORMS = 3  # pages of a form before the chat
Asked = tuple[Sequence[Thing], forms.Form]  # fields of a form, and how to fill it


@dataclass(slots=True)
class Filling:
    """The forms of one search; a form is filled on a first visit alone: who comes back has filled it."""

    eyes: Eyes
    visitor: Visitor
    trail: Trail
    closing: Closing
    shut: bool = False  # what waits out of sight is to be opened first
    submitted: list[tuple[Frame, int]] = field(default_factory=list)  # by their first field, in order
    found: Found | None = None  # the form that asks for our question, filled in

    def spared(self, view: View, *things: Thing) -> bool:
        """Beside a contact form: what was there before anything was opened may belong to it."""
        fresh = view.setting.fresh if self.trail.opened else ()
        return self.visitor.beside_form and not any(thing.name in fresh for thing in things)

    def waits(self, view: View, thing: Thing) -> bool:
        """Nobody could write there before it is opened."""
        return self.shut and view.waits(thing)

    def planned(self, view: View) -> Sequence[Asked]:
        """What may be the form before the chat in this view, and how to fill it."""
        groups = view.forms(opened=self.trail.opened) if view.seen else ()
        alone = self.closing.left_alone(view)
        mine = [each for each in groups if not (self.spared(view, *each) or self.waits(view, each[0]))]
        mine = [each for each in mine if not any(one in alone for one in each)]
        planned = [(fields, forms.plan(view.survey, fields, opened=self.trail.opened)) for fields in mine]
        return [
            (fields, form)
            for fields, form in planned
            if form and not (leaves_a_message(view, fields) or self._unsure(view, fields))
        ]

    def open(self, view: View) -> Sequence[Thing]:
        """The first fields of the forms in this view that we have not filled yet."""
        firsts = [fields[0] for fields, _ in self.planned(view)]
        return [one for one in firsts if (view.frame, one.name) not in self.submitted]

    def takes(self, view: View, thing: Thing) -> bool:
        """The field is where a form before the chat asks for our question."""
        return not self.visitor.returning and any(form.question is thing for _, form in self.planned(view))

    async def step(self, views: Sequence[View]) -> bool:
        """Fill the next form; True if one was sent off, or stands there (``found``) to take our question.

        Raises ``ProbeError``: NOT_SENT naming what we have no true answer to, PAGE_CHANGED where it cannot be filled.
        """
        if len(self.submitted) >= FORMS or self.visitor.returning:
            return False
        for view in views:
            for fields, form in self.planned(view):
                key = view.frame, fields[0].name
                if key in self.submitted:
                    continue
                if form.lacking:
                    raise forms.unanswerable(form.lacking)
                self.submitted.append(key)
                await self._fill(view, form)
                return True
        return False

    def left_empty(self, views: Sequence[View]) -> Sequence[str]:
        """What the form that was sent, and still stands there, waits for."""
        asked = [each for view in views for each in self.planned(view)] if self.submitted else []
        return [name for each in asked for name in _left_empty(*each)]

    async def refused(self, views: Sequence[View]) -> Found | None:
        """The form that was sent last and still stands there, where our question is what was left empty in it."""
        for view in views:
            for fields, form in self.planned(view):
                last = self.submitted[-1:] == [(view.frame, fields[0].name)]
                if last and form.question and not (form.question.filled or _left_empty(fields, form)):
                    self.trail.steps.pop()  # its button
                    await self._refill(view, form)
                    return await self._left_open(view, form, form.question)
        return None

    def _unsure(self, view: View, fields: Sequence[Thing]) -> bool:
        """Who comes back has been let in by it, and fills nothing."""
        return not self.visitor.returning and closing.may_be_a_wizard(view, fields)

    async def _fill(self, view: View, form: forms.Form) -> None:
        self.eyes.remember()
        if self.trail.before is None:
            self.trail.before = list(self.trail.steps)
        moves = form.moves[:-1] if form.demanded else form.moves
        selectors = [await self.eyes.selector(view, move.thing) for move in form.moves]
        for move, selector in zip(moves, selectors, strict=False):
            self.trail.step({move.act: selector} | ({"value": move.value} if move.value else {}))
            await self._do(view, move)
        self.trail.called |= judge.speaks(form.moves[-1].thing.said)
        first, name = form.moves[0].thing, "pre-chat form"
        self.trail.part(Part(name=name, page=view.page, frame=view.frame, thing=first, selector=selectors[0]))
        if form.demanded and form.question:
            self.found = await self._left_open(view, form, form.question)

    async def _do(self, view: View, move: forms.Move) -> None:
        value = self.visitor.fill(move.value) if move.act == "fill" else move.value
        if not await self.eyes.do(view, move.thing, move.act, value):
            what = f"the form before the chat could not be filled: {move.thing.label}"
            raise ProbeError(VoidReason.PAGE_CHANGED, what)

    async def _refill(self, view: View, form: forms.Form) -> None:
        """Some pages empty the form that they refuse."""
        for move in form.moves:
            if move.act == "fill" and not move.thing.filled:
                await self._do(view, move)

    async def _left_open(self, view: View, form: forms.Form, question: Thing) -> Found:
        self.trail.part(Part(name="input", page=view.page, frame=view.frame, thing=question))
        selector, button = [await self.eyes.selector(view, one) for one in (question, form.moves[-1].thing)]
        return self.trail.found(view, selector, await self.eyes.chain(view), button=button)


def _left_empty(fields: Sequence[Thing], form: forms.Form) -> Sequence[str]:
    return forms.left_empty([each for each in fields if each is not form.question])


def leaves_a_message(view: View, fields: Sequence[Thing]) -> bool:
    """A form for those who find nobody there is never sent off."""
    group = fields[0].group
    said = view.survey.forms[group] if group < len(view.survey.forms) else ""
    return doors.offline(view.survey, view.setting, fields, f"{said} {view.setting.added}", log=False)
