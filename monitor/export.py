"""Turns stored facts into the rows of the published dataset; it judges nothing and leaves nothing out in silence."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import compress
from operator import attrgetter
from zoneinfo import ZoneInfo

from monitor.clockwatch import ClockSet, clock_sets
from monitor.guard.suspects import asking
from monitor.script import HANDOFF
from monitor.store.interface import FollowUp, InquiryRecord, PenEntry, Store, VisitRecord
from probes.interface import Message, VoidReason
from reports.dataset import FollowUpRow, InquiryRow, Look, MessageRow
from reports.exhibits import ExhibitRow
from reports.held import made

NOT_INQUIRIES = frozenset({"paused", "over_budget"})  # METHOD: budget and pause are not inquiries


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All inquiries of a study with what was said in each, in order."""

    inquiries: Sequence[InquiryRow]
    messages: Mapping[str, Sequence[MessageRow]]
    afterwards: Mapping[str, Sequence[MessageRow]] = field(default_factory=dict)
    """What was heard once we had begun to ask for a human: no replies to the question, and in no index."""


def facts(store: Store, *, zone: str, compressed: bool) -> Facts:
    """Every inquiry but those asked by hand and second looks; ``compressed`` studies name their own nights."""
    return _facts(store, zone=zone, compressed=compressed, again=False)


def second_looks(store: Store, *, zone: str, compressed: bool) -> Facts:
    """What was asked again from another observer, for comparison alone."""
    return _facts(store, zone=zone, compressed=compressed, again=True)


def _facts(store: Store, *, zone: str, compressed: bool, again: bool) -> Facts:
    with _uncollected():
        return _told(store, _stories(store), ZoneInfo(zone), compressed=compressed, again=again)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No looking for rubbish meanwhile: all that is read is kept, and would be looked through again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _told(store: Store, stories: Sequence[_Story], zone: ZoneInfo, *, compressed: bool, again: bool) -> Facts:
    failed = {(c.night, c.observer, c.channel) for c in store.controls() if not c.passed}
    clocks = {one: clock_sets(store, one) for one in {story.record.plan.observer for story in stories}}
    nights = _NightOf(store, zone, compressed)
    pen = store.penned()
    asked = [story for story in stories if _belongs(story.record, again) and not _never_asked(story)]
    return Facts(
        inquiries=[_row(_timed(story, clocks), pen, failed, nights) for story in asked],
        messages={story.id: story.transcript(before=True) for story in asked},
        afterwards={story.id: story.transcript(before=False) for story in asked if story.battery_at},
    )


def exhibits(store: Store, inquiries: Collection[str]) -> tuple[ExhibitRow, ...]:
    """What the evidence holds of these inquiries; not what was kept of controls, editions and answers."""
    return tuple(
        ExhibitRow(inquiry_id=id_, role=e.role, media_type=e.media_type, taken_at=e.taken_at, sha256=e.sha256)
        for id_, e in store.all_exhibits()
        if id_ in inquiries
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """All that is stored of one inquiry."""

    record: InquiryRecord
    visits: Sequence[VisitRecord]
    lines: Sequence[MessageRow]
    asked_of_us: Sequence[MessageRow]
    said: Sequence[FollowUp]

    @property
    def id(self) -> str:
        return self.record.plan.id

    @property
    def battery_at(self) -> datetime | None:
        """When we began to ask for a human: what is seen later is no answer to the question."""
        return min((one.intended_at for one in self.said if one.kind == HANDOFF), default=None)

    def transcript(self, *, before: bool) -> list[MessageRow]:
        """The lines seen before we began to ask for a human, or those after."""
        if not self.said:
            return list(self.lines) if before else []
        cut = self.battery_at
        lines = [line for line in self.lines if (cut is None or line.seen_by <= cut) is before]
        said = [one for one in self.said if (one.kind != HANDOFF) is before]
        return _with_ours(self.id, self.record.plan.channel, lines, said)


def _stories(store: Store) -> list[_Story]:
    """By due time."""
    records = sorted(store.inquiries(), key=lambda r: (r.plan.due_at, r.plan.id))
    visits, lines, asked, said = defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list)
    for visit in store.visits():
        visits[visit.inquiry_id].append(visit)
    told = _lines(store.messages(), {r.plan.id: r.plan.channel for r in records})
    for line in told:
        lines[line.inquiry_id].append(line)
    replies = [line for line in told if line.speaker == "platform" and not line.before_t0]
    for line in compress(replies, asking([line.text for line in replies])):
        asked[line.inquiry_id].append(line)
    for one in store.follow_ups():
        said[one.inquiry_id].append(one)
    return [
        _Story(record=r, visits=visits[r.plan.id], lines=lines[r.plan.id], asked_of_us=asked.get(r.plan.id, ()),
               said=said.get(r.plan.id, ()))
        for r in records
    ]  # fmt: skip


