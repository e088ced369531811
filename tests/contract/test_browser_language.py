"""A browser asks for pages in the language of what it is to ask: some servers cannot bear that none is named."""

from __future__ import annotations

import pytest
from aiohttp import web

from probes import browser
from probes.browser import Browsers
from probes.languages import asked_for

QUESTIONS = {
    "How are refunds handled?": "en-US",
    "": "en-US",
    "您好，Steam 充值卡分不分地区？": "zh-CN",
    "請問如何開發票？": "zh-CN",
    "Do you sell 点卡?": "en-US",
}


@pytest.mark.parametrize("text", QUESTIONS)
def test_language_of_a_question(text: str) -> None:
    assert asked_for(text) == QUESTIONS[text]


@pytest.mark.browser
@pytest.mark.asyncio
@pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)")
async def test_pages_are_asked_for_in_it() -> None:
    """And in another where that is chosen; scripts are told the same."""
    heard: list[str | None] = []

    async def serve(request: web.Request) -> web.Response:
        heard.append(request.headers.get("Accept-Language"))
        return web.Response(text="<title>x</title>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        async with Browsers() as browsers:
            for asking, chosen, told in [("", {}, "en"), ("请问怎么退款？", {}, "zh"), ("", {"locale": "de-DE"}, "de")]:
                async with browsers.context(private=True, asking=asking, **chosen) as context:
                    page = await context.new_page()
                    await page.goto(address)
                    assert str(heard[-1]).startswith(told)
                    assert (await page.evaluate("navigator.language")).startswith(told)
    finally:
        await runner.cleanup()
