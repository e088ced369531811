"""The burden budget: is one more first contact allowed? What is not is refused, never queued (GUARDRAILS G3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.settings import Settings, write_duration
from monitor.store.interface import InquiryRecord, PlannedInquiry

CONTACTS_A_WEEK = 8
"""Hard cap of first contacts per platform, channel and ISO week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One first contact that was made, or that may have been made."""

    platform: str
    target: str
    channel: str
    week: str
    at: datetime


def contacts(records: Iterable[InquiryRecord]) -> list[Contact]:
    """The first contacts in these records.

    What was intended counts even if nobody knows whether it left: doubt is on the side of whoever answers.
    """
    return [_contact(record.plan, record.t0 or record.intended_at) for record in records if _may_have_left(record)]


def refusal(settings: Settings, plan: PlannedInquiry, past: Sequence[Contact], now: datetime) -> str:
    """Why ``plan`` may not be sent at ``now`` (aware), or an empty string if it may.

    ``past``: at least the platform's first contacts of this ISO week and of the last ``minimum_gap``.
    Controls have no budget.
    """
    if is_control(settings, plan.platform):
        return ""
    week = [c for c in past if c.platform == plan.platform and c.channel == plan.channel and c.week == plan.week]
    if len(week) >= CONTACTS_A_WEEK:
        had = f"{plan.platform} has had {len(week)} first contacts by {plan.channel} in {plan.week}"
        return f"{had}; {CONTACTS_A_WEEK} are allowed"
    return _too_soon(plan, past, now, settings.study.timing.minimum_gap)


def _too_soon(plan: PlannedInquiry, past: Sequence[Contact], now: datetime, gap: timedelta) -> str:
    last = max((contact.at for contact in past if contact.target == plan.target), default=None)
    if last is None or abs(now - last) >= gap:
        return ""
    ago = timedelta(seconds=round(abs(now - last).total_seconds()))
    return f"{plan.target} was last contacted {write_duration(ago)} ago; the minimum gap is {write_duration(gap)}"


def is_control(settings: Settings, platform: str) -> bool:
    """Whether the platform is one of our own: nobody's time is spent."""
    known = settings.platforms_by_id.get(platform)
    return known is not None and known.control


def _may_have_left(record: InquiryRecord) -> bool:
    return record.t0 is not None or record.intended_at is not None


def _contact(plan: PlannedInquiry, at: datetime | None) -> Contact:
    assert at is not None
    return Contact(platform=plan.platform, target=plan.target, channel=plan.channel, week=plan.week, at=at)
