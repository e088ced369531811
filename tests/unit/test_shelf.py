"""The folder that is served: addresses that stay, old editions beside new ones, an index and a valid feed over all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from monitor.publishing import placing
from monitor.publishing.shelf import Shelf
from reports.archive import Entry, Withdrawal
from reports.imprint import Imprint

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = '<script>alert(1)</script> & "星河"点卡'


def shelf(folder: Path, address: str = "https://silence.example.org/") -> Shelf:
    imprint = Imprint(publisher="研究组 Study", address=address, contact="desk@example.org")
    return Shelf(folder=folder, study="small", title="小研究 · Small study", imprint=imprint)


def entry(week: str = "2026-W47", number: int = 1, *, day: int = 1, zh: str = "一句话") -> Entry:
    return Entry(
        week=week, number=number, published=date(2026, 12, day), updated=datetime(2026, 12, day, 8, tzinfo=UTC),
        zh=zh, en="One sentence", replies=1,
    )  # fmt: skip


def page(text: str) -> Callable[[Path], object]:
    def write(folder: Path) -> None:
        (folder / "index.html").write_text(text, encoding="utf-8")
        (folder / "data").mkdir()
        (folder / "data/trials.csv").write_text(text, encoding="utf-8")

    return write


def told(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


def test_week_and_latest_have_stable_addresses(tmp_path: Path) -> None:
    """The newest week is found at its own address and at ``latest``, whole."""
    for week in ("2026-W47", "2026-W46"):
        shelf(tmp_path).put(entry(week), page(week))
    assert told(tmp_path, "latest/data/trials.csv") == "2026-W47"
    assert told(tmp_path, "2026-W46/index.html") == "2026-W46"
    assert [one["week"] for one in json.loads(told(tmp_path, "editions.json"))] == ["2026-W47", "2026-W46"]


def test_old_edition_stays_beside_the_new_one(tmp_path: Path) -> None:
    """Edition 3 stands at the week's address; 1 and 2 are what they were, once each."""
    for number in (1, 2, 3):
        shelf(tmp_path).put(entry(number=number, day=number), page(f"edition {number}"))
    assert told(tmp_path, "2026-W47/index.html") == "edition 3"
    assert [told(tmp_path, f"2026-W47/edition-{n}/data/trials.csv") for n in (1, 2)] == ["edition 1", "edition 2"]
    assert not (tmp_path / "2026-W47/edition-2/edition-1").exists()
    assert not (tmp_path / "latest/edition-1").exists()
    assert shelf(tmp_path).entry("2026-W47") == json_entry(tmp_path)
    assert json_entry(tmp_path).published == date(2026, 12, 1)


def test_earlier_edition_says_that_it_is_replaced(tmp_path: Path) -> None:
    """On every page and in each language, once however many follow; ``latest`` and the newest say nothing."""
    article = '<article id="{}">\n<header>h</header>\n<main>\n<p>as it was</p></main></article>\n'
    own = "".join(article.format(language) for language in ("zh", "en"))
    for number in (1, 2, 3):
        shelf(tmp_path).put(entry(number=number, day=number), page(own))
    for number in (1, 2):
        text = told(tmp_path, f"2026-W47/edition-{number}/index.html")
        assert text.count("superseded") == 2
        assert f"This is edition {number} of the week" in text
        assert 'href="../index.html#zh"' in text
        assert re.sub(r"<aside.*?</aside>\n", "", text) == own
    assert told(tmp_path, "2026-W47/index.html") == told(tmp_path, "latest/index.html") == own


def json_entry(folder: Path) -> Entry:
    found = shelf(folder).entry("2026-W47")
    assert found is not None
    assert found.earlier == (1, 2)
    return found


def test_the_same_edition_again_changes_nothing_else(tmp_path: Path) -> None:
    """Publishing twice leaves no copy of itself behind."""
    for _ in range(2):
        shelf(tmp_path).put(entry(), page("edition 1"))
    assert sorted(path.name for path in (tmp_path / "2026-W47").iterdir()) == ["data", "edition.json", "index.html"]
    assert not list(tmp_path.glob(".*"))


