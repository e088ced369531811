"""Reads the translations file: what people made of platforms' canned texts in another language, each under a name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, model_validator

from monitor.errors import MonitorError
from monitor.publishing.sheet import read
from monitor.settings.notation import Many, Text, mistake
from monitor.settings.part import Part
from reports.translations import Translation
from reports.wording import LANGUAGES


class TranslationsInvalid(MonitorError):
    """The translations file cannot be used."""


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise mistake(f"the report has no language {code!r}", f"one of: {', '.join(LANGUAGES)}")
    return code


class TranslationEntry(Part):
    """One ``[[translations]]``; ``group`` and ``original`` as ``canned.csv`` names them (canned_group, template)."""

    group: Text
    original: Text
    language: Annotated[str, AfterValidator(_language)]
    text: Text
    by: Text

    def row(self) -> Translation:
        return Translation(
            canned_group=self.group, translated_into=self.language, original=self.original, translation=self.text,
            translator=self.by,
        )  # fmt: skip


class TranslationsFile(Part):
    """The whole file."""

    translations: Many[TranslationEntry] = ()

    @model_validator(mode="after")
    def _each_once(self) -> TranslationsFile:
        """Of two translations of one text nobody could tell which is meant."""
        counts = Counter((one.group, one.language, one.original) for one in self.translations)
        if twice := next((key for key, n in counts.items() if n > 1), None):
            raise mistake(f"{twice[0]} is translated into {twice[1]!r} twice", "leave one of the two")
        return self


def translations(path: Path) -> tuple[Translation, ...]:
    """Every translation there is, in the file's order; none where there is no file. Raises ``TranslationsInvalid``."""
    return tuple(one.row() for one in read(path, TranslationsFile, TranslationsInvalid).translations)
