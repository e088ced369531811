"""An edition with something in every section: six weeks of two channels, platforms of set manners, nothing by hand."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reports.answers import Correction, Reply
from reports.beside import companions
from reports.dataset import CHECKPOINTS, LabelRow, MessageRow, PlatformRow, QuestionRow, ServiceHours, Study, Trial
from reports.edition import Edition
from reports.exhibits import ExhibitRow
from reports.standings import rankings
from reports.translations import Translation

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 9, 28)
NIGHTS = 42
HOURS = {"fast": 0.01, "brisk": 0.2, "slow-7": 3.0, "mute": None, "stall": None, "closed": 1.0, "young": 2.0}
"""By platform the median hours to an answer; None: none comes."""
NAMES = {"fast": "快答点卡", "brisk": "Brisk & Sons", "slow-7": "Slow 7 <24h>", "mute": "石沉大海", "stall": "Stall",
         "closed": "闭门卡行", "young": "Young 3"}  # fmt: skip
RECEIPT = "您的咨询已收到，编号{n}，请耐心等待。"
REPLIES = (Reply(platform="mute", received=date(2026, 11, 6), text="We answered <b>all</b> 84 of them."),)
CORRECTIONS = (
    Correction(date=date(2026, 11, 9), platform="stall", zh="第3行有误。", en="Line 3 was wrong.", by="Ed 2"),
    Correction(date=date(2026, 11, 10), zh="已更正。", en="One was wrong."),
)


def study() -> Study:
    hours = ServiceHours(days=(1, 2, 3, 4, 5), opens=time(9), closes=time(18), zone="Asia/Shanghai")
    return Study(
        id="printed", title="Printed 2026 · 印出", zone=ZONE.key, seed=11, demo=False,
        checkpoints={name: CHECKPOINTS[name] for name in ("webchat", "mail")},
        platforms=tuple(
            PlatformRow(
                id=i, name=name, channels=("webchat", "mail"), service_hours=hours if i == "brisk" else None,
                promised_reply=timedelta(hours=2) if i in ("brisk", "slow-7") else None,
            )
            for i, name in NAMES.items()
        ),
        questions=tuple(
            QuestionRow(id=f"{topic}-{n}", topic=topic, language="zh", subject="s", paraphrases=("p",),
                        criterion=(("x",),))
            for topic in ("pre_sale", "after_sale")
            for n in (1, 2)
        ),
    )  # fmt: skip


def edition(*, nights: int = NIGHTS, platforms: int = len(NAMES)) -> Edition:
    """The last ``nights`` nights of the first ``platforms``."""
    plan, draw = study(), random.Random(4)
    kept = plan.platforms[:platforms]
    plan = replace(plan, platforms=kept)
    trials = [
        _trial(platform.id, channel, night, topic, draw)
        for night in range(NIGHTS - nights, NIGHTS)
        for platform in kept
        if platform.id != "young" or night >= NIGHTS - 3
        for channel in platform.channels
        for topic in ("pre_sale", "after_sale")
    ]
    messages, labels = _receipts(trials)
    tables = rankings(trials, plan, messages=messages, labels=labels)
    return Edition(
        study=plan, week="2026-W45", trials=trials, rankings=tables, messages=messages, labels=labels,
        standings=[line for table in tables for line in table.standings], companions=companions(trials, plan, tables),
        notes=("network_path_not_proven",),
        replies=REPLIES, corrections=CORRECTIONS,
        exhibits=[
            ExhibitRow(
                inquiry_id=t.inquiry_id, role=role, media_type="message/rfc822", taken_at=t.t0,
                sha256=hashlib.sha256(f"{t.inquiry_id} {role}".encode()).hexdigest(),
            )
            for t in trials
            if t.t0 is not None
            for role in ("mail_sent", "mail")
        ],
        translations=[
            Translation(
                canned_group="g1", translated_into="en", original=RECEIPT.format(n="…"), translator="B. Translator 1",
                translation="We have received your message of 2 words, number …; please be patient.",
            )
        ],
    )  # fmt: skip


def _trial(platform: str, channel: str, night: int, topic: str, draw: random.Random) -> Trial:
    cell = ("working", "other")[night % 2]
    day = FIRST + timedelta(days=night)
    moment = time(draw.choice((10, 11, 15)) if cell == "working" else draw.choice((19, 20, 21)), draw.randrange(60))
    t0 = datetime.combine(day, moment, ZONE).astimezone(UTC)
    ending = _ending(platform, draw)
    answer = _answer(platform, topic, draw) if ending == "closed" else None
    reply = t0 + timedelta(seconds=20) if platform == "stall" and ending == "closed" else answer and t0 + answer
    last = CHECKPOINTS[channel][-1]
    if answer is not None and answer > last:
        answer = None
        reply = reply if platform == "stall" else None
    sent = ending in ("closed", "void")
    states = "".join("w" if answer is None or answer > c else "a" for c in CHECKPOINTS[channel])
    any_states = states if platform != "stall" else "aaaaa"
    counted = ending == "closed"
    return Trial(
        inquiry_id=f"{platform}-{channel}-{night:02d}-{topic[:3]}", platform=platform, target=f"{platform}-{channel}",
        channel=channel, question=f"{topic}-{night // 2 % 2 + 1}", topic=topic, language="zh", time_cell=cell,
        pair_id=f"{platform}-{channel}-{night}", night=day.isoformat(), observer="o", due_at=t0,
        t0=t0 if sent else None, observed_until=t0 + last + timedelta(seconds=30) if counted else None, ending=ending,
        reason={"shut": "offline", "void": "session_lost"}.get(ending, ""), first_reply_after=reply,
        first_reply_by=reply, first_reply_mechanism="", first_reply_function="acknowledgement" if reply else "",
        substantive_after=answer and t0 + answer, substantive_by=answer and t0 + answer, information_request_at=None,
        promised_by=None, other_channel="", canned_group="", in_published_hours=None, paraphrase=0,
        checkpoint_states=states if counted else "", checkpoint_states_any=any_states if counted else "",
        u=states.count("w") / 5 if counted else None, u_low=states.count("w") / 5 if counted else None,
        u_high=states.count("w") / 5 if counted else None, rules_version="1.0",
    )  # fmt: skip


def _ending(platform: str, draw: random.Random) -> str:
    if platform == "closed":
        return draw.choice(("shut", "shut", "closed"))
    return draw.choices(("closed", "shut", "void"), (95, 2, 3))[0]


def _answer(platform: str, topic: str, draw: random.Random) -> timedelta | None:
    hours = HOURS[platform]
    if hours is None or draw.random() < 0.05:
        return None
    late = 1.8 if topic == "after_sale" else 1.0
    return timedelta(seconds=round(3600 * hours * late * draw.lognormvariate(0, 0.9), 1))


def _receipts(trials: list[Trial]) -> tuple[list[MessageRow], list[LabelRow]]:
    """``stall`` sends the same receipt, numbers apart, to every question."""
    said = [t for t in trials if t.first_reply_by and t.platform == "stall"]
    messages = [
        MessageRow(inquiry_id=t.inquiry_id, ordinal=1, speaker="platform", text=RECEIPT.format(n=1000 + n),
                   seen_after=t.first_reply_by, seen_by=t.first_reply_by)
        for n, t in enumerate(said)
        if t.first_reply_by
    ]  # fmt: skip
    labels = [
        LabelRow(inquiry_id=m.inquiry_id, ordinal=1, mechanism="auto_behavioural", function="acknowledgement",
                 rules_version="1.0", canned_group="g1")
        for m in messages
    ]  # fmt: skip
    return messages, labels
