"""The web chat with a hand-written profile, measured on the zoo: each trap alone, judged by the zoo's truth."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from probes import browser
from probes.control.zoo.baseline import profile
from probes.control.zoo.widget import Widget, alone
from probes.interface import Channel
from probes.webchat.conversation import enter
from tests.zoo.drive import MEANS, Enclosure, enclosure
from tests.zoo.judge import Verdict

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(300),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

MEASURED = (
    *("place=nested", "place=written", "place=shadow", "invitation", "asks_name", "input=rich", "sending=breaks"),
    *("socket=disabled", "canned_before", "canned_after", "typing=inside", "copies=inside", "told_by=avatar"),
    *("manner=repeats", "badge=bot", "ended", "rendering=rebuild", "rendering=reversed", "answer=picture"),
    *("answer=file", "limit=tight", "offline=form", "barred=captcha", "barred=login", "barred=refused"),
)
PARKED = ("memory=cookie", "memory=forgets", "place=other_origin", "afterthought", "rendering=reversed")


AT_ONCE = 6


class World:
    """An open zoo and a web chat; all widgets are asked at the same time, ``AT_ONCE`` in hand."""

    def __init__(self, zoo: Enclosure, channel: Channel) -> None:
        self._zoo, self._channel, self._gate = zoo, channel, asyncio.Semaphore(AT_ONCE)
        self._asked = {
            (trap, reload): asyncio.create_task(self._measure(alone(trap), reload))
            for reload, traps in ((False, MEASURED), (True, PARKED))
            for trap in traps
        }

    async def close(self) -> None:
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)

    async def measured(self, trap: str, *, reload: bool = False) -> tuple[str, str]:
        verdict = await self._asked[trap, reload]
        return verdict.kind, verdict.why

    async def _measure(self, widget: Widget, reload: bool) -> Verdict:
        name = f"m{abs(hash((widget, reload)))}"
        self._zoo.zoo.add(name, widget)
        inquiry = self._zoo.inquiry(name, widget, profile(widget), f"q{name}")
        async with self._gate:
            return await self._zoo.verdict(self._channel, inquiry, widget, reload=reload)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with enclosure({}, tmp_path_factory.mktemp("zoo")) as zoo, enter(MEANS) as channel:
        world = World(zoo, channel)
        yield world
        await world.close()


@pytest.mark.parametrize("trap", MEASURED)
async def test_trap(world: World, trap: str) -> None:
    """A trap that a profile can describe is measured rightly."""
    assert await world.measured(trap) == ("right", "")


@pytest.mark.parametrize("trap", PARKED)
async def test_parked(world: World, trap: str) -> None:
    """A conversation that was parked is found again, or said to be gone where it is gone."""
    assert await world.measured(trap, reload=True) == ("right", "")
