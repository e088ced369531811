"""How a conversation is begun where a chat or its page does not begin with a place to write."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."

# BEGIN stands in the page or in what a launcher opens, until `begin()` is called.
CHAT = """<style>#panel { background: #fff; width: 340px; PLACE } #log { height: 280px; overflow-y: auto }
  .round { position: fixed; right: 20px; bottom: 20px; width: 56px; height: 56px; border-radius: 28px }
  .line { background: #eee; padding: 8px; margin: 8px }</style>
<h1>ACME codes</h1><p>We sell codes for games.</p><a href="#h">Home</a> OUTSIDE
<div id=panel HIDDEN><div id=first>BEGIN</div><div id=chat hidden><div id=log></div>
<textarea id=say placeholder="Type your message"></textarea></div></div>
<script>
const begin = () => { first.innerHTML = ""; chat.hidden = false; };
const press = (mark, then) => document.querySelectorAll(mark).forEach((one) => { one.onclick = then; });
const add = (words) => log.insertAdjacentHTML("beforeend", `<div class=line>${words}</div>`);
say.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
  add(say.value); say.value = ""; setTimeout(() => add("REPLY"), 700); };
START
</script>"""
ROUND = "<button id=open class=round aria-label=Open></button>"
OPENS = 'document.getElementById("open").onclick = () => { panel.hidden = false; };'


async def answers(world: World, begin: str, start: str, *, opened: bool = True, outside: str = "") -> Sequence[str]:
    """What was said to us by a chat with nothing but its address; ``opened``: behind a launcher."""
    place = "position: fixed; right: 20px; bottom: 90px" if opened else "margin: auto"
    page = CHAT.replace("PLACE", place).replace("HIDDEN", "hidden" if opened else "").replace("BEGIN", begin)
    page = page.replace("OUTSIDE", ROUND if opened else outside).replace("START", (OPENS if opened else "") + start)
    async with world.open(world.question_on(page.replace("REPLY", REPLY), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(30)):
            if REPLY in message.text:
                break
        said = await heard(door, soon(0))
        return [one.text for one in said if one.speaker is Speaker.PLATFORM]


WITHIN = {
    "a card": """<h3>Hello there</h3><div class=go style="cursor: pointer"><div>Send us a message</div>
      <small>We typically reply in a few minutes</small></div><button>Home</button><button>Help</button>""",
    "departments": "<p>Choose a department</p><button class=go>Sales</button><button class=go>Support</button>",
    "a tab": "<h3>Hello</h3><p>Find answers</p><button>Home</button><button class=go>Messages</button>",
}


@pytest.mark.parametrize("kind", WITHIN)
async def test_what_opens_the_place_to_write_in_an_open_chat_is_pressed(world: World, kind: str) -> None:
    """A card with a remark below its words, one of several departments, a tab."""
    assert await answers(world, WITHIN[kind], 'press(".go", begin);') == [REPLY]


@pytest.mark.parametrize(
    ("place", "button"), [("Username", "Join"), ("请输入昵称", "进入"), ("请输入您的用户名", "开始使用")]
)
async def test_a_button_beside_the_field_lets_us_in(world: World, place: str, button: str) -> None:
    """A room's form on one line, without a form's element."""
    begin = f"<h3>Join the chat</h3><input id=who placeholder='{place}'><button class=go>{button}</button>"
    assert await answers(world, begin, 'press(".go", () => { if (who.value) begin(); });', opened=False) == [REPLY]


@pytest.mark.parametrize("place", ["Enter your name", "Nickname", "请输入昵称"])
async def test_a_name_that_no_button_takes_is_entered_by_its_key(world: World, place: str) -> None:
    """A room's one field, and nothing to press."""
    begin = f"<h3>Join the chat</h3><input id=who placeholder='{place}'>"
    start = "who.onkeydown = (event) => { if (event.key === 'Enter' && who.value) begin(); };"
    assert await answers(world, begin, start, opened=False) == [REPLY]


ON_A_PAGE = {
    "people": """<h3>Messages</h3><ul><li class=go style="cursor: pointer">Helen</li><li class=go
      style="cursor: pointer">Tom</li></ul><p>Select a user to start chatting</p>""",
    "by name": """<div class=go style="cursor: pointer">添加用户</div><p>点击「添加用户」开始体验</p>""",
    "begin": "<h2>Welcome to our assistant</h2><p>Ask about codes.</p><button class=go>Get started</button>",
}


@pytest.mark.parametrize("kind", ON_A_PAGE)
async def test_a_page_that_is_a_chat_is_begun(world: World, kind: str) -> None:
    """Whom to talk to is chosen first, the page names what to press, or one button leads on."""
    assert await answers(world, ON_A_PAGE[kind], 'press(".go", begin);', opened=False) == [REPLY]


async def test_a_support_link_in_the_foot_opens_the_chat(world: World) -> None:
    """It is neither large nor in a corner."""
    link = "<footer><a href='#' id=foot>Contact support</a></footer>"
    start = "panel.hidden = true; foot.onclick = (event) => { event.preventDefault(); panel.hidden = false; begin(); };"
    assert await answers(world, "", start, opened=False, outside=link) == [REPLY]


NOTE = """<div id=note style="position: fixed; inset: 0; background: #0008; z-index: 9"><div
  style="background: #fff; width: 300px; margin: 20% auto"><h3>Before you start</h3><p>WORDS</p>
  <button class=go>I understand</button></div></div>"""


async def test_what_is_to_be_noted_before_one_writes_is(world: World) -> None:
    """It lies over the chat and asks for nothing."""
    note = NOTE.replace("WORDS", "This chat uses a machine. Do not share personal data.")
    assert await answers(world, "", 'begin(); press(".go", () => note.remove());', opened=False, outside=note) == [
        REPLY
    ]
