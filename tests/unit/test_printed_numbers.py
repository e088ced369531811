"""Every number on every page of an edition is accounted for: computed again from the data files, or a fixed text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from reports.weekly import publish
from tests.unit import printed_checks
from tests.unit.checked_world import editions
from tests.unit.printed_reading import unaccounted
from tests.unit.printed_world import edition
from tests.unit.recomputed import Data


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(edition(), tmp_path_factory.mktemp("printed")).parent


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five platforms and three nights."""
    return publish(edition(nights=3, platforms=5), tmp_path_factory.mktemp("few")).parent


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second edition, of which everything was checked; ``before`` beside it is the first one's."""
    folder = tmp_path_factory.mktemp("checked")
    before, now = editions()
    publish(before, folder / "before")
    return publish(now, folder / "now").parent


def _wrong(folder: Path) -> list[str]:
    data = Data(folder / "data")
    return [line for page in sorted(folder.rglob("*.html")) for line in unaccounted(page, data)]


def test_every_number_is_that_of_the_data_files(published: Path) -> None:
    """On all pages, in both languages, no number differs and none comes from nowhere."""
    assert _wrong(published) == []


def test_every_number_of_our_own_checks(checked: Path) -> None:
    """What people called the messages, what others saw, whether a human came, what moved since the first edition."""
    assert _wrong(checked) == []
    keys = set(re.findall(r'data-(?:key|table)="([\w.]+)"', (checked / "index.html").read_text(encoding="utf-8")))
    keys |= set(re.findall(r'data-key="(observers[\w.]+)"', (checked / "method.html").read_text(encoding="utf-8")))
    assert printed_checks.TABLES.keys() <= keys
    assert printed_checks.KEYED.keys() - keys <= {"coding.missing", "guards.recognition_possible"}


def test_every_number_of_few_nights(few: Path) -> None:
    """The same where nothing can be ranked; and nothing is."""
    assert _wrong(few) == []
    assert all(row["published"] == "false" for row in Data(few / "data").standings)
    page = (few / "index.html").read_text(encoding="utf-8")
    assert "Nothing can be ranked yet" in page
    assert "not before" in page


def test_few_nights_are_told_as_few(few: Path) -> None:
    """In both languages: nothing is ranked or drawn as if it were; what is missing, and the day it may be there."""
    page = (few / "index.html").read_text(encoding="utf-8")
    said = {
        "zh": ("目前还不能排名：只有3个夜次，需要12个", "进入排名需要"),
        "en": ("Nothing can be ranked yet: 3 of the 12 nights needed", "What a platform needs"),
    }
    assert [words for language in said for words in said[language] if words not in page] == []
    assert len(set(re.findall('data-key="enough.day">([^<]+)', page))) == 2 * 2  # both channels, both languages
    assert [path.name for kind in ("ranking", "gap") for path in (few / "figures").glob(f"{kind}-*")] == []
    lines = [json.loads(path.read_text()) for path in (few / "standings").glob("*/*.json")]
    told = {(line["standing"]["index"], line["standing"]["rank_low"], line["ranked"]) for line in lines}
    assert len(lines) == 5 * 3
    assert told == {(None, None, 0)}


def test_a_changed_number_is_found(published: Path, tmp_path: Path) -> None:
    """A page whose number was touched, or that has one more, is told."""
    page = (published / "index.html").read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text(page.replace(">100.0<", ">99.9<", 1), encoding="utf-8")
    data = Data(published / "data")
    assert unaccounted(tmp_path / "index.html", data)
    (tmp_path / "index.html").write_text(page.replace("</h1>", "</h1><p>Up by 7 points</p>", 1), encoding="utf-8")
    assert [line for line in unaccounted(tmp_path / "index.html", data) if "Up by 7 points" in line]
