"""The reasons of a label: the rules that fired and their words, never another label than the one that was given."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from reports.labels import label
from reports.labels.reasons import reasons
from tests.unit.label_facts import QUESTIONS, asked, said

REFUND = QUESTIONS["refund-zh"]
SAID = [
    "您的问题已收到，我们会在24小时内回复您。",
    "请问您的订单号是多少？",
    "您可以在帮助中心查看。",
    "这边建议您联系供货商。",
    "可以退款，3天内原路退回。",
    "今天天气不错呢",
]


@pytest.mark.parametrize("text", SAID)
def test_label_and_its_reasons_agree(text: str) -> None:
    """The label is the published one, and a rule of the book that it names is among those that fired."""
    messages = [said(text, inquiry="a1")]
    (given,) = label(messages, asked("a1"), REFUND)
    (why,) = reasons(messages, asked("a1"), REFUND).values()
    assert why.label == given
    fired = {rule.rule_id: rule for clause in why.clauses for rule in clause.fired}
    assert given.rule_id in fired or given.rule_id in ("substantive.criterion", "unclear.no-rule-fits")
    assert all(word in text for rule in fired.values() for word in rule.words)


def test_substantive_has_words_for_every_group() -> None:
    (answer, chatter) = (reasons([said(text, inquiry="a1")], asked("a1"), REFUND)[1] for text in (SAID[4], SAID[5]))
    assert all(group.words for group in answer.groups)
    assert not all(group.words for group in chatter.groups)


def test_bubbles_are_read_together() -> None:
    """An answer cut into two: the second bubble shows what the first had said."""
    first = said("关于退款", inquiry="a1", ordinal=1)
    second = replace(said("3天内原路", inquiry="a1", ordinal=2), seen_by=first.seen_by + timedelta(seconds=20))
    why = reasons([second, first], asked("a1"), REFUND)
    assert "退款" in why[2].before
    assert why[2].label.function == "substantive"
    assert all(group.words for group in why[2].groups)


def test_nothing_is_judged_before_t0() -> None:
    (why,) = reasons([said(SAID[4], inquiry="a1", before_t0=True)], asked("a1"), REFUND).values()
    assert (why.label.function, why.clauses, why.groups) == ("greeting", (), ())


@pytest.mark.parametrize(
    "text",
    [
        "Are you missing a code? If so, DM us with your order number.",
        "If you have any other questions, please contact us.",
        "您是充值没到账吗？是的话，请私信我们",
    ],
)
def test_a_rule_names_its_words_where_they_lie_in_two_clauses(text: str) -> None:
    """What was found in a clause and those that lean on it is told with its words."""
    found = reasons([said(text)], asked(), QUESTIONS["refund-en"])
    fired = [rule for one in found.values() for part in one.clauses for rule in part.fired]
    assert fired
    assert all(rule.words for rule in fired)
