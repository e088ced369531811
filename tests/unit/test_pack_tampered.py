"""An evidence pack: whatever of it is changed, missing, added or moved is named, even where a forger made it whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.ledger import read
from monitor.proof import bag
from monitor.proof.contents import ROWS, read_row
from monitor.proof.verifying import verify
from tests.authority import Tsa, tsa
from tests.unit.forging import without
from tests.unit.packed_study import HOSTILE, packed

FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def two() -> Iterator[tuple[Tsa, Tsa]]:
    with tsa("first") as first, tsa("second") as second:
        yield first, second


@pytest.fixture(scope="module")
def original(two: tuple[Tsa, Tsa], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One pack about a shop, which no test changes."""
    place = tmp_path_factory.mktemp("original")
    return packed(place / "evidence", *two).write(place)


class Copies:
    """Copies of a pack to tamper with, one at a time."""

    def __init__(self, original: Path, place: Path) -> None:
        self.original, self.place = original, place / "copy"

    def __call__(self) -> Path:
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.original, self.place)
        return self.place

    def files(self) -> list[str]:
        return sorted(p.relative_to(self.original).as_posix() for p in self.original.rglob("*") if p.is_file())


@pytest.fixture
def copies(original: Path, tmp_path: Path) -> Copies:
    return Copies(original, tmp_path)


def sealed_again(folder: Path) -> None:
    """What a forger does: manifests made anew over the changed files."""
    info = dict(line.split(": ", 1) for line in (folder / bag.INFO).read_text(encoding="utf-8").splitlines())
    info.pop("Payload-Oxum")
    bag.close(folder, info)


class TestTampering:
    """Whatever is done to a copy, the finding names the file."""

    @FEW
    @given(which=st.floats(0, 0.9999), where=st.floats(0, 0.9999), bit=st.integers(0, 7))
    def test_changed_byte(self, copies: Copies, which: float, where: float, bit: int) -> None:
        folder, names = copies(), copies.files()
        name = names[int(which * len(names))]
        content = bytearray((folder / name).read_bytes())
        content[int(where * len(content))] ^= 1 << bit
        (folder / name).write_bytes(content)
        assert any(name in finding for finding in verify(folder).findings)

    @FEW
    @given(which=st.floats(0, 0.9999), where=st.floats(0, 0.9999))
    def test_missing_byte(self, copies: Copies, which: float, where: float) -> None:
        folder, names = copies(), copies.files()
        name = names[int(which * len(names))]
        content = bytearray((folder / name).read_bytes())
        del content[int(where * len(content))]
        (folder / name).write_bytes(content)
        assert any(name in finding for finding in verify(folder).findings)

    @FEW
    @given(which=st.floats(0, 0.9999), where=st.floats(0, 0.9999), byte=st.integers(0, 255))
    def test_added_byte(self, copies: Copies, which: float, where: float, byte: int) -> None:
        folder, names = copies(), copies.files()
        name = names[int(which * len(names))]
        content = bytearray((folder / name).read_bytes())
        content.insert(int(where * len(content)), byte)
        (folder / name).write_bytes(content)
        assert any(name in finding for finding in verify(folder).findings)

    def test_missing_file(self, copies: Copies) -> None:
        """Each file in turn; without its declaration a folder is no bag at all."""
        for name in copies.files():
            folder = copies()
            (folder / name).unlink()
            if name == bag.BAGIT:
                with pytest.raises(bag.NoPack, match=name):
                    verify(folder)
            else:
                assert any(name in finding for finding in verify(folder).findings), name

    @pytest.mark.parametrize("name", ["note.txt", "data/note.txt", "data/exhibits/x.png", "data/stamps/x", "a/b.txt"])
    def test_added_file(self, copies: Copies, name: str) -> None:
        folder = copies()
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("added")
        top = name.split("/")[0] if not name.startswith("data") else name
        assert any(finding.startswith(top) for finding in verify(folder).findings)

    def test_files_exchanged(self, copies: Copies) -> None:
        """Two exhibits that changed places are both named."""
        folder = copies()
        one, two_ = sorted((folder / "data/exhibits").glob("*.png"))[:2]
        first = one.read_bytes()
        one.write_bytes(two_.read_bytes())
        two_.write_bytes(first)
        findings = verify(folder).findings
        assert all(any(path.name in finding for finding in findings) for path in (one, two_))

    def test_link_in_the_place_of_a_file(self, copies: Copies, tmp_path: Path) -> None:
        folder = copies()
        victim = folder / "data/timeline.csv"
        (tmp_path / "same").write_bytes(victim.read_bytes())
        victim.unlink()
        victim.symlink_to(tmp_path / "same")
        assert any("timeline.csv" in finding and "link" in finding for finding in verify(folder).findings)

    @FEW
    @given(where=st.floats(0, 0.9999), bit=st.integers(0, 7))
    def test_changed_byte_of_a_zip(self, copies: Copies, tmp_path: Path, where: float, bit: int) -> None:
        """No byte of a zip can be changed unnoticed, not even those that no file holds."""
        zipped = tmp_path / "pack.zip"
        bag.write_zip(copies.original, zipped)
        content = bytearray(zipped.read_bytes())
        content[int(where * len(content))] ^= 1 << bit
        zipped.write_bytes(content)
        try:
            found = bool(verify(zipped).findings)
        except bag.NoPack:
            found = True
        assert found


