"""What a platform's people ask of us is heard in both languages, and a desk's boilerplate is not taken for it."""

from __future__ import annotations

import pytest

from monitor.guard.wishes import wish


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
