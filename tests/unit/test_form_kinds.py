"""What a maker left a field called by its kind says nothing of; and a refusal of a phone number is none of ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from probes.form.meaning import contact_form, meaning_of
from probes.form.outcome import Kind, Verdict
from probes.form.sending import Decided, not_taken
from probes.form.survey import Button, Field, Form, Survey

KINDS = (
    "Text box", "Text field", "Text input:", "Text area 2", "Single line text", "Short text *", "Input field",
    "文本框", "单行文本", "单行输入框", "多行文本框",
)  # fmt: skip
ASKS = [("Text", "message"), ("Message text", "message"), ("Your text", "message"), ("留言内容文本框", "message")]


def field(label: str, tag: str = "input", **facts: object) -> Field:
    return Field(number=0, tag=tag, label=label, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("label", KINDS)
def test_a_kind_of_field_is_no_message(label: str) -> None:
    """A short field that is called so stays as it is; a long one takes the message all the same."""
    assert meaning_of(field(label)) == ""
    assert meaning_of(field(label, "textarea")) == "message"


@pytest.mark.parametrize(("label", "meaning"), ASKS)
def test_what_asks_for_a_text(label: str, meaning: str) -> None:
    assert meaning_of(field(label)) == meaning


@pytest.mark.parametrize("label", ["From", "From:", "Sender *", "发件人"])
def test_who_writes_is_called_by_the_fields_own_name(label: str) -> None:
    """An address where it is called one; "From" alone is as good as a name."""
    assert meaning_of(field(label, name="email")) == "email"
    assert meaning_of(field(label, name="your_name")) == "name"
    assert meaning_of(field("From which country?", name="email_country")) != "email"


def test_beside_a_message_a_kind_of_field_is_no_subject() -> None:
    """Nothing is written into it; a short message beside a long one stays the subject."""
    assert meanings(field("Text box")) == ["email", "", "message"]
    assert meanings(field("Message")) == ["email", "subject", "message"]


def meanings(short: Field) -> Sequence[str]:
    fields = (field("E-mail"), short, field("Details", "textarea"))
    form = contact_form(Survey(fields=fields, buttons=(Button(number=9, text="Send"),), forms=(Form(number=0),)))
    assert form is not None
    return [one.meaning for one in form.known]


def hint(refusal: str) -> str:
    verdict = Verdict(kind=Kind.REFUSED, detail=refusal)
    decided = Decided(verdict=verdict, at=datetime.now(UTC), sights=(), carried=True)
    return not_taken(decided, "probe+x1@study.test").hint


@pytest.mark.parametrize(
    "refusal", ["手机号格式不正确", "请输入正确的手机号", "Invalid phone number", "mobile is required"]
)
def test_a_refused_phone_number_is_not_our_address(refusal: str) -> None:
    assert "tag_separator" not in hint(refusal)


@pytest.mark.parametrize("refusal", ["邮箱格式不正确", "Invalid e-mail", "格式不正确", "This field is invalid"])
def test_a_refusal_that_may_be_of_our_address_says_what_can_be_done(refusal: str) -> None:
    assert "tag_separator" in hint(refusal)


@pytest.mark.parametrize("placeholder", ["请填写信息", "请输入内容", "请输入您的信息"])
def test_to_be_filled_in_names_no_field(placeholder: str) -> None:
    """A field of a profile is no subject because its placeholder says that something is to be filled in."""
    assert meaning_of(field("职业：", placeholder=placeholder)) == ""
    assert meaning_of(field("", "textarea", placeholder=placeholder)) == "message"


@pytest.mark.parametrize(
    "label", ["Child's name", "Student name *", "宝宝姓名：", "孩子的姓名", "收货姓名", "Recipient name"]
)
def test_the_name_of_somebody_else_is_not_ours(label: str) -> None:
    assert meaning_of(field(label)) == "other_person"


@pytest.mark.parametrize("label", ["Your name", "姓名", "申请人姓名", "联系人姓名", "Contact name"])
def test_the_name_of_who_writes(label: str) -> None:
    assert meaning_of(field(label)) == "name"


def test_a_paragraph_before_a_field_is_less_than_its_own_words() -> None:
    """It may speak of phones and mails; where the field says nothing of itself, it is all there is."""
    before = "Call the team by phone between nine and five, or leave your words here and wait for us."
    assert meaning_of(field("", near=before, placeholder="Your Name")) == "name"
    assert meaning_of(field("", near="Phone", placeholder="Your name and code")) == "phone"
    assert (
        meaning_of(field("", near="Please enter below the e-mail address at which our team can reach you")) == "email"
    )


def test_a_mail_that_is_misspelt() -> None:
    assert meaning_of(field("", placeholder="E-Mial", name="username")) == "email"


@pytest.mark.parametrize(("heading", "known"), [("Leave Comments", False), ("Leave us your comments", True)])
def test_comments_below_a_text_are_no_contact_form(heading: str, known: bool) -> None:
    fields = (field("E-mail"), field("Name"), field("Message", "textarea"))
    buttons = (Button(number=9, text="Submit"),)
    form = contact_form(Survey(fields=fields, buttons=buttons, forms=(Form(number=0, heading=heading),)))
    assert (form is not None) is known


@pytest.mark.parametrize(
    ("remark", "name"), [("（用于接受确认信息）", "mobile"), ("(we never share it by e-mail)", "tel")]
)
def test_a_remark_in_brackets_names_no_field(remark: str, name: str) -> None:
    """It says what the entry is for; where a name stands beside it, that is the name."""
    assert meaning_of(field("", near=remark, name=name)) == "phone"
    assert meaning_of(field("", near=f"邮箱{remark}", name=name)) == "email"


def test_a_comment_that_is_saved_is_no_message_to_us() -> None:
    fields = (field("Name"), field("E-mail"), field("Comment", "textarea"))
    for text, known in (("Save comment", False), ("Send comment", True)):
        buttons = (Button(number=9, text=text),)
        assert (contact_form(Survey(fields=fields, buttons=buttons, forms=(Form(number=0),))) is not None) is known


OF_WARES = [
    ("Leave a Replay", "Submit", False), ("留下你的评论", "发送", False),
    ('Be the first to review "Bag"', "Add Review", False),
    ("请写下您的评价", "提交", False), ("请留下您的意见", "提交", True), ("Leave a message for review", "Send", True),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "button", "known"), OF_WARES)
def test_a_review_or_comment_for_all_to_read_is_no_message(heading: str, button: str, known: bool) -> None:
    fields = (field("Name"), field("E-mail"), field("Message", "textarea"))
    form = Form(number=0, heading=heading)
    found = contact_form(Survey(fields=fields, buttons=(Button(number=9, text=button),), forms=(form,)))
    assert (found is not None) is known
