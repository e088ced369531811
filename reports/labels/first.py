"""The first stage: two labels for every platform message of one inquiry, from its own transcript alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from reports.dataset import LabelRow, MessageRow, QuestionRow
from reports.labels import book
from reports.labels.function import UNCLEAR_RULE, judge
from reports.labels.mechanism import declared
from reports.labels.promises import promised_by

RULES_VERSION = book.version()
BUBBLES = timedelta(minutes=2)
"""Chat bubbles no further apart than this are read as one answer cut into pieces."""


class Asked(Protocol):
    """What is needed of an inquiry; ``InquiryRow`` has it."""

    @property
    def id(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def t0(self) -> datetime | None: ...


def label(messages: Sequence[MessageRow], inquiry: Asked, question: QuestionRow) -> list[LabelRow]:
    """One row a platform message of this inquiry, by ordinal; pure.

    Source: METHOD, "Two labels for every incoming message".
    """
    transcript = sorted(messages, key=lambda message: (message.seen_by, message.ordinal))
    rows = list(_rows(transcript, inquiry, question))
    return sorted(rows, key=lambda row: row.ordinal)


@dataclass(slots=True)
class _Chain:
    """The content of bubbles that follow one another."""

    content: str = ""
    last: datetime | None = None
    ours: list[str] = field(default_factory=list)

    def before(self, message: MessageRow) -> str:
        return self.content if self.last and message.seen_by - self.last <= BUBBLES else ""


def _rows(transcript: Sequence[MessageRow], inquiry: Asked, question: QuestionRow) -> Iterator[LabelRow]:
    chain = _Chain(ours=[question.subject, *question.paraphrases])
    for message in transcript:
        if message.speaker == "own":
            chain.ours.append(message.text)
            chain.content = ""
        elif message.speaker == "platform":
            yield _row(message, inquiry, question, chain)


def _row(message: MessageRow, inquiry: Asked, question: QuestionRow, chain: _Chain) -> LabelRow:
    mechanism, mechanism_rule = declared(message.marks, message.channel or inquiry.channel)
    grade = "inferred" if mechanism == "unknown" else "declared"
    function, detail, rule_id, promise = _function(message, inquiry, question, chain, mechanism)
    return LabelRow(
        inquiry_id=inquiry.id,
        ordinal=message.ordinal,
        mechanism=mechanism,
        function=function,
        detail=detail,
        mechanism_rule=mechanism_rule,
        rule_id=rule_id,
        rules_version=RULES_VERSION,
        grade=grade,
        promised_by=promise,
    )


def _function(
    message: MessageRow, inquiry: Asked, question: QuestionRow, chain: _Chain, mechanism: str
) -> tuple[str, str, str, datetime | None]:
    if message.before_t0 or inquiry.t0 is None:
        return "greeting", "", "greeting.before-t0", None
    if "bounce" in message.marks or "delay" in message.marks:
        return "unclear", "", "unclear.mail-server", None
    human = mechanism != "auto_declared"
    judged = judge(message.text, question.criterion, chain.ours, chain.before(message) if human else "")
    if human:
        chain.content, chain.last = _content(chain.before(message), judged.content, judged.function), message.seen_by
    promise = promised_by(judged.holding, message.seen_by) if judged.function == "holding" else None
    return judged.function, judged.detail, judged.rule_id or UNCLEAR_RULE, promise


def _content(before: str, content: str, function: str) -> str:
    """What the next bubble may complete; an answer once given is not given again by a "you are welcome"."""
    return "" if function in ("substantive", "refusal") else f"{before}\n{content}"
