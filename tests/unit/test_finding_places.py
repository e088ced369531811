"""Where a field belongs: to a form, to nobody, or to a chat; and the form that asks for a nickname alone."""

from __future__ import annotations

from typing import Any

import pytest

from probes.interface import BarredReason
from probes.webchat.finding import doors, forms, judge
from probes.webchat.finding.judge import Setting
from probes.webchat.finding.survey import Survey, Thing
from probes.webchat.finding.views import View

TOLD = "A chat server for everybody. It is easy to use, and free. " * 20


def field(**facts: Any) -> Thing:
    return Thing(**{"kind": "field", "tag": "input", "type": "text", "rect": (250, 140, 200, 34), "group": 0} | facts)


def press(**facts: Any) -> Thing:
    return Thing(**{"kind": "press", "tag": "button", "rect": (390, 280, 60, 30), "group": 0} | facts)


def view(*things: Thing, text: str = TOLD, title: str = "", forms: tuple[str, ...] = ()) -> View:
    survey = Survey(things=things, text=text, title=title, forms=forms)
    return View(page=None, frame=None, survey=survey, setting=Setting(), handle=None, seen=True)  # type: ignore[arg-type]


COMPOSER = {"tag": "div", "type": "editable", "rect": (50, 650, 520, 40), "log": 1}


@pytest.mark.parametrize(
    "other",
    [
        {"tag": "div", "type": "editable", "label": "Log", "text": "x" * 40, "rect": (690, 100, 330, 240), "log": 1},
        {"type": "email", "label": "Your e-mail", "rect": (50, 2400, 200, 30)},
    ],
)
def test_a_field_far_away_on_the_page_is_of_no_form_with_ours(other: dict[str, Any]) -> None:
    """Fields that no form element holds belong together only where they stand together."""
    ours = field(**COMPOSER)
    send = press(label="Send", rect=(615, 652, 20, 40))

    found = judge.chat_input(Survey(things=[ours, field(**other), send]), Setting())

    assert found is not None
    assert found[1] is ours


@pytest.mark.parametrize("other", [{"form": True, "rect": (50, 100, 200, 30)}, {"rect": (50, 560, 200, 30)}])
def test_a_field_of_the_same_form_speaks_against_a_chat(other: dict[str, Any]) -> None:
    """Held by one form element at any distance, or standing above the place for a message."""
    ours = field(**COMPOSER | {"form": "form" in other})
    mail = field(type="email", label="Your e-mail", **other)

    send = press(label="Send", rect=(615, 652, 20, 40))
    assert judge.chat_input(Survey(things=[ours, mail, send]), Setting()) is None


def test_of_two_places_alike_the_lower_is_the_input() -> None:
    """Above the lines may stand what the room is about, which who stands in it may change."""
    topic = field(tag="div", type="editable", rect=(0, 38, 1024, 24), log=1, name=1)
    ours = field(tag="textarea", type="textarea", rect=(171, 693, 846, 24), log=1, name=2)

    for things in ([topic, ours], [ours, topic]):
        found = judge.chat_input(Survey(things=things), Setting(opened=True, fresh={1, 2}))
        assert found is not None
        assert found[1] is ours


NICK = {"label": "Nickname", "marks": "nick"}


@pytest.mark.parametrize(
    ("fields", "button"),
    [
        ([NICK], "Start.."),
        ([NICK, {"label": "Channel", "rect": (250, 230, 200, 34)}], "Connect"),
        ([{"label": "昵称"}], "进入"),
        ([{"label": "Your name"}, {"label": "Room", "rect": (250, 230, 200, 34)}], "Join"),
    ],
)
def test_a_form_that_asks_for_a_nickname_begins_a_chat(fields: list[dict[str, Any]], button: str) -> None:
    """Beside any text: nobody else asks for a nickname, or for a name and a room, and nothing more."""
    things = [field(**facts) for facts in fields]

    assert list(view(*things, press(text=button)).forms(opened=False)) == [things]


@pytest.mark.parametrize(
    ("fields", "button"),
    [
        ([NICK, {"type": "email", "label": "E-mail"}], "Join"),
        ([NICK, {"type": "password", "label": "Password", "required": True}], "Join"),
        ([NICK, {"type": "textarea", "label": "Comment"}], "Start"),
        ([NICK], "Save"),
        ([NICK], "Start free trial"),
        ([{"label": "Your name"}], "Start"),
        ([{"label": "Channel"}], "Join"),
    ],
)
def test_other_forms_beside_text_begin_none(fields: list[dict[str, Any]], button: str) -> None:
    """What asks for an address, a password or a comment, or only for a name, is something else."""
    things = [field(**facts) for facts in fields]

    assert list(view(*things, press(text=button)).forms(opened=False)) == []


