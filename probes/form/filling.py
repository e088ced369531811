"""Writes, chooses and ticks what was planned, in the living page, and makes sure that it stands there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from probes.browser import BrowserError, ElementHandle, Handle, failing
from probes.form import words
from probes.form.plan import Entry, best
from probes.form.survey import Sight, source
from probes.interface import ProbeError, VoidReason

_WRITTEN = "element => element.isContentEditable ? element.innerText : element.value"
_LEAVE = "element => element.blur()"
_PRESS = "element => element.click()"
_TEXTS = "found => found.map((one) => one.innerText.trim())"
_LOOK_EVERY = 0.1  # seconds between two looks for a list that is opening


async def fill(sight: Sight, entries: Sequence[Entry], patience: float) -> None:
    """Make every entry, then read what was written back; raises ``ProbeError(NOT_SENT)`` naming the field."""
    for entry in entries:
        with failing(VoidReason.NOT_SENT, f"the field {entry.field.called!r} could not be filled in"):
            await _make(sight, entry, patience)
    for entry in entries:
        if entry.act == "write" and not await _stands(sight, entry):
            with failing(VoidReason.NOT_SENT, f"the field {entry.field.called!r} did not keep its entry"):
                await _make(sight, entry, patience)  # a page that drew itself anew after we wrote
            if not await _stands(sight, entry):
                raise ProbeError(VoidReason.NOT_SENT, f"the field {entry.field.called!r} did not keep its entry")


async def _make(sight: Sight, entry: Entry, patience: float) -> None:
    element = await sight.element(entry.field.number)
    if entry.act == "write":
        await element.fill(entry.value, timeout=patience * 1000)
        await element.evaluate(_LEAVE)
    elif entry.act == "choose":
        hidden = entry.field.stand_in >= 0
        await element.select_option(value=entry.value, timeout=patience * 1000, force=hidden)
    elif entry.act == "tick":  # its label may hold links, and a library may hide the box: the box itself is pressed
        await element.evaluate(_PRESS)
    else:
        await _pick(sight, entry, patience)


async def _stands(sight: Sight, entry: Entry) -> bool:
    try:
        written = await (await sight.element(entry.field.number)).evaluate(_WRITTEN)
    except BrowserError:
        return False
    return words.folded(str(written)) == words.folded(entry.value)


async def _pick(sight: Sight, entry: Entry, patience: float) -> None:
    """Open a library's own select and take the most general choice."""
    number = entry.field.stand_in if entry.field.stand_in >= 0 else entry.field.number
    await (await sight.element(number)).click(timeout=patience * 1000)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience / 4
    while True:
        offered: Handle = await sight.frame.evaluate_handle(source("choices.js"))
        chosen = best(list(await offered.evaluate(_TEXTS)))
        if chosen is not None:
            option = (await offered.evaluate_handle("(found, n) => found[n]", chosen)).as_element()
            if option is not None:
                await option.click(timeout=patience * 1000)
                return
        if loop.time() > deadline:
            raise ProbeError(VoidReason.NOT_SENT, f"{entry.field.called!r} opened nothing to choose from")
        await asyncio.sleep(_LOOK_EVERY)


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
