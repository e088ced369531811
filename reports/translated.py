"""What people made of a canned text in another language: printed beside the original, never instead of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reports import csvtext
from reports.edition import Edition
from reports.quotes import Quote, visible
from reports.translations import Translation
from reports.wording import Wording

TRANSLATIONS = "translations.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A translation as a page prints it. ``remark``: what of the original changed since, or nothing."""

    text: str
    by: str
    remark: str
    language: str


def rendering(edition: Edition, quote: Quote, words: Wording) -> Rendering | None:
    """The translation of this very text, else of an earlier wording of its group; None if nobody gave one."""
    group = quote.spread.canned_group
    given = [one for one in edition.translations if (one.canned_group, one.translated_into) == (group, words.language)]
    if not given:
        return None
    one = next((g for g in given if g.original == quote.spread.template), given[-1])
    return Rendering(
        text=visible(one.translation), by=words("translation.by", by=visible(one.translator)),
        remark="" if one.original == quote.spread.template else words("translation.earlier"),
        language=words.html_language,
    )  # fmt: skip


def write(folder: Path, translations: Iterable[Translation]) -> None:
    """``translations.csv``, in the order given."""
    names = list(csvtext.columns(Translation))
    csvtext.write(folder / TRANSLATIONS, names, ([getattr(one, name) for name in names] for one in translations))