def test_a_nickname_is_one_word_and_one_that_stands_there_is_kept() -> None:
    """Rooms take no blanks in a nickname; a guest's name that the page has thought of is not untrue."""
    nick = field(**NICK)
    guest = field(**NICK | {"filled": True})

    def moves(asked: Thing) -> list[tuple[str, str]]:
        form = forms.plan(Survey(things=[asked, press(text="Connect")]), [asked])
        assert form is not None
        return [(move.act, move.value) for move in form.moves]

    assert moves(nick) == [("fill", "{nickname}"), ("click", "")]
    assert moves(guest) == [("click", "")]


@pytest.mark.parametrize("asked", [{"label": "昵称"}, {"label": "Nickname"}, {"label": "", "marks": "nickname"}])
def test_a_chat_that_asks_what_we_are_called_is_told_the_whole_name(asked: dict[str, Any]) -> None:
    """A shop's chat calls it a nickname too; cut to what a room takes our name would say nothing of who asks."""
    nick = field(**asked)
    form = forms.plan(Survey(things=[nick, press(text="开始咨询")]), [nick], opened=True)

    assert form is not None
    assert [(move.act, move.value) for move in form.moves] == [("fill", "{name}"), ("click", "")]


def test_a_name_in_a_language_without_blanks_is_whole_in_a_room_too() -> None:
    """It is one word as it is."""
    nick = field(label="昵称")
    form = forms.plan(Survey(things=[nick, press(text="进入聊天室")]), [nick])

    assert form is not None
    assert form.moves[0].value == "{name}"


def test_a_password_that_need_not_be_given_is_no_wall() -> None:
    """A room may have one; a page that asks for a user's own is a wall as before."""
    asked = [field(**NICK), field(type="password", label="Password", rect=(250, 190, 200, 34))]
    room = Survey(things=[*asked, press(text="Connect")], text="Connect to the support room")
    login = Survey(things=[*asked, press(text="Log in")], text="Welcome back")

    assert doors.barred(room, Setting(), chat=False) is None
    assert doors.barred(login, Setting(), chat=False) is BarredReason.LOGIN_REQUIRED


@pytest.mark.parametrize(
    ("button", "begins"),
    [("Submit Ticket", False), ("Send message", False), ("提交", False), ("Start chat", True), ("开始咨询", True)],
)
def test_a_contact_form_is_no_form_before_a_chat(button: str, begins: bool) -> None:
    """What asks for a message and an address to answer to would be sent; a form before a chat says that one begins."""
    asked = [
        field(label="Your name"),
        field(type="email", label="E-mail", rect=(250, 230, 200, 34)),
        field(tag="textarea", type="textarea", label="Question", required=True, rect=(250, 270, 200, 80)),
    ]

    form = forms.plan(Survey(things=[*asked, press(text=button, rect=(250, 360, 120, 34))]), asked)

    assert (form is not None) is begins


@pytest.mark.parametrize(("text", "opens"), [("Support ticket", False), ("联系客服", False), ("Live chat", True)])
def test_what_sends_a_contact_form_is_no_launcher(text: str, opens: bool) -> None:
    """Pressed as one it would send the form, empty as it is; in no form the same words invite."""
    asked = [field(type="email", label="E-mail"), field(tag="textarea", type="textarea", label="Question")]
    facts = {"text": text, "label": text, "marks": "support-chat", "type": "submit", "seen": True}
    inside, outside = press(**facts), press(**facts | {"group": -1})

    def launchers(button: Thing) -> list[Thing]:
        return [thing for _, thing in judge.launchers(Survey(things=[*asked, button]), Setting())]

    assert launchers(outside) == [outside]
    assert launchers(inside) == ([inside] if opens else [])


@pytest.mark.parametrize("said", ["Subscribe", "Sign me up", "订阅"])
def test_a_subscription_is_no_form_before_a_chat(said: str) -> None:
    """Whatever the page is about: nothing is subscribed to."""
    mail = field(type="email", label="Your email")

    assert forms.plan(Survey(things=[mail, press(text=said, label=said, type="submit")]), [mail]) is None
    assert forms.plan(Survey(things=[mail, press(text="Go on", label="Go on", type="submit")]), [mail]) is not None
