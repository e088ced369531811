"""What a platform's people ask of us is heard in both languages, and a desk's boilerplate is not taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.guard.suspects import asking, loosened
from monitor.guard.wishes import patterns, wish


@pytest.mark.parametrize(
    "text",
    [
        "Please stop contacting us.",
        "Stop messaging us!",
        "Could you stop asking these questions? We are busy.",
        "Do not contact us again.",
        "Please don't email our staff.",
        "Leave us alone.",
        "Please remove us from your study.",
        "We do not wish to participate.",
        "We are opting out of this survey. Thank you.",
        "Hello. Please stop sending us these.",
        "请不要再联系我们。",
        "别再发了！",
        "请停止骚扰",
        "不要再给我们发消息",
        "我们退出你们的调查",
        "请把我们从研究名单中移除",
        "停止测试我们的客服",
        "别打扰我们了",
    ],
)
def test_asked_to_stop(text: str) -> None:
    found = wish(text)
    assert found is not None
    assert found.kind == "stop"
    assert found.rule.startswith("wish.stop.")


@pytest.mark.parametrize(
    "text",
    [
        "Who are you?",
        "Sorry, who is this?",
        "Which company are you from?",
        "Are you a bot?",
        "Why are you asking us this?",
        "What is this survey?",
        "你是谁？",
        "您好，请问您是哪位",
        "你们是哪个公司的？",
        "你是机器人吗",
        "为什么要问这些",
        "你们这是什么调查",
        "您是记者吗",
    ],
)
def test_asked_who_we_are(text: str) -> None:
    found = wish(text)
    assert found is not None
    assert found.kind == "identity"
    assert found.rule.startswith("wish.identity.")


@pytest.mark.parametrize(
    "text",
    [
        "Please do not reply to this e-mail.",
        "If you want us to stop sending messages, reply STOP.",
        "To stop receiving these mails, unsubscribe.",
        "We will stop sending reminders once you answer.",
        "Please do not contact us before 24 hours have passed.",
        "Please do not contact us by phone.",
        "May I have your name and order number?",
        "Who are you buying it for?",
        "You can stop the timer in the settings.",
        "You are chatting with Lily. How can I help?",
        "请勿直接回复本邮件。",
        "请不要重复提问，客服会尽快回复。",
        "如不想再收到消息，请回复退订。",
        "请勿重复发送消息",
        "您是想咨询退款吗？",
        "请问您是哪个区服的？",
        "请问怎么称呼您？",
        "我们已停止销售该点卡。",
        "请不要把卡密告诉别人",
        "本店不支持退款",
    ],
)
def test_nothing_is_asked_of_us(text: str) -> None:
    assert wish(text) is None


def test_stop_comes_first() -> None:
    """Who asks both is left in peace."""
    found = wish("Who are you? Please stop contacting us.")
    assert found is not None
    assert found.kind == "stop"


PIECES = [
    *("Please stop contacting", "stop asking", "Stop sending us", "who are you", "WHO ARE U", "whoıs", "Who İs this"),
    *("are you a bot", "why are you asking", "don't contact our staff", "leave us alone", "opt out of the survey"),
    *(" until", " looking for", " us", " me", " again", ".", ". ", "!", "?", "\n", "。", "；", " ", "\u3000", "\xa0"),
    *("请不要再联系我们", "别再发", "停止骚扰", "把我们从您的", "名单中移除", "我们退出", "你们的调查", "您是", "谁"),
    *("机器人吗", "请问你哪位", "如果", "重复", "if you want us to ", "we will ", "\ud800", "x" * 4001),
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=7).map("".join), max_size=6))
def test_of_many_texts_the_same_are_found_as_one_by_one(texts: list[str]) -> None:
    """The quick look passes over nothing that a rule finds, in whatever sentence."""
    assert asking(texts) == [wish(text) is not None for text in texts]


def test_a_quick_look_spares_the_rules_most_texts() -> None:
    """A wish is found among texts that ask nothing, and in all its writings."""
    assert asking(["您好，退款三天内原路退回。", "PLEASE STOP CONTACTING US", "", "Your refund is on its way."]) == [
        False, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("pattern", patterns())
def test_a_loosened_pattern_keeps_its_words(pattern: str) -> None:
    """It is not loosened into one that matches anything."""
    assert len(loosened(pattern)) > 5
    assert not any(sign in loosened(pattern) for sign in ("(?!", "(?=", "\\b", "$"))
