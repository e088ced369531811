"""What came in by a chat's wires: whether anybody has said anything, and in doubt somebody has."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.webchat.sayings import is_notice, said_in

OURS = "How are codes refunded?"
ECHO = json.dumps({"id": "m1", "who": "visitor", "text": OURS, "at": 1765108800.5})


@pytest.mark.parametrize(
    "payload",
    ["2", "3probe", '{"typing": true}', '42["seen", {"id": "m1"}]', '{"url": "https://chat.example/a?b=c"}', ECHO],
)
def test_beats_and_names_of_things_say_nothing(payload: str) -> None:
    """Nor does our own message that comes back."""
    assert said_in([ECHO, payload], [OURS]) == []


@pytest.mark.parametrize("answer", ["We refund within three days.", "可以退", "是"])
def test_whatever_reads_as_words_may_be_an_answer(answer: str) -> None:
    """Wherever in a payload it stands."""
    assert said_in([ECHO, f'42["m", {json.dumps({"data": [{"x": answer}]})}]'], [OURS]) == [answer]


def test_one_word_where_our_own_words_stood_is_an_answer() -> None:
    """Elsewhere it may be the name of a thing."""
    assert said_in([ECHO, '{"text": "Yes"}'], [OURS]) == ["Yes"]
    assert said_in([ECHO, '{"state": "Yes"}'], [OURS]) == []


@pytest.mark.parametrize("payload", ["<p>We refund it.</p>", "\x08\x01\x12\x0eWe refund it.", "V2UgcmVmdW5kIGl0Lg=="])
def test_what_cannot_be_read_may_be_anything(payload: str) -> None:
    """Mark-up, binary records, encoded text."""
    assert said_in([ECHO, payload], [OURS]) is None


def test_a_notice_is_told_by_its_wording() -> None:
    """As on the page."""
    assert is_notice("You are number 3 in the queue")
    assert is_notice("排队中，您前面还有 3 位")
    assert is_notice("已接通客服小雨")
    assert is_notice("Lily has entered the conversation")
    assert not is_notice("We refund within three days.")


@pytest.mark.parametrize(
    "reply",
    [
        "The refund has been transferred to your card.",
        "Once you have joined the scheme a refund takes a day.",
        "请进入我的订单申请退款。",
        "您已进入退款流程，三天内到账。",
        "很高兴为您服务，退款三天内到账。",
        "The two accounts are connected to each other, so a refund takes a day.",
    ],
)
def test_a_reply_with_a_word_of_a_notice_is_no_notice(reply: str) -> None:
    """Taken for one, it would pass for silence."""
    assert not is_notice(reply)


@given(st.text(min_size=1).filter(str.strip), st.sampled_from(["text", "body", "m"]))
def test_no_answer_beside_our_own_words_is_lost(answer: str, name: str) -> None:
    """Whatever it says, if it stands under the name under which ours stood."""
    payloads = [json.dumps({name: OURS}), json.dumps({"from": "x", name: answer})]
    said = said_in(payloads, [OURS])
    assert said is not None
    assert [one.strip() for one in said] == [one for one in [answer.strip()] if one != OURS]
