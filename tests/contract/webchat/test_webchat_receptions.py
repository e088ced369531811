"""What real support chats show before and beside the place to write: a sign in a frame, a reception, a guest's name."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import ProbeError, Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

ANSWER = "Cards that were never used can be returned for thirty days."
SHOP = "<title>Harbour cards</title><h1>Harbour cards</h1><p>Cards for games, sent by mail within a day.</p>"


async def asked(world: World, page: str) -> Sequence[tuple[Speaker, str]]:
    """Ask on a page with nothing but its address; what was said by whom."""
    async with world.open(world.question_on(page.replace("ANSWER", ANSWER), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(30)):
            if ANSWER in message.text:
                break
        return [(message.speaker, message.text) for message in await heard(door, soon(0))]


# A frame as large as the chat will be, clear as glass until its one round sign is pressed.
SIGN = """<style>#panel { display: none; position: absolute; inset: 0 0 70px 0; background: #fff }
  #log { height: 300px; overflow-y: auto } .line { background: #eee; padding: 8px; margin: 8px }
  #sign { position: absolute; right: 8px; bottom: 8px; width: 56px; height: 56px; border-radius: 28px }
  .icon::before { content: "\\f075"; font-family: FontAwesome }</style>
<main class=chatBox><div id=panel><div id=log></div><textarea id=field placeholder="Write.."></textarea></div>
<button id=sign class=chatBox__show><i class="icon icon-comment"></i></button></main>
<script>
const say = (words) => log.insertAdjacentHTML("beforeend", `<div class=line>${words}</div>`);
sign.onclick = () => { panel.style.display = "block"; sign.style.display = "none"; };
field.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
  say(field.value); field.value = ""; setTimeout(() => say("ANSWER"), 700); };
</script>"""
FRAME = """<iframe src="SOURCE" style="position: fixed; right: 20px; bottom: 10px; width: 480px; height: 480px;
  border: 0"></iframe>"""


async def test_a_sign_alone_in_a_frame_as_large_as_its_chat_opens_it(world: World) -> None:
    """Nothing else is in the frame, and nobody says that it is a launcher."""
    inner = world.page(SIGN.replace("ANSWER", ANSWER), host="localhost")
    assert await asked(world, SHOP + FRAME.replace("SOURCE", inner)) == [
        (Speaker.OWN, QUESTION), (Speaker.PLATFORM, ANSWER),
    ]  # fmt: skip


# The chat is drawn at once, and a card that asks what to call us lies over it, in the middle of nothing that names it.
NAMED = """<style>#chat { position: fixed; right: 20px; bottom: 20px; width: 340px; height: 420px; background: #fff }
  #log { height: 330px; overflow-y: auto } .line { background: #eee; padding: 8px; margin: 8px }
  #card { position: absolute; inset: 0; background: #fff; padding: 20px }
  #sign { position: fixed; right: 20px; bottom: 20px; width: 56px; height: 56px }</style>
<div id=place><div id=chat hidden><header>Support team</header><div id=log></div>
<textarea id=field placeholder="Type your message"></textarea><button id=send>Send</button>
<div id=card><header><h2>Consent form</h2><button type=button class=card__minimize
  onclick="chat.hidden = true"><i class="fa fa-close"></i></button></header><p>Enter your name below.</p>
<form onkeydown="return event.key != 'Enter'"><input id=name type=text><button type=button id=go>Submit</button>
</form><p>By hitting submit you let us keep a cookie.</p></div></div></div>
<button id=sign aria-label="Open chat" onclick="chat.hidden = false"></button>
<script>
const say = (words) => log.insertAdjacentHTML("beforeend", `<div class=line>${words}</div>`);
go.onclick = () => { if (!document.getElementById("name").value) return;
  card.remove(); say("Hello, what can we do?"); };
send.onclick = () => { say(field.value); field.value = ""; setTimeout(() => say("ANSWER"), 700); };
</script>"""


async def test_a_form_that_lies_over_the_chat_is_filled_first(world: World) -> None:
    """Closing it would close the chat, and nothing that is written below it is sent."""
    said = await asked(world, SHOP + NAMED)
    assert said[-2:] == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, ANSWER)]


