"""A desk's wrapper, and human answers inside it: what is compared is what somebody wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from reports.canned.replies import canned
from reports.canned.wrappers import unwrapped
from reports.dataset import InquiryRow, MessageRow
from tests.unit.label_facts import asked, said

ENGLISH = (
    "Hello,\n\nThis is a courtesy e-mail to indicate that ticket {n} has been updated.\n\n{text}\n\n"
    "You can view the whole conversation online.\nPlease do not answer this e-mail, it is read by nobody.\n"
)
CHINESE = (
    "您好，您的工单{n}有新的回复，内容如下：\n{text}\n"
    "如需补充，请登录服务中心查看工单详情。\n此邮件由系统发出，请勿直接回复。"
)
ANSWERS = (
    "A used code cannot be sent back, but we look at each case if the shop has sold you a wrong one.",
    "Invoices are made on the first working day of the month and lie in your account under payments.",
    "If the parcel is lost the courier pays, and you get a new lamp from us at no cost within ten days.",
    "Yes, the account may be moved to another region once a year; open the settings and choose a country.",
)
ANSWERS_ZH = (
    "卡密一经使用就无法退款，但如果是商家发错了面值，我们会逐一核实后处理。",
    "发票在每月第一个工作日开具，登录账户后在付款记录里就能下载。",
    "包裹丢失由快递公司赔偿，我们会在十天之内免费给您补寄一盏新台灯。",
    "每年可以更换一次账号所在地区，在设置里选择国家以后重新登录即可。",
)
PAIRS = [(ENGLISH, ANSWERS), (CHINESE, ANSWERS_ZH)]


def study(texts: list[str]) -> tuple[list[MessageRow], list[InquiryRow]]:
    """Each text to another question on another night."""
    inquiries = [
        replace(asked(f"i{n}", night=f"2026-12-{n + 1:02}"), question=f"question-{n}") for n in range(len(texts))
    ]
    told = [said(text, inquiry=f"i{n}") for n, text in enumerate(texts)]
    return [replace(m, seen_by=m.seen_by + timedelta(days=n)) for n, m in enumerate(told)], inquiries


@pytest.mark.parametrize(("wrapper", "answers"), PAIRS, ids=["en", "zh"])
def test_human_answers_in_a_wrapper(wrapper: str, answers: tuple[str, ...]) -> None:
    """Answers that differ are not canned because the desk wraps them all alike."""
    assert canned(*study([wrapper.format(n=n + 100, text=text) for n, text in enumerate(answers)])) == {}


@pytest.mark.parametrize(("wrapper", "answers"), PAIRS, ids=["en", "zh"])
def test_a_canned_answer_in_the_same_wrapper(wrapper: str, answers: tuple[str, ...]) -> None:
    """One answer to everything stays canned, beside human ones in the same wrapper."""
    texts = [*answers[:3], *[answers[3]] * 3]
    found = canned(*study([wrapper.format(n=n + 100, text=text) for n, text in enumerate(texts)]))
    assert sorted(place for place, _ in found) == ["i3", "i4", "i5"]


@pytest.mark.parametrize(("wrapper", "answers"), PAIRS, ids=["en", "zh"])
def test_only_the_answer_is_left(wrapper: str, answers: tuple[str, ...]) -> None:
    """What comes out is what stood in the middle."""
    assert [text.strip() for text in unwrapped([wrapper.format(n=1, text=one) for one in answers])] == list(answers)


@pytest.mark.parametrize("wrapper", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_receipt_without_an_answer(wrapper: str) -> None:
    """The wrapper alone, or with a word in it, is the message: it stays, and is canned."""
    texts = [wrapper.format(n=n, text=text) for n, text in enumerate(("", "Lamp", "Refund", ""))]
    assert unwrapped(texts) == texts
    assert len(set(canned(*study(texts)).values())) == 1


def test_blanks_are_no_answers() -> None:
    """A template of which one line has blanks is no wrapper around that line."""
    line = "The {ware} that you ordered in our shop left {town} today and will be with you on {day}."
    filled = [("lamp", "Ulm", "Monday"), ("chair", "Cork", "Friday"), ("kettle", "Gent", "Sunday")]
    texts = [ENGLISH.format(n=n, text=line.format(ware=w, town=t, day=d)) for n, (w, t, d) in enumerate(filled)]
    assert unwrapped(texts) == texts


def test_two_messages_show_no_wrapper() -> None:
    texts = [ENGLISH.format(n=1, text=text) for text in ANSWERS[:2]]
    assert unwrapped(texts) == texts


def test_the_order_of_rows() -> None:
    """The same rows in another order give the same groups."""
    messages, inquiries = study([ENGLISH.format(n=n, text=text) for n, text in enumerate([*ANSWERS, *ANSWERS])])
    assert canned(messages[::-1], inquiries[::-1]) == canned(messages, inquiries)
