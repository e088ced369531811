"""What makes pictures and print of finished pages; handed in from outside, for reports know no browser."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Renderer(Protocol):
    """A browser that opens nothing but what it is given."""

    def pdf(self, page: Path, style: str) -> bytes:
        """The page as PDF on A4, with ``style`` (CSS) added."""
        ...

    def picture(self, markup: str, width: int, height: int) -> bytes:
        """``markup`` (a whole HTML page) as PNG of exactly so many pixels."""
        ...
