"""Rows for the tests of labels and canned replies: short to write, complete enough for the rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor import bank
from reports.dataset import InquiryRow, LabelRow, MessageRow, QuestionRow
from reports.labels import label

T0 = datetime(2026, 12, 7, 10, 0, tzinfo=UTC)


def row_of(question_id: str) -> QuestionRow:
    """A built-in question as the published row."""
    question = next(question for question in bank.questions() if question.id == question_id)
    return QuestionRow(
        id=question.id,
        topic=question.topic,
        language=question.language,
        subject=question.subject,
        paraphrases=tuple(question.paraphrases),
        criterion=tuple(tuple(group) for group in question.criterion),
    )


QUESTIONS = {question.id: row_of(question.id) for question in bank.questions()}


def asked(
    name: str = "a1",
    *,
    question: str = "refund-zh",
    night: str = "2026-12-07",
    platform: str = "shop",
    channel: str = "webchat",
    t0: datetime | None = T0,
) -> InquiryRow:
    row = QUESTIONS[question]
    return InquiryRow(
        id=name,
        platform=platform,
        target=f"{platform}-{channel}",
        channel=channel,
        question=question,
        topic=row.topic,
        language=row.language,
        time_cell="working",
        pair_id=name,
        night=night,
        week="2026-W50",
        paraphrase=0,
        observer="o",
        due_at=T0,
        t0=t0,
        ending="closed",
    )


def said(
    text: str,
    *,
    inquiry: str = "a1",
    ordinal: int = 1,
    after: float = 30.0,
    speaker: str = "platform",
    before_t0: bool = False,
    marks: dict[str, str] | None = None,
    channel: str = "webchat",
    unsure: float = 0.0,
) -> MessageRow:
    """One line, seen ``after`` seconds from t0, or up to ``unsure`` seconds before."""
    seen = T0 + timedelta(seconds=after)
    return MessageRow(
        inquiry_id=inquiry,
        ordinal=ordinal,
        speaker=speaker,
        text=text,
        seen_after=seen - timedelta(seconds=unsure),
        seen_by=seen,
        before_t0=before_t0,
        channel=channel,
        marks=marks or {},
    )


def one(text: str, question: str = "refund-zh", channel: str = "webchat", **facts: object) -> LabelRow:
    """The label of a single reply to the question's first wording."""
    row = QUESTIONS[question]
    own = said(row.paraphrases[0], ordinal=0, after=0.0, speaker="own", channel=channel)
    reply = said(text, channel=channel, **facts)  # type: ignore[arg-type]
    return label([own, reply], asked(question=question, channel=channel), row)[0]
