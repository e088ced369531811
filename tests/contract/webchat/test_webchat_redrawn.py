"""Chats that draw their whole list anew all the time: a line drawn again is the same line, and says nothing new."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Message, Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

# Every line is made again twice a second, with the seconds since it was said.
PAGE = """<style>#panel { position: fixed; right: 20px; bottom: 20px; width: 320px; background: #fff }
  #log { height: 300px; overflow-y: auto } .bubble { background: #eee; border-radius: 8px; padding: 6px; margin: 8px }
  .time { font-size: 11px } [hidden] { display: none }</style>
<h1>ACME</h1><button id=launcher onclick="panel.hidden = false">Chat with us</button>
<div id=panel hidden><h2>Chat</h2><div id=log role=log></div>
<textarea id=say placeholder="Type a message"></textarea></div>
<script>
const wait = (ms) => new Promise((done) => setTimeout(done, ms)), items = [];
const draw = () => {
  log.replaceChildren();
  for (const {who, words, at, part} of items) {
    const line = document.createElement("div"); line.className = "line " + who;
    const time = Math.round((Date.now() - at) / 1000) + " s ago";
    line.innerHTML = `<div class=bubble><${part} class=words></${part}><span class=time>${time}</span></div>`;
    line.querySelector(".words").textContent = words;
    log.append(line); } };
const add = (who, words, part = "span") => { items.push({who, words, at: Date.now(), part}); draw(); };
setInterval(draw, 500);
say.onkeydown = async (event) => {
  if (event.key !== "Enter") return; event.preventDefault();
  const text = say.value; say.value = ""; add("own", text); await wait(300); THEIRS };
</script>"""


async def measured(world: World, theirs: str, page: str = PAGE) -> Sequence[Message]:
    """Ask with nothing but the address, and listen while the page draws its list a dozen times."""
    async with world.open(world.question_on(page.replace("THEIRS", theirs), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        return await heard(door, soon(6))


@pytest.mark.parametrize("words", ["One moment, please.", "请稍等，正在为您查询。"])
async def test_a_short_reply_drawn_again_is_no_name(world: World, words: str) -> None:
    """A name stands above several lines; words that stand in one line, however often it is drawn, do not."""
    messages = await measured(world, f"add('them', '{words}', 'b');")
    assert [(m.speaker, m.text) for m in messages] == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, words)]


async def test_the_same_short_reply_three_times_is_no_name(world: World) -> None:
    """Nor is what is said again: a name has words below it."""
    words = "One moment, please."
    messages = await measured(
        world, f"for (let i = 0; i < 3; i += 1) {{ add('them', '{words}', 'b'); await wait(700); }}"
    )
    assert [(m.speaker, m.text) for m in messages] == [(Speaker.OWN, QUESTION)] + [(Speaker.PLATFORM, words)] * 3


@pytest.mark.parametrize("state", ["Received", "已送达", "正在派送给客服"])
async def test_what_becomes_of_our_own_line_is_no_line(world: World, state: str) -> None:
    """A sign beside our words that turns into others is still beside our words, whatever they are."""
    page = PAGE.replace("</div>`;", "</div>`; if (who === 'own') line.firstChild.append(mark.cloneNode(true));")
    page = page.replace(
        "items = [];",
        "items = [], mark = Object.assign(document.createElement('i'), {className: 'tick', textContent: '◷'});",
    )
    theirs = f"""mark.textContent = "{state}"; draw(); await wait(700);
      add("them", "It is refunded within three days."); await wait(700); add("them", "Anything else?");"""
    messages = await measured(world, theirs, page)
    assert [(m.speaker, m.text) for m in messages] == [
        (Speaker.OWN, QUESTION),
        (Speaker.PLATFORM, "It is refunded within three days."),
        (Speaker.PLATFORM, "Anything else?"),
    ]


# The lines of one speaker stand in one block, and each says its words a second time to those who cannot see it.
GROUPED = """const draw = () => {
  log.replaceChildren();
  items.forEach(({who, words}, index) => {
    const goes_on = index && items[index - 1].who === who;
    if (!goes_on) log.append(Object.assign(document.createElement("div"), {className: "group"}));
    const row = Object.assign(document.createElement("div"), {className: "row " + who});
    const shown = words.endsWith(".svg") ? `<img src="${words}" width=120 height=80>`
      : `<span class=words aria-hidden=true>${words}</span>`;
    row.innerHTML = `<div><div class=bubble><span style="position: absolute; width: 1px; height: 1px; overflow: hidden;
      clip: rect(0 0 0 0)">Line: ${words.split("/").pop()}</span>${shown}</div></div>`;
    log.lastChild.append(row); }); };
"""
DRAWN = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='120' height='80'></svg>#/receipt.svg"


async def test_a_picture_below_words_that_are_said_twice_is_a_line(world: World) -> None:
    """In one block with them, which is drawn anew with it, so that both are as old."""
    begin, end = PAGE.index("const draw ="), PAGE.index("const add =")
    page = PAGE[:begin] + GROUPED + PAGE[end:].replace("setInterval(draw, 500);", "")
    theirs = f"""add("them", "One moment, please."); await wait(900); add("them", "{DRAWN}");"""
    said = [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, "One moment, please."), (Speaker.PLATFORM, "[img]")]
    assert [(m.speaker, m.text) for m in await measured(world, theirs, page)] == said
    # where both come at once, as in a page that is loaded anew, only their build tells one from the other
    at_once = theirs.replace(" await wait(900);", "")
    assert [(m.speaker, m.text) for m in await measured(world, at_once, page)] == said


# Our line as it stands until the server has it, and as it stands then: another element with the same words.
CONFIRMED = PAGE.replace("setInterval(draw, 500);", "").replace(
    "<${part} class=words></${part}>", "<${part} class=set><span class=words></span>TWICE</${part}>"
)
TWICE = {
    "a break below its words": "<br>",
    "its words once more, for those who cannot see them": '</${part}><div style="position: absolute; width: 1px;'
    ' height: 1px; overflow: hidden; clip: rect(0 0 0 0)">${words}</div><${part}>',
    "its words alone": "",
}


@pytest.mark.parametrize("build", TWICE)
async def test_our_line_drawn_anew_once_it_was_taken_is_still_ours(world: World, build: str) -> None:
    """Whatever holds our words together with it says nothing else, and is no name nor time that stands beside them."""
    theirs = "draw(); await wait(900); add('them', 'It is refunded within three days.');"
    messages = await measured(world, theirs, CONFIRMED.replace("TWICE", TWICE[build]))
    assert [(m.speaker, m.text) for m in messages] == [
        (Speaker.OWN, QUESTION),
        (Speaker.PLATFORM, "It is refunded within three days."),
    ]
