"""An evidence pack: what is in it, what its stamps cover, and what keeps one from being made."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import bagit
import pytest

from monitor.ledger import STUDY
from monitor.proof import bag
from monitor.proof.contents import ROWS, read_row
from monitor.proof.gathering import NothingToProve, RowsDiffer
from monitor.proof.pack import PackExists
from monitor.proof.verifying import verify
from monitor.store.memory import MemoryStore
from tests.authority import Tsa, tsa
from tests.unit.packed_study import Packed, packed


@pytest.fixture(scope="module")
def two() -> Iterator[tuple[Tsa, Tsa]]:
    with tsa("first") as first, tsa("second") as second:
        yield first, second


@pytest.fixture(scope="module")
def original(two: tuple[Tsa, Tsa], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One pack about a shop, which no test changes."""
    place = tmp_path_factory.mktemp("original")
    return packed(place / "evidence", *two).write(place)


@pytest.fixture
def house(two: tuple[Tsa, Tsa], tmp_path: Path) -> Packed:
    return packed(tmp_path / "evidence", *two)


class TestPack:
    def test_is_fine(self, original: Path) -> None:
        """An untouched pack has no finding, and says whose certificates it was verified by."""
        verdict = verify(original)
        assert verdict.findings == []
        assert len([note for note in verdict.notes if "own copy" in note]) == 2

    def test_is_a_bag(self, original: Path) -> None:
        """The Library of Congress's validator takes it."""
        bagit.Bag(str(original)).validate(processes=1)

    def test_holds_one_platform_alone(self, original: Path) -> None:
        """Another platform's rows are not in it; of its entries only numbers and hashes."""
        rows = [read_row(line) for line in (original / "data" / ROWS).read_bytes().splitlines()]
        assert {row.subject for row in rows} >= {"aaa", "ccc", "2026-11-16"}
        assert "bbb" not in {row.subject for row in rows}
        assert b'"bbb"' in (original / "data/ledger/observer-1.jsonl").read_bytes()

    def test_of_one_inquiry(self, house: Packed, tmp_path: Path) -> None:
        """An inquiry's own pack is as whole as a platform's."""
        verdict = verify(house.write(tmp_path / "out", "aaa"))
        assert verdict.findings == []

    def test_is_not_compressed_twice(self, house: Packed, tmp_path: Path) -> None:
        """A zip holds the same folder and verifies as it is."""
        made = house.write(tmp_path / "out", as_zip=True)
        assert made.suffix == ".zip"
        assert verify(made).findings == []

    def test_same_exhibit_once(self, original: Path) -> None:
        """What two inquiries share lies in the pack once."""
        kept = list((original / "data/exhibits").iterdir())
        assert len(kept) == len({path.stem for path in kept}) == 4

    def test_page_shows_hostile_words_as_words(self, original: Path) -> None:
        """What a platform said is escaped in the page, visible in the transcript, guarded in the timeline."""
        page = (original / "data/index.html").read_text(encoding="utf-8")
        assert "<script" not in page
        assert "\u202e" not in page
        assert "&lt;script&gt;" in page
        assert "default-src &#39;none&#39;" in page
        assert "\u202e" not in (original / "data/transcripts/aaa.txt").read_text(encoding="utf-8")
        assert "'=HYPERLINK" in (original / "data/timeline.csv").read_text(encoding="utf-8")

    def test_of_nobody(self, house: Packed, tmp_path: Path) -> None:
        with pytest.raises(NothingToProve, match="nothing was asked of nobody"):
            house.write(tmp_path / "out", "nobody")

    def test_never_replaces(self, house: Packed, tmp_path: Path) -> None:
        order = house.order()
        house.write(tmp_path / "out", at=order.at)
        with pytest.raises(PackExists):
            house.write(tmp_path / "out", at=order.at)

    def test_export_is_remembered(self, house: Packed, tmp_path: Path) -> None:
        """Who exported what and why is in custody, with the manifest's hash; the next pack shows it."""
        first = house.write(tmp_path / "out")
        [act] = house.store.acts()
        assert (act.who, act.what, act.subject, act.reason) == ("Li Lei", "exported", "shop", "payment dispute 2026-17")
        assert act.sha256 == bag.digest(first / bag.MANIFEST)
        house.stamp()
        second = house.write(tmp_path / "again")
        assert act.sha256 in (second / "data" / ROWS).read_text(encoding="utf-8")
        assert verify(second).findings == []


