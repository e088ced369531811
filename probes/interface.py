"""What a probe is: the facts it reports, the door it opens, and the one error it may raise.

*Raise only if the probe itself failed; whatever the platform did is data.* Every channel imports this
file, and this file imports nothing but the standard library.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol


class ChannelKind(StrEnum):
    """The kind of door; the value is what the published dataset prints.

    Named here are the kinds that the product itself speaks of; another kind is one line in ``probes/registry.py``.
    """

    WEBCHAT = "webchat"
    FORM = "form"
    MAIL = "mail"

    @classmethod
    def _missing_(cls, value: object) -> ChannelKind | None:
        """A kind that only the registry knows."""
        if not isinstance(value, str) or not value:
            return None
        kind = str.__new__(cls, value)
        kind._name_, kind._value_ = value.upper(), value
        return kind


class Speaker(StrEnum):
    """Who a line in a transcript belongs to."""

    OWN = "own"
    PLATFORM = "platform"
    NOTICE = "notice"  # queue, status and "chat ended" lines: shown by the software, said by nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One channel of one platform."""

    id: str
    platform: str
    channel: ChannelKind
    address: str  # web chat and form: http(s) URL; mail: mailbox
    control: bool = False  # a platform of our own: may live on loopback, is told the inquiry id
    profile: Mapping[str, Any] | None = None  # web chat: see probes/webchat/widget.py; None = it is found by itself
    account: str | None = None  # which mail account asks (mail) or listens (others)
    offline_form: bool = False  # form: the one that a chat shows while nobody is there; opened by the chat's launcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """One message to one target, asked once. ``id`` is lower-case letters and digits: it serves as mail tag."""

    id: str
    target: Target
    question: str
    subject: str
    text: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One line of a transcript.

    Not yet there at ``seen_after``, there at ``seen_by`` (equal when watched live or stamped by our own mail
    server). ``ordinal`` counts from 0 within the inquiry, is stable over visits, and never depends on the text.
    ``before_t0`` marks the baseline: greetings and whatever stood on screen before we wrote.

    ``marks`` are declared facts, never opinions. Keys in use:
    ``auto_submitted, vendor_auto, empty_return_path, subject, sender, precedence, bounce`` (RFC 3464 status),
    ``delay`` (delay notice) for mail; ``agent_type`` (``bot`` | ``human``), ``joined`` (a named agent joined),
    ``ended`` (the platform ended the chat), ``unsettled`` (still changing when we left), ``frame_at``
    (ISO time the text was first seen in a WebSocket frame), ``media`` (``image`` | ``file``: a reply without words),
    ``doubtful`` (a notice that may be an answer) for web chat; ``other_channel`` (kind it came by),
    ``exhibit`` (SHA-256 of the raw original).
    """

    ordinal: int
    speaker: Speaker
    text: str
    seen_after: datetime
    seen_by: datetime
    before_t0: bool = False
    claimed_at: datetime | None = None
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One evidence file, named by its content."""

    sha256: str
    media_type: str
    role: str
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The channel took our message at ``at`` (METHOD's t0); ``witness`` says how we know: bubble, frame, smtp,
    success page, ticket number, own text, server's answer, accepted without a word (then a mail has to prove it)."""

    at: datetime
    witness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """The platform's own door was closed (offline, leave a message, mailbox full)."""

    reason: str
    at: datetime


class BarredReason(StrEnum):
    CAPTCHA = "captcha"
    LOGIN_REQUIRED = "login_required"
    BLOCKED = "blocked"
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """We were not let in, for a reason of the platform's; never bypassed."""

    reason: BarredReason
    at: datetime


class VoidReason(StrEnum):
    """Our own failures, METHOD's closed list."""

    SEND_UNCERTAIN = "send_uncertain"
    NOT_SENT = "not_sent"
    SESSION_LOST = "session_lost"
    PAGE_CHANGED = "page_changed"
    OBSERVER_DOWN = "observer_down"
    CONTROL_FAILED = "control_failed"
    WE_IDLED = "we_idled"


class ProbeError(Exception):
    """Our side failed; the inquiry is void for ``reason``. ``hint`` says what the operator can do."""

    def __init__(self, reason: VoidReason, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.hint = hint


Session = Mapping[str, Any]  # JSON-able; what a later visit needs to find the same conversation


class Stage(Protocol):
    """The little of the world a probe may touch."""

    def now(self) -> datetime:
        """Aware UTC; never runs backwards."""
        ...

    def keep(self, content: bytes, media_type: str, role: str) -> Exhibit:
        """Keep one exhibit; the same content is on disk once."""
        ...


class Conversation(Protocol):
    """An open door. Opening took the baseline: everything on screen before we write."""

    async def send(self, text: str) -> Sent | Shut | Barred:
        """Say ``text`` once; never retried. Said again in the same conversation, also a resumed one, it goes on.

        Raises ``ProbeError(NOT_SENT)`` when it failed before anything could have left,
        ``ProbeError(SEND_UNCERTAIN)`` when it may have left without confirmation.
        """
        ...

    def listen(self, until: datetime, *, leaving: bool = True) -> AsyncIterator[Message]:
        """First every message so far (all speakers, baseline included), then live until ``until``.

        Replayable. A message is yielded once settled (at ``until``, if we are ``leaving``, also unsettled ones, so
        marked).
        Raises ``ProbeError`` when the door itself broke.
        """
        ...

    def looked_at(self) -> datetime:
        """The last moment at which all that the platform had said was known to be known."""
        ...

    async def park(self) -> Session:
        """What a later visit needs; may be called at any time, the conversation goes on."""
        ...


class Channel(Protocol):
    """A kind of door, entered once a worker with its means (browser, mail accounts, persona)."""

    def open(
        self, inquiry: Inquiry, stage: Stage, session: Session | None
    ) -> AbstractAsyncContextManager[Conversation]:
        """Open the door (``session`` = go on where a parked conversation stopped).

        Raises ``ProbeError(SESSION_LOST)`` when a parked conversation is no longer there,
        ``ProbeError(PAGE_CHANGED)`` when parts of the page are not found, ``ProbeError(NOT_SENT)`` when a
        fresh page would not open.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """The truthful study identity that asks."""

    name: str
    study_page: str = ""
    phone: str = ""  # a real one that the study answers, for forms that demand it; never made up


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccount:
    """One mailbox of ours; ``security`` is ``tls``, ``starttls`` or ``none`` (loopback only)."""

    name: str
    address: str
    smtp_host: str
    smtp_port: int
    smtp_security: str
    imap_host: str
    imap_port: int
    imap_security: str
    username: str
    password: str = field(repr=False)
    tag_separator: str = "+"
    arrival_header: str = ""  # a header our own server adds on arrival, ISO time; more exact than INTERNALDATE


class ProfileBook(Protocol):
    """Remembers how a chat was found, for targets that are only an address."""

    def recall(self, target: Target) -> Mapping[str, Any] | None:
        """The profile found last, or None."""
        ...

    def keep(self, target: Target, profile: Mapping[str, Any]) -> None:
        """A profile that has just been found, or has just learnt more."""
        ...


class ForgetfulBook:
    """Remembers nothing: every chat is found anew."""

    def recall(self, target: Target) -> Mapping[str, Any] | None:
        return None

    def keep(self, target: Target, profile: Mapping[str, Any]) -> None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """What a web chat keeps as exhibits beside its messages; ``controls``: of platforms of our own too."""

    screenshots: bool = False
    page: bool = False
    frames: bool = False
    controls: bool = False


FetchKey = Callable[[str], bytes | None]
"""The TXT record of a DKIM key by its DNS name; None if there is none. Raises ``OSError`` where nobody answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a channel is entered with."""

    persona: Persona
    accounts: Mapping[str, MailAccount] = field(default_factory=dict)
    browser_path: Path | None = None
    settle: timedelta = timedelta(seconds=2.5)  # unchanged for this long = settled
    patience: timedelta = timedelta(seconds=20)  # how long a page may take to show a part
    mail_poll: timedelta = timedelta(seconds=60)  # longest time between two looks into a mailbox
    mail: Channel | None = None  # the mail channel, if one is open: a mailbox has one reader, whoever listens to it
    profiles: ProfileBook = field(default_factory=ForgetfulBook)  # of web chats that were found by themselves
    witnesses: Witnesses = Witnesses()
    fetch_key: FetchKey | None = None  # None: signatures of mails are not checked
