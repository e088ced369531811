"""Writes our own mail, and turns a mail that came in into a message of the transcript."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from probes.interface import Inquiry, Message, Persona, Speaker
from probes.mailfacts import MailFacts
from probes.mailroom import Mail
from probes.matching import Match, nonce_for, nonces_in

_SEVEN_BITS = SMTP.clone(cte_type="7bit")  # not every server on the way takes eight


_REPLY = re.compile(r"^\s*(re|aw|sv|回复|答复|回覆)\s*[:：]", re.I)
_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What a further mail of ours refers to (RFC 5322, 3.6.4): the mail it answers, and ours and theirs before it."""

    subject: str
    answers: str
    references: tuple[str, ...]


def thread(inquiry: Inquiry, ours: Sequence[str], theirs: Sequence[MailFacts]) -> Thread | None:
    """The thread a further mail goes on; None for the first.

    It answers their newest mail that is no mail server's, else our own last. Their subject is kept where it bears our
    nonce, since it may bear their ticket's number too.
    """
    if not ours:
        return None
    said = [facts for facts in theirs if facts.message_id and not {"bounce", "delay"} & facts.marks.keys()]
    newest = said[-1] if said else None
    subject = newest.subject if newest and nonce_for(inquiry.id) in nonces_in(newest.subject) else _subject(inquiry)
    answers = newest.message_id if newest else ours[-1]
    return Thread(subject=_as_reply(subject), answers=answers, references=(*(i for i in ours if i != answers), answers))


def _subject(inquiry: Inquiry) -> str:
    return f"{inquiry.subject} [{nonce_for(inquiry.id)}]".lstrip()


def _as_reply(subject: str) -> str:
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in subject).split())
    if len(plain) > _LONGEST_SUBJECT:
        plain = plain[:_LONGEST_SUBJECT]
    return plain if _REPLY.match(plain) else f"Re: {plain}"


def compose(
    *, inquiry: Inquiry, persona: Persona, sender: str, message_id: str, text: str, at: datetime,
    follows: Thread | None = None,
) -> bytes:  # fmt: skip
    """One plain text mail: the inquiry's own address as From and Reply-To, its nonce in the subject.

    ``follows``: it goes on in that thread. Raises ``ValueError`` for what no header can hold.
    """
    name, _, domain = sender.partition("@")
    ourselves = Address(display_name=persona.name, username=name, domain=domain)
    mail = EmailMessage(policy=_SEVEN_BITS)
    mail["From"] = ourselves
    mail["Reply-To"] = ourselves
    mail["To"] = inquiry.target.address
    mail["Subject"] = follows.subject if follows else _subject(inquiry)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    if follows:
        mail["In-Reply-To"] = follows.answers
        mail["References"] = " ".join(follows.references)
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
