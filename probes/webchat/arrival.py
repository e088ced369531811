"""The way from an address to a chat one can write into: page, steps, parts; or the sign that the door is shut."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

from probes import matching
from probes.browser import BrowserError, Frame, Locator, Page, failing, is_public
from probes.interface import Barred, BarredReason, Inquiry, Means, ProbeError, Shut, Stage, VoidReason
from probes.webchat import widget
from probes.webchat.finding import clearing, judge
from probes.webchat.finding.eyes import Eyes
from probes.webchat.watching import Watch
from probes.webchat.widget import Profile, Step

LONGEST_NICKNAME = 9  # letters: what the oldest rooms take
OPENS_ITSELF = 1.0  # seconds a chat may take to open again by itself; a launcher pressed by then would close it
ASKS_AGAIN = "the chat has forgotten us: it shows its form again"
SAID = """(element) => {
  const named = [element, ...element.querySelectorAll("img[alt], [aria-label], [title]")];
  const marked = [element, element.getRootNode().host, ...element.querySelectorAll("img, use, i, svg, span")];
  const tell = (list, names) => list.filter(Boolean).flatMap((one) => names.map((name) => one.getAttribute(name)));
  const join = (texts) => texts.filter(Boolean).join(" ").slice(0, 400);
  return [join([element.innerText, ...tell(named, ["aria-label", "title", "alt"])]),
    join(tell(marked, ["id", "class", "name", "data-testid", "src", "href"]))];
}"""  # what a thing says, and its ids, classes and files
REFUSALS = {401: BarredReason.LOGIN_REQUIRED} | dict.fromkeys((403, 429, 451), BarredReason.BLOCKED)


def profile_of(inquiry: Inquiry) -> Profile | None:
    """The target's profile, or None for a target that is only an address. Raises ``ProbeError(NOT_SENT)``."""
    target = inquiry.target
    if target.profile is None:
        return None
    try:
        return widget.read(target.profile)
    except widget.ProfileInvalid as error:
        what = f"the profile of {target.id} is wrong: {error}"
        raise ProbeError(VoidReason.NOT_SENT, what, "docs/profiles.md") from error


def address_of(inquiry: Inquiry) -> str:
    """Where to go; a control is told the inquiry's id."""
    address = inquiry.target.address
    if not inquiry.target.control:
        return address
    parts = urlsplit(address)
    kept = [pair for pair in parts.query.split("&") if pair.partition("=")[0] != "inquiry"] if parts.query else []
    return urlunsplit(parts._replace(query="&".join([*kept, urlencode({"inquiry": inquiry.id})])))  # the rest as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who arrives, what for, and with what patience."""

    inquiry: Inquiry
    means: Means
    stage: Stage
    returning: bool
    beside_form: bool = False  # a contact form stands on the page: it is left alone

    def now(self) -> datetime:
        return self.stage.now()

    @property
    def patience(self) -> float:
        return self.means.patience.total_seconds()

    @property
    def ours(self) -> VoidReason:
        """What a failure of ours is called on the way in."""
        return VoidReason.OBSERVER_DOWN if self.returning else VoidReason.NOT_SENT

    @property
    def told(self) -> list[str]:
        """What a form before the chat may be told of us: a name, and an address where there is one."""
        with suppress(ProbeError):
            return [self.means.persona.name, self._address()]
        return [self.means.persona.name]

    def fill(self, value: str) -> str:
        """A step's value with its placeholders filled. Raises ``ProbeError(NOT_SENT)`` for want of an address."""
        persona = self.means.persona
        known = {"name": persona.name, "nickname": nickname(persona.name)}
        known |= {"study_page": persona.study_page, "subject": self.inquiry.subject}
        if ("{name}" in value or "{nickname}" in value) and not persona.name:
            hint = "name a configuration file with a [persona]"
            raise ProbeError(VoidReason.NOT_SENT, "the form before the chat asks for a name, and nobody asks", hint)
        if "{address}" in value:
            known["address"] = self._address()
        return value.format(**known)

    def _address(self) -> str:
        account = self.means.accounts.get(self.inquiry.target.account or "")
        if account is None:
            hint = f"give target {self.inquiry.target.id} an account"
            raise ProbeError(VoidReason.NOT_SENT, "the profile fills in an address, and the target has none", hint)
        return matching.tagged(account.address, self.inquiry.id, account.tag_separator)


