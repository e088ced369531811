"""Gathers from the store what a pack holds: the rows of some inquiries, their ledger lines, and the stamps on these."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.errors import MonitorError
from monitor.guard.masking import mask
from monitor.ledger import Entry, Fact, canonical
from monitor.proof import custody
from monitor.proof.contents import Row, Token
from monitor.store import covered
from monitor.store.custody import Redaction, Stamp
from monitor.store.interface import InquiryRecord, Store

MASKING = "masking"
"""The id under which the masking of agents stands among the redactions."""

_WORDS = ("text", "subject")


class NothingToProve(MonitorError):
    """There is no such inquiry or platform."""


class RowsDiffer(MonitorError):
    """The database no longer says what the ledger covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The inquiries that a pack is about."""

    subject: str
    platform: str
    records: Sequence[InquiryRecord]


def asked(store: Store, subject: str) -> Asked:
    """One inquiry by its id, or every inquiry of a platform that was begun. Raises ``NothingToProve``."""
    if record := store.inquiry(subject):
        return Asked(subject=subject, platform=record.plan.platform, records=[record])
    found = [r for r in store.inquiries() if r.plan.platform == subject and (r.intended_at or r.ended_at)]
    if not found:
        raise NothingToProve(
            f"nothing was asked of {subject}, and there is no such inquiry", "name a platform's id or an inquiry's"
        )
    return Asked(subject=subject, platform=subject, records=found)


def rows(store: Store, asked: Asked) -> Sequence[Row]:
    """Every covered row of these inquiries, their nights, controls and custody, in the order of the ledger.

    Raises ``RowsDiffer`` if one is not what the ledger covers, or has no line in it.
    """
    facts: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in _facts(store, asked):
        facts[fact.subject, fact.digest].append(fact)
    found = []
    for subject in sorted({subject for subject, _ in facts}):
        for observer, sequence in store.covering(subject):
            [entry] = store.chain(observer, first=sequence, last=sequence)
            known = facts.get((subject, entry.digest))
            if known:
                found.append(
                    Row(observer=observer, sequence=sequence, kind=entry.kind, subject=subject, row=_plain(known.pop()))
                )
            elif entry.kind not in ("control", "custody", "night"):
                raise RowsDiffer(
                    f"ledger {observer} entry {sequence}: the database no longer holds this {entry.kind} of {subject}",
                    "it was changed or removed; compare with the last backup",
                )
    if left := [fact for several in facts.values() for fact in several]:
        raise RowsDiffer(
            f"the database holds a {left[0].kind} of {left[0].subject} that the ledger does not cover",
            "it was changed, added, or remembered before there was a ledger",
        )
    return sorted(found, key=lambda row: (row.observer, row.sequence))


def _facts(store: Store, asked: Asked) -> Iterator[Fact]:
    nights = {night.id: night for night in store.nights()}
    for record in asked.records:
        id_ = record.plan.id
        messages = [message for _, message in store.messages(id_)]
        yield from covered.of_inquiry(
            record, store.visits(id_), messages, store.follow_ups(id_), store.exhibits(id_)
        )  # fmt: skip
    for night in sorted({record.plan.night for record in asked.records} & nights.keys()):
        yield covered.night(nights[night])
        doors = {(r.plan.observer, r.plan.channel) for r in asked.records if r.plan.night == night}
        controls = [c for c in store.controls(night) if (c.observer, c.channel) in doors]
        yield from map(covered.controlled, controls)
    own = {asked.subject, asked.platform, *(record.plan.id for record in asked.records)}
    rules = {rule.id for rule in store.redactions() if rule.scope in own or not rule.scope}
    yield from (covered.acted(act) for act in store.acts() if act.subject in own | rules)


def _plain(fact: Fact) -> Mapping[str, object]:
    """The row as JSON gives it back."""
    plain: Mapping[str, object] = json.loads(canonical(fact.row))
    return plain


def working_copy(rows_: Sequence[Row], rules: Sequence[Redaction], platform: str) -> Sequence[Row]:
    """The rows with agents masked and redactions applied; each row that changed says by which rules."""
    return [_masked(row, custody.applying(rules, platform=platform, inquiry_id=row.subject)) for row in rows_]


def _masked(row: Row, rules: Sequence[Redaction]) -> Row:
    changed, used = dict(row.row), Counter[str]()
    if row.kind == "message":
        marks = row.row["marks"]
        names = [name for name in (marks.get("joined", ""), marks.get("sender", "").partition("<")[0]) if name.strip()]
        changed["text"] = mask(row.row["text"], names=names)
        changed["marks"] = {name: mask(value, names=names) for name, value in marks.items() if name != "joined"}
        used.update([MASKING] if changed != row.row else [])
    for name in _WORDS:
        if isinstance(changed.get(name), str):
            changed[name], ids = custody.redacted(changed[name], rules)
            used.update(ids)
    return replace(row, row=changed, redacted=sorted(used)) if used else row


def excerpt(store: Store, rows_: Sequence[Row]) -> tuple[Mapping[str, Sequence[Entry]], Sequence[Token]]:
    """The lines of each chain from the first row to the first stamp after the last, with the stamps that date the rows.

    Of each authority the first stamp at or after each row: none dates it earlier.
    """
    chains, tokens = {}, []
    for observer in sorted({row.observer for row in rows_}):
        numbers = sorted(row.sequence for row in rows_ if row.observer == observer)
        stamps = _dating(store.stamps(observer), numbers)
        last = max([numbers[-1], *(stamp.sequence for stamp in stamps)])
        chains[observer] = list(store.chain(observer, first=numbers[0], last=last))
        tokens += [
            Token(observer=observer, sequence=stamp.sequence, authority=stamp.authority, token=stamp.token)
            for stamp in stamps
        ]
    return chains, tokens


def _dating(stamps: Sequence[Stamp], numbers: Sequence[int]) -> Sequence[Stamp]:
    there = [stamp for stamp in stamps if stamp.token]
    chosen: dict[tuple[int, str], Stamp] = {}
    for authority in sorted({stamp.authority for stamp in there}):
        own = sorted((s for s in there if s.authority == authority), key=lambda stamp: stamp.sequence)
        for number in numbers:
            first = next((stamp for stamp in own if stamp.sequence >= number), None)
            if first is not None:
                chosen[first.sequence, authority] = first
    return [chosen[key] for key in sorted(chosen)]
