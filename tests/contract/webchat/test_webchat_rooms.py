"""Plain rooms: lines that are no elements, and how one comes into a room."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Barred, BarredReason, Message, ProbeError, Sent, Speaker, VoidReason
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."

# ROOM holds #log; `add(who, words)` and `note(words)` draw a line, `enters` and `answers` are whom we hear.
PAGE = """<style>#log { width: 420px; height: 260px; overflow: auto; border: 1px solid #ccc }</style>
<title>Chat Room</title><h1>Welcome to the chat room</h1>ROOM
<div><input id=say-message><input type=button id=send value=Send></div>
<script>
const log = document.getElementById("log"), say = document.getElementById("say-message");
const wait = (ms) => new Promise((then) => setTimeout(then, ms));
DRAWS
note("Helen joined"); add("Helen", "Good morning.");
document.getElementById("send").onclick = async () => {
  const words = say.value; say.value = ""; await wait(300); add("Guest", words); await wait(300); note("Tom left");
  await wait(900); add("Helen", "REPLY"); };
say.onkeyup = (event) => { if (event.key === "Enter") document.getElementById("send").click(); };
</script>"""
DIV, AREA = "<div id=log></div>", "<textarea id=log disabled></textarea>"
BREAKS = "const put = (html) => log.insertAdjacentHTML('beforeend', `${html}<br>`);"
WHOLE = """let all = ''; const show = () => { log.innerHTML = all; }; setInterval(show, 700);
  const put = (html) => { all += `${html}<br>`; show(); };"""
ROOMS = {
    "breaks": (DIV, BREAKS + "const add = (who, words) => put(`<b>${who}</b>: ${words}`), note = put;"),
    "breaks and times": (
        DIV,
        BREAKS
        + """const add = (who, words) => put(`<small>(12:01:07)</small> &lt;${who}&gt; ${words}`);
        const note = (words) => put(`<strong><small>(12:01:07)</small> ${words}</strong>`);""",
    ),
    "no sign behind the name": (
        DIV, BREAKS + "const add = (who, words) => put(`<b>${who}</b> ${words}`), note = (w) => put(`<i>${w}</i>`);"
    ),
    "no names": (DIV, BREAKS + "const add = (who, words) => put(words), note = put;"),
    "written anew": (DIV, WHOLE + "const add = (who, words) => put(`${who}: ${words}`), note = put;"),
    "newest first": (
        DIV,
        """const put = (html) => log.insertAdjacentHTML("afterbegin", `${html}<br>`);
        const add = (who, words) => put(`${who}: ${words}`), note = put;""",
    ),
    "a text area": (
        AREA,
        """const put = (words) => { log.value += words + "\\n"; }, note = put;
        const add = (who, words) => put(`${who} -> ${words}`);""",
    ),
    "a text area that keeps three lines": (
        AREA.replace("disabled", "readonly"),
        """let all = []; const put = (words) => { all = [...all, words].slice(-3); log.value = all.join("\\n"); };
        const add = (who, words) => put(`[12:01] ${who}: ${words}`), note = put;""",
    ),
}  # fmt: skip


async def asked(world: World, page: str) -> Sequence[Message]:
    """All that was told of a conversation with nothing but its address."""
    async with world.open(world.question_on(page.replace("REPLY", REPLY), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(20)):
            if REPLY in message.text and not message.before_t0:
                break
        return await heard(door, soon(1))


@pytest.mark.parametrize("kind", ROOMS)
async def test_lines_that_are_no_elements_are_read(world: World, kind: str) -> None:
    """Bare text between breaks, or the content of a text area; names and those who come and go are no replies."""
    room, draws = ROOMS[kind]
    said = await asked(world, PAGE.replace("ROOM", room).replace("DRAWS", draws))
    spoken = [one for one in said if one.speaker is not Speaker.NOTICE]
    assert [(one.speaker, one.text) for one in spoken if not one.before_t0] == [
        (Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY),
    ]  # fmt: skip
    assert [one.text for one in spoken if one.before_t0] in ([], ["Good morning."])


async def test_the_same_words_again_are_another_line(world: World) -> None:
    """In a text area nothing but the order tells one line from another."""
    room, draws = ROOMS["a text area"]
    page = PAGE.replace("ROOM", room).replace("DRAWS", draws).replace('"Good morning."', '"REPLY"')
    said = await asked(world, page)
    assert [one.text for one in said if one.speaker is Speaker.PLATFORM and not one.before_t0] == [REPLY]


async def test_a_text_area_that_is_not_told_our_words_proves_nothing(world: World) -> None:
    """What we wrote is gone from the input, and stands nowhere."""
    room, draws = ROOMS["a text area"]
    page = PAGE.replace("ROOM", room).replace("DRAWS", draws).replace('add("Guest", words);', "return;")
    async with world.open_impatiently(world.question_on(page, None)) as door:
        with pytest.raises(ProbeError) as failure:
            await door.send(QUESTION)
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN


# One writes into a text area that is barred, with the words in it, while they are on their way.
BARRED = """<style>#log { width: 420px; height: 260px; overflow: auto } textarea { width: 380px; height: 70px }</style>
<h1>Ask support</h1><div id=log role=log><div class=line>Good morning.</div></div>
<textarea id=say placeholder=Message></textarea><button id=send>Send</button>
<script>
const [say, log] = ["say", "log"].map((one) => document.getElementById(one));
const wait = (ms) => new Promise((then) => setTimeout(then, ms));
const add = (who, words) => log.insertAdjacentHTML("beforeend", `<div class="line ${who}">${words}</div>`);
document.getElementById("send").onclick = async () => {
  const words = say.value; say.disabled = true; await wait(1500); say.value = ""; say.disabled = false;
  add("own", words); await wait(1500); add("theirs", "REPLY"); };
