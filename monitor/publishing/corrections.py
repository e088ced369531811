"""Reads the corrections file: what was found wrong in published editions, in both languages, signed."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ValidationError

from monitor.errors import MonitorError
from monitor.settings.notation import Many, Text, mistake
from monitor.settings.part import Part
from reports.answers import Correction
from reports.imprint import days_of


class CorrectionsInvalid(MonitorError):
    """The corrections file cannot be used."""


def _week(text: str) -> str:
    try:
        days_of(text)
    except ValueError:
        raise mistake(f"{text!r} is no ISO week", 'write it as "2026-W47"') from None
    return text


class CorrectionEntry(Part):
    """One ``[[corrections]]``: ``zh`` and ``en`` say the same, ``platform`` is left out where it concerns all."""

    week: Annotated[str, AfterValidator(_week)]
    date: date
    zh: Text
    en: Text
    by: Text
    platform: str = ""


class CorrectionsFile(Part):
    """The whole file."""

    corrections: Many[CorrectionEntry] = ()


def corrections(path: Path, week: str) -> tuple[Correction, ...]:
    """The corrections of ``week``, oldest first; none where there is no file. Raises ``CorrectionsInvalid``."""
    if not path.exists():
        return ()
    try:
        found = CorrectionsFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise CorrectionsInvalid(f"{path}: {_first(error)}", "see docs/publishing.md; nothing was published") from error
    return tuple(
        Correction(date=one.date, zh=one.zh, en=one.en, platform=one.platform, by=one.by)
        for one in sorted(found.corrections, key=lambda one: one.date)
        if one.week == week
    )


def _first(error: Exception) -> str:
    """The first mistake, with its place."""
    if not isinstance(error, ValidationError):
        return str(error)
    found = error.errors()[0]
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in found["loc"]).lstrip(".")
    return f"{place}: {found['msg']}"
