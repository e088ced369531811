"""What the language files of other chats taught about lines that nobody says, each kind with replies beside it."""

from __future__ import annotations

import re

import pytest

from probes.webchat.finding import words
from probes.webchat.inpage import _line_words
from probes.webchat.sayings import is_notice

REPLIES = [
    "Anna is thinking about your refund.",
    "The conversation was resolved in your favour, so the refund takes a day.",
    "Your account has been banned, so the code cannot be used.",
    "The item has been removed from the order.",
    "The code was transferred to your friend.",
    "The code was not delivered because the mailbox is full; we send it again.",
    "Is typing the code by hand allowed? Yes.",
    "请稍等",
    "Please wait",
    "An agent will be with you shortly.",
    "We will get back to you.",
    "您的问题已解决，退款三天内到账。",
    "卡密已被移出仓库，无法退款。",
    "您的订单已转移到新账户。",
    "正在编写退款说明的同事会联系您，请留意邮件。",
    "无法发送卡密到该邮箱，请换一个邮箱。",
    "请评价一下商品后再申请退款",
    "We sent it today.",
    "I have read it, and it can be exchanged.",
    "今天可以退",
    "操作失败的话可以再试一次",
    "Your refund is in the queue.",
    "The refund has been transferred to the card you used.",
    "We are waiting for the supplier.",
    "退款正在排队处理",
    "该订单的服务已终止，无法退款",
    "您的退款和卡密正在处理",
    "您可以将卡密从订单里移除",
    "卡密被系统从库存中移除，已为您退款",
    "卡密被系统从库存中移除",
    "目前没有人能修改已经发出的卡密",
]


def whole(entry: str, text: str) -> bool:
    return words.is_all("line", entry, text)


@pytest.mark.parametrize(
    "line",
    [
        "Anna is typing now...",
        "is composing a message...",
        "is typing...",
        "Helper is thinking",
        "paused composing a message",
        "Thinking, please wait...",
        "思考中，请稍等！",
        "正在撰写…",
        "对方正在編寫訊息…",
        "已暂停输入",
        "生成中",
        "小王、小林，和另外两位正在输入…",
        "Anna, Bert and Carl are typing a comment",
        "Anna (Composing ...)",
        "小王（正在输入…）",
    ],
)
def test_who_writes(line: str) -> None:
    assert words.has("line", "typing", line)


@pytest.mark.parametrize(
    "line",
    [
        "This conversation was resolved",
        "Chat marked as resolved",
        "已关闭此交谈",
        "交談已結束。",
        "会话已被标记为已解决",
        "群聊已关闭",
    ],
)
def test_what_has_ended(line: str) -> None:
    assert words.has("line", "ended", line)


@pytest.mark.parametrize(
    "line",
    [
        "Anna has joined the group chat",
        "Anna has left the groupchat",
        "Anna was kicked",
        "Anna has been kicked out by Bert",
        "You have been removed from the room",
        "Anna kicked Bert",
        "👞 Anna kicked and banned Bert",
        "All participants have left the call",
        "Anna 已被 Bert 踢出聊天室",
        "您被請出了房間",
        "Anna 踢出了 Bert",
        "Anna 被 Bert 从客服室踢出",
        "小王已将您从客服室移除",
        "你已經被踢出聊天室了",
        "Anna 离开并重新加入了",
        "You were removed by Anna",
        "Anna 離開了伺服器",
        "已加入交談！",
    ],
)
def test_who_comes_and_goes(line: str) -> None:
    assert words.has("line", "comes_and_goes", line) or words.has("line", "joined", line)


@pytest.mark.parametrize(
    "line",
    [
        "Chat was transferred to the robot",
        "The conversation has been transfered to",
        "交谈已自动转接到",
        "聊天已转移至机器人",
        "會話已轉交給小林",
    ],
)
def test_who_takes_over(line: str) -> None:
    assert words.has("line", "queue", line)


@pytest.mark.parametrize("line", ["連線中…", "重新连线中", "正在連線", "正在重新连接"])
def test_what_connects(line: str) -> None:
    assert words.has("line", "connecting", line)


@pytest.mark.parametrize(
    "line",
    [
        "Your message was not delivered because you are not in the room.",
        "信息未送达",
        "您的訊息無法成功傳送，因為您不在聊天室。",
        "重新发送失败！",
        "Failed to resend",
        "您的消息未被发送",
    ],
)
def test_what_did_not_arrive(line: str) -> None:
    assert whole("undelivered", line)


@pytest.mark.parametrize("line", ["评价您最近的对话", "評價您與我們的互動", "请评价您本次的体验"])
def test_what_asks_to_be_rated(line: str) -> None:
    assert words.has("line", "rating_call", line)


@pytest.mark.parametrize("reply", REPLIES)
def test_a_reply_is_none_of_these(reply: str) -> None:
    """Taken for one, it would pass for silence."""
    assert not is_notice(reply)
    assert not words.has("line", "comes_and_goes", reply)
    assert not whole("undelivered", reply)
    assert not whole("ended_alone", reply)
    assert not whole("comes_alone", reply)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("目前没有在线的客服人员，请留言", True),
        ("因為沒有客服人員在線", True),
        ("目前暂无客服在线", True),
        ("没有在线客服的日子请打电话", False),
        ("客服在线时间 9:00-18:00", False),
    ],
)
def test_who_is_not_there(text: str, absent: bool) -> None:
    assert words.has("form", "absent", text) is absent


@pytest.mark.parametrize(
    "text", ["开始交谈", "開始交談", "新的交談", "打开会话", "重新開始對話", "Restart the conversation"]
)
def test_what_begins_a_chat(text: str) -> None:
    assert words.has("launcher", "begins", text)
    assert not words.has("launcher", "never", text)


@pytest.mark.parametrize("line", ["Delivered", "✓ Read", "已读", "发送中"])
def test_a_status_alone_is_a_notice(line: str) -> None:
    """ "We sent it today" is none."""
    assert is_notice(line)


@pytest.mark.parametrize(
    ("source", "in_a_page"),
    [
        (r"^\W*ok\w+$", r"^[^\p{L}\p{N}_]*ok[\p{L}\p{N}_]+$"),
        (r"[\w-]{2}\\W", r"[\p{L}\p{N}_-]{2}\\W"),
        (r"\d\[\W\]", r"\d\[[^\p{L}\p{N}_]\]"),
    ],
)
def test_a_letter_is_a_letter_in_a_browser_too(source: str, in_a_page: str) -> None:
    """There a Chinese one is none by itself: "进入我的订单" would be "进入" and marks, so somebody who came in."""
    assert words.in_a_page(source) == in_a_page


def test_no_expression_of_a_line_in_a_page_knows_ascii_alone() -> None:
    for source in _line_words().values():
        assert not re.search(r"(?<!\\)(?:\\\\)*\\[wW]", source)


def test_no_set_of_signs_holds_what_is_no_letter() -> None:
    """It could not be written for a browser."""
    for source in (words.joined("line", entry) for entry in words.table()["line"]):
        assert not re.search(r"(?<!\\)\[[^\]]*\\W", source)


@pytest.mark.parametrize("text", ["聯繫我們", "聯係我們", "联系我们"])
def test_a_sign_may_have_two_long_ways(text: str) -> None:
    assert words.has("launcher", "good", text)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Start typing...", True),
        ("撰寫新訊息", True),
        ("写回复…", True),
        ("问我任何问题", True),
        ("發送加密訊息…", True),
        ("Start typing to search", False),
        ("写评论", False),
    ],
)
def test_where_one_writes(text: str, asks: bool) -> None:
    assert words.has("input", "strong", text) is asks