def _lines(told: Iterable[tuple[str, Message]], channels: Mapping[str, str]) -> list[MessageRow]:
    """Every line as the dataset knows it, a field at a time."""
    pairs = [(id_, message) for id_, message in told if id_ in channels]
    messages = [message for _, message in pairs]
    columns: dict[str, Iterable[object]] = {name: list(map(attrgetter(name), messages)) for name in _AS_SEEN}
    columns["speaker"] = [message.speaker.value for message in messages]
    columns["channel"] = [message.marks.get("other_channel", channels[id_]) for id_, message in pairs]
    columns["inquiry_id"] = [id_ for id_, _ in pairs]
    columns["frame_at"] = list(map(_frame_at, messages))
    return made(MessageRow, len(pairs), columns)


def _frame_at(message: Message) -> datetime | None:
    """When its words came; what a page brings once more at a later visit tells only when that was."""
    came = message.marks.get("frame_at")
    return datetime.fromisoformat(came) if came and message.seen_after == message.seen_by else None


_AS_SEEN = ("ordinal", "text", "seen_after", "seen_by", "before_t0", "claimed_at", "marks")


def _belongs(record: InquiryRecord, again: bool) -> bool:
    return not record.plan.by_hand and record.plan.second_look is again


def _timed(story: _Story, clocks: Mapping[str, Sequence[ClockSet]]) -> _Story:
    """The story, or its void: while it was being timed, the clock that timed it was set (docs/decisions/0085)."""
    record = story.record
    if not any(one.spoils(record) for one in clocks[record.plan.observer]):
        return story
    return replace(story, record=replace(record, ending="void", reason=VoidReason.OBSERVER_DOWN.value))


def _never_asked(story: _Story) -> bool:
    """Kept from being asked by a pause or the budget: no inquiry at all."""
    paused = any(visit.number == 0 and visit.note == "paused" for visit in story.visits)
    return story.record.reason in NOT_INQUIRIES or paused


class _NightOf:
    """Which night a moment lies in: the study zone's date, or the newest night begun in a compressed study."""

    def __init__(self, store: Store, zone: ZoneInfo, compressed: bool) -> None:
        self._zone = zone
        self._begun = sorted((n.planned_at, n.id) for n in store.nights()) if compressed else []

    def __call__(self, moment: datetime) -> str:
        if not self._begun:
            return date.isoformat(moment.astimezone(self._zone).date())
        return max((n for n in self._begun if n[0] <= moment), default=self._begun[0])[1]


