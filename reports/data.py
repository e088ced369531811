"""The data of an edition: every table as CSV, the large ones as Parquet, all of them as one spreadsheet."""

from __future__ import annotations

from pathlib import Path

from reports import exhibits, tables, translated, workbook
from reports.coding import files as coding
from reports.dictionary import WORKBOOK, data_files
from reports.edition import Edition
from reports.quotes import spread


def write(folder: Path, edition: Edition) -> None:
    """Write every file that the dictionary names into ``folder``, which exists."""
    tables.write(
        folder,
        study=edition.study,
        trials=edition.trials,
        standings=edition.standings,
        messages=edition.messages,
        labels=edition.labels,
        companions=edition.companions,
        follow_ups=edition.follow_ups,
        handoffs=edition.handoffs,
        second_looks=edition.second_looks,
        observers=edition.observers,
        canned=spread(edition),
        rows=edition.rows(),
    )
    tables.write_recognitions(folder, edition.recognitions)
    exhibits.write(folder, edition.exhibits)
    translated.write(folder, edition.translations)
    coding.write(folder, edition.coding, edition.messages)
    workbook.write(folder / WORKBOOK, folder, data_files(second_looks=bool(edition.second_looks)))