def test_failed_publication_leaves_what_was_there(tmp_path: Path) -> None:
    """Readers never see half an edition."""
    shelf(tmp_path).put(entry(), page("edition 1"))

    def broken(folder: Path) -> None:
        (folder / "index.html").write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        shelf(tmp_path).put(entry(number=2), broken)
    assert told(tmp_path, "2026-W47/index.html") == "edition 1"
    assert told(tmp_path, "latest/index.html") == "edition 1"


def test_withdrawn_week_keeps_its_address_with_a_notice(tmp_path: Path) -> None:
    """Data and headline are gone, the notice says why in both languages, ``latest`` is the week before."""
    shelf(tmp_path).put(entry("2026-W46"), page("2026-W46"))
    shelf(tmp_path).put(entry(zh="石头最沉默"), page("2026-W47"))
    why = Withdrawal(on=date(2026, 12, 5), zh="控制平台出错。", en="The control was wrong.")
    shelf(tmp_path).withdraw("2026-W47", why, entry(zh="石头最沉默"))
    notice = told(tmp_path, "2026-W47/index.html")
    assert "控制平台出错。" in notice
    assert "The control was wrong." in notice
    assert not (tmp_path / "2026-W47/data").exists()
    assert told(tmp_path, "latest/index.html") == "2026-W46"
    assert "withdrawn on 5 December 2026" in told(tmp_path, "index.html")
    assert not [
        path for path in tmp_path.rglob("*") if path.is_file() and "石头最沉默" in path.read_text(encoding="utf-8")
    ]


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    """A host's own files in the folder stay."""
    (tmp_path / "CNAME").write_text("silence.example.org")
    shelf(tmp_path).put(entry(), page("edition 1"))
    assert told(tmp_path, "CNAME") == "silence.example.org"


def test_feed_is_valid_and_its_ids_are_stable(tmp_path: Path) -> None:
    """RFC 4287's required elements; a correction and another address change no id, only ``updated``."""
    ids = []
    for number, address in ((1, "https://silence.example.org"), (2, "https://elsewhere.example.org/")):
        shelf(tmp_path, address).put(entry(number=number, day=number), page("x"))
        feed = ElementTree.fromstring(told(tmp_path, "feed.atom"))
        assert [node.tag for node in feed][:3] == [f"{ATOM}id", f"{ATOM}title", f"{ATOM}updated"]
        assert feed.findtext(f"{ATOM}author/{ATOM}name") == "研究组 Study"
        (found,) = feed.findall(f"{ATOM}entry")
        assert {node.tag.removeprefix(ATOM) for node in found} >= {"id", "title", "updated", "link", "summary"}
        assert found.findtext(f"{ATOM}updated") == f"2026-12-0{number}T08:00:00+00:00"
        ids.append((feed.findtext(f"{ATOM}id"), found.findtext(f"{ATOM}id")))
    assert len(set(ids)) == 1
    link = found.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "https://elsewhere.example.org/2026-W47/"


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    """A platform's name can neither run in the index nor break the feed."""
    shelf(tmp_path).put(entry(zh=HOSTILE + "\x0b\ufffe"), page("x"))
    assert "<script" not in told(tmp_path, "index.html")
    assert HOSTILE in ElementTree.fromstring(told(tmp_path, "feed.atom")).findtext(f"{ATOM}entry/{ATOM}summary", "")


def test_folders_change_places_where_the_system_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the exchange of two folders and without it, the new one stands there and the old one is gone."""
    for can in (True, False):
        if not can:
            monkeypatch.setattr(placing, "_exchanged", lambda one, other: False)
        for text in ("old", "new"):
            draft = placing.draft_of(tmp_path / "place")
            (draft / "text").write_text(text)
            placing.put(draft, tmp_path / "place")
        assert [path.name for path in tmp_path.iterdir()] == ["place"]
        assert told(tmp_path, "place/text") == "new"
