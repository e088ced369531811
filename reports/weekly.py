"""Publish one edition: the page, its figures and its data, the same bytes from the same rows."""

from __future__ import annotations

import gc
from pathlib import Path

from reports import data, package, press
from reports.addresses import CARD, PDF
from reports.edition import Edition
from reports.exchange import exchanged
from reports.figures.figuredata import figure_tables
from reports.figures.illustrations import illustrations
from reports.readings import readings
from reports.renderer import Renderer
from reports.share import shared
from reports.site import FOLDERS, sheets

FRONT = "index.html"


def publish(edition: Edition, out: Path, renderer: Renderer | None = None, *, crew: press.Crew = None) -> Path:
    """Write every page (``reports.site``), ``out/figures/*``, ``out/data/*`` and what ``package`` adds.

    Returns the front page's path. ``renderer`` makes the PDF and the card; without one there are none. What an
    earlier edition left of these in ``out`` is replaced when the new one is whole, nothing else there is touched;
    after an error ``out`` is as it was. ``crew``: processes that print beside this one, as ``press.press`` takes them;
    they change no byte. Raises ``DatasetInvalid`` where the rows contradict the study,
    ``OSError`` where ``out`` cannot be written.
    """
    gc.freeze()  # a million rows that live to the end are not looked through for rubbish again and again
    try:
        with exchanged(out, last=FRONT, gone=(PDF, CARD)) as folder:
            _publish(edition, folder, renderer, crew)
    finally:
        gc.unfreeze()
    return out / FRONT


def _publish(edition: Edition, out: Path, renderer: Renderer | None, crew: press.Crew) -> None:
    for folder in (*FOLDERS, "data", "figures", "figures/screen"):
        (out / folder).mkdir()
    with press.press(len(edition.study.platforms), crew) as put:  # hired now: figures are drawn while pages are worded
        read = {channel: readings(edition, channel) for channel in edition.channels()}
        figures = illustrations(edition, read)
        for figure in figures:
            put(press.figure, figure.wide, figure.name, out / "figures")
            put(press.figure, figure.narrow, f"{figure.name}.narrow", out / "figures")
        printed = sheets(edition, read, figures)
        (out / FRONT).write_text(shared(next(printed).text(), edition), encoding="utf-8", newline="\n")
        for sheet in printed:
            put(press.page, sheet, out)
        data.write(out / "data", edition)
    package.write(out, edition, figure_tables(edition, read, figures), renderer)


__all__ = ["Edition", "publish"]
