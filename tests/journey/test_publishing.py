"""From the draft to what readers find, by the commands alone: letters, answer, days, correction, index, feed."""

from __future__ import annotations

import csv
import json
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result
from frictionless import Package

from monitor.cli import main
from monitor.clock import HandClock
from monitor.commands import publishing, telling
from monitor.settings import load
from monitor.store import open_store
from probes.browser import find
from reports.superseded import superseded
from tests.journey import served
from tests.unit import told_study
from tests.unit.test_package import SCHEMA

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(600)]

ADDRESS = "https://silence.example.org"
WEEK, FIRST_WEEK = "2026-W03", "2026-W02"
MONDAY, FIFTH, SIXTH, LATER = (datetime(2026, 1, day, 8, tzinfo=UTC) for day in (19, 26, 27, 29))
"""A notice's day, the fifth working day after it, the sixth, and one more day."""
ANSWER = "我们已扩编客服团队。\n\nWe have hired <b>six</b> people.\n=1+1"
PUBLISHING = f"""
[publishing]
publisher = "A. Study"
address = "{ADDRESS}"
contact = "desk@silence.example.org"
"""
CORRECTION = f"""
[[corrections]]
week = "{WEEK}"
date = 2026-01-29
platform = "stone"
zh = "石头点卡的网址有误，指数不受影响。"
en = "The web address of this platform was given wrongly; its index is not affected."
by = "A. Editor"
"""


@dataclass(slots=True)
class Office:
    """The folder of a study, its clock, and what each step said. ``results`` by the step's name."""

    folder: Path
    clock: HandClock
    results: dict[str, Result] = field(default_factory=dict)

    def run(self, name: str, *args: str, code: int = 0) -> None:
        self.results[name] = result = CliRunner().invoke(main, list(args))
        assert result.exit_code == code, (name, result.output, result.exception)

    def said(self, name: str) -> str:
        return " ".join(self.results[name].output.split())

    def on(self, moment: datetime) -> None:
        self.clock.move(moment - self.clock.now())

    def words(self, page: str) -> str:
        return served.Page(self.folder / page).words

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Two weeks of a study, of which the second goes the whole way, and the first is published by a waiver."""
    made = Office(tmp_path_factory.mktemp("office"), HandClock(MONDAY))
    (made.folder / "config.toml").write_text(told_study.config() + PUBLISHING, encoding="utf-8")
    (made.folder / "answer.txt").write_bytes(ANSWER.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.folder)
        patch.setenv("SILENCE_SESSION_KEY", "k" * 43 + "=")
        for module in (publishing, telling):
            patch.setattr(module, "SystemClock", lambda: made.clock)
        store = open_store(load(made.folder / "config.toml").database_url())
        store.migrate()
        for night in range(told_study.NIGHTS):
            told_study.add_night(store, night)
        store.close()
        go_the_whole_way(made)
        yield made


def go_the_whole_way(made: Office) -> None:
    made.run("unknown", "publish", "--week", WEEK, code=3)
    made.run("draft", "report", "--week", WEEK)
    made.run("unnoticed", "publish", "--week", WEEK, code=1)
    made.run("letters", "notify", "--week", WEEK)
    for platform in ("stone", "swift"):
        made.run(platform, "notify", "--week", WEEK, "--delivered", platform, "--by", "A. Courier")
    made.run("answer", "reply", "stone", "answer.txt", "--week", WEEK, "--received", "2026-01-21")
    made.on(FIFTH)
    made.run("early", "publish", "--week", WEEK, code=1)
    assert not (made.folder / "site").exists()
    made.on(SIXTH)
    made.run("published", "publish", "--week", WEEK)
    (made.folder / "published.html").write_text(made.text(f"site/{WEEK}/index.html"), encoding="utf-8")
    made.on(LATER)
    (made.folder / "corrections.toml").write_text(CORRECTION, encoding="utf-8")
    made.run("corrected", "publish", "--week", WEEK)
    made.run("first draft", "report", "--week", FIRST_WEEK)
    signed = ("--waive", "stone", "--waive", "swift", "--reason", "both agreed", "--by", "A. Editor")
    made.run("unsigned", "publish", "--week", FIRST_WEEK, "--waive", "stone", code=3)
    made.run("half signed", "publish", "--week", FIRST_WEEK, *signed[:2], *signed[4:], code=1)
    made.run("waived", "publish", "--week", FIRST_WEEK, *signed)


def test_draft_is_under_embargo_on_every_page(office: Office) -> None:
    """In both languages; it is not where readers look."""
    pages = list((office.folder / f"reports-out/{WEEK}").rglob("*.html"))
    assert len(pages) > 10
    for path in pages:
        words = served.Page(path).words
        assert "This is a draft under embargo" in words, path.name
        assert "草稿" in words, path.name


def test_letters_show_each_platform_its_own_rows_and_day(office: Office) -> None:
    """The day is the sixth working day; its inquiries are its own."""
    assert "may be published from 2026-01-27 on" in office.said("letters")
    letters = f"reports-out/{WEEK}-letters"
    for platform, name in told_study.NAMES.items():
        letter = office.text(f"{letters}/{platform}/letter.txt")
        assert name in letter
        assert "27 January 2026" in letter
        assert "2026年1月27日" in letter
        with (office.folder / f"{letters}/{platform}/trials.csv").open(encoding="utf-8") as file:
            assert {row["platform"] for row in csv.DictReader(file)} == {platform}


def test_publication_is_refused_with_the_reason(office: Office) -> None:
    """Without an edition, without a notice, before the fifth whole working day is over, with a waiver that is none."""
    assert f"silence report --week {WEEK}" in office.said("unknown")
    assert "stone: it was given no notice" in office.said("unnoticed")
    assert "swift: it was given no notice" in office.said("unnoticed")
    assert "its notice of 2026-01-19 is 4 of 5 whole working days old" in office.said("early")
    assert "2026-01-27" in office.said("early")
    assert "a waiver needs a reason and a name" in office.said("unsigned")
    assert "swift" in office.said("half signed")
    assert "stone:" not in office.said("half signed")


def test_reader_finds_the_answer_word_for_word(office: Office) -> None:
    """On the platform's page and in its standing; the page is no draft any more."""
    page = f"site/{WEEK}/platforms/stone.html"
    assert "under embargo" not in office.words(page)
    for line in ANSWER.split("\n"):
        assert line in office.words(page)
    assert "<b>six</b>" not in office.text(page)
    told = json.loads(office.text(f"site/{WEEK}/standings/mail/stone.json"))
    assert (told["reply"], told["draft"], told["version"]) == (ANSWER, False, f"{WEEK}.3")


