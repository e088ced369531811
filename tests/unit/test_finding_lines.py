"""What a line is taken for by its words, or by the record of the frame that brought it."""

from __future__ import annotations

import pytest

from probes.webchat.finding import words
from probes.webchat.frames import declared


@pytest.mark.parametrize(
    ("payload", "kinds"),
    [
        ('{"text":"Hello","agentType":"bot"}', ["bot"]),
        ('42["line",{"text":"Hello","is_bot":false}]', ["human"]),
        ('{"lines":[{"text":"Hello","author":{"kind":"human","name":"AI"}}]}', ["human"]),
        ('{"text":"Hello","sender":"agent"}', []),
        ('{"text":"Bye","agentType":"bot"}', []),
        ("Hello", []),
    ],
)
def test_a_frame_declares_its_sender_or_nothing(payload: str, kinds: list[str]) -> None:
    """Only the record that carries the words, and only in words that cannot mean both."""
    assert list(declared(payload, "Hello")) == kinds


@pytest.mark.parametrize(
    "line",
    [
        "Anna is typing…",
        "Typing...",
        "Support agent Anna is composing a reply",
        "Anna typing…",
        "typing@support.example is typing",
        "客服正在输入中...",
        "Generating a response",
        "The assistant is generating your answer...",
        "Thinking…",
        "小助手正在思考中...",
        "正在生成回答…",
        "思考中",
    ],
)
def test_an_indicator_says_that_an_answer_is_made(line: str) -> None:
    """By somebody who types or by a machine, with or without a name, in both languages."""
    assert words.has("line", "typing", line)


@pytest.mark.parametrize(
    "line",
    [
        "Are you typing the code with its dashes?",
        "Please stop typing.",
        "Check what you are typing",
        "Codes come by e-mail. Anna is typing",
        "请问您正在输入的卡密是多少位？",
        "正在回复您，请稍候",
        "We are generating your answer",
        "Your code is generating",
        "Generating a new code takes an hour.",
        "Thinking of a refund?",
        "兑换码正在生成中",
        "正在生成回答，请稍候",
    ],
)
def test_what_says_more_is_no_indicator(line: str) -> None:
    """A reply about typing, or a reply with an indicator behind it, is not thrown away."""
    assert not words.has("line", "typing", line)


@pytest.mark.parametrize("line", ["Please rate this chat", "Are you happy with our service?", "请对本次服务进行评价"])
def test_a_survey_asks_to_be_rated(line: str) -> None:
    """Which a reply that speaks of satisfaction does not."""
    assert words.has("line", "rating_call", line)
    assert not words.has("line", "rating_call", "If you are not satisfied, the code is refunded.", "不满意可以退款。")