# A script of the page makes the frame and looks into it at once, before its document has come.
LOADER = """<script>
const frame = Object.assign(document.createElement("iframe"), {src: "SOURCE"});
frame.style.cssText = "position: fixed; right: 20px; bottom: 10px; width: 480px; height: 480px; border: 0";
document.body.append(frame);
const inside = frame.contentDocument;
</script>"""


async def test_a_chat_in_a_frame_that_its_page_has_looked_into_is_read(world: World) -> None:
    """The frame's window is then kept for the document that comes into it."""
    inner = world.page(SIGN.replace("ANSWER", ANSWER))
    assert await asked(world, SHOP + LOADER.replace("SOURCE", inner)) == [
        (Speaker.OWN, QUESTION), (Speaker.PLATFORM, ANSWER),
    ]  # fmt: skip


# Every bubble floats in a row that has therefore no height, and all is drawn anew each second.
FLOATS = """<style>#panel { position: fixed; right: 20px; bottom: 20px; width: 340px; background: #fff }
  #log { height: 300px; overflow-y: auto } .bubble { padding: 8px; margin: 6px; max-width: 70%; clear: both }
  .sent { float: right; background: #ded } .received { float: left; background: #eee }</style>
<button onclick="panel.hidden = false">Chat with us</button>
<div id=panel hidden><div id=log></div><textarea id=field placeholder="Type your message"></textarea></div>
<script>
const lines = [["received", "Welcome, ask us any question."]];
const draw = () => { log.innerHTML = ""; for (const [side, words] of lines) log.insertAdjacentHTML("beforeend",
  `<div class=row><div class="bubble ${side}"><p>${words}</p></div></div>`); };
draw(); setInterval(draw, 400);
field.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
  lines.push(["sent", field.value]); field.value = ""; draw();
  setTimeout(() => lines.push(["received", "ANSWER"]), 700); };
</script>"""


async def test_lines_that_float_in_rows_without_height_are_read_in_their_order(world: World) -> None:
    assert await asked(world, SHOP + FLOATS) == [
        (Speaker.PLATFORM, "Welcome, ask us any question."), (Speaker.OWN, QUESTION), (Speaker.PLATFORM, ANSWER),
    ]  # fmt: skip


# While the answer is made a sign stands in the line that will hold it.
WAITS = """<h1>Assistant</h1><div id=log style="height: 300px; overflow-y: auto; white-space: pre-wrap"></div>
<form id=form><input id=field placeholder="Ask something..."><button type=submit>Send</button></form>
<script>
const say = (who, words) => { const line = document.createElement("div");
  line.className = who; line.textContent = words; log.append(line); return line; };
form.onsubmit = (event) => { event.preventDefault(); say("user", "🧑 " + field.value); field.value = "";
  const line = say("assistant", "SIGN"); setTimeout(() => { line.innerHTML = "ANSWER"; }, 2500); };
</script>"""


@pytest.mark.parametrize("sign", ["⏳", "⌛️", "💭"])
async def test_a_sign_that_an_answer_is_being_made_is_none(world: World, sign: str) -> None:
    said = await asked(world, WAITS.replace("SIGN", sign))
    assert said == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, ANSWER)]


async def test_a_sign_before_words_is_a_reply(world: World) -> None:
    said = await asked(world, WAITS.replace("SIGN", "⏳ Let me look that up for you."))
    assert any("Let me look that up" in text for speaker, text in said if speaker is Speaker.PLATFORM)


# Nothing can be written before a card is pressed that says what it is about.
CARDS = """<style>#panel { position: fixed; right: 20px; bottom: 90px; width: 340px; height: 440px; background: #fff }
  #log { height: 300px; overflow-y: auto } .line { background: #eee; padding: 8px; margin: 8px }
  #sign { position: fixed; right: 20px; bottom: 20px; width: 60px; height: 60px }</style>
<button id=sign aria-label="Open support chat">💬</button>
<div id=panel hidden><header>Support</header><div id=cards><p>ASKS</p><button>💳 Deposits</button>
<button>Account &amp; cards</button><button>LAST</button></div><div id=talk hidden><div id=log></div>
<textarea id=field placeholder="Type your message"></textarea></div></div>
<script>
const say = (words) => log.insertAdjacentHTML("beforeend", `<div class=line>${words}</div>`);
sign.onclick = () => { panel.hidden = !panel.hidden; };
for (const card of cards.querySelectorAll("button"))
  card.onclick = () => { cards.remove(); talk.hidden = false; say("About " + card.textContent); };
field.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
  say(field.value); field.value = ""; setTimeout(() => say("ANSWER"), 700); };
</script>"""


