"""Publish one edition: the page, its figures and its data, the same bytes from the same rows."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from reports import data, package
from reports.edition import Edition
from reports.figuredata import figure_tables
from reports.illustrations import Illustration, illustrations
from reports.page import render
from reports.readings import readings
from reports.renderer import Renderer
from reports.share import shared


def publish(edition: Edition, out: Path, renderer: Renderer | None = None) -> Path:
    """Write ``out/index.html``, ``out/figures/*``, ``out/data/*`` and what ``package`` adds; return the page's path.

    ``renderer`` makes the PDF and the card; without one there are none. What an earlier edition left of these in
    ``out`` is replaced, nothing else there is touched. Raises
    ``DatasetInvalid`` where the rows contradict the study, ``OSError`` where ``out`` cannot be written.
    """
    read = {channel: readings(edition, channel) for channel in edition.channels()}
    figures = illustrations(edition, read)
    page = render(edition, read, figures)
    _draw(figures, _emptied(out / "figures"))
    data.write(_emptied(out / "data"), edition)
    index = out / "index.html"
    index.write_text(shared(page, edition), encoding="utf-8", newline="\n")
    package.write(out, edition, figure_tables(edition, read, figures), renderer)
    return index


def _emptied(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def _draw(figures: Sequence[Illustration], folder: Path) -> None:
    for figure in figures:
        for canvas, suffix in ((figure.wide, ""), (figure.narrow, ".narrow")):
            stem = folder / f"{figure.name}{suffix}"
            stem.with_name(stem.name + ".svg").write_text(canvas.svg(), encoding="utf-8", newline="\n")
            stem.with_name(stem.name + ".png").write_bytes(canvas.png())


__all__ = ["Edition", "publish"]
