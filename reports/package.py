"""What makes a folder of pages an edition: numbers beside figures, descriptor, citation, standings, print, one zip."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from reports import bundle, card, csvtext, standingfiles
from reports.addresses import CARD, PDF, zip_name
from reports.citation import CITATION, citation, cited
from reports.datapackage import DATAPACKAGE, descriptor
from reports.edition import Edition
from reports.figures.figuredata import FigureTable
from reports.fonts.printed import print_style
from reports.renderer import Renderer
from reports.standingfiles import STANDINGS
from reports.wording import LANGUAGES, wording


def write(folder: Path, edition: Edition, figures: Sequence[FigureTable], renderer: Renderer | None) -> None:
    """Complete an edition whose page, figures and data lie in ``folder``.

    Without a ``renderer`` there is no ``report.pdf`` and no ``card.png``; an older one is taken away. The zip holds
    everything else, and is written last.
    """
    for figure in figures:
        _numbers(folder / "figures", figure, edition)
    _put(folder / DATAPACKAGE, descriptor(edition, folder, figures))
    _put(folder / CITATION, citation(edition))
    if (folder / STANDINGS).exists():
        shutil.rmtree(folder / STANDINGS)
    standingfiles.write(folder / STANDINGS, edition)
    _printed(folder, edition, renderer)
    _zipped(folder, edition)


def _numbers(folder: Path, figure: FigureTable, edition: Edition) -> None:
    csvtext.write(folder / f"{figure.name}.csv", list(figure.types), figure.rows)
    number = edition.revision.number if edition.revision else 1
    lines = [
        cited(edition.imprint, edition.study.title, edition.week, number, wording(language), figure.name)
        for language in LANGUAGES
    ]
    _put(folder / f"{figure.name}.txt", "\n".join(lines) + "\n")


def _printed(folder: Path, edition: Edition, renderer: Renderer | None) -> None:
    for name in (PDF, CARD):
        (folder / name).unlink(missing_ok=True)
    if renderer:
        (folder / PDF).write_bytes(renderer.pdf(folder / "index.html", print_style()))
        (folder / CARD).write_bytes(renderer.picture(card.markup(edition), card.WIDTH, card.HEIGHT))


def _zipped(folder: Path, edition: Edition) -> None:
    target, top = folder / zip_name(edition.week), Path(zip_name(edition.week)).stem
    target.unlink(missing_ok=True)
    files = [path for path in folder.rglob("*") if path.is_file() and _ours(path.relative_to(folder))]
    draft = target.with_name(f".{target.name}")
    bundle.pack(draft, ((f"{top}/{path.relative_to(folder).as_posix()}", path) for path in files))
    draft.replace(target)


def _ours(path: Path) -> bool:
    """Not what somebody else laid beside, nor an earlier version's folder."""
    return path.parts[0] in FOLDERS or (len(path.parts) == 1 and path.name in FILES) or path.suffix == ".html"


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")


FOLDERS = ("figures", "data", "platforms", "tables", STANDINGS)
FILES = (DATAPACKAGE, CITATION, PDF, CARD)
