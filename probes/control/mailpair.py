"""A mail system in this process: SMTP in, IMAP out, on loopback; every user of its domains has a mailbox.

SMTP is aiosmtpd's, IMAP is pymap's with its mailboxes in memory. It runs on the event loop it is entered in, and may
stop and go on listening without losing a mail, as a mail server that is restarted.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import ssl
from argparse import Namespace
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as SmtpSession
from proxyprotocol.noop import ProxyProtocolNoop
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Event
from pymap.config import BackendCapability
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.selected import SelectedMailbox
from pymap.user import UserMetadata
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext

from probes.interface import MailAccount

Ear = Callable[[str, str, bytes], Awaitable[None]]
"""Hears a mail: (envelope sender, recipient, raw mail)."""

ARRIVAL_HEADER = "X-Arrived"
"""What the pair stamps on every mail it takes in, to the microsecond."""


class MailPair:
    """``async with MailPair() as pair``: ports in ``smtp_port`` and ``imap_port``, one password for everybody.

    ``tls`` (a server's) protects both ports from the first byte on, or with ``starttls`` once a client asks for it and
    before it may log in. ``catch_all`` maps a domain to the mailbox that
    takes whatever its users have none for. ``refusals`` maps a recipient to the reply its RCPT gets.
    """

    password = "secret"

    def __init__(
        self,
        domains: Sequence[str] = ("probe.test", "support.test"),
        catch_all: Mapping[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        *,
        starttls: bool = False,
    ) -> None:
        self.tls = None if starttls else tls
        self._later = tls if starttls else None
        self.domains = tuple(domains)
        self.catch_all = dict(catch_all or {})
        self.refusals: dict[str, str] = {}
        self.smtp_port = self.imap_port = 0
        self._ears: dict[str, Ear] = {}
        self._serial = itertools.count(1)
        self._servers: dict[str, asyncio.Server] = {}
        self._lines: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> MailPair:
        self._config = _House(
            Namespace(passlib_cfg=None, proxy_protocol=None), host="127.0.0.1", port=0, demo_data=False, demo_user="",
            demo_password="", tls_enabled=self._later is not None, ssl_context=self._later, secure_auth=False,
            invalid_user_sleep=0.0, hash_context=Cleartext(), proxy_protocol=ProxyProtocolNoop(),
        )  # fmt: skip
        self._config.apply_context()
        self._imap = ProxyProtocolReader(ProxyProtocolNoop()).get_callback(
            IMAPServer(_OpenHouse(self._config, self), self._config)
        )
        await self.start_smtp()
        await self.start_imap()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop_smtp()
        await self.stop_imap()

    def account(self, name: str, address: str, separator: str = "+") -> MailAccount:
        """The settings with which a probe uses a mailbox of this pair."""
        security = "tls" if self.tls else "starttls" if self._later else "none"
        return MailAccount(
            name=name, address=address, smtp_host="127.0.0.1", smtp_port=self.smtp_port, smtp_security=security,
            imap_host="127.0.0.1", imap_port=self.imap_port, imap_security=security, username=address,
            password=self.password, tag_separator=separator,
        )  # fmt: skip

    def hear(self, address: str, ear: Ear) -> None:
        """Give the mail for an address to ``ear`` before it is acknowledged; no mailbox gets it."""
        self._ears[address.lower()] = ear

    def idle(self, offered: bool) -> None:
        """Offer IDLE to those who connect from now on, or not."""
        self._config.offers_idle = offered

    async def deliver(self, sender: str, recipient: str, raw: bytes, *, folder: str = "INBOX") -> None:
        """Put a mail where ``recipient`` reads it, with the trace that a mail server leaves in its head."""
        if ear := self._ears.get(self._base(recipient)):
            await ear(sender, recipient, raw)
            return
        now = datetime.now(UTC)
        head = (
            f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n"
            f"Received: from localhost (localhost [127.0.0.1]) by mail.test with ESMTP id {next(self._serial):08d}\r\n"
            f"\tfor <{recipient}>; {format_datetime(now)}\r\n"
            f"{ARRIVAL_HEADER}: {now.isoformat()}\r\n"
        )
        box = await self.mailbox(self._base(recipient), folder)
        await box.append(AppendMessage(head.encode("utf-8") + raw, now, frozenset()))

    async def mailbox(self, address: str, folder: str = "INBOX") -> MailboxData:
        """A mailbox's folder, made if need be."""
        boxes = self._boxes(address)
        with contextlib.suppress(ValueError):
            if folder != "INBOX":
                await boxes.add_mailbox(folder)
        return await boxes.get_mailbox(folder)

    def _boxes(self, address: str) -> MailboxSet:
        kept = self._config.set_cache
        if address not in kept:
            kept[address] = (_Boxes(), FilterSet())
        return kept[address][0]

    def _base(self, recipient: str) -> str:
        """The mailbox of an address: without its tag, or the domain's catch-all."""
        local, _, domain = recipient.lower().partition("@")
        return self.catch_all.get(domain) or f"{local.partition('+')[0]}@{domain}"

    # -- listening ---------------------------------------------------------------------------------------------

    async def start_smtp(self) -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(self._smtp, "127.0.0.1", self.smtp_port, ssl=self.tls)
        self._servers["smtp"], self.smtp_port = server, server.sockets[0].getsockname()[1]

    async def start_imap(self) -> None:
        server = await asyncio.start_server(self._answer, "127.0.0.1", self.imap_port, ssl=self.tls)
        self._servers["imap"], self.imap_port = server, server.sockets[0].getsockname()[1]

    async def stop_smtp(self) -> None:
        if server := self._servers.pop("smtp", None):
            server.close()

    async def stop_imap(self) -> None:
        """Hang up on everybody and listen no more; mailboxes stay as they are."""
        if server := self._servers.pop("imap", None):
            server.close()
        for line in self._lines:
            line.transport.abort()
        await asyncio.sleep(0.01)  # what served them notices, and ends by itself

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines = [line for line in self._lines if not line.is_closing()] + [writer]
        self._config.apply_context()
        await self._imap(reader, writer)

    def _smtp(self) -> SMTP:
        return SMTP(
            self, hostname="mail.test", ident="mail", enable_SMTPUTF8=True, data_size_limit=64 << 20,
            authenticator=self._knows, auth_require_tls=self._later is not None, tls_context=self._later,
            loop=asyncio.get_running_loop(),
        )  # fmt: skip

    def _knows(self, server: SMTP, session: SmtpSession, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and data.password == self.password.encode()
        return AuthResult(success=known, handled=known)

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: SmtpSession, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refused := self.refusals.get(address.lower()):
            return refused
        if address.rpartition("@")[2].lower() not in self.domains:
            return "550 5.7.1 relaying denied: nothing leaves this machine"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        for recipient in envelope.rcpt_tos:
            await self.deliver(envelope.mail_from or "", recipient, bytes(envelope.original_content or b""))
        return "250 2.0.0 taken"


class _OpenHouse(Login):
    """Everybody who knows the password of the house has a mailbox."""

    def __init__(self, config: Config, pair: MailPair) -> None:
        super().__init__(config)
        self._pair = pair

    async def authenticate(self, credentials: ServerCredentials) -> Any:
        name = credentials.authcid
        if name.rpartition("@")[2] in self._pair.domains:
            self._pair._boxes(name)
            self.users_dict.setdefault(name, UserMetadata(self.config, name, password=self._pair.password))
        return await super().authenticate(credentials)


class _House(Config):
    """The settings of the IMAP side; unlike pymap's, IDLE can be switched off."""

    offers_idle = True

    @property
    def backend_capability(self) -> BackendCapability:
        return BackendCapability(idle=self.offers_idle, object_id=True, multi_append=True)


class _Box(MailboxData):
    """A mailbox whose IDLE also tells what came between the last command and itself."""

    async def update_selected(self, selected: SelectedMailbox, *, wait_on: Event | None = None) -> SelectedMailbox:
        behind = selected.mod_sequence is not None and selected.mod_sequence < self._mod_sequences.highest
        return await super().update_selected(selected, wait_on=None if behind else wait_on)


class _Boxes(MailboxSet):
    def __init__(self) -> None:
        super().__init__()
        self._inbox = _Box(self._content_cache, self._thread_cache)
