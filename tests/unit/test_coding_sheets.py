"""A coder's sheet out and in: nothing in it runs, every mistake is told at once, and nothing is half-stored."""

from __future__ import annotations

import csv
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from monitor.coding import codebook, sheets
from monitor.coding.reading import judge
from monitor.coding.rounds import Round, Rounds, RoundUnknown, Said, Shown, named
from monitor.coding.sheets import COLUMNS, SheetExists, SheetUnreadable
from monitor.errors import MonitorError
from reports.coding.rows import FUNCTIONS, MECHANISMS, Item
from tests.unit import told_study

TEXTS = (
    "=HYPERLINK(1)", "'=quoted", "退款三天内，\n原路退回。", "-5 days", "@all https", "plain; with\tall, of \"them\"",
)  # fmt: skip
DATE = datetime(2026, 2, 1, tzinfo=UTC)
INQUIRIES = tuple(f"{platform}-0{n}-{t}" for platform in ("swift", "stone") for n in (0, 1) for t in ("pre", "aft"))


def shown(number: int, text: str) -> Shown:
    item = Item(
        id=f"m{number}", inquiry_id=INQUIRIES[number], ordinal=1, stratum="holding/zh/mail", population=12, sampled=6
    )
    return Shown(item=item, question="发票", ours="+1 invoice?", before="← hello", message=text, place="1/1, +0:00:30")


ITEMS = tuple(shown(number, text) for number, text in enumerate(TEXTS))
IDS = tuple(one.item.id for one in ITEMS)
DRAWN = Round(
    number=1, seed=3, size=len(ITEMS), drawn_at=DATE, rules_version="1", coders=("ada", "ben"), shown=ITEMS,
    orders={"ada": IDS, "ben": IDS[::-1]},
)  # fmt: skip
SAID = Said(function="holding", mechanism="automatic")


@pytest.fixture
def rounds() -> Rounds:
    found = Rounds(told_study.store(nights=2))
    found.keep(DRAWN)
    return found


def labelled(path: Path, function: str = "holding 稍候", mechanism: str = "自动") -> list[tuple[int, dict[str, str]]]:
    return [(n, cells | {"function": function, "mechanism": mechanism}) for n, cells in sheets.read(path)]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_sheet_comes_back_as_it_went(tmp_path: Path, suffix: str) -> None:
    """Every text survives both formats; an untouched sheet has no mistake and no label."""
    sheets.write(tmp_path, DRAWN, "ben")
    lines = sheets.read(tmp_path / f"round-1-ben{suffix}")
    assert [cells["message"].replace("\r\n", "\n") for _, cells in lines] == list(TEXTS[::-1])
    found = judge(lines, DRAWN, {})
    assert (found.mistakes, found.said, found.unlabelled) == ([], {}, len(TEXTS))


def test_nothing_in_a_sheet_is_a_formula(tmp_path: Path) -> None:
    """The workbook holds strings alone; the CSV guards them."""
    sheets.write(tmp_path, DRAWN, "ada")
    with zipfile.ZipFile(tmp_path / "round-1-ada.xlsx") as book:
        for name in book.namelist():
            assert "<f>" not in book.read(name).decode("utf-8", "replace"), name
            assert "hyperlink" not in name
    with (tmp_path / "round-1-ada.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")] == []


def test_workbook_offers_the_labels_as_a_list(tmp_path: Path) -> None:
    """Drop-down lists of all functions and mechanisms over every row, and the code book in both languages."""
    sheets.write(tmp_path, DRAWN, "ada")
    path = tmp_path / "round-1-ada.xlsx"
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode("utf-8")
    lists = re.findall(r'<dataValidation [^>]*sqref="(\w+:\w+)".*?<formula1>"?(.*?)"?</formula1>', sheet)
    assert [place for place, _ in lists] == ["G2:G7", "H2:H7"]
    offered = [[choice.split()[0] for choice in html.replace("&quot;", "").split(",")] for _, html in lists]
    assert offered == [list(FUNCTIONS), list(MECHANISMS)]
    words = str(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(1).to_python())
    for entry in (*codebook.functions(), *codebook.mechanisms()):
        assert entry.zh in words
        assert entry.en in words


