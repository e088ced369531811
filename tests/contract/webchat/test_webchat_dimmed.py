"""A name asked among the lines, while the place to write below is dimmed: it is given there, and the chat is used."""

from __future__ import annotations

import pytest

from probes.interface import Sent
from tests.contract.webchat_world import IN_A_BROWSER, MEANS, QUESTION, World, read_until

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."
# The button beside the name bears a picture alone, and cannot be pressed before something is written.
PAGE = """<title>Harbour cards</title><h1>Harbour cards</h1><p>Cards for games, sent by mail within a day.</p>
<style>#box { position: fixed; right: 20px; bottom: 90px; width: 340px; height: 480px; background: #fff }
  #log { height: 380px; overflow-y: auto } .line { background: #eee; padding: 8px; margin: 8px }
  .dim { opacity: .5; pointer-events: none } #sign { position: fixed; right: 20px; bottom: 20px }</style>
<div id=box hidden><header>HEAD</header><div id=log><div class=line>HELLO</div>
<div id=who><input id=called type=text placeholder="CALLED"><button type=button id=give disabled>
<svg width=16 height=16></svg></button></div></div>
<div id=foot class=dim ATTRIBUTE><input id=field placeholder="WRITE"><button id=go><svg width=16></svg></button>
</div></div><button id=sign onclick="box.hidden = false">SIGN</button>
<script>
window.book = {names: [], sent: []};
const say = (words) => log.insertAdjacentHTML("beforeend", `<div class=line>${words}</div>`);
const take = () => { if (called.value.length < 2) return; book.names.push(called.value); who.remove();
  foot.className = ""; foot.inert = false; };
called.oninput = () => { give.disabled = called.value.length < 2; };
give.onclick = take; called.onkeydown = (event) => { if (event.key === "Enter") take(); };
const send = () => { if (!book.names.length || !field.value) return; book.sent.push(field.value); say(field.value);
  field.value = ""; setTimeout(() => say("REPLY"), 700); };
go.onclick = send; field.onkeydown = (event) => { if (event.key === "Enter") send(); };
</script>"""
WORDS = {
    "en": {"HEAD": "Chat with us", "HELLO": "Hello! I am here to help.", "CALLED": "Enter your name",
           "WRITE": "Type your question..", "SIGN": "Live chat"},
    "zh": {"HEAD": "在线客服", "HELLO": "您好，很高兴为您服务。", "CALLED": "请输入您的姓名",
           "WRITE": "请输入您的问题", "SIGN": "在线客服"},
}  # fmt: skip


def page(language: str, attribute: str) -> str:
    body = PAGE.replace("REPLY", REPLY).replace("ATTRIBUTE", attribute)
    for name, said in WORDS[language].items():
        body = body.replace(name, said)
    return body if not attribute else body.replace("class=dim", "")


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("attribute", ["", "inert"])
async def test_the_name_is_given_and_the_question_said_once(world: World, language: str, attribute: str) -> None:
    """What cannot be pressed yet is no part of the form, and its button none of the form's."""
    async with world.open(world.question_on(page(language, attribute), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        told = await door.page.evaluate("book")
    assert told == {"names": [MEANS.persona.name], "sent": [QUESTION]}


async def test_the_answer_is_read_where_the_name_was_asked(world: World) -> None:
    """The form is gone by then, and was no line."""
    assert REPLY in [one.text for one in await read_until(world, page("en", ""), REPLY, seconds=20)]


async def test_a_dimmed_place_where_nothing_is_asked_is_written_into(world: World) -> None:
    """No form stands before it: whether it takes what we write shows when we write."""
    body = page("en", "").replace("<div id=who>", "<div id=who hidden>").replace("!book.names.length || ", "")
    async with world.open(world.question_on(body.replace("<button id=go>", "<button id=go hidden>"), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert await door.page.evaluate("book") == {"names": [], "sent": [QUESTION]}
