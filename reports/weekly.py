"""Publish one edition: the page, its figures and its data, the same bytes from the same rows."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from reports import tables
from reports.coding import files as coding
from reports.edition import Edition
from reports.illustrations import Illustration, illustrations
from reports.page import render
from reports.readings import readings


def publish(edition: Edition, out: Path) -> Path:
    """Write ``out/index.html``, ``out/figures/*`` and ``out/data/*``; return the page's path.

    Figures and data of an earlier edition in ``out`` are replaced, nothing else there is touched. Raises
    ``DatasetInvalid`` where the rows contradict the study, ``OSError`` where ``out`` cannot be written.
    """
    read = {channel: readings(edition, channel) for channel in edition.channels()}
    figures = illustrations(edition, read)
    page = render(edition, read, figures)
    _draw(figures, _emptied(out / "figures"))
    data = _emptied(out / "data")
    tables.write(
        data,
        study=edition.study,
        trials=edition.trials,
        standings=edition.standings,
        messages=edition.messages,
        labels=edition.labels,
        companions=edition.companions,
        follow_ups=edition.follow_ups,
        handoffs=edition.handoffs,
    )
    tables.write_recognitions(data, edition.recognitions)
    coding.write(data, edition.coding, edition.messages)
    index = out / "index.html"
    index.write_text(page, encoding="utf-8", newline="\n")
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
