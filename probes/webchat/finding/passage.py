"""The forms before a chat that a person goes through while they point at its parts, and how a visit goes through them.

Nothing of what the person writes is read: a visit tells who asks, truthfully, and asks its own question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from probes.browser import ElementHandle, Frame
from probes.webchat.finding import forms
from probes.webchat.finding.eyes import Eyes
from probes.webchat.finding.filling import leaves_a_message
from probes.webchat.finding.survey import Thing
from probes.webchat.finding.views import View

Step = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One form as it came into sight; ``on`` sends it off.

    ``question``: the field for a first message, and its selector where that is demanded.
    """

    frame: Frame
    fields: frozenset[int]
    chain: Sequence[str]
    fills: Sequence[Step]
    on: Step
    question: tuple[int, str] | None
    lacking: Sequence[str]

    def stands(self, views: Sequence[View]) -> bool:
        """A field of it is in sight."""
        there = [thing for view in views if view.seen and view.frame is self.frame for thing in view.survey.things]
        return any(thing.seen and thing.name in self.fields for thing in there)


@dataclass(slots=True)
class Passage:
    """``look`` while the person is on their way; once they have pointed at the input, ask for the ``way`` to it."""

    eyes: Eyes
    _forms: dict[tuple[Frame, int], Passed] = field(default_factory=dict)  # in the order in which they came

    async def look(self) -> Sequence[View]:
        views = await self.eyes.look(opened=True)
        for view in views:
            for fields in view.forms(opened=True) if view.seen else ():
                form, key = forms.plan(view.survey, fields, opened=True), (view.frame, fields[0].name)
                if form and key not in self._forms and not leaves_a_message(view, fields):
                    self._forms[key] = await self._noted(view, fields, form)
        return views

    async def way(self, view: View, place: ElementHandle, selector: str, opening: Sequence[Step]) -> Mapping[str, Any]:
        """``steps``, from ``opening`` on, and ``first`` where a form takes the first message, as a profile says them.

        The input pointed at is the form's own, or that of the chat behind it. Raises ``ProbeError(NOT_SENT)`` where a
        form asks for what we cannot tell.
        """
        views, steps = self.eyes.views, list(opening)
        name = await self._name(view, place)
        for form in self._forms.values():
            asked, demanded = form.question or (-1, "")
            mine = form.frame is view.frame and name == asked
            if form.stands(views) and not mine:
                continue
            if form.lacking:
                raise forms.unanswerable(form.lacking)
            steps += form.fills
            if mine or demanded:
                parted = {} if mine or form.chain == await self.eyes.chain(view) else {"frame": list(form.chain)}
                first = {"input": selector if mine else demanded, "send": form.on["click"], **parted}
                return {"steps": steps, "first": first, "resume_steps": list(opening)}
            steps.append(form.on)
        return {"steps": steps} if steps else {}

    async def _name(self, view: View, place: ElementHandle) -> int:
        index = int(await view.handle.evaluate("(seen, one) => seen.elements.indexOf(one)", place))
        return view.survey.things[index].name if index >= 0 else -1

    async def _noted(self, view: View, fields: Sequence[Thing], form: forms.Form) -> Passed:
        *fills, on = [await self._step(view, move) for move in form.moves]
        demanded = await self.eyes.selector(view, form.question) if form.question and form.demanded else ""
        return Passed(
            frame=view.frame, fields=frozenset(one.name for one in fields), chain=await self.eyes.chain(view),
            fills=fills, on=on, question=(form.question.name, demanded) if form.question else None,
            lacking=form.lacking,
        )  # fmt: skip

    async def _step(self, view: View, move: forms.Move) -> Step:
        step = {move.act: await self.eyes.selector(view, move.thing)}
        return step | ({"value": move.value} if move.value else {})
