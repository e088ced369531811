"""A form before a chat: what is one, what it is filled with, and what it is not given."""

from __future__ import annotations

from typing import Any

import pytest

from probes.webchat.finding import forms, judge
from probes.webchat.finding.judge import Setting
from probes.webchat.finding.survey import Survey, Thing


def field(**facts: Any) -> Thing:
    return Thing(**{"kind": "field", "tag": "textarea", "type": "textarea", "rect": (700, 600, 250, 60)} | facts)


def press(**facts: Any) -> Thing:
    return Thing(**{"kind": "press", "tag": "button", "rect": (960, 600, 40, 40)} | facts)


def test_a_search_beside_a_button_is_no_form() -> None:
    """Where nothing is to be filled nothing was filled: the form comes after the button."""
    search = field(tag="input", type="text", label="Search for help", group=0)
    begin = press(text="Chat with an agent", group=0, rect=(700, 640, 100, 24))

    assert forms.plan(Survey(things=[search, begin]), [search]) is None


@pytest.mark.parametrize("facts", [{}, {"tag": "div", "type": "editable"}, {"tag": "input", "type": "text"}])
def test_a_place_for_a_message_is_no_form(facts: dict[str, Any]) -> None:
    """What is sent from there is said: a form before a chat asks at least who we are, or what about."""
    write, send = field(label="Type a message", group=0, **facts), press(text="Send", group=0, rect=(960, 670, 40, 40))
    topic = field(tag="input", type="text", label="Subject", group=0)

    assert forms.plan(Survey(things=[write, send]), [write]) is None
    assert forms.plan(Survey(things=[topic, send]), [topic]) is not None


def test_a_form_of_which_we_fill_nothing_is_sent_as_it_is() -> None:
    """A telephone that need not be given is left empty, and the button begins the chat."""
    phone, begin = field(tag="input", type="tel", label="Phone", group=0), press(text="Begin", group=0)
    planned = forms.plan(Survey(things=[phone, begin]), [phone])

    assert planned is not None
    assert [move.thing for move in planned.moves] == [begin]


