"""What is a sign of a chat behind a form to leave a message, and what a contact form says too."""

from __future__ import annotations

from typing import Any

import pytest

from probes.webchat.finding import closing, forms, judge
from probes.webchat.finding.judge import Setting
from probes.webchat.finding.survey import Survey, Thing
from probes.webchat.finding.views import Surface, View


def of_a_chat(text: str, *, called: bool = False, fresh: bool = False, panel: str = "", **more: Any) -> bool:
    survey = Survey(things=[], text=text, scripts=more.pop("scripts", ()))
    seen = View(page=None, frame=None, survey=survey, setting=Setting(**more), handle=None, seen=True)  # type: ignore[arg-type]
    surface = Surface(fields=[], text=text, log=False, fresh=fresh, marks=panel)
    return closing.of_a_chat(seen, surface, called=called)


@pytest.mark.parametrize(
    "text",
    [
        "We are offline right now. Leave a message",
        "Nobody is here at the moment",
        "No agents are available",
        "Chat is closed",
        "客服当前不在线，请留言",
        "现在是非工作时间",
        "离线留言",
        "客服已下班",
    ],
)
def test_words_that_nobody_is_there_now_are_a_chats(text: str) -> None:
    """Wherever they stand."""
    assert of_a_chat(text)


@pytest.mark.parametrize(
    "text",
    [
        "Leave us a message",
        "We will get back to you",
        "Our office is currently closed",
        "Outside business hours write to us",
        "No one is available to take your call",
        "请留言",
        "非工作时间请留言",
        "客服下班时间：18:00",
        "工作时间 9:00-18:00，稍后回复您",
    ],
)
def test_words_of_contact_forms_are_no_sign(text: str) -> None:
    """They are said at any hour, or of something else."""
    assert not of_a_chat(text)


@pytest.mark.parametrize(
    ("facts", "sign"),
    [
        ({"called": True, "fresh": True}, True),
        ({"called": True}, False),  # it stood there before
        ({"fresh": True}, False),
        ({"panel": "chat-panel"}, True),
        ({"panel": "wechat-panel"}, False),
        ({"main": False, "marks": "Live chat"}, True),
        ({"main": False, "marks": "Contact form"}, False),
        ({"main": False, "scripts": ("https://embed.tawk.to/1/default",)}, True),
        ({"scripts": ("https://embed.tawk.to/1/default",)}, False),
    ],
)
def test_where_a_form_to_leave_a_message_comes_from(facts: dict[str, Any], sign: bool) -> None:
    """A launcher, a panel or a frame that speaks of a chat; a vendor's script in the form's own frame."""
    assert of_a_chat("Leave us a message", **facts) is sign


@pytest.mark.parametrize(
    ("says", "speaks"), [("Live chat", True), ("联系客服", True), ("WeChat", False), ("Message us", False)]
)
def test_what_speaks_of_a_chat(says: str, speaks: bool) -> None:
    """Not what opens a contact form as well."""
    assert closing.speaks(says) is speaks


@pytest.mark.parametrize(
    ("button", "said", "later", "stepped"),
    [
        ("Next", "Step 1 of 3", False, True),
        ("Next", "Tell us who you are", True, True),
        ("Next", "Tell us who you are", False, False),
        ("Start chat", "Step 1 of 2", True, False),
        ("下一步", "第1步", False, True),
    ],
)
def test_a_form_of_steps_that_is_no_chats(button: str, said: str, later: bool, stepped: bool) -> None:
    """It says so, or holds a field for a message that is not in sight yet."""
    asks = Thing(kind="field", tag="input", type="text", label="Name", rect=(10, 10, 200, 30), group=0, form=True)
    rest = Thing(kind="field", tag="textarea", type="textarea", label="Message", seen=False, group=0, form=True)
    next_ = Thing(kind="press", tag="button", text=button, rect=(10, 60, 80, 30), group=0)
    survey = Survey(things=[asks, next_, *([rest] if later else [])], forms=[said])

    assert forms.is_stepped(survey, [asks]) is stepped


@pytest.mark.parametrize(
    ("button", "facts", "unsure"),
    [
        ("Next", {"title": "Customer support"}, True),
        ("Continue", {"text": "Tell us who you are"}, True),
        ("下一步", {"title": "联系客服"}, True),
        ("提交", {"title": "客户服务中心"}, True),
        ("提交", {"title": "星河客服中心"}, True),
        ("下一步", {"title": "星河客服"}, False),
        ("Continue", {"title": "Your assistant"}, False),
        ("Start chat", {"title": "Customer support"}, False),
        ("开始咨询", {"title": "客户服务中心"}, False),
        ("Next", {"title": "Chat"}, False),
        ("Next", {"said": "Before we start"}, False),
        ("下一步", {"title": "在线客服"}, False),
        ("Next", {"url": "https://shop.example/livechat"}, False),
        ("Next", {"marks": "Live chat", "main": False}, False),
        ("Next", {"title": "Customer support", "opened": True}, False),
    ],
)
def test_a_form_that_may_be_a_wizards_first_step(button: str, facts: dict[str, Any], unsure: bool) -> None:
    """It only goes on, and nothing says that this is a way into a chat; what was opened is judged by its launcher."""
    asks = Thing(kind="field", tag="input", type="text", label="Name", rect=(10, 10, 200, 30), group=0, form=True)
    on = Thing(kind="press", tag="button", text=button, type="submit", rect=(10, 60, 80, 30), group=0)
    about = {name: facts.pop(name) for name in ("title", "text", "url") if name in facts}
    survey = Survey(things=[asks, on], forms=[facts.pop("said", "")], **about)
    view = View(page=None, frame=None, survey=survey, setting=Setting(**facts), handle=None, seen=True)  # type: ignore[arg-type]

    assert closing.may_be_a_wizard(view, [asks]) is unsure


@pytest.mark.parametrize(("says", "presses"), [("Contact support", False), ("联系客服", False), ("Start chat", True)])
def test_what_sends_a_step_off_is_no_launcher(says: str, presses: bool) -> None:
    """Without a word written it would be an empty form."""
    asks = Thing(kind="field", tag="input", type="text", label="Name", rect=(10, 10, 200, 30), group=0, form=True)
    sends = Thing(kind="press", tag="button", text=says, type="submit", seen=True, rect=(800, 600, 80, 30), group=0)
    found = judge.launchers(Survey(things=[asks, sends]), Setting())

    assert [thing for _, thing in found] == [sends] * presses
