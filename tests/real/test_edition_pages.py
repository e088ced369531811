"""The pages of an edition before axe-core, the accessibility checker: nothing serious in either language or theme."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from probes.browser import Browsers
from reports import archive
from reports.imprint import Imprint
from reports.superseded import superseded
from reports.weekly import publish
from reports.wording import LANGUAGES
from tests.contract.test_edition_pages import DRAW_ALL, WIDTHS
from tests.real import install
from tests.unit.checked_world import editions
from tests.unit.printed_world import edition

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .filter(v => ['serious', 'critical'].includes(v.impact))
    .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))"""
UNFOLD = f"() => {{{DRAW_ALL} document.querySelectorAll('details').forEach(one => {{ one.open = true }}) }}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ordinary week, a checked draft, five platforms of three nights, one superseded, and the index of weeks."""
    made = tmp_path_factory.mktemp("axe")
    publish(edition(), made / "week")
    publish(replace(editions()[1], draft=True), made / "checked")
    publish(edition(nights=3, platforms=5), made / "few")
    front = (made / "few/index.html").read_text(encoding="utf-8")
    (made / "few/superseded.html").write_text(superseded(front, 2, 0), encoding="utf-8")
    entry = archive.Entry(
        week="2026-W45", number=2, published=date(2026, 11, 20), updated=datetime(2026, 12, 1, tzinfo=UTC),
        zh="标题", en="A headline", replies=1, corrections=2, earlier=(1,), printed=True,
    )  # fmt: skip
    gone = replace(
        entry, week="2026-W44", zh="", en="", withdrawn=archive.Withdrawal(on=date(2026, 12, 2), zh="错", en="wrong")
    )
    site = archive.Site(
        study="s", title="Study · 研究", imprint=Imprint(publisher="P", contact="desk@example.org"),
        entries=[entry, gone],
    )  # fmt: skip
    (made / "index.html").write_text(archive.index(site), encoding="utf-8")
    (made / "empty.html").write_text(archive.index(replace(site, entries=[])), encoding="utf-8")
    (made / "withdrawn.html").write_text(archive.notice(site, gone), encoding="utf-8")
    return made


@asynccontextmanager
async def checked(width: int) -> AsyncIterator[BrowserContext]:
    async with (
        Browsers() as browsers,
        browsers.context(private=True, bypass_csp=True, viewport={"width": width, "height": 800}) as context,
    ):
        yield context


def axe() -> str:
    return (install.widget("axe-core") / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", WIDTHS)
async def test_axe_finds_nothing_serious(installed: None, folder: Path, width: int) -> None:
    """Every kind of page, both languages, folded parts open, by day and by night: the themes are colours alone."""
    found, tool = {}, axe()
    async with checked(width) as context:
        for path in sorted(folder.rglob("*.html")):
            for language in LANGUAGES:
                page = await context.new_page()  # one that many were looked at in grows beyond what a page may take
                await page.goto(f"{path.as_uri()}#{language}")
                await page.evaluate(UNFOLD)
                await page.add_script_tag(content=tool)
                for scheme in SCHEMES:
                    await page.emulate_media(color_scheme=scheme)
                    if serious := await page.evaluate(RUN):
                        found[f"{path.relative_to(folder)} {language} {scheme}"] = serious
                await page.close()
    assert found == {}


async def test_axe_would_find_it(installed: None, folder: Path) -> None:
    """The check itself: pale words are told in the theme that has them, a picture without words in both."""
    told = {}
    async with checked(360) as context:
        page = await context.new_page()
        await page.goto(f"{(folder / 'week/index.html').as_uri()}#en")
        await page.add_style_tag(content="@media (prefers-color-scheme:dark){.lead{color:#333}}")
        await page.evaluate("() => document.querySelector('#en img').removeAttribute('alt')")
        await page.add_script_tag(content=axe())
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme)
            told[scheme] = {one.split(":")[0] for one in await page.evaluate(RUN)}
    assert told == {"light": {"image-alt"}, "dark": {"color-contrast", "image-alt"}}
