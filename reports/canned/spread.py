"""How far each canned text was spread: its template, how many messages, inquiries, nights, questions and topics.

Only published rows are read (trials, messages, labels, questions), so that anybody can recompute it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.canned.blanks import template
from reports.dataset import LabelRow, MessageRow, QuestionRow, Trial
from reports.held import Held, Row
from reports.labels.wording import unquoted


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedText:
    """One line of ``canned.csv``; field order is column order. Groups never span platforms."""

    platform: str
    channels: str  # in alphabetical order, with blanks between
    canned_group: str
    template: str
    messages: int
    wordings: int
    inquiries: int
    pre_sale: int  # inquiries
    after_sale: int  # inquiries
    nights: int
    questions: int
    functions: str  # as channels


def canned_texts(
    trials: Iterable[Trial],
    messages: Iterable[MessageRow],
    labels: Iterable[LabelRow],
    questions: Iterable[QuestionRow] = (),
) -> list[CannedText]:
    """Every canned group, most messages first; labels whose inquiry or message is missing count nothing.

    What a reply repeats of our ``questions`` is no part of its wording.
    """
    every = Held.of(LabelRow, labels)
    told = set(every.where(~every.among("canned_group", ("",))).values("inquiry_id"))
    known = {trial.inquiry_id: trial for trial in _of(told, Held.of(Trial, trials))}
    asked = {question.id: question.paraphrases for question in questions}
    newest = list(_newest(_of(told, every)))
    wanted = {(label.inquiry_id, label.ordinal) for label in newest if label.canned_group}
    said = _of(told, Held.of(MessageRow, messages))
    texts = {(m.inquiry_id, m.ordinal): _said(m, known, asked) for m in said if (m.inquiry_id, m.ordinal) in wanted}
    groups: dict[tuple[str, str], list[LabelRow]] = defaultdict(list)
    for label in newest:
        if label.canned_group and label.inquiry_id in known and (label.inquiry_id, label.ordinal) in texts:
            groups[known[label.inquiry_id].platform, label.canned_group].append(label)
    found = [_text(group, members, known, texts) for (_, group), members in groups.items()]
    return sorted(found, key=lambda one: (-one.messages, one.platform, one.template, one.canned_group))


def _of(inquiries: Collection[str], rows: Held[Row]) -> Held[Row]:
    """The rows of these inquiries."""
    return rows.where(rows.among("inquiry_id", inquiries))


def _said(message: MessageRow, trials: Mapping[str, Trial], asked: Mapping[str, Sequence[str]]) -> str:
    trial = trials.get(message.inquiry_id)
    ours = asked.get(trial.question, ())[trial.paraphrase : trial.paraphrase + 1] if trial else ()
    return unquoted(message.text, ours)


def _newest(labels: Iterable[LabelRow]) -> Iterable[LabelRow]:
    """One label a message: that of the latest rules version, since older ones are kept."""
    latest: dict[tuple[str, int], LabelRow] = {}
    for label in labels:
        key = label.inquiry_id, label.ordinal
        if key not in latest or label.rules_version >= latest[key].rules_version:
            latest[key] = label
    return latest.values()


def _text(
    group: str, members: Sequence[LabelRow], trials: dict[str, Trial], texts: dict[tuple[str, int], str]
) -> CannedText:
    asked = {label.inquiry_id: trials[label.inquiry_id] for label in members}.values()
    said = [texts[label.inquiry_id, label.ordinal] for label in members]
    return CannedText(
        platform=next(iter(asked)).platform,
        channels=" ".join(sorted({trial.channel for trial in asked})),
        canned_group=group,
        template=template(said),
        messages=len(members),
        wordings=len(set(said)),
        inquiries=len(asked),
        pre_sale=sum(trial.topic == "pre_sale" for trial in asked),
        after_sale=sum(trial.topic == "after_sale" for trial in asked),
        nights=len({trial.night for trial in asked}),
        questions=len({trial.question for trial in asked}),
        functions=" ".join(sorted({label.function for label in members})),
    )
