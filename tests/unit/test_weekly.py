"""Publishing an edition: which files there are, that they are stable, and that old ones go."""

from __future__ import annotations

import re
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


def test_every_file_the_page_names_is_there(published: Path) -> None:
    """Each link of the page to a figure or a data file leads to one, and no file is left unnamed."""
    page = (published / "index.html").read_text(encoding="utf-8")
    named = set(re.findall(r'href="((?:data|figures)/[^"]+)"', page))
    written = {name for name in contents(published) if name.startswith(("data/", "figures/"))}
    assert named == written
    assert {f"data/{file.name}" for file in data_files()} <= written


def test_figures_come_in_both_languages_widths_and_formats(published: Path) -> None:
    """The overall ranking alone is eight files: zh and en, wide and one column, SVG and PNG."""
    found = {name for name in contents(published) if "ranking-all." in name and name.endswith(("svg", "png"))}
    assert len(found) == 8


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