@pytest.mark.parametrize(
    ("asks", "last"),
    [
        ("What can we help you with?", "🤖 Other"),
        ("How can we help you today?", "Something else"),
        ("请问您想咨询什么？", "其他问题"),
        ("Popular questions", "Speak to a human"),
    ],
)
async def test_of_cards_that_say_what_it_is_about_the_last_resort_is_pressed(
    world: World, asks: str, last: str
) -> None:
    said = await asked(world, SHOP + CARDS.replace("ASKS", asks).replace("LAST", last))
    assert said == [
        (Speaker.PLATFORM, f"About {last}"), (Speaker.OWN, QUESTION), (Speaker.PLATFORM, ANSWER),
    ]  # fmt: skip


async def test_of_ready_made_questions_none_is_pressed(world: World) -> None:
    """Pressed, it would be asked."""
    page = SHOP + CARDS.replace("ASKS", "How can we help you?").replace("LAST", "Do you sell other cards?")
    with pytest.raises(ProbeError, match="not found on the page: input"):
        async with world.open_impatiently(world.question_on(page, None)):
            pass


# A drawing is pressed itself, with no button around it, and holds a style sheet; so is the one that sends.
DRAWN = """<style>#panel { display: none; position: fixed; right: 20px; bottom: 90px; width: 340px; background: #fff }
  #log { height: 300px; overflow-y: auto } .line { background: #eee; padding: 8px; margin: 8px }</style>
<div id=bot-wrapper style="position: fixed; right: 20px; bottom: 20px"><div id=panel><div id=log></div>
<svg id=bot-send onclick="send()" width=30 height=30 viewBox="0 0 9 9" style="cursor: pointer"><path d="M0 0l9 4-9 4z"/>
</svg><input id=field placeholder="type here...."></div>
<svg id=chatbot__icon onclick="panel.style.display = 'block'" width=56 height=56 viewBox="0 0 9 9"><defs><style>
.closed-menu { fill: #eee } .search { stroke: #333; stroke-width: 2px }</style></defs><g><circle class=closed-menu cx=4
cy=4 r=4 /><path class=search d="M1 1h7v5h-3l-2 2z"/></g></svg></div>
<script>
const say = (words) => log.insertAdjacentHTML("beforeend", `<p class=line>${words}</p>`);
const send = () => { say(field.value); field.value = ""; setTimeout(() => say("ANSWER"), 700); };
</script>"""


async def test_a_drawing_that_is_pressed_itself_opens_the_chat_and_sends(world: World) -> None:
    """What its style sheet says is nothing that it says."""
    assert await asked(world, SHOP + DRAWN) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, ANSWER)]


# In the signs of Taiwan and Hong Kong: a form first, a line that somebody types, the answer.
LONG = """<style>#panel { position: fixed; right: 20px; bottom: 90px; width: 340px; background: #fff }
  #log { height: 300px; overflow-y: auto } .line { background: #eee; padding: 8px; margin: 8px }</style>
<a href="#c" onclick="panel.hidden = false">線上諮詢</a>
<div id=panel hidden><form id=who><label>您的暱稱 <input required></label><label>電子信箱 <input required></label>
<button>開始對話</button></form><div id=talk hidden><div id=log></div><input id=field placeholder="請輸入訊息">
<button id=go>送出</button></div></div>
<script>
const say = (words) => log.insertAdjacentHTML("beforeend", `<div class=line>${words}</div>`);
who.onsubmit = (event) => { event.preventDefault(); who.remove(); talk.hidden = false; };
go.onclick = () => { say(field.value); field.value = ""; setTimeout(() => say("客服正在輸入…"), 300);
  setTimeout(() => { log.lastChild.textContent = "ANSWER"; }, 1500); };
</script>"""


async def test_a_chat_in_the_long_signs_is_used_like_one_in_the_short(world: World) -> None:
    assert await asked(world, SHOP + LONG) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, ANSWER)]
