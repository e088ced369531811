"""What makes a line a message or a notice beside our own: the bubbles, marks and components that both sides share."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

GREETING = "Hello, how can we help you?"
NOTE = "This chat may be kept."
REPLY = "The code is refunded within three working days."

# STYLE and LINE (a function of who speaks and what is said, giving mark-up) are each test's own; FIRST stands above.
PAGE = """<style>#panel { position: fixed; right: 20px; bottom: 20px; width: 340px; background: #fff }
  #log { height: 300px; overflow-y: auto } STYLE</style>
<h1>ACME</h1><div id=panel><h2>Chat</h2><div id=log>FIRST</div>
<textarea id=say placeholder="Type a message"></textarea></div>
<script>
const line = LINE;
const add = (who, words) => log.insertAdjacentHTML("beforeend", line(who, words));
add("them", "GREETING");
say.onkeydown = (event) => {
  if (event.key !== "Enter") return; event.preventDefault();
  add("own", say.value); say.value = ""; setTimeout(() => { add("note", "NOTE"); add("them", "REPLY"); }, 700); };
</script>"""


async def read(world: World, line: str, *, style: str = "", first: str = "") -> Sequence[tuple[Speaker, str]]:
    """Everything that was told, in order, of a page with nothing but its address."""
    body = PAGE.replace("STYLE", style).replace("LINE", line).replace("FIRST", first)
    body = body.replace("GREETING", GREETING).replace("REPLY", REPLY).replace("NOTE", NOTE)
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(30)):
            if REPLY in message.text:
                break
        return [(message.speaker, message.text) for message in await heard(door, soon(0))]


WHOLE = [
    (Speaker.PLATFORM, GREETING),
    (Speaker.OWN, QUESTION),
    (Speaker.NOTICE, NOTE),
    (Speaker.PLATFORM, REPLY),
]

NUMBERED = """(who, words) => who === "note" ? `<div style="text-align:center">${words}</div>` :
  `<section class="row ${who}"><div class="face 01">${{own: "You", them: "Ada"}[who] || ""}</div>
  <div class="text 2nd">${words}</div></section>`"""


async def test_classes_that_begin_with_a_digit(world: World) -> None:
    """Such a name is valid in a page and none as it is in a selector: the chat was not read at all."""
    style = ".text { border-radius: 12px; padding: 8px; background: #eee } .own .text { background: #def }"
    assert await read(world, NUMBERED, style=style) == WHOLE


# A line of either side is one component with its parts in a root of its own; only ours is a bubble.
PART = """(who, words) => {
  if (!customElements.get("x-line")) customElements.define("x-line", class extends HTMLElement {
    connectedCallback() {
      const own = this.hasAttribute("sent");
      this.attachShadow({mode: "open"}).innerHTML = `<div part="box ${own ? "sent" : ""}" style="padding:8px;
        ${own ? "background:#def;border-radius:12px" : ""}"><div part=text>${this.getAttribute("words")}</div>
        ${own ? "" : "<div part=tools><button aria-label=Copy></button><button aria-label=Again></button></div>"}
        </div>`;
    } });
  return who === "note" ? `<div style="text-align:center;font-size:11px">${words}</div>`
    : `<x-line ${who === "own" ? "sent" : ""} words="${words}"></x-line>`; }"""


async def test_a_component_like_ours_is_a_message_though_only_ours_is_a_bubble(world: World) -> None:
    """Answers of a machine are often plain text on the page's own ground, beside our words in a bubble."""
    assert await read(world, PART, style="x-line { display: flex; margin: 8px }") == WHOLE


async def test_a_mark_that_our_own_line_bears_too_makes_no_notice(world: World) -> None:
    """Both sides are cards that bear the state they are in; what tells a notice from them stands on it alone."""
    line = """(who, words) => who === "note" ? `<div class="entry status">${words}</div>`
      : `<div class="card status-default ${who === "own" ? "" : "wide"}"><div class="inner status-default ${
        who === "own" ? "ground" : ""}"><p>${words}</p></div></div>`"""
    style = ".card { margin: 8px } .wide { width: 100% } .ground { background: #def; padding: 8px } p { margin: 0 }"
    assert await read(world, line, style=style) == WHOLE


