"""Recognises the support software of a page by the scripts it loads and the names it leaves (``vendors.toml``)."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import Any

from probes.browser import BrowserContext, BrowserError

LOADED = """(names) => ({
  scripts: performance.getEntriesByType("resource").map((one) => one.name).filter((one) => /^https?:/.test(one)),
  globals: names.filter((name) => name.split(".").reduce((at, key) => at && at[key], window) !== undefined),
})"""


@cache
def table() -> Sequence[Mapping[str, Any]]:
    """Every vendor: name, scripts (``*`` stands for one label), globals."""
    text = files("probes.webchat").joinpath("profiles", "vendors.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["vendor"])


def of(scripts: Sequence[str], names: Sequence[str]) -> str:
    """The vendor by what was loaded: a script's address is proof; names alone need two. Empty if it is none."""
    for vendor in table():
        if any(_loads(pattern, script) for pattern in vendor["scripts"] for script in scripts):
            return str(vendor["name"])
    told = [vendor["name"] for vendor in table() if len(set(vendor["globals"]) & set(names)) >= 2]
    return str(told[0]) if len(told) == 1 else ""


def _loads(pattern: str, script: str) -> bool:
    source = re.escape(pattern).replace(r"\*", r"[^/]*")
    return re.match(rf"https?://(?:[\w.-]+\.)?{source}", script) is not None


async def recognised(context: BrowserContext) -> str:
    """The vendor of the chat on a visit's pages; empty if it is not known."""
    scripts: list[str] = []
    names: list[str] = []
    asked = sorted({name for vendor in table() for name in vendor["globals"]})
    for page in context.pages:
        for frame in page.frames:
            with suppress(BrowserError):
                seen = json.loads(await frame.evaluate(f"(names) => JSON.stringify(({LOADED})(names))", asked))
                scripts += [frame.url, *seen["scripts"]]
                names += seen["globals"]
    return of(scripts, names)