class TestForgery:
    """Even with manifests made anew, rows, ledger and exhibits betray what was done to them."""

    @FEW
    @given(which=st.floats(0, 0.9999), how=st.sampled_from(["changed", "missing", "added", "reordered"]))
    def test_row(self, copies: Copies, which: float, how: str) -> None:
        """One row of all."""
        folder = copies()
        lines = (folder / "data" / ROWS).read_bytes().splitlines()
        at = int(which * len(lines))
        row = read_row(lines[at])
        if how == "changed":
            lines[at] = replace(row, row={**row.row, "extra": 1}).line()
        elif how == "missing":
            del lines[at]
        elif how == "added":
            lines.insert(at, replace(row, sequence=99_999).line())
        else:
            lines.insert((at + 1) % len(lines), lines.pop(at))
        (folder / "data" / ROWS).write_bytes(b"".join(line + b"\n" for line in lines))
        sealed_again(folder)
        findings = verify(folder).findings
        if how == "missing" and row.subject not in ("aaa", "ccc"):
            return  # nights and controls are context: that one is left out, no row can tell
        assert any(f"row {row.observer} {row.sequence} " in f or "99999" in f or "out of order" in f for f in findings)

    @FEW
    @given(which=st.floats(0, 0.9999), how=st.sampled_from(["changed", "missing", "added", "reordered"]))
    def test_ledger(self, copies: Copies, which: float, how: str) -> None:
        """One line of the ledger."""
        folder = copies()
        path = folder / "data/ledger/observer-1.jsonl"
        lines = path.read_bytes().splitlines()
        at = int(which * len(lines))
        if how == "changed":
            lines[at] = lines[at].replace(b'"digest":"', b'"digest":"f', 1)
        elif how == "missing":
            del lines[at]
        elif how == "added":
            lines.insert(at, lines[at])
        else:
            lines.insert((at + 1) % len(lines), lines.pop(at))
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        sealed_again(folder)
        assert any("observer-1" in finding for finding in verify(folder).findings)

    def test_reply_and_its_line_taken_out(self, copies: Copies) -> None:
        """To make a platform silent, row and line are taken out and the chain made anew: the stamps do not fit."""
        folder = copies()
        path = folder / "data/ledger/observer-1.jsonl"
        entries = [read(line) for line in path.read_bytes().splitlines()]
        rows = [read_row(line) for line in (folder / "data" / ROWS).read_bytes().splitlines()]
        reply = next(row for row in rows if row.kind == "message" and row.row["text"] == HOSTILE)
        kept_rows, kept_entries = without(reply, rows, entries)
        path.write_bytes(b"".join(entry.line() + b"\n" for entry in kept_entries))
        (folder / "data" / ROWS).write_bytes(b"".join(row.line() + b"\n" for row in kept_rows))
        sealed_again(folder)
        findings = verify(folder).findings
        assert any(".tsr: it is on something else" in finding for finding in findings)
        assert any(".json: is not the ledger's line" in finding for finding in findings)

    def test_of_a_forged_authority(self, copies: Copies, two: tuple[Tsa, Tsa]) -> None:
        """A root put in the place of the pack's own does not verify the stamps."""
        folder = copies()
        shutil.copy(two[1].root, folder / "data/stamps/first.pem")
        sealed_again(folder)
        assert any("first.tsr: it does not verify" in finding for finding in verify(folder).findings)

    def test_page_alone(self, copies: Copies) -> None:
        """A page that says something else than the rows is named."""
        folder = copies()
        page = folder / "data/index.html"
        page.write_text(page.read_text(encoding="utf-8").replace("Li Lei", "Han Meimei"), encoding="utf-8")
        sealed_again(folder)
        assert verify(folder).findings == ["data/index.html: is not what the rows say"]

    def test_exhibit(self, copies: Copies) -> None:
        """Another picture under the old name is not the exhibit of the row."""
        folder = copies()
        victim = next((folder / "data/exhibits").glob("*.png"))
        victim.write_bytes(victim.read_bytes() + b"x")
        sealed_again(folder)
        assert any(victim.name in finding and "not the exhibit" in finding for finding in verify(folder).findings)

    def test_inquiry_left_out(self, copies: Copies) -> None:
        """A pack that no longer names one of its inquiries says so."""
        folder = copies()
        about = folder / "data/pack.json"
        told = json.loads(about.read_text(encoding="utf-8"))
        told["inquiries"].remove("ccc")
        about.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        sealed_again(folder)
        assert any("inquiry ccc" in finding for finding in verify(folder).findings)

    @FEW
    @given(name=st.sampled_from(["pack.json", "rows.jsonl", "ledger/observer-1.jsonl", "stamps/first.pem"]),
           junk=st.binary(max_size=60))  # fmt: skip
    def test_junk(self, copies: Copies, name: str, junk: bytes) -> None:
        """Whatever stands in a file, verifying ends with findings and not with a crash."""
        folder = copies()
        (folder / "data" / name).write_bytes(junk)
        sealed_again(folder)
        assert verify(folder).findings
