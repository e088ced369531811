"""What a field without a label asks by the prompt, or the sample, that is printed into it."""

from __future__ import annotations

import pytest

from probes.form.meaning import contact_form, meaning_of
from probes.form.plan import Unfit, Words, plan
from probes.form.survey import Button, Field, Form, Survey

OURS = Words(name="Support Study", address="probe+x1@study.test", subject="Refunds", nonce="QABC", text="How?")
PROMPTS = (
    ("name@example.com", "email"), ("e.g. jane@example.org", "email"), ("例如：zhangsan@example.com", "email"),
    ("John Doe", "name"), ("e.g. Jane Smith", "name"), ("张三", "name"),
    ("请输入图片上的字符", "code"), ("请输入图中的文字", "code"), ("輸入圖形上的字元", "code"),
    ("看不清？输入图片中的数字", "code"),
    ("Contact Number", "phone"), ("Contact no.", "phone"), ("Order number", "order"), ("orderid", "order"),
    ("Ticket type", "category"), ("Type", "category"),
)  # fmt: skip
NOT_MEANT = (
    ("请输入邀请码（可选）", "message"), ("请输入金额", "message"), ("请输入", "message"), ("Type here...", "category"),
    ("Type to filter", "category"), ("Some detail in order to help you", "order"), ("Border colour", "order"),
    ("Write to us at help@example.com", "email"), ("John", "email"),
)  # fmt: skip


@pytest.mark.parametrize(("prompt", "meaning"), PROMPTS)
def test_a_prompt_names_its_field(prompt: str, meaning: str) -> None:
    assert meaning_of(Field(number=0, placeholder=prompt)) == meaning


@pytest.mark.parametrize(("prompt", "meaning"), NOT_MEANT)
def test_a_prompt_names_no_other_field(prompt: str, meaning: str) -> None:
    assert meaning_of(Field(number=0, placeholder=prompt)) != meaning


@pytest.mark.parametrize("prompt", ["请输入邀请码", "请输入优惠码（选填）", "Type here"])
def test_what_is_asked_for_in_words_that_nobody_knows_is_given_nothing(prompt: str) -> None:
    """Neither the question nor its subject belongs there."""
    fields = (
        Field(number=0, placeholder="邮箱"),
        Field(number=1, placeholder=prompt),
        Field(number=2, tag="textarea", placeholder="留言内容"),
    )
    survey = Survey(fields=fields, buttons=(Button(number=9, text="提交"),), forms=(Form(number=0),))
    form = contact_form(survey)
    assert form is not None
    entries = plan(form, survey.forms[0], OURS)
    assert not isinstance(entries, Unfit)
    assert [entry.field.number for entry in entries] == [0, 2]
