"""Publish one edition: the page, its figures and its data, the same bytes from the same rows."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

from reports import data, package, press
from reports.edition import Edition
from reports.figuredata import figure_tables
from reports.illustrations import illustrations
from reports.readings import readings
from reports.renderer import Renderer
from reports.share import shared
from reports.site import FOLDERS, sheets


def publish(edition: Edition, out: Path, renderer: Renderer | None = None, *, processes: int | None = None) -> Path:
    """Write every page (``reports.site``), ``out/figures/*``, ``out/data/*`` and what ``package`` adds.

    Returns the front page's path. ``renderer`` makes the PDF and the card; without one there are none. What an
    earlier edition left of these in ``out`` is replaced, nothing else there is touched. ``processes`` beside this one
    print pages and figures (default: as ``press.press`` thinks fit); they change no byte. Raises
    ``DatasetInvalid`` where the rows contradict the study, ``OSError`` where ``out`` cannot be written.
    """
    gc.freeze()  # a million rows that live to the end are not looked through for rubbish again and again
    try:
        return _publish(edition, out, renderer, processes)
    finally:
        gc.unfreeze()


def _publish(edition: Edition, out: Path, renderer: Renderer | None, processes: int | None) -> Path:
    read = {channel: readings(edition, channel) for channel in edition.channels()}
    figures = illustrations(edition, read)
    printed = sheets(edition, read, figures)
    index, front = out / "index.html", shared(next(printed).text(), edition)
    for folder in (*FOLDERS, "data", "figures", "figures/screen"):
        _emptied(out / folder)
    with press.press(len(edition.study.platforms), processes) as put:
        for figure in figures:
            put(press.figure, figure.wide, figure.name, out / "figures")
            put(press.figure, figure.narrow, f"{figure.name}.narrow", out / "figures")
        for sheet in printed:
            put(press.page, sheet, out)
        index.write_text(front, encoding="utf-8", newline="\n")
        data.write(out / "data", edition)
    package.write(out, edition, figure_tables(edition, read, figures), renderer)
    return index


def _emptied(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


__all__ = ["Edition", "publish"]