def test_correction_stands_on_the_new_edition(office: Office) -> None:
    """In both languages with its day and name, on the front page and the platform's own, and in its standing."""
    for page in ("index.html", "platforms/stone.html"):
        words = office.words(f"site/{WEEK}/{page}")
        for text in ("石头点卡的网址有误", "given wrongly; its index is not affected", "A. Editor", "29 January 2026"):
            assert text in words, (page, text)
    assert "given wrongly" not in office.words(f"site/{WEEK}/platforms/swift.html")
    (told,) = json.loads(office.text(f"site/{WEEK}/standings/mail/stone.json"))["corrections"]
    assert told["by"] == "A. Editor"
    assert "given wrongly" not in office.words(f"site/{WEEK}/edition-2/index.html")


def test_old_edition_stays_and_says_that_it_is_old(office: Office) -> None:
    """Nothing but the banner and the feed's place was changed; every page of it leads to the newest edition."""
    old, pages = f"site/{WEEK}/edition-2", 0
    assert office.text(f"{old}/index.html") == superseded(office.text("published.html"), 2, 0)
    for path in (office.folder / old).rglob("*.html"):
        words, pages = served.Page(path).words, pages + 1
        assert "There is a newer edition. This is edition 2 of the week" in words, path.name
        assert "已有更新的版本。 这是本期第2版" in words, path.name
    assert pages > 10
    assert "There is a newer edition" not in office.words(f"site/{WEEK}/index.html")
    with zipfile.ZipFile(office.folder / old / f"silence-{WEEK}.zip") as packed:
        assert packed.read(f"silence-{WEEK}/index.html").decode() == office.text("published.html")


