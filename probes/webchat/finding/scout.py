"""Finds its way from an address to a chat one can write into, on a page nobody has described.

It looks as a person does: is there something to write into? Else what is in the way is closed, a form is filled
truthfully, and what looks most like a launcher is pressed; what was wrong is left again. It writes no message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from probes.browser import BrowserError, Frame, Page
from probes.interface import Barred, ProbeError, Shut, VoidReason
from probes.webchat.arrival import Visitor
from probes.webchat.finding import closing, doors, forms, guessing, judge
from probes.webchat.finding.beginning import wants_a_choice
from probes.webchat.finding.closing import Closing
from probes.webchat.finding.eyes import Eyes
from probes.webchat.finding.filling import Filling
from probes.webchat.finding.found import Found, Part, Trail
from probes.webchat.finding.remains import Remains
from probes.webchat.finding.sendoff import may_send
from probes.webchat.finding.survey import Thing
from probes.webchat.finding.traffic import Traffic
from probes.webchat.finding.views import View
from probes.webchat.memory import Memory
from probes.webchat.watching import Watch

ONCE = 2  # a thing that would not be pressed is tried as often as this, one that was pressed once
TRIES = 7  # things pressed that might be launchers
SURE = 6.0  # a launcher with this score is pressed at once; a weaker one waits for a better one to appear
LATE = 4.0  # seconds a better launcher may take after the page has loaded
LIKELY, SOON, STILL = 5.0, 2.0, 1.0  # with this score less, where the page has fetched nothing for a while
UNLIKELY = 3.0  # with any other, where it has fetched nothing for twice as long
GUESS = 6.0  # seconds until, with nothing else to press, a picture without a word is tried
ANSWERS_WITHIN = 3.5  # seconds what we pressed may take to show something
OPENED_WITHIN = 8.0  # seconds in which a window that waits out of sight is to be opened first, as people do
ENABLES_WITHIN = 5.0  # seconds an input in sight may stay disabled: its line opens, and a launcher would close the chat


@dataclass(slots=True)
class _Notes:
    """What was done so far."""

    tried: Counter[str] = field(default_factory=Counter)
    cleared: set[int] = field(default_factory=set)
    pressed: set[tuple[Frame, int]] = field(default_factory=set)  # what may have opened a chat
    pressed_at: float = -99.0
    disabled_since: float | None = None  # an input is there that cannot be written into yet


class Scout:
    """One search on one page; a form is filled on a first visit alone: who comes back has filled it.

    ``parked``: the conversation to come back to, if there is one.
    """

    def __init__(self, page: Page, eyes: Eyes, watch: Watch, visitor: Visitor, parked: Memory | None = None) -> None:
        self._page, self._eyes, self._watch, self._visitor = page, eyes, watch, visitor
        self._remains, self._parked = Remains(eyes, parked), parked
        self._patience, self._notes, self._trail = visitor.patience, _Notes(), Trail()
        self._tempo, self._traffic = eyes.tempo, Traffic(page.context)
        self._closing = Closing(visitor, self._trail, eyes.tempo)
        self._filling = Filling(eyes, visitor, self._trail, self._closing)

    async def find(self) -> Found | Shut | Barred:
        """Search until the chat's input is in sight, or what is left of a chat that has ended.

        Raises ``ProbeError``: PAGE_CHANGED naming what is missing, SESSION_LOST where the form stands there again.
        """
        with self._traffic.followed():
            with suppress(BrowserError):
                await self._page.wait_for_load_state("load", timeout=self._patience * 500)
            self._tempo.begin()
            return await self._search()

    async def _search(self) -> Found | Shut | Barred:
        deadline = (loaded := self._tempo.now) + self._patience
        while True:
            views = await self._eyes.look(opened=self._trail.opened)
            self._filling.shut = self._tempo.now - loaded < OPENED_WITHIN
            closed = self._closing.sign(views)
            if closed is not None and self._closing.stands:
                return closed
            if closed is None:
                best = self._input(views)
                best = None if best and (self._asked_first(*best) or self._filling.takes(*best)) else best
                cleared = await self._clear(views) or bool(best and await self._uncover(*best))
                if not cleared and best and (found := await self._arrived(*best)):
                    return found
                if not cleared and (found := await self._ended(views)):
                    return found
                acted = cleared or await self._act(views, loaded)
                if self._filling.found:
                    return self._filling.found
                if acted:
                    deadline = max(deadline, self._tempo.now + self._patience / 2)
                    continue
            if self._tempo.now >= deadline or self._watch.broken:
                if not self._watch.broken and (refused := await self._filling.refused(views)):
                    return refused
                raise self._missing(views)
            await self._watch.wait(0.35)

    @property
    def parts(self) -> Sequence[Part]:
        """What has been found so far, also where the search failed."""
        return self._trail.parts

    async def _act(self, views: Sequence[View], loaded: float) -> bool:
        """One step towards the chat, if there is one to take now."""
        if self._tempo.now - self._notes.pressed_at < 0.6:
            return False
        if self._remains.form(any(self._filling.planned(view) for view in views)):
            return False
        if await self._filling.step(views):
            self._notes.pressed_at = self._tempo.now
            return True
        since = self._notes.disabled_since
        opening = since is not None and self._tempo.now - since < ENABLES_WITHIN
        return False if opening else await self._launch(views, loaded)

    # -- is it there? -------------------------------------------------------------------------------------------------

    def _input(self, views: Sequence[View]) -> tuple[View, Thing] | None:
        rated = []
        for view in views:
            best = judge.chat_input(view.survey, view.setting) if view.seen else None
            best = None if best and self._filling.waits(view, best[1]) else best
            spared = best and (self._filling.spared(view, best[1]) or best[1] in self._closing.left_alone(view))
            if best and (best[1].log == 2 or not spared):
                rated.append((best[0], view, best[1]))
        return max(rated, key=lambda each: each[0])[1:] if rated else None

    def _asked_first(self, view: View, thing: Thing) -> bool:
        """A form that we have not filled yet lies over it, or dims it: closed, it would take the chat with it."""
        if self._visitor.returning:
            return False
        over = view.covered(thing)
        if over is None:
            return thing.inert and bool(self._filling.open(view))
        asked = self._filling.open(over[0])
        return any(one.panel == over[1].cover and over[0].covered(one) is None for one in asked)

    async def _arrived(self, view: View, thing: Thing) -> Found | None:
        if thing.disabled and wants_a_choice(thing):
            return None
        if thing.disabled:
            self._notes.disabled_since = self._notes.disabled_since or self._tempo.now
            return None
        self._trail.part(Part(name="input", page=view.page, frame=view.frame, thing=thing))
        selector = await self._eyes.selector(view, thing)
        return self._trail.found(view, selector, await self._eyes.chain(view))

    async def _ended(self, views: Sequence[View]) -> Found | None:
        """What is left of a conversation that we come back to where there is nothing to write into."""
        view = await self._remains.message(views)
        if view is None or self._parked is None or not self._parked.profile:
            return None
        return self._trail.found(view, str(self._parked.profile["input"]), await self._eyes.chain(view))

    # -- what lies in the way -----------------------------------------------------------------------------------------

    async def _clear(self, views: Sequence[View]) -> bool:
        for view in views:
            button = doors.banner(view.survey) if view.seen else None
            if button and button.name not in self._notes.cleared:
                self._notes.cleared.add(button.name)
                await self._record(view, button, optional=True)
                return await self._eyes.press(view, button)
        return False

    async def _uncover(self, view: View, thing: Thing) -> bool:
        """What lies over it would swallow what we press."""
        if (under := view.covered(thing)) is None:
            return False
        view, thing = under
        closer = doors.cover_closer(view.survey, thing)
        if closer is None or closer.name in self._notes.cleared:
            return False
        self._notes.cleared.add(closer.name)
        await self._record(view, closer, optional=True)
        return await self._eyes.press(view, closer)

    # -- launchers ----------------------------------------------------------------------------------------------------

    async def _launch(self, views: Sequence[View], loaded: float) -> bool:
        rated = [
            (score, view, thing)
            for view in views
            if view.seen
            for score, thing in judge.launchers(view.survey, view.setting, inside=not self._visitor.returning)
            if self._notes.tried[_key(view, thing)] < ONCE
            and not (closing.belongs(thing, self._closing.left_alone(view)) or may_send(view.survey, thing))
        ] or (guessing.rated(views, self._notes.pressed) if self._tempo.now - loaded >= GUESS else [])
        now = self._tempo.now
        if self._still_coming():
            return False
        if self._trail.opened and now - self._notes.pressed_at < ANSWERS_WITHIN:  # only what has come since is tried
            rated = [(score, view, thing) for score, view, thing in rated if thing.name in view.setting.fresh]
        if not rated or self._notes.tried.total() >= TRIES * ONCE or self._filling.submitted:
            return False
        score, view, thing = max(rated, key=lambda each: each[0])
        if now - loaded < self._grace(score) and not self._trail.opened:
            return False
        if await self._uncover(view, thing):
            return True
        pressed = await self._press(view, thing)
        self._notes.pressed.add((view.frame, thing.name))
        self._notes.tried[_key(view, thing)] += ONCE if pressed else 1
        return pressed

    def _still_coming(self) -> bool:
        """The page fetches what we have just pressed for: what comes first may close the chat that comes next."""
        since, slowness = self._tempo.now - self._notes.pressed_at, self._tempo.slowness
        return self._trail.opened and since < SOON and self._traffic.still_for < STILL / 2 * slowness

    def _grace(self, score: float) -> float:
        """Seconds after the page has loaded in which something better than this launcher may come."""
        still = self._traffic.still_for / (STILL * self._tempo.slowness)
        if score >= SURE:
            return 0.0
        return SOON if score >= LIKELY and still >= 1 else UNLIKELY if still >= 2 else LATE

    async def _press(self, view: View, thing: Thing) -> bool:
        self._eyes.remember()
        if thing.name not in view.setting.fresh:
            self._trail.restart()  # what we pressed before was wrong
        behind = self._trail.launched
        await self._record(view, thing)
        selector = str(self._trail.steps[-1]["click"])
        if not behind:
            self._trail.part(Part(name="launcher", page=view.page, frame=view.frame, thing=thing, selector=selector))
        self._notes.pressed_at = self._tempo.now
        if not await self._eyes.press(view, thing):
            self._trail.steps.pop()
            return False
        said = thing.said, thing.href.rpartition("/")[2]
        self._trail.called |= judge.speaks(*said, marks=f"{thing.marks} {view.setting.marks}")
        return True

    async def _record(self, view: View, thing: Thing, act: str = "click", value: str = "", **more: bool) -> None:
        selector = await self._eyes.selector(view, thing)
        self._trail.step({act: selector} | ({"value": value} if value else {}) | more)

    def _missing(self, views: Sequence[View]) -> ProbeError:
        if self._watch.broken:
            return ProbeError(VoidReason.NOT_SENT, self._watch.broken)
        if empty := self._filling.left_empty(views):
            return forms.unanswerable(empty)
        what = "input" if self._trail.opened else "launcher"
        hint = "look at it with `silence discover`, or point at the parts with `silence teach`"
        return ProbeError(VoidReason.PAGE_CHANGED, f"not found on the page: {what}", hint)


def _key(view: View, thing: Thing) -> str:
    """What is uncovered since is another thing: pressing it did nothing before."""
    return f"{thing.tag}|{thing.said}|{thing.marks}|{view.covered(thing) is not None}"
