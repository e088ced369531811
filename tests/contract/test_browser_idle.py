"""A page that nothing happens on costs nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from probes.browser import Browsers, Page, find

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(60),
    pytest.mark.skipif(find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

FIELD = "<textarea></textarea>"
WIDGET = f"""<div id=host></div>
<script>document.getElementById("host").attachShadow({{mode: "open"}}).innerHTML = "{FIELD}";</script>"""
CARET = "field => getComputedStyle(field).caretAnimation"


@pytest_asyncio.fixture
async def page() -> AsyncIterator[Page]:
    async with Browsers() as browsers, browsers.context(private=True) as context:
        page = await context.new_page()
        if not await page.evaluate("CSS.supports('caret-animation', 'manual')"):
            pytest.skip("this browser's caret cannot be told to stand still")
        yield page


@pytest.mark.parametrize("body", [FIELD, WIDGET], ids=["page", "shadow root"])
async def test_caret(page: Page, body: str) -> None:
    """A field that has the focus does not blink: each blink would be drawn, twice a second for as long as we listen."""
    await page.goto(f"data:text/html,{body}")

    assert await page.locator("textarea").evaluate(CARET) == "manual"


async def test_caret_in_a_frame(page: Page) -> None:
    """A chat often lives in a frame."""
    await page.goto("data:text/html,<iframe srcdoc='%3Ctextarea%3E%3C/textarea%3E'></iframe>")

    assert await page.frame_locator("iframe").locator("textarea").evaluate(CARET) == "manual"
