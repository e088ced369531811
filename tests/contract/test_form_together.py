"""What stands together in a form: buttons in a row, and an account that is opened by asking."""

from __future__ import annotations

import pytest

from probes.form.looking import look
from tests.contract.form_world import IN_A_BROWSER, FormWorld

pytestmark = IN_A_BROWSER

FORM = """<h1>{}</h1><form method=post>{}<p><label>E-mail 邮箱 <input name=mail></label></p>
  <p><label>{} <textarea name=text></textarea></label></p>{}</form>"""
ROW = "<div><span>{}</span><div>{}</div></div>"
PRESSED = "<button type=button style='cursor:pointer'><span>{}</span></button>"


def row(about: str, *texts: str) -> str:
    return ROW.format(about, "".join(PRESSED.format(text) for text in texts))


@pytest.mark.parametrize("texts", [("重 置", "提 交"), ("取　消", "发 送"), ("重置", "提交")])
async def test_buttons_in_a_row_are_no_choices(world: FormWorld, texts: tuple[str, str]) -> None:
    """Also where the signs of their words stand apart: the one that sends is known."""
    seen = await look(
        world.ask(FORM.format("联系我们", "", "留言内容", row("", *texts))), world.channel.means, world.stage
    )

    assert seen.button is not None
    assert (seen.button.name, seen.button.called, seen.missing) == ("send", texts[1], "")
    assert [part.name for part in seen.fields] == ["e-mail", "message"]


async def test_choices_in_a_row_are_choices(world: FormWorld) -> None:
    """Words that press nothing stay what is chosen of, also where their signs stand apart."""
    body = FORM.format("联系我们", row("问题类型", "售 前", "其 他"), "留言内容", "<button>提 交</button>")
    seen = await look(world.ask(body), world.channel.means, world.stage)

    assert [part.name for part in seen.fields] == ["category", "e-mail", "message"]


ACCOUNT = "<p><label>User name <input name=user></label></p><p><label>Password <input type=password name=p1></label>"
ACCOUNT += "<label>Repeat password <input type=password name=p2></label></p>"


@pytest.mark.parametrize("asked", ["Message", "问题描述"])
async def test_a_form_that_opens_an_account_is_barred(world: FormWorld, asked: str) -> None:
    """Who asks there must make an account: it is told, and no form is called missing."""
    body = FORM.format("Submit a ticket", ACCOUNT, asked, "<button>Submit</button>")
    seen = await look(world.ask(body), world.channel.means, world.stage)

    assert seen.door == "barred: login_required"


async def test_an_account_with_a_text_about_oneself_is_no_barred_form(world: FormWorld) -> None:
    """Nobody asks anything there: there is no contact form."""
    body = FORM.format("Register", ACCOUNT, "Biography", "<button>Register</button>")
    seen = await look(world.ask(body), world.channel.means, world.stage)

    assert seen.door == "not found"


async def test_a_log_in_beside_the_form_bars_nothing(world: FormWorld) -> None:
    """Another form of the page is for members."""
    beside = f"<form>{ACCOUNT}<button>Log in</button></form>"
    seen = await look(
        world.ask(beside + FORM.format("Contact us", "", "Message", "<button>Send</button>")),
        world.channel.means, world.stage,
    )  # fmt: skip

    assert (seen.door, seen.missing) == ("open", "")


async def test_fields_that_bear_one_number(world: FormWorld) -> None:
    """Each is called by the words before it, though the labels of all point at the first."""
    rows = "".join(
        f"<label for=x>{text}</label><input id=x name=n{n}>" for n, text in enumerate(("名称:", "邮箱:", "标题:"))
    )
    rows += "<label>正文<textarea name=text></textarea></label>"
    body = f"<h1>联系我们</h1><form method=post>{rows}<button>提交</button></form>"
    seen = await look(world.ask(body), world.channel.means, world.stage)

    assert [part.name for part in seen.fields] == ["name", "e-mail", "subject", "message"]
