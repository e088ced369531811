"""What leads to a form and what sends it, by the words of what is pressed."""

from __future__ import annotations

import pytest

from probes.form import words
from probes.form.meaning import contact_form
from probes.form.openers import Opener, is_marked, kind_of, may_send, said_by
from probes.form.survey import Button, Field, Form, Survey

FIELDS = (Field(number=0, label="E-mail"), Field(number=1, tag="textarea", label="Message"))
LEADS = [
    "Have a question?", "Questions?", "Message us", "Report bug", "Email support", "Talk to us", "Feedback form",
    "Make a complaint", "Complaints", "Lodge a complaint", "Enquire now", "Log a ticket", "Drop us a line",
    "Open feedback form", "Suggestions", "留言板", "投诉", "我要投诉", "在线投诉", "发起工单", "反馈与建议", "意见箱",
    "反馈问题", "我要咨询", "Submit Feedback", "+ New feedback", "Add your feedback", "Write to us", "Send us feedback",
    "提交反馈", "我要留言", "填写反馈", "新增反馈", "发起反馈", "写反馈", "我要写信", "提交留言",
    "输入新留言", "輸入新留言", "写一条新留言", "Write a new entry", "Sign our guestbook", "[ Sign Guestbook ]",
]  # fmt: skip
ELSEWHERE = [
    "Questions and answers", "Complaints policy of 2019", "Reach", "Log in", "投诉须知", "工单管理系统介绍", "留言列表",
    "Contacts and prices", "Suggested products", "Save", "All feedback",
    "View feedback", "Feedback policy", "Feedback received: 12", "反馈列表", "查看反馈", "我的反馈记录",
    "新留言 12 条", "Read the newest entry", "Guestbook rules",
]  # fmt: skip


@pytest.mark.parametrize("text", LEADS)
def test_what_leads_to_a_form(text: str) -> None:
    assert words.says("buttons", "opens", text)


@pytest.mark.parametrize("text", ELSEWHERE)
def test_what_leads_elsewhere(text: str) -> None:
    assert not words.says("buttons", "opens", text)


def sent_by(*texts: str) -> str | None:
    """What sends a form that has these buttons, in a form element or (as here) in none."""
    buttons = tuple(Button(number=9 + n, text=text) for n, text in enumerate(texts))
    form = contact_form(Survey(fields=FIELDS, buttons=buttons, forms=(Form(number=0, native=False),)))
    assert form is not None
    return form.send.text if form.send else None


@pytest.mark.parametrize(
    "text", ["Save", "Report", "Post", "Enquire now", "Share feedback", "Go", "保存", "发表", "反馈"]
)
def test_a_word_that_may_close_a_form_sends_it_where_none_says_so(text: str) -> None:
    """Beside a word that says that it sends, it is something else: a file is added, a draft is saved."""
    assert sent_by("Bold", "Italic", text) == text
    assert sent_by("Send", text) == "Send"
    assert sent_by(text, "提交") == "提交"
    assert sent_by("Bold", "Italic") is None


MARKED = [
    "icon-mail", "contact.svg", "fa fa-envelope", "btnContactUs", "float-kefu", "static img kefu.png", "about lianxi",
    "liuyan.php", "nav__icon--feedback", "side_zixun", "guestbook index.asp",
]  # fmt: skip
OTHERWISE = [
    "share-mail", "mail-login", "icon-inbox message", "newsletter-envelope", "delete-message", "logo home",
    "icon-phone",
    "unread message", "contacts.svg", "hotmail", "kefu-phone", "email-subscribe", "send-mail",
]  # fmt: skip


@pytest.mark.parametrize("marks", MARKED)
def test_what_its_maker_calls_a_way_to_a_form(marks: str) -> None:
    assert is_marked(Opener(text="", marks=marks).sign)


@pytest.mark.parametrize("marks", OTHERWISE)
def test_what_its_maker_calls_something_else(marks: str) -> None:
    assert not is_marked(Opener(text="", marks=marks).sign)


def test_what_has_words_is_not_read_by_its_class() -> None:
    assert Opener(text="Prices", marks="icon-mail").sign == ""
    assert Opener(text="", name="Prices", marks="icon-mail").sign == ""


ASKING = [
    "Request a Quote", "Get a free quote", "REQUEST QUOTATION", "Free estimate", "Quote request",
    "Talk to our sales team",
    "Press enquiries", "Tell us about your project", "Hire us", "洽谈业务", "业务洽谈", "商务合作", "业务咨询",
    "合作洽谈", "立即咨询", "免费咨询", "提交需求", "提交您的需求", "填写项目需求", "我要询价", "在线询价", "获取报价",
    "联系销售", "商務合作", "業務諮詢 >",
]  # fmt: skip
OF_DESKS = ["Sales", "Press", " Partners", "商务", "业务", "媒体"]
BUYING = [
    "Order now", "Get a quote and order", "Log in to get a quote", "Sales orders", "Delete my quote request",
    "立即下单", "Get your estimate: pay now", "免费注册", "登录后获取报价", "Add to quote", "Sale", "Press to continue",
    "Salesforce", "业务范围", "合作伙伴", "商务合作条款", "Sales 报告", "公司 Business",
    "咨询热线 400", "产品服务", "需求管理", "Quotes of the day", "My quotes", "在线咨询",
]  # fmt: skip


@pytest.mark.parametrize("text", ASKING)
def test_what_asks_for_business_leads_to_a_form_too(text: str) -> None:
    """Be it a link, a tab or a drawn box; less surely than what asks for help."""
    assert kind_of(text) == "business"
    assert said_by(Opener(text=text, leads=True), "business") == text


@pytest.mark.parametrize("text", OF_DESKS)
def test_a_bare_name_of_a_desk_is_pressed_only_on_the_page_itself(text: str) -> None:
    """As a tab: as a link it is any page's name."""
    assert kind_of(text) == "desks"
    assert said_by(Opener(text=text), "desks") == text
    assert said_by(Opener(text=text, leads=True), "desks") == ""


@pytest.mark.parametrize("text", BUYING)
def test_what_could_order_or_is_about_something_else_is_no_way(text: str) -> None:
    assert kind_of(text) == ""


@pytest.mark.parametrize("text", ["Request a Quote", "Get in touch", "我要咨询", "Sales", "提交需求"])
def test_what_stands_beside_open_fields_of_no_form_may_send_them(text: str) -> None:
    """Fields that ask to write, and nothing else that sends: what says that it leads there may be what sends."""
    open_fields = Survey(fields=(Field(number=0, form=-1, label="Name"), Field(number=1, form=-1, tag="textarea")))
    assert may_send(Opener(text=text), open_fields)
    assert not may_send(Opener(text=text), Survey(fields=(Field(number=0, form=-1, type="search"),)))
