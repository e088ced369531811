"""The way from an address to the contact form; or the platform's sign that nobody is let in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from probes.browser import BrowserError, Handle, Page, failing, is_public
from probes.form import words
from probes.form.meaning import ANSWERED_BY, Candidate, contact_form, is_place_to_write, meaning_of
from probes.form.openers import ON_THE_PAGE_FIRST, Opener, followed, heads_a_form, may_send, pressed, said_by
from probes.form.outcome import REFUSALS
from probes.form.survey import NO_FORM, Sight, Surveyor, source
from probes.form.tracker import is_tracker
from probes.form.walls import lets_in_first, wall
from probes.interface import Barred, BarredReason, Inquiry, Means, ProbeError, Shut, VoidReason
from probes.webchat.arrival import address_of

LOOK_EVERY = 0.2  # seconds between two looks at a page that is still building itself
_MOST_HOPS = 2  # from the address to the form: "contact us", "submit a request"
# with those that show nothing more to press or to fill in: the tab that is open, a place further down
_MOST_PRESSES = 5
_LONGEST = 60  # letters of what leads to a form
_PLACES = """(found, [looked, buttons, forms]) => {
  const touch = (one, other) => one.contains(other) || other.contains(one);
  const places = (one, numbers) => [...numbers.keys()].filter((n) => touch(one, looked.elements[numbers[n]]));
  return found.elements.map((one) => [places(one, buttons), places(one, forms)]);
}"""


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
        self._unaddressed = False  # somewhere on the way one could write, and no address was asked for

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
        scrolled, stock = False, _stock(())
        while True:
            sights = await self._surveyor.look(self._page)
            late = clock() >= deadline
            if self._quiet(sights) or late:
                hops -= bool(stock) and _stock(sights) == stock
                stock = _stock(())
                if found := contact_forms(sights):
                    return captcha_before(found, self._now()) or found
                self._unaddressed |= any(map(_writes_without_address, sights))
                if closed := wall(sights, self._inquiry.target.address, self._now()):
                    return closed
                if not scrolled:
                    scrolled = True
                    if await self._scroll():
                        continue
                more = hops < _MOST_HOPS and len(self.pressed) < _MOST_PRESSES
                if more and await self._open(sights, opened):
                    hops, deadline = hops + 1, clock() + self._means.patience.total_seconds()
                    scrolled, stock = False, _stock(sights)
                    continue
                # last: the form may stand behind a tab beside a log-in
                if lets_in_first(sights, self._inquiry.target.address):
                    return Barred(reason=BarredReason.LOGIN_REQUIRED, at=self._now())
            if late:
                raise self._missing(sights)
            await asyncio.sleep(LOOK_EVERY)

    async def _scroll(self) -> bool:
        """Let come what comes only into the sight of a reader who scrolls; False where there is nothing to scroll."""
        with suppress(BrowserError, TimeoutError):
            async with asyncio.timeout(self._means.patience.total_seconds()):
                return bool(await self._page.evaluate(f"({source('unveil.js')})()"))
        return False

    def _quiet(self, sights: Sequence[Sight]) -> bool:
        """Nothing has changed for the settling time, by the page's own clock."""
        return bool(sights) and all(s.survey.at - s.survey.changed >= self._means.settle for s in sights)

    async def _open(self, sights: Sequence[Sight], opened: set[str]) -> bool:
        """Press what says that it leads to a form, each once; links only on the page's own host."""
        if self._inquiry.target.offline_form and await self._open_chat(opened):
            return True
        once_there = ("opens", "perhaps", "reports")  # a choice of matters: we report nothing
        first = ("opens", "reports", "perhaps")  # "help" may lead to a form, too
        for key in (*(once_there if self.pressed else first), *ON_THE_PAGE_FIRST, "named", "marked", "menus"):
            ways = (self._open_leading, self._open_drawn)
            for sight in sights:
                for way in reversed(ways) if key in ON_THE_PAGE_FIRST else ways:
                    if await way(sight, key, opened):
                        return True
        return False

    async def _open_leading(self, sight: Sight, key: str, opened: set[str]) -> bool:
        """Press a button, or a link on the page's own host."""
        for number, opener in self._leading(sight):
            if may_send(opener, sight.survey) or not (said := self._fresh(key, opener, opened)):
                continue
            if await self._press(sight.element(number), said):
                return True
        return False

    def _leading(self, sight: Sight) -> Sequence[tuple[int, Opener]]:
        host, survey = urlsplit(self._page.url).netloc, sight.survey
        near = [link for link in survey.links if urlsplit(link.address).netloc == host]
        buttons = [
            (button.number, pressed(button)) for button in survey.buttons if button.visible and not button.disabled
        ]
        return [*buttons, *((link.number, followed(link, survey)) for link in near)]

    def _fresh(self, key: str, opener: Opener, opened: set[str]) -> str:
        """The words or the sign by which it says so, once; empty for none. A link in a menu may say what that says."""
        text = said_by(opener, key)
        once = f"{text} {opener.address}".strip()
        if not text or len(text) > _LONGEST or once in opened:
            return ""
        opened |= {text, once}
        return text

    async def _open_drawn(self, sight: Sight, key: str, opened: set[str]) -> bool:
        """Press what is no button and no link but looks like one: a tab, a fold, a bubble."""
        with suppress(BrowserError):
            drawn = await sight.frame.evaluate_handle(f"() => ({source('openers.js')})({source('signs.js')})")
            kinds, texts = await drawn.evaluate("found => [found.kinds, found.texts]")
            openers = [Opener(text="", marks=text) if kind == "sign" else Opener(text=text)
                       for kind, text in zip(kinds, texts, strict=True)]  # fmt: skip
            safe = await self._safe(sight, drawn, openers)
            for number, (kind, opener) in enumerate(zip(kinds, openers, strict=True)):
                if kind != "panel" and not safe[number]:
                    continue
                if said := self._fresh_drawn(kind, key, opener, opened):
                    found = drawn.evaluate_handle("(found, n) => found.elements[n]", number)
                    if await self._press(found, said):
                        return True
        return False

    def _fresh_drawn(self, kind: str, key: str, opener: Opener, opened: set[str]) -> str:
        """As ``_fresh``; what holds, or stands over, a form out of sight needs no words that lead to one."""
        if kind in ("word", "sign"):
            return self._fresh(key, opener, opened)
        fit = key == "perhaps" and opener.text not in opened and (kind == "panel" or heads_a_form(opener.text))
        if fit:
            opened.add(opener.text)
        return opener.text if fit else ""

    async def _safe(self, sight: Sight, drawn: Handle, openers: Sequence[Opener]) -> Sequence[bool]:
        """Whether each may be pressed: as it is, and as every button and form of the survey that it touches."""
        survey = sight.survey
        buttons, forms = ([one.number for one in some] for some in (survey.buttons, survey.forms))
        places = await drawn.evaluate(_PLACES, [sight.handle, buttons, forms])
        safe: list[bool] = []
        for one, (touched, within) in zip(openers, places, strict=True):
            as_buttons = (replace(pressed(survey.buttons[n]), marks=one.marks) for n in touched)
            as_drawn = (replace(one, form=form) for form in within or [NO_FORM])
            safe.append(not any(may_send(opener, survey) for opener in (*as_buttons, *as_drawn)))
        return safe

    async def _press(self, finding: Awaitable[Handle], text: str) -> bool:
        """Press one thing; True if it could be pressed. Where it leads to another host, we come back: a form there is
        another's."""
        patience, host = self._means.patience.total_seconds(), urlsplit(self._page.url).netloc
        with suppress(BrowserError):
            if element := (await finding).as_element():
                await element.click(timeout=patience * 250)
                self.pressed.append(text)
                await self._page.wait_for_load_state("load", timeout=patience * 500)
                if urlsplit(self._page.url).netloc != host:
                    await self._page.go_back(timeout=patience * 500)
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

    def _missing(self, sights: Sequence[Sight]) -> ProbeError:
        if unanswerable(sights, self.pressed):
            what = "the form asks for no e-mail address: no answer could reach us"
            return ProbeError(VoidReason.NOT_SENT, what, "ask this platform by another channel")
        if not sights:
            what = "the page does not let itself be looked at"
            return ProbeError(VoidReason.NOT_SENT, what, "it may be busy for ever")
        what = "no contact form was found on the page"
        if self._unaddressed:
            what = f"{what}; where one could write, no e-mail address is asked for: no answer could reach us"
        return ProbeError(VoidReason.PAGE_CHANGED, what, "give the address of the form itself (docs/forms.md)")


