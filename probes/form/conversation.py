"""Asks by a contact or ticket form: found by its words, filled in truthfully, sent once; then listens.

t0 is the moment the page showed that the message was taken. Answers come to the inquiry's own address, through the
same reader that serves the mail channel, and on the ticket's public page where there is one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from probes import matching
from probes.browser import BrowserContext, Page, failing, refuse_popups
from probes.form import again, confirming, filling
from probes.form import page as pages
from probes.form import parked as parked_form
from probes.form.arrival import Arrival, Found, captcha_before
from probes.form.dialogs import Dialogs
from probes.form.exhibits import Exhibits
from probes.form.late import asked_late
from probes.form.listening import Listening
from probes.form.outcome import UNDECIDED, Kind
from probes.form.plan import Entry, Unfit, Words, plan
from probes.form.proof import Proof
from probes.form.sending import Decided, Press, not_taken
from probes.form.sockets import Sockets
from probes.form.survey import Sight, Surveyor, surveyor
from probes.form.written import Written
from probes.interface import (
    Barred,
    Inquiry,
    Means,
    Message,
    ProbeError,
    Sent,
    Session,
    Shut,
    Stage,
    VoidReason,
)

_MOST_STEPS = 6
_ARRIVING, _FILLING = 10, 10  # patiences for all of it: a page may be busy, or make work, without end
_UNFOLDING = 1.0  # seconds until what a choice brings into sight is there


@dataclass(slots=True, kw_only=True)
class FormConversation:
    """One inquiry by form."""

    inquiry: Inquiry
    stage: Stage
    means: Means
    listening: Listening
    exhibits: Exhibits
    address: str
    proof: Proof
    _closed: Shut | Barred | None = None
    _found: Found | None = None
    _confirmed: bool = False  # what asks to confirm was pressed
    _refusal: str = ""  # the page's own, once something more is entered for it
    _asked_at: str = ""  # the address of the page on which the button was pressed
    _page: Page = field(init=False)
    _sockets: Sockets = field(init=False)
    _dialogs: Dialogs = field(init=False)
    _surveyor: Surveyor = field(default_factory=surveyor)
    _written: Written = field(init=False)

    async def come_in(self, context: BrowserContext) -> None:
        """A first visit: reach the form, or learn what closes the door. Raises ``ProbeError``."""
        with failing(VoidReason.NOT_SENT, "the page would not open"):
            await self._surveyor.install(context)
            self._page = await context.new_page()
        self._written = Written(inquiry=self.inquiry.id)
        self._sockets = Sockets(sign=self.inquiry.id)
        self._sockets.watch(self._page)
        self._dialogs = Dialogs(now=self.stage.now)
        self._dialogs.watch(self._page)
        refuse_popups(self._page)
        arrival = Arrival(self._page, self._surveyor, self.inquiry, self.means, self.stage.now)
        with failing(VoidReason.NOT_SENT, "the page holds us up"):
            async with asyncio.timeout(_ARRIVING * self.means.patience.total_seconds()):
                self._closed = await arrival.go()
                if self._closed is None:
                    found = await arrival.find()
                    self._closed, self._found = (None, found) if isinstance(found, Found) else (found, None)
        await self.exhibits.connection(self._page)

    # -- sending -------------------------------------------------------------------------------------------------------

    async def send(self, text: str) -> Sent | Shut | Barred:
        """Fill the form in and press its button once. See ``probes.interface.Conversation``."""
        if self._closed is not None:
            await self.exhibits.show(self._page, "form_door")
            return self._closed
        if self._found is None:
            raise ProbeError(VoidReason.NOT_SENT, "there is no form to be filled in", "a form is asked once")
        for _ in range(_MOST_STEPS):
            if self._found.candidate.known:
                await self._fill_in_time(text)
            await self.exhibits.show(self._page, "form_filled", strict=True)
            if barred := captcha_before(self._found, self.stage.now()):  # some come once a visitor has begun to write
                await self.exhibits.show(self._page, "form_door")
                return barred
            decided = await self._press(self._found, text)
            verdict = decided.verdict
            if verdict.kind is Kind.TAKEN:
                return await self._sent(decided)
            if verdict.kind is Kind.BARRED and verdict.barred:
                await self.exhibits.show(self._page, "form_outcome")
                return Barred(reason=verdict.barred, at=decided.at)
            following = self._following(decided, text) if verdict.kind in UNDECIDED else self._told(decided, text)
            if following is None and verdict.kind is Kind.WORDLESS:
                await self.proof.meet(verdict.detail)
                return await self._sent(decided)
            if following is None:
                await self.exhibits.show(self._page, "form_outcome")
                raise not_taken(decided, self.address)
            self._found = following
        raise ProbeError(VoidReason.NOT_SENT, f"the form has more than {_MOST_STEPS} steps")

    def _ours(self, text: str) -> Words:
        persona = self.means.persona
        return Words(
            name=persona.name, address=self.address, subject=self.inquiry.subject,
            nonce=matching.nonce_for(self.inquiry.id), text=text, phone=persona.phone, study_page=persona.study_page,
        )  # fmt: skip

    async def _fill_in_time(self, text: str) -> None:
        with failing(VoidReason.NOT_SENT, "the form holds us up"):
            async with asyncio.timeout(_FILLING * self.means.patience.total_seconds()):
                await self._fill(text)

    async def _fill(self, text: str) -> None:
        """Make every entry; a choice may bring more fields into sight, or draw the form anew: it is looked at again."""
        done: set[str] = set()
        for _ in range(_MOST_STEPS):
            if self._found is None:
                return
            entries = [entry for entry in self._planned(self._found, text) if entry.field.called not in done]
            made = await filling.fill(self._found.sight, entries, self.means.patience.total_seconds())
            self._written.note(self._found, made)
            done |= {entry.field.called for entry in made}
            if any(entry.act != "write" for entry in entries):
                await asyncio.sleep(min(self.means.settle.total_seconds(), _UNFOLDING))
            if not await self._grown(self._found) and len(made) == len(entries):
                break
        else:
            if len(made) < len(entries):
                raise ProbeError(VoidReason.NOT_SENT, "the form draws itself anew at every entry", "docs/forms.md")
        if self._found and self._found.candidate.send is not None and (missing := self._written.lacks(self._found)):
            raise ProbeError(VoidReason.NOT_SENT, f"the form has no place for our {missing}", "docs/forms.md")

    def _planned(self, found: Found, text: str) -> Sequence[Entry]:
        forms, number = found.sight.survey.forms, found.candidate.form
        form, ours = forms[number] if 0 <= number < len(forms) else None, self._ours(text)
        entries = plan(found.candidate, form, ours)
        if isinstance(entries, Unfit):
            raise ProbeError(VoidReason.NOT_SENT, f"the field {entries.field!r}: {entries.why}", "docs/forms.md")
        late = asked_late(found.candidate, form, ours, made=entries, refusal=self._refusal) if self._refusal else ()
        return [*entries, *late]

    async def _grown(self, known: Found) -> bool:
        """Look at the form as it is now; True if it has other fields than it had."""
        sights = await self._surveyor.look(self._page)
        if now := again.same(sights, known):
            self._found = now
            return again.has_grown(now, known)
        return False

    async def _press(self, found: Found, text: str) -> Decided:
        """Press what sends, or what leads to the next step, in the form as it is now that it is filled in."""
        button = found.candidate.send or found.candidate.onward
        if button is None:
            raise ProbeError(VoidReason.NOT_SENT, "the form has no button that sends it", "docs/forms.md")
        before = await self._surveyor.look(self._page)
        step = found.candidate.send is None
        shape = again.shape(before)
        self._asked_at = self._page.url
        self._sockets.sign = self._written.sign

        def moved_on(sights: Sequence[Sight]) -> bool:
            if step:
                return again.shape(sights) != shape
            return not self._confirmed and confirming.comes_as_a_page(sights, text, before)

        press = Press(
            page=self._page, surveyor=self._surveyor, means=self.means, now=self.stage.now, before=before, text=text,
            sign=self._written.sign, sockets=self._sockets, dialogs=self._dialogs, step=step,
            address=self.address,
        )  # fmt: skip
        return await press.make(found.sight, button.number, moved_on=moved_on)

    def _following(self, decided: Decided, text: str) -> Found | None:
        """Where a step led to; after a press that was meant to send only what asks to confirm it, and that once."""
        if self._found is None or self._confirmed:
            return None
        step = self._found.candidate.send is None
        found = confirming.shown_again(decided.sights, text, self._found)
        if found is None and not step:
            found = confirming.asked(decided, self._found) or confirming.read_again(decided, text, self._found)
        if found is not None:
            self._confirmed = True
            return found
        return confirming.next_step(decided, self._found) if step else None

    def _told(self, decided: Decided, text: str) -> Found | None:
        """The form again, once, if the page itself refused it for what can still be entered, and nothing left it."""
        if decided.verdict.kind is not Kind.REFUSED or decided.carried or self._refusal or self._found is None:
            return None
        now = again.same(decided.sights, self._found)
        made = self._planned(now, text) if now else ()
        self._refusal = decided.verdict.detail
        return now if now and len(self._planned(now, text)) > len(made) else None

    async def _sent(self, decided: Decided) -> Sent:
        """Note t0, then look for the ticket's page: what stands on it now is no answer."""
        self.listening.letters.expect_since(decided.at)
        await self.exhibits.picture(self._page, "form_outcome")
        await self.listening.find_page(pages.candidates(decided.sights, self._asked_at))
        await self.exhibits.page(self._page)  # after it: the first look at the ticket's page shall not be late
        if not self._written.address and self.listening.ticket is None:
            what = "it was taken, and no page shows our ticket to a stranger: no answer could be read"
            raise ProbeError(VoidReason.SEND_UNCERTAIN, what, "ask this platform by another channel")
        return Sent(at=decided.at, witness=decided.verdict.witness)

    # -- listening -----------------------------------------------------------------------------------------------------

    async def listen(self, until: datetime, *, leaving: bool = True) -> AsyncIterator[Message]:
        """Mails to the inquiry's address and what came to stand on the ticket's page; the same words once."""
        async for message in self.listening.listen(until):
            await self.proof.hear(message, self.listening.letters.sent_at)
            yield message

    def looked_at(self) -> datetime:
        """The last moment at which all was known: of the mailbox and, where there is one, of the ticket's page.

        Raises ``ProbeError(SEND_UNCERTAIN)`` after an end without a word of which nothing shows that our message was
        taken: a mail, or the ticket's page with our words (0187).
        """
        if self.listening.ticket is None:
            self.proof.insist()
        return self.listening.looked_at()

    # -- parking -------------------------------------------------------------------------------------------------------

    async def park(self) -> Session:
        """What a later visit needs; nothing stays open."""
        return parked_form.pack(await self.listening.letters.park(), self.listening.ticket, self.proof.ending)
