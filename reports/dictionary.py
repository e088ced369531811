"""Which data files lie beside the page, and which columns each of them has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports import csvtext, tables
from reports.canned.spread import CannedText
from reports.coding import files as coding
from reports.companions import Agreement, Change, Pair, Sensitivity
from reports.dataset import FollowUpRow, Standing, Trial
from reports.exhibits import EXHIBITS, ExhibitRow
from reports.handoff import HandoffRow
from reports.recognition import Recognition
from reports.translated import TRANSLATIONS
from reports.translations import Translation

WORKBOOK = "tables.xlsx"
_CODING_TYPES = {"round": int, "ordinal": int, "population": int, "sampled": int, "weight": float, "coder": int}


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """One file of ``data/``; ``key`` names its description in the wording (``file.<key>``).

    ``types`` are those of its columns, in order; empty for a file that is no table.
    """

    name: str
    key: str
    types: Mapping[str, type] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.types)


def data_files(*, second_looks: bool = True) -> tuple[DataFile, ...]:
    """In the order in which the page lists them; without ``second_looks`` none about several observers."""
    about_observers = (
        _rows(tables.SECOND_LOOKS, "second_looks", Trial),
        _rows(tables.OBSERVERS, "observers", Agreement),
    )
    return (
        _rows(tables.TRIALS, "trials", Trial),
        DataFile(name=tables.TRIALS_PARQUET, key="trials_parquet"),
        _rows(tables.STANDINGS, "standings", Standing),
        _rows(tables.SENSITIVITY, "sensitivity", Sensitivity),
        _rows(tables.CHANGE, "change", Change),
        _rows(tables.PAIRS, "pairs", Pair),
        DataFile(name=tables.MESSAGES, key="messages", types=tables.MESSAGE_TYPES),
        DataFile(name=tables.MESSAGES_PARQUET, key="messages_parquet"),
        _rows(tables.CANNED, "canned", CannedText),
        _rows(tables.FOLLOW_UPS, "followups", FollowUpRow),
        _rows(tables.HANDOFF, "handoff", HandoffRow),
        *(about_observers if second_looks else ()),
        _rows(tables.RECOGNITION, "recognition", Recognition),
        _rows(EXHIBITS, "exhibits", ExhibitRow),
        _rows(TRANSLATIONS, "translations", Translation),
        DataFile(name=tables.QUESTIONS, key="questions", types=tables.QUESTION_COLUMNS),
        DataFile(name=tables.STUDY, key="study"),
        DataFile(name=coding.CODING, key="coding", types=_texts(coding.COLUMNS, _CODING_TYPES)),
        DataFile(name=coding.AGREEMENT, key="agreement"),
        DataFile(name=WORKBOOK, key="workbook"),
    )


def _rows(name: str, key: str, row: type) -> DataFile:
    return DataFile(name=name, key=key, types=csvtext.columns(row))


def _texts(names: Sequence[str], others: Mapping[str, type]) -> dict[str, type]:
    return {name: others.get(name, str) for name in names}