def test_code_book_defines_every_label() -> None:
    """In the order of the report, each with a key of its own."""
    assert [entry.id for entry in codebook.functions()] == list(FUNCTIONS)
    assert [entry.id for entry in codebook.mechanisms()] == list(MECHANISMS)
    for entries in (codebook.functions(), codebook.mechanisms()):
        keys = [entry.key for entry in entries]
        assert len(set(keys)) == len(keys)
        assert not {"q", "z", "?"} & set(keys)
    assert all(entry.zh in codebook.markdown() and entry.en in codebook.markdown() for entry in codebook.functions())


def test_same_round_writes_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        sheets.write(tmp_path / folder, DRAWN, "ada")
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes(), file.name


def test_sheet_is_never_overwritten(tmp_path: Path) -> None:
    """Somebody's work may be in it."""
    sheets.write(tmp_path, DRAWN, "ada")
    with pytest.raises(SheetExists, match="round-1-ada"):
        sheets.write(tmp_path, DRAWN, "ada")


@pytest.mark.parametrize("label", ["holding", "稍候", "holding 稍候", " Holding ", "ＨＯＬＤＩＮＧ"])
def test_label_by_id_or_name(tmp_path: Path, label: str) -> None:
    """As the drop-down shows it, or either part of it, in any case and width."""
    sheets.write(tmp_path, DRAWN, "ada")
    found = judge(labelled(tmp_path / "round-1-ada.csv", label), DRAWN, {})
    assert found.mistakes == []
    assert found.said == {one.item.place: SAID for one in ITEMS}


def test_every_mistake_at_once_with_its_row(tmp_path: Path) -> None:
    """An unknown label, a changed text, a label without its fellow, a stranger, a double and a missing row."""
    sheets.write(tmp_path, DRAWN, "ada")
    lines = labelled(tmp_path / "round-1-ada.xlsx")
    lines[0][1]["function"] = "rude"
    lines[1][1]["message"] += " really"
    lines[2][1]["mechanism"] = ""
    lines[3][1]["item"] = "m99"
    lines[4][1]["item"] = "m0"
    found = judge(lines, DRAWN, {})
    assert found.said == {}
    told = [(m.row, m.column.split()[0], m.wrong) for m in found.mistakes]
    assert told[0] == (2, "function", "'rude' is no label")
    assert [place[:2] for place in told] == [
        (2, "function"), (3, "message"), (4, "mechanism"), (5, "item"), (6, "item"), (0, "item"), (0, "item"),
    ]  # fmt: skip
    assert "row 2 already" in told[4][2]
    assert [wrong for row, _, wrong in told if row == 0] == ["m3 is missing", "m4 is missing"]


def test_part_of_a_sheet_may_be_labelled_later(tmp_path: Path, rounds: Rounds) -> None:
    """What is there is added; the rest is counted."""
    sheets.write(tmp_path, DRAWN, "ada")
    lines = labelled(tmp_path / "round-1-ada.csv")
    for _, cells in lines[2:]:
        cells["function"] = cells["mechanism"] = ""
    found = judge(lines, DRAWN, rounds.said(DRAWN, "ada"))
    assert found.unlabelled == 4
    assert rounds.add(DRAWN, "ada", found.said) == 2
    again = judge(labelled(tmp_path / "round-1-ada.csv"), DRAWN, rounds.said(DRAWN, "ada"))
    assert (again.mistakes, again.unlabelled) == ([], 0)
    assert rounds.add(DRAWN, "ada", again.said) == 4


def test_columns_in_another_order_and_other_programs_csv(tmp_path: Path) -> None:
    """Semicolons, GB 18030, rows and columns moved, none of it is a mistake."""
    sheets.write(tmp_path, DRAWN, "ada")
    with (tmp_path / "round-1-ada.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row[::-1] for row in csv.reader(file)]
    with (tmp_path / "saved.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file, delimiter=";").writerows([rows[0], *rows[:0:-1]])
    assert judge(sheets.read(tmp_path / "saved.csv"), DRAWN, {}).mistakes == []


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.txt", b"", "neither CSV nor XLSX"),
        ("x.csv", b"\xff\xff\xff", "neither UTF-8 nor GB 18030"),
        ("x.csv", b"a,b\n1,2\n", "has no column item"),
        ("x.csv", b"", "has no column item"),
        ("x.xlsx", b"no workbook", "cannot be read as a workbook"),
    ],
)
def test_file_that_is_no_sheet_is_refused(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SheetUnreadable, match=told) as caught:
        sheets.read(tmp_path / name)
    assert caught.value.hint


