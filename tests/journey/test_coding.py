"""``silence code`` as its users meet it: draw, enter, read, agree, and the report that prints it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.coding.rounds import Rounds
from monitor.editions import sums
from monitor.settings import load
from monitor.store import open_store
from tests.unit import told_study

pytestmark = pytest.mark.slow

KEYS = {"收到": "aa", "received": "aa", "退款": "sh", "发票": "sh", "refund": "sh", "invoice": "sh"}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a study that has run for its nights, in a database."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "config.toml").write_text(told_study.config(), encoding="utf-8")
    store = open_store(load(folder / "config.toml").database_url())
    store.migrate()
    for night in range(told_study.NIGHTS):
        told_study.add_night(store, night)
    return folder


@pytest.fixture
def folder(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of it to work in."""
    for file in study.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(main, list(args), input=answer)


def fill(path: Path, *, wrong: int = 0) -> None:
    """Label a sheet as a person would who reads it; the first ``wrong`` answers are called holding replies."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for row in rows[1:]:
        keys = next(keys for word, keys in KEYS.items() if word in row[4])
        row[6:8] = ["substantive", "human"] if keys[0] == "s" else ["acknowledgement", "自动"]
        if keys[0] == "s" and wrong:
            row[6], wrong = "稍候", wrong - 1
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def test_whole_way_from_draw_to_report(folder: Path) -> None:
    """One coder by sheet, one at the terminal; then the agreement, and the report with its files."""
    drawn = json.loads(run("code", "draw", "--out", "sheets", "--size", "40", "--json").output)
    assert drawn["items"] == 40
    assert sum(s["sampled"] for s in drawn["strata"].values()) == 40
    assert {Path(f).name for f in drawn["files"]} == {
        "round-1-a.csv", "round-1-a.xlsx", "round-1-b.csv", "round-1-b.xlsx", "codebook.md",
    }  # fmt: skip
    fill(folder / "sheets/round-1-a.csv", wrong=2)
    result = run("code", "read", "sheets/round-1-a.csv", "--coder", "a")
    assert result.output == "40 labels added, 0 messages not yet labelled\n"
    page = page_of(report())
    assert "Not yet coded by people" in page
    assert "尚无人工标注" in page

    order = [one.message for one in rounds(folder).one().of("b")]
    keys = "".join(next(keys for word, keys in KEYS.items() if word in text) for text in order)
    result = run("code", "enter", "b", answer=keys[:20] + "q")
    assert result.output.endswith("10 of 40 labelled\n")
    result = run("code", "enter", "b", answer=keys[20:])
    assert result.output.endswith("40 of 40 labelled, all done\n")

    found = json.loads(run("code", "agree", "--json").output)
    assert found["coders"] == {"1": 40, "2": 40}
    assert found["agreement"]["function"]["plain"]["percent"]["value"] == pytest.approx(38 / 40)
    told = run("code", "agree").output
    for words in ("kappa", "alpha", "rules (rows) against people", "rules held against people", "Silence Index"):
        assert words in told
    edition = report()
    page = page_of(edition)
    assert "Not yet coded by people" not in page
    assert "Krippendorff alpha" in page
    assert "Edition 2 of this week" in page
    published = json.loads((edition / "data/agreement.json").read_text(encoding="utf-8"))
    assert published["agreement"] == found["agreement"]
    coding = (edition / "data/coding.csv").read_text(encoding="utf-8")
    assert len(coding.splitlines()) == 81


def report() -> Path:
    """The folder of the newest edition, just written."""
    result = run("report", "--json")
    assert result.exit_code == 0, result.output
    return Path(json.loads(result.output)["page"]).parent


def page_of(edition: Path) -> str:
    return (edition / "index.html").read_text(encoding="utf-8")


def rounds(folder: Path) -> Rounds:
    return Rounds(open_store(load(folder / "config.toml").database_url()))


def test_slip_can_be_taken_back(folder: Path) -> None:
    """z asks for the last message again, or for the first of two keys; the code book is one key away."""
    run("code", "draw", "--out", "sheets", "--size", "5")
    result = run("code", "enter", "a", answer="gz?saggzraq")  # g, no: s a; then g g (no mechanism), z: r a
    assert "Only says hello" in result.output
    found = rounds(folder)
    said = found.said(found.one(), "a")
    first, second = (one.item.place for one in found.one().of("a")[:2])
    assert (said[first].function, said[first].mechanism) == ("substantive", "automatic")
    assert (said[second].function, said[second].mechanism) == ("refusal", "automatic")
    assert len(said) == 2


def test_message_is_shown_whole_and_each_key_beside_its_label(folder: Path) -> None:
    """Whatever the width of the terminal: what is cut off cannot be judged."""
    run("code", "draw", "--out", "sheets", "--size", "40")
    longest = max(rounds(folder).one().of("a"), key=lambda one: len(one.message))
    assert len(longest.message) > 78
    place = rounds(folder).one().of("a").index(longest)
    lines = run("code", "enter", "a", answer="sa" * place + "q").output.splitlines()
    panel = " ".join(line.strip("│ ") for line in lines[-12:] if line.startswith("│"))
    assert " ".join(panel.split()) == " ".join(longest.message.split())
    for label in ("[i] information_request 追问", "[s] substantive 实质答复", "[z] last one again", "[?] code book"):
        assert any(label in line for line in lines), label


def test_sheet_with_mistakes_is_not_stored_at_all(folder: Path) -> None:
    """Leaves with 1, names every row, and the store knows nothing of it."""
    run("code", "draw", "--out", "sheets", "--size", "12")
    path = folder / "sheets/round-1-a.csv"
    fill(path)
    lines = path.read_text(encoding="utf-8-sig").replace("substantive", "good answer", 1)
    path.write_text(lines, encoding="utf-8-sig")
    result = run("code", "read", str(path), "--coder", "a")
    assert result.exit_code == 1
    assert "'good answer' is no label" in result.output
    assert "nothing was stored" in result.output
    found = json.loads(run("code", "read", str(path), "--coder", "a", "--json").output)
    assert (found["added"], len(found["mistakes"])) == (0, 1)
    assert rounds(folder).said(rounds(folder).one(), "a") == {}


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("draw", "--out", "s", "--size", "2"), "cannot cover 4 strata"),
        (("draw", "--out", "s", "--coder", "Ada"), "'Ada' is no coder's name"),
        (("agree",), "nothing has been drawn"),
        (("enter", "a"), "nothing has been drawn"),
        (("read", "config.toml", "--coder", "a"), "nothing has been drawn"),
    ],
)
def test_wrong_use_is_told_with_what_to_do(folder: Path, args: tuple[str, ...], told: str) -> None:
    result = run("code", *args)
    assert result.exit_code == 2
    assert told in result.output
    assert "→" in result.output


def test_agreement_before_anybody_coded(folder: Path) -> None:
    run("code", "draw", "--out", "s", "--size", "8")
    result = run("code", "agree")
    assert result.exit_code == 2
    assert "nobody has labelled anything of round 1" in result.output
    assert "codes nothing in round 1" in run("code", "enter", "eve").output


def test_rebuilt_edition_holds_the_labels_of_then(folder: Path) -> None:
    """An edition without people's labels stays without them, byte for byte, after people have coded."""
    before = report()
    files = sums(before)
    run("code", "draw", "--out", "s", "--size", "8", "--coder", "solo")
    fill(folder / "s/round-1-solo.csv")
    run("code", "read", "s/round-1-solo.csv", "--coder", "solo")
    assert "One coder alone" in page_of(report())
    result = run("report", "--rebuild", "--week", before.name, "--edition", "1", "--out", "again")
    assert result.exit_code == 0, result.output
    assert sums(folder / "again") == files


def test_every_part_explains_itself() -> None:
    for name in ("draw", "enter", "read", "agree"):
        result = run("code", name, "--help")
        assert result.exit_code == 0
        assert len(result.output.splitlines()) > 6, name
