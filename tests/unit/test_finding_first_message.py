"""A form before a chat that asks for the first message: which field it is, and whether it must be given."""

from __future__ import annotations

from typing import Any

import pytest

from probes.webchat.finding import forms
from probes.webchat.finding.survey import Survey, Thing


def field(**facts: Any) -> Thing:
    return Thing(**{"kind": "field", "tag": "textarea", "type": "textarea", "rect": (700, 600, 250, 60)} | facts)


def press(**facts: Any) -> Thing:
    return Thing(**{"kind": "press", "tag": "button", "rect": (960, 600, 40, 40)} | facts)


ASKED = ["How can we help?", "Your question", "Message", "Describe your issue", "您的问题", "留言内容", "咨询内容"]


def asking(*fields: Thing) -> forms.Form:
    name = field(tag="input", type="text", group=0, label="Name", rect=(700, 500, 250, 30))
    begin = press(text="Start chat", group=0, rect=(700, 700, 90, 30))
    planned = forms.plan(Survey(things=[name, *fields, begin]), [name, *fields], opened=True)
    assert planned is not None
    assert [planned.moves[0].thing, planned.moves[-1].thing] == [name, begin]
    return planned


@pytest.mark.parametrize("label", ASKED)
@pytest.mark.parametrize("kind", [{}, {"tag": "input", "type": "text"}])
@pytest.mark.parametrize(
    ("facts", "demanded"),
    [({"required": True}, True), ({}, False), ({"filled": True}, True)],
)
def test_the_field_for_the_first_message_is_kept_for_our_question(
    label: str, kind: dict[str, Any], facts: dict[str, Any], *, demanded: bool
) -> None:
    """Nothing of ours is said there by a search, whether it must be given or not; a page's own words are replaced."""
    message = field(group=0, label=label, **kind, **facts)
    planned = asking(message)

    assert (planned.question, planned.demanded, planned.lacking) == (message, demanded, [])
    assert len(planned.moves) == 2


@pytest.mark.parametrize("said", ["发表", "Go!", "OK", "➤"])
@pytest.mark.parametrize("label", ["", "输入内容"])
def test_a_choice_beside_the_place_to_write_is_no_form_before_a_chat(said: str, label: str) -> None:
    """Whom it is for, in a room: pressed with nothing written, its button would send an empty message."""
    whom = field(tag="select", type="select", group=0, label="所有人", rect=(700, 560, 90, 24))
    message = field(group=0, label=label)
    send = press(tag="input", type="submit", group=0, text=said, rect=(900, 700, 60, 30))

    assert forms.plan(Survey(things=[whom, message, send]), [whom, message], opened=True) is None


@pytest.mark.parametrize("label", ["Message (optional)", "留言（选填）", "Your question, if you have one"])
def test_a_message_that_says_it_need_not_be_given_is_none_of_ours(label: str) -> None:
    """It stays empty and nothing waits for it."""
    assert asking(field(group=0, label=label)).question is None


@pytest.mark.parametrize("label", ["Message (required)", "留言内容（必填）"])
def test_a_message_that_says_it_must_be_given_is_demanded(label: str) -> None:
    """In words, where no mark of the page says so."""
    assert asking(field(group=0, label=label)).demanded
    assert not asking(field(group=0, label="Message, not required")).demanded


@pytest.mark.parametrize("label", ["Subject", "Topic", "主题", "问题类型"])
def test_a_topic_beside_the_message_is_told_the_subject(label: str) -> None:
    """And so is a line that asks in the words of a message beside an area for it; a second area is named."""
    topic, line = (
        field(tag="input", type="text", group=0, label=each, required=True) for each in (label, "Your question")
    )
    message = field(group=0, label="Details", required=True)
    planned = asking(topic, line, message)

    assert planned.question is message
    assert [(move.thing, move.value) for move in planned.moves[1:-1]] == [(topic, "{subject}"), (line, "{subject}")]
    assert asking(message, field(group=0, label="Message", required=True)).lacking == ["Message"]


@pytest.mark.parametrize(
    ("button", "log", "facts", "begins"),
    [
        ("Start chat", 0, {}, True),
        ("开始咨询", 0, {}, True),
        ("Send", 0, {}, False),
        ("发送", 0, {}, False),
        ("Start chat", 2, {}, False),
        ("Start chat", 0, {"form": False, "panel": 0}, True),
        ("Connect", 0, {"form": False}, False),
        ("Start chat", 0, {"form": False, "tag": "input", "type": "text", "label": "Your question"}, False),
    ],
)
def test_a_message_alone_is_a_form_where_its_button_begins_the_chat(
    button: str, log: int, facts: dict[str, Any], *, begins: bool
) -> None:
    """Where lines stand beside it, or its button sends, it is the chat's own place to write; so is a bare line."""
    message = field(**{"group": 0, "label": "How can we help?", "log": log, "form": True} | facts)
    begin = press(text=button, group=0, type="submit", rect=(700, 680, 90, 30), panel=message.panel)
    planned = forms.plan(Survey(things=[message, begin]), [message])
    send = press(text="Send", rect=(960, 600, 40, 40), panel=message.panel)

    assert forms.plan(Survey(things=[message, begin, send]), [message]) is None
    assert (planned is not None and planned.question is message and planned.demanded) == begins
