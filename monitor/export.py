"""Turns stored facts into the rows of the published dataset; it judges nothing and leaves nothing out in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.store.interface import InquiryRecord, PenEntry, Store, VisitRecord
from probes.interface import Message, VoidReason
from reports.dataset import InquiryRow, Look, MessageRow

NOT_INQUIRIES = frozenset({"paused", "over_budget"})  # METHOD: budget and pause are not inquiries


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All inquiries of a study with what was said in each, in order."""

    inquiries: Sequence[InquiryRow]
    messages: Mapping[str, Sequence[MessageRow]]


def facts(store: Store, *, zone: str, compressed: bool) -> Facts:
    """Every inquiry but those asked by hand; ``compressed`` studies name their own nights."""
    said = _messages(store)
    visits = defaultdict(list)
    for visit in store.visits():
        visits[visit.inquiry_id].append(visit)
    failed = {(c.night, c.observer, c.channel) for c in store.controls() if not c.passed}
    nights = _NightOf(store, ZoneInfo(zone), compressed)
    pen = store.penned()
    inquiries = [
        _row(record, visits[record.plan.id], said.get(record.plan.id, ()), pen, failed, nights)
        for record in sorted(store.inquiries(), key=lambda r: (r.plan.due_at, r.plan.id))
        if not record.plan.by_hand and not _never_asked(record, visits[record.plan.id])
    ]
    rows = {i.id: [message_row(i.id, i.channel, m) for m in said.get(i.id, ())] for i in inquiries}
    return Facts(inquiries=inquiries, messages=rows)


def _messages(store: Store) -> dict[str, list[Message]]:
    said: defaultdict[str, list[Message]] = defaultdict(list)
    for inquiry_id, message in store.messages():
        said[inquiry_id].append(message)
    return said


def _never_asked(record: InquiryRecord, visits: Sequence[VisitRecord]) -> bool:
    """Kept from being asked by a pause or the budget: no inquiry at all."""
    return record.reason in NOT_INQUIRIES or any(visit.number == 0 and visit.note == "paused" for visit in visits)


class _NightOf:
    """Which night a moment lies in: the study zone's date, or the newest night begun in a compressed study."""

    def __init__(self, store: Store, zone: ZoneInfo, compressed: bool) -> None:
        self._zone = zone
        self._begun = sorted((n.planned_at, n.id) for n in store.nights()) if compressed else []

    def __call__(self, moment: datetime) -> str:
        if not self._begun:
            return date.isoformat(moment.astimezone(self._zone).date())
        return max((n for n in self._begun if n[0] <= moment), default=self._begun[0])[1]


def _row(
    record: InquiryRecord,
    visits: Sequence[VisitRecord],
    messages: Sequence[Message],
    pen: Sequence[PenEntry],
    failed: set[tuple[str, str, str]],
    night_of: _NightOf,
) -> InquiryRow:
    plan = record.plan
    ending, reason = _ending(record, failed)
    return InquiryRow(
        id=plan.id, platform=plan.platform, target=plan.target, channel=plan.channel, question=plan.question,
        topic=plan.topic, language=plan.language, time_cell=plan.time_cell, pair_id=plan.pair_id, night=plan.night,
        week=plan.week, paraphrase=plan.paraphrase, observer=plan.observer, due_at=plan.due_at, t0=record.t0,
        ending=ending, reason=reason, looks=_looks(record, visits, failed, night_of),
        platform_ended_at=record.platform_ended_at, forgets_visitor=record.forgets_visitor,
        unknown_spans=(*_delays(record, messages), *_penned(record, pen)),
        in_published_hours=plan.in_published_hours,
    )  # fmt: skip


def _ending(record: InquiryRecord, failed: set[tuple[str, str, str]]) -> tuple[str, str]:
    plan = record.plan
    if record.t0 and (plan.night, plan.observer, plan.channel) in failed:
        return "void", VoidReason.CONTROL_FAILED.value
    return record.ending, record.reason


def _looks(
    record: InquiryRecord, visits: Sequence[VisitRecord], failed: set[tuple[str, str, str]], night_of: _NightOf
) -> tuple[Look, ...]:
    """The spans in which we knew all; a later visit in a night whose control failed counts as not made."""
    looks = []
    for visit in visits:
        if visit.outcome != "done" or visit.looked_since is None or visit.looked_until is None:
            continue
        began = visit.started_at or visit.looked_since
        if visit.number and (night_of(began), visit.observer, record.plan.channel) in failed:
            continue
        on_time = visit.checkpoint is not None and visit.due_at <= began <= visit.latest_start
        looks.append(
            Look(since=visit.looked_since, until=visit.looked_until, checkpoint=visit.checkpoint if on_time else None)
        )
    return tuple(sorted(set(looks), key=lambda look: (look.since, look.until, look.checkpoint or 0)))


def _delays(record: InquiryRecord, messages: Sequence[Message]) -> list[tuple[datetime, datetime]]:
    """A delay notice: our own mail had not arrived until then."""
    return [(record.t0, m.seen_by) for m in messages if record.t0 and "delay" in m.marks]


def _penned(record: InquiryRecord, pen: Sequence[PenEntry]) -> list[tuple[datetime, datetime]]:
    """While mail of this platform waits unmatched, it might be this inquiry's answer."""
    end = datetime.max.replace(tzinfo=record.plan.due_at.tzinfo)
    return [
        (entry.arrived_at, entry.released_at or end)
        for entry in pen
        if record.t0 and entry.platform == record.plan.platform and entry.arrived_at >= record.t0
    ]


def message_row(inquiry_id: str, channel: str, message: Message) -> MessageRow:
    """One line of a transcript as the dataset knows it."""
    return MessageRow(
        inquiry_id=inquiry_id, ordinal=message.ordinal, speaker=message.speaker.value, text=message.text,
        seen_after=message.seen_after, seen_by=message.seen_by, before_t0=message.before_t0,
        claimed_at=message.claimed_at, channel=message.marks.get("other_channel", channel), marks=message.marks,
    )  # fmt: skip
