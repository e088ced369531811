"""Labels are made of what an inquiry has, whatever was made of it before."""

from __future__ import annotations

from datetime import timedelta

from monitor import labelling
from monitor.labelling import Labelling
from monitor.store import open_store
from monitor.store.interface import PlannedInquiry
from probes.interface import Message, Speaker
from probes.questions import Question
from tests.unit.engine_house import START

QUESTION = Question(
    id="q", topic="after_sale", language="en", subject="s", paraphrases=("How?",), criterion=(("refund",), ("days",))
)


def plan(inquiry_id: str = "abc") -> PlannedInquiry:
    return PlannedInquiry(
        id=inquiry_id, night="n", week="2026-W48", time_cell="working", pair_id="p", target="t", platform="p",
        channel="webchat", question="q", topic="after_sale", language="en", paraphrase=0, subject="s", text="How?",
        due_at=START, latest_start=START, observer="o",
    )  # fmt: skip


def said(ordinal: int, text: str) -> Message:
    at = START + timedelta(seconds=ordinal + 1)
    return Message(ordinal=ordinal, speaker=Speaker.PLATFORM, text=text, seen_after=at, seen_by=at, before_t0=False)


ASKS, ANSWERS = said(0, "Which game is it for?"), said(1, "We refund unused codes within seven days.")


def asked_for(labels: Labelling, *messages: Message, of: str = "abc") -> list[str]:
    return [m.text for m in labels.requests(plan(of), START, messages, ())]


def test_the_same_lines_are_judged_alike_again() -> None:
    """What is kept in mind says what the rules said."""
    labels = Labelling(open_store("memory://"), [QUESTION])
    assert asked_for(labels, ASKS) == asked_for(labels, ASKS) == [ASKS.text]


def test_a_new_line_is_judged_with_those_before() -> None:
    """An answer ends the request, though the request had been judged already."""
    labels = Labelling(open_store("memory://"), [QUESTION])
    assert asked_for(labels, ASKS) == [ASKS.text]
    assert asked_for(labels, ASKS, ANSWERS) == []


def test_inquiries_are_kept_apart_and_not_kept_for_ever() -> None:
    """The same line may mean another thing elsewhere; only the newest inquiries are kept in mind."""
    labels = Labelling(open_store("memory://"), [QUESTION])
    for number in range(labelling.IN_MIND + 5):
        asked_for(labels, ASKS, of=f"i{number}")
    assert len(labels._made) == labelling.IN_MIND
    assert asked_for(labels, ANSWERS, of="i0") == []
    assert asked_for(labels, ASKS, of="i0") == [ASKS.text]
