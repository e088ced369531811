"""``silence explain INQUIRY``: the reasoning of one inquiry, from the raw message to what it adds to the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor import app
from monitor.commands.console import (
    USAGE,
    config_option,
    fail,
    harmless,
    json_option,
    out,
    print_json,
    settings_of,
    told,
)  # fmt: skip
from monitor.export import facts
from monitor.settings import Settings
from monitor.store.interface import PlannedInquiry, Store
from reports.dataset import LabelRow, MessageRow

if TYPE_CHECKING:  # heavy: other commands must not wait for it
    from reports.explained import Explanation, MessageReason
    from reports.labels.reasons import ClauseReason, Reasons

TERMS, LONGEST_TERM = 12, 40  # of a criterion, as shown
STATES = {"a": "answered", "w": "waiting", "u": "unknown"}


@click.command(short_help="Print the reasoning of one inquiry.")
@config_option
@click.argument("inquiry")
@json_option
@told
def explain(config: Path, inquiry: str, as_json: bool) -> None:
    """Print how INQUIRY was judged: messages, labels with their rules and words, criterion, checkpoints, its share."""
    settings = settings_of(config)
    store = app.store_of(settings)
    found, plan = _explained(settings, store, inquiry), _plan(store, inquiry)
    if as_json:
        print_json({"asked": {"subject": plan.subject, "text": plan.text}} | _dictionary(found))
        return
    for line in _lines(found, plan):
        out.print(line)


def _plan(store: Store, inquiry_id: str) -> PlannedInquiry:
    record = store.inquiry(inquiry_id)
    if record is None:
        fail(f"there is no inquiry {inquiry_id!r}", "`trials.csv` of a report names them (inquiry_id)", USAGE)
    return record.plan


def _explained(settings: Settings, store: Store, inquiry_id: str) -> Explanation:
    from monitor.publishing.reporting import tell
    from reports.explained import explain as retrace
    from reports.inputs import judged

    _plan(store, inquiry_id)
    known = facts(store, zone=settings.study.zone, compressed=settings.study.compressed is not None)
    row = next((one for one in known.inquiries if one.id == inquiry_id), None)
    if row is None:
        fail(f"{inquiry_id} is in no ranking", "it is a positive control, was asked by hand or never asked", USAGE)
    edition = tell(settings, store, known)
    labels = {label.ordinal: label for label in edition.labels if label.inquiry_id == inquiry_id}
    return retrace(row, known.messages[inquiry_id], labels, judged(edition), edition.study)


def _dictionary(found: Explanation) -> dict[str, Any]:
    """Everything as JSON; field names are those of docs/dataset.md where they are columns."""
    return asdict(found)


def _lines(found: Explanation, plan: PlannedInquiry) -> Iterator[str]:
    row = found.inquiry
    yield f"{harmless(row.id)}: {harmless(row.platform)} by {row.channel}, night {row.night}, {row.time_cell} hours"
    yield f"question {harmless(row.question)} ({row.topic}, {row.language}, wording {row.paraphrase + 1})"
    yield f"→ {harmless(plan.text)}"
    yield f"t0: {row.t0:%Y-%m-%d %H:%M:%S} UTC" if row.t0 else "t0: none; the channel never took it"
    looks = [f"{look.since:%Y-%m-%d %H:%M:%S} to {look.until:%Y-%m-%d %H:%M:%S}" for look in row.looks]
    yield "looks (UTC):" if looks else "looks: none"
    for look, told_by in zip(row.looks, looks, strict=True):
        yield f"  {told_by}" + ("" if look.checkpoint is None else f", for checkpoint {look.checkpoint + 1}")
    for one in found.messages:
        yield ""
        yield from _message(one)
    yield ""
    yield from _judged(found)


def _message(one: MessageReason) -> Iterator[str]:
    message = one.message
    yield f"message {message.ordinal}, {message.speaker}, {_interval(message)}{' (before t0)' * message.before_t0}"
    if message.frame_at:
        yield _held_back(message, message.frame_at)
    for line in message.text.split("\n"):
        yield f"  | {harmless(line)}"
    if one.label:
        yield f"  mechanism: {one.label.mechanism} by {_by(one)}, grade {one.label.grade}"
        yield f"  function: {_function(one.label)} by rule {one.label.rule_id} (rules {one.label.rules_version})"
        if one.label.promised_by:
            yield f"  promises an answer by {one.label.promised_by:%Y-%m-%d %H:%M:%S}"
        if one.label.canned_group:
            yield f"  canned: group {one.label.canned_group}"
    if one.reasons:
        yield from _reasons(one.reasons, one.label)


def _held_back(message: MessageRow, came: datetime) -> str:
    """Some widgets wait, as if they typed, before they show what has come; the customer waits as long."""
    later = (message.seen_by - came).total_seconds()
    moment = f"{came:%Y-%m-%d %H:%M:%S}.{came.microsecond // 1000:03}"
    return f"  its words came at {moment} and were shown {later:.1f} s later"


def _interval(message: MessageRow) -> str:
    if message.seen_after == message.seen_by:
        return f"seen at {message.seen_by:%Y-%m-%d %H:%M:%S}"
    return f"came between {message.seen_after:%Y-%m-%d %H:%M:%S} and {message.seen_by:%Y-%m-%d %H:%M:%S}"


def _by(one: MessageReason) -> str:
    rule = one.label.mechanism_rule if one.label else ""
    mark = one.reasons.mark if one.reasons else ""
    if not rule:
        return "no rule: it declares nothing"
    from reports.labels.behaviour import WHY

    told = WHY.get(rule, harmless(mark))
    return f"rule {rule}" + (f" ({told})" if told else "")


def _function(label: LabelRow) -> str:
    return f"{label.function}/{label.detail}" if label.detail else label.function


def _reasons(why: Reasons, label: LabelRow | None) -> Iterator[str]:
    for clause in why.clauses:
        yield from _clause(clause)
    if why.before:
        yield f"  read together with the bubbles before: {_quoted(why.before)}"
    for number, group in enumerate(why.groups, start=1):
        met = f"met by {_quoted(group.words)}" if group.words else f"not met; one of these would: {_terms(group.terms)}"
        yield f"  criterion {number} of {len(why.groups)}: {met}"
    if label and label.function != why.label.function:
        from reports.labels.behaviour import WHY

        yield f"  alone it would be {_function(why.label)} by rule {why.label.rule_id}; the record says otherwise:"
        yield f"  {WHY.get(label.rule_id, label.rule_id)}"


def _terms(terms: Sequence[str]) -> str:
    """The first terms, a long pattern cut: a reader wants to know what was looked for, not read a page of it."""
    told = [term if len(term) <= LONGEST_TERM else term[:LONGEST_TERM] + "…" for term in terms[:TERMS]]
    cut = len(terms) > TERMS or any(len(term) > LONGEST_TERM for term in terms)
    others = f" and {len(terms) - TERMS} more" if len(terms) > TERMS else ""
    return harmless(" | ".join(told)) + others + (" (whole: --json)" if cut else "")


def _clause(clause: ClauseReason) -> Iterator[str]:
    spent = "used up" if clause.used_up else "may answer"
    yield f"  · {harmless(clause.text)} ({spent})"
    for rule in clause.fired:
        words = ", ".join(map(_quoted, rule.words))
        does = f"{rule.function}/{rule.detail}" if rule.detail else rule.function
        yield f"      {rule.rule_id} v{rule.version} ({does}): {words}; {harmless(rule.why)}"


def _judged(found: Explanation) -> Iterator[str]:
    trial = found.trial
    yield f"ending: {trial.ending}" + (f" ({harmless(trial.reason)})" if trial.reason else "")
    for number, point in enumerate(found.checkpoints, start=1):
        when = f"{point.moment:%Y-%m-%d %H:%M:%S}"
        yield f"checkpoint {number}, {_span(point.after.total_seconds())} ({when}): {STATES[point.state]}: {point.why}"
    if trial.u is not None and trial.u_high is not None:
        waiting, of = trial.checkpoint_states.count("w"), len(trial.checkpoint_states)
        yield f"u = {waiting} of {of} waiting = {trial.u:.2f}; {trial.u_high:.2f} if unknown ones are waiting too"
    if found.not_counted:
        yield f"enters no index: {found.not_counted}"
    for share in found.shares:
        yield f"table {share.table}: stratum {' '.join(share.stratum)}, weight {share.weight:.4f}"
        yield (
            f"  one of {share.counted} counted there: 100 × {share.weight:.4f} × {trial.u:.2f} / {share.counted}"
            f" = {share.points:.2f} points of the index"
        )


def _quoted(words: str) -> str:
    """On one line, so that no words from outside can pass for a line of ours."""
    return f"“{harmless(' '.join(words.split()))}”"


def _span(seconds: float) -> str:
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s"