def nickname(name: str) -> str:
    """A name as one word: rooms take no blanks, and few letters."""
    return re.sub(r"[^\w-]+", "-", name).strip("-_")[:LONGEST_NICKNAME].rstrip("-_")


async def _speaks(place: Locator) -> bool:
    """Whether what is to be pressed says that it opens a chat, by its words or its marks."""
    with suppress(BrowserError):
        said, marks = await place.evaluate(SAID, timeout=1000)
        return judge.speaks(str(said), marks=str(marks))
    return False


def shown(frame: Frame, selector: str) -> Locator:
    """The first element of a frame that matches and is in sight."""
    return frame.locator(selector).filter(visible=True).first


class Arrival:
    """One arrival at one chat."""

    def __init__(self, page: Page, eyes: Eyes, watch: Watch, visitor: Visitor) -> None:
        self._page, self._eyes, self._watch, self._visitor = page, eyes, watch, visitor
        self.called = False  # what was pressed speaks of a chat, whose input was not in sight before
        self._opens_within = visitor.patience / 2  # seconds that a line which is not open is given
        self._failed: Shut | None = None  # what the page's server answered

    async def go(self, url: str) -> Shut | Barred | None:
        """Load the page; a refusal by its server is the platform's answer.

        Raises ``ProbeError``: NOT_SENT for a first visit, OBSERVER_DOWN for a later one.
        """
        reason = self._visitor.ours
        if not (self._visitor.inquiry.target.control or await is_public(url)):
            raise ProbeError(reason, f"{urlsplit(url).hostname} is no public address", "only controls may be private")
        with failing(reason, "the page would not open"):
            answer = await self._page.goto(url, wait_until="commit", timeout=self._visitor.patience * 1000)
        status = answer.status if answer else 200
        if status in REFUSALS:
            return Barred(reason=REFUSALS[status], at=self._visitor.now())
        if status >= 500:  # some draw a working page all the same
            self._failed = Shut(reason=f"the page answered {status}", at=self._visitor.now())
        return None

    async def unless_failed(self, reaching: Awaitable[Shut | Barred | None]) -> Shut | Barred | None:
        """What ``reaching`` tells; where a page holds no chat and its server answered with an error, that error."""
        try:
            return await reaching
        except ProbeError as error:
            if self._failed is None or error.reason is not VoidReason.PAGE_CHANGED:
                raise
            return self._failed

    async def reach(self, steps: Sequence[Step]) -> Shut | Barred | None:
        """Take the steps and wait for the chat's parts. Raises ``ProbeError(PAGE_CHANGED)`` naming what is missing."""
        if steps:
            await self._loaded()
        for index, step in enumerate(steps):
            frame = await self._await_step(index, step, steps)
            if closed := self.closed():
                return closed
            if frame is not None and await self._is_due(step):
                await self._take(step, frame, index)
        return await self._await_parts()

    async def _loaded(self) -> None:
        """A launcher may be in sight before its script listens; a page that never ends loading is not waited out."""
        with suppress(BrowserError):
            await self._page.wait_for_load_state("load", timeout=self._visitor.patience * 500)

    def closed(self) -> Shut | Barred | None:
        """The platform's own sign that nobody is let in, wherever on the page it stands."""
        now = self._visitor.now()
        for sight in self._watch.sights:
            if sight.barred:
                return Barred(reason=BarredReason(sight.barred), at=now)
            if sight.offline:
                return Shut(reason=sight.offline, at=now)
        return None

    async def _await_step(self, index: int, step: Step, steps: Sequence[Step]) -> Frame | None:
        """The frame in which the step can be taken, or None to go on without it."""

        def unneeded() -> bool:
            later = any(self._watch.frame_of_step(other) for other in range(index + 1, len(steps)))
            optional = step.optional and (later or self._watch.sight.input)
            return bool(optional or self._back())

        def decided() -> bool:
            return bool(self._watch.frame_of_step(index) or unneeded() or self.closed())

        patience = self._visitor.patience / 4 if step.optional else self._visitor.patience
        if not await self.until(decided, patience) and not step.optional:
            raise self._missing(f"step {index + 1} ({step.selector})")
        if step.click and not step.optional and self._visitor.returning:
            await self.until(self._back, OPENS_ITSELF)
        return None if self._back() else self._watch.frame_of_step(index)

    async def _is_due(self, step: Step) -> bool:
        """False if the chat is there without it. The steps that we found ourselves begin no second conversation.

        Raises ``ProbeError(SESSION_LOST)`` where who comes back is to fill the form once more.
        """
        found_by_us = self._visitor.inquiry.target.profile is None
        if not (self._visitor.returning and found_by_us and (step.fill or step.choose or step.enter)):
            return True
        if not await self.until(self._back, self._visitor.patience / 2):
            raise ProbeError(VoidReason.SESSION_LOST, ASKS_AGAIN)
        return False

    def _back(self) -> bool:
        """The visitor's chat is open again, or what is left of it once the platform has ended it."""
        sight = self._watch.sight
        return self._visitor.returning and (sight.input or any("ended" in row.marks for row in sight.rows))

    async def _take(self, step: Step, frame: Frame, index: int) -> None:
        place, patience = shown(frame, step.selector), self._visitor.patience * 1000
        try:
            with failing(VoidReason.PAGE_CHANGED, f"step {index + 1} ({step.selector}) could not be taken"):
                if step.click:
                    self.called = self.called or (not self._watch.sight.input and await _speaks(place))
                    await clearing.click(self._eyes, frame, place, self._visitor.patience)
                elif step.fill:
                    await place.fill(self._visitor.fill(step.value), timeout=patience)
                elif step.enter:
                    await place.press("Enter", timeout=patience)
                elif step.choose:
                    await place.select_option(label=self._visitor.fill(step.value), timeout=patience)
        except ProbeError as failure:
            if failure.reason is not VoidReason.PAGE_CHANGED or await self._answers():
                raise
            raise ProbeError(self._visitor.ours, str(failure)) from failure

    async def _answers(self) -> bool:
        """Whether the page is still there to be asked: one that is gone has not changed."""
        with suppress(BrowserError, TimeoutError, OSError):
            async with asyncio.timeout(self._visitor.patience):
                await self._page.evaluate("0")
                return True
        return False

    async def _await_parts(self) -> Shut | Barred | None:
        def parts() -> dict[str, bool]:
            sight, profile = self._watch.sight, self._watch.profile
            by_build = profile.reading == "structure"  # its lines are told apart once we have said something
            there = {f"transcript ({profile.transcript})": sight.transcript or profile.transcript_late or by_build}
            there[f"input ({profile.input})"] = sight.input
            if profile.ready:
                there[f"ready ({profile.ready})"] = sight.ready
            return there

        def decided() -> bool:
            ended = self._visitor.returning and self._watch.sight.transcript  # an ended chat may have no input left
            return bool(ended or all(parts().values()) or self.closed())

        if not await self.until(decided, self._visitor.patience):
            raise self._missing(", ".join(name for name, there in parts().items() if not there))
        return self.closed()

    def _missing(self, what: str) -> ProbeError:
        hint = "compare the page with the target's profile (docs/profiles.md)"
        return ProbeError(VoidReason.PAGE_CHANGED, f"not found on the page: {what}", hint)

    async def until(self, decided: Callable[[], bool], patience: float) -> bool:
        """Wait for the page to show something; False if it did not in time. Raises if the page broke."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + patience
        while not decided():
            if self._watch.broken:
                raise ProbeError(self._visitor.ours, self._watch.broken)
            if (left := deadline - loop.time()) <= 0:
                return False
            await self._watch.wait(left)
        return True

    async def connected(self) -> None:
        """Wait until the chat no longer says that its line is not open; words that stand for good are overridden."""
        if not await self.until(lambda: not self._watch.sight.connecting, self._opens_within):
            self._opens_within = 0.0
