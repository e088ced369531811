"""Calls the label rules after a visit that brought something; labels are added, never overwritten."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.errors import MonitorError
from monitor.export import Facts, transcript
from monitor.store.interface import FollowUp, PlannedInquiry, Store, StoredLabel
from probes.interface import Message
from probes.questions import Question
from reports.dataset import LabelRow, MessageRow, QuestionRow
from reports.labels import RULES_VERSION, label
from reports.trials import SUBSTANTIVE, puts_the_ball_with_us

IN_MIND = 300  # inquiries whose newest labels are kept in memory


def question_row(question: Question) -> QuestionRow:
    return QuestionRow(
        id=question.id, topic=question.topic, language=question.language, subject=question.subject,
        paraphrases=tuple(question.paraphrases), criterion=tuple(tuple(group) for group in question.criterion),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the rules need of an inquiry."""

    id: str
    channel: str
    t0: datetime | None
    question: str


@dataclass(slots=True)
class Labelling:
    """Labels by the rules of this version.

    The rules are pure, and the same lines are asked about at every visit: what was made of them last is kept in mind.
    """

    store: Store
    questions: Sequence[Question]
    _made: OrderedDict[_Asked, tuple[Sequence[MessageRow], Sequence[LabelRow]]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def visited(self, inquiry_id: str) -> None:
        """Label what one inquiry has so far."""
        record = self.store.inquiry(inquiry_id)
        if record is None or record.t0 is None or record.plan.by_hand:
            return
        channel, messages = record.plan.channel, [m for _, m in self.store.messages(inquiry_id)]
        if messages:
            rows = transcript(inquiry_id, channel, messages, self.store.follow_ups(inquiry_id))
            asked = _Asked(record.plan.id, channel, record.t0, record.plan.question)
            self.store.add_labels([_stored(r) for r in self._label(rows, asked)])

    def requests(
        self, plan: PlannedInquiry, t0: datetime, messages: Sequence[Message], said: Sequence[FollowUp]
    ) -> Sequence[Message]:
        """The messages that put the ball with us by the rules of this version; none once the question is answered.

        None either where the question has left the configuration: what cannot be judged is not answered.
        """
        if not any(question.id == plan.question for question in self.questions):
            return ()
        rows = transcript(plan.id, plan.channel, messages, said)
        made = {r.ordinal: r for r in self._label(rows, _Asked(plan.id, plan.channel, t0, plan.question))}
        if any(label.function in SUBSTANTIVE for label in made.values()):
            return ()
        return [m for m in messages if m.ordinal in made and puts_the_ball_with_us(made[m.ordinal])]

    def complete(self, facts: Facts) -> Mapping[str, Sequence[LabelRow]]:
        """Every label of this rules version, missing ones made and added now."""
        known = {(s.inquiry_id, s.ordinal): _read(s) for s in self.store.labels(rules_version=RULES_VERSION)}
        labels: dict[str, Sequence[LabelRow]] = {}
        for inquiry in facts.inquiries:
            rows = facts.messages[inquiry.id]
            wanted = [m for m in rows if m.speaker == "platform"]
            if any((m.inquiry_id, m.ordinal) not in known for m in wanted):
                made = self._label(rows, _Asked(inquiry.id, inquiry.channel, inquiry.t0, inquiry.question))
                self.store.add_labels([_stored(r) for r in made])
                known |= {(r.inquiry_id, r.ordinal): r for r in made if (r.inquiry_id, r.ordinal) not in known}
            labels[inquiry.id] = [known[key] for m in wanted if (key := (m.inquiry_id, m.ordinal)) in known]
        return labels

    def afterwards(self, facts: Facts) -> Mapping[str, Sequence[LabelRow]]:
        """What was heard once we had begun to ask for a human, labelled; kept nowhere, for it is in no index."""
        asked = {i.id: _Asked(i.id, i.channel, i.t0, i.question) for i in facts.inquiries if i.id in facts.afterwards}
        return {id_: self._label(facts.afterwards[id_], one) for id_, one in asked.items()}

    def _label(self, rows: Sequence[MessageRow], asked: _Asked) -> Sequence[LabelRow]:
        question = next((q for q in self.questions if q.id == asked.question), None)
        if question is None:
            raise MonitorError(
                f"question {asked.question} was asked and is no longer in the configuration",
                "put it back: its published criterion is what its answers are judged by",
            )
        with self._lock:
            known, made = self._made.get(asked, ((), ()))
        if not made or known != rows:
            made = label(rows, asked, question_row(question))
            self._keep_in_mind(asked, rows, made)
        return made

    def _keep_in_mind(self, asked: _Asked, rows: Sequence[MessageRow], made: Sequence[LabelRow]) -> None:
        with self._lock:
            self._made[asked] = (rows, made)
            self._made.move_to_end(asked)
            while len(self._made) > IN_MIND:
                self._made.popitem(last=False)


def _stored(row: LabelRow) -> StoredLabel:
    body = json.dumps(dataclasses.asdict(row), ensure_ascii=False, default=lambda moment: moment.isoformat())
    return StoredLabel(inquiry_id=row.inquiry_id, ordinal=row.ordinal, rules_version=row.rules_version, body=body)


def _read(stored: StoredLabel) -> LabelRow:
    fields = json.loads(stored.body)
    if fields["promised_by"]:
        fields["promised_by"] = datetime.fromisoformat(fields["promised_by"])
    return LabelRow(**fields)