def _row(story: _Story, pen: Sequence[PenEntry], failed: set[tuple[str, str, str]], night_of: _NightOf) -> InquiryRow:
    record, plan = story.record, story.record.plan
    ended, cut = record.platform_ended_at, story.battery_at
    ending, reason = _ending(record, failed)
    return InquiryRow(
        id=plan.id, platform=plan.platform, target=plan.target, channel=plan.channel, question=plan.question,
        topic=plan.topic, language=plan.language, time_cell=plan.time_cell, pair_id=plan.pair_id, night=plan.night,
        week=plan.week, paraphrase=plan.paraphrase, observer=plan.observer, due_at=plan.due_at, t0=record.t0,
        ending=ending, reason=reason, looks=_looks(record, story.visits, failed, night_of),
        platform_ended_at=None if ended and cut and ended > cut else ended,
        forgets_visitor=record.forgets_visitor,
        unknown_spans=(*_delays(record, story.lines), *_penned(record, pen), *_asked_of_us(story.asked_of_us)),
        in_published_hours=plan.in_published_hours, follow_ups=tuple(map(_follow_up_row, story.said)),
    )  # fmt: skip


def _follow_up_row(one: FollowUp) -> FollowUpRow:
    return FollowUpRow(
        inquiry_id=one.inquiry_id, number=one.number, kind=one.kind, text=one.text, intended_at=one.intended_at,
        sent_at=one.sent_at,
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


def _delays(record: InquiryRecord, messages: Sequence[MessageRow]) -> list[tuple[datetime, datetime]]:
    """A delay notice: our own mail had not arrived until then."""
    return [(record.t0, m.seen_by) for m in messages if record.t0 and "delay" in m.marks]


def _asked_of_us(asked: Sequence[MessageRow]) -> list[tuple[datetime, datetime]]:
    """From when we were asked to stop, or who we are, nothing that is not said is anybody's silence."""
    return [(min(m.seen_after for m in asked), datetime.max.replace(tzinfo=UTC))] if asked else []


def _penned(record: InquiryRecord, pen: Sequence[PenEntry]) -> list[tuple[datetime, datetime]]:
    """While mail of this platform waits unmatched, it might be this inquiry's answer."""
    end = datetime.max.replace(tzinfo=record.plan.due_at.tzinfo)
    return [
        (entry.arrived_at, entry.released_at or end)
        for entry in pen
        if record.t0 and entry.platform == record.plan.platform and entry.arrived_at >= record.t0
    ]


def transcript(
    inquiry_id: str, channel: str, messages: Sequence[Message], said: Sequence[FollowUp]
) -> list[MessageRow]:
    """The lines of one inquiry as the dataset knows them, with whatever of ours they do not show."""
    return _with_ours(inquiry_id, channel, [_message_row(inquiry_id, channel, message) for message in messages], said)


def _with_ours(inquiry_id: str, channel: str, rows: Sequence[MessageRow], said: Sequence[FollowUp]) -> list[MessageRow]:
    own = _own_rows(inquiry_id, channel, rows, said)
    return sorted([*rows, *own], key=lambda row: row.seen_by) if own else list(rows)


def _own_rows(
    inquiry_id: str, channel: str, messages: Sequence[MessageRow], said: Sequence[FollowUp]
) -> list[MessageRow]:
    """What we said after the question, as far as the transcript does not show it: a mailbox holds no mail of ours."""
    shown = {" ".join(m.text.split()) for m in messages if m.speaker == "own"}
    return [
        MessageRow(
            inquiry_id=inquiry_id, ordinal=-place, speaker="own", text=one.text, seen_after=one.sent_at,
            seen_by=one.sent_at, channel=channel,
        )
        for place, one in enumerate(said, start=1)
        if one.sent_at is not None and " ".join(one.text.split()) not in shown
    ]  # fmt: skip


def _message_row(inquiry_id: str, channel: str, message: Message) -> MessageRow:
    """One line of a transcript as the dataset knows it."""
    return MessageRow(
        inquiry_id=inquiry_id, ordinal=message.ordinal, speaker=message.speaker.value, text=message.text,
        seen_after=message.seen_after, seen_by=message.seen_by, before_t0=message.before_t0,
        claimed_at=message.claimed_at, frame_at=_frame_at(message),
        channel=message.marks.get("other_channel", channel), marks=message.marks,
    )  # fmt: skip
