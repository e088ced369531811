"""Remembers coding rounds: what was drawn with which chance, what the coders were shown, and what they said."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from monitor.errors import MonitorError
from monitor.store.interface import Store, StoredLabel
from reports.coding.rows import Code, Coded, Item, Place

CODER = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


class RoundUnknown(MonitorError):
    """There is no such coding round, or no such coder in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One item as coders see it: no platform, no night, no rule's label. Texts are masked and made visible."""

    item: Item
    question: str
    ours: str
    before: str
    message: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One drawn sample. ``coders`` in the order of their anonymous numbers, from 1; ``orders``: item ids by coder."""

    number: int
    seed: int
    size: int
    drawn_at: datetime
    rules_version: str
    coders: tuple[str, ...]
    shown: tuple[Shown, ...]
    orders: Mapping[str, tuple[str, ...]]

    def of(self, coder: str) -> list[Shown]:
        """The items in this coder's order. Raises ``RoundUnknown``."""
        if coder not in self.coders:
            raise RoundUnknown(
                f"{coder!r} codes nothing in round {self.number}", f"its coders are: {', '.join(sorted(self.coders))}"
            )
        by_id = {one.item.id: one for one in self.shown}
        return [by_id[item] for item in self.orders[coder]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one coder called one message, in the coders' terms."""

    function: str
    mechanism: str
    comment: str = ""

    @property
    def label(self) -> tuple[str, str]:
        """What counts; a comment may change."""
        return self.function, self.mechanism


_ROUND = TypeAdapter(Round)
_SAID = TypeAdapter(Said)


@dataclass(frozen=True, slots=True)
class Rounds:
    """The coding rounds of one study."""

    store: Store

    def known(self) -> list[Round]:
        found: list[Round] = []
        while body := self.store.recall(f"coding/{len(found) + 1}"):
            found.append(_ROUND.validate_json(body))
        return found

    def one(self, number: int | None = None) -> Round:
        """One round, the newest by default. Raises ``RoundUnknown``."""
        known = self.known()
        if not known:
            raise RoundUnknown("nothing has been drawn to be coded", "draw a sample: silence code draw --out DIR")
        if number is None:
            return known[-1]
        if number > len(known):
            raise RoundUnknown(f"there is no round {number}", f"rounds so far: 1 to {len(known)}")
        return known[number - 1]

    def keep(self, drawn: Round) -> None:
        self.store.remember(f"coding/{drawn.number}", _ROUND.dump_json(drawn).decode())

    def said(self, drawn: Round, coder: str) -> dict[Place, Said]:
        """What a coder says of the round's messages, corrections in force."""
        found: dict[Place, Said] = {}
        for version in self._versions(drawn, coder):
            for stored in self.store.labels(rules_version=version):
                found[stored.inquiry_id, stored.ordinal] = _SAID.validate_json(stored.body)
        return found

    def add(self, drawn: Round, coder: str, said: Mapping[Place, Said], *, correct: bool = False) -> int:
        """Add labels in one transaction; with ``correct`` changed ones are added as a new version. Returns how many.

        Nothing is overwritten: without ``correct`` a label that differs from a kept one must not be given.
        """
        kept = self.said(drawn, coder)
        fresh = {place: one for place, one in said.items() if place not in kept or kept[place].label != one.label}
        if not correct and (both := [place for place in fresh if place in kept]):
            raise MonitorError(f"{len(both)} labels of {coder} differ from those kept", "corrections need --correct")
        if not fresh:
            return 0
        version = self._next(drawn, coder) if correct and any(place in kept for place in fresh) else None
        version = version or (self._versions(drawn, coder) or [_version(drawn, coder)])[-1]
        self.store.add_labels([_stored(place, version, one) for place, one in sorted(fresh.items())])
        return len(fresh)

    def coded(self, drawn: Round) -> Coded:
        """The round as rows: coders are numbers."""
        codes, corrections = [], 0
        places = {one.item.place: one.item.id for one in drawn.shown}
        for number, coder in enumerate(drawn.coders, start=1):
            said = self.said(drawn, coder)
            codes += [
                Code(item=places[place], coder=number, function=one.function, mechanism=one.mechanism)
                for place, one in sorted(said.items())
            ]
            versions = self._versions(drawn, coder)
            corrections += sum(len(self.store.labels(rules_version=version)) for version in versions) - len(said)
        return Coded(
            round=drawn.number, seed=drawn.seed, drawn_at=drawn.drawn_at, codes=codes, corrections=corrections,
            items=sorted((one.item for one in drawn.shown), key=lambda item: item.id),
        )  # fmt: skip

    def finished(self) -> Coded | None:
        """The newest round in which every coder has labelled every item: only that may be printed.

        Printing earlier would show one coder's labels, and the rules', to another who still works.
        """
        for drawn in reversed(self.known()):
            if all(len(self.said(drawn, coder)) == len(drawn.shown) for coder in drawn.coders):
                return self.coded(drawn)
        return None

    def _versions(self, drawn: Round, coder: str) -> list[str]:
        """The versions of a coder's labels, oldest first."""
        count = int(self.store.recall(f"coding/{drawn.number}/{coder}/versions") or 1)
        return [_version(drawn, coder, number) for number in range(1, count + 1)]

    def _next(self, drawn: Round, coder: str) -> str:
        count = len(self._versions(drawn, coder)) + 1
        self.store.remember(f"coding/{drawn.number}/{coder}/versions", str(count))
        return _version(drawn, coder, count)


def _version(drawn: Round, coder: str, number: int = 1) -> str:
    return f"coder:{coder}:{drawn.number}" + (f":{number}" if number > 1 else "")


def _stored(place: Place, version: str, said: Said) -> StoredLabel:
    body = json.dumps({"function": said.function, "mechanism": said.mechanism, "comment": said.comment},
                      ensure_ascii=False)  # fmt: skip
    return StoredLabel(inquiry_id=place[0], ordinal=place[1], rules_version=version, body=body)


def named(coders: Sequence[str]) -> None:
    """Coders' names as they may be stored. Raises ``MonitorError``."""
    for coder in coders:
        if not CODER.fullmatch(coder):
            raise MonitorError(f"{coder!r} is no coder's name", "use small letters, digits and hyphens, such as ada")
    if len(set(coders)) < len(coders):
        raise MonitorError("a coder is named twice", "every coder has one sheet")
