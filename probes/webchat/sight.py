"""One look at a watched page, as ``watch.js`` reports it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from probes.interface import Speaker
from probes.webchat.transcript import Row

MOST_LINES = 2000  # of a transcript; the newest are read
LONGEST_LINE = 20_000

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One look at one frame; ``load`` tells one document from the next."""

    load: str = ""
    at: datetime = LONG_AGO
    depth: int = 0
    input: bool = False
    transcript: bool = False
    ready: bool = False
    connecting: bool = False  # the chat says that its line is not open yet
    held: bool = False  # what we said last stands in the input
    scout: bool = False  # nothing is looked for yet in this document
    stir: int = 0  # changes while there are no lines to see
    asks: int = 0  # fields to fill that have come since we wrote
    steps: Sequence[bool] = ()
    offline: str = ""
    barred: str = ""
    rows: Sequence[Row] = ()


NOTHING = Sight()


def parse(body: str, earliest: datetime, latest: datetime) -> Sight:
    """Read a report; its moments are held between ``earliest`` and ``latest``, whatever the page says."""

    def moment(milliseconds: float) -> datetime:
        return min(max(datetime.fromtimestamp(milliseconds / 1000, UTC), earliest), latest)

    def row(line: Mapping[str, Any]) -> Row:
        return Row(
            key=line["key"],
            ident=line["ident"],
            speaker=Speaker(line["speaker"]),
            text=line["text"][:LONGEST_LINE],
            first=moment(line["first"]),
            changed=moment(line["changed"]),
            after=moment(line["after"]),
            busy=line["busy"],
            marks=line["marks"],
        )

    report = json.loads(body)
    seen = report["seen"]
    rows = tuple(map(row, seen.pop("lines")[-MOST_LINES:]))
    return Sight(load=report["load"], at=moment(report["at"]), rows=rows, **seen)
