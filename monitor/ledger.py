"""An append-only hash chain per observer: what was remembered, in which order, and whether anything of it moved; pure.

An entry holds no content, only the SHA-256 of a row's canonical JSON. The SHA-256 of an entry's own line is the next
one's ``previous``, so the newest hash, the head, stands for all before it; a time stamp on the head dates them all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring as _quoted  # a text as JSON, not bound to ASCII
from typing import Any

from monitor.errors import MonitorError

BEGINNING = "0" * 64
"""What the first entry of a chain follows."""

STUDY = "study"
"""The chain of what belongs to no single observer: nights, approvals, editions, custody."""


class LedgerBroken(MonitorError):
    """The ledger is not what it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One row as it is remembered: of which kind, about what, and when it happened, as the row itself says."""

    kind: str
    subject: str
    at: datetime
    row: Mapping[str, Any]

    @property
    def digest(self) -> str:
        return hashlib.sha256(canonical(self.row)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest entry of a chain, by its number and hash."""

    observer: str
    sequence: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger. ``at`` is the fact's own time; a stamp tells when the entry was there at the latest."""

    observer: str
    sequence: int  # from 0
    previous: str  # SHA-256 of the line before
    at: datetime
    kind: str
    subject: str
    digest: str  # SHA-256 of the row

    def line(self) -> bytes:
        """The entry's canonical JSON, without a line's end: what is hashed. Written out: every fact needs one."""
        return (
            f'{{"at":"{moment(self.at)}","digest":{_quoted(self.digest)},"kind":{_quoted(self.kind)},'
            f'"observer":{_quoted(self.observer)},"previous":{_quoted(self.previous)},"sequence":{self.sequence},'
            f'"subject":{_quoted(self.subject)}}}'
        ).encode()

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.line()).hexdigest()

    @property
    def head(self) -> Head:
        return Head(observer=self.observer, sequence=self.sequence, hash=self.hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where a chain is not whole, and how."""

    observer: str
    sequence: int
    what: str

    def __str__(self) -> str:
        return f"ledger {self.observer} entry {self.sequence}: {self.what}"


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8; moments as ISO text in UTC with microseconds."""
    return _JSON.encode(value).encode()


def moment(at: datetime) -> str:
    """A moment as the ledger writes it. Raises ``ValueError`` without a time zone."""
    if at.tzinfo is None:
        raise ValueError(f"a moment needs its time zone: {at!r}")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def follow(observer: str, head: Head | None, facts: Iterable[Fact]) -> Sequence[Entry]:
    """The entries of these facts, following ``head`` (None: the chain begins)."""
    return grown(observer, head, facts)[0]


def grown(observer: str, head: Head | None, facts: Iterable[Fact]) -> tuple[Sequence[Entry], Head | None]:
    """The entries of these facts, following ``head`` (None: the chain begins), and the head after them."""
    sequence, previous = (head.sequence + 1, head.hash) if head else (0, BEGINNING)
    entries = list[Entry]()
    for number, fact in enumerate(facts, start=sequence):
        entry = Entry(
            observer=observer, sequence=number, previous=previous, at=fact.at, kind=fact.kind, subject=fact.subject,
            digest=fact.digest,
        )  # fmt: skip
        entries.append(entry)
        previous = entry.hash
    return entries, Head(observer=observer, sequence=entries[-1].sequence, hash=previous) if entries else head


def breaks(entries: Iterable[Entry], *, whole: bool = True) -> Iterator[Break]:
    """Every place at which entries of one chain do not follow each other; ``whole``: they are to begin at 0."""
    before: Entry | None = None
    for entry in entries:
        if before is None:
            if whole and (entry.sequence, entry.previous) != (0, BEGINNING):
                yield _broken(entry, "the chain does not begin here: earlier entries are missing")
        elif entry.observer != before.observer:
            yield _broken(entry, f"it belongs to another chain than {before.observer}")
        elif entry.sequence != before.sequence + 1:
            yield _broken(entry, f"it stands after entry {before.sequence}: entries are missing, added or reordered")
        elif entry.previous != before.hash:
            yield _broken(entry, f"it does not follow entry {before.sequence}: one of the two was changed")
        before = entry


def cut(last: Head | None, heads: Iterable[Head]) -> Iterator[Break]:
    """Every remembered head that lies beyond the ``last`` entry: the chain's tail was cut off."""
    for head in heads:
        if last is None or head.sequence > last.sequence:
            kept = "nothing is left" if last is None else f"the chain ends at {last.sequence}"
            yield Break(observer=head.observer, sequence=head.sequence, what=f"was there once, but {kept}")


def differs(entries: Mapping[int, Entry], heads: Iterable[Head]) -> Iterator[Break]:
    """Every head whose entry is there with another hash: the chain was written anew."""
    for head in heads:
        entry = entries.get(head.sequence)
        if entry is not None and entry.hash != head.hash:
            yield _broken(entry, "it is not the one whose hash was remembered")


def read(line: bytes) -> Entry:
    """The entry of a line. Raises ``LedgerBroken`` unless the line is exactly what ``Entry.line`` writes."""
    try:
        told = json.loads(line)
        entry = Entry(**{**told, "at": datetime.fromisoformat(told["at"])})
        if entry.line() != line:
            raise ValueError("not canonical")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise LedgerBroken(f"this is no line of a ledger: {line[:80]!r}") from error
    return entry


def _broken(entry: Entry, what: str) -> Break:
    return Break(observer=entry.observer, sequence=entry.sequence, what=what)


def _plain(value: Any) -> Any:
    """What JSON has no form of its own for."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} cannot be remembered: {value!r}")


_JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain)
