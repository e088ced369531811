"""Opens a list that is built of other elements, takes the most general choice, and makes sure that it shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from probes.browser import BrowserError, ElementHandle, Handle
from probes.form import words
from probes.form.claims import best, surely, titles
from probes.form.plan import AT_FIRST, SURELY, Entry
from probes.form.survey import Sight, source
from probes.interface import ProbeError, VoidReason

_PRESS = "element => element.click()"
_TEXTS = "found => found.map((one) => one.innerText.trim())"
_NTH = "(found, n) => found[n]"
_LOOK_EVERY = 0.1  # seconds between two looks for a list that is opening
_CLOSING = 0.4  # seconds until a list that needs no confirmation is gone
_WAYS = ("press", "touch", "mouse")  # a wheel may take no press: then it is turned, by a finger or a mouse

# The face, and what it stands in: some draw their face anew, or hide its words, once something is chosen.
_AROUND = """face => {
  const path = [];
  for (let at = face; at && path.length < 4; at = at.parentElement) path.push(at);
  return path;
}"""
_THERE = "path => path.find((one) => one.isConnected)"
_SHOWS = """(path, text) => {
  const entries = (one) => [...one.querySelectorAll("input")].map((each) => each.value);
  const said = (one) => [one.innerText, one.value, ...entries(one)].join(" ");
  const speaking = path.find((one) => one.isConnected && one.checkVisibility() && said(one).trim());
  return Boolean(speaking) && said(speaking).includes(text);
}"""


class NothingToChoose(ProbeError):
    """What was pressed opened no list."""


async def pick_or_leave(sight: Sight, entry: Entry, patience: float) -> None:
    """What only looks like a list, and is not required, may be left: nothing was there to be chosen."""
    try:
        await pick(sight, entry, patience)
    except NothingToChoose:
        if entry.field.required and entry.value != AT_FIRST:
            raise


async def pick(sight: Sight, entry: Entry, patience: float) -> None:
    """Open a library's own select and take the most general choice. Raises ``ProbeError(NOT_SENT)``."""
    number = entry.field.stand_in if entry.field.stand_in >= 0 else entry.field.number
    face = await sight.element(number)
    listed = _List(sight=sight, entry=entry, face=face, around=await face.evaluate_handle(_AROUND), patience=patience)
    for way in _WAYS:
        await listed.open()
        texts, chosen = await listed.take(way)
        confirmed = await listed.confirm()
        if await listed.keeps(texts, chosen, confirmed=confirmed):
            return
        if not confirmed:
            break
    raise ProbeError(VoidReason.NOT_SENT, f"{entry.field.called!r} kept another choice than ours")


@dataclass(slots=True, kw_only=True)
class _List:
    """One list that is opened by its face; ``before`` is what was in sight while it was shut."""

    sight: Sight
    entry: Entry
    face: ElementHandle
    around: Handle
    patience: float
    before: Handle | None = None

    async def open(self) -> None:
        """Press the face; where something of the library's own lies over it, people press that, at the same place."""
        face = (await self.around.evaluate_handle(_THERE)).as_element() or self.face
        await face.scroll_into_view_if_needed(timeout=self.patience * 1000)
        self.before = await self._look(buttons=False, before=None)
        try:
            await face.click(timeout=self.patience * 250)
        except BrowserError:
            await face.click(timeout=self.patience * 1000, force=True)

    async def _look(self, *, buttons: bool, before: Handle | None) -> Handle:
        leaving = [*words.listed("buttons", "confirm"), *words.listed("buttons", "leave")]
        asked = {"before": before, "buttons": buttons, "words": leaving, "spaced": words.SPACED}
        return await self.sight.frame.evaluate_handle(source("choices.js"), asked)

    async def take(self, way: str) -> tuple[Sequence[str], int]:
        """Take the most general of the choices that came into sight: all of them, and which."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.patience / 4
        while True:
            offered = await self._look(buttons=False, before=self.before)
            texts = list(await offered.evaluate(_TEXTS))
            chosen = best(texts)
            if chosen is not None:
                await self._take(offered, texts, chosen, way)
                return texts, chosen
            if loop.time() > deadline:
                called = self.entry.field.called
                raise NothingToChoose(VoidReason.NOT_SENT, f"{called!r} opened nothing to choose from")
            await asyncio.sleep(_LOOK_EVERY)

    async def _take(self, offered: Handle, texts: Sequence[str], chosen: int, way: str) -> None:
        if self.entry.value == AT_FIRST and not self._at_first(texts, texts[chosen]):
            with suppress(BrowserError):  # pressed again it closes
                await self.face.click(timeout=self.patience * 250)
            raise NothingToChoose(VoidReason.NOT_SENT, f"{self.entry.field.called!r} was set on purpose")
        if self.entry.value == SURELY and not (surely(texts[chosen]) or titles(texts)):
            called = self.entry.field.called
            raise ProbeError(VoidReason.NOT_SENT, f"the field {called!r}: no choice is surely true")
        item = await offered.evaluate_handle(_NTH, chosen)
        if way == "press":
            await _press(item, self.patience)
        else:
            await asyncio.sleep(_CLOSING)  # a wheel that is still rising cannot be turned
            await self.sight.frame.evaluate(source("turning.js"), {"item": item, "kind": way})

    def _at_first(self, texts: Sequence[str], ours: str) -> bool:
        """True if it stands at the first of its choices, which nobody chose, and a general one is offered."""
        real = [text for text in texts if text and not words.says("choices", "empty", text)]
        return surely(ours) and words.folded(self.entry.field.value) in words.folded(real[0])  # beside a tick, maybe

    async def confirm(self) -> bool:
        """A wheel keeps its choice only once that is confirmed; True if there was something to confirm."""
        await asyncio.sleep(_CLOSING)
        came = await self._look(buttons=True, before=self.before)
        texts = list(await came.evaluate(_TEXTS))
        confirming = (n for n, text in enumerate(texts) if words.says("buttons", "confirm", text))
        if (number := next(confirming, None)) is not None:
            await _press(await came.evaluate_handle(_NTH, number), self.patience)
            await asyncio.sleep(_CLOSING)
        return number is not None

    async def keeps(self, texts: Sequence[str], chosen: int, *, confirmed: bool) -> bool:
        """False if the list shows another choice than ours, or was confirmed and does not show ours, for good."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.patience / 4
        while not await self.around.evaluate(_SHOWS, texts[chosen]):
            if not (confirmed or await self._shows_another(texts, chosen)):
                return True
            if loop.time() > deadline:
                return False
            await asyncio.sleep(_LOOK_EVERY)  # some draw what they show later than they close
        return True

    async def _shows_another(self, texts: Sequence[str], chosen: int) -> bool:
        others = [text for text in texts if text and text != texts[chosen] and not words.says("choices", "empty", text)]
        return bool([text for text in others if await self.around.evaluate(_SHOWS, text)])


async def _press(found: Handle, patience: float) -> None:
    """Press what was found; where something lies over it, or it moves on and on, itself."""
    if element := found.as_element():
        try:
            await element.click(timeout=patience * 250)
        except BrowserError:
            await element.evaluate(_PRESS)
