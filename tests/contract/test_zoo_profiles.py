"""The web chat with a hand-written profile, measured on the zoo: each trap alone, judged by the zoo's truth."""

from __future__ import annotations

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
    pytest.mark.timeout(120),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

MEASURED = (
    *("place=nested", "place=written", "place=shadow", "invitation", "asks_name", "input=rich", "sending=breaks"),
    *("socket=disabled", "canned_before", "canned_after", "typing=inside", "copies=inside", "told_by=avatar"),
    *("manner=repeats", "badge=bot", "ended", "rendering=rebuild", "rendering=reversed"),
    *("offline=form", "barred=captcha", "barred=login", "barred=refused"),
)
PARKED = ("memory=cookie", "memory=forgets", "place=other_origin", "afterthought", "rendering=reversed")


class World:
    """An open zoo and a web chat."""

    def __init__(self, zoo: Enclosure, channel: Channel) -> None:
        self._zoo, self._channel = zoo, channel

    async def measured(self, widget: Widget, *, reload: bool = False) -> Verdict:
        name = f"m{abs(hash((widget, reload)))}"
        self._zoo.zoo.add(name, widget)
        inquiry = self._zoo.inquiry(name, widget, profile(widget), f"q{name}")
        return await self._zoo.verdict(self._channel, inquiry, widget, reload=reload)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with enclosure({}, tmp_path_factory.mktemp("zoo")) as zoo, enter(MEANS) as channel:
        yield World(zoo, channel)


@pytest.mark.parametrize("trap", MEASURED)
async def test_trap(world: World, trap: str) -> None:
    """A trap that a profile can describe is measured rightly."""
    verdict = await world.measured(alone(trap))
    assert (verdict.kind, verdict.why) == ("right", "")


@pytest.mark.xfail(strict=True, reason="what the web chat does not do yet")
@pytest.mark.parametrize(
    "trap",
    [
        pytest.param("answer=picture", id="a picture alone is reported, but not kept as an exhibit"),
        pytest.param("answer=file", id="a file alone is reported by its name, but not kept as an exhibit"),
        pytest.param("limit=tight", id="a text that never left the input is called uncertain, not unsent"),
    ],
)
async def test_trap_that_is_not_measured(world: World, trap: str) -> None:
    """Traps of which the web chat says less than the truth."""
    verdict = await world.measured(alone(trap))
    assert (verdict.kind, verdict.why) == ("right", "")


@pytest.mark.parametrize("trap", PARKED)
async def test_parked(world: World, trap: str) -> None:
    """A conversation that was parked is found again, or said to be gone where it is gone."""
    verdict = await world.measured(alone(trap), reload=True)
    assert (verdict.kind, verdict.why) == ("right", "")
