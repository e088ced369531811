"""What the fields of a form mean and what is put into them, on recorded pages of many makes and field by field."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from probes.form.meaning import Candidate, candidates, contact_form, meaning_of
from probes.form.plan import Entry, Unfit, Words, best, plan
from probes.form.survey import NO_FORM, Button, Field, Form, Option, Survey, parse

FORMS = Path(__file__).parents[1] / "data" / "forms"
OURS = Words(name="Support Study", address="probe+x1@study.test", subject="Refunds", nonce="QABC", text="How?")


def recorded(name: str) -> list[Survey]:
    return [parse(report) for report in json.loads((FORMS / f"{name}.json").read_text(encoding="utf-8"))]


def found(name: str) -> tuple[Survey, Candidate]:
    made = [(survey, form) for survey in recorded(name) if (form := contact_form(survey))]
    return max(made, key=lambda pair: pair[1].score)


def planned(survey: Survey, form: Candidate, ours: Words = OURS) -> Sequence[Entry] | Unfit:
    return plan(form, survey.forms[form.form] if form.form >= 0 else None, ours)


@pytest.mark.parametrize("facts", [{"placeholder": "First Name"}, {"name": "fname"}, {"name": "first-name", "id": "f"}])
@pytest.mark.parametrize(
    "head", ["Please fill out Your Details here", "Please fill in the form below", "请填写以下信息"]
)
def test_a_heading_over_all_fields_is_no_name_of_the_first(head: str, facts: dict[str, str]) -> None:
    """It stands nearest to the first field; what that field says of itself comes first."""
    assert meaning_of(Field(number=0, tag="input", near=head, **facts)) == "first_name"  # type: ignore[arg-type]


def test_a_field_behind_an_equals_sign_is_a_riddle() -> None:
    """The sum stands in cells of a table: 5, +, 6, =."""
    assert meaning_of(Field(number=0, tag="input", near="=", id="txtCode")) == "code"
    assert meaning_of(Field(number=0, tag="input", placeholder="5x4", name="Teaser")) == "code"
    assert meaning_of(Field(number=0, tag="input", placeholder="5x7", near="Print size", name="size")) != "code"
    assert meaning_of(Field(number=0, tag="input", near="A = B", name="fname")) == "first_name"


ADDRESS, SUBJECT = OURS.address, "Refunds [QABC]"
PAGES: dict[str, list[str]] = {
    "wordpress": ["Support Study", ADDRESS, SUBJECT, "How?"],
    "bootstrap": ["Support Study", ADDRESS, ADDRESS, "choose g", "How?", "tick"],
    "table-zh": ["Support Study", ADDRESS, SUBJECT, "tick", "How?"],
    "placeholders-zh": ["Support Study", ADDRESS, "How?", "tick"],
    "ant-zh": [SUBJECT, "pick", ADDRESS, "How?", "tick"],
    "react": ["Support Study", ADDRESS, "How?"],
    "steps": ["choose Other", "Support Study", ADDRESS],
    "shadow": [ADDRESS, SUBJECT, "How?"],
    "django": ["Support Study", ADDRESS, "choose 3", SUBJECT, "How?"],
    "rails": ["Support", "Study", ADDRESS, "tick", "How?"],
    "element-zh": ["pick", "Support Study", ADDRESS, "How?"],
    "material": ["Support Study", ADDRESS, "pick", "How?"],
    "helpdesk": [ADDRESS, "Support Study", "choose 1", SUBJECT, "How?"],
    "drawn": [ADDRESS, "pick", "How?", "tick"],
    "embedded": [SUBJECT, "choose 3", "How?", ADDRESS],
}


@pytest.mark.parametrize("name", PAGES)
def test_recorded_page(name: str) -> None:
    """Each field gets what its words ask for; traps, phones, files and newsletters stay as they are."""
    entries = planned(*found(name))
    assert not isinstance(entries, Unfit)
    said = [e.value if e.act == "write" else f"{e.act} {e.value}".strip() for e in entries]
    assert said == PAGES[name]


def test_every_page_is_recorded() -> None:
    assert {path.stem for path in FORMS.glob("*.html")} == set(PAGES)


def field(label: str, tag: str = "input", **facts: object) -> Field:
    return Field(number=0, tag=tag, label=label, **facts)  # type: ignore[arg-type]


LABELS = [
    ("Your e-mail address", "email"), ("Company name", "company"), ("Company e-mail", "email"), ("姓名", "name"),
    ("联系人", "name"), ("联系电话", "phone"), ("手机号码", "phone"), ("邮箱地址", "email"), ("详细地址", "place"),
    ("订单编号", "order"),
    ("问题类型", "category"), ("留言标题", "subject"), ("留言内容", "message"), ("验证码", "code"),
    ("短信验证码", "sms"), ("QQ号", "messenger"), ("Nickname", "name"), ("User name", "account"),
    ("Order number", "order"), ("What is 3 + 4 = ?", "code"), ("Leave this field blank", "trap"), ("请勿填写", "trap"),
    ("Ihr Anliegen", ""), ("First name", "first_name"), ("姓", "last_name"), ("Website", "website"),
    ("Email subject", "subject"), ("邮件主题", "subject"), ("公司名称", "company"), ("联系方式", "contact"),
    ("名称 *", "name"), ("商品名称", "product"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "meaning"), LABELS, ids=[label for label, _ in LABELS])
def test_field_by_its_label(label: str, meaning: str) -> None:
    """A label in either language says what a text field is."""
    assert meaning_of(field(label)) == meaning


def test_a_field_of_the_kind_to_search_is_what_it_is_called() -> None:
    """Makers take that kind for its cross that empties it; a search without such a name stays one."""
    assert meaning_of(field("Subject *", type="search")) == "subject"
    assert meaning_of(field("主题", type="search")) == "subject"
    assert meaning_of(field("Search", type="search")) == "search"
    assert meaning_of(field("", type="search", name="subject")) == "search"


def test_what_a_visitor_reads_goes_before_what_the_maker_wrote() -> None:
    """A technical name misleads: only where nothing can be read it is used."""
    assert meaning_of(field("Your e-mail", name="subject")) == "email"
    assert meaning_of(field("", name="contact[firstName]")) == "first_name"
    assert meaning_of(field("", name="field_7", placeholder="请输入您的邮箱")) == "email"
    assert meaning_of(field("How can we help you with your order?", "textarea")) == "message"
    assert meaning_of(field("Where can we reach you?", type="email")) == "email"
    assert [meaning_of(field(words)) for words in ("From:", "Sender", "发件人")] == ["name"] * 3
    assert meaning_of(field("From:", type="email")) == "email"
    assert meaning_of(field("Where are you writing from?")) != "name"


@pytest.mark.parametrize(
    ("label", "name"),
    [("学院", "class_name"), ("", "class_name"), ("Which school?", "school_name"), ("", "productName"),
     ("Cursus", "course_name"), ("", "order[item_name]"), ("Veld", "acme_name")],
)  # fmt: skip
def test_the_name_of_a_thing_is_not_ours(label: str, name: str) -> None:
    """What nobody can read is not filled in with our name because its maker called it the name of something."""
    assert meaning_of(field(label, name=name)) != "name"


@pytest.mark.parametrize(
    ("label", "name"),
    [("", "contact_name"), ("Naam", "your-name"), ("Naam", "name"), ("", "acme_name"),
     ("Namn", "fullName"), ("Naam", "form[sender_name]")],
)  # fmt: skip
def test_a_person_s_name_by_what_the_maker_called_it(label: str, name: str) -> None:
    assert meaning_of(field(label, name=name)) == "name"


COPIED = (
    "Fill in number 957", "Please enter the digits: 4821", "Please enter any two digits",
    "Type the following number 30917", "请输入数字 957", "请填写右侧数字: 4821", "请输入任意两位数字",
    "把下面的数字抄一遍: 30917",
)  # fmt: skip
NOT_COPIED = (
    "Enter the last 4 digits of your card", "Enter 10 digits or more", "Fill in number 13800138000",
    "Message: please enter at least 10 characters", "Enter the number", "请输入数字", "请输入手机号 13800138000",
    "请输入卡号后4位数字", "留言内容(至少10个字)",
)  # fmt: skip


@pytest.mark.parametrize("label", COPIED)
def test_a_field_for_digits_that_its_label_names_is_a_captcha(label: str) -> None:
    """Digits that stand in the field's own words, or any that one likes, tell people from robots."""
    assert meaning_of(field(label)) == "code"


