"""Labels of the first stage: what one message of a transcript does, and who produced it."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.canned.canonical import canonical
from reports.labels import RULES_VERSION, label
from tests.unit.label_facts import QUESTIONS, T0, asked, one, said

DATA = Path(__file__).parents[1] / "data"
REPLIES: list[dict[str, Any]] = tomllib.loads((DATA / "replies.toml").read_text(encoding="utf-8"))["reply"]


@pytest.mark.parametrize("case", REPLIES, ids=lambda case: case["text"][:30])
def test_functions_of_replies(case: dict[str, Any]) -> None:
    """Each reply of the collection does what its author meant it to do."""
    text = case["text"].replace("{question}", QUESTIONS[case["question"]].paraphrases[0])
    row = one(text, case["question"], channel=case.get("channel", "webchat"))
    assert (row.function, row.detail) == (case["function"], case.get("detail", ""))


class TestTranscripts:
    def test_before_t0_everything_greets(self) -> None:
        """What stood on screen before we wrote is greeting, whatever it says."""
        assert one("退款三天内原路返回", before_t0=True).function == "greeting"

    def test_only_the_platform_is_labelled(self) -> None:
        """Neither our own words nor the software's notices get a label."""
        lines = [
            said("x", ordinal=0, speaker="own"),
            said("会话已结束", ordinal=1, speaker="notice"),
            said("您好", ordinal=2),
        ]
        assert [row.ordinal for row in label(lines, asked(), QUESTIONS["refund-zh"])] == [2]

    def test_bubbles_of_one_answer(self) -> None:
        """An answer cut into two bubbles is given by the bubble that completes it."""
        lines = [said("退款的话", ordinal=1, after=30), said("一般三天", ordinal=2, after=40)]
        rows = label(lines, asked(), QUESTIONS["refund-zh"])
        assert [row.function for row in rows] == ["unclear", "substantive"]

    def test_bubbles_far_apart(self) -> None:
        """Words said ten minutes apart are not one answer."""
        lines = [said("退款的话", ordinal=1, after=30), said("一般三天", ordinal=2, after=630)]
        assert label(lines, asked(), QUESTIONS["refund-zh"])[1].function != "substantive"

    def test_thanks_after_an_answer(self) -> None:
        """A courtesy after the answer is no second answer."""
        lines = [said("退款三天内原路返回", ordinal=1, after=30), said("不客气", ordinal=2, after=35)]
        rows = label(lines, asked(), QUESTIONS["refund-zh"])
        assert [row.function for row in rows] == ["substantive", "acknowledgement"]

    def test_rows_name_their_rules(self) -> None:
        """A label says by which rule, of which version, and how surely."""
        row = one("请稍等")
        assert (row.rule_id, row.rules_version, row.grade) == ("holding.wait.zh", RULES_VERSION, "inferred")

    def test_an_order_number_we_said_not_to_have(self) -> None:
        """To ask for an order after we said there is none is circular."""
        assert one("请提供订单号", "refund-zh").detail == "circular"
        assert one("请提供手机号", "refund-zh").detail == ""

    @given(st.text(max_size=300))
    @settings(max_examples=60, deadline=None)
    def test_hostile_text(self, text: str) -> None:
        """Any text gets exactly one label."""
        assert one(text).function

    @pytest.mark.parametrize(
        "piece",
        [
            "a", " ", "\n", "亲您好", "thank you ", "1-", "1", "12", "> ", "From: x\n", "On x wrote:\n", "退，", "a@",
            "if ", "^A ", "your issue ", "https://a.b ", "&amp;", "您还是", "\u202e1", "\x00", "[微笑]", "#E-s1",
        ],
    )  # fmt: skip
    def test_endless_text(self, piece: str) -> None:
        """A reply made to keep the patterns busy is labelled and grouped like any other."""
        assert one(piece * 5_000, channel="mail").function
        assert isinstance(canonical(piece * 5_000), str)

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_endless_number(self, question: str) -> None:
        """A number without end keeps no criterion busy."""
        assert one("退1" + "1" * 8_000, question).function

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_our_own_question_quoted_back(self, question: str) -> None:
        """Our own wording, quoted back whole or cut short, answers nothing."""
        for wording in QUESTIONS[question].paraphrases:
            for echo in (wording, f"> {wording}", f"Re: {wording[: len(wording) * 2 // 3]}…", wording.upper()):
                assert one(echo, question).function not in ("substantive", "refusal"), echo


