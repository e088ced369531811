"""A short talk of the zoo as it was and as it was reported, and what the judge says of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from probes.control.zoo.widget import Widget
from probes.interface import Message, Sent, Speaker
from tests.zoo.judge import judge
from tests.zoo.verdicts import Fact, Report

NOON = datetime(2026, 12, 7, 12, tzinfo=UTC)
ASKED = "How is a code refunded?"
PERSONA = {"name": "Study", "mail": "probe@probe.test"}
GREETING = "Hello and welcome!"
HOLDING = "One moment, please."
ANSWER = "Within three days."


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def fact(kind: str, seconds: float, text: str = "") -> Fact:
    return Fact(kind=kind, at=at(seconds), text=text)


def said(text: str, seconds: float, speaker: Speaker = Speaker.PLATFORM, **more: Any) -> Message:
    ordinal = int(seconds * 1000) + 10_000
    seen = {"seen_after": at(seconds), "seen_by": at(seconds), **more}
    return Message(ordinal=ordinal, speaker=speaker, text=text, **seen)


def own(text: str = ASKED, seconds: float = 0.01, **more: Any) -> Message:
    return said(text, seconds, Speaker.OWN, **more)


GREETED = said(GREETING, -3, before_t0=True)
TRUTH = (fact("greeting", -3, GREETING), fact("heard", 0, ASKED), fact("substantive", 2, ANSWER))
REPORTED = (GREETED, own(), said(ANSWER, 2.02))


def verdict(
    messages: Sequence[Message] = REPORTED, facts: Sequence[Fact] = TRUTH, widget: Widget | None = None, **more: Any
) -> tuple[str, str]:
    persona = more.pop("persona", {})
    report = Report(**{"outcome": Sent(at=at(0.01), witness="bubble"), "messages": messages, **more})
    given = judge(widget or Widget(), ASKED, report, facts, persona)
    return given.kind, given.why


def wrong(messages: Sequence[Message] = REPORTED, facts: Sequence[Fact] = TRUTH, **more: Any) -> str:
    """Why it is wrong; the test fails if it is not."""
    kind, why = verdict(messages, facts, **more)
    assert kind == "wrong"
    return why


def entered(**fields: str) -> tuple[Fact, ...]:
    """The truth, where a form was filled first."""
    return (fact("entered", -4, json.dumps(fields)), *TRUTH)
