"""A coded sample as rows: which messages were drawn with which chance, and what each coder called them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reports.dataset import LabelRow

Place = tuple[str, int]
"""(inquiry id, ordinal) of a message."""

CIRCULAR = "circular_request"
FUNCTIONS = (
    *("greeting", "acknowledgement", "holding", "information_request", CIRCULAR),
    *("deflection", "substantive", "refusal", "unclear"),
)
"""What a coder may call a message: METHOD's functions, a circular request being one of its own."""

MECHANISMS = ("automatic", "human", "unknown")
"""Who a coder thinks produced it; rules' grades (declared, behavioural) are not to be seen in a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One drawn message. ``population`` and ``sampled``: messages of its stratum, and how many were drawn."""

    id: str
    inquiry_id: str
    ordinal: int
    stratum: str  # function/language/channel at the draw
    population: int
    sampled: int

    @property
    def place(self) -> Place:
        return self.inquiry_id, self.ordinal

    @property
    def weight(self) -> float:
        """One over the chance of being drawn."""
        return self.population / self.sampled


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What one coder, known by a number alone, called one item."""

    item: str
    coder: int
    function: str
    mechanism: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """One round: the sample and the labels read so far. ``corrections``: labels that a coder changed afterwards."""

    round: int
    seed: int
    drawn_at: datetime
    items: Sequence[Item]
    codes: Sequence[Code] = ()
    corrections: int = 0

    def by_item(self) -> Mapping[str, Sequence[Code]]:
        """The codes of each item that has any, by coder."""
        found: defaultdict[str, list[Code]] = defaultdict(list)
        for code in sorted(self.codes, key=lambda code: code.coder):
            found[code.item].append(code)
        return found

    def coders(self) -> list[int]:
        return sorted({code.coder for code in self.codes})


def function_of(label: LabelRow) -> str:
    """A rules' label in the coders' terms."""
    circular = label.function == "information_request" and label.detail == "circular"
    return CIRCULAR if circular else label.function


def mechanism_of(label: LabelRow) -> str:
    """A rules' mechanism in the coders' terms."""
    return {"auto": "automatic", "human": "human"}.get(label.mechanism.split("_")[0], "unknown")


def relabelled(label: LabelRow, function: str) -> LabelRow:
    """The same row with another function in the coders' terms; a deflection's kind stays where it is one."""
    if function == function_of(label):
        return label
    if function == CIRCULAR:
        return replace(label, function="information_request", detail="circular")
    return replace(label, function=function, detail="")
