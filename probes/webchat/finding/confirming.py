"""Looks once more, before a question, whether what a known way led to is the chat's input and its door is open."""

from __future__ import annotations

from probes.browser import Frame, Locator
from probes.interface import Barred, ProbeError, Shut, VoidReason
from probes.webchat.arrival import Visitor
from probes.webchat.finding import doors, judge
from probes.webchat.finding.closing import SHUT_FOR, of_a_chat
from probes.webchat.finding.eyes import Eyes, View
from probes.webchat.finding.survey import Thing
from probes.webchat.watching import Watch


async def confirm(
    eyes: Eyes, watch: Watch, visitor: Visitor, frame: Frame, place: Locator, *, called: bool
) -> Shut | Barred | None:
    """The sign that the door is closed, or None. Raises ``ProbeError(PAGE_CHANGED)`` where it is no chat's input.

    A form to leave a message may bear the same selector. ``called``: what was pressed brought it, and speaks of a chat.
    """
    eyes.tempo.begin()
    deadline, closed_since = visitor.patience / 2, None
    while True:
        for view in [view for view in await eyes.look(opened=True) if view.frame is frame]:
            index = await eyes.index_of(view, place)
            thing = view.survey.things[index] if index >= 0 else None
            closed = _closed(view, thing, visitor, called)
            best = judge.chat_input(view.survey, view.setting)
            if closed is None and best and best[1] is thing:
                return None
            if closed is not None:
                closed_since = closed_since or eyes.tempo.now
                if eyes.tempo.now - closed_since >= SHUT_FOR:
                    return closed
        if eyes.tempo.now >= deadline or watch.broken:
            raise ProbeError(VoidReason.PAGE_CHANGED, "not found on the page: input")
        await watch.wait(0.35)


def _closed(view: View, thing: Thing | None, visitor: Visitor, called: bool) -> Shut | Barred | None:
    if reason := doors.barred(view.survey, view.setting, chat=not view.setting.main or view.setting.popup):
        return Barred(reason=reason, at=visitor.now())
    surfaces = [each for each in view.surfaces() if thing in each.fields or not view.setting.main]
    for one in surfaces:
        said = doors.offline(view.survey, view.setting, one.fields, one.text, log=one.log)
        if said and of_a_chat(view, one, called=called):
            return Shut(reason="offline", at=visitor.now())
    return None
