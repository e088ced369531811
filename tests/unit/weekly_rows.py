"""A small edition made by hand: three platforms, two channels, four nights; every value is written down here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from reports.dataset import LabelRow, MessageRow, PlatformRow, QuestionRow, Standing, Study, Trial
from reports.edition import Edition
from reports.standings import Detail, Ranking

START = datetime(2026, 11, 16, 8, tzinfo=UTC)
NAMES = {"quick": "快答点卡", "stone": "Stone Cards", "shut": "闭门卡行"}
SECONDS = tuple(timedelta(seconds=s) for s in (1, 2, 4, 8, 16))
STATES = {"quick": "aaaaa", "stone": "wwwww"}


def study(**changes: object) -> Study:
    questions = tuple(
        QuestionRow(id=f"{topic}-{n}", topic=topic, language="zh", subject="s", paraphrases=("p",), criterion=(("x",),))
        for topic in ("pre_sale", "after_sale")
        for n in (1, 2)
    )
    plain = Study(
        id="small",
        title="Small study · 小研究",
        zone="Asia/Shanghai",
        seed=7,
        demo=True,
        checkpoints={"webchat": SECONDS, "mail": SECONDS},
        platforms=tuple(PlatformRow(id=i, name=name, channels=("webchat", "mail")) for i, name in NAMES.items()),
        questions=questions,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def trial(platform: str, channel: str, night: int, topic: str, **changes: object) -> Trial:
    """One inquiry: ``quick`` answers after half a second, ``stone`` sends a receipt, ``shut`` has its door closed."""
    t0 = START + timedelta(days=night)
    states = STATES.get(platform, "")
    reply = t0 + timedelta(seconds=0.5) if states else None
    plain = Trial(
        inquiry_id=f"{platform}{channel}{night}{topic}",
        platform=platform,
        target=f"{platform}-{channel}",
        channel=channel,
        question=f"{topic}-{night % 2 + 1}",
        topic=topic,
        language="zh",
        time_cell=("working", "other")[night % 2],
        pair_id=f"{platform}{channel}{night}",
        night=f"2026-11-{16 + night}",
        observer="o",
        due_at=t0,
        t0=t0 if states else None,
        observed_until=t0 + timedelta(seconds=17) if states else None,
        ending="closed" if states else "shut",
        reason="" if states else "offline",
        first_reply_after=reply,
        first_reply_by=reply,
        first_reply_mechanism="unknown" if states else "",
        first_reply_function="acknowledgement" if platform == "stone" else "",
        substantive_after=reply if platform == "quick" else None,
        substantive_by=reply if platform == "quick" else None,
        information_request_at=None,
        promised_by=None,
        other_channel="",
        canned_group="",
        in_published_hours=None,
        paraphrase=0,
        checkpoint_states=states,
        checkpoint_states_any="aaaaa" if states else "",
        u=states.count("w") / 5 if states else None,
        u_low=states.count("w") / 5 if states else None,
        u_high=states.count("w") / 5 if states else None,
        rules_version="1.0",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def trials() -> list[Trial]:
    return [
        trial(platform, channel, night, topic)
        for platform in NAMES
        for channel in ("webchat", "mail")
        for night in range(4)
        for topic in ("pre_sale", "after_sale")
    ]


def standing(channel: str, platform: str, index: float | None, **changes: object) -> Standing:
    """A published line with an interval of five points either way; unpublished where the index is None."""
    ranked = index is not None
    plain = Standing(
        channel=channel,
        platform=platform,
        published=ranked,
        reason_unpublished="" if ranked else "door_mostly_closed: 8 of 8",
        index=index,
        index_low=max(0.0, index - 5) if ranked else None,
        index_high=min(100.0, index + 5) if ranked else None,
        rank_low=1 if ranked else None,
        rank_high=1 if ranked else None,
        index_late_waiting=index,
        index_shut_waiting=index,
        index_any=0.0 if ranked else None,
        padding=index,
        after_sale_gap=12.5 if ranked else None,
        gap_low=2.0 if ranked else None,
        gap_high=23.0 if ranked else None,
        canned_share=0.5 if ranked else None,
        deflection_share=0.25 if ranked else None,
        nights=4 if ranked else 0,
        inquiries=8 if ranked else 0,
        void_share=0.0,
        shut_share=0.0 if ranked else 1.0,
        barred_share=0.0,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def standings() -> list[Standing]:
    return [
        line
        for channel in ("webchat", "mail", "all")
        for line in (
            standing(channel, "stone", 100.0, rank_low=1, rank_high=1),
            standing(channel, "quick", 0.0, rank_low=2, rank_high=2),
            standing(channel, "shut", None),
        )
    ]


def ranking(channel: str) -> Ranking:
    """What the ranking of a channel knows beyond its lines, for ``stone`` alone."""
    detail = Detail(
        platform="stone",
        interval_rule="clopper_pearson",
        more_silent_than=("quick",),
        less_silent_than=(),
        undecided_on=(),
        unanswered=(),
        log_index=91.5,
        log_rank_low=1,
        log_rank_high=2,
        gap=12.5,
        gap_requests_answered=12.5,
    )
    return Ranking(
        channel=channel,
        channels=("webchat", "mail"),
        nights=(),
        standings=(),
        details={"stone": detail},
        most_silent=("stone",),
        panel_gap=(12.5, 2.0, 23.0),
    )


def receipts(text: str) -> tuple[list[MessageRow], list[LabelRow]]:
    """``stone``'s web chat replies, all with ``text`` and labelled as one canned group."""
    messages, labels = [], []
    for row in trials():
        if row.platform == "stone" and row.channel == "webchat" and row.first_reply_by:
            seen = {"seen_after": row.first_reply_by, "seen_by": row.first_reply_by}
            messages.append(MessageRow(inquiry_id=row.inquiry_id, ordinal=1, speaker="platform", text=text, **seen))
            labels.append(
                LabelRow(
                    inquiry_id=row.inquiry_id,
                    ordinal=1,
                    mechanism="auto_behavioural",
                    function="acknowledgement",
                    rules_version="1.0",
                    canned_group="g1",
                )
            )
    return messages, labels


def edition(*, text: str = "您的咨询已收到。", lines: Sequence[Standing] | None = None, **changes: object) -> Edition:
    messages, labels = receipts(text)
    plain = Edition(
        study=study(),
        week="2026-W47",
        trials=trials(),
        standings=standings() if lines is None else lines,
        messages=messages,
        labels=labels,
        notes=("network_path_not_proven",),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]
