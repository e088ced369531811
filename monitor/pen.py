"""Carries what the mail readers hold into the store: unmatched mail, and answers that came by another channel."""

from __future__ import annotations

import asyncio

from monitor.app import Study
from monitor.store.interface import PenEntry
from probes.interface import ChannelKind


async def watch_mail(study: Study) -> None:
    """One round over the reader's holding pen and over the addresses of every open inquiry."""
    channel = study.channels.get(ChannelKind.MAIL)
    if channel is None:
        return
    await asyncio.to_thread(_round, study, channel)


def _round(study: Study, channel) -> None:  # type: ignore[no-untyped-def]
    by_domain = {t.address.rpartition("@")[2]: t.platform for t in study.settings.targets() if "@" in t.address}
    for held in channel.pen():
        platform = by_domain.get(held.domain, "")
        study.store.pen(
            PenEntry(
                key=held.key,
                platform=platform,
                arrived_at=held.arrived_at,
                released_at=held.released_at,
                score=held.score,
                summary=held.summary,
            )
        )
