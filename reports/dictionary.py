"""Which data files lie beside the page, and which columns each of them has."""

from __future__ import annotations

from dataclasses import dataclass, fields

from reports import tables
from reports.dataset import Standing, Trial
from reports.spread import CannedText


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """One file of ``data/``; ``key`` names its description in the wording (``file.<key>``)."""

    name: str
    key: str
    columns: tuple[str, ...] = ()


def data_files() -> tuple[DataFile, ...]:
    """In the order in which the page lists them."""
    return (
        DataFile(name=tables.TRIALS, key="trials", columns=tuple(field.name for field in fields(Trial))),
        DataFile(name=tables.TRIALS_PARQUET, key="trials_parquet"),
        DataFile(name=tables.STANDINGS, key="standings", columns=tuple(field.name for field in fields(Standing))),
        DataFile(name=tables.MESSAGES, key="messages", columns=tables.MESSAGE_COLUMNS),
        DataFile(name=tables.CANNED, key="canned", columns=tuple(field.name for field in fields(CannedText))),
        DataFile(name=tables.QUESTIONS, key="questions", columns=tuple(tables.QUESTION_COLUMNS)),
        DataFile(name=tables.STUDY, key="study"),
    )
