"""A room that lets guests in by a name, and asks its members for a password: only where it says so in words."""

from __future__ import annotations

from typing import Any

import pytest

from probes.interface import BarredReason
from probes.webchat.finding import doors, forms
from probes.webchat.finding.judge import Setting
from probes.webchat.finding.survey import Survey, Thing


def field(**facts: Any) -> Thing:
    return Thing(
        **{"kind": "field", "tag": "input", "type": "text", "rect": (250, 140, 200, 34), "group": 0, "form": True}
        | facts
    )


def room(
    name: str = "Username:", secret: str = "Password:", said: str = "", button: str = "Login", title: str = "Tea chat",
    *others: Thing, **facts: Any,
) -> tuple[Survey, list[Thing]]:  # fmt: skip
    """A page of one form, with what a person reads in it."""
    fields = [
        field(label=name), field(type="password", label=secret, rect=(250, 190, 200, 34), **facts), *others,
    ]  # fmt: skip
    press = Thing(kind="press", tag="input", type="submit", text=button, rect=(250, 240, 80, 30), group=0)
    text = f"{name} {secret} {said} {button}"
    return Survey(things=[*fields, press], text=f"{title} {text}", title=title, forms=(text,)), fields


LET_IN = [
    ("Username:", "Password*:", "* Registered users", "Login"),
    ("用户名:", "密码*:", "* 仅注册用户", "登录"),
    ("Name", "Password *", "* for members only", "Log in"),
    ("Your name", "Password (optional)", "", "Enter"),
    ("Username", "Password", "optional", "Sign in"),
    ("昵称", "密码（可选）", "", "登录"),
    ("用户名", "密码", "选填", "登录"),
    ("用户名", "密码（仅限注册用户）", "", "登录"),
    ("Username", "Password (registered users only)", "", "Login"),
    ("Name", "Password", "Guests leave the password empty.", "Login"),
    ("Name", "Password", "Guests do not need a password", "Go"),
    ("Name", "Password", "No password needed unless you are registered.", "Login"),
    ("用户名", "密码", "游客无需密码，直接登录即可", "登录"),
    ("姓名", "密码", "访客请留空", "进入"),
]


@pytest.mark.parametrize(("name", "secret", "said", "button"), LET_IN)
def test_a_guest_gives_a_name_and_no_password(name: str, secret: str, said: str, button: str) -> None:
    """Such a room is no wall."""
    survey, fields = room(name, secret, said, button)

    assert doors.barred(survey, Setting(), chat=True) is None
    form = forms.plan(survey, fields)
    assert form is not None
    done = [(move.thing.label or move.thing.text, move.act) for move in form.moves]
    assert done == [(name, "fill"), (button, "click")]
    assert not form.lacking


WALLS = [
    ("Username", "Password", ""),
    ("用户名", "密码", ""),
    ("Username *", "Password *", "* required"),
    ("Username", "Password", "Registered users only"),
    ("用户名", "密码", "仅限注册用户登录"),
    ("Username", "Password", "Remember me (optional)"),
    ("Username", "Password", "Guests cannot write here. Please log in."),
    ("Username", "Password", "No guests, please."),
    ("用户名", "密码", "游客不能发言，请先登录"),
    ("用户名", "密码", "暂不支持访客"),
    ("账号", "密码", "忘记密码？注册新用户"),
    ("Username", "Password*", "* at least eight letters"),
]


@pytest.mark.parametrize(("name", "secret", "said"), WALLS)
def test_a_log_in_stays_a_wall(name: str, secret: str, said: str) -> None:
    """It speaks of no guests, or says that they are not let in."""
    survey, fields = room(name, secret, said, "登录" if name.startswith(("用", "账")) else "Login")

    assert doors.barred(survey, Setting(), chat=True) is BarredReason.LOGIN_REQUIRED
    assert not forms.enters(survey, fields)


def test_a_password_that_must_be_given_is_a_wall() -> None:
    """Whatever is said beside it."""
    survey, fields = room("Name", "Password (optional)", required=True)
    assert not forms.enters(survey, fields)


def test_a_button_for_guests_says_nothing_of_the_field_beside_it() -> None:
    """What it does is done by pressing it, and not by a log-in without a password."""
    survey, fields = room("Name", "Password", "Guests need no password")
    guest = Thing(kind="press", tag="a", text="Guests need no password", rect=(250, 300, 80, 30), group=0)
    survey = Survey(things=[*survey.things, guest], text=survey.text, title=survey.title, forms=survey.forms)
    assert not forms.enters(survey, fields)


def test_a_page_that_is_no_chat_is_logged_into_by_nobody() -> None:
    """A shop may say so as well."""
    survey, fields = room("Name", "Password (optional)", title="Tea shop")
    assert not forms.enters(survey, fields)


def test_what_else_it_asks_for_is_a_wall() -> None:
    """An address; a list in which something is chosen is none."""
    mail = field(type="email", label="E-mail", rect=(250, 290, 200, 34))
    survey, fields = room("Name", "Password (optional)", "", "Login", "Tea chat", mail)
    assert not forms.enters(survey, fields)
    channel = field(tag="select", type="select-one", label="Channel:", filled=True, options=[("1", "Public")])
    survey, fields = room("Name", "Password (optional)", "", "Login", "Tea chat", channel)
    assert forms.enters(survey, fields)
