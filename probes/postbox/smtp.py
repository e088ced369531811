"""Hands one mail to our submission server, once, and says what became of it.

Before DATA nothing can have left; once DATA is begun and not confirmed, nobody knows. Nothing is ever retried.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiosmtplib

from probes.interface import MailAccount, ProbeError, VoidReason
from probes.outbound import resolve
from probes.postbox import line, security
from probes.postbox.line import Line

RESOLVING = 5.0  # seconds
_OURS = re.compile(r"relay|authenticat|not permitted|access denied|sender|blocked|spam", re.I)
_FAILURES = (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError, UnicodeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The recipient was refused for good: ``status`` is the enhanced code (RFC 3463), made from the reply if absent."""

    status: str
    text: str
    at: datetime

    @property
    def mailbox_full(self) -> bool:
        return self.status.endswith(".2.2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One mail with what its envelope says; answers that say nothing else go to ``sender``."""

    sender: str
    recipient: str
    raw: bytes


async def submit(
    account: MailAccount,
    mail: Envelope,
    *,
    patience: timedelta,
    now: Callable[[], datetime],
    told: Callable[[Line], None] = lambda line: None,
) -> datetime | Refusal:
    """Hand a mail over; the moment the server took it, or its refusal of the recipient.

    ``told`` learns to whom we were connected before anything is sent.

    Raises ``ProbeError(NOT_SENT)`` if nothing can have left, ``ProbeError(SEND_UNCERTAIN)`` if it failed after DATA
    was begun.
    """
    client = _client(account, patience)
    try:
        await _introduce(client, account, mail.sender, told)
        refusal = await _name(client, mail.recipient, now)
        return refusal or await _give(client, mail.raw, now)
    finally:
        await _leave(client)


async def knock(account: MailAccount, patience: timedelta) -> None:
    """Log in and leave. Raises ``ProbeError(NOT_SENT)`` if the server cannot be used."""
    client = _client(account, patience)
    try:
        await _log_in(client, account)
    except _FAILURES as failure:
        raise _not_sent(failure, account) from failure
    finally:
        await _leave(client)


def _client(account: MailAccount, patience: timedelta) -> aiosmtplib.SMTP:
    if wrong := security.problem(account.smtp_host, account.smtp_security):
        raise ProbeError(VoidReason.NOT_SENT, wrong, f"set the smtp security of mail account {account.name}")
    return aiosmtplib.SMTP(
        hostname=account.smtp_host,
        port=account.smtp_port,
        use_tls=account.smtp_security == "tls",
        start_tls=account.smtp_security == "starttls",
        tls_context=security.context(account.smtp_security),
        timeout=patience.total_seconds(),
        local_hostname=account.address.partition("@")[2],
    )


async def _introduce(client: aiosmtplib.SMTP, account: MailAccount, sender: str, told: Callable[[Line], None]) -> None:
    try:
        await _log_in(client, account)
        told(await _line(client, account))
        await client.mail(sender)
    except _FAILURES as failure:
        raise _not_sent(failure, account) from failure


async def _log_in(client: aiosmtplib.SMTP, account: MailAccount) -> None:
    await client.connect()
    await client.ehlo()
    if account.username and client.supports_extension("auth"):
        await client.login(account.username, account.password)


async def _line(client: aiosmtplib.SMTP, account: MailAccount) -> Line:
    """To whom we are connected; a resolver that does not answer now (it just did) is not waited for."""
    try:
        resolver = sorted(await asyncio.wait_for(resolve(account.smtp_host), RESOLVING))
    except (OSError, TimeoutError) as failure:
        resolver = [f"not resolved: {failure or type(failure).__name__}"]
    info = client.get_transport_info
    return line.to_submit(account, info("peername"), info("ssl_object"), resolver)


async def _leave(client: aiosmtplib.SMTP) -> None:
    with suppress(*_FAILURES):
        await asyncio.wait_for(client.quit(), timeout=2)
    client.close()


async def _name(client: aiosmtplib.SMTP, recipient: str, now: Callable[[], datetime]) -> Refusal | None:
    """Name the recipient: None if accepted. A refusal that speaks of us (relaying, policy) is our failure."""
    try:
        await client.rcpt(recipient)
    except aiosmtplib.SMTPRecipientRefused as refused:
        status = _status(refused.code, refused.message)
        ours = status.startswith(("5.7.", "5.5.", "5.3.")) or (status == "5.0.0" and _OURS.search(refused.message))
        if refused.code < 500 or ours:
            raise _not_sent(refused) from refused
        return Refusal(status=status, text=refused.message[:300], at=now())
    except _FAILURES as failure:
        raise _not_sent(failure) from failure
    return None


async def _give(client: aiosmtplib.SMTP, raw: bytes, now: Callable[[], datetime]) -> datetime:
    try:
        await client.data(raw)
    except _FAILURES as failure:
        raise ProbeError(
            VoidReason.SEND_UNCERTAIN,
            f"the submission server did not confirm our mail: {failure}",
            "nothing is sent again; look into the log of the submission server",
        ) from failure
    return now()


def _status(code: int, text: str) -> str:
    """The enhanced status of a reply; without one, 552 tells a full mailbox, and 550, 551, 553 and 556 a wrong one."""
    told = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})\b", text)
    if told:
        return told[1]
    if code == 552:
        return "5.2.2"
    return "5.1.1" if code in (550, 551, 553, 556) and not _OURS.search(text) else "5.0.0"


def _not_sent(failure: Exception, account: MailAccount | None = None) -> ProbeError:
    where = f"{account.smtp_host}:{account.smtp_port}: " if account else ""
    return ProbeError(
        VoidReason.NOT_SENT, f"{where}{failure or type(failure).__name__}", "check the mail account with silence doctor"
    )
