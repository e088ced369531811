"""Topics to be chosen before one may write, and the ready-made questions that they are told from."""

from __future__ import annotations

from typing import Any

import pytest

from probes.webchat.finding import forms, judge
from probes.webchat.finding.judge import Setting
from probes.webchat.finding.survey import Panel, Survey, Thing

TOLD = "Please select a topic to start chatting"
PANEL = Panel(text=f"Support {TOLD}", marks="chat", rect=(660, 200, 340, 440), fixed=True)
OPENED = Setting(opened=True, fresh={1, 2, 3})


def field(**facts: Any) -> Thing:
    place = {"kind": "field", "tag": "textarea", "type": "textarea", "rect": (670, 600, 250, 40), "panel": 0}
    return Thing(**place | {"group": 0} | facts)


def topic(text: str, name: int, **facts: Any) -> Thing:
    place = {"kind": "press", "tag": "button", "rect": (670, 200 + 50 * name, 300, 40), "panel": 0}
    return Thing(**place | {"text": text, "name": name} | facts)


def pressed(*things: Thing, told: str = PANEL.text, setting: Setting = OPENED) -> list[str]:
    """What would be pressed, the best first."""
    panel = Panel(text=told, marks="chat", rect=PANEL.rect, fixed=True)
    found = judge.launchers(Survey(things=things, panels=[panel]), setting)
    return [thing.text for _, thing in sorted(found, key=lambda each: -each[0])]


SHUT = field(label="Select a topic first...", disabled=True)


@pytest.mark.parametrize("told", [TOLD, "Choose one of our categories", "请选择问题类型", "请先选择咨询主题"])
def test_a_topic_is_chosen_where_nothing_can_be_written(told: str) -> None:
    """The most general one first; where the field is shut, or is not there yet."""
    topics = [topic("Orders", 1), topic("Support", 2)]
    assert pressed(*topics, SHUT, told=told) == ["Support", "Orders"]
    assert pressed(*topics, told=told) == ["Support", "Orders"]


@pytest.mark.parametrize("label", ["Choose an option first", "Please select one of the above", "请先选择上方选项"])
def test_a_place_to_write_may_say_itself_that_one_chooses_first(label: str) -> None:
    """Whatever stands above what is to be chosen."""
    shut = field(label=label, disabled=True)
    assert pressed(topic("Orders", 1), topic("Support", 2), shut, told="Welcome!") == ["Support", "Orders"]


@pytest.mark.parametrize(
    ("told", "more"),
    [
        (TOLD, [field(label="Type your message")]),  # one may write: pressed, it would be said
        ("What would you like to know?", [field(label="Connecting", disabled=True)]),
        (TOLD, [SHUT, field(tag="input", type="email", label="E-mail", rect=(670, 400, 250, 40), group=1)]),
    ],
)
def test_ready_made_questions_and_parts_of_forms_are_no_topics(told: str, more: list[Thing]) -> None:
    """Nor is anything where nobody tells to choose."""
    assert pressed(topic("Refunds", 1), topic("Delivery", 2), *more, told=told) == []


def test_topics_on_a_page_where_nothing_was_opened_are_left_alone() -> None:
    """A shop's page lists its articles so, or a contact form its subjects; a shut place to write tells a chat's."""
    topics = [topic("Refunds", 1), topic("Delivery", 2)]
    assert pressed(*topics, setting=Setting()) == []
    sizes = [topic(text, name, panel=-1) for name, text in enumerate(("Small", "Large"))]
    text = field(tag="input", type="text", label="Choose an option first", disabled=True, panel=-1)
    assert pressed(*sizes, text, setting=Setting()) == []


def test_a_place_to_write_that_is_shut_is_no_form() -> None:
    """Its button sends nothing that could be filled in."""
    arrow = Thing(kind="press", tag="button", type="submit", rect=(930, 600, 40, 40), panel=0, group=0, disabled=True)
    assert forms.plan(Survey(things=[SHUT, arrow], panels=[PANEL]), [SHUT]) is None