class TestStamps:
    def test_without_any(self, tmp_path: Path) -> None:
        """A pack that nobody stamped is not fine, unless that is known."""
        made = packed(tmp_path / "evidence").write(tmp_path / "out")
        assert ["covered by no time stamp" in finding for finding in verify(made).findings] == [True]
        assert verify(made, unstamped=True).findings == []

    def test_pending_ones(self, house: Packed, tmp_path: Path) -> None:
        """What came after the last stamp is told by the line at which it begins."""
        house.store.keep("aaa", house.evidence.keep(b"late", "text/plain", "page", at=house.at(300)))
        [finding] = verify(house.write(tmp_path / "out", "aaa")).findings
        assert finding.startswith("1 rows are covered by no time stamp, from ledger observer-1 ")

    def test_by_another_root(self, original: Path, two: tuple[Tsa, Tsa], tmp_path: Path) -> None:
        """Certificates handed in are trusted in place of the pack's own."""
        roots = [one.root.read_bytes() for one in two]
        assert verify(original, certificates=roots).findings == []
        assert all("second" in finding for finding in verify(original, certificates=roots[:1]).findings)
        assert verify(original, certificates=roots[:1]).findings


class TestDatabase:
    """What was changed in the database is noticed before a pack is made of it."""

    def store(self, house: Packed) -> MemoryStore:
        assert isinstance(house.store, MemoryStore)
        return house.store

    def test_changed_message(self, house: Packed, tmp_path: Path) -> None:
        messages = self.store(house)._messages["aaa"]
        messages[2] = replace(messages[2], text="我们马上处理")
        with pytest.raises(RowsDiffer, match="no longer holds this message of aaa"):
            house.write(tmp_path / "out")

    def test_missing_message(self, house: Packed, tmp_path: Path) -> None:
        del self.store(house)._messages["aaa"][2]
        with pytest.raises(RowsDiffer, match="no longer holds this message of aaa"):
            house.write(tmp_path / "out", "aaa")

    def test_added_message(self, house: Packed, tmp_path: Path) -> None:
        messages = self.store(house)._messages["ccc"]
        messages[7] = replace(messages[1], ordinal=7, text="补充")
        with pytest.raises(RowsDiffer, match="a message of ccc that the ledger does not cover"):
            house.write(tmp_path / "out")

    def test_lost_exhibit(self, house: Packed, tmp_path: Path) -> None:
        """An exhibit that is not on disk is told, in page and verdict."""
        [gone] = [e for e in house.store.exhibits("ccc") if e.role == "sent"]
        house.evidence.path(gone.sha256).unlink()
        verdict = verify(house.write(tmp_path / "out"))
        assert verdict.findings == []
        assert "1 exhibits were lost before it was made" in verdict.notes

    def test_chain(self, house: Packed, tmp_path: Path) -> None:
        """The study's own chain is in the pack with the night's settings."""
        made = house.write(tmp_path / "out")
        assert (made / f"data/ledger/{STUDY}.jsonl").is_file()


class TestNoPack:
    def test_what_is_none(self, tmp_path: Path) -> None:
        """A folder, a file, nothing: each is told, none is a crash."""
        (tmp_path / "empty").mkdir()
        (tmp_path / "text.zip").write_text("no zip")
        for place in ("empty", "text.zip", "nothing"):
            with pytest.raises(bag.NoPack):
                verify(tmp_path / place)

    @pytest.mark.parametrize("name", ["../evil", "/evil", "pack/../../evil", "pack\\evil"])
    def test_zip_that_leaves_its_place(self, tmp_path: Path, name: str) -> None:
        with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
            archive.writestr(name, "x")
        with pytest.raises(bag.NoPack):
            verify(tmp_path / "p.zip")