async def test_what_a_chat_says_of_itself_above_its_lines_is_no_message(world: World) -> None:
    """A portrait, a name in large letters and a sentence stand in the middle, above the first line."""
    first = """<li class="reset about"><span class="reset face">S</span><div><h1 class=big>ShopBot</h1>
      <p class=what>Your virtual assistant</p></div></li>"""
    line = """(who, words) => who === "note" ? `<div class="reset row"><p class=mid>${words}</p></div>` :
      `<div class="reset row ${who}">${who === "own" ? "" : "<span class='reset face'>S</span>"}
        <div class=said><p>${words}</p></div></div>`"""
    style = """.reset { box-sizing: border-box } .row { display: flex; margin: 8px } .said { background: #eee }
      .row.own .said { background: #def } .about { list-style: none; text-align: center }
      .face { display: inline-block; width: 30px; height: 30px; border-radius: 50%; background: #cde }
      .mid { width: 100%; text-align: center; font-size: 11px } p { margin: 0 } .big { font-size: 24px }"""
    told_of = await read(world, line, style=style, first=first)
    assert [each for each in told_of if each[0] is Speaker.PLATFORM] == [WHOLE[0], WHOLE[3]]


@pytest.mark.parametrize("event", ["== guest_17 [u@host] has joined", "1 user has joined the channel"])
async def test_in_a_room_time_name_and_words_stand_in_columns(world: World, event: str) -> None:
    """Who says it stands to the left, built as the words are, and was there before; who comes in says nothing."""
    line = f"""(who, words) => `<div class="msg ${{who}}"><span class=time>07:36</span><span class=from>${{
      who === "note" ? "" : `<span class=user>${{who === "own" ? "guest_17" : "@anna"}}</span>`}}</span>
      <span class=content><span class=text>${{who === "note" ? "{event}" : words}}</span></span></div>`"""
    style = """.msg { display: flex } .time, .from, .content { display: block } .from { width: 80px; text-align: right }
      .content { flex: 1 }"""
    first = "<div class=users><button>@anna</button><button>guest_17</button></div>"
    told_of = await read(world, line, style=style, first=first)
    assert [each for each in told_of if each[0] is not Speaker.NOTICE] == [WHOLE[0], WHOLE[1], WHOLE[3]]
    assert (Speaker.NOTICE, event) in told_of


STREAMED = """(who, words) => { if (who !== "them") return who === "own"
      ? `<div class="ml-auto ground">${words}</div>` : `<div class="mx-auto small">${words}</div>`;
    const prose = log.appendChild(document.createElement("div")); prose.className = "prose";
    const line = prose.appendChild(document.createElement("p"));
    const parts = words.split(" "); let at = 0;
    const next = () => { line.textContent = parts.slice(0, at += 1).join(" ") + " ";
      if (at < parts.length) setTimeout(next, 150); };
    next(); return ""; }"""
TOOLS = """(who, words) => who === "note" ? `<div class="mx-auto small">${words}</div>` : who === "own"
    ? `<div class="ml-auto ground">${words}</div>` : `<div class=prose><p>${words}</p><div class=bar>${
    "<button><svg width=16 height=16></svg></button>".repeat(3)}</div></div>`"""
UTILITIES = """.ground { background: #def; border-radius: 12px; padding: 8px; width: 250px; margin-left: auto }
  .small { font-size: 12px; margin: auto }"""


@pytest.mark.parametrize("line", [STREAMED, TOOLS], ids=["streamed", "tools"])
async def test_plain_text_that_grows_or_bears_tools_is_a_message(patient: World, line: str) -> None:
    """A machine's answer has no bubble and no class in common with ours; notices neither grow nor can be copied."""
    told_of = await read(patient, line, style=UTILITIES)
    assert told_of[1:] == WHOLE[1:]  # how a greeting came that stood there before us is not known


