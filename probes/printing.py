"""Prints a finished page of ours: PDF on paper, or a picture of given pixels; nothing is fetched and nothing runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from probes.browser import Browsers, Page, failing
from probes.interface import VoidReason

_PATIENCE = 300_000.0  # ms: a page of a hundred platforms takes its time
_MARGIN: Any = {"top": "14mm", "bottom": "14mm", "left": "12mm", "right": "12mm"}


async def pdf(browser: Path, page: Path, style: str) -> bytes:
    """A page that lies on disk as tagged PDF on A4, with ``style`` (CSS) added.

    Raises ``ProbeError(OBSERVER_DOWN)`` if the browser cannot.
    """
    async with _opened(browser) as sheet:
        with failing(VoidReason.OBSERVER_DOWN, f"{page.name} could not be printed"):
            await sheet.goto(page.absolute().as_uri(), wait_until="load")
            await sheet.add_style_tag(content=style)
            await sheet.evaluate("document.fonts.ready.then(() => true)")
            return await sheet.pdf(format="A4", print_background=True, tagged=True, outline=True, margin=_MARGIN)
    raise AssertionError("unreachable")


async def picture(browser: Path, markup: str, width: int, height: int) -> bytes:
    """``markup`` (a whole page) as PNG. Raises ``ProbeError(OBSERVER_DOWN)`` if the browser cannot."""
    async with _opened(browser, viewport={"width": width, "height": height}) as sheet:
        with failing(VoidReason.OBSERVER_DOWN, "a picture could not be made"):
            await sheet.set_content(markup, wait_until="load")
            await sheet.evaluate("document.fonts.ready.then(() => true)")
            return await sheet.screenshot(type="png", animations="disabled")
    raise AssertionError("unreachable")


@asynccontextmanager
async def _opened(browser: Path, **options: Any) -> AsyncIterator[Page]:
    """A page without network; our own policies do not hold for the style that is added."""
    async with (
        Browsers(browser) as browsers,
        browsers.context(private=True, bypass_csp=True, offline=True, color_scheme="light", **options) as context,
    ):
        page = await context.new_page()
        page.set_default_timeout(_PATIENCE)
        yield page
