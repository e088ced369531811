"""Reads the corrections file: what was found wrong in published editions, in both languages, signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from monitor.errors import MonitorError
from monitor.publishing.sheet import read
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
    """One ``[[corrections]]``: ``zh`` and ``en`` say the same, ``platform`` is left out where it concerns all.

    ``others``: the same in further languages that the report has a catalogue of.
    """

    week: Annotated[str, AfterValidator(_week)]
    date: date
    zh: Text
    en: Text
    by: Text
    platform: str = ""
    others: Mapping[str, Text] = {}


class CorrectionsFile(Part):
    """The whole file."""

    corrections: Many[CorrectionEntry] = ()


def corrections(path: Path, week: str) -> tuple[Correction, ...]:
    """The corrections of ``week``, oldest first; none where there is no file. Raises ``CorrectionsInvalid``."""
    found = read(path, CorrectionsFile, CorrectionsInvalid)
    return tuple(
        Correction(date=one.date, zh=one.zh, en=one.en, platform=one.platform, by=one.by, others=dict(one.others))
        for one in sorted(found.corrections, key=lambda one: one.date)
        if one.week == week
    )
