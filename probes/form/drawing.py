"""Draws the parts of a form into a picture that is tall enough for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from probes.browser import BrowserError, ElementHandle, Page
from probes.form.parts import Part
from probes.form.survey import Sight
from probes.webchat.finding.picture import Boxed, picture

TALLEST = 4000  # pixels
MARGIN = 40  # pixels below the lowest part


async def drawn(page: Page, sight: Sight | None, fields: Sequence[Part], button: Part | None) -> bytes:
    """A PNG with every part in sight boxed and named; the window grows for it and is as it was afterwards."""
    named = [*fields, *([button] if button else [])]
    boxed = [Boxed(name=_name(part), element=await _element(sight, part), inside=True) for part in named]
    window = page.viewport_size
    try:
        with suppress(BrowserError):
            await _grow(page, boxed)
        return await picture(page, boxed)
    finally:
        if window:
            with suppress(BrowserError):
                await page.set_viewport_size(window)


def _name(part: Part) -> str:
    """A broken part is marked as one."""
    return f"{part.name} ✗" if part.broken else part.name


async def _element(sight: Sight | None, part: Part) -> ElementHandle | None:
    if sight is None:
        return None
    with suppress(BrowserError):
        if part.number >= 0:
            return await sight.element(part.number)
        return await sight.frame.query_selector(part.place) if part.place else None
    return None


async def _grow(page: Page, boxed: Sequence[Boxed]) -> None:
    """From the top of the page down to the lowest part."""
    await page.evaluate("() => scrollTo(0, 0)")
    boxes = [box for part in boxed if part.element and (box := await part.element.bounding_box())]
    window = page.viewport_size
    if boxes and window:
        lowest = max(box["y"] + box["height"] for box in boxes) + MARGIN
        if lowest > window["height"]:
            size = {"width": window["width"], "height": min(TALLEST, int(lowest))}
            await page.set_viewport_size({"width": size["width"], "height": size["height"]})
