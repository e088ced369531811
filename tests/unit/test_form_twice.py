"""What a form asks for twice, and the title by which it would call us."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.form.meaning import contact_form, meaning_of
from probes.form.plan import Entry, Unfit, Words, plan
from probes.form.survey import Button, Field, Form, Option, Survey

OURS = Words(name="Support Study", address="probe+x1@study.test", subject="Refunds", nonce="QABC", text="How?")
MAIL, MESSAGE = Field(number=0, label="E-mail"), Field(number=2, tag="textarea", label="Message")


def planned(*fields: Field) -> Sequence[Entry] | Unfit:
    survey = Survey(fields=fields, buttons=(Button(number=9, text="Send"),), forms=(Form(number=0),))
    form = contact_form(survey)
    assert form is not None
    return plan(form, survey.forms[0], OURS)


@pytest.mark.parametrize(("title", "subject"), [("标题", "主题"), ("Title", "Subject")])
def test_one_field_gets_the_subject(title: str, subject: str) -> None:
    """Of two that are called so the required one, else the one nearest to the message: the other may be a title."""
    other = Field(number=1, label=title)
    for required in ("attribute", ""):
        entries = planned(other, MAIL, Field(number=3, label=subject, required=required), MESSAGE)
        assert not isinstance(entries, Unfit)
        assert [entry.field.label for entry in entries] == ["E-mail", subject, "Message"]


AGAIN = [
    ("Confirm your email", "company2"), ("再次输入邮箱", "phone_x"), ("确认邮箱", "f7"), ("Retype e-mail", "url"),
    ("Confirm", "order_id"), ("Retype", "phone2"),
    ("Confirm address", "addr"), ("Please repeat your address", "y"), ("Type it again", "z"), ("再次输入", "again"),
    ("再输一遍", "k"),
    ("请再次确认", "q"), ("確認信箱", "m"), ("重复地址", "w"), ("Verify your address", "v"), ("重新输入*", "u"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "name"), AGAIN)
def test_the_address_is_told_a_second_time(label: str, name: str) -> None:
    """Whatever the second field is called by its maker: beside the first it says that it wants the same again."""
    entries = planned(MAIL, Field(number=1, label=label, name=name, required="attribute"), MESSAGE)
    assert not isinstance(entries, Unfit)
    assert [(entry.field.number, entry.value) for entry in entries][:2] == [(0, OURS.address), (1, OURS.address)]


def test_an_account_s_own_way_to_fill_in_an_address() -> None:
    """Browsers are told "username" of an address by which one logs in: the reader is asked for an address."""
    field = Field(number=1, label="Confirm your email", autocomplete="username")
    assert meaning_of(field) == "email"
    assert meaning_of(Field(number=1, label="Login", autocomplete="username")) == "account"


NOT_AGAIN = [
    "Address",
    "地址",
    "Street address",
    "Confirm your order number",
    "确认订单号",
    "Confirm password",
    "再次输入手机号",
]


@pytest.mark.parametrize("label", NOT_AGAIN)
def test_what_else_stands_behind_an_address(label: str) -> None:
    """What names another thing is asked for that, and not told our address."""
    entries = planned(MAIL, Field(number=1, label=label, name="x"), MESSAGE)
    assert isinstance(entries, Unfit) or [entry.field.number for entry in entries] == [0, 2]


def test_a_captcha_that_asks_to_confirm() -> None:
    """What its maker calls a captcha is told nothing."""
    assert isinstance(
        planned(MAIL, Field(number=1, label="Confirm", name="captcha", required="attribute"), MESSAGE), Unfit
    )


def test_what_is_to_be_repeated_is_what_stands_before_it() -> None:
    """Behind a name "Confirm" asks for no address."""
    entries = planned(MAIL, Field(number=3, label="Name"), Field(number=1, label="Confirm"), MESSAGE)
    assert not isinstance(entries, Unfit)
    assert [entry.field.number for entry in entries] == [0, 3, 2]


TITLES = [
    (("Mr", "Ms"), None), (("Mr", "Ms", "Mx"), "Mx"), (("Mr.", "Mrs.", "None"), "None"),
    (("先生", "女士", "不便透露"), "不便透露"),
    (("Herr", "Frau", "Keine Angabe"), "Keine Angabe"), (("先生", "小姐", "无"), "无"),
    (("先生", "女士", "其他"), "其他"),
    (("Mr", "Ms", "Dr", "Rev", "Rather not say"), "Rather not say"), (("先生", "太太", "老师"), None),
    (("Herr", "Frau", "Firma"), None), (("Mr", "Ms", "Not specified"), "Not specified"), (("男", "女", "未知"), "未知"),
]  # fmt: skip


@pytest.mark.parametrize("label", ["Salutation", "招呼", "称呼", "Anrede", "Title", "", "稱謂", "Form of address"])
@pytest.mark.parametrize(("offered", "ours"), TITLES)
def test_a_title_that_is_required(label: str, offered: Sequence[str], ours: str | None) -> None:
    """A neutral one is taken where there is one; else the list is named as what we have no truth for."""
    options = (Option(text="Please choose", selected=True), *(Option(text=one, value=one) for one in offered))
    box = Field(number=1, tag="select", label=label, required="attribute", options=options)
    entries = planned(box, MAIL, MESSAGE)
    if ours is None:
        assert isinstance(entries, Unfit)
        return
    assert not isinstance(entries, Unfit)
    assert (entries[0].act, entries[0].value) == ("choose", ours)


@pytest.mark.parametrize(("offered", "ours"), TITLES)
def test_a_set_of_titles(offered: Sequence[str], ours: str | None) -> None:
    """As of a list, so of buttons."""
    boxes = [
        Field(number=3 + n, type="radio", name="t", group="称呼", label=one, required="attribute")
        for n, one in enumerate(offered)
    ]
    entries = planned(*boxes, MAIL, MESSAGE)
    if ours is None:
        assert isinstance(entries, Unfit)
        return
    assert not isinstance(entries, Unfit)
    assert [entry.field.label for entry in entries if entry.act == "tick"] == [ours]


def test_a_title_that_nobody_requires() -> None:
    """It is left open; a name to be written under the same word is ours."""
    offered = (Option(text="", selected=True), Option(text="先生", value="1"), Option(text="女士", value="2"))
    assert [
        e.field.number for e in planned(Field(number=1, tag="select", label="称呼", options=offered), MAIL, MESSAGE)
    ] == [0, 2]  # type: ignore[union-attr]
    assert meaning_of(Field(number=1, label="称呼")) == "name"