NAMED = """(who, words) => who === "note" ? `<div class=small>${words}</div>` : `<div class="row ${who}">${
  who === "own" ? "" : "<div class=top><p class=called>Shop Assistant</p></div>"}<div class="body ${who}">
  <p>${words}</p>${
  who === "own" ? "" : `<div class=rate role=radiogroup><button aria-label=Like><svg width=9 height=9></svg></button>
  <button aria-label=Dislike><svg width=9 height=9></svg></button></div>`}</div></div>`"""


async def test_an_answer_above_thumbs_is_no_question_about_it(world: World) -> None:
    """Only what is asked beside an answer is left away, never the answer for the name above it."""
    told_of = await read(world, NAMED, style=UTILITIES + ".body.own { background: #def }")
    assert [each for each in told_of if each[0] is not Speaker.NOTICE] == [WHOLE[0], WHOLE[1], WHOLE[3]]


SOURCES = """(who, words) => {
  if (who === "note") return `<div class=small>${words}</div>`;
  const row = `<div class="row ${who}"><div class=face>${who === "own" ? "👤" : "🤖"}</div><div class=wrap>`;
  if (words !== "REPLY") return `${row}<div class=bubble>${words}</div></div></div>`;
  setTimeout(() => { log.lastChild.querySelector(".bubble").textContent = words; }, 2500);
  return `${row}<div class=bubble><i class=cursor></i></div><div class=sources><div class=card><b>[1]</b>
    <span>Terms of vouchers</span> <em>94%</em></div></div></div></div>`; }"""


async def test_what_stands_below_a_bubble_that_is_still_empty_is_no_answer(world: World) -> None:
    """The sources of an answer are drawn first; its words, in a bubble like ours, seconds later."""
    style = """.row { display: flex; margin: 8px } .bubble { background: #eee; padding: 8px; min-height: 20px }
      .face { width: 34px; height: 34px; border-radius: 50%; background: #cde; text-align: center }
      .wrap { margin: 0 8px } .cursor { display: inline-block; width: 6px; height: 14px; background: #333 }"""
    told_of = await read(world, SOURCES, style=UTILITIES + style)
    assert [each for each in told_of if each[0] is not Speaker.NOTICE] == [WHOLE[0], WHOLE[1], WHOLE[3]]


DOCUMENT = """(who, words) => who === "note" ? "" : `<h2>${who === "own" ? "User:" : "Model:"}</h2>
  <p><a href="#${words.length}">Next</a></p>
  <p>${words}</p><p><a href="#0">Previous</a> | <a>Delete</a> | <a>Again</a></p>`"""


async def test_in_a_document_headings_and_commands_are_nothing_said(world: World) -> None:
    """A chat drawn as one text: who speaks is a heading, and between the paragraphs stand links within the page."""
    page_told = await read(world, DOCUMENT)
    assert [each for each in page_told if each[0] is not Speaker.NOTICE] == [WHOLE[0], WHOLE[1], WHOLE[3]]


SETTINGS = {
    "a list": "<p>Model: <select><option>support:latest</option></select></p>",
    "a value": "<div><label>Model:</label> <span>support:latest</span> <button>Change</button></div>",
}


@pytest.mark.parametrize("kind", SETTINGS)
async def test_what_is_set_for_a_chat_is_nothing_said(world: World, kind: str) -> None:
    """A label beside a control that appears among the lines when we write."""
    line = DOCUMENT.replace('"" : `', f'"{SETTINGS[kind]}" : `')
    page_told = await read(world, line)
    assert [each for each in page_told if each[0] is not Speaker.NOTICE] == [WHOLE[0], WHOLE[1], WHOLE[3]]


async def test_a_label_beside_a_value_in_a_bubble_is_an_answer(world: World) -> None:
    """There somebody offers it."""
    said = "<label>State:</label> <span>on hold</span> <button>Details</button>"
    bubble = "background:#eee;padding:8px;margin:8px"
    line = f"(who, words) => `<div style='{bubble}'>${{who === 'note' ? `{said}` : words}}</div>`"
    told_of = await read(world, line)
    assert any(speaker is Speaker.PLATFORM and "on hold" in text for speaker, text in told_of)
