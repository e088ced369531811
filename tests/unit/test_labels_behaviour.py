"""Labels of the second stage: what a platform's whole record says about single messages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reports.canned.replies import canned, text_groups
from reports.dataset import InquiryRow, LabelRow, MessageRow
from reports.labels import behavioural, label
from reports.labels.behaviour import WHY
from tests.unit.label_facts import QUESTIONS, asked, said

NIGHTS = ("2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10")
HELP = "所有问题的说明都在帮助中心，请您先查看帮助中心。"
ANSWER = "可以退款，未使用的原路退回，一般需要三个工作日到账。"


def record(
    *replies: tuple[str, str, float], unsure: float = 0.0, channel: str = "webchat", marks: dict[str, str] | None = None
) -> list[LabelRow]:
    """The final labels of one platform that gave these replies: (question, text, seconds), each in its own inquiry."""
    inquiries: list[InquiryRow] = []
    messages: list[MessageRow] = []
    labels: list[LabelRow] = []
    for place, (question, text, after) in enumerate(replies):
        name = f"i{place}"
        inquiry = asked(name, question=question, night=NIGHTS[place % len(NIGHTS)], channel=channel)
        lines = [
            said(QUESTIONS[question].paraphrases[0], inquiry=name, ordinal=0, after=0.0, speaker="own"),
            said(text, inquiry=name, after=after, unsure=unsure, channel=channel, marks=marks),
        ]
        inquiries.append(inquiry)
        messages.extend(lines)
        labels.extend(label(lines, inquiry, QUESTIONS[question]))
    return behavioural(labels, messages, inquiries, text_groups(messages, inquiries), canned(messages, inquiries))


def mechanisms(rows: Sequence[LabelRow]) -> set[str]:
    return {row.mechanism for row in rows}


class TestMechanism:
    def test_same_text_at_a_constant_delay(self) -> None:
        """The same text to different questions, always after 40 s, comes from a machine."""
        rows = record(("refund-zh", HELP, 40.0), ("invoice-zh", HELP, 40.1), ("card-key-zh", HELP, 40.2))
        assert mechanisms(rows) == {"auto_behavioural"}
        assert {row.grade for row in rows} == {"behavioural"}
        assert all(WHY[row.mechanism_rule] for row in rows)

    def test_same_text_at_once(self) -> None:
        """The same text to different questions within seconds comes from a machine."""
        rows = record(("refund-zh", HELP, 0.4), ("invoice-zh", HELP, 1.2), ("card-key-zh", HELP, 2.0))
        assert mechanisms(rows) == {"auto_behavioural"}

    def test_same_text_at_varied_delays(self) -> None:
        """Somebody who pastes a text when there is time for it is not called a machine."""
        rows = record(("refund-zh", HELP, 40.0), ("invoice-zh", HELP, 95.0), ("card-key-zh", HELP, 310.0))
        assert mechanisms(rows) == {"unknown"}

    def test_same_text_to_one_question(self) -> None:
        """To answer one question always alike and at once proves no machine by METHOD's words."""
        rows = record(*[("refund-zh", ANSWER, 1.0)] * 4)
        assert mechanisms(rows) == {"unknown"}

    def test_delays_not_known_exactly(self) -> None:
        """Where we looked minutes apart, the delay says nothing."""
        rows = record(*[(name, HELP, 400.0) for name in ("refund-zh", "invoice-zh", "card-key-zh")], unsure=300.0)
        assert mechanisms(rows) == {"unknown"}

    def test_own_words_at_own_pace(self) -> None:
        """Words used once, slower than a machine and at varied delays, come from a person."""
        rows = record(
            ("refund-zh", ANSWER, 40.0),
            ("invoice-zh", "可以开电子发票的，下单时填写抬头和税号。", 95.0),
            ("card-key-zh", "卡密无效的话核实以后我们给顾客换一张。", 310.0),
        )
        assert mechanisms(rows) == {"human_behavioural"}

    def test_declared_marks_stand(self) -> None:
        """What a message declares about itself is not overruled by behaviour."""
        rows = record(
            *[(name, HELP, 1.0) for name in ("refund-zh", "invoice-zh", "card-key-zh")], marks={"agent_type": "human"}
        )
        assert mechanisms(rows) == {"human_declared"}
        assert {row.grade for row in rows} == {"declared"}


class TestCanned:
    def test_canned_group_is_noted(self) -> None:
        """Messages of a canned group carry its id, others none."""
        rows = record(
            ("refund-zh", HELP, 9), ("invoice-zh", HELP, 70), ("refund-zh", HELP, 30), ("refund-zh", ANSWER, 9)
        )
        assert len({row.canned_group for row in rows[:3]}) == 1
        assert rows[0].canned_group
        assert rows[3].canned_group == ""

    def test_canned_text_that_answers_here(self) -> None:
        """A canned answer, given where it answers, is still an answer."""
        rows = record(("refund-zh", ANSWER, 9), ("card-key-zh", ANSWER, 70), ("refund-zh", ANSWER, 30))
        assert {row.function for row in rows} == {"substantive"}
        assert all(row.canned_group for row in rows)

    @pytest.mark.parametrize(
        ("questions", "function"),
        [
            (("refund-zh", "invoice-zh", "account-data-zh"), "deflection"),  # fails 2 of 3
            (("refund-zh", "card-key-zh", "invoice-zh"), "substantive"),  # fails 1 of 3
            (("refund-zh", "invoice-zh", "invoice-zh"), "substantive"),  # sent to 2 questions
            (("refund-zh", "card-key-zh", "invoice-zh", "account-data-zh"), "substantive"),  # fails half, not more
        ],
    )
    def test_canned_text_sent_to_everything(self, questions: tuple[str, ...], function: str) -> None:
        """Sent to 3 or more questions and no answer to more than half of them, it is no answer anywhere."""
        rows = record(*[(question, ANSWER, 20.0 + 37 * place) for place, question in enumerate(questions)])
        assert rows[0].function == function
        if function == "deflection":
            assert rows[0].rule_id == "deflection.canned-fails-most-questions"

    def test_labels_keep_their_order(self) -> None:
        """Every label comes back once, in its place."""
        rows = record(("refund-zh", ANSWER, 9), ("invoice-zh", "您好", 70), ("refund-zh", HELP, 30))
        assert [row.inquiry_id for row in rows] == ["i0", "i1", "i2"]