@pytest.mark.parametrize("label", NOT_COPIED)
def test_digits_of_something_and_lengths_are_no_captcha(label: str) -> None:
    """A card's last digits, an example of a phone number and the length of an entry ask for no code."""
    assert meaning_of(field(label)) != "code"


def test_fields_out_of_sight_are_never_filled_in() -> None:
    """What people do not see is there to catch robots, whatever it is called."""
    survey = contact(field("E-mail"), field("Message", "textarea"), field("Name", visible=False))
    form = contact_form(survey)
    assert form is not None
    entries = planned(survey, form)
    assert not isinstance(entries, Unfit)
    assert [entry.field.label for entry in entries] == ["E-mail", "Message"]


def contact(*fields: Field, buttons: Sequence[str] = ("Send",), **facts: object) -> Survey:
    made = tuple(Button(number=100 + n, text=text, submits=True) for n, text in enumerate(buttons))
    return Survey(fields=fields, buttons=made, forms=(Form(number=0, **facts),))  # type: ignore[arg-type]


def test_other_forms_are_not_the_contact_form() -> None:
    """A login with a textarea, a comment form, a search and a newsletter are no contact forms."""
    asked = (field("E-mail"), field("Message", "textarea"))
    assert contact_form(contact(*asked)) is not None
    assert contact_form(contact(*asked, field("Password", type="password"))) is None
    assert contact_form(contact(*asked, heading="Leave a comment")) is None
    assert contact_form(contact(field("E-mail"), heading="Newsletter", buttons=("Subscribe",))) is None
    assert contact_form(contact(field("Search", type="search"))) is None


