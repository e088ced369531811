"""What platforms promise beside what was measured, one row a platform of a channel, in words."""

from __future__ import annotations

from dataclasses import dataclass

from reports.dataset import PlatformRow
from reports.edition import Edition
from reports.names import Name, named
from reports.quotes import visible
from reports.wording import Wording
from reports.wording.amounts import NONE, duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One platform: what it advertises; promised times whose outcome was observed, and those that passed.

    ``reply_order``: the advertised time in seconds, for sorting.
    """

    platform: Name
    reply: str
    reply_order: float | None
    hours: str
    made: str
    past: str


def promise_rows(edition: Edition, channel: str, words: Wording) -> list[Promise]:
    """Platforms of the channel that advertise anything, or of which a promised time was observed, by name."""
    made = {
        one.platform: (one.promises_made or 0, one.promises_broken or 0)
        for one in edition.companions.sensitivities
        if one.channel == channel and one.published
    }
    rows = [
        _promise(edition, platform, made.get(platform.id, (0, 0)), words)
        for platform in edition.study.platforms
        if channel in platform.channels
        and (platform.promised_reply or platform.service_hours or made.get(platform.id, (0, 0))[0])
    ]
    return sorted(rows, key=lambda row: (row.platform, row.platform.id))


def _promise(edition: Edition, platform: PlatformRow, made: tuple[int, int], words: Wording) -> Promise:
    reply, (times, past) = platform.promised_reply, made
    return Promise(
        platform=named(edition, platform.id),
        reply=duration(words, reply) if reply else words("promises.none"),
        reply_order=reply.total_seconds() if reply else None,
        hours=_hours(platform, words),
        made=str(times) if times else NONE,
        past=words("cell.of", k=past, n=times) if times else NONE,
    )


def _hours(platform: PlatformRow, words: Wording) -> str:
    hours = platform.service_hours
    if hours is None:
        return words("promises.none")
    return words(
        "promises.hours", opens=f"{hours.opens:%H:%M}", closes=f"{hours.closes:%H:%M}", days=len(hours.days),
        zone=visible(hours.zone),
    )  # fmt: skip
