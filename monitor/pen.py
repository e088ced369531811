"""Carries what the mail readers hold into the store: unmatched mail, and answers that came by another channel."""

from __future__ import annotations

import asyncio

from monitor.app import Study
from monitor.stage import InquiryStage
from monitor.store.interface import PenEntry
from probes.interface import ChannelKind
from probes.mail import MailChannel


async def watch_mail(study: Study) -> None:
    """One round over the reader's holding pen and over mail that answers inquiries of other channels."""
    channel = study.channels.get(ChannelKind.MAIL)
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
    by_domain = {t.address.rpartition("@")[2]: t.platform for t in study.settings.targets() if "@" in t.address}
    known = {entry.key: entry for entry in study.store.penned() if entry.released_at is None}
    for key in held.keys() - known.keys():
        mail = held[key]
        platform = mail.platform or by_domain.get(mail.domain, "")
        study.store.pen(
            PenEntry(
                key=key,
                platform=platform,
                arrived_at=mail.arrived_at,
                released_at=None,
                score=mail.score,
                summary=mail.summary,
            )
        )
        study.alarm.tell(
            f"pen/{key}", "silence: a mail waits unmatched", f"{platform or mail.domain}: see `silence status`"
        )
    for key in known.keys() - held.keys():
        entry = known[key]
        study.store.pen(
            PenEntry(
                key=key,
                platform=entry.platform,
                arrived_at=entry.arrived_at,
                released_at=study.clock.now(),
                score=entry.score,
                summary=entry.summary,
            )
        )


def _other_channel(study: Study, channel: MailChannel) -> None:
    """A mail to the tag of a web-chat inquiry is an answer to it, marked with the channel it came by."""
    for inquiry_id in set(channel.tagged()) - study.settled:
        record = study.store.inquiry(inquiry_id)
        if record is None:
            continue
        if record.ending != "open" or record.plan.channel == ChannelKind.MAIL:
            study.settled.add(inquiry_id)
            continue
        stage = InquiryStage(study.clock, study.gate.evidence, study.store, inquiry_id)
        study.store.seen_persona_mail(inquiry_id, channel.strays(inquiry_id, stage))