class TestRounds:
    """Labels of people are kept as opinions beside the rules'."""

    def test_coders_labels_leave_the_rules_alone(self, rounds: Rounds) -> None:
        rounds.add(DRAWN, "ada", {ITEMS[0].item.place: SAID})
        (kept,) = rounds.store.labels(rules_version="coder:ada:1")
        assert (kept.inquiry_id, kept.ordinal) == ITEMS[0].item.place
        assert rounds.said(DRAWN, "ada") == {ITEMS[0].item.place: SAID}
        assert rounds.said(DRAWN, "ben") == {}

    def test_label_is_never_overwritten(self, rounds: Rounds) -> None:
        """A change is refused, and as a correction it is added beside what it corrects."""
        place, other = ITEMS[0].item.place, replace(SAID, function="deflection")
        rounds.add(DRAWN, "ada", {place: SAID})
        with pytest.raises(MonitorError, match="1 labels of ada differ"):
            rounds.add(DRAWN, "ada", {place: other})
        assert rounds.add(DRAWN, "ada", {place: other}, correct=True) == 1
        assert rounds.said(DRAWN, "ada") == {place: other}
        assert [len(rounds.store.labels(rules_version=f"coder:ada:1{v}")) for v in ("", ":2")] == [1, 1]
        assert rounds.coded(DRAWN).corrections == 1

    def test_changed_label_in_a_sheet_needs_a_word(self, tmp_path: Path, rounds: Rounds) -> None:
        sheets.write(tmp_path, DRAWN, "ada")
        rounds.add(DRAWN, "ada", {ITEMS[0].item.place: replace(SAID, function="deflection")})
        lines, kept = labelled(tmp_path / "round-1-ada.csv"), rounds.said(DRAWN, "ada")
        (mistake,) = judge(lines, DRAWN, kept).mistakes
        assert (mistake.row, "--correct" in mistake.todo) == (2, True)
        assert judge(lines, DRAWN, kept, correct=True).mistakes == []

    def test_only_a_finished_round_is_printed(self, rounds: Rounds) -> None:
        """Else the page would show one coder what the other, and the rules, said."""
        every = {one.item.place: SAID for one in ITEMS}
        rounds.add(DRAWN, "ada", every)
        assert rounds.finished() is None
        rounds.add(DRAWN, "ben", every)
        coded = rounds.finished()
        assert coded is not None
        assert [coded.round, coded.coders(), len(coded.codes)] == [1, [1, 2], 12]
        assert "ada" not in repr(coded)

    def test_unfinished_newer_round_leaves_the_older_one_printed(self, rounds: Rounds) -> None:
        for coder in DRAWN.coders:
            rounds.add(DRAWN, coder, {one.item.place: SAID for one in ITEMS})
        rounds.keep(replace(DRAWN, number=2))
        assert rounds.one().number == 2
        found = rounds.finished()
        assert found is not None
        assert found.round == 1

    def test_unknown_round_or_coder_names_those_there_are(self, rounds: Rounds) -> None:
        for wrong, told in ((lambda: rounds.one(7), "no round 7"), (lambda: DRAWN.of("eve"), "'eve' codes nothing")):
            with pytest.raises(RoundUnknown, match=told) as caught:
                wrong()
            assert caught.value.hint
        with pytest.raises(RoundUnknown, match="nothing has been drawn"):
            Rounds(told_study.store(nights=0)).one()

    @pytest.mark.parametrize("names", [("Ada",), ("a b",), ("a:1",), ("",), ("ada", "ada")])
    def test_names_that_cannot_be_kept_are_refused(self, names: tuple[str, ...]) -> None:
        with pytest.raises(MonitorError):
            named(names)


def test_columns_are_found_by_their_first_word() -> None:
    """Each head begins with the column's name in English, so that it is found whatever is added."""
    assert len({head.split()[0] for head in COLUMNS.values()}) == len(COLUMNS)
