"""How the pages of an edition look in a real browser: no words over others, little to load at first."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from reports.weekly import publish
from reports.wording import LANGUAGES
from tests.contract.test_edition_pages import DRAW_ALL, WIDTHS, opened
from tests.unit.checked_world import editions
from tests.unit.printed_world import edition

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

OVER = (
    f"() => {{{DRAW_ALL}"
    + """
  const shown = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const own = node.parentElement, style = getComputedStyle(own);
    if (!node.data.trim() || ["SCRIPT", "STYLE"].includes(own.tagName) || style.visibility === "hidden") continue;
    const head = own.closest("thead");
    if (head && getComputedStyle(head).clipPath !== "none") continue;
    if (!own.checkVisibility() || own.closest(".unseen")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 1 && box.height > 1) shown.push({own, words: node.data.trim().slice(0, 40), box});
  }
  shown.sort((one, other) => one.box.top - other.box.top);
  const found = [];
  for (let i = 0; i < shown.length; i++)
    for (let j = i + 1; j < shown.length && shown[j].box.top < shown[i].box.bottom; j++) {
      const a = shown[i].box, b = shown[j].box;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 2 && down > 0.4 * Math.min(a.height, b.height)) found.push(shown[i].words + " × " + shown[j].words);
    }
  return found;
}"""
)
"""Pairs of words whose boxes cover each other by more than a hair; lines of one text may touch."""
THERE = "() => [...document.images].filter(i => i.offsetParent && i.getBoundingClientRect().top < innerHeight)"
"""Pictures of the first screen; a browser that has nothing else to do reads those below it ahead."""
BUDGET = 300_000


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """An ordinary edition, and one with what people, observers and earlier editions say."""
    made = tmp_path_factory.mktemp("looked")
    return [
        publish(told, made / name).parent for name, told in (("week", edition()), ("checked", editions()[1]))
    ]  # fmt: skip


@pytest.mark.parametrize("width", [*WIDTHS, 688])
async def test_no_words_lie_over_others(folders: list[Path], width: int) -> None:
    """On every page in both languages; 688 px are the text of an A4 sheet, printed."""
    over = {}
    async with opened(viewport={"width": width, "height": 900}) as (page, _):
        if width not in WIDTHS:
            await page.emulate_media(media="print")
        for folder in folders:
            for path in sorted(folder.rglob("*.html")):
                for language in LANGUAGES:
                    await page.goto(f"{path.as_uri()}#{language}")
                    if found := await page.evaluate(OVER):
                        over[f"{folder.name}/{path.relative_to(folder)} {language}"] = found[:5]
    assert over == {}


async def test_words_over_others_would_be_seen(folders: list[Path]) -> None:
    """The check itself: a heading pulled over the lines before it is told."""
    async with opened(viewport={"width": 1440, "height": 900}, bypass_csp=True) as (page, _):
        await page.goto(f"{(folders[0] / 'index.html').as_uri()}#en")
        assert await page.evaluate(OVER) == []
        await page.add_style_tag(content=".finding{margin-top:-3rem}")
        assert await page.evaluate(OVER) != []


async def first_screen(folder: Path, language: str, width: int) -> set[Path]:
    """The files that the first screen of the front page takes; nothing outside the folder is asked for."""
    async with opened(viewport={"width": width, "height": 800}) as (page, asked):
        await page.goto(f"{(folder / 'index.html').as_uri()}#{language}", wait_until="load")
        assert [address for address in asked if not address.startswith(folder.as_uri())] == []
        await page.wait_for_function(f"() => ({THERE})().every(i => i.complete && i.naturalWidth)")
        within = {_path(address) for address in await page.evaluate(f"() => ({THERE})().map(i => i.currentSrc)")}
        seen = {_path(address) for address in asked}
    assert within <= seen
    return {folder / "index.html", *within}


def weight(files: set[Path]) -> int:
    return sum(path.stat().st_size for path in files)


@pytest.mark.parametrize("width", WIDTHS)
async def test_first_screen_is_light(folders: list[Path], width: int) -> None:
    """Page and pictures of the first screen, in whatever language they are read: at most 300 kB, out of the folder."""
    for folder in folders:
        for language in LANGUAGES:
            assert weight(await first_screen(folder, language, width)) <= BUDGET


async def test_heavy_figure_would_be_weighed(folders: list[Path], tmp_path: Path) -> None:
    """The check itself: a first figure of 300 kB more is too much, a larger one further down is not."""
    heavy = Path(shutil.copytree(folders[0], tmp_path / "heavy"))
    light = weight(await first_screen(heavy, "en", 1440))
    for name, over in (("change-mail.en.svg", False), ("ranking-all.en.svg", True)):
        figure = heavy / "figures" / "screen" / name
        figure.write_text(figure.read_text(encoding="utf-8") + f"<!--{'x' * BUDGET}-->", encoding="utf-8")
        found = weight(await first_screen(heavy, "en", 1440))
        assert (found > BUDGET) == over
        assert over or found == light


async def test_address_elsewhere_would_be_seen(folders: list[Path], tmp_path: Path) -> None:
    """The check itself: a page that asks for anything from the network is told."""
    asking = Path(shutil.copytree(folders[0], tmp_path / "asking"))
    page = (asking / "index.html").read_text(encoding="utf-8")
    page = page.replace("img-src 'self' file:", "img-src 'self' file: http:")
    (asking / "index.html").write_text(page.replace("<main>", '<img src="http://127.0.0.1:9/x.png">', 1))
    with pytest.raises(AssertionError, match=r"127\.0\.0\.1"):
        await first_screen(asking, "zh", 1440)


def _path(address: str) -> Path:
    assert address.startswith("file://"), address
    return Path(unquote(urlsplit(address).path))