def test_index_lists_both_weeks(office: Office) -> None:
    """The newest first, with what each found, its answers, corrections and earlier version."""
    words = office.words("site/index.html")
    assert words.index(WEEK) < words.index(FIRST_WEEK)
    for text in ("石头点卡可能最沉默", "could be the most silent", "one correction", "1处更正", "edition 2", "第2版"):
        assert text in words, text
    assert [one["week"] for one in json.loads(office.text("site/editions.json"))] == [WEEK, FIRST_WEEK]
    assert office.text("site/latest/datapackage.json") == office.text(f"site/{WEEK}/datapackage.json")


def test_feed_is_valid_and_leads_to_the_editions(office: Office) -> None:
    """RFC 4287; each link is a page of the folder, and the corrected week says when it was changed."""
    site = office.folder / "site"
    root = served.feed(site / "feed.atom")
    entries = root.findall(f"{served.ATOM}entry")
    assert [entry.findtext(f"{served.ATOM}title", "")[:8] for entry in entries] == [WEEK, FIRST_WEEK]
    assert entries[0].findtext(f"{served.ATOM}published") == "2026-01-27T00:00:00+00:00"
    assert entries[0].findtext(f"{served.ATOM}updated") == "2026-01-29T08:00:00+00:00"
    for link in root.iter(f"{served.ATOM}link"):
        target = served.place(site, ADDRESS, site / "feed.atom", link.get("href", ""))
        assert target is not None
        assert target.is_file(), link.get("href")


def test_every_link_of_the_folder_leads_somewhere(office: Office) -> None:
    """Index, newest and earlier editions, ``latest``: links, pictures, downloads, and the places within pages."""
    assert served.broken(office.folder / "site", ADDRESS) == []


def test_every_standing_is_a_file(office: Office) -> None:
    """One a platform and table, with the figures of standings.csv and a citation with the edition's address."""
    for week in (WEEK, FIRST_WEEK):
        with (office.folder / f"site/{week}/data/standings.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        listed = {(one["channel"], one["platform"]): f"site/{week}/{one['path']}"
                  for one in json.loads(office.text(f"site/{week}/standings/index.json"))["standings"]}  # fmt: skip
        assert set(listed) == {(row["channel"], row["platform"]) for row in rows}
        for row in rows:
            told = json.loads(office.text(listed[row["channel"], row["platform"]]))
            index = told["standing"]["index"]
            assert ("" if index is None else index) == (row["index"] and float(row["index"]))
            assert f"{ADDRESS}/{week}/" in told["cite"]["en"]


def test_programs_read_what_was_published(office: Office) -> None:
    """The data by their descriptor, row by row; the citation by its schema, with the week's address."""
    package = Package(str(office.folder / f"site/{WEEK}/datapackage.json"))
    package.remove_resource("data-tables-xlsx")  # frictionless needs a further library for it
    report = package.validate()
    assert report.valid, report.flatten(["type", "message"])[:5]
    cited = yaml.safe_load(office.text(f"site/{WEEK}/CITATION.cff"))
    jsonschema.validate(cited, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert cited["url"] == f"{ADDRESS}/{WEEK}/"


def test_week_with_few_nights_ranks_nobody(office: Office) -> None:
    """The first week, published by a waiver, says what is missing instead."""
    words = office.words(f"site/{FIRST_WEEK}/index.html")
    assert "Nothing can be ranked yet" in words
    assert "目前还不能排名" in words
    assert "might be the most silent" not in words


@pytest.mark.skipif(find() is None, reason="no browser is installed (python -m monitor.browsers gets one)")
def test_print_and_card_are_there(office: Office) -> None:
    """Of every edition that is served; the card has the size that links promise."""
    for place in (WEEK, f"{WEEK}/edition-2", FIRST_WEEK, "latest"):
        folder = office.folder / "site" / place
        assert (folder / "report.pdf").read_bytes().startswith(b"%PDF-")
        assert struct.unpack(">II", (folder / "card.png").read_bytes()[16:24]) == (1200, 630)
    assert re.search(rf'og:image" content="{ADDRESS}/{WEEK}/card.png"', office.text(f"site/{WEEK}/index.html"))
