"""The web chat with a hand-written profile, measured on the zoo: each trap alone, judged by the zoo's truth."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from probes import browser
from probes.control.zoo.baseline import profile
from probes.control.zoo.widget import alone
from probes.interface import Channel
from probes.webchat.channel import enter
from tests.zoo.ahead import Ahead, cases
from tests.zoo.drive import MEANS, Enclosure, enclosure
from tests.zoo.verdicts import Verdict

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
AGAIN = " parked"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def measured(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Ahead]:  # fmt: skip
    async with enclosure({}, tmp_path_factory.mktemp("zoo")) as zoo, enter(MEANS) as channel:
        ahead = Ahead(cases(request), lambda case: measure(zoo, channel, case))
        yield ahead
        await ahead.close()


async def measure(zoo: Enclosure, channel: Channel, case: str) -> Verdict:
    """Ask the widget with one trap, and judge; a parked one is looked at once more after a reload."""
    widget, reload = alone(case.removesuffix(AGAIN)), case.endswith(AGAIN)
    name = "".join(letter if letter.isalnum() else "-" for letter in case)
    zoo.zoo.add(name, widget)
    inquiry = zoo.inquiry(name, widget, profile(widget), f"q{name}")
    return await zoo.verdict(channel, inquiry, widget, reload=reload)


@pytest.mark.parametrize("case", MEASURED)
async def test_trap(measured: Ahead, case: str) -> None:
    """A trap that a profile can describe is measured rightly."""
    assert await measured.verdict(case) == ("right", "")


@pytest.mark.parametrize("case", [trap + AGAIN for trap in PARKED])
async def test_parked(measured: Ahead, case: str) -> None:
    """A conversation that was parked is found again, or said to be gone where it is gone."""
    assert await measured.verdict(case) == ("right", "")
