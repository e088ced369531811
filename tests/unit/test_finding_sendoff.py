"""What a search for a chat does not press: what would send off the empty fields beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from probes.webchat.finding.sendoff import may_send
from probes.webchat.finding.survey import Survey, Thing

BOX: dict[str, Any] = {"kind": "field", "tag": "input", "type": "text"}
NAME = Thing(**BOX, label="Name", rect=(100, 100, 300, 30))
MAIL = Thing(**BOX, label="E-mail", rect=(100, 150, 300, 30))
TEXT = Thing(kind="field", tag="textarea", type="textarea", label="Message", rect=(100, 200, 300, 90))
SEARCH = Thing(**BOX, label="Search", search=True, rect=(100, 50, 300, 30))


def presses(text: str, *fields: Thing, **facts: Any) -> bool:
    button = Thing(**{"kind": "press", "tag": "button", "text": text, "rect": (100, 310, 90, 30)} | facts)
    return not may_send(Survey(things=[*fields, button]), button)


@pytest.mark.parametrize("text", ["Send us a message", "Contact support", "Help", "提交咨询", "联系客服"])
def test_below_the_fields_of_a_form(text: str) -> None:
    assert not presses(text, NAME, MAIL, TEXT)
    assert presses(text)
    assert presses(text, SEARCH)


@pytest.mark.parametrize("text", ["Live chat", "Chat with us", "在线客服", "人工服务"])
def test_what_speaks_of_a_chat_alone(text: str) -> None:
    assert presses(text, NAME, MAIL, TEXT)


def test_at_a_message_alone_only_what_sends() -> None:
    """A chat shows its place to write before it is open, too."""
    assert not presses("Send message", TEXT)
    assert not presses("发送消息", TEXT)
    assert presses("Talk to a person", TEXT)


def test_what_is_written_to_somebody_else() -> None:
    """A newsletter, a review, a form that has a button of its own: no other button sends them."""
    news = Thing(**BOX, label="Get offers by e-mail", rect=(100, 150, 300, 30))
    review = Thing(kind="field", tag="textarea", type="textarea", label="写下您的评价", rect=(100, 200, 300, 90))
    assert presses("Send us a message", news, review)
    held = [replace(field, group=0, form=True) for field in (NAME, MAIL, TEXT)]
    assert presses("Send us a message", *held, Thing(kind="press", tag="button", text="Submit", group=0))
    assert not presses("Send us a message", *held, group=0)


def test_elsewhere() -> None:
    """On another surface, above the fields or far from them, or a link to another page."""
    floating = {"panel": 0, "rect": (880, 640, 60, 60)}
    assert presses("Message us", NAME, MAIL, TEXT, **floating)
    assert presses("Message us", NAME, MAIL, TEXT, rect=(100, 20, 90, 30))
    assert presses("Message us", NAME, MAIL, TEXT, rect=(800, 310, 90, 30))
    assert presses("Message us", NAME, MAIL, TEXT, rect=(100, 2000, 90, 30))
    assert presses("Contact support", NAME, MAIL, TEXT, href="/support")
    assert not presses("Contact support", NAME, MAIL, TEXT, href="#")