class TestMechanism:
    @pytest.mark.parametrize(
        ("marks", "mechanism", "rule"),
        [
            ({"bounce": "5.1.1", "auto_submitted": "auto-replied"}, "auto_declared", "mechanism.mail.bounce"),
            ({"auto_submitted": "auto-replied", "vendor_auto": "x"}, "auto_declared", "mechanism.mail.auto-submitted"),
            ({"auto_submitted": "no"}, "unknown", ""),
            ({"vendor_auto": "x-autoreply"}, "auto_declared", "mechanism.mail.vendor-header"),
            ({"precedence": "auto_reply"}, "auto_declared", "mechanism.mail.precedence-auto-reply"),
            ({"precedence": "bulk"}, "unknown", ""),
            ({"empty_return_path": "true", "subject": "x"}, "auto_declared", "mechanism.mail.empty-return-path"),
            ({"subject": "Re: [acme #1] Out of office"}, "auto_declared", "mechanism.mail.subject.en"),
            ({"subject": "自动回复: 咨询"}, "auto_declared", "mechanism.mail.subject.zh"),
            ({"subject": "[acme #1] AutoReply: Question"}, "auto_declared", "mechanism.mail.subject.en"),
            ({"subject": "Request received: refund"}, "auto_declared", "mechanism.mail.subject-of-receipt"),
            ({"subject": "Re: Request received: refund"}, "unknown", ""),
            ({"subject": "Re: 咨询：退款规定"}, "unknown", ""),
        ],
    )
    def test_mail(self, marks: dict[str, str], mechanism: str, rule: str) -> None:
        """Mail declares itself in METHOD's order; bulk precedence declares nothing."""
        row = one("退款三天内原路返回", channel="mail", marks=marks)
        assert (row.mechanism, row.mechanism_rule) == (mechanism, rule)
        assert row.grade == ("declared" if rule else "inferred")

    @pytest.mark.parametrize(
        ("marks", "mechanism"),
        [
            ({"agent_type": "bot"}, "auto_declared"),
            ({"agent_type": "human"}, "human_declared"),
            ({"joined": "Sam"}, "human_declared"),
            ({"subject": "Out of office"}, "unknown"),
        ],
    )
    def test_chat(self, marks: dict[str, str], mechanism: str) -> None:
        """A chat declares its authors by type or by a named agent's joining; it has no subjects."""
        assert one("请稍等", marks=marks).mechanism == mechanism

    def test_mail_servers_answer_nothing(self) -> None:
        """A bounce that quotes an answer is no answer."""
        row = one("退款三天内原路返回", channel="mail", marks={"bounce": "5.1.1"})
        assert (row.function, row.rule_id) == ("unclear", "unclear.mail-server")

    def test_a_bot_may_answer(self) -> None:
        """Who answers does not decide whether it is an answer."""
        row = one("退款三天内原路返回", marks={"agent_type": "bot"})
        assert (row.mechanism, row.function) == ("auto_declared", "substantive")


class TestPromises:
    @pytest.mark.parametrize(
        ("text", "hours"),
        [
            ("We will get back to you within 24 hours.", 24),
            ("We will reply in 1-2 days", 48),
            ("An agent will be with you in a few minutes", 5 / 60),
            ("我们会在24小时内回复您", 24),
            ("客服会在半小时内联系您", 0.5),
            ("四十八小时内给您答复", 48),
            ("十五分钟内回复您", 0.25),
            ("明天给您回复", 48),
            ("We will respond within 3 business days", 72),  # asked on a Monday
            ("1到5个工作日内给您答复", 24 * 7),  # over the weekend
        ],
    )
    def test_promised_by(self, text: str, hours: float) -> None:
        """A holding reply's promise counts from when it was said, at its most generous."""
        row = one(text, after=0.0)
        assert row.function == "holding"
        assert row.promised_by == T0 + timedelta(hours=hours)

    def test_no_time_no_promise(self) -> None:
        """A mere "soon" promises nothing that could be broken."""
        assert one("请稍等，稍后回复您").promised_by is None

    def test_times_in_an_answer(self) -> None:
        """The time that an answer names is no promise to reply."""
        assert one("退款三天内原路返回").promised_by is None
