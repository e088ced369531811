"""What a server says of our message in the answer that the page never shows."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from probes.form.answers import Answer, carries, only_checks, read
from probes.form.evidence import After, Trip
from probes.form.outcome import Kind, judge
from probes.form.survey import Field, Line, Survey

TEXT = "How do you refund a code?\n卡密失效怎么退款？"
FILLED = Field(number=0, tag="textarea", label="Message", value=TEXT)
BEFORE = Survey(load="a", url="https://shop.example/", lines=(Line(text="Contact us"),), fields=(FILLED,))
GONE = replace(BEFORE, fields=(), lines=())
SENT = Trip(method="POST", document=False, ours=True, status=200, text=True)

TAKEN = [
    {"success": True}, {"ok": 1}, {"status": "success", "data": {}}, {"result": "OK"}, {"status": "mail_sent"},
    {"code": 200, "msg": "提交成功"}, {"code": 0, "message": "Your message has been sent."},
    {"code": 1, "info": "留言成功"},
    {"data": {"success": True}}, {"id": 12, "email": "probe+x1@study.test", "message": TEXT},
    {"success": "true", "errors": []},
    {"error": None, "status": "created"}, {"error": False, "sent": True}, "success", "OK", "提交成功",
]  # fmt: skip
REFUSED = [
    {"success": False}, {"success": False, "message": "Thank you"}, {"status": "error"}, {"result": "failed"},
    {"error": "spam"}, {"error": True}, {"errmsg": "内容不能为空"},
    {"errors": ["E-mail is invalid"]}, {"errors": {"email": ["invalid"]}},
    {"status": "mail_failed"},
    {"data": {"success": False}},
    {"code": 200, "success": False}, {"success": True, "message": "提交失败"},
]  # fmt: skip
SILENT = [
    {}, {"code": 0}, {"code": 1}, {"id": 12},
    {"status": "queued"}, {"valid": True}, {"score": 0.9}, [], "1", "", "<p>Thank you</p>",
    {"ok": True, "msg": "Please enter a name"},
    {"message": TEXT}, {"error": "quota"}, {"success": True, "error": "quota"}, {"errcode": 0, "errmsg": "sendmsg:ok"},
    {"error": "0"},
    {"success": True, "error": 3},
]  # fmt: skip


def body(said: object) -> str:
    return said if isinstance(said, str) else json.dumps(said)


@pytest.mark.parametrize("said", TAKEN)
def test_an_answer_that_says_that_it_was_taken(said: object) -> None:
    assert read(200, body(said), TEXT) is Answer.TAKEN


@pytest.mark.parametrize("said", REFUSED)
def test_an_answer_that_says_that_it_was_not(said: object) -> None:
    assert read(200, body(said), TEXT) is Answer.REFUSED


@pytest.mark.parametrize("said", SILENT)
def test_an_answer_that_may_mean_anything(said: object) -> None:
    """A bare number, a check, a queue, or words that contradict each other say nothing."""
    assert read(200, body(said), TEXT) is Answer.UNCLEAR


@pytest.mark.parametrize("said", [{"status": 0, "msg": "长度不能超过10"}, {"code": 200, "msg": "验证码错误"}])
def test_an_answer_that_speaks_of_a_refusal(said: object) -> None:
    """Its number says nothing, and its words are no plain no; but nobody may take it for a silence that means yes."""
    assert read(200, body(said), TEXT) is Answer.DOUBTED


def test_created_is_what_a_status_says_by_itself() -> None:
    """201 means that something was created for it; unless its body says otherwise."""
    assert read(201, "", TEXT) is Answer.TAKEN
    assert read(201, body({"id": 3}), TEXT) is Answer.TAKEN
    assert read(201, body({"success": False}), TEXT) is Answer.REFUSED
    assert read(201, body({"message": "提交失败"}), TEXT) is Answer.REFUSED
    assert read(201, body({"message": "Please enter a name"}), TEXT) is Answer.UNCLEAR
    assert read(200, "", TEXT) is Answer.UNCLEAR
    assert read(500, body({"success": True}), TEXT) is Answer.UNCLEAR


def test_a_request_carries_our_text() -> None:
    """However it is written there: as a form, as JSON, in parts; not where it is only a part of it."""
    told = {"a": {"message": TEXT.replace("\n", "\r\n")}}
    assert carries(json.dumps(told).encode(), TEXT)
    assert carries(urlencode({"m": TEXT}).encode(), TEXT)
    assert carries(f'--x\r\nContent-Disposition: form-data; name="m"\r\n\r\n{TEXT}\r\n--x--'.encode(), TEXT)
    assert not carries(json.dumps({"m": TEXT[:20]}).encode(), TEXT)
    assert not carries(b"", TEXT)
    assert not carries(b"\xff\xfe{", TEXT)


def judged(now: Survey, *trips: Trip, step: bool = False, before: Survey = BEFORE) -> Kind:
    return judge(After(before=[before], now=[now], text=TEXT, trips=trips, step=step)).kind


AFFIRMED = replace(SENT, answer=Answer.TAKEN)


def test_a_form_that_is_put_away_without_a_word() -> None:
    """It counts where the server itself said that it took the message, and the form is gone, or emptied."""
    emptied = replace(BEFORE, fields=(replace(FILLED, value=""),))
    assert judged(GONE, AFFIRMED) is Kind.TAKEN
    assert judged(emptied, AFFIRMED) is Kind.TAKEN
    verdict = judge(After(before=[BEFORE], now=[GONE], text=TEXT, trips=[AFFIRMED]))
    assert (verdict.witness, verdict.settled) == ("server's answer", False)


def test_what_is_missing_leaves_it_uncertain() -> None:
    """An answer of no clear meaning, one without our text, one still on its way, a text that stands in its field."""
    assert judged(GONE, SENT) is Kind.UNKNOWN
    assert judged(GONE, replace(AFFIRMED, text=False)) is Kind.UNKNOWN
    assert judged(GONE, replace(AFFIRMED, ours=False)) is Kind.UNKNOWN
    assert judged(GONE, AFFIRMED, replace(SENT, status=0)) is Kind.UNKNOWN
    assert (
        judged(GONE, AFFIRMED, SENT) is Kind.UNKNOWN
    )  # the collector of somebody else's took it, the form's own server may not
    assert judged(BEFORE, AFFIRMED) is Kind.UNKNOWN
    assert judged(GONE, AFFIRMED, step=True) is Kind.UNKNOWN
    assert judged(GONE, AFFIRMED, before=replace(BEFORE, fields=())) is Kind.UNKNOWN


def test_a_form_that_asks_for_more_is_not_put_away() -> None:
    """What checked our message may say "ok" to it and lead on: to a code, a log-in, a second form."""
    code = Field(number=5, label="Kontrollnummer")
    assert judged(replace(GONE, fields=(code,)), AFFIRMED) is Kind.UNKNOWN
    known = replace(BEFORE, fields=(FILLED, code))
    assert judged(replace(GONE, fields=(code,)), AFFIRMED, before=known) is Kind.TAKEN


def test_a_check_that_went_well_takes_nothing() -> None:
    """Many a form asks its server whether all is well, and is then sent as a page of its own, or not at all."""
    check = replace(AFFIRMED, checks=True)
    assert judged(GONE, check) is Kind.UNKNOWN
    assert judged(GONE, check, replace(AFFIRMED)) is Kind.TAKEN
    assert judged(GONE, replace(SENT, checks=True), AFFIRMED) is Kind.TAKEN
    for sent in (
        Trip(method="POST", document=True, status=200),
        Trip(method="GET", document=True, ours=True, status=200),
    ):
        assert judged(GONE, AFFIRMED, sent) is Kind.UNKNOWN
    assert judged(GONE, AFFIRMED, Trip(method="GET", document=True, status=200)) is Kind.TAKEN


CHECKS = [
    ("https://shop.example/api/validate", b""), ("https://shop.example/ajax?action=check_form", b""),
    ("https://shop.example/ajax", b"action=x_validate_ticket_form&text=a"),
    ("https://shop.example/ajax", b'{"action": "precheck"}'),
    ("https://shop.example/ajax", b'; name="action"\r\n\r\nform_validation\r\n--x--'),
    ("https://shop.example/draft/save", b""), ("https://spam.example/score", b""),
    ("https://shop.example/contact/preview", b""),
]  # fmt: skip
SENDS = [
    ("https://shop.example/contact", b"text=please+check+and+validate"),
    ("https://shop.example/ajax", b"action=send_message"),
    ("https://checks.example/send", b'{"text": "action"}'), ("https://shop.example/checkout/contact", b""),
]  # fmt: skip


@pytest.mark.parametrize(("url", "told"), CHECKS)
def test_a_request_that_only_checks(url: str, told: bytes) -> None:
    """Its address, or the action it names, says so."""
    assert only_checks(url, told)


@pytest.mark.parametrize(("url", "told"), SENDS)
def test_a_request_that_may_send(url: str, told: bytes) -> None:
    assert not only_checks(url, told)


def test_what_speaks_against_it() -> None:
    """An error on the page, a failed request, a demand to open a link: never told as sent."""
    assert judged(replace(GONE, lines=(Line(text="Something went wrong"),)), AFFIRMED) is not Kind.TAKEN
    assert judged(replace(GONE, lines=(Line(text="抱歉，暂时无法处理"),)), AFFIRMED) is not Kind.TAKEN
    assert judged(GONE, AFFIRMED, replace(SENT, status=500)) is not Kind.TAKEN
    assert judged(replace(GONE, lines=(Line(text="Please confirm your e-mail address"),)), AFFIRMED) is Kind.BROKEN


def test_thanks_that_the_server_denies() -> None:
    """A page that gives thanks whatever its server said is no witness."""
    thanks = replace(GONE, lines=(Line(text="Thank you for your message!"),))
    assert judged(thanks, replace(SENT, answer=Answer.REFUSED)) is Kind.BROKEN
    assert judged(thanks, SENT) is Kind.TAKEN
