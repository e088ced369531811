"""Publishing an edition: which files there are, that they are stable, and that old ones go."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from reports.dictionary import data_files
from reports.weekly import publish
from tests.unit.weekly_rows import edition


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(edition(), tmp_path_factory.mktemp("edition") / "out").parent


def test_every_file_the_pages_name_is_there(published: Path) -> None:
    """Each link or picture of a page leads to a file, and no file is left unnamed."""
    named = {"index.html"}
    beside = ("standings/", "../feed.atom")  # a line's own file is for programs; the feed lies beside all editions
    for page in published.rglob("*.html"):
        for address in re.findall(r'(?:href|src|srcset)="([^"#]+)', page.read_text(encoding="utf-8")):
            named.add(os.path.relpath(page.parent / address, published))
    assert {n for n in named if not n.startswith(beside)} == {
        n for n in contents(published) if not n.startswith(beside)
    }
    assert "standings/index.json" in named & set(contents(published))
    assert {f"data/{file.name}" for file in data_files(second_looks=False)} <= named


def test_front_page_with_its_first_figure_is_small(published: Path) -> None:
    """What a reader loads first stays under 300 KB; a picture waits until it is seen, in the language that is read."""
    page = published / "index.html"
    pictures = re.findall(r"<img [^>]+>", page.read_text(encoding="utf-8"))
    assert [one for one in pictures if 'loading="lazy"' not in one] == []
    assert 'src="figures/screen/ranking-all.zh.svg"' in pictures[0]
    assert page.stat().st_size + (published / "figures/screen/ranking-all.zh.svg").stat().st_size < 300_000


def test_figures_come_in_both_languages_widths_and_formats(published: Path) -> None:
    """The overall ranking alone is eight files for print (zh and en, wide and one column, SVG and PNG), four to see."""
    found = [name for name in contents(published) if "ranking-all." in name and name.endswith((".svg", ".png"))]
    assert (len(found), sum("screen" in name for name in found)) == (12, 4)


def test_same_rows_same_bytes(published: Path, tmp_path: Path) -> None:
    """Publishing the same edition again, from rows in another order, gives the same bytes in every file."""
    told = edition()
    turned = edition(trials=told.trials[::-1], messages=told.messages[::-1], labels=told.labels[::-1])
    publish(turned, tmp_path)
    assert contents(tmp_path) == contents(published)


def test_an_earlier_edition_is_replaced(tmp_path: Path) -> None:
    """Figures and data of an earlier run go; what else lies in the folder stays."""
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "old.svg").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    publish(edition(trials=(), lines=[], messages=(), labels=()), tmp_path)
    assert not (tmp_path / "figures" / "old.svg").exists()
    assert (tmp_path / "notes.txt").read_text() == "mine"


class Jammed:
    """A renderer whose browser is gone."""

    def pdf(self, page: Path, style: str) -> bytes:
        raise RuntimeError("the browser is gone")

    def picture(self, markup: str, width: int, height: int) -> bytes:
        raise RuntimeError("the browser is gone")


def test_an_error_leaves_what_stood_there(published: Path, tmp_path: Path) -> None:
    """Of an edition that could not be finished nothing is to be seen, neither over an earlier one nor alone."""
    shutil.copytree(published, tmp_path / "earlier")
    for folder in (tmp_path / "earlier", tmp_path / "none"):
        with pytest.raises(RuntimeError):
            publish(edition(trials=(), lines=[], messages=(), labels=()), folder, Jammed())
    assert contents(tmp_path / "earlier") == contents(published)
    assert not (tmp_path / "none").exists()


def test_what_a_killed_process_left_goes(tmp_path: Path) -> None:
    """The next edition is made where an earlier one was left unfinished, and takes nothing over from it."""
    (tmp_path / ".unfinished" / "data").mkdir(parents=True)
    (tmp_path / ".unfinished" / "data" / "trials.csv").write_text("half a row")
    publish(edition(trials=(), lines=[], messages=(), labels=()), tmp_path)
    assert not (tmp_path / ".unfinished").exists()
    assert (tmp_path / "data" / "trials.csv").read_text(encoding="utf-8") != "half a row"
