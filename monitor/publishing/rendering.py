"""The renderer that reports are handed: a browser behind the probes' door, used from threads that run no loop."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

from probes import browser, printing

_STAMPS = re.compile(rb"/(CreationDate|ModDate) \(D:(\d{14})")


@dataclass(frozen=True, slots=True)
class BrowserRenderer:
    """Implements ``reports.renderer.Renderer``. Raises ``ProbeError(OBSERVER_DOWN)`` where the browser fails."""

    path: Path

    def pdf(self, page: Path, style: str) -> bytes:
        return _timeless(asyncio.run(printing.pdf(self.path, page, style)))

    def picture(self, markup: str, width: int, height: int) -> bytes:
        return asyncio.run(printing.picture(self.path, markup, width, height))


def renderer(configured: str) -> BrowserRenderer | None:
    """The browser that is installed, if there is one: nothing is fetched for a print."""
    found = browser.find(Path(configured) if configured else None)
    return BrowserRenderer(found) if found else None


def _timeless(pdf: bytes) -> bytes:
    """Without the moment of printing, so that the same browser prints the same bytes; lengths stay as they are."""
    return _STAMPS.sub(lambda found: b"/%s (D:20000101000000" % found[1], pdf)
