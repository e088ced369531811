"""What stands in or among a chat's bubbles and is no answer: its end, a badge beside the words, what we told it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Message, Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."

# Every line is a bubble of one build; `theirs` draws one of the other side, with whatever stands in it.
PAGE = """<style>#panel { position: fixed; right: 20px; bottom: 20px; width: 340px; background: #fff }
  #log { height: 300px; overflow-y: auto } .row { display: flex; margin: 8px } .row.a { justify-content: flex-end }
  .bubble { padding: 8px; max-width: 75%; background: #eee; border-radius: 8px } .a .bubble { background: #cde }</style>
<h1>ACME support chat</h1><div id=panel><h2>Chat</h2><div id=first></div><div id=log></div>
<textarea id=say placeholder="Type a message"></textarea></div>
<script>
const say = document.getElementById("say"), log = document.getElementById("log");
const first = document.getElementById("first");
const draw = (side, html) => log.insertAdjacentHTML("beforeend",
  `<div class="row ${side}"><div class=bubble>${html}</div></div>`);
const ours = (html) => draw("a", html), theirs = (html) => draw("b", html);
say.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
  ours(`<p>${say.value}</p>`); say.value = ""; setTimeout(() => { THEN }, 700); };
START
</script>"""


async def asked(world: World, then: str, start: str = "") -> Sequence[Message]:
    """All that was told of a conversation with nothing but its address."""
    page = PAGE.replace("THEN", then).replace("START", start).replace("REPLY", REPLY)
    async with world.open(world.question_on(page, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(12)):
            if REPLY in message.text and not message.before_t0:
                break
        return await heard(door, soon(2))


def replies(messages: Sequence[Message]) -> Sequence[str]:
    return [one.text for one in messages if one.speaker is Speaker.PLATFORM]


ENDS = [
    "This conversation has ended.",
    "The chat session has been closed",
    "This chat has ended due to inactivity.",
    "Chat ended by the agent",
    "会话已结束",
    "本次服务已结束",
    "本次会话已结束，感谢您的咨询。",
    "由于您长时间未回复，会话已自动结束",
    "Guest 17 has left the room",
    "anna joined the chat.",
    "游客 加入了聊天室",
    "小王已离开会话",
]


@pytest.mark.parametrize("words", ENDS)
async def test_a_bubble_that_says_that_the_chat_has_ended_is_no_reply(world: World, words: str) -> None:
    """It is built and painted as an answer is."""
    said = await asked(world, f"theirs('<p>REPLY</p>'); setTimeout(() => theirs('<p>{words}</p>'), 500);")
    assert replies(said) == [REPLY]
    assert [one.text for one in said if one.speaker is Speaker.NOTICE] == [words]


ABOUT = [
    "The parcel has left",
    "Your key has left our warehouse, and you have joined the queue of those who wait.",
    "请先退出再进入房间，就能看到卡密。",
    "The conversation has ended when you press the red button, not before.",
    "The session has ended, so please log in to the shop again.",
    "您的充值服务已结束，请在首页重新购买。",
]


@pytest.mark.parametrize("words", ABOUT)
async def test_an_answer_that_speaks_of_an_end_is_a_reply(world: World, words: str) -> None:
    said = await asked(world, f"theirs('<p>{words}</p>'); setTimeout(() => theirs('<p>REPLY</p>'), 500);")
    assert replies(said) == [words, REPLY]


BADGES = {
    "bot": "bot", "AI": "bot", "AI Assistant": "bot", "AI generated": "bot", "Verified": "",
    "机器人": "bot", "AI生成": "bot", "智能客服": "bot", "客服": "", "官方": "",
}  # fmt: skip
PLACES = {
    "before": "BADGE <p>REPLY</p>", "after": "<p>REPLY</p> BADGE", "beside": "<div>BADGE <span>REPLY</span></div>",
    "among": "REPLY BADGE",
}  # fmt: skip
LOOKS = ["<small>WORDS</small>", "<span style='background: #fd8; padding: 2px'>WORDS</span>", "<i class=tag>WORDS</i>"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("words", BADGES)
async def test_a_badge_is_no_word_of_the_answer_and_tells_who_gives_it(world: World, words: str, place: str) -> None:
    look = LOOKS[(len(words) + len(place)) % len(LOOKS)].replace("WORDS", words)
    said = await asked(world, f'theirs("{PLACES[place].replace("BADGE", look)}");')
    assert replies(said) == [REPLY]
    kinds = [one.marks.get("agent_type", "") for one in said if one.speaker is Speaker.PLATFORM]
    assert kinds == [BADGES[words]]


WITHIN = [
    ("Your account is <b>verified</b>.", "Your account is verified."),
    ("<div>Who answers you?</div><div>Bot</div>", "Who answers you?\nBot"),
    ("<div>状态</div><div>官方</div>", "状态\n官方"),
]


@pytest.mark.parametrize(("html", "words"), WITHIN)
async def test_such_words_in_an_answer_are_said(world: World, html: str, words: str) -> None:
    """Nothing sets them apart."""
    said = await asked(world, f"theirs('{html}'); setTimeout(() => theirs('<p>REPLY</p>'), 500);")
    assert replies(said) == [words, REPLY]


CARDS = {
    "English": "<div>Name: NAME</div><div>E-mail: MAIL</div>",
    "English, in a list": "<dl><dt>Name</dt><dd>NAME</dd><dt>Email</dt><dd>MAIL</dd></dl>",
    "Chinese": "<div>姓名：NAME</div><div>邮箱：MAIL</div>",
    "with a heading": "<b>Your details</b><p>Name: NAME</p><p>Email: MAIL</p>",
}
ASKS = """log.hidden = say.hidden = true; first.innerHTML = `<form><label>Name <input id=who required></label>
  <label>E-mail <input id=mail type=email required></label><button>Start chat</button></form>`;
  first.firstChild.onsubmit = (event) => { event.preventDefault(); const card = `CARD`.replace("NAME", who.value)
    .replace("MAIL", mail.value); first.innerHTML = ""; log.hidden = say.hidden = false; WHEN };"""

KEPT, AFTER = "window.card = card;", "theirs(card); setTimeout(() => theirs('<p>REPLY</p>'), 600);"


@pytest.mark.parametrize("kind", CARDS)
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_card_that_tells_us_who_we_are_is_no_reply(world: World, kind: str, when: str) -> None:
    """It stands there from the form on, or comes with our first line."""
    start = ASKS.replace("CARD", CARDS[kind]).replace("WHEN", "theirs(card);" if when == "before" else KEPT)
    assert replies(await asked(world, "theirs('<p>REPLY</p>');" if when == "before" else AFTER, start)) == [REPLY]


async def test_an_answer_that_names_us_and_says_more_is_a_reply(world: World) -> None:
    start = ASKS.replace("CARD", "NAME, we have written to MAIL.").replace("WHEN", KEPT)
    assert len(replies(await asked(world, AFTER, start))) == 2
