"""What lies in a pack, as plain values: gathered from the store for writing, read from the files for verifying.

Rows, ledger lines, stamps and exhibits are the evidence; page, transcripts and timeline are made from them alone, so
that whoever verifies a pack makes them again and compares.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.errors import MonitorError
from monitor.ledger import Entry, canonical

FORMAT = 1
ROWS, ABOUT, PAGE, TIMELINE = "rows.jsonl", "pack.json", "index.html", "timeline.csv"
LEDGER, STAMPS, EXHIBITS, TRANSCRIPTS = "ledger", "stamps", "exhibits", "transcripts"
SUFFIXES = {
    "image/png": "png", "image/jpeg": "jpg", "message/rfc822": "eml", "application/json": "json",
    "multipart/related": "mhtml", "application/jsonl": "jsonl", "text/html": "html", "text/plain": "txt",
}  # fmt: skip


class PackBroken(MonitorError):
    """A file of the pack is not what a pack has there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One remembered row and the ledger line that covers it. ``redacted``: ids of the rules that changed its words."""

    observer: str
    sequence: int
    kind: str
    subject: str
    row: Mapping[str, Any]
    redacted: Sequence[str] = ()

    @property
    def entry(self) -> str:
        return f"{self.observer} {self.sequence}"

    def line(self) -> bytes:
        told = {
            "observer": self.observer, "sequence": self.sequence, "kind": self.kind, "subject": self.subject,
            "row": self.row,
        }  # fmt: skip
        return canonical({**told, "redacted": list(self.redacted)} if self.redacted else told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One time stamp: on which ledger line, by whom, and the bytes the authority answered."""

    observer: str
    sequence: int
    authority: str
    token: bytes

    @property
    def stem(self) -> str:
        return f"{self.observer}-{self.sequence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """``pack.json``: what no row can tell."""

    subject: str
    platform: str
    platform_name: str
    study: str
    zone: str
    made_at: str
    made_by: str
    reason: str
    software: str
    method: str
    working_copy: bool
    inquiries: Sequence[str]
    withheld: Sequence[str] = ()  # SHA-256 of exhibits left out of a working copy
    lost: Sequence[str] = ()  # SHA-256 of exhibits that were not on disk
    format: int = FORMAT

    def text(self) -> str:
        told = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A whole pack but its exhibits' bytes. ``chains``: excerpt of each chain; ``certificates``: authority → PEM."""

    about: About
    rows: Sequence[Row]
    chains: Mapping[str, Sequence[Entry]]
    tokens: Sequence[Token] = ()
    certificates: Mapping[str, bytes] = field(default_factory=dict)

    def covered(self) -> Mapping[str, int]:
        """Chain → the number of the last row of the pack in it."""
        last: dict[str, int] = {}
        for row in self.rows:
            last[row.observer] = max(row.sequence, last.get(row.observer, -1))
        return last


def exhibit_file(row: Mapping[str, Any]) -> str:
    """Where an exhibit lies in ``data``."""
    return f"{EXHIBITS}/{row['sha256']}.{SUFFIXES.get(str(row['media_type']), 'bin')}"


def read_row(line: bytes) -> Row:
    """The row of a line. Raises ``PackBroken`` unless the line is exactly what ``Row.line`` writes."""
    try:
        told = json.loads(line)
        row = Row(**told)
        if row.line() != line or not isinstance(row.row, dict) or not isinstance(row.sequence, int):
            raise ValueError("not canonical")
    except (ValueError, TypeError, RecursionError) as error:
        raise PackBroken(f"this is no row of a pack: {line[:80]!r}") from error
    return row


def read_about(text: str) -> About:
    """Raises ``PackBroken``."""
    try:
        about = About(**json.loads(text))
        if about.text() != text:
            raise ValueError("not as it is written")
    except (ValueError, TypeError, RecursionError) as error:
        raise PackBroken(f"{ABOUT} cannot be read: {error}") from error
    if about.format != FORMAT:
        raise PackBroken(f"{ABOUT} is of format {about.format}", "verify it with the version of silence that wrote it")
    return about
