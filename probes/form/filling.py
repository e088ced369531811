"""Writes, chooses and ticks what was planned, in the living page, and makes sure that it stands there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress

from probes.browser import BrowserError, ElementHandle, Handle, failing
from probes.form import words
from probes.form.claims import best, surely
from probes.form.plan import SURELY, Entry
from probes.form.survey import Sight, source
from probes.interface import ProbeError, VoidReason

_WRITTEN = """(element) => element.contentDocument ? element.contentDocument.body.innerText
  : element.isContentEditable ? element.innerText : element.value"""
_TAG = re.compile("<[^>]*>")  # some options hold markup as text
_CONNECTED = "element => element.isConnected"
_LEAVE = "element => element.blur()"
_PRESS = "element => element.click()"
_TEXTS = "found => found.map((one) => one.innerText.trim())"
_NTH = "(found, n) => found[n]"
_SHOWS = """(face, text) =>
  [face.innerText, face.value, ...[...face.querySelectorAll("input")].map((one) => one.value)]
    .join(" ").includes(text)"""
_LOOK_EVERY = 0.1  # seconds between two looks for a list that is opening
_CLOSING = 0.4  # seconds until a list that needs no confirmation is gone


async def fill(sight: Sight, entries: Sequence[Entry], patience: float) -> Sequence[Entry]:
    """Make every entry, then read what was written back; raises ``ProbeError(NOT_SENT)`` naming the field.

    Returns what was made: fewer than ``entries`` where the page drew itself anew meanwhile, to be looked at again.
    """
    made: list[Entry] = []
    for entry in entries:
        if not await _there(sight, entry):
            break
        with failing(VoidReason.NOT_SENT, f"the field {entry.field.called!r} could not be filled in"):
            await _make(sight, entry, patience)
        made.append(entry)
    made = [entry for entry in made if entry.act != "write" or await _there(sight, entry)]
    for entry in made:
        if entry.act == "write" and not await _stands(sight, entry):
            with failing(VoidReason.NOT_SENT, f"the field {entry.field.called!r} did not keep its entry"):
                await _make(sight, entry, patience)  # a page that drew itself anew after we wrote
            if not await _stands(sight, entry):
                raise ProbeError(VoidReason.NOT_SENT, f"the field {entry.field.called!r} did not keep its entry")
    return made


async def _there(sight: Sight, entry: Entry) -> bool:
    """True while the field is still the one that was looked at: some pages draw theirs anew at every entry."""
    try:
        return bool(await (await sight.element(entry.field.number)).evaluate(_CONNECTED))
    except BrowserError:
        return False


async def _make(sight: Sight, entry: Entry, patience: float) -> None:
    element = await sight.element(entry.field.number)
    if entry.act == "write":
        element = await _sheet(element)
        await element.fill(entry.value, timeout=patience * 1000)
        await element.evaluate(_LEAVE)
    elif entry.act == "choose":
        await _choose(sight, entry, patience)
    elif entry.act in ("tick", "untick"):  # its label may hold links, or it may be hidden: the box itself is pressed
        await element.evaluate(_PRESS)
    else:
        await _pick(sight, entry, patience)


async def _sheet(element: ElementHandle) -> ElementHandle:
    """What is written into: the field, or the page of an editor that stands in a frame of its own."""
    frame = await element.content_frame()
    return await frame.wait_for_selector("body", state="attached") or element if frame else element


async def _stands(sight: Sight, entry: Entry) -> bool:
    try:
        written = await (await sight.element(entry.field.number)).evaluate(_WRITTEN)
    except BrowserError:
        return False
    return words.folded(str(written)) == words.folded(entry.value)


async def _choose(sight: Sight, entry: Entry, patience: float) -> None:
    """Choose an option; where a library's own select hides the native one and does not show it then, choose there."""
    hidden = entry.field.stand_in >= 0
    element = await sight.element(entry.field.number)
    await element.select_option(value=entry.value, timeout=patience * 1000, force=hidden)
    texts = [_TAG.sub("", option.text) for option in entry.field.options if option.value == entry.value]
    if hidden and texts and not await (await sight.element(entry.field.stand_in)).evaluate(_SHOWS, texts[0]):
        with suppress(ProbeError):  # the native one has it all the same
            await _pick(sight, entry, patience)


