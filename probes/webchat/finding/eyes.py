"""Surveys every frame of every window of a visit, and presses or fills what a survey speaks of."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from probes.browser import BrowserContext, BrowserError, Frame, Locator, Page
from probes.webchat.finding import survey as surveys
from probes.webchat.finding.judge import Setting
from probes.webchat.finding.layers import lies_over
from probes.webchat.finding.survey import UNCOVERED, Thing
from probes.webchat.finding.tempo import Tempo
from probes.webchat.finding.views import View

LOOK_PATIENCE = 8.0
DEAF = 2  # a frame that did not answer as often as this is not asked again
TOUCH_PATIENCE = 2000  # ms
PRESSED, COVERED = "performing click action", "intercepts pointer events"  # as the driver tells how far a press came


class Eyes:
    """Looks at a visit's windows; ``question`` is the name under which watch.js answers."""

    def __init__(self, context: BrowserContext, home: Page, question: str) -> None:
        self._context, self._home, self._question = context, home, question
        self._views: Sequence[View] = ()
        self._known: dict[Frame, set[int]] = {}
        self._text: dict[Frame, str] = {}
        self._deaf: Counter[Frame] = Counter()
        self.tempo = Tempo(asyncio.get_running_loop().time)

    def remember(self) -> None:
        """What is in sight now is nothing new later."""
        self._known = {view.frame: {t.name for t in view.survey.things if t.seen and view.seen} for view in self._views}
        self._text = {view.frame: view.survey.text for view in self._views}

    @property
    def views(self) -> Sequence[View]:
        """What the last look has seen."""
        return self._views

    async def look(self, *, opened: bool) -> Sequence[View]:
        """Survey everything; windows and frames that do not answer are left out."""
        self.tempo.tick()
        for view in self._views:
            with suppress(BrowserError):
                await view.handle.dispose()
        views: list[View] = []
        for page in self._context.pages:
            if not page.is_closed():
                await self._look_into(page, page.main_frame, None, views, opened)
        self._views = views
        return views

    async def _look_into(self, page: Page, frame: Frame, parent: View | None, views: list[View], opened: bool) -> None:
        if self._deaf[frame] >= DEAF:
            return
        element = await self._element(parent, frame) if parent else None
        if parent and (element is None or element.kind == "field"):
            return  # what it shows is written into as a field of its parent
        view = await self._view(page, frame, parent, element, opened)
        if view is None:
            self._deaf[frame] += parent is not None  # the page itself is always asked again
            return
        del self._deaf[frame]
        views.append(view)
        for child in frame.child_frames:
            await self._look_into(page, child, view, views, opened)

    async def _view(
        self, page: Page, frame: Frame, parent: View | None, element: Thing | None, opened: bool
    ) -> View | None:
        try:
            async with asyncio.timeout(LOOK_PATIENCE):
                handle = await frame.evaluate_handle(surveys.source(), self._question)
                survey = surveys.read(await handle.evaluate("seen => seen.facts"))
        except (BrowserError, TimeoutError, ValueError):
            return None
        known = self._known.get(frame, set())
        fresh = frozenset(thing.name for thing in survey.things if thing.seen and thing.name not in known)
        popup = page is not self._home
        new = added(self._text.get(frame), survey.text)
        setting = Setting(main=parent is None, popup=popup, fresh=fresh, opened=opened, added=new)
        seen = True
        if parent and element:
            panel = parent.survey.panel(element)
            seen = parent.seen and element.seen and min(element.rect[2:]) >= 20
            marks = f"{element.label} {element.marks} {element.href}"
            setting = Setting(
                main=False, popup=popup, rect=element.rect, fixed=bool(panel and panel.fixed), marks=marks,
                fresh=fresh, opened=opened, layer=lies_over(parent.survey, element),
            )  # fmt: skip
        inner = (parent, element) if parent and element else None
        return View(page=page, frame=frame, survey=survey, setting=setting, handle=handle, seen=seen, element=inner)

    async def _element(self, parent: View, frame: Frame) -> Thing | None:
        """The iframe's own element, in its parent's survey."""
        try:
            async with asyncio.timeout(LOOK_PATIENCE):
                element = await frame.frame_element()
                index = await parent.handle.evaluate("(seen, element) => seen.elements.indexOf(element)", element)
                await element.dispose()
        except (BrowserError, TimeoutError):
            return None
        return parent.survey.things[index] if index >= 0 else None

    # -- what a survey speaks of --------------------------------------------------------------------------------------

    async def selector(self, view: View, thing: Thing) -> str:
        """A selector for it that may outlast a reload."""
        index = view.survey.things.index(thing)
        try:
            return str((await view.handle.evaluate("(seen, index) => seen.selectors([index])", index))[0])
        except BrowserError:
            return thing.tag

    async def index_of(self, view: View, place: Locator) -> int:
        """Which thing of a view a located element is; -1 if it is none."""
        try:
            element = await place.element_handle(timeout=TOUCH_PATIENCE * self.tempo.slowness)
            return int(await view.handle.evaluate("(seen, element) => seen.elements.indexOf(element)", element))
        except BrowserError:
            return -1  # it belongs to another frame

    async def cover_of(self, view: View, place: Locator) -> int:
        """What lies over a located element, as ``Thing.cover`` tells it."""
        try:
            element = await place.element_handle(timeout=TOUCH_PATIENCE * self.tempo.slowness)
            return int(await view.handle.evaluate("(seen, element) => seen.coverOf(element)", element))
        except BrowserError:
            return UNCOVERED

    async def holds(self, view: View, text: str) -> bool:
        """Whether a text stands in sight in a view."""
        try:
            return bool(await view.handle.evaluate("(seen, text) => seen.says(text)", text))
        except BrowserError:
            return False

    async def chain(self, view: View) -> Sequence[str]:
        """Selectors of the iframes around a view, outermost first."""
        chain, at = list[str](), view.element
        while at is not None:
            parent, element = at
            chain.append(await self.selector(parent, element))
            at = parent.element
        return chain[::-1]

    async def press(self, view: View, thing: Thing) -> bool:
        return await self.do(view, thing, "click", "")

    async def do(self, view: View, thing: Thing, act: str, value: str) -> bool:
        """Do one thing; False if the page did not let us."""
        index = view.survey.things.index(thing)
        try:
            handle = await view.handle.evaluate_handle("(seen, index) => seen.elements[index]", index)
            if (element := handle.as_element()) is None:
                return False
            patience = TOUCH_PATIENCE * self.tempo.slowness
            if act == "fill":
                await element.fill(value, timeout=patience)
            elif act == "choose":
                await element.select_option(label=value, timeout=patience)
            elif act == "enter":
                await element.press("Enter", timeout=patience)
            else:
                await self._click(element, patience)
        except BrowserError:
            return False
        return True

    async def _click(self, element: Any, patience: float) -> None:
        try:
            await element.click(timeout=patience)
        except BrowserError as error:
            if under_way(error):
                return
            if COVERED in str(error) or "detached" in str(error):
                raise
            await element.click(timeout=patience, force=True)  # one that never stands still


def under_way(error: BrowserError) -> bool:
    """The press that failed had been made, and the page is slow to answer: made again it would be a second one."""
    return str(error).rfind(PRESSED) > str(error).rfind(COVERED)


def added(before: str | None, after: str) -> str:
    """The words that a press has brought to the page."""
    if before is None:
        return ""
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    end = 0
    while end < min(len(before), len(after)) - same and before[-1 - end] == after[-1 - end]:
        end += 1
    return after[same : len(after) - end]
