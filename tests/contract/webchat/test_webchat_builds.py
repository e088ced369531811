"""Builds of a chat's lines that are met in the wild, read by structure alone: fonts, boxes, portraits, slots."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, told

pytestmark = IN_A_BROWSER

GREETING = "Hello, how can we help you?"
REPLY = "The code is refunded within three working days after you have returned it."

# STYLE and LINE (a function of who speaks and what is said, giving mark-up) are each test's own.
PAGE = """<style>#panel { position: fixed; right: 20px; bottom: 20px; width: 340px; background: #fff }
  #log { height: 300px; overflow-y: auto } STYLE</style>
<h1>ACME</h1><div id=panel><h2>Chat</h2><div id=log></div>
<textarea id=say placeholder="Type a message"></textarea></div>
<script>
const line = LINE;
const add = (who, words) => log.insertAdjacentHTML("beforeend", line(who, words));
add("them", "GREETING");
say.onkeydown = (event) => {
  if (event.key !== "Enter") return; event.preventDefault();
  add("own", say.value); say.value = ""; setTimeout(() => add("them", "REPLY"), 700); };
</script>"""


async def read(world: World, line: str, *, style: str = "", page: str = PAGE) -> Sequence[tuple[Speaker, str]]:
    """Everything but notices, in order, of a page with nothing but its address."""
    body = page.replace("STYLE", style).replace("LINE", line).replace("GREETING", GREETING).replace("REPLY", REPLY)
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        messages = await told(door, 3)
        return [(message.speaker, message.text) for message in messages if message.speaker is not Speaker.NOTICE]


WHOLE = [(Speaker.PLATFORM, GREETING), (Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


@pytest.mark.parametrize("family", ["system-ui, sans-serif, 'Segoe UI Symbol'", "'Open Sans', 'Material Symbols'"])
async def test_a_font_for_symbols_at_the_end_of_the_list_makes_no_glyph_of_words(world: World, family: str) -> None:
    """Common lists of fonts end with one for symbols; only what is set in such a font first is an icon."""
    line = "(who, words) => `<div class='row ${who}'><div class=side><div class=words>${words}</div></div></div>`"
    assert await read(world, line, style=f"#log {{ font-family: {family} }} .row {{ margin: 8px }}") == WHOLE


@pytest.mark.parametrize("glyph", ["done_all", "\ue8b5"])
async def test_a_glyph_out_of_a_font_of_icons_is_no_word(world: World, glyph: str) -> None:
    """Its name, or a letter of no language, stands in the mark-up and is drawn as a picture."""
    line = f"""(who, words) => `<div class='row ${{who}}'><div class=words>${{words}}
      <span style="font-family: 'Material Icons'">{glyph}</span></div></div>`"""
    assert await read(world, line, style=".row { margin: 8px }") == WHOLE


async def test_a_line_whose_box_would_scroll_is_not_the_list(world: World) -> None:
    """What hides its overflow on one axis is said to scroll on the other; the list lies above what only fits."""
    line = """(who, words) => `<div class=box><div class="bubble ${who}"><b>${who === "own" ? "Me" : "Anna"}</b>
      <div class="text ${who}">${words}</div><i class=when>just now</i></div></div>`"""
    style = """.box { overflow-x: hidden } .bubble { margin: 10px; padding: 12px; background: #eee }
      b, .when { display: block }"""
    assert await read(world, line, style=style) == WHOLE


@pytest.mark.parametrize(
    "portrait",
    [
        "<div class='x-avatar widget'><div>GH</div></div>",
        "<div class='widget' style='border-radius: 50%; width: 32px; height: 32px; background: #cde'>GH</div>",
        "<div class='pic widget' style='border-radius: 50%; width: 32px; background: #cde'><span>禾</span></div>",
    ],
)
async def test_initials_in_place_of_a_portrait_are_nothing_said(world: World, portrait: str) -> None:
    """Two letters in a disc beside a group of bubbles stand for a picture of who speaks."""
    line = f"""(who, words) => `<div class="group widget ${{who}}">${{who === "own" ? "" : "{portrait}"}}
      <div class=content>
      <div class=about><div class=who>${{who === "own" ? "" : "Green House"}}</div><div class=when>9:46 PM</div></div>
      <div class="bubble widget"><div class=words>${{words}}</div></div></div></div>`"""
    assert await read(world, line, style=".group { display: flex } .bubble { background: #eee }") == WHOLE


SLOTS = PAGE.replace("<div id=log></div>", "<chat-list id=log></chat-list>").replace(
    "const line =",
    """for (const [name, inner] of [["chat-list", "<div style='height:300px;overflow-y:auto'><slot></slot></div>"],
        ["chat-item", "<div class=inner><slot></slot></div>"]])
      customElements.define(name, class extends HTMLElement {
        constructor() { super(); this.attachShadow({mode: "open"}).innerHTML = inner; } });
    const line =""",
)


async def test_lines_given_to_a_slot_are_read(world: World) -> None:
    """The list is a component that shows what it was given in a slot: lines have no parent but its host."""
    line = "(who, words) => `<chat-item class=${who}><div class=words>${words}</div></chat-item>`"
    assert await read(world, line, style="chat-item { display: block; margin: 8px }", page=SLOTS) == WHOLE


async def test_bare_words_given_to_a_slot_are_read(world: World) -> None:
    """A line is a component that shows name and time of its own, and the words that stand in it, in a slot."""
    inner = """<slot name=picture></slot><div part=content><div part=header><span part=name></span>
      <span part=time>now</span></div><div part=message><slot></slot></div></div>"""
    page = SLOTS.replace("<div class=inner><slot></slot></div>", inner.replace("\n", " "))
    line = """(who, words) => `<chat-item role=listitem class=${who}>${words}<i slot=picture style="display:block;
      border-radius:50%;width:32px;height:32px;background:#cde">${who === "own" ? "Y" : "AS"}</i></chat-item>`"""
    assert await read(world, line, style="chat-item { display: flex; margin: 8px }", page=page) == WHOLE


KEPT_BACK = PAGE.replace("<div id=log></div>", "<chat-list id=log></chat-list>").replace(
    "const line =",
    """customElements.define("chat-list", class extends HTMLElement {
        get childNodes() { return []; } get children() { return []; } get childElementCount() { return 0; }
        get firstChild() { return null; } get firstElementChild() { return null; } get textContent() { return ""; } });
    const line =""",
)


async def test_lines_of_a_component_that_tells_its_page_of_none_are_read(world: World) -> None:
    """Some libraries answer for a component with what it was given alone, and it was given nothing: it drew all."""
    line = "(who, words) => `<div class='row ${who}'><div class=words>${words}</div></div>`"
    style = "chat-list { display: block } .row { margin: 8px }"
    assert await read(world, line, style=style, page=KEPT_BACK) == WHOLE


NESTED = PAGE.replace(
    "const line =",
    """customElements.define("x-part", class extends HTMLElement { connectedCallback() {
      const held = this.innerHTML; this.textContent = "";
      this.attachShadow({mode: "open"}).innerHTML = "<style></style>".repeat(6) + held; } });
    const line =""",
)


async def test_parts_in_shadow_roots_of_their_own_are_alike_by_more_than_their_style_sheets(world: World) -> None:
    """Each part of a line begins with the same style sheets; a time built so is no second line."""
    line = """(who, words) => `<x-part class="Row ${who}"><x-part class="Column left"><x-part class=avatar>
      ${who === "own" ? "🧑" : "S"}</x-part></x-part><x-part class="Column right"><x-part class="Line meta">
      <x-part class=name>
      ${who === "own" ? "User" : "Support"}</x-part></x-part><x-part class="Line center"><x-part class=message>
      <p>${words}</p>
      </x-part></x-part><x-part class=timestamp>21:47</x-part></x-part></x-part>`"""
    style = "x-part { display: block } .avatar { width: 35px; height: 35px }"
    assert await read(world, line, style=style, page=NESTED) == WHOLE


async def test_a_name_in_a_row_of_its_own_beside_our_words_is_no_line(world: World) -> None:
    """Rows of one kind hold a name, the words and a time: what calls us says nothing, nor what calls them so."""
    line = """(who, words) => `<div class="Column ${who}"><div class="Row meta"><div class=HTML>
      ${who === "own" ? "User" : "Support"}</div></div><div class="Row center"><div class="Row message">
      <div class=Markdown><p>${words}</p></div></div></div><div class="HTML timestamp">21:47</div></div>`"""
    assert await read(world, line, style=".message { background: #eee }") == WHOLE


ANEW = PAGE.replace("<div id=log>", "<div id=log role=log>").replace(
    '<textarea id=say placeholder="Type a message"></textarea>', "<div id=foot></div>"
)
ANEW = (
    ANEW.replace(
        "say.onkeydown =",
        """let drawn = 0;
    const draw = () => { foot.innerHTML = `<input type=text id=field-${drawn} aria-label=Message>`;
      foot.firstChild.onkeydown = typed;
      drawn += 1; };
    const typed =""",
    )
    .replace('say.value = "";', "draw();")
    .replace('"own", say.value', '"own", event.target.value')
)
ANEW = ANEW.replace("</script>", "draw();</script>")


async def test_an_input_that_is_drawn_anew_under_the_next_number_is_still_known(world: World) -> None:
    """An id that counts is the last thing an input is known by: after our message it bears the next number."""
    line = "(who, words) => `<div class='row ${who}'><div class=words>${words}</div></div>`"
    body = ANEW.replace("STYLE", "").replace("LINE", line).replace("GREETING", GREETING).replace("REPLY", REPLY)
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        await told(door, 3)
        assert await door.page.locator(door.profile.input).count() == 1


@pytest.mark.parametrize("radius", ["100%", "20px", "4px"])
async def test_a_mark_that_every_part_bears_is_no_mark_of_a_line(world: World, radius: str) -> None:
    """Scoped styles mark each element of a page; a portrait so marked beside the words is no line of its own."""
    picture = "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%2240%22 height=%2240%22/%3E"
    line = f"""(who, words) => `<div data-v-2f3274ce class="item ${{who}}"><div data-v-2f3274ce class=user>
      <img data-v-2f3274ce width=40 height=40 src="{picture}"><cite data-v-2f3274ce>
      ${{who === "own" ? "我" : "客服小禾"}}
      <i data-v-2f3274ce>2026/11/26 22:28:46</i></cite></div><div data-v-2f3274ce class=main><span data-v-2f3274ce>
      <span data-v-3af7478a>${{words}}</span></span></div></div>`"""
    style = f"""img {{ border-radius: {radius} }} .main {{ background: #eee; display: inline-block }}
      span {{ display: flex }}"""
    assert await read(world, line, style=style) == WHOLE


async def test_a_line_without_a_size_of_its_own_is_read_by_its_parts(world: World) -> None:
    """Boxes side by side are often laid out in a font of no size; their words have a size of their own."""
    line = """(who, words) => `<div class="item ${who}"><div class=who>${who === "own" ? "我" : "客服小禾"}</div>
      <div class=main><span class=said>${words}</span></div></div>`"""
    style = ".item { font-size: 0; margin: 8px } .who { font-size: 12px } .main { font-size: 14px; background: #eee }"
    assert await read(world, line, style=style) == WHOLE


DISC = "border-radius: 50%; width: 44px; height: 44px; background: #cde; display: inline-block; text-align: center"


@pytest.mark.parametrize("beside", ["", f"<img style='{DISC}' src='data:image/svg+xml,%3Csvg/%3E'>"])
async def test_a_short_reply_in_a_round_bubble_is_not_taken_for_a_portrait(world: World, beside: str) -> None:
    """Initials stand beside what somebody says; two letters with no words beside them are what was said."""
    line = f"""(who, words) => `<div class="row ${{who}}">${{who === "own" ? "" : `{beside}`}}
      <div class="said ${{words.length < 4 ? "round" : ""}}">${{words}}</div></div>`"""
    style = ".row { margin: 8px } .said { background: #eee } .round { DISC }".replace("DISC", DISC)
    page = PAGE.replace("REPLY", "OK")
    assert await read(world, line, style=style, page=page) == [*WHOLE[:2], (Speaker.PLATFORM, "OK")]


@pytest.mark.parametrize("later", ["<div class=said>${words}</div>", "<div class=said><i></i><i></i><i></i></div>", ""])
async def test_initials_that_stand_alone_for_a_while_are_nothing_said(world: World, later: str) -> None:
    """The picture of who speaks is drawn first, and what is said half a second after it."""
    line = f"""(who, words) => {{
      const row = `<div class="row ${{who}}">${{who === "own" ? "" : "<div style='{DISC}'>GH</div>"}}`;
      if (words !== "REPLY") return `${{row}}<div class=said>${{words}}</div></div>`;
      setTimeout(() => log.lastChild.insertAdjacentHTML("beforeend", "<div class=said>REPLY</div>"), 500);
      return `${{row}}{later.replace("${words}", "")}</div>`; }}"""
    style = ".row { margin: 8px; display: flex } .said { background: #eee; flex: 1; min-height: 20px }"
    assert await read(world, line, style=style) == WHOLE


async def test_the_pages_heading_above_a_chat_is_no_line(world: World) -> None:
    """A page that is a chat has its title in the box that scrolls with the lines."""
    line = "(who, words) => `<div class='row ${who}'><div class=words>${words}</div></div>`"
    page = PAGE.replace("<h1>ACME</h1>", "").replace("<h2>Chat</h2>", "")
    page = page.replace("<div id=log>", "<div id=log><div class=row><div class=words><h1>ACME support</h1></div></div>")
    assert await read(world, line, style=".row { margin: 8px }", page=page) == WHOLE


@pytest.mark.parametrize("place", ["<header><span>TITLE</span></header>", "<div><button>TITLE</button></div>"])
async def test_a_conversation_called_by_our_first_words_is_no_line_of_ours(world: World, place: str) -> None:
    """The page's head, or its list of conversations, bears our first message as soon as it is sent."""
    line = "(who, words) => `<div class=row data-n=${who.length}><div class=words>${words}</div></div>`"
    head = f"<div id=head>{place.replace('TITLE', 'New')}</div><h1>ACME</h1>"
    page = PAGE.replace("<h1>ACME</h1>", head).replace(
        'add("own", say.value);',
        """head.querySelector("span, button").textContent = say.value; add("own", say.value);""",
    )
    assert await read(world, line, style=".row { margin: 8px }", page=page) == WHOLE


BYLINE = ".row { margin: 8px } .words { background: #eee; padding: 8px } .by { font-size: 11px; color: #777 }"


@pytest.mark.parametrize("by", ["小王 • now", "Anna Lee · 10:24", "客服小王 | 刚刚", "Support • 5 minutes ago"])
async def test_who_spoke_and_when_below_a_bubble_are_no_words_of_it(world: World, by: str) -> None:
    line = f"""(who, words) => `<div class="row ${{who}}"><div class=words>${{words}}</div>${{who === "own" ? "" :
      "<div class=by>{by}</div>"}}</div>`"""
    assert await read(world, line, style=BYLINE) == WHOLE


@pytest.mark.parametrize("last", ["Express • 2 days", "Hotline • 10:00 to 16:00"])
async def test_what_is_said_in_such_a_form_is_read(world: World, last: str) -> None:
    """Of the same letters as the rest, or no moment of the past."""
    line = f"""(who, words) => `<div class="row ${{who}}"><div class=words>${{words}}${{who === "own" ? "" :
      "<div>{last}</div>"}}</div></div>`"""
    said = [text for speaker, text in await read(world, line, style=BYLINE) if speaker is Speaker.PLATFORM]
    assert said == [f"{GREETING}\n{last}", f"{REPLY}\n{last}"]