</script>"""


async def test_what_one_writes_into_is_no_transcript(world: World) -> None:
    """Not while it is barred either: our words stand in it as we wrote them."""
    said = [one for one in await asked(world, BARRED) if one.speaker is not Speaker.NOTICE and not one.before_t0]
    assert [(one.speaker, one.text) for one in said] == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


# A room behind a name, and a password for its members.
ENTERED = """<style>#log { width: 420px; height: 260px; overflow: auto }</style><h1>Tea chat</h1>
<form id=f><div><label for=n>NAME</label><br><input id=n></div>
<div><label for=s>SECRET*:</label><br><input id=s type=password></div>
<select id=c><option>Public</option></select><input type=submit value=LOGIN><div>* MEMBERS</div></form>
<div id=room hidden><div id=log role=log></div><input id=say placeholder="Message"><button id=send>Send</button></div>
<script>
const add = (who, words) => log.insertAdjacentHTML("beforeend", `<div class="line ${who}">${words}</div>`);
f.onsubmit = (event) => { event.preventDefault(); if (s.value || !n.value) return;
  f.remove(); room.hidden = false; add("Helen", "Good morning."); };
send.onclick = () => { add("Guest", say.value); say.value = ""; setTimeout(() => add("Helen", "REPLY"), 900); };
</script>"""


@pytest.mark.parametrize(
    "words",
    [("Username:", "Password", "Login", "Registered users"), ("用户名:", "密码", "登录", "注册用户")],
)
async def test_a_room_is_entered_as_a_guest(world: World, words: Sequence[str]) -> None:
    """A note says that its password is for members."""
    body = ENTERED
    for place, word in zip(("NAME", "SECRET", "LOGIN", "MEMBERS"), words, strict=True):
        body = body.replace(place, word)
    said = [one for one in await asked(world, body) if one.speaker is not Speaker.NOTICE and not one.before_t0]
    assert [(one.speaker, one.text) for one in said] == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


async def test_a_room_for_members_is_barred(world: World) -> None:
    """No note says that others need no password."""
    body = ENTERED.replace("<div>* MEMBERS</div>", "").replace("LOGIN", "Log in")
    body = body.replace("NAME", "Username").replace("SECRET*", "Password")
    async with world.open(world.question_on(body, None)) as door:
        told = await door.send(QUESTION)
    assert isinstance(told, Barred)
    assert told.reason is BarredReason.LOGIN_REQUIRED
