"""Watches a page through ``watch.js`` and waits for what it reports: driven by the page's pushes, never by polling."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from probes.browser import BrowserContext, BrowserError, ElementHandle, Frame, Page
from probes.interface import ProbeError, VoidReason
from probes.webchat.inpage import InPage, leads_to, script
from probes.webchat.sight import NOTHING, Sight, parse
from probes.webchat.widget import Profile, Step

LONGEST_REPORT = 16 << 20  # no page that is read as it should be reports so much
MOST_REPORTS = 1000  # a second, from all frames of a page
PICTURE_PATIENCE = 3000  # ms

NO_PROFILE = Profile(input="input", reading="structure")


class Watch:
    """The eyes on one page: installed before the page's own scripts, in every frame.

    ``listener`` gets every sight of the chat's own frame, in order. Without a profile nothing is looked for until
    ``adopt`` is told what was found.
    """

    def __init__(
        self,
        profile: Profile | None,
        steps: Sequence[Step],
        now: Callable[[], datetime],
        listener: Callable[[Sight], None],
    ) -> None:
        self.scouting, self.profile = profile is None, profile or NO_PROFILE
        self._steps, self._now, self._listener = steps, now, listener
        self.said: list[str] = []  # our own texts, for a chat that is read by structure
        self.opening = False  # nothing was said before this visit
        self.ours: list[str] = []  # our name, which may stand beside them, and our address
        self.overheard: Callable[[str, str], None] = lambda stream, told: None  # gets what event streams bring
        self._home: Page | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._inpage = InPage()
        self._opened = now()
        self._sights: dict[Frame, Sight] = {}
        self._strangers: list[Frame] = []  # right depth, not yet known to be the chat's frame
        self._change: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.chat: Frame | None = None
        self._outdated = False  # a document that comes now is told what held when the visit began
        self.broken = ""
        self._reports = (0, 0)  # a second, and how many came in it

    async def install(self, context: BrowserContext) -> None:
        """Call before the first page of ``context``."""
        await context.expose_binding(self._inpage.binding, self._heard)
        reads = self.scouting or self.profile.reading == "structure"
        await context.add_init_script(script(self._config(), reads=reads))

    @property
    def question(self) -> str:
        """The name under which a watched document answers."""
        return self._inpage.question

    async def adopt(self, profile: Profile, frame: Frame) -> None:
        """The chat was found: from now on it is watched in ``frame``."""
        self.scouting, self.profile, self.chat, self._steps = False, profile, frame, ()
        self._outdated = self._outdated or bool(self.said)
        await self._inpage.tell(frame, {"config": self._config()})

    async def writes_into(self, profile: Profile) -> None:
        """The form that took the first message is gone: ``profile`` says where one writes from now on."""
        self.profile = profile
        if self.chat is not None:
            with suppress(BrowserError, TimeoutError):
                await self._inpage.tell(self.chat, {"input": profile.input})

    async def expect(self, text: str) -> None:
        """We are about to write ``text``: what stands in the chat now is no answer to it."""
        self.said.append(text)
        self._outdated = self._outdated or self.profile.reading == "structure"
        await self._inform({"text": text})
        for frame in self._sights:
            if frame is not self.chat:
                with suppress(BrowserError, TimeoutError):
                    await self._inpage.tell(frame, {"text": text})  # the connection may be another frame's

    async def carried_since(self, moment: datetime) -> bool:
        """True if a script in any frame has sent our newest text since ``moment``, or a frame does not answer."""
        for frame in tuple(self._sights):
            try:
                told = await self._inpage.carried(frame)
            except (BrowserError, TimeoutError):
                if frame.is_detached():
                    continue
                return True
            if told and told >= moment.timestamp() * 1000 - 1:
                return True
        return False

    async def press(self) -> None:
        """We are about to press what sends: what has come since we wrote is no answer either."""
        await self._inform({"press": True})

    async def picture(self, key: str) -> bytes | None:
        """A line that has no words, as a PNG; None if the page no longer shows it."""
        try:
            element = await self.element(key)
            return await element.screenshot(timeout=PICTURE_PATIENCE) if element else None
        except (BrowserError, TimeoutError):
            return None

    async def element(self, key: str) -> ElementHandle | None:
        """A line's element, where the page still shows it."""
        return await self._inpage.line(self.chat, key) if self.chat else None

    async def transcript(self) -> ElementHandle | None:
        """What holds the lines, once it is known."""
        return await self._inpage.root(self.chat) if self.chat else None

    async def _inform(self, detail: Mapping[str, Any]) -> None:
        if self.chat is not None:
            await self._inpage.tell(self.chat, detail)

    def follow(self, page: Page) -> None:
        """Watch for the end of ``page`` too; the first one is where we came in."""
        self._home = self._home or page
        page.on("crash", lambda _: self.give_up("the page crashed"))
        page.on("close", lambda _: self.give_up("the page was closed"))
        page.on("framedetached", self._detached)

    def _config(self) -> Mapping[str, Any]:
        return self._inpage.config(
            self.profile,
            scouting=self.scouting,
            steps=self._steps,
            said=self.said,
            ours=self.ours,
            opening=self.opening,
        )

    # -- what was seen ------------------------------------------------------------------------------------------------

    @property
    def sight(self) -> Sight:
        """The newest sight of the chat's own frame."""
        return self._sights.get(self.chat, NOTHING) if self.chat else NOTHING

    @property
    def sights(self) -> Sequence[Sight]:
        return tuple(self._sights.values())

    def frame_of_step(self, index: int) -> Frame | None:
        """The frame in which a step's element is in sight."""
        shown = (frame for frame, sight in self._sights.items() if sight.steps[index])
        return next(shown, None)

    def _heard(self, source: Mapping[str, Any], body: str) -> None:
        if self._flooded(body):
            return
        try:
            if body.startswith('{"wire":'):
                told = json.loads(body)
                self.overheard(str(told["from"]), str(told["wire"]))
                return
            if body.startswith('{"failed":') and source["frame"] is self.chat:
                self.give_up(f"the chat cannot be read: {json.loads(body)['failed']}")
                return
            self._take(source["frame"], parse(body, self._opened, self._now()))
        except (ValueError, TypeError, KeyError, AttributeError):
            return  # not written by watch.js

    def _flooded(self, body: str) -> bool:
        """True once a page reports more than any page that is read as it should be: it is not read on."""
        if self.broken:
            return True
        second = int(asyncio.get_running_loop().time())
        self._reports = (second, self._reports[1] + 1 if self._reports[0] == second else 1)
        if self._reports[1] > MOST_REPORTS or len(body) > LONGEST_REPORT:
            self.give_up("the page reports more than can be read")
        return bool(self.broken)

    def _take(self, frame: Frame, sight: Sight) -> None:
        loaded = frame in self._sights and self._sights[frame].load != sight.load
        self._sights[frame] = sight
        if not self.scouting and sight.depth == len(self.profile.frame) and frame is not self.chat:
            if not self.profile.frame:
                if (frame.page is not self._home) == self.profile.popup:
                    self.chat = frame
            elif frame not in self._strangers:
                self._strangers.append(frame)
        if frame is self.chat and (sight.scout or (loaded and self._outdated)) and not self.scouting:
            self._again(frame)
        elif frame is self.chat:
            self._listener(sight)
        self._wake()

    def _again(self, frame: Frame) -> None:
        """A new document where the chat was: tell it what to look for."""

        async def tell() -> None:
            with suppress(BrowserError, TimeoutError):
                await self._inpage.tell(frame, {"config": self._config()})

        task = asyncio.get_running_loop().create_task(tell())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _detached(self, frame: Frame) -> None:
        self._sights.pop(frame, None)
        if frame is self.chat:
            self.chat = None

    def give_up(self, what: str) -> None:
        """Nothing more can be learned from this page."""
        self.broken = self.broken or what
        self._wake()

    def _wake(self) -> None:
        change, self._change = self._change, self._change.get_loop().create_future()
        change.set_result(None)

    # -- waiting and asking -----------------------------------------------------------------------------------------

    async def wait(self, seconds: float) -> None:
        """Return at the next change, or after ``seconds``."""
        await asyncio.wait({self._change}, timeout=max(0.0, seconds))
        while self._strangers:
            frame = self._strangers.pop()
            if await self._is_chat(frame):
                self.chat = frame
                if self.sight.scout:
                    self._again(frame)
                else:
                    self._listener(self.sight)

    async def _is_chat(self, frame: Frame) -> bool:
        """Does the profile's chain of iframe selectors lead here?"""
        try:
            leads = await leads_to(frame, self.profile.frame)
        except (BrowserError, TimeoutError):
            return False
        return leads and not frame.is_detached() and (frame.page is not self._home) == self.profile.popup

    async def ask(self, patience: float) -> None:
        """Look once more, now: proves that the page is alive and that nothing is missed.

        Raises ``ProbeError(OBSERVER_DOWN)`` if the page does not answer.
        """
        for attempt in (1, 2):  # a page that is just being replaced answers the second time
            if self.broken:
                raise ProbeError(VoidReason.OBSERVER_DOWN, self.broken)
            if self.chat is None:
                return
            frame = self.chat
            try:
                body = await self._inpage.look(frame, patience)
            except (BrowserError, TimeoutError) as error:
                if attempt == 2:
                    self.give_up("the page does not answer")
                    raise ProbeError(VoidReason.OBSERVER_DOWN, f"the page does not answer: {error}") from error
                await asyncio.sleep(0.1)
                continue
            if body is None and attempt == 1:
                await asyncio.sleep(0.3)
                continue
            if body is None and frame is self.chat:
                self.give_up("the page does not tell what it shows")
                raise ProbeError(VoidReason.OBSERVER_DOWN, self.broken)
            if body and frame is self.chat:
                self._heard({"frame": frame}, body)
            return
