"""Writes, chooses and ticks what was planned, in the living page, and makes sure that it stands there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from probes.browser import BrowserError, ElementHandle, failing
from probes.form import choosing, words
from probes.form.plan import Entry
from probes.form.survey import Sight
from probes.interface import ProbeError, VoidReason

_WRITTEN = """(element) => element.contentDocument ? element.contentDocument.body.innerText
  : element.isContentEditable ? element.innerText : element.value"""
_TAG = re.compile("<[^>]*>")  # some options hold markup as text
_ADDRESS = "if the page takes the tag out of our address, others are possible: [[mail_accounts]] tag_separator"
_CONNECTED = "element => element.isConnected"
_LEAVE = "element => element.blur()"
_PRESS = "element => element.click()"
_SHOWS = """(face, text) =>
  [face.innerText, face.value, ...[...face.querySelectorAll("input")].map((one) => one.value)]
    .join(" ").includes(text)"""


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
                what = f"the field {entry.field.called!r} did not keep its entry"
                raise ProbeError(VoidReason.NOT_SENT, what, _ADDRESS if "@" in entry.value else "docs/forms.md")
    return made


async def _there(sight: Sight, entry: Entry) -> bool:
    """True while the field is still the one that was looked at: some pages draw theirs anew at every entry."""
    try:
        return bool(await (await sight.element(entry.field.number)).evaluate(_CONNECTED))
    except BrowserError:
        return False


async def _make(sight: Sight, entry: Entry, patience: float) -> None:
    element = await sight.element(entry.field.number)
    if entry.act == "write" and _has_surface(entry):
        await (await sight.element(entry.field.stand_in)).click(timeout=patience * 1000)
        await element.press("Control+a", timeout=patience * 1000)
        await sight.frame.page.keyboard.insert_text(entry.value)
        await element.evaluate(_LEAVE)
    elif entry.act == "write":
        element = await _sheet(element)
        await element.fill(entry.value, timeout=patience * 1000)
        await element.evaluate(_LEAVE)
    elif entry.act == "choose":
        await _choose(sight, entry, patience)
    elif entry.act in ("tick", "untick"):  # its label may hold links, or it may be hidden: the box itself is pressed
        await element.evaluate(_PRESS)
    else:
        await choosing.pick_or_leave(sight, entry, patience)


async def _sheet(element: ElementHandle) -> ElementHandle:
    """What is written into: the field, or the page of an editor that stands in a frame of its own."""
    frame = await element.content_frame()
    return await frame.wait_for_selector("body", state="attached") or element if frame else element


def _has_surface(entry: Entry) -> bool:
    """True for the field of an editor that draws its own lines."""
    return entry.field.type == "lines"


async def _stands(sight: Sight, entry: Entry) -> bool:
    try:
        if _has_surface(entry):
            lines = str(await (await sight.element(entry.field.stand_in)).evaluate("element => element.innerText"))
            return words.folded(entry.value) in words.folded(lines)
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
            await choosing.pick(sight, entry, patience)


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
