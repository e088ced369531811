"""Fields that their own hint or title names: no heading above and no words behind speak for such a field."""

from __future__ import annotations

import pytest

from probes.form.looking import look
from tests.contract.form_world import IN_A_BROWSER, FormWorld

pytestmark = IN_A_BROWSER

HEADED = {
    "en": "<h2>Leave us your Feedback</h2><input name=a placeholder='Full Name'><input name=b placeholder='Email'>"
    "<textarea name=c placeholder='Message'></textarea>",
    "zh": "<h3>意见反馈</h3><input name=a placeholder='您的姓名'><input name=b placeholder='电子邮箱'>"
    "<textarea name=c placeholder='留言内容'></textarea>",
}
BEHIND = {
    "en": "<p><input name=a placeholder='Last name'> <label for=m>E-mail</label> <input id=m name=b></p>"
    "<p><label>Message <textarea name=c></textarea></label></p>",
    "zh": "<p><input name=a placeholder='您的姓名'> <label for=m>电子邮箱</label> <input id=m name=b></p>"
    "<p><label>留言内容 <textarea name=c></textarea></label></p>",
}


TITLED = {"en": ("Phone", "Leave a message"), "zh": ("联系电话", "提交留言")}


@pytest.mark.parametrize("language", HEADED)
async def test_a_heading_inside_the_form_does_not_name_its_first_field(world: FormWorld, language: str) -> None:
    """It stands over all of them, whatever it speaks of."""
    body = f"<form method=post>{HEADED[language]}<button>Submit</button></form>"
    seen = await look(world.ask(body), world.channel.means, world.stage)

    assert [part.name for part in seen.fields] == ["name", "e-mail", "message"]


@pytest.mark.parametrize("language", BEHIND)
async def test_the_label_of_the_next_field_does_not_name_this_one(world: FormWorld, language: str) -> None:
    """A label that is bound to another field is that field's; and a hint inside comes before any words behind."""
    body = f"<form method=post>{BEHIND[language]}<button>Submit</button></form>"
    seen = await look(world.ask(body), world.channel.means, world.stage)

    assert [part.name for part in seen.fields] == [{"en": "last name", "zh": "name"}[language], "e-mail", "message"]


@pytest.mark.parametrize("language", TITLED)
async def test_a_field_named_by_what_a_pointer_shows_is_not_named_by_the_button_below(
    world: FormWorld, language: str
) -> None:
    """It stands alone, and its title is all that a person reads of it."""
    phone, send = TITLED[language]
    body = (
        "<form method=post><div><input type=email name=e title=E-mail></div><div><textarea name=m title=Message>"
        f"</textarea></div><div><input name=p title='{phone}'></div>"
        f"<div onclick=this.parentNode.submit()>{send}</div></form>"
    )
    seen = await look(world.ask(body), world.channel.means, world.stage)

    assert {part.name: part.called for part in seen.fields}.get("subject") is None
    assert [part.name for part in seen.fields if part.called == phone] == ["phone"]


async def test_a_heading_over_each_field_names_it(world: FormWorld) -> None:
    """Where the hint inside only says that one may write."""
    fields = "".join(f"<h4>{name}</h4><input name={at} placeholder='Type here …'>" for at, name in enumerate(NAMED))
    body = f"<form method=post>{fields}<h4>Message</h4><textarea name=m></textarea><button>Submit</button></form>"
    seen = await look(world.ask(body), world.channel.means, world.stage)

    assert [part.name for part in seen.fields] == ["name", "e-mail", "subject", "message"]


NAMED = ("Your name", "Your e-mail", "Subject")
