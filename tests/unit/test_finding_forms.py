"""A form before a chat: what is one, what it is filled with, and what it is not given."""

from __future__ import annotations

from typing import Any

import pytest

from probes.webchat.finding import forms
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
