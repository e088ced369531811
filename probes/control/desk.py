"""The mail desks of control platforms: hear a mail, and answer it as their manner says, writing down the truth.

What a desk sends looks like what desks send: a human's answer quotes our mail under a signature and now and then
forgets to refer to it; an acknowledgement declares itself (RFC 3834); a full mailbox answers by RFC 3464.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from probes.control import manners
from probes.control.mailpair import MailPair
from probes.control.manners import Act, Asked, Bank, ControlPlatform, Hearing
from probes.control.truth import TruthLog

DOMAIN = "support.test"
FORGETFUL = 0.25
"""Share of human answers without In-Reply-To and References."""

_BOUNCES_AFTER = (0.1, 0.4)  # seconds
_SIGNATURES = {"zh": "--\n小林\n客户服务", "en": "-- \nDana\nCustomer service"}
_QUOTES = {"zh": "{name} 于 {date} 写道：", "en": "On {date}, {name} wrote:"}
_REPLIES = {"zh": "回复：{}", "en": "Re: {}"}
_FULL = """Your message could not be delivered to {address}: the mailbox is full.

    552 5.2.2 mailbox full

"""
_STATUS = """Reporting-MTA: dns; mail.test

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 mailbox full
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """One mail as the desk understood it."""

    inquiry: str
    platform: ControlPlatform
    address: str  # the desk's own
    mail: EmailMessage
    text: str
    language: str
    raw: bytes

    @property
    def asker(self) -> str:
        return str(self.mail["Reply-To"] or self.mail["From"] or "")


class MailDesks:
    """``async with MailDesks(platforms, bank, truth, pair, seed=1)``: platform ``x`` hears ``x@support.test``."""

    def __init__(
        self, platforms: Sequence[ControlPlatform], bank: Bank, truth: TruthLog, pair: MailPair, *, seed: int
    ) -> None:
        self._platforms, self._bank, self._truth, self._pair, self._seed = platforms, bank, truth, pair, seed
        self._tickets = itertools.count(1)
        self._talks: set[asyncio.Task[None]] = set()
        self._hearings: dict[tuple[str, str], Hearing] = {}

    async def __aenter__(self) -> MailDesks:
        for platform in self._platforms:
            self._open(platform)
        return self

    async def __aexit__(self, *exc: object) -> None:
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def address(self, platform: ControlPlatform) -> str:
        """Where a platform hears mail."""
        return f"{platform.id}@{DOMAIN}".lower()

    def _open(self, platform: ControlPlatform) -> None:
        async def ear(sender: str, recipient: str, raw: bytes) -> None:
            self._hear(platform, sender, raw)

        self._pair.hear(self.address(platform), ear)

    def _hear(self, platform: ControlPlatform, sender: str, raw: bytes) -> None:
        heard_at = asyncio.get_running_loop().time()
        heard, hearing = self._understand(platform, _tag(sender), raw)
        kind = hearing.hear(heard.text, self._bank)
        said_again = heard.text if kind == "follow_up" else ""
        self._truth.add(inquiry=heard.inquiry, platform=platform.id, channel="mail", kind=kind, text=said_again)
        talk = asyncio.create_task(
            self._talk(heard, hearing.asked or self._bank.asked(heard.text), hearing.turns, heard_at)
        )
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, heard: _Heard, asked: Asked, turn: int, heard_at: float) -> None:
        """Say what the manner says, each thing at its time since the mail was heard."""
        platform = heard.platform
        draw = random.Random(f"{self._seed}/{platform.id}/{heard.inquiry}" + "+" * turn)
        if manners.door_is_shut(platform.manner):
            await _until(heard_at + draw.uniform(*_BOUNCES_AFTER) * platform.scale)
            # a full mailbox says nothing: the notice is the mail system's, so the truth log has no word for it
            await self._pair.deliver("", parseaddr(heard.asker)[1], _bounce(heard))
            return
        for act in manners.acts(platform, asked, draw, turn):
            raw_reply = self._reply(heard, act, draw)
            await _until(heard_at + act.after)
            await self._send(heard, act.kind, "" if act.automatic else heard.address, raw_reply)

    def _understand(self, platform: ControlPlatform, inquiry: str, raw: bytes) -> tuple[_Heard, Hearing]:
        """The mail, and what was heard in this inquiry before it."""
        mail = message_from_bytes(raw, EmailMessage, policy=SMTP)
        body = mail.get_body(("plain",))
        text = str(body.get_content()).replace("\r\n", "\n").strip() if body else ""
        hearing = self._hearings.setdefault((platform.id, inquiry), Hearing())
        language = (hearing.asked or self._bank.asked(text)).language
        heard = _Heard(
            inquiry=inquiry, platform=platform, address=self.address(platform), mail=mail, text=text,
            language=language, raw=raw,
        )  # fmt: skip
        return heard, hearing

    async def _send(self, heard: _Heard, kind: str, sender: str, raw: bytes) -> None:
        self._truth.add(inquiry=heard.inquiry, platform=heard.platform.id, channel="mail", kind=kind)
        await self._pair.deliver(sender, parseaddr(heard.asker)[1], raw)

    def _reply(self, heard: _Heard, act: Act, draw: random.Random) -> bytes:
        if act.automatic:
            return self._acknowledgement(heard, act)
        reply = _letter(heard, _REPLIES[heard.language].format(heard.mail["Subject"]), draw.getrandbits(64))
        if draw.random() >= FORGETFUL:
            _refer(reply, heard)
        quoted = "\n".join("> " + line for line in heard.text.splitlines())
        intro = _QUOTES[heard.language].format(name=parseaddr(heard.asker)[0], date=heard.mail["Date"])
        reply.set_content(f"{act.text}\n\n{_SIGNATURES[heard.language]}\n\n{intro}\n{quoted}\n")
        return reply.as_bytes()

    def _acknowledgement(self, heard: _Heard, act: Act) -> bytes:
        number = next(self._tickets)
        reply = _letter(heard, f"[{heard.platform.id} #{number}] {heard.mail['Subject']}", number)
        _refer(reply, heard)
        reply["Auto-Submitted"] = "auto-replied"
        reply["Precedence"] = "bulk"
        reply.set_content(f"{act.text}\n\n{heard.text}\n")
        return reply.as_bytes()


