"""Letters over a real SMTP conversation: whole, in both languages, with their rows; once, and where they can go."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from monitor.clock import HandClock
from monitor.publishing.dossier import Dossier
from monitor.publishing.letterbox import Letterbox, Posted, Sender
from monitor.store import open_store
from probes.control.mailpair import MailPair
from reports.letters import Terms, letter
from tests.unit.weekly_rows import edition

TODAY = date(2026, 11, 23)
PRESS = "press@support.test"


class Scene:
    """A mail system whose press office keeps what it hears, and a letterbox that writes to it."""

    def __init__(self, folder: Path, pair: MailPair) -> None:
        memory = open_store("memory://")
        memory.migrate()
        self.pair, self.folder, self.dossier = pair, folder, Dossier(memory, "2026-W47")
        self.heard: list[bytes] = []
        pair.hear(PRESS, self._hear)

    async def _hear(self, sender: str, recipient: str, raw: bytes) -> None:
        self.heard.append(raw)

    async def post(self, *, send: bool = True) -> list[Posted]:
        sender = Sender(
            account=self.pair.account("desk", "study@probe.test"), name="研究组", reply_to="desk@example.org"
        )
        box = Letterbox(
            dossier=self.dossier, clock=HandClock(datetime(2026, 11, 23, 8, tzinfo=UTC)), folder=self.folder, edition=1,
            addresses={"stone": PRESS}, sender=sender if send else None,
        )  # fmt: skip
        letters = [letter(edition(), platform, Terms(opens=date(2026, 12, 1))) for platform in ("stone", "quick")]
        return await asyncio.to_thread(box.post, letters, TODAY)

    def mail(self) -> EmailMessage:
        (raw,) = self.heard
        found = message_from_bytes(raw, policy=default)
        assert isinstance(found, EmailMessage)
        return found


async def test_letter_arrives_whole(tmp_path: Path) -> None:
    """From the study, answers to the desk, both languages, and rows that a program reads."""
    async with MailPair() as pair:
        scene = Scene(tmp_path, pair)
        posted = await scene.post()
    mail = scene.mail()
    assert [(one.platform, one.what) for one in posted] == [("stone", "sent"), ("quick", "written")]
    assert (mail["Reply-To"], mail["To"]) == ("desk@example.org", PRESS)
    assert "研究组" in str(mail["From"])
    body = mail.get_body()
    assert body is not None
    assert "Stone Cards" in body.get_content()
    assert "您没有义务答复" in body.get_content()
    files = {part.get_filename(): part.get_payload(decode=True) for part in mail.iter_attachments()}
    rows = list(csv.DictReader(io.StringIO(bytes(files["trials.csv"] or b"").decode())))  # type: ignore[arg-type]
    assert {row["platform"] for row in rows} == {"stone"}
    assert (tmp_path / "stone/trials.csv").read_bytes() == files["trials.csv"]


async def test_letter_is_sent_once(tmp_path: Path) -> None:
    """A second round sends nothing more, and says when it was given."""
    async with MailPair() as pair:
        scene = Scene(tmp_path, pair)
        await scene.post()
        again = await scene.post()
    assert len(scene.heard) == 1
    assert (again[0].what, again[0].detail) == ("known", "given on 2026-11-23")


async def test_nothing_is_sent_unasked(tmp_path: Path) -> None:
    """Without a sender there are files alone."""
    async with MailPair() as pair:
        scene = Scene(tmp_path, pair)
        posted = await scene.post(send=False)
    assert scene.heard == []
    assert {one.what for one in posted} == {"written"}


async def test_refused_address_gives_no_notice(tmp_path: Path) -> None:
    """A letter that did not arrive starts no days, and may be tried again once the address is mended."""
    async with MailPair() as pair:
        scene = Scene(tmp_path, pair)
        pair.refusals[PRESS] = "550 5.1.1 no such user"
        failed = await scene.post()
        assert (failed[0].what, scene.dossier.notices()) == ("failed", {})
        assert "no such user" in failed[0].detail
        del pair.refusals[PRESS]
        assert (await scene.post())[0].what == "sent"
