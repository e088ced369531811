"""One mail account's mail, sorted to the inquiries it answers; what matches nothing waits in the holding pen.

A mail is known by its content and how many equal ones came before it, so a mailbox that was rebuilt, or a mail moved
out of the junk folder, makes no second message, while two identical replies stay two.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from probes import mailfacts
from probes.interface import MailAccount
from probes.mailfacts import MailFacts
from probes.matching import Asked, Match, Matcher
from probes.postbox import Fetched, Spool, Watcher

log = structlog.get_logger("mail")

LOOKBACK = timedelta(days=14)
"""How long a mail is kept in mind, and how far back a first look reaches; longer than any inquiry is open."""

_RESOLUTION = timedelta(seconds=1)  # of INTERNALDATE
_SKEW = timedelta(minutes=10)  # an INTERNALDATE older than that is not a slow clock but a mail moved in later


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail that came in; ``arrived_at`` is the server's time as far as it can be known."""

    key: str
    sha256: str
    arrived_at: datetime
    facts: MailFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Penned:
    """A mail without a sure sign; ``platform`` and ``inquiry`` are likely ones (empty: unknown), ``score`` is 0..1."""

    key: str
    domain: str
    platform: str
    inquiry: str
    arrived_at: datetime
    score: float
    summary: str


def arrival(fetched: Fetched, header: str = "") -> datetime:
    """When a mail came: INTERNALDATE rounded up, never after we noticed it, nor before a look without it.

    ``header``: one that our own server adds on arrival with an ISO time. It is believed only inside INTERNALDATE's
    second, so that a forged one gains nobody more than that.
    """
    exact = _stamped(fetched.raw, header) if header else None
    if exact and fetched.stamped <= exact < fetched.stamped + _RESOLUTION and exact <= fetched.noticed:
        return exact
    at = fetched.stamped + _RESOLUTION
    if fetched.absent_at and at < fetched.absent_at < at + _SKEW:
        at = fetched.absent_at
    return min(at, fetched.noticed)


def _stamped(raw: bytes, header: str) -> datetime | None:
    """The time in the topmost header of that name; None where there is none or it is no aware ISO time."""
    found = re.search(rb"(?im)^" + re.escape(header.encode()) + rb":[ \t]*(\S+)", raw.partition(b"\r\n\r\n")[0])
    try:
        moment = datetime.fromisoformat(found[1].decode("ascii")) if found else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


