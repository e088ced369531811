"""What the readers of our mailboxes hold is carried into the study: answers to chats, and mail that waits unmatched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from monitor.clock import HandClock
from monitor.evidence import Evidence
from monitor.pen import watch_mail
from monitor.store import open_store
from monitor.store.interface import InquiryRecord, Store
from probes.interface import ChannelKind, Means, Persona, Target
from probes.mail import MailChannel
from probes.mailfacts import MailFacts, read
from probes.mailroom import Mail, Penned
from probes.matching import Match

T0 = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class FakeRoom:
    """A mailbox that was read: what it found for inquiries, and what it could not match."""

    mails: dict[str, list[Mail]] = field(default_factory=dict)
    loose: list[Penned] = field(default_factory=list)
    synced_at: datetime | None = T0
    reached: bool = True
    account: Any = field(default_factory=lambda: SimpleNamespace(name="desk"))

    def found(self, inquiry_id: str) -> list[tuple[Mail, Match]]:
        return [(mail, Match(inquiry=inquiry_id, how="tag")) for mail in self.mails.get(inquiry_id, [])]

    def inquiries(self) -> list[str]:
        return list(self.mails)

    def penned(self) -> Sequence[Penned]:
        return self.loose

    def raw(self, mail: Mail) -> bytes:
        return mail.key.encode()


def answer(key: str, after: timedelta) -> Mail:
    facts: MailFacts = read(b"From: help@shop.example\r\nSubject: Re\r\n\r\nWe refund it.\r\n")
    return Mail(key=key, sha256=key, arrived_at=T0 + after, facts=facts)


def waiting(domain: str) -> Penned:
    return Penned(key=domain, domain=domain, platform="", inquiry="", arrived_at=T0, score=0.1, summary="?")


class FakeStore:
    """The store's inquiries by hand, everything else by its in-memory implementation."""

    def __init__(self, records: dict[str, Any], real: Store) -> None:
        self.records, self.real, self.answers = records, real, dict[str, list[str]]()

    def inquiry(self, inquiry_id: str) -> InquiryRecord | None:
        return self.records.get(inquiry_id)

    def seen_persona_mail(self, inquiry_id: str, messages: Sequence[Any]) -> None:
        self.answers[inquiry_id] = [message.marks["exhibit"] for message in messages]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


def record(channel: ChannelKind, ending: str = "open") -> Any:
    return SimpleNamespace(plan=SimpleNamespace(channel=channel), ending=ending, t0=T0)


TARGETS = [
    Target(id="a-webchat", platform="a", channel=ChannelKind.WEBCHAT, address="https://www.shop.example/chat"),
    Target(id="b-form", platform="b", channel=ChannelKind.FORM, address="https://b.desk.example/new"),
    Target(id="c-form", platform="c", channel=ChannelKind.FORM, address="https://c.desk.example/new"),
]


def study(tmp_path: Path, room: FakeRoom, records: dict[str, Any]) -> Any:
    real = open_store("memory://")
    real.migrate()
    store, clock = FakeStore(records, real), HandClock(T0 + 2 * DAY)
    rooms: dict[str, Any] = {"desk": room}
    checkpoints = {"webchat": [DAY * n / 5 for n in range(1, 6)]}
    return SimpleNamespace(
        mail=MailChannel(means=Means(persona=Persona(name="p")), rooms=rooms), store=store, clock=clock,
        carried={}, settled=set(),
        settings=SimpleNamespace(targets=lambda: TARGETS), alarm=SimpleNamespace(tell=lambda *words: None),
        gate=SimpleNamespace(evidence=Evidence(tmp_path)),
        engine=SimpleNamespace(timing=SimpleNamespace(checkpoints=checkpoints)),
    )  # fmt: skip


@pytest.mark.parametrize("ending", ["open", "closed", "ended_by_platform"])
async def test_answer_by_mail_to_a_chat(tmp_path: Path, ending: str) -> None:
    """It is carried over also after the chat was closed, if it came before the last checkpoint."""
    mails = [answer("in-time", DAY / 2), answer("too-late", 2 * DAY)]
    place = study(tmp_path, FakeRoom(mails={"x": mails}), {"x": record(ChannelKind.WEBCHAT, ending)})
    await watch_mail(place)
    assert place.store.answers["x"] == (["in-time", "too-late"] if ending == "open" else ["in-time"])


async def test_mail_that_its_own_conversation_reads(tmp_path: Path) -> None:
    """Answers to a form or a mail come by the channel that was asked: carried over they would count twice."""
    records = {kind.value: record(kind) for kind in ChannelKind} | {"void": record(ChannelKind.WEBCHAT, "void")}
    place = study(tmp_path, FakeRoom(mails={name: [answer(name, DAY / 2)] for name in records}), records)
    await watch_mail(place)
    assert list(place.store.answers) == ["webchat"]


async def test_whose_unmatched_mail_it_probably_is(tmp_path: Path) -> None:
    """The one platform with a door in the sender's house; a house that two platforms share names neither."""
    loose = [waiting("mail.shop.example"), waiting("desk.example"), waiting("else.example")]
    place = study(tmp_path, FakeRoom(loose=loose), {})
    await watch_mail(place)
    assert {entry.key: entry.platform for entry in place.store.penned()} == {
        "mail.shop.example": "a", "desk.example": "", "else.example": "",
    }  # fmt: skip


async def test_no_mailbox_is_named(tmp_path: Path) -> None:
    """A study whose targets name no mailbox has nothing to watch."""
    place = study(tmp_path, FakeRoom(mails={"x": [answer("m", DAY)]}), {"x": record(ChannelKind.WEBCHAT)})
    place.mail = None
    await watch_mail(place)
    assert place.store.answers == {}
