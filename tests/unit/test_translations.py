"""Translations of canned texts: given by people in a file, printed beside the original under their name, published."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.publishing.translations import TranslationsInvalid, translations
from reports import translated
from reports.edition import Edition
from reports.quotes import Quote, canned_quotes
from reports.site import pages
from reports.translations import Translation
from reports.wording import wording
from tests.unit.printed_world import edition

ENTRY = """[[translations]]
group = "g1"
original = "您好"
language = "en"
text = "Hello"
by = "B. Translator"
"""


def told(**changes: str) -> Edition:
    """An edition whose one canned text was translated into English."""
    whole = edition(nights=12)
    given = Translation(
        canned_group="g1", translated_into="en", original=quote(whole).spread.template,
        translation="<b>We</b> have received your message.", translator="B. Translator",
    )  # fmt: skip
    return replace(whole, translations=[replace(given, **changes)])


def quote(whole: Edition) -> Quote:
    (found,) = canned_quotes(whole)
    return found


def article(whole: Edition, address: str, language: str) -> str:
    found = dict(pages(whole, {}, []))[address]
    return found.split(f'<article id="{language}"')[1].split("</article>")[0]


@pytest.mark.parametrize("address", ["index.html", "tables/canned.html", "platforms/stall.html"])
def test_translation_stands_beside_the_original(address: str) -> None:
    """The platform's words first, then the translation with its translator, as text and nothing else."""
    english = article(told(), address, "en")
    assert english.index("您的咨询已收到") < english.index("Translation by B. Translator, not the platform’s own words")
    assert "&lt;b&gt;We&lt;/b&gt; have received your message." in english
    assert "have received your message" not in article(told(), address, "zh")


def test_text_that_nobody_translated_says_so_where_it_is_foreign() -> None:
    """In the other language alone: nobody needs a Chinese text in Chinese."""
    bare = replace(told(), translations=())
    assert str(wording("en")("templates.untranslated")) in article(bare, "platforms/stall.html", "en")
    assert str(wording("zh")("templates.untranslated")) not in article(bare, "platforms/stall.html", "zh")


def test_translation_of_an_earlier_wording_says_so() -> None:
    """The group's text may have changed since; the reader is told."""
    assert "of an earlier wording" in article(told(original="您好"), "platforms/stall.html", "en")
    assert "of an earlier wording" not in article(told(), "platforms/stall.html", "en")


def test_translation_of_this_very_text_is_preferred() -> None:
    """Of two translations of a group the one of the words quoted."""
    whole = told()
    other = replace(whole.translations[0], original="您好", translation="Hello")
    found = translated.rendering(
        replace(whole, translations=[*whole.translations, other]), quote(whole), wording("en")
    )  # fmt: skip
    assert found
    assert "received" in found.text


def test_translations_are_published(tmp_path: Path) -> None:
    """Original, translation and translator stand in the data."""
    translated.write(tmp_path, told().translations)
    (row,) = csv.DictReader((tmp_path / "translations.csv").open(encoding="utf-8", newline=""))
    assert (row["canned_group"], row["translated_into"], row["translator"]) == ("g1", "en", "B. Translator")
    assert row["original"].startswith("您的咨询已收到")


def test_file_of_translations_is_read(tmp_path: Path) -> None:
    """In its order; none where there is no file."""
    path = tmp_path / "translations.toml"
    assert translations(path) == ()
    path.write_text(ENTRY, encoding="utf-8")
    assert [(one.translation, one.translator) for one in translations(path)] == [("Hello", "B. Translator")]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (ENTRY.replace('by = "B. Translator"\n', ""), r"translations\[0\].by: Field required"),
        (ENTRY.replace('"en"', '"xx"'), "the report has no language 'xx'"),
        (ENTRY.replace('"Hello"', '""'), r"translations\[0\].text: is empty"),
        (ENTRY + ENTRY, "g1 is translated into 'en' twice"),
        (ENTRY.replace("group", "grup"), r"translations\[0\].group: Field required"),
        ("[[translations]\n", "translations.toml"),
    ],
)
def test_mistaken_file_is_told(tmp_path: Path, body: str, wrong: str) -> None:
    """With its place and what is wrong; nothing is left out in silence."""
    path = tmp_path / "translations.toml"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(TranslationsInvalid, match=wrong):
        translations(path)
