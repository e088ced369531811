"""Prints pages and figures into files: in this process, or beside it in others where there are many."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from reports.figures.canvas import Canvas, themed
from reports.page import Told, document

MANY = 100
"""From so many pages on other processes take part; for fewer it costs more to start them than they save."""
MOST = 4
"""At most so many of them: each holds fonts, words and templates of its own."""

Print = Callable[..., None]
"""Takes a function of this module and what it is called with."""
Crew = ProcessPoolExecutor | int | None
"""Who prints: hired processes, or how many are to be hired; None: as many as the pages are worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page that is not printed yet: its address within the edition, and what ``page.document`` needs."""

    address: str
    title: str
    body: str
    parts: Sequence[Told]
    drawings: Told = field(default_factory=dict)

    def text(self) -> str:
        return document(self.title, self.body, self.parts, self.drawings)


def page(sheet: Sheet, folder: Path) -> None:
    """Write one page at its address."""
    (folder / sheet.address).write_text(sheet.text(), encoding="utf-8", newline="\n")


def figure(canvas: Canvas, name: str, folder: Path) -> None:
    """Write one drawing for print (SVG, PNG), and under ``screen`` in the colours of the reader's page."""
    svg = canvas.svg()
    (folder / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")
    (folder / "screen" / f"{name}.svg").write_text(themed(svg), encoding="utf-8", newline="\n")
    (folder / f"{name}.png").write_bytes(canvas.png())


def hire(processes: int) -> ProcessPoolExecutor:
    """So many processes, at most ``MOST``, that load what printing needs now, before there is anything to print."""
    spawned = multiprocessing.get_context("spawn")  # a fork would copy threads' locks, and every row that is looked at
    crew = ProcessPoolExecutor(min(processes, MOST), spawned)
    for _ in range(min(processes, MOST)):
        crew.submit(_warmed)
    return crew


def _warmed() -> None:
    """A first drawing finds the fonts."""
    canvas = Canvas(1, 1)
    canvas.text((0, 1), "静 x")
    canvas.svg()


@contextmanager
def press(pages: int, crew: Crew = None) -> Iterator[Print]:
    """A way to print for about so many ``pages``; when it is left, everything is printed.

    Which process prints what shows in no byte. A ``crew`` that was hired is dismissed at the end; 0 is none beside this
    process; None one a core where there are many pages.
    """
    many = min(os.cpu_count() or 1, MOST) if pages >= MANY else 0
    if (many if crew is None else crew) == 0:
        yield lambda job, *given: job(*given)
        return
    with crew if isinstance(crew, ProcessPoolExecutor) else hire(many if crew is None else crew) as pool:
        ordered: list[Future[None]] = []
        yield lambda job, *given: ordered.append(pool.submit(job, *given))
        for one in ordered:
            one.result()


__all__ = ["MANY", "Crew", "Print", "Sheet", "figure", "hire", "page", "press"]
