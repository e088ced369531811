"""Every trap of the zoo, alone, measured with nothing but an address: the trap that fails is the test that fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from probes import browser
from probes.control.zoo.widget import alone, traps
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

PATIENT = replace(MEANS, patience=2 * MEANS.patience)  # many at once on a machine that does other things too


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def measured(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Ahead]:  # fmt: skip
    async with enclosure({}, tmp_path_factory.mktemp("zoo")) as zoo, enter(PATIENT) as channel:
        ahead = Ahead(cases(request), lambda case: measure(zoo, channel, case))
        yield ahead
        await ahead.close()


async def measure(zoo: Enclosure, channel: Channel, trap: str) -> Verdict:
    """Ask the widget with this one trap, and judge. What was not found is sought once more, what is wrong stays so.

    On a machine that does other things too a page may be slower than a search waits; a part that cannot be found is
    not found twice.
    """
    verdict = await _verdict(zoo, channel, trap, "first")
    return await _verdict(zoo, channel, trap, "again") if verdict.kind == "not found" else verdict


async def _verdict(zoo: Enclosure, channel: Channel, trap: str, attempt: str) -> Verdict:
    widget, name = alone(trap), attempt + "-" + "".join(letter if letter.isalnum() else "-" for letter in trap)
    zoo.zoo.add(name, widget)
    return await zoo.verdict(channel, zoo.inquiry(name, widget, None, f"q{name}"), widget)


@pytest.mark.parametrize("case", traps())
async def test_trap(measured: Ahead, case: str) -> None:
    """It is found and measured rightly."""
    assert await measured.verdict(case) == ("right", "")