def test_button_that_sends() -> None:
    """Neither cancel nor preview nor upload is pressed, and a step's button only where nothing sends."""
    survey = contact(field("E-mail"), field("Message", "textarea"), buttons=("Cancel", "Preview", "提 交", "Upload"))
    assert candidates(survey)[0].send == survey.buttons[2]
    steps = contact(field("E-mail"), field("Message", "textarea"), buttons=("Back", "下一步"))
    assert (candidates(steps)[0].send, candidates(steps)[0].onward) == (None, steps.buttons[1])


def test_button_with_a_word_inside_a_word() -> None:
    """ "Feedback" holds "back", and "basket" holds "ask"."""
    survey = contact(field("E-mail"), field("Message", "textarea"), buttons=("To basket", "Send Feedback", "Go back"))
    assert candidates(survey)[0].send == survey.buttons[1]


def test_button_beside_the_form() -> None:
    """A form without a button of its own is sent by the one beside it, never by one of another form's."""
    beside = Button(number=9, text="提交", form=NO_FORM, beside=0)
    made = replace(contact(field("E-mail"), field("Message", "textarea"), buttons=()), buttons=(beside,))
    assert candidates(made)[0].send == beside
    elsewhere = replace(made, buttons=(replace(beside, beside=NO_FORM),))
    assert candidates(elsewhere)[0].send is None
    own = Button(number=8, text="Send")
    assert candidates(replace(made, buttons=(own, beside)))[0].send == own


def test_first_step_that_asks_only_what_it_is_about() -> None:
    """Where people are asked to write, one question and "next" lead on; elsewhere they are no contact form."""
    kinds = tuple(field(text, type="radio", name="q", group="What is your question about?") for text in ("A", "B"))
    asked = contact(*kinds, buttons=("Next",), heading="Contact us")
    assert contact_form(asked) is not None
    assert contact_form(contact(*kinds, buttons=("Next",), heading="Choose your plan")) is None
    assert contact_form(contact(*kinds, buttons=("Send",), heading="Contact us")) is None
    assert contact_form(contact(*kinds, field("Name"), buttons=("Next",), heading="Contact us")) is None