def _stock(sights: Sequence[Sight]) -> Sequence[object]:
    """All that can be pressed or filled in: the same after a press, it led nowhere. Many a menu leads to the page
    that it stands on."""
    return [
        (
            urlsplit(one.url)[:3],
            [(f.tag, f.called) for f in one.fields if f.visible],
            [b.text for b in one.buttons if b.visible],
            sorted((link.text, urlsplit(link.address)[:3]) for link in one.links),
        )
        for one in (sight.survey for sight in sights)
    ]


def _writes_without_address(sight: Sight) -> bool:
    """A place for a message in sight, in a form (or outside all) that asks for no address."""
    known = {(field.form, meaning_of(field)) for field in sight.survey.fields if field.visible and field.writable}
    answerable = {form for form, of in known if of in ANSWERED_BY}
    return any(of == "message" and form not in answerable for form, of in known)


def unanswerable(sights: Sequence[Sight], pressed: Sequence[str]) -> Found | None:
    """A contact form that asks for no address; what was ``pressed`` may call it one."""
    for sight in sights:
        form = contact_form(sight.survey)
        if form is not None and not is_place_to_write(sight.survey, form, pressed):
            return Found(sight=sight, candidate=form, sights=sights)
    return None


def contact_forms(sights: Sequence[Sight]) -> Found | None:
    """The likeliest contact form of all frames."""
    made = [(sight, form) for sight in sights if (form := contact_form(sight.survey)) is not None]
    usable = [(sight, form) for sight, form in made if _can_be_answered(sight, form)]
    if not usable:
        return None
    sight, form = max(usable, key=lambda pair: pair[1].score)
    return Found(sight=sight, candidate=form, sights=sights)


def _can_be_answered(sight: Sight, form: Candidate) -> bool:
    """True if it asks for an address, may do so yet, or answers on a public page."""
    return form.answerable or form.message is None or bool(form.onward) or is_tracker(sight.survey, form)


def captcha_before(found: Found, now: datetime) -> Barred | None:
    """A captcha that stands in the form, or a field for its letters."""
    inside = (found.candidate.form, NO_FORM)
    challenged = any(c.form in inside for c in found.sight.survey.challenges)
    beside = any(s.survey.challenges for s in found.sights if s is not found.sight)
    if challenged or beside or found.candidate.all("code"):
        return Barred(reason=BarredReason.CAPTCHA, at=now)
    return None
