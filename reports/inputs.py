"""What an edition is made of, facts and opinions together, and the way from these to the edition; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reports import panel
from reports.answers import Correction, Reply
from reports.beside import companions
from reports.coding.assessed import Assessment, assess
from reports.coding.labelerror import Facts
from reports.coding.rows import Coded
from reports.dataset import InquiryRow, LabelRow, MessageRow, Standing, Study, Trial
from reports.edition import Edition
from reports.exhibits import ExhibitRow
from reports.handoff import HandoffRow
from reports.held import Held
from reports.imprint import Imprint
from reports.observers import agreements
from reports.recognition import recognitions
from reports.revision import Revision
from reports.standings import rankings
from reports.translations import Translation
from reports.trials import trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything the edition of ``week`` rests on, as it was known when it was built.

    ``messages`` are masked; ``labels`` are final (both stages); ``coding`` is the newest finished round of people's
    labels; ``handoffs`` are the inquiries in which a human was asked for; ``second_looks`` are judged already, and
    are compared, never counted; ``replies``, ``corrections`` and ``translations`` as they were known. The same inputs
    give the same edition, whatever the store, the rules or the configuration say by then.
    """

    week: str
    study: Study
    inquiries: Sequence[InquiryRow]
    messages: Sequence[MessageRow]
    labels: Sequence[LabelRow]
    notes: Sequence[str] = ()
    coding: Coded | None = None
    handoffs: Sequence[HandoffRow] = ()
    replies: Sequence[Reply] = ()
    corrections: Sequence[Correction] = ()
    imprint: Imprint = field(default_factory=Imprint)
    second_looks: Sequence[Trial] = ()
    exhibits: Sequence[ExhibitRow] = ()
    translations: Sequence[Translation] = ()


def judged(inputs: Inputs) -> list[Trial]:
    """One row an inquiry, in the order of the inquiries."""
    return list(_judged(inputs))


def _judged(inputs: Inputs) -> Iterator[Trial]:
    said: defaultdict[str, list[MessageRow]] = defaultdict(list)
    for message in inputs.messages:
        said[message.inquiry_id].append(message)
    labels: defaultdict[str, dict[int, LabelRow]] = defaultdict(dict)
    for label in inputs.labels:
        labels[label.inquiry_id][label.ordinal] = label
    for one in inputs.inquiries:
        yield trial(one, said.get(one.id, ()), labels.get(one.id, {}), inputs.study)


def compose(inputs: Inputs, revision: Revision | None = None) -> Edition:
    """The edition of these inputs."""
    trials = Held.of(Trial, _judged(inputs))
    messages, labels = Held.of(MessageRow, inputs.messages), Held.of(LabelRow, inputs.labels)
    rows = panel.frame(trials)
    tables = rankings(rows, inputs.study, messages=messages, labels=labels)
    standings = [standing for table in tables for standing in table.standings]
    return Edition(
        study=inputs.study, week=inputs.week, trials=trials, frame=rows, rankings=tables, standings=standings,
        messages=messages, labels=labels, notes=inputs.notes, revision=revision,
        replies=inputs.replies, corrections=inputs.corrections, imprint=inputs.imprint,
        companions=companions(trials, inputs.study, tables, rows), handoffs=inputs.handoffs,
        follow_ups=[said for inquiry in inputs.inquiries for said in inquiry.follow_ups],
        second_looks=inputs.second_looks, observers=agreements(trials, inputs.second_looks),
        recognitions=recognitions(trials), exhibits=inputs.exhibits, translations=inputs.translations,
        coding=assessment(inputs, inputs.coding, list(trials), standings) if inputs.coding else None,
    )  # fmt: skip


def assessment(
    inputs: Inputs, coded: Coded, trials: Sequence[Trial], standings: Sequence[Standing]
) -> Assessment:  # fmt: skip
    """A coded round held against these inputs."""
    facts = Facts(
        study=inputs.study, inquiries=inputs.inquiries, messages=inputs.messages, labels=inputs.labels, trials=trials
    )
    return assess(coded, facts, standings)
