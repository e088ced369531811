"""Judges what a conversation reported of a widget of the zoo against the zoo's own truth log; pure.

Three verdicts: right, not found (with the part; blames nobody), wrong (with the reason; may slander somebody); a
benchmark that breaks one off gives none: not measured. Whoever reports less is not found, whoever reports something
else is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from probes.control.zoo.widget import Widget
from probes.interface import Barred, BarredReason, Sent, Shut, Speaker, VoidReason
from tests.zoo.replies import judge_talk
from tests.zoo.verdicts import HASTE, LATE, RIGHT, Fact, Failure, NotFound, Report, Verdict, Wrong, seconds, tidy

REASONS = {"captcha": BarredReason.CAPTCHA, "login": BarredReason.LOGIN_REQUIRED}
REASONS |= dict.fromkeys(("blocked", "refused"), BarredReason.BLOCKED)


def judge(
    widget: Widget, asked: str, report: Report, facts: Sequence[Fact], persona: Mapping[str, str] | None = None
) -> Verdict:
    """The verdict on one inquiry: ``asked`` was to be said to ``widget`` by ``persona`` (form field to truth)."""
    try:
        _judge_form(facts, persona or {})
        _judge_sending(widget, asked, report, facts)
        if isinstance(report.outcome, Sent):
            judge_talk(asked, report.outcome, report, facts)
            _judge_marks(widget, report, facts)
        _judge_resumption(widget, report)
        if report.blind:
            raise NotFound(f"proof: {report.blind}")
    except Wrong as wrong:
        return Verdict("wrong", str(wrong))
    except NotFound as missing:
        return Verdict("not found", str(missing))
    return RIGHT


# -- sending ----------------------------------------------------------------------------------------------------------


def _judge_sending(widget: Widget, asked: str, report: Report, facts: Sequence[Fact]) -> None:
    heard = [fact for fact in facts if fact.kind == "heard"]
    if len(heard) > 1:
        raise Wrong(f"sent {len(heard)} times")
    if any(fact.kind == "form" for fact in facts):
        raise Wrong("sent into an offline form")
    if heard and tidy(heard[0].text) != tidy(asked):
        raise Wrong(f"was heard as {heard[0].text!r}")
    outcome = report.outcome
    if not widget.open_door():
        _judge_door(widget, outcome)
    elif isinstance(outcome, Failure):
        _judge_failure(widget, outcome, heard)
    elif isinstance(outcome, (Shut, Barred)):
        raise Wrong(f"an open chat was called closed: {outcome.reason}")
    else:
        _judge_t0(outcome, heard)


def _judge_door(widget: Widget, outcome: Sent | Shut | Barred | Failure) -> None:
    if isinstance(outcome, Failure):
        raise NotFound(f"door: {outcome.what}")
    if widget.barred == "no":
        if not isinstance(outcome, Shut):
            raise Wrong(f"an offline chat was not noticed: {outcome}")
    elif not isinstance(outcome, Barred):
        raise Wrong(f"{widget.barred} was not noticed: {outcome}")
    elif outcome.reason is not REASONS[widget.barred]:
        raise Wrong(f"{widget.barred} was called {outcome.reason}")


def _judge_failure(widget: Widget, failure: Failure, heard: Sequence[Fact]) -> None:
    if heard and failure.reason in (VoidReason.NOT_SENT, VoidReason.PAGE_CHANGED):
        raise Wrong(f"was heard, and is said not to have been sent: {failure.what}")
    if widget.limit == "tight" and failure.reason is VoidReason.NOT_SENT:
        return
    if widget.asks_phone == "required" and failure.reason in (VoidReason.NOT_SENT, VoidReason.PAGE_CHANGED):
        return
    raise NotFound(f"{failure.reason}: {failure.what}")


def _judge_t0(sent: Sent, heard: Sequence[Fact]) -> None:
    if not heard:
        raise Wrong("is said to have been sent, and was never heard")
    if not heard[0].at - HASTE <= sent.at <= heard[0].at + LATE:
        raise Wrong(f"t0 is {seconds(sent.at - heard[0].at)} from the truth")


def _judge_form(facts: Sequence[Fact], persona: Mapping[str, str]) -> None:
    """What was entered before the chat is the truth: ``persona`` has it by field; we have no telephone."""
    for fact in facts:
        given = json.loads(fact.text) if fact.kind == "entered" else {}
        for key, value in given.items():
            said = re.sub(r"\+[^@]*", "", value) if key == "mail" else value  # the inquiry's tag
            true = {"consent": "true", "phone": ""}.get(key, persona.get(key, said))
            if said != true or (key == "topic" and not value):
                raise Wrong(f"{value!r} was entered for {key} into the form")


# -- marks, exhibits, parking -----------------------------------------------------------------------------------------


def _judge_marks(widget: Widget, report: Report, facts: Sequence[Fact]) -> None:
    replies = [m for m in report.messages if m.speaker is Speaker.PLATFORM and not m.before_t0]
    ended = any(fact.kind == "ended" for fact in facts)
    said_ended = any("ended" in message.marks for message in report.messages)
    if said_ended and not ended:
        raise Wrong("the chat is said to have ended")
    for kind in (message.marks["agent_type"] for message in replies if "agent_type" in message.marks):
        if kind != widget.agent_type():
            raise Wrong(f"an agent that is declared {widget.agent_type() or 'nothing'} was called {kind}")
    if ended and not said_ended:
        raise NotFound("end of the chat")
    if widget.badge != "none" and any("agent_type" not in message.marks for message in replies):
        raise NotFound("badge")
    shown = any(re.fullmatch(r"\[(picture|file)\]", fact.text) for fact in facts)
    if shown and replies and not any(m.marks.get("exhibit") in report.exhibits for m in replies):
        raise NotFound("exhibit")


def _judge_resumption(widget: Widget, report: Report) -> None:
    if report.resumed == "failed":
        raise NotFound(f"the chat after a reload: {report.failed}")
    if report.resumed == "found" and widget.memory == "forgets":
        raise Wrong("a conversation that is gone is said to be there")
    if report.resumed == "lost" and widget.memory != "forgets":
        raise NotFound("the conversation after a reload")
