"""The pages of an edition, opened from a folder in a real browser, without a server and with or without script."""

from __future__ import annotations

import csv
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from probes.browser import Browsers
from reports.weekly import publish
from reports.wording import LANGUAGES
from tests.unit.printed_world import edition

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

WIDTHS = (360, 768, 1440)
DRAW_ALL = """
  for (const one of document.querySelectorAll(".block, .listed > div")) one.style.contentVisibility = "visible";
"""
"""What is left undrawn until it is scrolled to is drawn first, so that it is looked at as it will be seen."""
MEASURE = f"() => {{{DRAW_ALL} return [document.documentElement.scrollWidth, document.documentElement.clientWidth]; }}"
SHOWN = "() => [...document.querySelectorAll('body > article')].filter(a => a.offsetParent !== null).map(a => a.id)"

READ_TO_THE_END = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y);
    await new Promise((then) => setTimeout(then, 60));
  }
}"""
STOPS = (
    f"() => {{{DRAW_ALL}"
    + """
  return [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")]
  .filter((one) => one.tabIndex >= 0 && one.checkVisibility() && getComputedStyle(one).visibility !== "hidden")
  .filter((one) => {
    const box = one.getBoundingClientRect();
    for (let at = one; at; at = at.parentElement) if (getComputedStyle(at).clipPath !== "none") return true;
    return box.width < 2 || box.height < 2;
  }).map((one) => one.textContent.trim().slice(0, 40)); }"""
)
"""What the keyboard stops at although nobody sees it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(edition(), tmp_path_factory.mktemp("opened")).parent


@asynccontextmanager
async def opened(**options: Any) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page, and every address that it asked for."""
    asked: list[str] = []
    async with Browsers() as browsers, browsers.context(private=True, **options) as context:
        page = await context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        yield page, asked


@contextmanager
def slow_line(folder: Path) -> Iterator[str]:
    """The folder as a static host serves it, every page in drops."""

    class Drops(SimpleHTTPRequestHandler):
        def copyfile(self, source: Any, outputfile: Any) -> None:
            while drop := source.read(16_384):
                outputfile.write(drop)
                outputfile.flush()
                time.sleep(0.05)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Drops, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("width", WIDTHS)
async def test_nothing_overflows(folder: Path, width: int) -> None:
    """No page is wider than its window, in either language."""
    wide = []
    async with opened(viewport={"width": width, "height": 800}) as (page, _):
        for path in sorted(folder.rglob("*.html")):
            for language in LANGUAGES:
                await page.goto(f"{path.as_uri()}#{language}")
                content, window = await page.evaluate(MEASURE)
                if content > window:
                    wide.append((path.relative_to(folder).as_posix(), language, content))
    assert wide == []


async def test_paper_holds_every_page(folder: Path) -> None:
    """Printed on A4 in either language nothing is wider than the sheet's text."""
    wide = []
    async with opened(viewport={"width": 688, "height": 1000}) as (page, _):  # A4 less our margins of 14 mm, at 96 dpi
        await page.emulate_media(media="print")
        for path in sorted(folder.rglob("*.html")):
            for language in LANGUAGES:
                await page.goto(f"{path.as_uri()}#{language}")
                content, window = await page.evaluate(MEASURE)
                if content > window:
                    wide.append((path.relative_to(folder).as_posix(), language, content))
    assert wide == []


async def test_only_the_folder_is_read(folder: Path) -> None:
    """Opened from a disk every picture is shown, and nothing outside the folder is asked for."""
    async with opened(viewport={"width": 1440, "height": 800}) as (page, asked):
        await page.goto((folder / "index.html").as_uri())
        await page.evaluate("() => document.querySelectorAll('img').forEach(i => { i.loading = 'eager' })")
        await page.wait_for_function(
            "() => [...document.images].filter(i => i.offsetParent).every(i => i.complete && i.naturalWidth)"
        )
    assert all(address.startswith(folder.as_uri()) for address in asked)


async def test_language_needs_no_script(folder: Path) -> None:
    """The switch and the links of each language keep it by the address alone."""
    async with opened(java_script_enabled=False, viewport={"width": 900, "height": 800}) as (page, _):
        await page.goto((folder / "index.html").as_uri())
        assert await page.locator("article#zh").is_visible()
        await page.locator("article#zh .switch a").click()
        assert await page.locator("article#en").is_visible()
        assert not await page.locator("article#zh").is_visible()
        await page.locator("article#en nav.contents a").first.click()
        assert await page.locator("article#en").is_visible()
        await page.locator("article#en nav.pages a").first.click()
        assert page.url.endswith("platforms/index.html#en")
        assert await page.locator("article#en").is_visible()


async def test_language_is_remembered(folder: Path) -> None:
    """A page opened without a language shows the one chosen before, and says so in ``lang``."""
    async with opened(viewport={"width": 900, "height": 800}) as (page, _):
        await page.goto((folder / "index.html").as_uri())
        await page.locator("article#zh .switch a").click()
        await page.goto((folder / "method.html").as_uri())
        await page.wait_for_function("() => document.documentElement.lang === 'en'")
        assert await page.evaluate(SHOWN) == ["en"]


