"""Presses what something may lie over: a card or a banner that was not there when the way was found is closed first."""

from __future__ import annotations

from probes.browser import BrowserError, Frame, Locator
from probes.webchat.finding import doors
from probes.webchat.finding.eyes import COVERED, Eyes, under_way
from probes.webchat.finding.survey import Thing

COVERS = 3  # a card over a banner, and one that came while we closed them
UNCOVERED_WITHIN = 2.0  # seconds: what lies over it for longer is not on its way out


async def click(eyes: Eyes, frame: Frame, place: Locator, patience: float) -> None:
    """Press ``place`` once, closing what lies over it. Raises ``BrowserError`` as the press itself does."""
    for _ in range(COVERS):
        try:
            await place.click(timeout=min(UNCOVERED_WITHIN, patience) * 1000)
            return
        except BrowserError as error:
            if under_way(error):
                return
            if COVERED not in str(error) or not await _uncover(eyes, frame, place):
                break
    await place.click(timeout=patience * 1000)


async def _uncover(eyes: Eyes, frame: Frame, place: Locator) -> bool:
    """Close what lies over ``place``, or over the frame around it; False where nothing there can be closed."""
    for view in await eyes.look(opened=True):
        if view.frame is not frame:
            continue
        under = view.covered(Thing(kind="press", tag="", cover=await eyes.cover_of(view, place)))
        if under is None:
            return False
        over, thing = under
        closer = doors.cover_closer(over.survey, thing) or doors.banner(over.survey)
        return closer is not None and await eyes.press(over, closer)
    return False
