"""Every trap of the form zoo, alone, asked with nothing but an address: the trap that fails is the test that fails."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from probes import browser
from probes.control.formzoo.form import alone, traps
from tests.formzoo.drive import Enclosure, enclosure
from tests.formzoo.judge import Verdict
from tests.zoo.ahead import Ahead, cases

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(300),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def measured(request: pytest.FixtureRequest) -> AsyncIterator[Ahead]:
    async with enclosure(patience=20) as zoo:  # a machine that does other things too
        ahead = Ahead(cases(request), lambda case: ask(zoo, case))
        yield ahead
        await ahead.close()


async def ask(zoo: Enclosure, trap: str) -> Verdict:
    """Ask the form with this one trap, and judge."""
    return await zoo.verdict("".join(letter if letter.isalnum() else "-" for letter in trap), alone(trap))


@pytest.mark.parametrize("case", traps())
async def test_trap(measured: Ahead, case: str) -> None:
    """It is sent once, truthfully in every field, and told so."""
    assert await measured.verdict(case) == ("right", "")