def test_choice_is_the_most_general() -> None:
    """The same for every question; nothing that claims a trouble we have not."""
    assert best(["Please select", "Complaint", "Billing", "General enquiry"]) == 3
    assert best(["请选择", "投诉举报", "售前咨询", "其他问题"]) == 3
    assert best(["Urgent complaint", "Orders", "Customer support"]) == 2
    assert best(["--", "举报", "充值问题"]) == 2
    assert best(["请选择"]) is None


def test_first_choice_that_nobody_made() -> None:
    """A list of kinds stands at its first because it must stand somewhere: a general one is ours, if offered."""
    kinds = ("Subscription", "Article", "Other")
    options = tuple(Option(text=text, value=text, selected=not n) for n, text in enumerate(kinds))
    asked = (field("E-mail"), field("Message", "textarea"))

    def made(label: str, some: Sequence[Option]) -> list[str]:
        survey = contact(*asked, field(label, "select", options=tuple(some)))
        entries = planned(survey, candidates(survey)[0])
        assert not isinstance(entries, Unfit)
        return [entry.value for entry in entries if entry.act == "choose"]

    assert made("Type of question", options) == ["Other"]
    assert made("Type of question", options[:2]) == []
    assert made("Priority", options) == []
    other_first = (replace(options[0], selected=False), replace(options[1], selected=True), options[2])
    assert made("Type of question", other_first) == []


def test_what_we_cannot_say_truthfully() -> None:
    """A required phone, country or text that we have no entry for is named; one that is not required stays empty."""
    options = (Option(text="Choose"), Option(text="Chad", value="td"))
    for wanted in (field("Phone"), field("Country", "select", options=options), field("Shoe size")):
        for required in ("attribute", ""):
            survey = contact(
                field("E-mail"), field("Message", "textarea"), Field(**{**_facts(wanted), "required": required})
            )
            form = contact_form(survey)
            assert form is not None
            assert isinstance(planned(survey, form), Unfit) == bool(required)


def _facts(one: Field) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__slots__}


BOXES = [
    ("I have read the privacy policy", "attribute", "tick"), ("我已阅读并同意《用户协议》", "", "tick"),
    ("Keep me informed about special offers", "", None), ("订阅优惠信息", "", None),
    ("Subscribe to our newsletter", "attribute", "unfit"), ("I am a customer", "attribute", "unfit"),
    ("I agree to the use of cookies (optional)", "", None), ("Send me a copy", "mark", None),
    ("Send me a copy", "attribute", "unfit"), ("I'd like to receive news", "", None), ("Accept terms", "mark", "tick"),
    ("I authorise you to process my data", "attribute", "tick"), ("本人承诺以上信息真实", "mark", "tick"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "required", "expected"), BOXES, ids=[row[0] for row in BOXES])
def test_boxes(label: str, required: str, expected: str | None) -> None:
    """An agreement that is needed is ticked; a newsletter never is; what we cannot confirm is not."""
    box = field(label, type="checkbox", required=required)
    survey = contact(field("E-mail"), field("Message", "textarea"), box)
    form = contact_form(survey)
    assert form is not None
    entries = planned(survey, form)
    if isinstance(entries, Unfit):
        assert expected == "unfit"
    else:
        assert next((entry.act for entry in entries if entry.field == box), None) == expected


def test_links_to_the_page_itself_come_last() -> None:
    """Also where something stands behind our address that the page's own menu does not know."""
    paths = ("c", "d", "c#x")
    links = [{"number": n, "text": "Contact", "address": f"http://a/{path}"} for n, path in enumerate(paths)]
    survey = parse({"url": "http://a/c?from=us#top", "links": links})
    assert [link.number for link in survey.links] == [1, 2, 0]
