"""Asks by e-mail and listens in the mailbox: one address tag and one subject nonce an inquiry.

t0 is the moment our submission server took the mail. Replies arrive whenever they do and are found by one reader
an account (``probes.mailroom``), so an open conversation costs nothing and parking is free.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from probes import letters, matching
from probes.interface import (
    Barred,
    BarredReason,
    FetchKey,
    Inquiry,
    Means,
    Message,
    ProbeError,
    Sent,
    Session,
    Shut,
    Stage,
    VoidReason,
)
from probes.maillines import Lines
from probes.mailroom import Mail, Mailroom, Penned
from probes.matching import Asked, Match
from probes.postbox import Envelope, Refusal, submit
from probes.signatures import attest

__all__ = ["MailChannel", "MailConversation", "Penned", "enter"]

STRAY_ORDINAL = 100_000
"""Messages that came by mail to an inquiry of another channel count from here."""

_PAUSE = 0.5  # seconds between two looks at the clock while listening


@dataclass(slots=True, kw_only=True)
class MailConversation:
    """One inquiry by mail. ``keys`` are its mails in the order they were first seen: their index is the ordinal."""

    inquiry: Inquiry
    stage: Stage
    room: Mailroom
    means: Means
    opened_at: datetime
    sent_at: datetime | None = None
    message_ids: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    known_until: datetime | None = None
    blind_from: datetime | None = None  # our mailbox was full then: what was sent back nobody sends again
    lines: Lines = field(default_factory=Lines)
    _kept: set[str] = field(default_factory=set)
    _unattested: dict[int, bytes] = field(default_factory=dict)

    async def send(self, text: str) -> Sent | Shut | Barred:
        """Mail ``text`` once; a further one goes on in the thread. See ``probes.interface.Conversation``."""
        account = self.room.account
        sender = matching.tagged(account.address, self.inquiry.id, account.tag_separator)
        number = matching.message_id(self.inquiry.id, len(self.message_ids), account.address)
        raw = self._compose(text, sender, number)
        outcome = await submit(
            account, Envelope(sender=sender, recipient=self.inquiry.target.address, raw=raw),
            patience=self.means.patience, now=self.stage.now, told=self.lines.use,
        )  # fmt: skip
        if isinstance(outcome, Refusal):
            return _turned_away(outcome)
        self.sent_at = self.sent_at or outcome
        self.message_ids.append(number)
        self._expect()
        return Sent(at=outcome, witness="smtp")

    def _compose(self, text: str, sender: str, number: str) -> bytes:
        try:
            raw = letters.compose(
                inquiry=self.inquiry, persona=self.means.persona, sender=sender, message_id=number, text=text,
                at=self.stage.now(), follows=self._thread(),
            )  # fmt: skip
            self.stage.keep(raw, "message/rfc822", "mail_sent")
        except (ValueError, OSError, LookupError) as failure:
            raise ProbeError(
                VoidReason.NOT_SENT, f"the mail could not be written: {failure}", "check the target's address"
            ) from failure
        return raw

    def expect_since(self, sent_at: datetime) -> None:
        """Our message was taken at ``sent_at`` by another door: its answers may come to this mailbox."""
        self.sent_at = sent_at
        self._expect()

    def _thread(self) -> letters.Thread | None:
        found = sorted((mail for mail, _ in self.room.found(self.inquiry.id)), key=lambda mail: mail.arrived_at)
        return letters.thread(self.inquiry, self.message_ids, [mail.facts for mail in found])

    async def listen(self, until: datetime, *, leaving: bool = True) -> AsyncIterator[Message]:
        """Every mail found so far, after a look into the mailbox that began now; then live until ``until``.

        While the mailbox cannot be reached it goes on trying; ``looked_at`` then tells how old our knowledge is.
        """
        patience = max(self.means.patience, until - self.stage.now())
        await self._look(patience)
        yielded: set[str] = set()
        while True:
            for message in self._messages(yielded):
                await self._attest(message)
                yield message
            left = (until - self.stage.now()).total_seconds()
            if left <= 0:
                break
            await self.room.news(min(left, _PAUSE))
        if self.looked_at() < until <= self.stage.now() and self.room.reached:
            await self._look(self.means.patience)
            for message in self._messages(yielded):
                await self._attest(message)
                yield message

    async def _look(self, patience: timedelta) -> None:
        await self.room.sync(patience)
        if self.room.line is not None:
            self.lines.use(self.room.line)
        if self.room.broken:
            raise ProbeError(
                VoidReason.OBSERVER_DOWN, "the reader of the mailbox has ended", "see the log, then restart the daemon"
            )

    def looked_at(self) -> datetime:
        """The start of the last complete look into the mailbox (t0, or the opening, if there was none since).

        It never passes the moment from which on our mailbox was full, even once there is room again.
        """
        moments = (self.opened_at if self.known_until is None else None, self.known_until, self.sent_at)
        known = max(m for m in (*moments, self.room.synced_at) if m is not None)
        full = self.room.blind_from(self.sent_at) if self.sent_at else None
        self.blind_from = min((m for m in (self.blind_from, full) if m is not None), default=None)
        return min(known, self.blind_from) if self.blind_from else known

    async def park(self) -> Session:
        """Ids, nonce and the mails seen in order; the mailbox keeps the rest."""
        return {
            "account": self.room.account.name,
            "nonce": matching.nonce_for(self.inquiry.id),
            "message_ids": list(self.message_ids),
            "keys": list(self.keys),
            "sent_at": self.sent_at.isoformat() if self.sent_at else "",
            "looked_at": self.looked_at().isoformat(),
            "lines": self.lines.names(),
            "blind_from": self.blind_from.isoformat() if self.blind_from else "",
        }

    def restore(self, session: Session) -> None:
        """Go on where ``park`` stopped. Raises ``ProbeError(SESSION_LOST)`` for a session that is not ours."""
        try:
            self.message_ids, self.keys = list(session["message_ids"]), list(session["keys"])
            self.sent_at = datetime.fromisoformat(session["sent_at"]) if session["sent_at"] else None
            self.known_until = datetime.fromisoformat(session["looked_at"])
            self.lines.kept = list(session.get("lines", ()))  # sessions of older versions have none
            blind = session.get("blind_from", "")
            self.blind_from = datetime.fromisoformat(blind) if blind else None
        except (KeyError, TypeError, ValueError) as broken:
            raise ProbeError(VoidReason.SESSION_LOST, f"the stored mail session is not readable: {broken}") from broken
        self._kept.update(self.keys)
        if self.sent_at:
            self._expect()

    def _expect(self) -> None:
        """From now on the reader knows what answers may refer to; ``domain`` is where they probably come from."""
        target = self.inquiry.target
        domain = target.address.rpartition("@")[2] if "://" not in target.address else urlsplit(target.address).hostname
        asked = Asked(
            inquiry=self.inquiry.id, subject=self.inquiry.subject, platform=target.platform,
            domain=(domain or "").removeprefix("www."), asked_at=self.sent_at or self.opened_at,
        )  # fmt: skip
        self.room.expect(asked)

    def _messages(self, yielded: set[str]) -> list[Message]:
        """The mails not yet yielded, in the order of their ordinals."""
        found = {mail.key: (mail, match) for mail, match in self.room.found(self.inquiry.id)}
        self.keys.extend(key for key in found if key not in self.keys)
        fresh = [(ordinal, key) for ordinal, key in enumerate(self.keys) if key in found and key not in yielded]
        yielded.update(key for _, key in fresh)
        return [self._message(ordinal, *found[key]) for ordinal, key in fresh]

    async def _attest(self, message: Message) -> None:
        """Keep what the mail's signatures are worth, once a mail: the key may be gone from the DNS tomorrow."""
        raw = self._unattested.pop(message.ordinal, None)
        if raw is not None and self.means.fetch_key is not None:
            await asyncio.to_thread(_attested, self.stage, raw, self.means.fetch_key)

    def _message(self, ordinal: int, mail: Mail, match: Match) -> Message:
        if mail.key not in self._kept:
            raw = self.room.raw(mail)
            self.stage.keep(raw, "message/rfc822", "mail")
            self._kept.add(mail.key)
            self._unattested[ordinal] = raw
        return letters.message(mail, match, ordinal=ordinal, earliest=self.sent_at)


