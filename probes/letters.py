"""Writes our own mail, and turns a mail that came in into a message of the transcript."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from probes.interface import Inquiry, Message, Persona, Speaker
from probes.mailroom import Mail
from probes.matching import Match, nonce_for

_SEVEN_BITS = SMTP.clone(cte_type="7bit")  # not every server on the way takes eight


def compose(*, inquiry: Inquiry, persona: Persona, sender: str, message_id: str, text: str, at: datetime) -> bytes:
    """One plain text mail: the inquiry's own address as From and Reply-To, its nonce at the end of the subject.

    Raises ``ValueError`` for a name, subject or address that no header can hold.
    """
    name, _, domain = sender.partition("@")
    ourselves = Address(display_name=persona.name, username=name, domain=domain)
    mail = EmailMessage(policy=_SEVEN_BITS)
    mail["From"] = ourselves
    mail["Reply-To"] = ourselves
    mail["To"] = inquiry.target.address
    mail["Subject"] = f"{inquiry.subject} [{nonce_for(inquiry.id)}]".lstrip()
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    mail.set_content(text, charset="utf-8")
    return mail.as_bytes()


def message(
    mail: Mail, match: Match, *, ordinal: int, earliest: datetime | None = None, other_channel: str = ""
) -> Message:
    """A mail as a message of its inquiry: its time is exact (METHOD), and never before ``earliest`` (our t0)."""
    at = max(mail.arrived_at, earliest) if earliest else mail.arrived_at
    marks = {**mail.facts.marks, "matched": match.how, "exhibit": mail.sha256}
    if other_channel:
        marks["other_channel"] = other_channel
    return Message(
        ordinal=ordinal, speaker=Speaker.PLATFORM, text=mail.facts.text, seen_after=at, seen_by=at,
        claimed_at=mail.facts.claimed_at, marks=marks,
    )  # fmt: skip
