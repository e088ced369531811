"""What the memory store keeps of the ledger, its stamps, custody and redactions."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, TypeVar

from monitor.ledger import STUDY, Entry, Fact, Head, follow
from monitor.store import covered
from monitor.store.custody import Act, Redaction, Stamp
from monitor.store.records import InquiryRecord
from monitor.store.rules import clean, utc
from probes.interface import Exhibit

Record = TypeVar("Record")


def kept(record: Record) -> Record:
    """The record as a database would give it back: clean texts, moments in UTC."""
    changed = {field.name: _kept(getattr(record, field.name)) for field in fields(record)}  # type: ignore[arg-type]
    return replace(record, **changed)  # type: ignore[type-var]


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc(value)
    return clean(value) if isinstance(value, str) else value


class MemoryChains:
    """One lock makes every method atomic; records are frozen, so giving them out is safe."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._inquiries: dict[str, InquiryRecord] = {}
        self._exhibits: dict[str, dict[tuple[datetime, str, str], Exhibit]] = defaultdict(dict)
        self._ledger: dict[str, list[Entry]] = defaultdict(list)
        self._stamps: dict[tuple[str, int, str], Stamp] = {}
        self._acts: dict[tuple[Any, ...], Act] = {}
        self._redactions: dict[str, Redaction] = {}

    def _append(self, observer: str, *facts: Fact) -> None:
        if not facts:
            return
        chain = self._ledger[observer]
        chain += follow(observer, chain[-1].head if chain else None, facts)

    def _append_of(self, inquiry_id: str, fact: Fact) -> None:
        record = self._inquiries.get(inquiry_id)
        self._append(record.plan.observer if record else STUDY, fact)

    def observers(self) -> Sequence[str]:
        with self._lock:
            return sorted(self._ledger)

    def chain(self, observer: str, *, first: int = 0, last: int | None = None) -> Iterator[Entry]:
        with self._lock:
            chain = self._ledger.get(observer, [])
            return iter(chain[first : None if last is None else last + 1])

    def head(self, observer: str) -> Head | None:
        with self._lock:
            chain = self._ledger.get(observer)
            return chain[-1].head if chain else None

    def covering(self, subject: str) -> Sequence[tuple[str, int]]:
        with self._lock:
            chains = [self._ledger[observer] for observer in sorted(self._ledger)]
            return [(entry.observer, entry.sequence) for chain in chains for entry in chain if entry.subject == subject]

    def ask_stamp(self, stamp: Stamp) -> bool:
        key = (stamp.observer, stamp.sequence, stamp.authority)
        with self._lock:
            fresh = key not in self._stamps
            self._stamps.setdefault(key, kept(stamp))
            return fresh

    def stamped(self, stamp: Stamp) -> None:
        key = (stamp.observer, stamp.sequence, stamp.authority)
        with self._lock:
            if key in self._stamps and not self._stamps[key].token:
                self._stamps[key] = kept(stamp)

    def stamps(self, observer: str | None = None) -> Sequence[Stamp]:
        with self._lock:
            return [self._stamps[key] for key in sorted(self._stamps) if observer in (None, key[0])]

    def act(self, act: Act) -> None:
        act = kept(act)
        key = (act.at, act.what, act.subject, act.sha256, act.detail)
        with self._lock:
            if key not in self._acts:
                self._acts[key] = act
                self._append(STUDY, covered.acted(act))

    def acts(self) -> Sequence[Act]:
        with self._lock:
            return [self._acts[key] for key in sorted(self._acts)]

    def redact(self, rule: Redaction, act: Act) -> bool:
        with self._lock:
            if rule.id in self._redactions:
                return False
            self._redactions[rule.id] = kept(rule)
            self.act(act)
            return True

    def redactions(self) -> Sequence[Redaction]:
        with self._lock:
            return sorted(self._redactions.values(), key=lambda rule: (rule.since, rule.id))

    def all_exhibits(self) -> Iterator[tuple[str, Exhibit]]:
        with self._lock:
            return iter([(id_, found[key]) for id_, found in sorted(self._exhibits.items()) for key in sorted(found)])
