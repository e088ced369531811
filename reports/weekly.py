"""Publish one edition: the page, its figures and its data, the same bytes from the same rows."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from reports import data, package
from reports.edition import Edition
from reports.figuredata import figure_tables
from reports.figures import themed
from reports.illustrations import Illustration, illustrations
from reports.readings import readings
from reports.renderer import Renderer
from reports.share import shared
from reports.site import FOLDERS, pages


def publish(edition: Edition, out: Path, renderer: Renderer | None = None) -> Path:
    """Write every page (``reports.site``), ``out/figures/*``, ``out/data/*`` and what ``package`` adds.

    Returns the front page's path. ``renderer`` makes the PDF and the card; without one there are none. What an
    earlier edition left of these in ``out`` is replaced, nothing else there is touched. Raises
    ``DatasetInvalid`` where the rows contradict the study, ``OSError`` where ``out`` cannot be written.
    """
    read = {channel: readings(edition, channel) for channel in edition.channels()}
    figures = illustrations(edition, read)
    written = dict(pages(edition, read, figures))
    for folder in FOLDERS:
        _emptied(out / folder)
    _draw(figures, _emptied(out / "figures"))
    data.write(_emptied(out / "data"), edition)
    index = out / "index.html"
    written["index.html"] = shared(written["index.html"], edition)
    for address, page in written.items():
        (out / address).write_text(page, encoding="utf-8", newline="\n")
    package.write(out, edition, figure_tables(edition, read, figures), renderer)
    return index


def _emptied(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def _draw(figures: Sequence[Illustration], folder: Path) -> None:
    """Each figure for print (SVG, PNG), and under ``screen`` for the pages, in the colours of the reader's page."""
    screen = _emptied(folder / "screen")
    for figure in figures:
        for canvas, suffix in ((figure.wide, ""), (figure.narrow, ".narrow")):
            stem = folder / f"{figure.name}{suffix}"
            stem.with_name(stem.name + ".svg").write_text(canvas.svg(), encoding="utf-8", newline="\n")
            (screen / f"{stem.name}.svg").write_text(themed(canvas.svg()), encoding="utf-8", newline="\n")
            stem.with_name(stem.name + ".png").write_bytes(canvas.png())


__all__ = ["Edition", "publish"]
