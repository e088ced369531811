"""The way from an address to the contact form; or the platform's sign that nobody is let in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from probes.browser import BrowserError, Handle, Page, failing, is_public
from probes.form import words
from probes.form.meaning import Candidate, contact_form
from probes.form.outcome import REFUSALS
from probes.form.survey import NO_FORM, Sight, Surveyor, source
from probes.interface import Barred, BarredReason, Inquiry, Means, ProbeError, Shut, VoidReason
from probes.webchat.arrival import address_of

LOOK_EVERY = 0.2  # seconds between two looks at a page that is still building itself
_MOST_HOPS = 2  # from the address to the form: "contact us", "submit a request"
_LONGEST = 60  # letters of what leads to a form
_SHORT = 1500  # letters: a page that says little but that nobody is let in


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The contact form, in the frame where it is, and everything in sight beside it."""

    sight: Sight
    candidate: Candidate
    sights: Sequence[Sight]


class Arrival:
    """One arrival at one form."""

    def __init__(self, page: Page, surveyor: Surveyor, inquiry: Inquiry, means: Means, now: Callable[[], datetime]):
        self._page, self._surveyor, self._inquiry, self._means, self._now = page, surveyor, inquiry, means, now
        self.pressed: list[str] = []  # the words of what was pressed on the way to the form

    async def go(self) -> Shut | Barred | None:
        """Load the page; a refusal by its server is the platform's answer. Raises ``ProbeError(NOT_SENT)``."""
        target, url = self._inquiry.target, address_of(self._inquiry)
        if not (target.control or await is_public(url)):
            host = urlsplit(url).hostname
            raise ProbeError(VoidReason.NOT_SENT, f"{host} is no public address", "only controls may be private")
        patience = self._means.patience.total_seconds()
        with failing(VoidReason.NOT_SENT, "the page would not open"):
            answer = await self._page.goto(url, wait_until="commit", timeout=patience * 1000)
        status = answer.status if answer else 200
        if status in REFUSALS:
            return Barred(reason=REFUSALS[status], at=self._now())
        if status >= 500:
            return Shut(reason="page_error", at=self._now())
        with suppress(BrowserError):  # scripts that make a form work come late
            await self._page.wait_for_load_state("load", timeout=patience * 500)
        return None

    async def find(self) -> Found | Shut | Barred:
        """Look until the contact form has settled, opening what leads to it; else say what closes the door.

        Raises ``ProbeError``: PAGE_CHANGED where there is no such form, NOT_SENT where it asks for no address.
        """
        clock = asyncio.get_running_loop().time
        deadline, hops, opened = clock() + self._means.patience.total_seconds(), 0, set[str]()
        while True:
            sights = await self._surveyor.look(self._page)
            late = clock() >= deadline
            if self._quiet(sights) or late:
                if found := contact_forms(sights):
                    return captcha_before(found, self._now()) or found
                if closed := wall(sights, self._inquiry.target.address, self._now()):
                    return closed
                if hops < _MOST_HOPS and await self._open(sights, opened):
                    hops, deadline = hops + 1, clock() + self._means.patience.total_seconds()
                    continue
            if late:
                raise _missing(sights)
            await asyncio.sleep(LOOK_EVERY)

    def _quiet(self, sights: Sequence[Sight]) -> bool:
        """Nothing has changed for the settling time, by the page's own clock."""
        return bool(sights) and all(s.survey.at - s.survey.changed >= self._means.settle for s in sights)

    async def _open(self, sights: Sequence[Sight], opened: set[str]) -> bool:
        """Press what says that it leads to a form, each once; links only on the page's own host."""
        if self._inquiry.target.offline_form and await self._open_chat(opened):
            return True
        for key in ("opens", "perhaps"):  # "help" may lead to a form, too
            for sight in sights:
                for number, text in self._leading(sight):
                    if self._fresh(key, text, opened) and await self._press(sight.element(number), text):
                        return True
                if await self._open_drawn(sight, key, opened):
                    return True
        return False

    def _leading(self, sight: Sight) -> Sequence[tuple[int, str]]:
        host = urlsplit(self._page.url).netloc
        near = [(link.number, link.text) for link in sight.survey.links if urlsplit(link.address).netloc == host]
        return [*((b.number, b.text) for b in sight.survey.buttons if b.visible and not b.disabled), *near]

    def _fresh(self, key: str, text: str, opened: set[str]) -> bool:
        """True for words that say so, once."""
        if len(text) > _LONGEST or text in opened or not words.says("buttons", key, text):
            return False
        opened.add(text)
        return True

    async def _open_drawn(self, sight: Sight, key: str, opened: set[str]) -> bool:
        """Press what is no button and no link but looks like one: a tab, a fold, a bubble."""
        with suppress(BrowserError):
            drawn = await sight.frame.evaluate_handle(source("openers.js"))
            for number, text in enumerate(await drawn.evaluate("found => found.texts")):
                if self._fresh(key, text, opened):
                    found = drawn.evaluate_handle("(found, n) => found.elements[n]", number)
                    if await self._press(found, text):
                        return True
        return False

    async def _press(self, finding: Awaitable[Handle], text: str) -> bool:
        """Press one thing; True if it could be pressed."""
        patience = self._means.patience.total_seconds()
        with suppress(BrowserError):
            if element := (await finding).as_element():
                await element.click(timeout=patience * 250)
                self.pressed.append(text)
                await self._page.wait_for_load_state("load", timeout=patience * 500)
                return True
        return False

    async def _open_chat(self, opened: set[str]) -> bool:
        """Press the launcher of a chat, whatever element it is, once."""
        if "the chat" in opened:
            return False
        opened.add("the chat")
        launcher = self._page.get_by_text(re.compile("|".join(words.listed("buttons", "chat")), re.I))
        with suppress(BrowserError):
            await launcher.last.click(timeout=self._means.patience.total_seconds() * 250)
            self.pressed.append("the chat")
            return True
        return False


