"""The pages of an edition before axe-core, the accessibility checker: nothing serious in either language or theme."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from probes.browser import Browsers
from reports.weekly import publish
from reports.wording import LANGUAGES
from tests.real import install
from tests.unit.printed_world import edition

RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .filter(v => ['serious', 'critical'].includes(v.impact))
    .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(installed: None, tmp_path: Path, scheme: Literal["light", "dark"]) -> None:
    """Every page, both languages."""
    axe = (install.widget("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    folder = publish(edition(), tmp_path / "edition").parent
    found = {}
    async with (
        Browsers() as browsers,
        browsers.context(
            private=True, bypass_csp=True, color_scheme=scheme, viewport={"width": 1000, "height": 800}
        ) as c,
    ):
        page = await c.new_page()
        for path in sorted(folder.rglob("*.html")):
            for language in LANGUAGES:
                await page.goto("about:blank")
                await page.goto(f"{path.as_uri()}#{language}")
                await page.add_script_tag(content=axe)
                if serious := await page.evaluate(RUN):
                    found[f"{path.name} {language}"] = serious
    assert found == {}