def _letter(heard: _Heard, subject: str, number: int) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = f"{heard.platform.id} support <{heard.address}>"
    letter["To"] = heard.asker
    letter["Subject"] = subject
    letter["Date"] = format_datetime(datetime.now(UTC))
    letter["Message-ID"] = f"<{number:x}.{heard.inquiry}@{DOMAIN}>"
    return letter


def _refer(reply: EmailMessage, heard: _Heard) -> None:
    reply["In-Reply-To"] = reply["References"] = str(heard.mail["Message-ID"])


def _bounce(heard: _Heard) -> bytes:
    """A delivery status notification as RFC 3464 has it, with the headers of the mail it is about."""
    headers = heard.raw.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    kinds = ("text/plain; charset=utf-8", "message/delivery-status", "text/rfc822-headers; charset=utf-8")
    texts = (_FULL.format(address=heard.address), _STATUS.format(address=heard.address), headers + "\n")
    edge = f"bounce-{heard.inquiry}"
    parts = "".join(f"--{edge}\nContent-Type: {kind}\n\n{text}\n" for kind, text in zip(kinds, texts, strict=True))
    head = (
        f"From: Mail Delivery System <MAILER-DAEMON@{DOMAIN}>\nTo: {parseaddr(heard.asker)[1]}\n"
        f"Subject: Undelivered Mail Returned to Sender\nDate: {format_datetime(datetime.now(UTC))}\n"
        f"Message-ID: <bounce.{heard.inquiry}@{DOMAIN}>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{edge}"\n\n'
    )
    return f"{head}{parts}--{edge}--\n".replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8")


def _tag(sender: str) -> str:
    """The inquiry id in the envelope sender: the last run of letters and digits before the @."""
    found = re.findall(r"[a-z0-9]+", sender.partition("@")[0].lower())
    return found[-1] if found else ""


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - asyncio.get_running_loop().time()))