def contact_forms(sights: Sequence[Sight]) -> Found | None:
    """The likeliest contact form of all frames."""
    made = [(sight, form) for sight in sights if (form := contact_form(sight.survey)) is not None]
    usable = [(sight, form) for sight, form in made if form.answerable or form.message is None or form.onward]
    if not usable:
        return None
    sight, form = max(usable, key=lambda pair: pair[1].score)
    return Found(sight=sight, candidate=form, sights=sights)


def captcha_before(found: Found, now: datetime) -> Barred | None:
    """A captcha that stands in the form, or a field for its letters."""
    inside = (found.candidate.form, NO_FORM)
    challenged = any(c.form in inside for c in found.sight.survey.challenges)
    beside = any(s.survey.challenges for s in found.sights if s is not found.sight)
    if challenged or beside or found.candidate.all("code"):
        return Barred(reason=BarredReason.CAPTCHA, at=now)
    return None


def wall(sights: Sequence[Sight], address: str, now: datetime) -> Shut | Barred | None:
    """Why there is no form to be seen, if the page says so: captcha, block page, login wall, or closed."""
    text = "\n".join(f"{sight.survey.title}\n{sight.survey.text}" for sight in sights)
    if any(sight.survey.challenges for sight in sights):
        return Barred(reason=BarredReason.CAPTCHA, at=now)
    if len(text) < _SHORT:
        for key, reason in (
            ("captcha", BarredReason.CAPTCHA),
            ("checking", BarredReason.BLOCKED),
            ("blocked", BarredReason.BLOCKED),
        ):
            if words.says("barred", key, text):
                return Barred(reason=reason, at=now)
    asks_password = any(f.type == "password" and f.visible for sight in sights for f in sight.survey.fields)
    moved = sights and urlsplit(sights[0].survey.url).path.rstrip("/") != urlsplit(address).path.rstrip("/")
    if words.says("barred", "login_required", text) and (asks_password or len(text) < _SHORT):
        return Barred(reason=BarredReason.LOGIN_REQUIRED, at=now)
    if asks_password and moved:
        return Barred(reason=BarredReason.LOGIN_REQUIRED, at=now)
    if words.says("barred", "closed", text):
        return Shut(reason="form_closed", at=now)
    return None


def _missing(sights: Sequence[Sight]) -> ProbeError:
    unanswerable = [form for sight in sights if (form := contact_form(sight.survey)) is not None]
    if unanswerable:
        what = "the form asks for no e-mail address: no answer could reach us"
        return ProbeError(VoidReason.NOT_SENT, what, "ask this platform by another channel")
    if not sights:
        return ProbeError(VoidReason.NOT_SENT, "the page does not let itself be looked at", "it may be busy for ever")
    what = "no contact form was found on the page"
    return ProbeError(VoidReason.PAGE_CHANGED, what, "give the address of the form itself (docs/forms.md)")
