"""Finds out how a chat sends: by Enter, by Ctrl+Enter or by a button; and never sends twice.

A second way is tried only while the text still stands in the input and nothing that the page sent carried it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from probes.browser import BrowserContext, BrowserError, Locator, Request
from probes.interface import ProbeError, VoidReason
from probes.webchat.finding import sends
from probes.webchat.finding.eyes import COVERED, PRESSED, Eyes
from probes.webchat.finding.survey import Thing
from probes.webchat.finding.views import View
from probes.webchat.finding.writing import press, write, written
from probes.webchat.transcript import words

ANSWERS_WITHIN = 2.5  # seconds until what we pressed has taken the text out of the input
PAUSE = 0.1
PRESS_PATIENCE = 3000  # ms
BUTTONS = 2  # of those that do not say what they do


@dataclass
class Outgoing:
    """What the page has sent over HTTP since a text is expected in it."""

    carried: bool = False
    left: bool = False  # anything that may have held it, in whatever writing
    _text: str = field(default="")

    def follow(self, context: BrowserContext) -> None:
        context.on("request", self._sent)

    def expect(self, text: str) -> None:
        self._text, self.carried, self.left = text, False, False

    def _sent(self, request: Request) -> None:
        if not self._text or self.carried:
            return
        if request.method == "GET":
            self.left = self.left or self._text in unquote_plus(request.url)
            return
        self.left = True
        body = (request.post_data_buffer or b"")[:65536].decode("utf-8", "replace")
        bodies = (body, unquote_plus(body))
        forms = (self._text, json.dumps(self._text)[1:-1], json.dumps(self._text, ensure_ascii=False)[1:-1])
        self.carried = any(form in one for form in forms for one in bodies)


@dataclass(kw_only=True)
class Sending:
    """One text that stands in the input and is to be sent once.

    ``gone`` = the page or a frame shows that it left; ``about_to`` is called right before each press; ``carried`` asks
    the page itself whether a script has sent the text since then, though it may still stand in the input.
    """

    eyes: Eyes
    place: Locator
    text: str
    gone: Callable[[], bool]
    about_to: Callable[[], Awaitable[None]]
    carried: Callable[[], Awaitable[bool]]

    async def send(self, known: str) -> str:
        """Send, by the ``known`` way or one that is found; returns it. Raises ``ProbeError(NOT_SENT)`` if none works.

        Whatever happens after the text has left raises no ``NOT_SENT``.
        """
        first = ""
        async for way in self._ways(known):
            first = first or way
            if await self._sends(way):
                return way
        if first and await self._sends(first):  # a chat that was still connecting takes the first way at last
            return first
        raise ProbeError(VoidReason.NOT_SENT, "not found on the page: way to send (the text stays in the input)")

    async def _sends(self, way: str) -> bool:
        if self.gone() or not await self._still_there():
            return True
        await self.about_to()
        taken = await self._take(way)
        if (taken and await self._left()) or await self.carried():
            return True
        await self._mend()
        return False

    async def _ways(self, known: str) -> AsyncIterator[str]:
        """The known way first; looking for buttons costs, so that is done when it is their turn."""
        if known != "find":
            yield known
        else:
            for button in (await self._buttons(say=True, cut=False))[:1]:
                yield button
        for key in ("enter", "ctrl+enter"):
            if key != known:
                yield key
        for say, cut in ((True, True), (False, None)):  # those that are cut off only where no key sends
            for button in await self._buttons(say=say, cut=cut):
                yield button

    async def _buttons(self, *, say: bool, cut: bool | None) -> Sequence[str]:
        """Selectors of the buttons beside the input: those that say so, or those that do not.

        ``cut``: those that are cut off, where nobody could press them, or those that are not; None for both.
        """
        for view in await self.eyes.look(opened=True):
            field_ = await self._field(view)
            if field_ is None:
                continue
            found = [b for b in sends.buttons(view.survey, field_) if sends.says_it(b) == say]
            found = [b for b in found if cut is None or b.cut == cut]
            return [await self.eyes.selector(view, button) for button in found[:BUTTONS]]
        return []

    async def _field(self, view: View) -> Thing | None:
        index = await self.eyes.index_of(view, self.place)
        return view.survey.things[index] if index >= 0 else None

    async def _take(self, way: str) -> bool:
        """Do it once; False where the button was out of reach, so that nothing was pressed."""
        key = {"enter": "Enter", "ctrl+enter": "Control+Enter"}.get(way)
        try:
            if key:
                await press(self.place, key, PRESS_PATIENCE)
            else:
                await self._click(way)
        except BrowserError as error:
            if not await self._still_there():
                return True  # it may have left: whoever asks finds out
            if key or not out_of_reach(error):
                raise
            return False
        return True

    async def _click(self, selector: str) -> None:
        frame = await (await self.place.element_handle(timeout=PRESS_PATIENCE)).owner_frame()
        if frame is not None:
            await frame.locator(selector).filter(visible=True).first.click(timeout=PRESS_PATIENCE)

    async def _left(self) -> bool:
        clock = asyncio.get_running_loop().time
        deadline = clock() + ANSWERS_WITHIN
        while clock() < deadline:
            if self.gone() or not await self._still_there():
                return True
            await asyncio.sleep(PAUSE)
        return False

    async def _still_there(self) -> bool:
        """The text stands in the input; an input that is gone or does not answer holds nothing we may send again."""
        try:
            stands = await written(self.place, 1000)
        except BrowserError:
            return False
        return words(stands) == words(self.text)

    async def _mend(self) -> None:
        """A key that only broke the line left its mark in the text."""
        stands = await written(self.place, 1000)
        if stands.strip() == self.text.strip() and stands.count("\n") > self.text.count("\n"):
            await write(self.place, self.text, PRESS_PATIENCE)


def out_of_reach(error: BrowserError) -> bool:
    """No press was made, and it was not for something that lies over it: a person could not press it either."""
    return PRESSED not in str(error) and COVERED not in str(error)
