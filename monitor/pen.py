"""Carries what the mail readers hold into the store: unmatched mail, and answers that came by another channel."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

from monitor import heeding
from monitor.app import Study
from monitor.settings.addresses import host_of
from monitor.stage import InquiryStage
from monitor.store.interface import InquiryRecord, PenEntry
from probes.interface import ChannelKind
from probes.mail import MailChannel
from probes.mailroom import Penned
from probes.matching import same_house

_READ_THEMSELVES = (ChannelKind.MAIL, ChannelKind.FORM)
"""Channels whose own conversations read the mailbox: their mail comes by the channel that was asked."""

_WATCHED = ("open", "closed", "ended_by_platform")
"""Endings under which an answer by mail still counts."""


async def watch_mail(study: Study) -> None:
    """One round over the reader's holding pen and over mail that answers inquiries of other channels."""
    channel = study.mail
    if not isinstance(channel, MailChannel):
        return
    if unreached := [room.account.name for room in channel.rooms.values() if not room.reached]:
        day = study.clock.now().date().isoformat()
        body = "Answers by mail are not seen until it can be read; run `silence doctor`."
        title = f"silence: mailbox unreachable: {', '.join(unreached)}"
        await asyncio.to_thread(study.alarm.tell, f"mailbox/{day}", title, body)
    if channel.complete():  # before the first look nothing is known
        await asyncio.to_thread(_hold, study, channel)
        await asyncio.to_thread(_other_channel, study, channel)


def _hold(study: Study, channel: MailChannel) -> None:
    """Unmatched mail goes into the pen; what the reader holds no longer has found its inquiry and is released."""
    held = {mail.key: mail for mail in channel.pen()}
    known = {entry.key: entry for entry in study.store.penned() if entry.released_at is None}
    for key in held.keys() - known.keys():
        mail = held[key]
        entry = PenEntry(
            key=key, platform=_platform_of(study, mail), arrived_at=mail.arrived_at, released_at=None,
            score=mail.score, summary=mail.summary,
        )  # fmt: skip
        study.store.pen(entry)
        study.alarm.tell(
            f"pen/{key}",
            "silence: a mail waits unmatched",
            f"{entry.platform or mail.domain}: see `silence status`",
        )
    for key in known.keys() - held.keys():
        study.store.pen(replace(known[key], released_at=study.clock.now()))


def _platform_of(study: Study, mail: Penned) -> str:
    """Whose mail this probably is: the reader's own guess, else the one platform with a door in the sender's house."""
    at_home = {t.platform for t in study.settings.targets() if same_house(mail.domain, _house_of(t.address))}
    return mail.platform or (at_home.pop() if len(at_home) == 1 else "")


def _house_of(address: str) -> str:
    return host_of(address).removeprefix("www.")


def _other_channel(study: Study, channel: MailChannel) -> None:
    """A mail to the tag of a web-chat inquiry is an answer to it, marked with the channel it came by."""
    for inquiry_id in set(channel.tagged()) - study.settled:
        if len(channel.strays(inquiry_id)) == study.carried.get(inquiry_id):
            continue
        record = study.store.inquiry(inquiry_id)
        if record is None:
            continue
        if record.plan.channel in _READ_THEMSELVES or record.ending not in _WATCHED:
            study.settled.add(inquiry_id)
            continue
        stage = InquiryStage(study.clock, study.gate.evidence, study.store, inquiry_id)
        answers = channel.strays(inquiry_id, stage)
        study.store.seen_persona_mail(inquiry_id, [m for m in answers if _in_time(study, record, m.seen_by)])
        for message in answers:  # also what came too late to count
            heeding.heard(study.store, study.alarm, inquiry_id, message, study.clock.now())
        study.carried[inquiry_id] = len(answers)


def _in_time(study: Study, record: InquiryRecord, came: datetime) -> bool:
    """True for what came before the last checkpoint, though the mailbox was looked into later."""
    last = study.engine.timing.checkpoints[record.plan.channel][-1]
    return record.ending == "open" or record.t0 is None or came <= record.t0 + last
