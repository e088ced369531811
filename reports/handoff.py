"""The handoff battery: whether asking for a human, in a fixed order of phrases, brought one; and after how long.

Nothing of it enters an index: the phrases are said after an inquiry's last look. Only what the chat itself declares is
believed; where it does not say who wrote, nothing is claimed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from reports.dataset import FollowUpRow, InquiryRow, LabelRow, MessageRow
from reports.intervals import share_by_night

KIND, CHANNEL = "handoff", "webchat"
PHRASES = 3
"""So many are said before it is said that nobody came."""
WAITING = frozenset({"holding", "acknowledgement"})
"""Functions of a reply that tells of a queue or of an answer to come: whoever was waited for may have come later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffRow:
    """One inquiry in which a human was asked for (``handoff.csv``); field order is column order.

    ``phrases``: how many were said. ``reached``: a human was declared to be there; None where nobody can tell.
    ``steps``: phrases said until then (0: one was there before we asked). ``reached_after``, ``reached_by``: not yet
    there, there.
    """

    inquiry_id: str
    platform: str
    target: str
    question: str
    language: str
    night: str
    phrases: int
    asked_at: datetime | None
    reached: bool | None
    steps: int | None
    reached_after: datetime | None
    reached_by: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One platform: in ``reached`` of ``inquiries`` a human was declared, in ``unasked`` of them before we asked.

    ``share``, ``low``, ``high``: 0..1 with its 95 % interval (Wilson, nights as clusters); None without an inquiry.
    ``unclear``: inquiries of which nobody can tell. ``steps`` and ``waited`` are medians over those reached by asking.
    """

    platform: str
    inquiries: int
    reached: int
    unasked: int
    unclear: int
    share: float | None
    low: float | None
    high: float | None
    steps: float | None
    waited: timedelta | None


def handoffs(
    inquiries: Sequence[InquiryRow],
    messages: Mapping[str, Sequence[MessageRow]],
    afterwards: Mapping[str, Sequence[MessageRow]],
    labels: Mapping[str, Sequence[LabelRow]],
    questions: Collection[str],
) -> list[HandoffRow]:
    """A row for each closed web chat inquiry of these ``questions`` whose battery was begun, or had no need to.

    ``messages`` came before the first phrase, ``afterwards`` (with its ``labels``) after it, all by inquiry.
    """
    asked = (i for i in inquiries if i.channel == CHANNEL and i.ending == "closed" and i.question in questions)
    waiting = {i for i, made in labels.items() if any(label.function in WAITING for label in made)}
    found = (_row(i, messages.get(i.id, ()), afterwards.get(i.id, ()), i.id in waiting) for i in asked)
    return [row for row in found if row is not None]


def _row(
    inquiry: InquiryRow, before: Sequence[MessageRow], later: Sequence[MessageRow], told_to_wait: bool
) -> HandoffRow | None:
    said = [one for one in inquiry.follow_ups if one.kind == KIND]
    if any(_is_human(message) for message in before):
        return _told(inquiry, said, reached=True, steps=0)
    if not said:
        return None
    sign = min((m for m in later if _is_human(m)), key=lambda m: (m.seen_by, m.ordinal), default=None)
    if sign:
        steps = sum(one.sent_at is not None and one.sent_at <= sign.seen_by for one in said)
        return _told(inquiry, said, reached=True, steps=steps, sign=sign)
    return _told(inquiry, said, reached=False if not told_to_wait and _nobody_came(said, later) else None)


def _told(
    inquiry: InquiryRow, said: Sequence[FollowUpRow], *, reached: bool | None, steps: int | None = None,
    sign: MessageRow | None = None,
) -> HandoffRow:  # fmt: skip
    taken = [one.sent_at for one in said if one.sent_at is not None]
    return HandoffRow(
        inquiry_id=inquiry.id, platform=inquiry.platform, target=inquiry.target, question=inquiry.question,
        language=inquiry.language, night=inquiry.night, phrases=len(taken), asked_at=min(taken, default=None),
        reached=reached, steps=steps, reached_after=sign.seen_after if sign else None,
        reached_by=sign.seen_by if sign else None,
    )  # fmt: skip


def _is_human(message: MessageRow) -> bool:
    return "joined" in message.marks or message.marks.get("agent_type") == "human"


def _nobody_came(said: Sequence[FollowUpRow], later: Sequence[MessageRow]) -> bool:
    """Every phrase was said, and whatever came back declared itself automatic: an unmarked line may be a human's."""
    all_said = len(said) >= PHRASES and all(one.sent_at is not None for one in said)
    return all_said and all(m.marks.get("agent_type") == "bot" for m in later if m.speaker == "platform")


def reached(rows: Sequence[HandoffRow]) -> list[Reached]:
    """One line a platform, by id."""
    by_platform: defaultdict[str, list[HandoffRow]] = defaultdict(list)
    for row in rows:
        by_platform[row.platform].append(row)
    return [_reached(platform, by_platform[platform]) for platform in sorted(by_platform)]


def _reached(platform: str, rows: Sequence[HandoffRow]) -> Reached:
    clear = [row for row in rows if row.reached is not None]
    hits = [row for row in clear if row.reached]
    brought = [row for row in hits if row.steps]
    waited = [(r.reached_by - r.asked_at).total_seconds() for r in brought if r.reached_by and r.asked_at]
    share = len(hits) / len(clear) if clear else None
    low, high = share_by_night([(row.night, bool(row.reached)) for row in clear]) if clear else (None, None)
    return Reached(
        platform=platform, inquiries=len(clear), reached=len(hits), unasked=len(hits) - len(brought),
        unclear=len(rows) - len(clear), share=share, low=low, high=high,
        steps=median(row.steps for row in brought if row.steps) if brought else None,
        waited=timedelta(seconds=median(waited)) if waited else None,
    )  # fmt: skip
