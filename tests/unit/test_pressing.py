"""What is pressed once is not pressed again because the page is slow to answer: a second press would close the chat."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from probes.browser import BrowserError
from probes.webchat.finding.eyes import Eyes, under_way

LATE = "Timeout 2000ms exceeded.\n  - scrolling into view if needed\n  - performing click action"
COVERED = LATE + "\n  - <div class=card> intercepts pointer events\n  - retrying click action"
STILL = "Timeout 2000ms exceeded.\n  - waiting for element to be visible, enabled and stable"


@dataclass
class Launcher:
    """An element whose first press fails as the driver tells it."""

    failure: str
    presses: list[dict[str, Any]] = field(default_factory=list)

    async def click(self, **how: Any) -> None:
        self.presses.append(how)
        if len(self.presses) == 1:
            raise BrowserError(self.failure)


@pytest.mark.parametrize(("failure", "presses"), [(LATE, 1), (STILL, 2)])
async def test_a_press_that_is_under_way_is_made_once(failure: str, presses: int) -> None:
    """One that never stands still is pressed where it is; one that was pressed is not."""
    launcher = Launcher(failure)
    eyes = Eyes(None, None, "")  # type: ignore[arg-type]
    await eyes._click(launcher, 2000)
    assert len(launcher.presses) == presses


@pytest.mark.parametrize(("failure", "made"), [(LATE, True), (COVERED, False), (STILL, False)])
def test_how_far_a_press_came(failure: str, made: bool) -> None:
    """What lay over it took the press before the last try: then there was none."""
    assert under_way(BrowserError(failure)) is made