def _attested(stage: Stage, raw: bytes, fetch: FetchKey) -> None:
    """Keep the DKIM result of a mail. Blocks while the DNS is asked."""
    told = attest(raw, hashlib.sha256(raw).hexdigest(), fetch, stage.now)
    stage.keep(told, "application/json", "dkim")


def _turned_away(refusal: Refusal) -> Shut | Barred:
    """A full mailbox is a door that is shut; any other refused address is one that does not work."""
    if refusal.mailbox_full:
        return Shut(reason="mailbox_full", at=refusal.at)
    return Barred(reason=BarredReason.UNDELIVERABLE, at=refusal.at)


@dataclass(slots=True, kw_only=True)
class MailChannel:
    """All mail accounts of a worker: opens conversations, and tells what else came in."""

    means: Means
    rooms: dict[str, Mailroom]
    _attested: set[str] = field(default_factory=set)

    @asynccontextmanager
    async def open(self, inquiry: Inquiry, stage: Stage, session: Session | None) -> AsyncIterator[MailConversation]:
        """Needs no network: the mailbox is watched anyway. See ``probes.interface.Channel``."""
        lost = VoidReason.NOT_SENT if session is None else VoidReason.OBSERVER_DOWN
        account = str(session.get("account", "")) if session else inquiry.target.account
        conversation = MailConversation(
            inquiry=inquiry, stage=stage, room=self._room(account, lost), means=self.means, opened_at=stage.now()
        )
        if session is not None:
            conversation.restore(session)
        try:
            yield conversation
        finally:
            if self.means.witnesses.controls or not inquiry.target.control:
                await conversation.lines.keep(stage)

    def complete(self) -> bool:
        """True once every mailbox was looked into: before that an empty pen says nothing."""
        return all(room.synced_at is not None for room in self.rooms.values())

    def pen(self) -> list[Penned]:
        """Every mail that matched no inquiry surely enough, in all accounts."""
        return [penned for room in self.rooms.values() for penned in room.penned()]

    def tagged(self) -> list[str]:
        """Every inquiry, of whatever channel, that mail was found for."""
        return sorted({inquiry for room in self.rooms.values() for inquiry in room.inquiries()})

    def strays(self, inquiry_id: str, stage: Stage | None = None) -> list[Message]:
        """The mails to the tag of an inquiry of another channel, ordinals from 100000; with ``stage`` they are kept."""
        strays = []
        found = [(room, *pair) for room in self.rooms.values() for pair in room.found(inquiry_id)]
        for ordinal, (room, mail, match) in enumerate(found, start=STRAY_ORDINAL):
            if stage is not None:
                self._keep(stage, mail.key, room.raw(mail))
            strays.append(letters.message(mail, match, ordinal=ordinal, other_channel="mail"))
        return strays

    def _keep(self, stage: Stage, key: str, raw: bytes) -> None:
        stage.keep(raw, "message/rfc822", "mail")
        if self.means.fetch_key is not None and key not in self._attested:
            self._attested.add(key)
            _attested(stage, raw, self.means.fetch_key)

    def address(self, inquiry_id: str, account: str | None = None) -> str:
        """The address a persona gives for this inquiry, whatever the channel."""
        held = self._room(account, VoidReason.NOT_SENT).account
        return matching.tagged(held.address, inquiry_id, held.tag_separator)

    def _room(self, name: str | None, reason: VoidReason) -> Mailroom:
        room = self.rooms.get(name) if name else next(iter(self.rooms.values()), None)
        if room is None:
            raise ProbeError(reason, f"there is no mail account {name or ''}".rstrip(), "add it to [[mail_accounts]]")
        return room


@asynccontextmanager
async def enter(means: Means) -> AsyncIterator[MailChannel]:
    """Start one reader for each mail account; they connect in their own time and never give up."""
    async with AsyncExitStack() as stack:
        rooms = {
            name: await stack.enter_async_context(Mailroom(account=account, poll=means.mail_poll))
            for name, account in means.accounts.items()
        }
        yield MailChannel(means=means, rooms=rooms)
