"""Rows for the statistics' tests: a small study, inquiries with looks, and whole worlds of trials."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from reports.dataset import InquiryRow, LabelRow, Look, MessageRow, PlatformRow, QuestionRow, Study, Trial

T0 = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
WEBCHAT = tuple(timedelta(seconds=s) for s in (60, 300, 900, 3600, 86400))
MAIL = tuple(timedelta(hours=h) for h in (1, 4, 12, 24, 72))


def study(platforms: Iterable[str] = ("acme",), channels: Sequence[str] = ("webchat",), **changes: Any) -> Study:
    """A study whose platforms all have the same channels."""
    return replace(
        Study(
            id="small",
            title="Small",
            zone="Asia/Shanghai",
            seed=7,
            demo=False,
            checkpoints={"webchat": WEBCHAT, "mail": MAIL},
            platforms=tuple(PlatformRow(id=p, name=p.title(), channels=tuple(channels)) for p in platforms),
            questions=(
                QuestionRow(
                    id="refund",
                    topic="pre_sale",
                    language="en",
                    subject="Refunds",
                    paraphrases=("How?",),
                    criterion=(("days?",), ("refund", "money")),
                ),
            ),
        ),
        **changes,
    )


def at(seconds: float) -> datetime:
    """A moment so many seconds after t0."""
    return T0 + timedelta(seconds=seconds)


def inquiry(*looks: tuple[float, float] | tuple[float, float, int], **changes: Any) -> InquiryRow:
    """A web chat inquiry of t0 = T0, looked at in these spans of seconds (with the checkpoint they were made for)."""
    spans = tuple(Look(since=at(s[0]), until=at(s[1]), checkpoint=s[2] if len(s) == 3 else None) for s in looks)
    row = InquiryRow(
        id="i1",
        platform="acme",
        target="acme-webchat",
        channel="webchat",
        question="refund",
        topic="pre_sale",
        language="en",
        time_cell="working",
        pair_id="p1",
        night="2026-11-02",
        week="2026-W45",
        paraphrase=0,
        observer="o1",
        due_at=T0,
        t0=T0,
        ending="closed",
        looks=spans,
    )
    return replace(row, **changes)


FULL = ((0, 300, 1), (900, 905, 2), (3600, 3605, 3), (86400, 86405, 4))
"""The looks of an ordinary web chat: live for five minutes, then a visit a checkpoint."""


def said(ordinal: int, by: float, after: float | None = None, **changes: Any) -> MessageRow:
    """A platform message seen ``by`` (exact unless ``after`` is given)."""
    row = MessageRow(
        inquiry_id="i1",
        ordinal=ordinal,
        speaker="platform",
        text=f"text {ordinal}",
        seen_after=at(by if after is None else after),
        seen_by=at(by),
    )
    return replace(row, **changes)


def labelled(*functions: str, **changes: Any) -> Mapping[int, LabelRow]:
    """One label a message, by ordinal from 0."""
    return {
        ordinal: replace(
            LabelRow(inquiry_id="i1", ordinal=ordinal, mechanism="unknown", function=name, rules_version="1"), **changes
        )
        for ordinal, name in enumerate(functions)
    }


def counted_trial(identity: str, platform: str, night: int, letters: str, **changes: Any) -> Trial:
    """A closed trial of night number ``night`` with these checkpoint letters."""
    day = date(2026, 11, 2) + timedelta(days=night)
    t0 = T0 + timedelta(days=night)
    low = letters.count("w") / 5
    row = Trial(
        inquiry_id=identity,
        platform=platform,
        target=f"{platform}-webchat",
        channel="webchat",
        question="refund",
        topic="pre_sale",
        language="en",
        time_cell="working",
        pair_id=f"{platform}-{night}",
        night=day.isoformat(),
        observer="o1",
        due_at=t0,
        t0=t0,
        observed_until=t0 + timedelta(days=1),
        ending="closed",
        reason="",
        first_reply_after=None,
        first_reply_by=None,
        first_reply_mechanism="",
        first_reply_function="",
        substantive_after=None,
        substantive_by=None,
        information_request_at=None,
        promised_by=None,
        other_channel="",
        canned_group="",
        in_published_hours=None,
        paraphrase=0,
        checkpoint_states=letters,
        checkpoint_states_any=letters,
        u=low,
        u_low=low,
        u_high=low + letters.count("u") / 5,
        rules_version="1",
    )
    return replace(row, **changes)


def voided(row: Trial, reason: str = "observer_down") -> Trial:
    """The same inquiry, lost by our own failure."""
    return replace(
        row,
        ending="void",
        reason=reason,
        checkpoint_states="",
        checkpoint_states_any="",
        u=None,
        u_low=None,
        u_high=None,
    )


def world(
    answering: Mapping[str, float], *, nights: int = 14, channels: Sequence[str] = ("webchat",), seed: int = 1
) -> list[Trial]:
    """A matched pair a night, channel and platform; ``answering``: each one's chance to answer at a checkpoint.

    Time cells alternate by night.
    """
    draw = random.Random(seed)
    rows = []
    for night in range(nights):
        for platform, chance in answering.items():
            for channel in channels:
                for topic in ("pre_sale", "after_sale"):
                    waits = next((c for c in range(5) if draw.random() < chance), 5)
                    identity = f"{platform}{channel}{night}{topic}".replace("_", "")
                    cell = ("working", "other")[night % 2]
                    rows.append(
                        counted_trial(
                            identity,
                            platform,
                            night,
                            "w" * waits + "a" * (5 - waits),
                            channel=channel,
                            topic=topic,
                            time_cell=cell,
                            target=f"{platform}-{channel}",
                        )
                    )
    return rows
