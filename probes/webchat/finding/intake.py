"""Answers what a chat asks once we have written to it: who we are, as a form before a chat does; once, and truthfully.

A form to leave a message, a rating and a place to write are none. It writes no message.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from probes.browser import BrowserError, Frame
from probes.interface import ProbeError, VoidReason
from probes.webchat.arrival import Visitor
from probes.webchat.finding import doors, forms, words
from probes.webchat.finding.eyes import Eyes
from probes.webchat.finding.survey import Thing
from probes.webchat.finding.views import View
from probes.webchat.transcript import words as letters
from probes.webchat.watching import Watch

MOST = 3  # pages of one form
HELD = "(seen, index) => seen.elements[index].value ?? ''"
AGAIN = 2.0  # seconds until fields that were no form yet are looked at again


class Intake:
    """What a chat that nobody described has asked since we wrote; ``lacking``: of that, what we cannot tell."""

    def __init__(self, eyes: Eyes, watch: Watch, visitor: Visitor) -> None:
        self._eyes, self._watch, self._visitor = eyes, watch, visitor
        self._filled: dict[tuple[Frame, int], datetime] = {}  # by their first field: when
        self._looked = (0, visitor.now())  # at so many fields, and when
        self._handed = False  # what we wrote stands in a form
        self.lacking: Sequence[str] = ()

    async def remember(self, *, handed: bool) -> None:
        """We are about to write: what stands there now is asked of nobody.

        ``handed``: a form takes it. That form is pressed by whoever sends, and what comes up in it is not filled in.
        """
        self._handed = handed
        if self._watch.profile.reading == "structure":
            await self._eyes.look(opened=True)
            self._eyes.remember()

    @property
    def asked(self) -> bool:
        """The chat shows fields that were not there when we wrote."""
        return self._watch.sight.asks > 0

    async def attend(self, *, untold: bool = False) -> bool:
        """Fill what is asked now; True if something was sent off. What cannot be filled is left alone and named.

        ``untold``: nothing at all has left the page since we wrote, so that a form which holds our message may say it.
        """
        if not self.asked:
            self.lacking = ()
            return False
        if not self._due():
            return False
        for view in await self._eyes.look(opened=True):
            for fields, form in self._forms(view):
                return await self._answer(view, fields, form, untold=untold)
        return False

    def _due(self) -> bool:
        """Something has changed, or some time has passed: a look costs the page more than an answer."""
        asks, now = self._watch.sight.asks, self._visitor.now()
        if asks == self._looked[0] and now - self._looked[1] < timedelta(seconds=AGAIN):
            return False
        self._looked = asks, now
        return True

    def insist(self, *, answered: bool) -> None:
        """Raises ``ProbeError(SEND_UNCERTAIN)`` while a form that we cannot fill stands there unanswered."""
        if self.lacking and not answered:
            raise self.failure()

    def failure(self) -> ProbeError:
        """Why nobody can have been asked while the form stands there."""
        what = f"the chat asks, after our message, for what we have no true answer to: {', '.join(self.lacking)}"
        return ProbeError(VoidReason.SEND_UNCERTAIN, what, "this target cannot be asked by a study")

    async def _answer(self, view: View, fields: Sequence[Thing], form: forms.Form, *, untold: bool) -> bool:
        key, now = (view.frame, fields[0].name), self._visitor.now()
        if key in self._filled:
            if now - self._filled[key] > self._visitor.means.patience:  # it was sent, and still stands there
                self.lacking = forms.left_empty(fields)
            return False
        self.lacking = form.lacking
        if form.demanded and form.question and not (untold and await self._is_ours(view, form.question)):
            self.lacking = [*form.lacking, form.question.label or form.question.marks]  # we have said what we had to
        if self.lacking or len(self._filled) >= MOST:
            return False
        self._filled[key] = now
        for move in form.moves:
            value = self._visitor.fill(move.value) if move.act == "fill" else move.value
            with suppress(BrowserError):
                if not await self._eyes.do(view, move.thing, move.act, value):
                    self.lacking = [move.thing.said or move.thing.marks]
                    return False
        return True

    async def _is_ours(self, view: View, field: Thing) -> bool:
        """The chat has put our message there itself."""
        with suppress(BrowserError):
            held = await view.handle.evaluate(HELD, view.survey.things.index(field))
            return bool(self._watch.said) and letters(str(held)) == letters(self._watch.said[-1])
        return False

    def _forms(self, view: View) -> Iterator[tuple[Sequence[Thing], forms.Form]]:
        """What has come since we wrote and asks who we are."""
        if not view.seen or view.frame is not self._watch.chat:
            return
        for fields in view.forms(opened=True):
            fresh = [field for field in fields if field.name in view.setting.fresh]
            if self._handed and len(fresh) < len(fields):
                continue
            if not fresh or not any(_asks_who(field) for field in fresh) or _leaves_a_message(view, fresh):
                continue
            if form := forms.plan(view.survey, fresh, opened=True):
                yield fresh, form


def _asks_who(field: Thing) -> bool:
    consents = field.type == "checkbox" and words.has("field", "consent", field.label)
    return consents or field.type in ("email", "tel") or forms.asks_who(field)


def _leaves_a_message(view: View, fields: Sequence[Thing]) -> bool:
    group = fields[0].group
    said = view.survey.forms[group] if 0 <= group < len(view.survey.forms) else ""
    return doors.offline(view.survey, view.setting, fields, said, log=False)
