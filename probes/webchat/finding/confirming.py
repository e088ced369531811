"""Looks once more, before a question, whether what a known way led to is the chat's input and its door is open."""

from __future__ import annotations

from probes.browser import Frame, Locator
from probes.interface import Barred, ProbeError, Shut, VoidReason
from probes.webchat.arrival import Visitor
from probes.webchat.finding import doors, forms, judge
from probes.webchat.finding.closing import SHUT_FOR, of_a_chat
from probes.webchat.finding.eyes import Eyes
from probes.webchat.finding.survey import Thing
from probes.webchat.finding.views import View
from probes.webchat.watching import Watch


async def confirm(
    eyes: Eyes, watch: Watch, visitor: Visitor, frame: Frame, place: Locator, *, called: bool
) -> Shut | Barred | None:
    """The sign that the door is closed, or None. Raises ``ProbeError(PAGE_CHANGED)`` where it is no chat's input.

    A form to leave a message may bear the same selector. ``called``: what was pressed brought it, and speaks of a chat.
    Raises ``ProbeError(NOT_SENT)`` where a form that takes the first message asks for more than we can tell.
    """
    eyes.tempo.begin()
    deadline, closed_since = visitor.patience / 2, None
    fits = _takes_it if watch.profile.first else _is_input
    while True:
        for view in [view for view in await eyes.look(opened=True) if view.frame is frame]:
            index = await eyes.index_of(view, place)
            thing = view.survey.things[index] if index >= 0 else None
            closed = _closed(view, thing, visitor, called)
            if closed is None and thing is not None and fits(view, thing):
                return None
            if closed is not None:
                closed_since = closed_since or eyes.tempo.now
                if eyes.tempo.now - closed_since >= SHUT_FOR:
                    return closed
        if eyes.tempo.now >= deadline or watch.broken:
            raise ProbeError(VoidReason.PAGE_CHANGED, "not found on the page: input")
        await watch.wait(0.35)


def _is_input(view: View, thing: Thing) -> bool:
    best = judge.chat_input(view.survey, view.setting)
    return best is not None and best[1] is thing


def _takes_it(view: View, thing: Thing) -> bool:
    """The form before the chat asks for the first message there, and for nothing that we cannot tell."""
    planned = (forms.plan(view.survey, fields, opened=True) for fields in view.forms(opened=True))
    form = next((form for form in planned if form and form.question is thing), None)
    if form and form.lacking:
        raise forms.unanswerable(form.lacking)
    return form is not None


def _closed(view: View, thing: Thing | None, visitor: Visitor, called: bool) -> Shut | Barred | None:
    if reason := doors.barred(view.survey, view.setting, chat=not view.setting.main or view.setting.popup):
        return Barred(reason=reason, at=visitor.now())
    surfaces = [each for each in view.surfaces() if thing in each.fields or not view.setting.main]
    for one in surfaces:
        said = doors.offline(view.survey, view.setting, one.fields, one.text, log=one.log)
        if said and of_a_chat(view, one, called=called):
            return Shut(reason="offline", at=visitor.now())
    return None
