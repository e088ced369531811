"""A third language is one catalogue and no code: an edition in three languages, all wording out of the third's file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

import reports

ROOT = Path(reports.__file__).parents[1]
OPEN, CLOSE = "⟦", "⟧"
"""Stand around every text of the third catalogue, so that what comes from elsewhere is seen."""
ITSELF = {"language.name": "Troisième", "language.html": "fr", "language.locale": "fr_FR"}
NO_WORDING = {"bdi", "code", "blockquote", "style", "script", "dt"}
"""Names, quotations and columns of the data are no wording."""
FORMATS = {"SVG", "PNG", "CSV", "中文", "English", "Troisième"}

PUBLISH = """
import sys
from pathlib import Path
from monitor.commands.publishing import _reasons
from monitor.publishing.shelf import Shelf
from reports import archive, card, letters
from reports.imprint import Imprint
from reports.weekly import publish
from reports.wording import LANGUAGES
from tests.unit.weekly_rows import edition
from datetime import UTC, date, datetime
told, out = edition(draft=True), Path(sys.argv[1])
publish(told, out)
terms = letters.Terms(opens=date(2026, 12, 1), contact="desk@example.org", study_page="https://example.org")
(out / "letter.txt").write_text(letters.letter(told, "stone", terms).text, encoding="utf-8")
(out / "card.html").write_text(card.markup(told), encoding="utf-8")
entry = archive.Entry(week="2026-W47", number=2, published=date(2026, 12, 1), updated=datetime(2026, 12, 1, tzinfo=UTC),
                      zh="z", en="e", others={"xx": "the headline of xx"})
site = archive.Site(study="s", title="S", imprint=Imprint(contact="desk@example.org"), entries=[entry])
(out / "weeks.html").write_text(archive.index(site), encoding="utf-8")
(out / "feed.atom").write_text(archive.feed(site), encoding="utf-8")
shelf = Shelf(folder=out / "site", study="s", title="S", imprint=Imprint(contact="desk@example.org"))
shelf.put(entry, lambda folder: (folder / "index.html").write_text("x"))
why = _reasons(["xx=the reason of xx", "zh=错", "en=wrong"], {"zh": None, "en": None})
others = {language: text for language, text in why.items() if language not in ("zh", "en")}
shelf.withdraw("2026-W47", archive.Withdrawal(on=date(2026, 12, 5), zh=why["zh"], en=why["en"], others=others), entry)
try:
    _reasons(["zh=错", "en=wrong"], {"zh": None, "en": None})
except SystemExit:
    (out / "refused.txt").write_text("without a reason in the third language")
print(*LANGUAGES)
"""


def catalogue(english: Path, third: Path) -> None:
    """Every English text between brackets, but for what names the language itself."""
    with english.open("rb") as stream:
        found = read_po(stream, locale="en")
    for entry in found:
        if entry.id and isinstance(entry.string, str):
            entry.string = ITSELF.get(str(entry.id), f"{OPEN}{entry.string}{CLOSE}")
        elif entry.id:
            entry.string = tuple(f"{OPEN}{text}{CLOSE}" for text in entry.string)
    with third.open("wb") as stream:
        write_po(stream, found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the reports write where there is a third catalogue beside the two."""
    house = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "reports", house / "reports", ignore=shutil.ignore_patterns("__pycache__"))
    catalogue(house / "reports/wording/en.po", house / "reports/wording/xx.po")
    environment = {**os.environ, "PYTHONPATH": f"{house}{os.pathsep}{ROOT}"}
    run = subprocess.run(
        [sys.executable, "-c", PUBLISH, str(house / "out")], env=environment, cwd=house, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == ["zh", "en", "xx"]
    return house / "out"


class Words(HTMLParser):
    """The texts of the third language's article that are wording, and those read out or shown in attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.within = False
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "article":
            self.within = about["id"] == "xx"
        if tag not in {"meta", "img", "source", "path", "use", "link"}:
            quiet = about.get("translate") == "no" or "download" in about or "data-names" in about
            self.open.append("code" if quiet and "data-names" not in about else tag)
        if self.within:
            self.texts += [about[name] for name in ("alt", "aria-label", "data-label", "data-filter") if name in about]

    def handle_endtag(self, tag: str) -> None:
        if self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.within and data.strip() and not NO_WORDING & set(self.open):
            self.texts.append(data.strip())


def elsewhere(text: str) -> str:
    """What of a text stands in no bracket; a sentence that a name cuts in two has one bracket in either half."""
    before = None
    if text.count(OPEN) != text.count(CLOSE):
        text = f"{OPEN}{text}" if text.endswith(CLOSE) else f"{text}{CLOSE}"
    while before != text:
        before, text = text, re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", "", text)
    return text


def test_every_page_is_worded_by_the_third_catalogue(folder: Path) -> None:
    """No sentence, label or text alternative of its article comes from another language."""
    pages = sorted(path for path in folder.rglob("*.html") if "<article" in path.read_text(encoding="utf-8"))
    assert len(pages) > 10
    strange = [
        (page.name, text)
        for page in pages
        for text in Words(page.read_text(encoding="utf-8")).texts
        if any(letter.isalpha() for letter in elsewhere(text)) and text not in FORMATS
    ]
    assert strange == []


def test_every_page_has_three_articles(folder: Path) -> None:
    """Each can be switched to."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<article id="(\w+)" lang="([\w-]+)"', page) == [("zh", "zh-Hans"), ("en", "en"), ("xx", "fr")]
    assert page.count('href="#xx"') == 2


def test_figures_come_in_the_third_language(folder: Path) -> None:
    """One of each kind, in the same formats."""
    names = [path.name for path in (folder / "figures").iterdir() if ".en." in path.name]
    assert names
    assert all((folder / "figures" / name.replace(".en.", ".xx.")).exists() for name in names)


@pytest.mark.parametrize("name", ["letter.txt", "card.html", "weeks.html", "feed.atom", "datapackage.json"])
def test_everything_beside_the_pages_speaks_it_too(folder: Path, name: str) -> None:
    """Letter, card, index of editions, feed, descriptor."""
    text = (folder / name).read_text(encoding="utf-8")
    assert OPEN in text or "the headline of xx" in text


@pytest.mark.parametrize("name", ["index.html", "feed.atom", "2026-W47/index.html", "2026-W47/edition.json"])
def test_withdrawal_tells_why_in_the_third_language(folder: Path, name: str) -> None:
    """Index, feed and the week's own address give the reason that was given in it, in a sentence of its catalogue."""
    text = (folder / "site" / name).read_text(encoding="utf-8")
    assert "the reason of xx" in text
    if name.endswith(".html"):
        (line,) = [line for line in text.splitlines() if "the reason of xx" in line]
        assert 'lang="fr"' in line
        assert OPEN in line


def test_withdrawal_needs_a_reason_in_the_third_language(folder: Path) -> None:
    """Nobody reads a notice without one."""
    assert (folder / "refused.txt").exists()
