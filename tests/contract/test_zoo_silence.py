"""Chats that never say a word, not even a greeting, with nothing but an address: their line tells that none came."""

from __future__ import annotations

from typing import Any

import pytest

from probes import browser
from probes.control.zoo.widget import Widget
from probes.interface import Channel
from tests.zoo.drive import Enclosure

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

TRAPS: dict[str, dict[str, Any]] = {
    "websocket": {},
    "socketio": {"transport": "socketio"},
    "sse": {"transport": "sse"},
    "polling": {"transport": "polling"},
    "queue": {"queue": True, "dividers": True, "copies": "live"},
    "frame": {"place": "other_origin", "never_idle": True},
}


@pytest.mark.parametrize("away", [False, True], ids=["watched", "parked"])
@pytest.mark.parametrize("trap", TRAPS)
async def test_a_silence_is_measured(zoo: Enclosure, channel: Channel, trap: str, away: bool) -> None:
    """Nothing came in that anybody could have said, so there was nothing to see."""
    widget = Widget(manner="silent", greeting=False, **TRAPS[trap])
    name = f"{trap}-{'parked' if away else 'watched'}"
    zoo.zoo.add(name, widget)
    verdict = await zoo.verdict(channel, zoo.inquiry(name, widget, None, f"q{name}"), widget, reload=away)
    assert (verdict.kind, verdict.why) == ("right", "")
