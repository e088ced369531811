"""Decides which inquiry a mail belongs to: by address tag, subject nonce, ticket number, then references.

Pure knowledge and no mailbox. Tag, nonce and our own Message-IDs can be checked without knowing what was asked (so a
restart loses nothing); ticket numbers and threads are learned from mails matched more surely. What matches nothing
gets a score against everything that was asked, for the holding pen; the pen never decides.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from rapidfuzz import fuzz

from probes.mailfacts import MailFacts

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: none is taken for another when read aloud
_NONCE = re.compile(rf"(?<![A-Za-z0-9])Q[{_LETTERS}]{{7}}(?![A-Za-z0-9])", re.I)
_TAG_LENGTH = 12  # of an inquiry's id (``monitor.timetable.draw``)
_FADES = timedelta(hours=72)
_RECENT = 50  # of the inquiries to other domains, this many of the latest are looked at

K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked by mail, as far as an answer may refer to it. ``domain`` is the target's."""

    inquiry: str
    subject: str
    platform: str
    domain: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A mail belongs to ``inquiry``; ``how``: tag, nonce, ticket, reference or quote."""

    inquiry: str
    how: str


def tagged(address: str, tag: str, separator: str) -> str:
    """The address of one inquiry: ``local+tag@domain``; with an empty separator ``tag@domain`` (catch-all)."""
    local, _, domain = address.partition("@")
    return f"{local}{separator}{tag}@{domain}" if separator else f"{tag}@{domain}"


def tag_of(recipients: Iterable[str], address: str, separator: str) -> str:
    """The inquiry id that one of these addresses carries as a tag of ours; empty for none."""
    local, _, domain = address.lower().partition("@")
    for recipient in recipients:
        name, _, host = recipient.lower().partition("@")
        if host != domain or name == local:
            continue
        head, cut, tag = name.partition(separator) if separator else ("", "", name)
        if re.fullmatch(r"[a-z0-9]+", tag) and (not separator or (head == local and cut)):
            return tag
    return ""


def nonce_for(inquiry_id: str) -> str:
    """The short sign in the subject: Q, six letters that follow from the id, and one that checks them."""
    number = int.from_bytes(hashlib.sha256(f"subject nonce {inquiry_id}".encode()).digest()[:8], "big")
    letters = [_LETTERS[(number >> (5 * place)) % 32] for place in range(6)]
    return "Q" + "".join(letters) + _check(letters)


@lru_cache(maxsize=8192)
def nonces_in(text: str) -> tuple[str, ...]:
    """Every well-formed nonce in a text, in order, each once."""
    found = (match[0].upper() for match in _NONCE.finditer(text))
    return tuple(dict.fromkeys(n for n in found if n[-1] == _check(n[1:-1])))


def message_id(inquiry_id: str, number: int, address: str) -> str:
    """The Message-ID of our ``number``-th mail (from 0) of an inquiry; tells the inquiry to whom it refers back."""
    return f"<{inquiry_id}.{nonce_for(inquiry_id).lower()}.{number}@{address.partition('@')[2]}>"


def inquiry_in(reference: str) -> str:
    """The inquiry whose Message-ID this is; empty if it is none of ours."""
    inquiry, _, rest = reference.strip("<>").partition("@")[0].partition(".")
    return inquiry if inquiry and rest.partition(".")[0].upper() == nonce_for(inquiry) else ""


def same_house(one: str, other: str) -> bool:
    """True if one domain is the other or lies under it (mail.shop.example and shop.example)."""
    a, b = one.lower(), other.lower()
    return bool(a and b) and (a == b or a.endswith("." + b) or b.endswith("." + a))


@dataclass(slots=True, kw_only=True)
class Matcher:
    """All that is known of what was asked from one mail account, and of the threads that grew from it."""

    address: str
    separator: str
    _asked: dict[str, Asked] = field(default_factory=dict)
    _nonces: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _tickets: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    _threads: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, asked: Asked) -> bool:
        """Know one more inquiry; False if it was known."""
        new = asked.inquiry not in self._asked
        self._asked[asked.inquiry] = asked
        self._nonces[nonce_for(asked.inquiry)].add(asked.inquiry)
        return new

    def forget(self, before: datetime) -> None:
        """Forget what was asked before a moment: its answers are no longer waited for."""
        old = {a.inquiry for a in self._asked.values() if a.asked_at < before}
        self._asked = {inquiry: asked for inquiry, asked in self._asked.items() if inquiry not in old}
        self._nonces = _without(self._nonces, old)
        self._tickets = _without(self._tickets, old)
        self._threads = _without(self._threads, old)

    def match(self, facts: MailFacts) -> Match | None:
        """The inquiry a mail belongs to by the first sign that names exactly one; None if no sign does."""
        for how, inquiries in self._signs(facts):
            named = {i for i in inquiries if i}
            if len(named) == 1:
                return Match(inquiry=named.pop(), how=how)
        return None

    def _signs(self, facts: MailFacts) -> Iterator[tuple[str, Iterable[str]]]:
        yield "tag", [self._tag(facts)]
        yield "nonce", self._by_nonce(facts.subject) or self._by_nonce(facts.original_subject)
        yield "ticket", self._tickets.get((facts.domain, facts.ticket), ()) if facts.ticket else ()
        references = (*facts.references, *facts.original_ids)
        yield "reference", {inquiry_in(reference) for reference in references}
        yield "reference", {i for reference in references for i in self._threads.get(reference, ())}
        yield "quote", self._by_nonce(facts.text)

    def _tag(self, facts: MailFacts) -> str:
        """In a catch-all domain every name looks like a tag: one that nobody here asked by has an inquiry's length."""
        tag = tag_of(facts.recipients, self.address, self.separator)
        return tag if self.separator or tag in self._asked or len(tag) == _TAG_LENGTH else ""

    def _by_nonce(self, text: str) -> set[str]:
        return {i for nonce in nonces_in(text) for i in self._nonces.get(nonce, ())}

    def learn(self, facts: MailFacts, match: Match) -> bool:
        """Learn ticket and thread of a matched mail; True if there was anything new in it."""
        known = len(self._tickets), len(self._threads)
        if facts.ticket and match.how != "ticket" and facts.domain:
            self._tickets[facts.domain, facts.ticket].add(match.inquiry)
        for reference in (facts.message_id, *facts.references):
            if reference and not inquiry_in(reference):
                self._threads[reference].add(match.inquiry)
        return known != (len(self._tickets), len(self._threads))

    def is_own(self, facts: MailFacts) -> bool:
        """True for a copy of a mail that we sent ourselves."""
        from_us = facts.sender == self.address.lower() or tag_of([facts.sender], self.address, self.separator)
        return bool(from_us and inquiry_in(facts.message_id))

    def names_a_stranger(self, facts: MailFacts) -> bool:
        """True if a mail bears a nonce of ours whose inquiry is not known here (not yet resumed, or long closed)."""
        return bool(nonces_in(facts.subject)) and not self._by_nonce(facts.subject)

    def candidate(self, facts: MailFacts, arrived: datetime) -> tuple[float, Asked | None]:
        """The likeliest inquiry of a mail without sign, and its score in 0..1: domain 0.5, subject 0.3, time 0.2."""
        before = [a for a in list(self._asked.values()) if a.asked_at <= arrived]
        near = [a for a in before if same_house(facts.domain, a.domain)] or before[-_RECENT:]
        scored = [(_score(a, facts, arrived), a) for a in near]
        return max(scored, key=lambda pair: (pair[0], pair[1].asked_at, pair[1].inquiry), default=(0.0, None))


def _score(asked: Asked, facts: MailFacts, arrived: datetime) -> float:
    house = 0.5 if same_house(facts.domain, asked.domain) else 0.0
    words = 0.3 * fuzz.token_set_ratio(asked.subject.lower(), facts.subject.lower()) / 100
    near = 0.2 * max(0.0, 1 - (arrived - asked.asked_at) / _FADES)
    return round(house + words + near, 3)


def _check(letters: Iterable[str]) -> str:
    """Odd weights modulo 32: any one letter changed, in any place, gives another check."""
    return _LETTERS[sum((2 * place + 3) * _LETTERS.index(letter) for place, letter in enumerate(letters)) % 32]


def _without(known: dict[K, set[str]], old: set[str]) -> dict[K, set[str]]:
    kept = {key: inquiries - old for key, inquiries in known.items()}
    return defaultdict(set, {key: inquiries for key, inquiries in kept.items() if inquiries})
