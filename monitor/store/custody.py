"""What is remembered about evidence itself: ledger, stamps, custody, and what the working copy leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.ledger import Entry, Head
from probes.interface import Exhibit


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A time stamp (RFC 3161) on a head, or the wish for one: ``token`` is empty while it is pending."""

    observer: str
    sequence: int
    hash: str
    authority: str
    asked_at: datetime
    stamped_at: datetime | None = None
    token: bytes = b""
    failure: str = ""

    @property
    def head(self) -> Head:
        return Head(observer=self.observer, sequence=self.sequence, hash=self.hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Somebody did something with evidence. ``what``: exported | redacted | deleted; ``sha256``: of the one file."""

    at: datetime
    who: str
    what: str
    subject: str  # an inquiry, a platform, an exhibit's SHA-256, a redaction's id
    reason: str
    sha256: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A rule of the working copy. ``kind``: literal | pattern; ``scope``: a platform, an inquiry, or empty for all."""

    id: str
    scope: str
    kind: str
    text: str
    word: str  # what stands in its place, in brackets
    reason: str
    editor: str
    since: datetime


class Chains(Protocol):
    """The ledger is written by the store itself, in the transaction of the fact that an entry covers."""

    def observers(self) -> Sequence[str]:
        """Every chain there is, by name."""
        ...

    def chain(self, observer: str, *, first: int = 0, last: int | None = None) -> Iterator[Entry]:
        """The entries of a chain in order, from number ``first`` to ``last`` (None: to the end)."""
        ...

    def head(self, observer: str) -> Head | None:
        """The head as it is remembered beside the chain: a cut tail leaves it behind."""
        ...

    def covering(self, subject: str) -> Sequence[tuple[str, int]]:
        """(chain, number) of every entry about an inquiry."""
        ...

    def ask_stamp(self, stamp: Stamp) -> bool:
        """Remember that a head is to be stamped; False if it is known already."""
        ...

    def stamped(self, stamp: Stamp) -> None:
        """Put what came of it in the place of the pending one; a token that is there stays."""
        ...

    def stamps(self, observer: str | None = None) -> Sequence[Stamp]: ...

    def act(self, act: Act) -> None:
        """Add, with its entry in the study's chain."""
        ...

    def acts(self) -> Sequence[Act]: ...

    def redact(self, rule: Redaction, act: Act) -> bool:
        """Add a rule with the act that made it, in one transaction; False (and nothing added) if its id is known."""
        ...

    def redactions(self) -> Sequence[Redaction]: ...

    def all_exhibits(self) -> Iterator[tuple[str, Exhibit]]:
        """(inquiry id, exhibit) of everything kept, ordered by inquiry, time, content and role."""
        ...