async def _pick(sight: Sight, entry: Entry, patience: float) -> None:
    """Open a library's own select and take the most general choice."""
    number = entry.field.stand_in if entry.field.stand_in >= 0 else entry.field.number
    face = await sight.element(number)
    await face.scroll_into_view_if_needed(timeout=patience * 1000)
    before = await sight.frame.evaluate_handle(source("choices.js"), {"before": None, "buttons": False})
    try:
        await face.click(timeout=patience * 250)
    except BrowserError:  # a lid of the library's own lies over it: people press that, at the same place
        await face.click(timeout=patience * 1000, force=True)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience / 4
    while True:
        offered: Handle = await sight.frame.evaluate_handle(source("choices.js"), {"before": before, "buttons": False})
        texts = list(await offered.evaluate(_TEXTS))
        chosen = best(texts)
        if chosen is not None:
            if entry.value == SURELY and not surely(texts[chosen]):
                raise ProbeError(VoidReason.NOT_SENT, f"the field {entry.field.called!r}: no choice is surely true")
            await _take(await offered.evaluate_handle(_NTH, chosen), patience)
            confirmed = await _confirm(sight, before, patience)
            if not await _keeps(face, texts, chosen, confirmed=confirmed):
                raise ProbeError(VoidReason.NOT_SENT, f"{entry.field.called!r} kept another choice than ours")
            return
        if loop.time() > deadline:
            raise ProbeError(VoidReason.NOT_SENT, f"{entry.field.called!r} opened nothing to choose from")
        await asyncio.sleep(_LOOK_EVERY)


async def _keeps(face: ElementHandle, texts: Sequence[str], chosen: int, *, confirmed: bool) -> bool:
    """False if the list shows another choice than ours, or was confirmed and does not show ours."""
    if await face.evaluate(_SHOWS, texts[chosen]):
        return True
    others = [text for text in texts if text and text != texts[chosen] and not words.says("choices", "empty", text)]
    shown = [text for text in others if await face.evaluate(_SHOWS, text)]
    return not (confirmed or shown)


async def _confirm(sight: Sight, before: Handle, patience: float) -> bool:
    """A wheel keeps its choice only once that is confirmed; True if there was something to confirm."""
    await asyncio.sleep(_CLOSING)
    came: Handle = await sight.frame.evaluate_handle(source("choices.js"), {"before": before, "buttons": True})
    texts = list(await came.evaluate(_TEXTS))
    confirming = (n for n, text in enumerate(texts) if words.says("buttons", "confirm", text))
    if (number := next(confirming, None)) is not None:
        await _take(await came.evaluate_handle(_NTH, number), patience)
        await asyncio.sleep(_CLOSING)
    return number is not None


async def _take(found: Handle, patience: float) -> None:
    """Press what was found; where something lies over it, or it moves on and on, itself."""
    if element := found.as_element():
        try:
            await element.click(timeout=patience * 250)
        except BrowserError:
            await element.evaluate(_PRESS)


async def ready_to_press(element: ElementHandle, patience: float) -> bool:
    """True if a visitor could press it now; False where something lies over it."""
    try:
        await element.click(trial=True, timeout=patience * 1000)
    except BrowserError:
        return False
    return True


async def press(element: ElementHandle, reachable: bool, patience: float) -> None:
    """Press once. What lies over the button (a cookie notice) is left as it is."""
    if reachable:
        await element.click(timeout=patience * 1000)
    else:
        await element.evaluate(_PRESS)
