"""What somebody does who rewrites a study's past: rows and ledger lines taken out, the chain made anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.ledger import Entry
from monitor.proof.contents import Row


def without(row: Row, rows: Sequence[Row], entries: Sequence[Entry]) -> tuple[Sequence[Row], Sequence[Entry]]:
    """The rows and entries as they would be had this row never been; every later number moves up."""
    kept: list[Entry] = []
    for entry in entries:
        if entry.sequence == row.sequence:
            continue
        moved = entry.sequence - (entry.sequence > row.sequence)
        previous = kept[-1].hash if kept else entry.previous
        kept.append(replace(entry, sequence=moved, previous=previous))
    moved_rows = [
        replace(one, sequence=one.sequence - 1) if one.observer == row.observer and one.sequence > row.sequence else one
        for one in rows
        if one is not row
    ]
    return moved_rows, kept
