"""Records what a browser reports of each page in tests/data/forms, for tests without one; run by hand:
``python -m tests.contract.record_forms``."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

from probes.browser import BrowserError
from probes.form.survey import surveyor
from tests.contract.form_world import PAGES, form_world, page

MOVING = ("at", "changed", "load", "url")


async def record() -> None:
    async with form_world() as world:
        for path in sorted(PAGES.glob("*.html")):
            async with world.channel.browsers.context(private=True) as context:
                eyes = surveyor()
                await eyes.install(context)
                tab = await context.new_page()
                await tab.goto(world.site.serve(page(path.stem)))
                with suppress(BrowserError):
                    await tab.get_by_role("button", name="Submit a request").click(timeout=800)
                reports = [await sight.handle.evaluate("looked => looked.report") for sight in await eyes.look(tab)]
            kept = [{key: value for key, value in report.items() if key not in MOVING} for report in reports]
            text = json.dumps(kept, ensure_ascii=False, indent=1)
            path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(record())
