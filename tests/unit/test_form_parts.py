"""What a person is told of a form's fields: what each was taken for, what would be done with it, and what keeps us."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from probes.form.meaning import contact_form
from probes.form.parts import Part, button, captchas, fields, first_broken
from probes.form.plan import Words
from probes.form.survey import Button, Challenge, Field, Form, Option, Survey

OURS = Words(name="Support Study", address="probe+x1@study.test", subject="Refunds", nonce="QABC", text="How?")
CHOICES = (Option(text="Choose", value=""), Option(text="Billing", value="b"), Option(text="Other", value="o"))
ASKED = (
    Field(number=0, label="Name"),
    Field(number=1, label="电子邮箱", required="attribute"),
    Field(number=2, label="Topic", tag="select", options=CHOICES),
    Field(number=3, label="留言内容", tag="textarea"),
)


def told(*more: Field, ours: Words = OURS, **facts: object) -> tuple[Mapping[str, Part], Survey]:
    """The parts of a contact form with these fields besides, by what they are called."""
    survey = Survey(
        fields=(*ASKED, *more),
        buttons=(Button(number=90, text="Send", submits=True),),
        forms=(Form(number=91),),
        **facts,
    )  # type: ignore[arg-type]
    form = contact_form(survey)
    assert form is not None
    return {part.called: part for part in fields(form, survey.forms[0], survey, ours)}, survey


def test_each_field_is_named_with_what_would_be_done() -> None:
    """In both languages: what it was taken for, and our entry or the choice that would be made."""
    parts, _ = told()

    assert {called: (part.name, part.doing) for called, part in parts.items()} == {
        "Name": ("name", "“Support Study”"),
        "电子邮箱": ("e-mail", "the inquiry's own address, probe+x1@study.test"),
        "Topic": ("category", "“Other” is chosen"),
        "留言内容": ("message", "the question"),
    }
    assert [part.required for part in parts.values()] == [False, True, False, False]
    assert first_broken(list(parts.values())) == ""


def test_what_nobody_configured_is_said() -> None:
    """Without a persona and a mail account no entry is made up."""
    parts, _ = told(ours=Words(name="", address="", subject="Refunds", nonce="QABC", text=""))

    assert "nobody is configured" in parts["Name"].doing
    assert "no mail account is configured" in parts["电子邮箱"].doing


@pytest.mark.parametrize(
    ("more", "name", "doing"),
    [
        (Field(number=5, label="Leave this empty", visible=False), "trap", "left alone: people do not see it"),
        (Field(number=5, label="Fax", name="url2", visible=False), "not in sight", "left alone: people do not see it"),
        (Field(number=5, label="请勿填写"), "trap", "left alone: people are told to"),
        (Field(number=5, label="Phone"), "phone", "left as it is"),
        (Field(number=5, label="订阅优惠信息", type="checkbox"), "advertising", "never ticked"),
        (Field(number=5, label="我已阅读并同意隐私政策", type="checkbox", required="mark"), "consent", "ticked"),
        (Field(number=5, label="Anything more", tag="textarea"), "a second text", "left as it is"),
        (Field(number=5, label="Department", tag="combobox"), "category", "opened, and the most general choice"),
    ],
)
def test_what_is_left_alone_and_what_is_ticked(more: Field, name: str, doing: str) -> None:
    """Traps, advertising and what is not required."""
    parts, _ = told(more)

    assert parts[more.called].name == name
    assert parts[more.called].doing.startswith(doing)
    assert not parts[more.called].broken


def test_a_set_of_buttons_is_one_part() -> None:
    """It is called what the set asks, and its element is the one that would be pressed."""
    kinds = [
        Field(number=number, label=label, type="radio", name="k", group="What is it about?", required="attribute")
        for number, label in enumerate(("Complaint", "Something else"), start=5)
    ]

    parts, _ = told(*kinds)

    assert parts["What is it about?"].doing == "“Something else” is chosen"
    assert parts["What is it about?"].number == 6
    assert "Complaint" not in parts


def test_the_first_that_we_cannot_fill_in_is_named() -> None:
    """By what a person calls it, with the reason; the others are told all the same."""
    parts, _ = told(
        Field(number=5, label="Phone", required="attribute"), Field(number=6, label="Order number", required="mark")
    )

    assert "numbers are never made up" in parts["Phone"].broken
    assert "we claim none" in parts["Order number"].broken
    assert first_broken(list(parts.values())).startswith("the field 'Phone': a phone number is required")


def test_a_captcha_and_a_missing_button_are_parts_too() -> None:
    """Neither is got round."""
    _, survey = told(challenges=(Challenge(sign="img[alt=captcha]", form=0),))
    form = contact_form(survey)
    assert form is not None
    bare = contact_form(Survey(fields=ASKED, forms=(Form(number=91),)))
    assert bare is not None

    assert [part.place for part in captchas(form, survey)] == ["img[alt=captcha]"]
    assert captchas(form, Survey(challenges=(Challenge(sign=".g-recaptcha", form=3),))) == []
    assert button(form).number == 90
    assert button(bare).broken == "the form has no button that sends it"
