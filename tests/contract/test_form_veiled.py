"""Fields that are drawn only once they are touched: their words lie in their place, and a person writes there."""

from __future__ import annotations

import pytest

from probes.interface import Sent
from tests.contract.form_world import TEXT, FormWorld, address_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("afresh"),
    pytest.mark.timeout(120),
]

HEAD = """<style>.f {position: relative; width: 300px; height: 40px; border-bottom: 1px solid; margin: 9px}
  .f > label, .f > span {position: absolute; left: 4px; top: 8px} .f > * > input, .f > * > textarea,
  .f > input, .f > textarea {position: absolute; inset: 0; width: 300px; height: 40px}
  .c {opacity: 0} .c:focus, .c:focus-within {opacity: 1}</style>"""
LABELLED = """<div class=f><label for=m>{}</label><input class=c id=m name=mail></div>
  <div class=f><label for=t>{}</label><textarea class=c id=t name=text></textarea></div>"""
BESIDE = """<div class=f><span>{}</span><input class=c name=mail></div>
  <div class=f><span>{}</span><textarea class=c name=text></textarea></div>"""
WRAPPED = """<div class=f><span>{}</span><div class=c><input name=mail></div></div>
  <div class=f><span>{}</span><div class=c><textarea name=text></textarea></div></div>"""
WORDS = {"en": ("Contact us", "E-mail", "Message", "Send"), "zh": ("联系我们", "邮箱", "留言内容", "提交")}


def form(fields: str, words: tuple[str, ...], trap: str = "") -> str:
    head, mail, text, press = words
    body = f"<form method=post>{fields.format(mail, text)}{trap}<button>{press}</button></form>"
    return f"{HEAD}<h1>{head}</h1>{body}"


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("fields", [LABELLED, BESIDE, WRAPPED], ids=["labelled", "beside", "wrapped"])
async def test_a_field_that_is_clear_until_it_is_touched(world: FormWorld, fields: str, language: str) -> None:
    """By its label, by what is drawn in its place, or as a whole."""
    inquiry = world.ask(form(fields, WORDS[language]))
    assert isinstance(await world.send(inquiry), Sent)
    assert world.site.sent == [{"mail": address_of(inquiry), "text": TEXT}]


PLAIN = "<p><label>{} <input name=mail></label><p><label>{} <textarea name=text></textarea></label>"
TRAPS = {
    "its label is clear, too": "<div class=f><label class=c for=x>Name</label><input class=c id=x name=trap></div>",
    "nothing lies in its place": "<p>Name</p><div class=f><input class=c name=trap></div>",
    "its label stands elsewhere": "<label for=x>姓名</label><div class=f><input class=c id=x name=trap></div>",
    "it lies over another": """<div class=f><span>Name</span><input name=own>
      <input class=c name=trap></div>""",
    "no key leads to it": "<div class=f><span>Name</span><input class=c tabindex=-1 name=trap></div>",
    "no reader is told of it": "<div class=f aria-hidden=true><span>Name</span><input class=c name=trap></div>",
    "all around it is clear": "<div class='f c'><span>姓名</span><input name=trap></div>",
}


@pytest.mark.parametrize("kind", TRAPS)
async def test_a_trap_that_is_as_clear_is_left_alone(world: FormWorld, kind: str) -> None:
    """People see nothing there that they could write into."""
    inquiry = world.ask(form(PLAIN, WORDS["en"], TRAPS[kind]))
    assert isinstance(await world.send(inquiry), Sent)
    assert [sent["trap"] for sent in world.site.sent] == [""]