def test_a_form_is_filled_truthfully() -> None:
    """Name and mail are the persona's, of topics the most general one is chosen, advertising is not agreed to."""
    box = {"tag": "input", "group": 0}
    name, mail = field(**box, type="text", label="Your name"), field(**box, type="email", label="E-mail")
    topic = field(tag="select", type="select-one", group=0, label="Topic", options=[("1", "Order"), ("2", "Other")])
    news = field(**box, type="checkbox", label="Send me offers")
    begin = press(text="Start chat", group=0, rect=(700, 700, 90, 30))
    survey = Survey(things=[name, mail, topic, news, begin])

    plan = forms.plan(survey, [name, mail, topic, news])

    assert plan is not None
    assert not plan.lacking
    assert [(move.thing, move.act, move.value) for move in plan.moves] == [
        (name, "fill", "{name}"), (mail, "fill", "{address}"), (topic, "choose", "Other"), (begin, "click", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("last", ["Something else", "其他问题"])
def test_of_topics_to_tick_the_most_general_one_is(last: str) -> None:
    """Where none is, the first."""
    box = {"tag": "input", "type": "radio", "group": 0}
    order, refund, other = (field(**box, label=label) for label in ("Order", "Refund", last))
    begin = press(text="Start chat", group=0, rect=(700, 700, 90, 30))

    def ticked(*topics: Thing) -> list[Thing]:
        planned = forms.plan(Survey(things=[*topics, begin]), topics)
        return [move.thing for move in planned.moves] if planned else []

    assert ticked(order, refund, other) == [other, begin]
    assert ticked(order, refund) == [order, begin]


@pytest.mark.parametrize("words", ["I agree to receive offers by e-mail", "同意接收优惠信息推送"])
def test_advertising_is_not_agreed_to_where_the_words_are_those_of_a_consent(words: str) -> None:
    """What a conversation needs is agreed to; a form that demands the other as well cannot be filled."""
    box = {"tag": "input", "type": "checkbox", "group": 0}
    privacy = field(**box, label="I have read the privacy policy", required=True)
    news = field(**box, label=words, required=True)
    begin = press(text="Start chat", group=0, rect=(700, 700, 90, 30))

    plan = forms.plan(Survey(things=[privacy, news, begin]), [privacy, news])

    assert plan is not None
    assert [move.thing for move in plan.moves] == [privacy, begin]
    assert plan.lacking == [words]


@pytest.mark.parametrize(
    "asked",
    [
        {"type": "tel", "label": "Phone"}, {"type": "text", "label": "Mobile number"},
        {"type": "text", "label": "手机号"}, {"type": "number", "label": "", "marks": "visitor-phone"},
    ],
)  # fmt: skip
def test_a_telephone_number_is_never_made_up(asked: dict[str, Any]) -> None:
    """A form that must have one is named as one we cannot fill, whatever kind of field asks."""
    phone = field(tag="input", group=0, required=True, **asked)
    begin = press(text="Start chat", group=0, rect=(700, 700, 90, 30))

    plan = forms.plan(Survey(things=[phone, begin]), [phone])

    assert plan is not None
    assert plan.lacking == [phone.label or phone.marks]
    assert [move.thing for move in plan.moves] == [begin]


@pytest.mark.parametrize(
    ("facts", "button", "input_"),
    [
        ({"label": "Client code"}, "Start chat", False),
        ({"label": "Client code", "form": False}, "Start chat", True),  # a bare line beside a button
        ({"label": "Client code"}, "Chat", True),
        ({"label": "Your question"}, "Start chat", True),  # the message itself
    ],
)
def test_what_a_form_asks_before_it_lets_us_in_is_no_input(facts: dict[str, Any], button: str, input_: bool) -> None:
    """Our question would stand where something else was asked."""
    line = field(tag="input", type="text", group=0, log=1, **{"form": True} | facts)
    begin = press(text=button, group=0, type="submit", rect=(960, 600, 80, 40))
    survey = Survey(things=[line, begin], title="Chat")

    assert (judge.chat_input(survey, Setting(opened=True, fresh={0})) is not None) is input_


def test_what_was_left_empty_is_named_as_it_is_asked() -> None:
    """Not what is filled, shut, or to be ticked."""
    box = {"tag": "input", "type": "text"}
    asked = [
        field(**box, label="Name", filled=True), field(**box | {"type": "tel"}, label="WhatsApp"),
        field(**box, label="Later", disabled=True), field(**box | {"type": "checkbox"}, label="News"), field(**box),
    ]  # fmt: skip
    assert forms.left_empty(asked) == ["WhatsApp", "text"]


@pytest.mark.parametrize(
    "label",
    [
        "登录名",
        "请输入会员名",
        "账号名称",
        "请输入您的账号",
        "会员号",
        "Login",
        "Login name",
        "Enter your account *",
        "Member ID",
    ],
)
def test_the_name_of_an_account_is_never_made_up(label: str) -> None:
    """What we are called is none: the field is named as one we cannot fill, though it does not say that it must be."""
    account = field(tag="input", type="text", group=0, label=label)
    begin = press(text="Start chat", group=0, rect=(700, 700, 90, 30))

    plan = forms.plan(Survey(things=[account, begin]), [account])

    assert plan is not None
    assert plan.lacking == [label]
    assert [move.thing for move in plan.moves] == [begin]


@pytest.mark.parametrize("label", ["Account", "会员号", "Member number (optional)", "账号（选填）"])
def test_an_account_that_need_not_be_told_is_left_out(label: str) -> None:
    """Beside a name, where nothing says that it must be entered."""
    name, account = (field(tag="input", type="text", group=0, label=each) for each in ("Your name", label))
    begin = press(text="Start chat", group=0, rect=(700, 700, 90, 30))

    plan = forms.plan(Survey(things=[name, account, begin]), [name, account])

    assert plan is not None
    assert not plan.lacking
    assert [(move.thing, move.value) for move in plan.moves] == [(name, "{name}"), (begin, "")]


@pytest.mark.parametrize("label", ["用户名", "Username", "请输入您的用户名", "Name"])
def test_what_a_user_is_called_is_a_name(label: str) -> None:
    """A room lets anybody in under a name that is its user's own to choose."""
    name, begin = field(tag="input", type="text", group=0, label=label), press(text="进入", group=0)

    plan = forms.plan(Survey(things=[name, begin]), [name], opened=True)

    assert plan is not None
    assert [move.value for move in plan.moves] == ["{name}", ""]


@pytest.mark.parametrize("words", ["Skip", "Skip this step", "Continue without a number", "跳过", "暂不填写"])
def test_a_form_that_may_be_skipped_is_where_nothing_of_it_can_be_given(words: str) -> None:
    """Where the rest can be, it is given and the button pressed as ever."""
    line = {"tag": "input", "type": "text", "group": 0}
    phone, name = field(**line | {"type": "tel"}, label="Phone"), field(**line, label="Name", rect=(700, 560, 250, 30))
    begin, skip = press(text="Start chat", group=0), press(text=words, group=0, rect=(960, 650, 90, 30))

    def pressed(*fields: Thing) -> list[Thing]:
        planned = forms.plan(Survey(things=[*fields, begin, skip]), fields)
        assert planned is not None
        assert not planned.lacking
        return [move.thing for move in planned.moves]

    assert pressed(phone) == [skip]
    assert pressed(field(**line | {"type": "tel"}, label="Phone", required=True)) == [skip]
    assert pressed(name, phone) == [name, begin]


@pytest.mark.parametrize("words", ["Not now", "No, thanks", "以后再说", "Close"])
def test_what_leaves_a_form_skips_none(words: str) -> None:
    """The chat may be closed by it."""
    phone = field(tag="input", type="tel", label="Phone", group=0, required=True)
    begin, leave = press(text="Start chat", group=0), press(text=words, group=0, rect=(960, 650, 90, 30))
    planned = forms.plan(Survey(things=[phone, begin, leave]), [phone])

    assert planned is not None
    assert planned.lacking == ["Phone"]


@pytest.mark.parametrize(("button", "begins"), [("Send", False), ("发送", False), ("Start chat", True), ("提交", True)])
def test_a_name_beside_a_place_for_a_message_begins_no_chat(button: str, begins: bool) -> None:
    """What is sent from there is said: a room, or a form to leave a message, whatever we put into it."""
    name, message = (
        field(tag="input", type="text", group=0, label="Nick name"),
        field(group=0, label="", marks="msg_text"),
    )
    survey = Survey(things=[name, message, press(text=button, group=0, type="submit")])

    assert (forms.plan(survey, [name, message]) is not None) == begins
    assert forms.left_empty([name, message]) == ["Nick name"]  # and for a message no form waits


@pytest.mark.parametrize(
    ("button", "opened", "begins"),
    [("立即咨询", False, False), ("立即咨询", True, True), ("提交咨询", True, False), ("开始咨询", False, True)],
)
def test_an_inquiry_with_an_address_is_handed_in_only_where_a_chat_asks_for_it(
    button: str, opened: bool, begins: bool
) -> None:
    """A page's own form for a message says 咨询 as well; sent by a search for a chat, it would ask the platform."""
    fields = [field(tag="input", type="email", group=0, label="邮箱"), field(group=0, label="咨询内容", required=True)]
    survey = Survey(things=[*fields, press(text=button, group=0, type="submit", rect=(700, 680, 90, 30))])

    assert (forms.plan(survey, fields, opened=opened) is not None) == begins


@pytest.mark.parametrize("label", ["Your name", "Nickname", "昵称", "请输入您的姓名"])
def test_a_name_alone_is_entered_by_the_key(label: str) -> None:
    """Where nothing is there to press."""
    name = field(tag="input", type="text", group=0, label=label)

    plan = forms.plan(Survey(things=[name]), [name], opened=True)

    assert plan is not None
    assert [(move.act, move.value) for move in plan.moves] == [("fill", "{name}"), ("enter", "")]


@pytest.mark.parametrize(
    "facts", [{"label": "Product name"}, {"label": "Login"}, {"label": "Your name", "filled": True}]
)
def test_other_lone_fields_are_not_entered(facts: dict[str, Any]) -> None:
    """A filter, an account, and what has been filled already."""
    lone = field(tag="input", type="text", group=0, **facts)

    assert forms.plan(Survey(things=[lone]), [lone], opened=True) is None
