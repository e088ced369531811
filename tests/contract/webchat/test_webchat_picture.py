"""The picture of a discovery: each part in a box with its name, and the page as it was."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from probes import browser
from probes.browser import Browsers
from probes.webchat.finding.picture import Boxed, picture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio,
    pytest.mark.timeout(60),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

PAGE = """<body style="margin:0;background:#fff"><textarea style="position:absolute;left:100px;top:100px;width:200px;
  height:40px;border:0;background:#fff"></textarea><i hidden>gone</i>"""
ELEMENTS = "document.querySelectorAll('*').length"
RED = (214, 40, 40)


async def test_parts_are_boxed_and_named() -> None:
    """What is in sight has an outline and a label above it; what is not has neither, and nothing stays behind."""
    async with Browsers() as browsers, browsers.context(private=True) as context:
        page = await context.new_page()
        await page.set_content(PAGE)
        before = await page.evaluate(ELEMENTS)
        parts = [Boxed(name="input", where="textarea", element=await page.query_selector("textarea"))]
        parts.append(Boxed(name="launcher", where="i", element=await page.query_selector("i")))
        taken = Image.open(BytesIO(await picture(page, parts))).convert("RGB")
        left = await page.evaluate(ELEMENTS)

    red = {(x, y) for x in range(taken.width) for y in range(taken.height) if taken.getpixel((x, y)) == RED}
    assert {(x, 98) for x in range(110, 290)} <= red  # the outline's upper edge
    assert {(97, y) for y in range(110, 130)} & red or {(98, y) for y in range(110, 130)} <= red
    assert {(101, y) for y in range(85, 98)} & red  # the label
    assert min(x for x, _ in red) >= 90
    assert left == before


@pytest.mark.parametrize("display", ["inline", "contents"])
async def test_a_line_is_boxed_where_its_words_are(display: str) -> None:
    """Also where the element that holds it has no box of its own, or only that of an empty line."""
    body = f"""<body style="margin:0;background:#fff"><x-row style="display:{display}"><!--part-->
      <div style="display:inline-flex;width:200px;height:60px;margin:40px 0 0 50px"><b>Hello</b></div></x-row>"""
    async with Browsers() as browsers, browsers.context(private=True) as context:
        page = await context.new_page()
        await page.set_content(body)
        row = Boxed(name="agent message", element=await page.query_selector("x-row"))
        taken = Image.open(BytesIO(await picture(page, [row]))).convert("RGB")

    assert all(taken.getpixel((x, 38)) == RED for x in range(200, 240))  # the outline's upper edge
    assert all(taken.getpixel((x, 102)) == RED for x in range(60, 240))  # and its lower one