@pytest.mark.parametrize("known_from", ["address", "memory"])
async def test_only_figures_of_the_language_read_are_fetched(folder: Path, known_from: str) -> None:
    """Over a slow line too, whoever reads English loads no Chinese figure, nor the other way round, however far."""
    for language in LANGUAGES:
        with slow_line(folder) as place:
            async with opened(viewport={"width": 1440, "height": 800}) as (page, asked):
                if known_from == "memory":
                    other = next(one for one in LANGUAGES if one != language)
                    await page.goto(f"{place}/method.html#{other}")
                    await page.locator(f"#{other} a[data-language={language}]").click()
                await page.goto("about:blank")
                await page.goto(f"{place}/index.html{f'#{language}' if known_from == 'address' else ''}")
                await page.wait_for_function(f"() => ({SHOWN})().join() === '{language}'")
                await page.evaluate(READ_TO_THE_END)
                figures = {address.rsplit("/", 1)[-1] for address in asked if "/figures/" in address}
        assert len(figures) > 5
        assert {name for name in figures if f".{language}." not in name} == set()


async def test_tables_sort(folder: Path) -> None:
    """A click on a column's head sorts by its numbers, a second click turns the order round."""
    column = "() => [...document.querySelectorAll('#en table tbody tr')].map(r => r.cells[2].textContent.trim())"
    async with opened(viewport={"width": 1440, "height": 800}) as (page, _):
        await page.goto(f"{(folder / 'tables/ranking.html').as_uri()}#en")
        head = page.locator("#en table").first.locator("thead th").nth(2)
        for turn in ("ascending", "descending"):
            await head.locator("button").click()
            assert await head.get_attribute("aria-sort") == turn
            shown = [float(text) for text in (await page.evaluate(column))[:5]]
            assert shown == sorted(shown, reverse=turn == "descending")


async def test_long_tables_filter(folder: Path) -> None:
    """A table of many rows has a field that leaves the rows which say what was typed."""
    async with opened(viewport={"width": 1440, "height": 800}) as (page, _):
        await page.goto(f"{(folder / 'platforms/mute.html').as_uri()}#en")
        await page.locator("#en .evidence summary").first.click()
        await page.locator("#en .filter:has(+ table) input").fill("mute-mail-41")
        assert await page.locator("#en .evidence tbody tr:visible").count() == 2


async def test_times_sort_by_their_length(folder: Path) -> None:
    """Seconds before minutes before hours; what has no time stays at the end, whichever way."""
    with (folder / "data/trials.csv").open(encoding="utf-8", newline="") as file:
        trials = {row["inquiry_id"]: row for row in csv.DictReader(file)}
    ids = "() => [...document.querySelectorAll('#en .evidence tbody tr')].map(r => r.dataset.inquiry)"
    async with opened(viewport={"width": 1440, "height": 800}) as (page, _):
        await page.goto(f"{(folder / 'platforms/fast.html').as_uri()}#en")
        await page.locator("#en .evidence summary").first.click()
        for turn in (False, True):
            await page.locator("#en .evidence thead button").last.click()
            rows = [trials[one] for one in await page.evaluate(ids)]
            waits = [
                (datetime.fromisoformat(row["substantive_by"]) - datetime.fromisoformat(row["t0"])).total_seconds()
                for row in rows
                if row["substantive_by"]
            ]
            assert waits == sorted(waits, reverse=turn)
            assert waits[0] != waits[-1]
            assert len(waits) < len(rows)
            assert not any(row["substantive_by"] for row in rows[len(waits) :])


@pytest.mark.parametrize("width", WIDTHS)
async def test_keyboard_stops_only_at_what_is_seen(folder: Path, width: int) -> None:
    """On no page in either language does the focus go into a hidden head of a table."""
    unseen = {}
    async with opened(viewport={"width": width, "height": 800}) as (page, _):
        for path in sorted(folder.rglob("*.html")):
            for language in LANGUAGES:
                await page.goto(f"{path.as_uri()}#{language}")
                await page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true })")
                if found := await page.evaluate(STOPS):
                    unseen[f"{path.relative_to(folder)} {language}"] = found[:5]
    assert unseen == {}


async def test_long_tables_sort_on_a_phone(folder: Path) -> None:
    """Where rows are cards, the heads of a long table stand above them as buttons."""
    ids = "() => [...document.querySelectorAll('#en .evidence tbody tr')].map(r => r.cells[1].textContent.trim())"
    async with opened(viewport={"width": 360, "height": 800}) as (page, _):
        await page.goto(f"{(folder / 'platforms/mute.html').as_uri()}#en")
        await page.locator("#en .evidence summary").first.click()
        night = page.locator("#en .evidence thead button").nth(1)
        for turn in (False, True):
            await night.click()
            shown = await page.evaluate(ids)
            assert shown == sorted(shown, reverse=turn)
        assert shown[0] > shown[-1]


async def test_long_lists_filter(folder: Path) -> None:
    """A list of many platforms is searched as a table is."""
    async with opened(viewport={"width": 360, "height": 800}) as (page, _):
        await page.goto(f"{(folder / 'platforms/mute.html').as_uri()}#en")
        await page.locator("#en .evidence summary").nth(1).click()
        await page.locator("#en .evidence .filter:has(+ dl) input").fill("mute-mail-41-pre")
        assert await page.locator("#en .evidence dl > div:visible").count() == 1
