"""The words of the reports: complete in both languages, cautious in both, and drawable with the shipped font."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

import reports
from reports.cautious import words_of_intent
from reports.dictionary import data_files
from reports.fonts import FAMILY, FONT
from reports.reasons import GROUPS
from reports.wording import LANGUAGES, wording

ROOM = Path(reports.__file__).parent
SOURCES = [
    *ROOM.glob("*.py"),
    *(ROOM / "coding").glob("*.py"),
    *(ROOM / "wording").glob("*.py"),
    *(ROOM / "pages").glob("*.j2"),
]


def template() -> set[str]:
    with (ROOM / "wording" / "messages.pot").open("rb") as stream:
        return {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in read_po(stream) if entry.id}


def keys(language: str) -> set[str]:
    catalogue = wording(language).catalogue
    return {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in catalogue if entry.id}


def braces(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_is_complete(language: str) -> None:
    """Each language words exactly what the template lists, and leaves nothing empty."""
    assert keys(language) == template()
    assert all(text.strip() for text in wording(language).texts())


def test_languages_fill_in_the_same_values() -> None:
    """A sentence needs the same braces in Chinese as in English."""
    english, chinese = (wording(language).catalogue for language in ("en", "zh"))

    def needed(entry: object) -> set[str]:
        string = entry.string  # type: ignore[attr-defined]
        return set().union(*(braces(text) for text in ([string] if isinstance(string, str) else string)))

    differing = {key for key in template() if needed(english[key]) - {"n"} != needed(chinese[key]) - {"n"}}
    assert differing == set()


def test_every_key_in_the_source_has_words() -> None:
    """A key that code or template spells out is in the catalogues."""
    pattern = re.compile(r'(?:words|w)(?:\.count)?\(\s*"([a-z_.]+\.[a-z_]+)"')
    spelt = {key for path in SOURCES for key in pattern.findall(path.read_text(encoding="utf-8"))}
    assert len(spelt) > 80
    assert spelt <= template()


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_is_cautious(language: str) -> None:
    """No text of ours, in either language, says what a platform meant."""
    accused = {text: words_of_intent(text) for text in wording(language).texts() if words_of_intent(text)}
    assert accused == {}


@pytest.mark.parametrize(
    "prose",
    [
        "They ignored the customer.",
        "Support refused to answer",
        "an intentional delay",
        "平台拒绝回复",
        "客服故意拖延",
        "敷衍了事",
    ],
)
def test_lint_finds_words_of_intent(prose: str) -> None:
    """The lint sees the words it is there for."""
    assert words_of_intent(prose)


def test_after_sale_is_always_worded_in_full() -> None:
    """Wherever after-sale matters are named, it is said that nothing was bought."""
    spelt = {"en": ("after-sale", "without a purchase"), "zh": ("售后事项", "提问者未购买")}
    for language, (named, caveat) in spelt.items():
        short = [text for text in wording(language).texts() if named in text and caveat not in text]
        assert short == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_and_file_has_a_meaning(language: str) -> None:
    """The page's dictionary words each column of each data file."""
    words = wording(language)
    named = [f"file.{file.key}" for file in data_files()]
    named += [f"column.{column}" for file in data_files() for column in file.columns]
    assert [key for key in named if not words.knows(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_of_the_unranked_has_a_name(language: str) -> None:
    """Each group that a reason can fall into has a heading."""
    assert all(wording(language).knows(f"group.{group}") for group in GROUPS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_unknown_code_is_shown_as_it_is(language: str) -> None:
    """A code nobody has words for is printed, not raised."""
    assert "moon_phase" in wording(language).coded("void", "moon_phase")


def test_missing_key_is_an_error() -> None:
    """A mistake of ours in a key is loud."""
    with pytest.raises(KeyError):
        wording("en")("no.such_key")


def test_plurals() -> None:
    """English tells one night from two; Chinese has one form."""
    assert [wording("en").count("count.nights", n) for n in (1, 2)] == ["1 night", "2 nights"]
    assert wording("zh").count("count.nights", 1) == "1个夜次"


def test_font_draws_every_word() -> None:
    """The shipped font has a glyph for each character of both catalogues."""
    drawable = TTFont(FONT).getBestCmap()
    needed = {letter for language in LANGUAGES for text in wording(language).texts() for letter in text}
    assert {letter for letter in needed if ord(letter) not in drawable and letter != "\n"} == set()


def test_font_bears_its_own_name_and_licence() -> None:
    """The subset does not call itself by the original's name, and its licence lies beside it."""
    font = TTFont(FONT)
    assert font["name"].getDebugName(1) == FAMILY
    assert "Noto" not in "".join(str(font["name"].getDebugName(n)) for n in (1, 3, 4, 6))
    licence = (FONT.parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert FONT.stat().st_size < 2_500_000
