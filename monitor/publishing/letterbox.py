"""Writes the platforms' letters as files, and sends them where a mail account and an address are configured."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path

from monitor.clock import Clock
from monitor.publishing.dossier import Dossier, Failed, Given, Written
from probes.interface import MailAccount, ProbeError, VoidReason
from probes.postbox import Envelope, Refusal, submit
from reports.letters import Letter

_POLICY = SMTP.clone(cte_type="7bit")
PATIENCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of one letter: ``sent`` · ``written`` (deliver it by hand) · ``known`` (it was given before) ·
    ``failed`` (it did not leave, or nobody knows)."""

    platform: str
    what: str
    folder: Path
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Our side of a letter: the account that sends, the name it bears, and where answers go."""

    account: MailAccount
    name: str
    reply_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterbox:
    """``addresses``: platform → its press address; ``sender`` None: nothing is sent."""

    dossier: Dossier
    clock: Clock
    folder: Path
    edition: int
    addresses: dict[str, str]
    sender: Sender | None = None

    def post(self, letters: Sequence[Letter], today: date) -> list[Posted]:
        """Write every letter, and send each that can be sent, at most once."""
        return [self._post(letter, today) for letter in letters]

    def _post(self, letter: Letter, today: date) -> Posted:
        folder = self._write(letter)
        given = [n for n in self.dossier.notices().get(letter.platform, ()) if n.digest == letter.digest]
        if given:
            return Posted(platform=letter.platform, what="known", folder=folder, detail=f"given on {given[0].on}")
        address = self.addresses.get(letter.platform, "")
        if self.sender is None or not address:
            return Posted(platform=letter.platform, what="written", folder=folder)
        return self._send(letter, self.sender, address, (today, folder))

    def _write(self, letter: Letter) -> Path:
        folder = self.folder / letter.platform
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "letter.txt").write_text(f"{letter.subject}\n\n{letter.text}", encoding="utf-8", newline="\n")
        for part in letter.attachments:
            (folder / part.name).write_bytes(part.content)
        known = self.dossier.letters().get(letter.platform)
        if known is None or known.digest != letter.digest:
            self.dossier.note(
                Written(at=self.clock.now(), platform=letter.platform, edition=self.edition, digest=letter.digest)
            )
        return folder

    def _send(self, letter: Letter, sender: Sender, address: str, place: tuple[date, Path]) -> Posted:
        today, folder = place
        now = self.clock.now()
        if not self.dossier.begin(letter.platform, letter.digest, now):
            why = "it may have left before, so it is not sent again; deliver it by hand"
            return Posted(platform=letter.platform, what="failed", folder=folder, detail=why)
        problem = _submitted(sender, address, letter, self.clock)
        if problem is None:
            self.dossier.note(
                Given(at=self.clock.now(), platform=letter.platform, digest=letter.digest, on=today, to=address)
            )
            return Posted(platform=letter.platform, what="sent", folder=folder, detail=address)
        uncertain, why = problem
        self.dossier.note(Failed(at=now, platform=letter.platform, digest=letter.digest, why=why, uncertain=uncertain))
        return Posted(platform=letter.platform, what="failed", folder=folder, detail=why)


def _submitted(sender: Sender, address: str, letter: Letter, clock: Clock) -> tuple[bool, str] | None:
    """None if our server took it; else whether it may have left all the same, and what happened."""
    raw = mail(sender, address, letter, clock.now())
    envelope = Envelope(sender=sender.account.address, recipient=address, raw=raw)
    try:
        taken = asyncio.run(submit(sender.account, envelope, patience=PATIENCE, now=clock.now))
    except ProbeError as error:
        return error.reason is VoidReason.SEND_UNCERTAIN, str(error)
    return (False, f"{address} was refused: {taken.status} {taken.text}") if isinstance(taken, Refusal) else None


def mail(sender: Sender, address: str, letter: Letter, at: datetime) -> bytes:
    """The letter as a mail: plain text, its rows attached as CSV."""
    name, _, domain = sender.account.address.partition("@")
    found = EmailMessage(policy=_POLICY)
    found["From"] = Address(display_name=sender.name, username=name, domain=domain)
    found["Reply-To"] = sender.reply_to or sender.account.address
    found["To"] = address
    found["Subject"] = letter.subject
    found["Date"] = format_datetime(at)
    found["Message-ID"] = make_msgid(domain=domain)
    found.set_content(letter.text, charset="utf-8")
    for part in letter.attachments:
        found.add_attachment(
            part.content, maintype="text", subtype="csv", filename=part.name, params={"charset": "utf-8"}
        )
    return found.as_bytes()
