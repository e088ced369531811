"""The words by which a chat is found, in the two ways in which Chinese is written."""

from __future__ import annotations

import re

import pytest

from probes.webchat.finding import words


@pytest.mark.parametrize(
    ("section", "entry", "text"),
    [
        ("launcher", "strong", "線上諮詢"),
        ("launcher", "strong", "發送訊息給我們"),
        ("input", "strong", "請輸入您的問題"),
        ("input", "strong", "傳送訊息"),
        ("send", "words", "發送"),
        ("send", "words", "送出"),
        ("field", "name", "暱稱"),
        ("field", "mail", "電子郵件"),
        ("field", "mail", "您的信箱"),
        ("field", "phone", "手機號碼"),
        ("form", "start", "開始對話"),
        ("form", "offline", "目前離線，請留言"),
        ("door", "login", "請先登入"),
        ("line", "typing", "客服正在輸入…"),
        ("line", "joined", "客服小林已為您接入"),
        ("line", "ended", "對話已結束"),
    ],
)
def test_the_long_way_is_read_like_the_short(section: str, entry: str, text: str) -> None:
    assert words.has(section, entry, text)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Un asesor se ha unido a la sala", True),
        ("Marie a rejoint la conversation", True),
        ("Anna ist dem Chat beigetreten", True),
        ("サポートが入室しました", True),
        ("상담원님이 입장하셨습니다", True),
        ("¿Se ha unido ya a nuestro programa?", False),
        ("Puede volver cuando su amigo se ha unido, gracias.", False),
        ("Wenn Sie beigetreten sind, gilt der Rabatt.", False),
    ],
)
def test_who_joined_is_told_in_other_languages(text: str, joined: bool) -> None:
    assert words.has("line", "joined", text) == joined


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("发送", "[发發]送"),
        ("[发写]给", "[发發写寫][给給]"),
        (r"\[发\]", r"\[[发發]\]"),
        (r"[\]发]", r"[\]发發]"),
        (r"请?送.{0,4}", r"[请請]?送.{0,4}"),
        ("send", "send"),
    ],
)
def test_signs_written_in_two_ways_are_either_of_them(word: str, expected: str) -> None:
    """Also within a set of signs, and where brackets are meant as such."""
    assert words.either_way(word) == expected
    assert re.compile(expected)


def test_every_pair_is_one_that_the_table_needs() -> None:
    written = "".join(word for section in words.table().values() for entry in section.values() for word in entry)
    assert set(words.LONG) <= set(written)
    assert not set(words.LONG.values()) & set(written)
