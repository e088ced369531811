"""Visits an address once and tells what of a form is there: every part by name, and a picture. It fills in nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from probes import matching
from probes.browser import Browsers, Page, failing, refuse_popups
from probes.form import parts
from probes.form.arrival import LOOK_EVERY, Arrival, Found, captcha_before, contact_forms, unanswerable
from probes.form.drawing import drawn
from probes.form.parts import Part
from probes.form.plan import Words
from probes.form.survey import Sight, Surveyor, surveyor
from probes.interface import Barred, Inquiry, Means, ProbeError, Shut, Stage, VoidReason

ARRIVING = 10  # patiences: a page may be busy, or make work, without end
STANDS_WITHIN = 4.0  # seconds in which a form that stands on the page itself is in sight


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSeen:
    """What one visit found. ``broken`` names the first part that keeps us from asking, ``missing`` says why."""

    address: str
    url: str = ""  # of the page on which the form stands
    door: str = "open"  # open, shut, barred or not found
    entry: Sequence[str] = ()  # the words of what was pressed on the way
    heading: str = ""
    frame: str = ""  # address of the frame in which the form stands; empty: in the page itself
    fields: Sequence[Part] = ()
    button: Part | None = None  # None: no form was found
    broken: str = ""
    missing: str = ""
    seconds: float = 0.0
    picture: bytes = field(default=b"", repr=False)

    @property
    def whole(self) -> bool:
        """It asks for a message and an address, and a button sends: neither a chat's own form nor its input does."""
        names = {part.name for part in self.fields if part.number >= 0}
        sends = self.button is not None and self.button.name == "send" and not self.button.broken
        return sends and "message" in names and bool({"e-mail", "contact details"} & names)


async def look(inquiry: Inquiry, means: Means, stage: Stage, *, entries: bool = True) -> FormSeen:
    """Look for the form at ``inquiry.target``, pressing what leads to it; ``inquiry.text`` is what would be asked.

    Without ``entries`` nothing is pressed, and only a form that stands on the page itself is found. Raises
    ``ProbeError`` only where no browser starts.
    """
    private, asking = inquiry.target.control, inquiry.text
    async with Browsers(means.browser_path) as browsers, browsers.context(private=private, asking=asking) as context:
        eyes = surveyor()
        await eyes.install(context)
        page = await context.new_page()
        refuse_popups(page)
        visit = _Visit(inquiry=inquiry, means=means, stage=stage, page=page, surveyor=eyes)
        return await visit.seen(entries)


@dataclass(slots=True, kw_only=True)
class _Visit:
    """One visit of one page, and what was learned on the way in."""

    inquiry: Inquiry
    means: Means
    stage: Stage
    page: Page
    surveyor: Surveyor
    _found: Found | None = None
    _closed: Shut | Barred | None = None
    _failed: ProbeError | None = None

    async def seen(self, entries: bool) -> FormSeen:
        """All that is to be told of the form."""
        began = time.monotonic()
        arrival = Arrival(self.page, self.surveyor, self.inquiry, self.means, self.stage.now)
        try:
            with failing(VoidReason.NOT_SENT, "the page holds us up"):
                async with asyncio.timeout(ARRIVING * self.means.patience.total_seconds()):
                    await self._arrive(arrival, entries)
        except ProbeError as failed:
            self._failed = failed
        took = time.monotonic() - began
        self._found = self._found or any_form(await self.surveyor.look(self.page), arrival.pressed)
        if self._found and not self._closed:
            self._closed = captcha_before(self._found, self.stage.now())
        told = FormSeen(
            address=self.inquiry.target.address, url=self.page.url, door=self._door(), entry=tuple(arrival.pressed),
            seconds=took,
        )  # fmt: skip
        told = self._with_form(told, self._found) if self._found else told
        broken, missing = self._first_broken(told)
        shown = await drawn(self.page, self._found.sight if self._found else None, told.fields, told.button)
        return replace(told, broken=broken, missing=missing, picture=shown)

    async def _arrive(self, arrival: Arrival, entries: bool) -> None:
        self._closed = await arrival.go()
        if self._closed is None:
            came = await arrival.find() if entries else await self._standing()
            self._found, self._closed = (came, None) if isinstance(came, Found) else (None, came)

    async def _standing(self) -> Found:
        """The form that stands on the page as it is. Raises ``ProbeError(PAGE_CHANGED)``."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + STANDS_WITHIN
        while True:
            sights = await self.surveyor.look(self.page)
            quiet = bool(sights) and all(s.survey.at - s.survey.changed >= self.means.settle for s in sights)
            late = clock() >= deadline
            if (quiet or late) and (found := any_form(sights, ())):
                return found
            if quiet or late:
                raise ProbeError(VoidReason.PAGE_CHANGED, "no contact form stands on the page itself")
            await asyncio.sleep(LOOK_EVERY)

    def _with_form(self, told: FormSeen, found: Found) -> FormSeen:
        survey, candidate = found.sight.survey, found.candidate
        form = survey.forms[candidate.form] if 0 <= candidate.form < len(survey.forms) else None
        return replace(
            told, heading=(form.heading if form else "") or survey.title,
            frame=found.sight.frame.url if found.sight.frame.parent_frame else "",
            fields=[*parts.fields(candidate, form, survey, self._ours()), *parts.captchas(candidate, survey)],
            button=parts.button(candidate),
        )  # fmt: skip

    def _ours(self) -> Words:
        inquiry, persona = self.inquiry, self.means.persona
        account = self.means.accounts.get(inquiry.target.account or "")
        return Words(
            name=persona.name, subject=inquiry.subject, nonce=matching.nonce_for(inquiry.id), text=inquiry.text,
            address=matching.tagged(account.address, inquiry.id, account.tag_separator) if account else "",
            phone=persona.phone, study_page=persona.study_page,
        )  # fmt: skip

    def _door(self) -> str:
        if isinstance(self._closed, Barred):
            return f"barred: {self._closed.reason}"
        if isinstance(self._closed, Shut):
            return f"shut: {self._closed.reason}"
        return "open" if self._found else "not found"

    def _first_broken(self, told: FormSeen) -> tuple[str, str]:
        """The first part that keeps us from asking, in the order in which a visit needs them, and why."""
        if self._closed is not None:
            return ("captcha" if self._found and told.door.endswith("captcha") else "page"), told.door
        if self._failed is not None:
            why = "; ".join(filter(None, (str(self._failed), self._failed.hint)))
            if self._found:
                return "e-mail", why
            return ("form" if self._failed.reason is VoidReason.PAGE_CHANGED else "page"), why
        ends = [*told.fields, *([told.button] if told.button else [])]
        broken = next((part for part in ends if part.broken), None)
        return (broken.name, parts.first_broken(ends)) if broken else ("", "")


def any_form(sights: Sequence[Sight], pressed: Sequence[str]) -> Found | None:
    """The likeliest contact form of all frames, also one that asks for no address to which an answer could come."""
    return contact_forms(sights) or unanswerable(sights, pressed)
