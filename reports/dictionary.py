"""Which data files lie beside the page, and which columns each of them has."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass

from reports import tables
from reports.coding import files as coding
from reports.companions import Change, Pair, Sensitivity
from reports.dataset import FollowUpRow, Standing, Trial
from reports.handoff import HandoffRow
from reports.recognition import Recognition
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
        _rows(tables.TRIALS, "trials", Trial),
        DataFile(name=tables.TRIALS_PARQUET, key="trials_parquet"),
        _rows(tables.STANDINGS, "standings", Standing),
        _rows(tables.SENSITIVITY, "sensitivity", Sensitivity),
        _rows(tables.CHANGE, "change", Change),
        _rows(tables.PAIRS, "pairs", Pair),
        DataFile(name=tables.MESSAGES, key="messages", columns=tables.MESSAGE_COLUMNS),
        _rows(tables.CANNED, "canned", CannedText),
        _rows(tables.FOLLOW_UPS, "followups", FollowUpRow),
        _rows(tables.HANDOFF, "handoff", HandoffRow),
        _rows(tables.RECOGNITION, "recognition", Recognition),
        DataFile(name=tables.QUESTIONS, key="questions", columns=tuple(tables.QUESTION_COLUMNS)),
        DataFile(name=tables.STUDY, key="study"),
        DataFile(name=coding.CODING, key="coding", columns=coding.COLUMNS),
        DataFile(name=coding.AGREEMENT, key="agreement"),
    )


def _rows(name: str, key: str, row: type) -> DataFile:
    assert is_dataclass(row)
    return DataFile(name=name, key=key, columns=tuple(field.name for field in fields(row)))