@dataclass(slots=True, kw_only=True, repr=False)
class Mailroom:
    """Enter it to start its reader. What changes it runs on the loop it was entered in; what only reads may be asked
    from any thread."""

    account: MailAccount
    poll: timedelta
    synced_at: datetime | None = None
    broken: bool = False
    full: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    _matcher: Matcher = field(init=False)
    _watcher: Watcher = field(init=False)
    _spool: Spool = field(init=False)
    _loop: asyncio.AbstractEventLoop = field(init=False)
    entered_at: datetime = field(init=False)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _served: int = 0
    _mails: dict[str, Mail] = field(default_factory=dict)
    _found: dict[str, dict[str, Match]] = field(default_factory=lambda: defaultdict(dict))
    _loose: dict[str, Mail] = field(default_factory=dict)
    _equal: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    _pruned_at: datetime | None = None

    async def __aenter__(self) -> Mailroom:
        self._loop, self.entered_at = asyncio.get_running_loop(), datetime.now(UTC)
        self._matcher = Matcher(address=self.account.address, separator=self.account.tag_separator)
        self._spool = Spool()
        self._watcher = Watcher(
            account=self.account, poll=self.poll, lookback=LOOKBACK, deliver=self._fetched, looked=self._looked,
            failed=lambda: self._tell(self._break), filled=lambda: self._tell(self._note_full),
        )  # fmt: skip
        self._watcher.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await asyncio.to_thread(self._watcher.stop)
        self._spool.close()

    @property
    def reached(self) -> bool:
        """True while the mailbox can be looked into."""
        return self._watcher.reached

    # -- what conversations ask ----------------------------------------------------------------------------

    def expect(self, asked: Asked) -> None:
        """Know of an inquiry; mail that waited for it leaves the pen."""
        if self._matcher.add(asked):
            self._sort_again()

    def found(self, inquiry_id: str) -> list[tuple[Mail, Match]]:
        """The mails of an inquiry, in the order they were found."""
        found = list(self._found.get(inquiry_id, {}).items())
        return [(mail, match) for key, match in found if (mail := self._mails.get(key))]

    def inquiries(self) -> list[str]:
        """Every inquiry that has mail."""
        return [inquiry for inquiry, found in list(self._found.items()) if found]

    def raw(self, mail: Mail) -> bytes:
        """The mail as it came (cut at the postbox's limit)."""
        return self._spool.get(mail.key)

    def penned(self) -> list[Penned]:
        """What waits in the holding pen, oldest first; not the mail whose nonce names an inquiry unknown here."""
        waiting = (m for m in list(self._loose.values()) if not self._matcher.names_a_stranger(m.facts))
        return sorted((self._penned(mail) for mail in waiting), key=lambda p: (p.arrived_at, p.key))

    async def sync(self, patience: timedelta) -> bool:
        """Wait for a look into the mailbox that starts from now on; False if none succeeded in time."""
        number = self._watcher.ask()
        end = self._loop.time() + patience.total_seconds()
        while self._served < number and not self.broken:
            left = end - self._loop.time()
            if left <= 0 or not await self.news(left):
                break
        return self._served >= number

    async def news(self, seconds: float) -> bool:
        """Wait until something was looked at or came in; False if nothing was in time."""
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return False
        return True

    # -- what the watcher's thread tells ---------------------------------------------------------------------

    def _fetched(self, fetched: Fetched) -> None:
        try:
            facts = mailfacts.read(fetched.raw)
        except Exception:  # a mail made to break readers waits in the pen; its raw form is evidence all the same
            log.error("mail_unreadable", account=self.account.name, folder=fetched.folder, uid=fetched.uid)
            facts = mailfacts.read(b"")
        self._tell(self._add, fetched, facts, hashlib.sha256(fetched.raw).hexdigest())

    def _looked(self, number: int, began: datetime) -> None:
        self._tell(self._note_look, number, began)

    def _tell(self, call: object, *arguments: object) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *arguments)  # type: ignore[arg-type]
        except RuntimeError:  # the loop is closed: nobody listens any more
            return

    def blind_from(self, sent_at: datetime) -> datetime | None:
        """From when on answers to what was sent then may have been sent back, because the mailbox was full."""
        return min(
            (max(begun, sent_at) for begun, ended in self.full if ended is None or sent_at < ended), default=None
        )

    def _note_full(self) -> None:
        if not self.full or self.full[-1][1] is not None:
            self.full.append((self.synced_at or self.entered_at, None))
            log.error("mailbox_full", account=self.account.name)

    def _break(self) -> None:
        self.broken = True
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _note_look(self, number: int, began: datetime) -> None:
        self._served = max(self._served, number)
        self.synced_at = began
        if self.full and self.full[-1][1] is None:
            self.full[-1] = (self.full[-1][0], began)
        self._prune(began)
        self._wake()

    def _add(self, fetched: Fetched, facts: MailFacts, sha256: str) -> None:
        place = (fetched.folder, fetched.uidvalidity, sha256)
        key = f"{sha256[:32]}#{self._equal[place]}"
        self._equal[place] += 1
        if key in self._mails or self._matcher.is_own(facts):
            return
        mail = Mail(key=key, sha256=sha256, arrived_at=arrival(fetched, self.account.arrival_header), facts=facts)
        self._mails[key] = mail
        self._spool.put(key, fetched.raw)
        self._loose[key] = mail
        self._sort(mail)
        self._wake()

    def _sort(self, mail: Mail) -> None:
        match = self._matcher.match(mail.facts)
        if match is None:
            log.info("mail_penned", account=self.account.name, key=mail.key)
            return
        self._put(mail, match)
        if self._matcher.learn(mail.facts, match):
            self._sort_again()

    def _sort_again(self) -> None:
        """Look through the pen with what is known now, until nothing more comes of it."""
        learned = True
        while learned:
            learned = False
            for mail in list(self._loose.values()):
                if match := self._matcher.match(mail.facts):
                    self._put(mail, match)
                    learned |= self._matcher.learn(mail.facts, match)
        self._wake()

    def _put(self, mail: Mail, match: Match) -> None:
        del self._loose[mail.key]
        self._found[match.inquiry][mail.key] = match
        log.info("mail_matched", account=self.account.name, inquiry=match.inquiry, how=match.how)

    def _penned(self, mail: Mail) -> Penned:
        score, likely = self._matcher.candidate(mail.facts, mail.arrived_at)
        at_home = likely is not None and score >= 0.5
        return Penned(
            key=f"{self.account.name}/{mail.key}",
            domain=mail.facts.domain,
            platform=likely.platform if likely and at_home else "",
            inquiry=likely.inquiry if likely and at_home else "",
            arrived_at=mail.arrived_at,
            score=score,
            summary=f"{mail.facts.domain or 'no sender'}: {mail.facts.subject[:80]}",
        )

    def _prune(self, now: datetime) -> None:
        """Forget what is older than any inquiry is open."""
        if self._pruned_at and now - self._pruned_at < timedelta(hours=1):
            return
        self._pruned_at, before = now, now - LOOKBACK - timedelta(days=2)
        self._matcher.forget(before)
        for key in [key for key, mail in self._mails.items() if mail.arrived_at < before]:
            del self._mails[key]
            self._loose.pop(key, None)
            self._spool.drop(key)
            for found in self._found.values():
                found.pop(key, None)
        living = {mail.sha256 for mail in self._mails.values()}
        self._equal = Counter({place: count for place, count in self._equal.items() if place[2] in living})
