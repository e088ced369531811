"""An edition as a package: every part valid by its own standard, the same bytes again, and whole in one zip."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from pathlib import Path

import jsonschema
import pytest
import python_calamine
import yaml
from frictionless import Package

from reports import bundle, workbook
from reports.citation import citation
from reports.datapackage import descriptor
from reports.dictionary import WORKBOOK, data_files
from reports.edition import Edition
from reports.figures.figuredata import ROWS, TYPES
from reports.imprint import Imprint
from reports.weekly import publish
from tests.unit.weekly_rows import edition

SCHEMA = Path(__file__).parents[1] / "data/schemas/citation-file-format-1.2.0.json"
HOSTILE = '=cmd|"/C calc"!A0\n<script>alert(1)</script>'
IMPRINT = Imprint(
    publisher="研究组: 'Study' # 1", address="https://silence.example.org/reports", contact="desk@example.org"
)


class Press:
    """A renderer that prints one word."""

    def pdf(self, page: Path, style: str) -> bytes:
        return b"%PDF printed"

    def picture(self, markup: str, width: int, height: int) -> bytes:
        return b"\x89PNG picture"


def told() -> Edition:
    return edition(text=HOSTILE, imprint=IMPRINT)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(told(), tmp_path_factory.mktemp("package"), Press()).parent


def test_data_package_is_valid_with_every_row(published: Path) -> None:
    """Frictionless reads each table by its schema: types, times, and the sums of the files."""
    package = Package(str(published / "datapackage.json"))
    package.remove_resource("data-tables-xlsx")  # frictionless needs a further library for it
    report = package.validate()
    assert report.valid, report.flatten(["type", "message"])[:5]
    tables = [task for task in report.tasks if task.name.endswith("-csv")]
    assert len(tables) > 12
    assert sum(task.stats.get("rows", 0) for task in tables) > 60


def test_data_package_knows_every_file(published: Path) -> None:
    """Each data file and each figure's numbers are described in both languages, with size and sum."""
    found = json.loads((published / "datapackage.json").read_text(encoding="utf-8"))
    paths = {resource["path"]: resource for resource in found["resources"]}
    figures = {f"figures/{path.name}" for path in (published / "figures").glob("*.csv")}
    assert set(paths) == {f"data/{file.name}" for file in data_files(second_looks=False)} | figures
    for path, resource in paths.items():
        assert " · " in resource["description"]
        if resource["format"] in ("csv", "json"):
            content = (published / path).read_bytes()
            assert resource["bytes"] == len(content)
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_citation_is_valid(published: Path) -> None:
    """By the schema of the Citation File Format 1.2, with names that YAML would take for something else."""
    found = yaml.safe_load((published / "CITATION.cff").read_text(encoding="utf-8"))
    jsonschema.validate(found, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert found["authors"] == [{"name": "研究组: 'Study' # 1"}]
    assert found["url"] == "https://silence.example.org/reports/2026-W47/"
    bare = yaml.safe_load(citation(edition()))
    jsonschema.validate(bare, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_every_figure_has_its_numbers_and_its_citation(published: Path) -> None:
    """Whatever is drawn lies beside it as numbers, once for both languages."""
    drawn = {path.name.split(".")[0] for path in (published / "figures").glob("*.svg")}
    for suffix in ("csv", "txt"):
        assert {path.stem for path in (published / "figures").glob(f"*.{suffix}")} == drawn
    line = (published / "figures/ranking-all.txt").read_text(encoding="utf-8")
    assert "edition 1, figure ranking-all" in line
    assert "https://silence.example.org/reports/2026-W47/" in line
    assert ROWS.keys() == TYPES.keys()


def test_figures_numbers_are_those_of_the_standings(published: Path) -> None:
    """The ranking's dots and intervals are the published lines, in the order in which they are drawn."""
    with (published / "figures/ranking-all.csv").open(encoding="utf-8") as file:
        drawn = [(row["platform"], row["index"], row["index_low"], row["index_high"]) for row in csv.DictReader(file)]
    with (published / "data/standings.csv").open(encoding="utf-8") as file:
        lines = {row["platform"]: row for row in csv.DictReader(file) if row["channel"] == "all"}
    assert drawn == [(p, lines[p]["index"], lines[p]["index_low"], lines[p]["index_high"]) for p in ("stone", "quick")]


def test_workbook_holds_the_tables_and_runs_nothing(published: Path) -> None:
    """A sheet a table with the CSV's cells; what looks like a formula is text with its guard."""
    book = python_calamine.CalamineWorkbook.from_path(published / "data" / WORKBOOK)
    assert {Path(f.name).stem for f in data_files(second_looks=False) if f.types} < set(book.sheet_names)
    rows = book.get_sheet_by_name("messages").to_python()
    text = rows[1][rows[0].index("text")]
    assert str(text).startswith("'=cmd|")
    with (published / "data/trials.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    sheet = book.get_sheet_by_name("trials").to_python()
    got = dict(zip(map(str, sheet[0]), sheet[1], strict=True))
    assert (got["inquiry_id"], got["paraphrase"], got["u"]) == (first["inquiry_id"], 0.0, float(first["u"] or 0))
    with zipfile.ZipFile(published / "data" / WORKBOOK) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


def test_table_too_long_for_a_spreadsheet_is_named(published: Path, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """No part of a table passes for the whole: the first sheet says where it is instead."""
    monkeypatch.setattr(workbook, "LARGEST", 10)
    workbook.write(tmp_path / "t.xlsx", published / "data", data_files(second_looks=False))
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "t.xlsx")
    assert "trials" not in book.sheet_names
    assert "standings" in book.sheet_names
    about = "\n".join(str(row[0]) for row in book.get_sheet_by_index(0).to_python())
    assert "more than 10 rows: see data/trials.csv" in about


def test_zip_opens_to_the_whole_edition(published: Path) -> None:
    """Every file of the folder under one name, sound, with nothing of anybody else's."""
    (published / "notes.txt").write_text("mine")
    with zipfile.ZipFile(published / "silence-2026-W47.zip") as found:
        assert found.testzip() is None
        names = set(found.namelist())
        assert found.read("silence-2026-W47/report.pdf") == b"%PDF printed"
        assert found.read("silence-2026-W47/index.html") == (published / "index.html").read_bytes()
    there = {path.relative_to(published).as_posix() for path in published.rglob("*") if path.is_file()}
    assert names == {f"silence-2026-W47/{name}" for name in there - {"notes.txt", "silence-2026-W47.zip"}}


def test_same_edition_same_bytes(published: Path, tmp_path: Path) -> None:
    """Spreadsheet and zip too: no clock and no order of the file system is in them."""
    (published / "notes.txt").unlink(missing_ok=True)
    publish(told(), tmp_path, Press())
    for name in ("silence-2026-W47.zip", "data/tables.xlsx", "datapackage.json", "CITATION.cff"):
        assert (tmp_path / name).read_bytes() == (published / name).read_bytes(), name


def test_without_a_renderer_there_is_no_print(tmp_path: Path) -> None:
    """An older PDF does not pass for this edition's: rewriting without a browser takes it away."""
    few = edition(trials=(), lines=[], messages=(), labels=())
    for press, there in ((Press(), True), (None, False)):
        publish(few, tmp_path, press)
        assert [(tmp_path / name).exists() for name in ("report.pdf", "card.png")] == [there, there]


def test_zip_packs_what_is_empty_and_what_is_not(tmp_path: Path) -> None:
    """Names in Chinese, an empty file, and bytes that cannot be made smaller."""
    contents = {"空.txt": b"", "b": bytes(range(256)) * 9, "a/ä.csv": "值\n".encode() * 5000}
    for number, content in enumerate(contents.values()):
        (tmp_path / str(number)).write_bytes(content)
    bundle.pack(tmp_path / "z.zip", [(name, tmp_path / str(n)) for n, name in enumerate(contents)])
    with zipfile.ZipFile(tmp_path / "z.zip") as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist()} == contents
        assert {info.date_time for info in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_descriptor_names_the_licence(published: Path) -> None:
    found = json.loads(descriptor(told(), published, []))
    assert found["licenses"][0]["path"].startswith("https://creativecommons.org/licenses/by/4.0")
