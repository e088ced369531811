"""The search for a chat on pages that mislead: words that nobody reads, launchers under cards, lines not yet open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from probes.interface import ProbeError, Sent, Speaker, VoidReason
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon, told

pytestmark = IN_A_BROWSER

CHAT = """<h1>Support chat</h1><div class="lines" role="log"></div>
<p class="state" hidden>Connecting…</p><textarea placeholder="Type a message"></textarea>"""
SCRIPT = """
const lines = document.querySelector(".lines"), field = document.querySelector("textarea");
let open = true;
function say(who, words) {
  const line = document.createElement("div"); line.className = "line " + who;
  const text = document.createElement("p"); text.textContent = words; line.append(text); lines.append(line);
}
field.onkeydown = (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const words = field.value; field.value = "";
  if (!open) return;
  say("visitor", words);
  setTimeout(() => say("agent", "We refund within fourteen days."), 200);
};"""
ANSWERED = [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, "We refund within fourteen days.")]


async def asked(world: World, script: str = "", body: str = CHAT) -> list[tuple[Speaker, str]]:
    """Ask on a page with nothing but its address; what was said by whom."""
    page = f"<title>Support chat</title>{body}<script>{SCRIPT}{script}</script>"
    async with world.open(world.question_on(page, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        return [(message.speaker, message.text) for message in await told(door, 2)]


async def test_names_in_a_style_sheet_close_no_door(world: World) -> None:
    """A rule for a part that is not shown ("offline") is no sign that nobody is there."""
    script = """const form = document.createElement("div"); document.body.append(form);
    form.attachShadow({mode: "open"}).innerHTML = `<style>.offline{color:red} .leave-a-message{color:red}</style>
      <p>Before we start</p><label>E-mail <input type=email required></label><button>Start chat</button>`;
    field.hidden = true;
    form.shadowRoot.querySelector("button").onclick = () => { form.remove(); field.hidden = false; };"""
    assert await asked(world, script) == ANSWERED


BUTTON = """field.onkeydown = null; const send = document.body.appendChild(document.createElement("button"));
  send.textContent = "Send"; send.onclick = () => { const words = field.value; field.value = ""; say("visitor", words);
    setTimeout(() => say("agent", "We refund within fourteen days."), 200); };
  const cover = document.body.appendChild(document.createElement("div"));
  cover.style.cssText = "position:fixed;inset:0;background:#0008;z-index:9";"""


async def test_a_banner_over_a_chat_is_declined_before_we_write(world: World) -> None:
    """The input stands on the page from the beginning; what lies over it would swallow the press of its button."""
    script = (
        BUTTON
        + """cover.innerHTML = "<p>We use cookies.</p><button class=no>Reject all</button><button>Accept all</button>";
    cover.querySelector(".no").onclick = () => cover.remove();"""
    )
    assert await asked(world, script) == ANSWERED


async def test_a_card_over_a_chat_is_closed_before_we_write(world: World) -> None:
    """So is any other surface, if it can be closed."""
    script = (
        BUTTON
        + """cover.innerHTML = "<p>Ten per cent off today.</p><button class=no>×</button><button>Show me</button>";
    cover.querySelector(".no").onclick = () => cover.remove();"""
    )
    assert await asked(world, script) == ANSWERED


async def test_nothing_is_said_into_a_line_that_is_not_open(world: World) -> None:
    """A chat that says it is connecting would lose our message: it is waited for."""
    script = """const state = document.querySelector(".state"); open = false; state.hidden = false;
    setTimeout(() => { open = true; state.hidden = true; }, 3000);"""
    assert await asked(world, script) == ANSWERED


async def test_a_line_that_was_lost_since_we_came_in_is_waited_for(world: World) -> None:
    """What counts is the line as it is when we write."""
    page = f"<title>Support chat</title>{CHAT}<script>{SCRIPT}</script>"
    lost = """() => { const state = document.querySelector(".state"); open = false; state.hidden = false;
      setTimeout(() => { open = true; state.hidden = true; }, 2000); }"""
    async with world.open(world.question_on(page, None)) as door:
        await door.page.evaluate(lost)
        assert isinstance(await door.send(QUESTION), Sent)
        assert [(message.speaker, message.text) for message in await told(door, 2)] == ANSWERED


async def test_a_sign_that_stays_is_not_waited_for_for_ever(world: World) -> None:
    """Where the words stand for good we write at last, and see whether it arrives."""
    assert await asked(world, 'document.querySelector(".state").hidden = false;') == ANSWERED


async def test_a_sign_out_of_sight_says_nothing(world: World) -> None:
    """Though it stands in the mark-up of a chat that says little else."""
    page = f"<title>在线客服</title><div>{CHAT}</div><script>{SCRIPT}</script>".replace("Connecting…", "连接中…")
    async with world.open(world.question_on(page, None)) as door:
        assert door.watch.sight.input
        assert not door.watch.sight.connecting


async def test_the_input_is_told_from_what_is_hidden_now(world: World) -> None:
    """An element without a name is found again also when one like it comes into sight."""
    body = """<h1>Support chat</h1><section><dfn hidden>You are number 3</dfn></section>
      <footer><dfn contenteditable style="display:block;height:40px"></dfn></footer>
      <div class="lines" role="log"></div>"""
    script = """field.onkeydown = (event) => {
      if (event.key !== "Enter") return; event.preventDefault();
      const words = field.innerText; field.textContent = ""; say("visitor", words);
      setTimeout(() => say("agent", "We refund within fourteen days."), 200); };
    setTimeout(() => { document.querySelector("[hidden]").hidden = false; }, 1500);"""
    script = SCRIPT.replace('"textarea"', '"[contenteditable]"') + script
    page = f"<title>Support chat</title>{body}<script>{script}</script>"
    async with world.open(world.question_on(page, None)) as door:
        await asyncio.sleep(2)
        assert isinstance(await door.send(QUESTION), Sent)
        assert [(message.speaker, message.text) for message in await told(door, 2)] == ANSWERED


async def test_lines_that_are_roots_of_their_own_are_read(world: World) -> None:
    """Every line a component whose words lie at the top of its shadow root, beside a time."""
    script = """const plain = say; say = (who, words) => {
      const line = document.createElement("chat-line"); lines.append(line);
      line.attachShadow({mode: "open"}).innerHTML = "<b class=card></b>";
      const time = Object.assign(document.createElement("i"), {textContent: "12:01"});
      line.shadowRoot.firstChild.append(words, time); };"""
    assert await asked(world, script) == ANSWERED


async def test_a_page_that_can_no_longer_be_read_is_not_silent(world: World) -> None:
    """Where our reading breaks, what was not seen is unknown."""
    page = f"<title>Support chat</title>{CHAT}<script>{SCRIPT}</script>"
    breaks = (
        "() => { Element.prototype.checkVisibility = () => { throw new Error('no'); }; document.body.append('…'); }"
    )
    async with world.open(world.question_on(page, None)) as door:
        sent = await door.send(QUESTION)
        assert isinstance(sent, Sent)
        await told(door, 2)
        await door.page.evaluate(breaks)
        with pytest.raises(ProbeError) as failure:
            await heard(door, soon(20))
    assert failure.value.reason is VoidReason.OBSERVER_DOWN


async def test_a_greeting_that_brings_another_place_to_write_is_answered_there(world: World) -> None:
    """A welcome screen goes when the first words come; where we write was found on it, and is found anew."""
    script = """function greet() {
      const old = field, box = document.body.appendChild(document.createElement("form"));
      const place = box.appendChild(document.createElement("textarea"));
      place.placeholder = "Type your message here"; place.onkeydown = (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault(); old.value = place.value; place.value = ""; old.onkeydown(event); };
      old.remove(); say("agent", "Hello and welcome!"); }"""
    page = f"<title>Support chat</title>{CHAT}<script>{SCRIPT}{script}</script>"
    async with world.open(world.question_on(page, None)) as door:
        await door.page.evaluate("greet()")
        assert isinstance(await door.send(QUESTION), Sent)
        said = [(message.speaker, message.text, message.before_t0) for message in await told(door, 2)]
    greeting = (Speaker.PLATFORM, "Hello and welcome!", True)
    assert said == [greeting, *((speaker, text, False) for speaker, text in ANSWERED)]


@asynccontextmanager
async def slow(script: str, seconds: float) -> AsyncIterator[str]:
    """The address of a script that takes its time to come."""

    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(seconds)
        return web.Response(text=script, content_type="text/javascript")

    app = web.Application()
    app.router.add_get("/chat.js", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/chat.js"
    finally:
        await runner.cleanup()


PICTURE = """<title>Shop</title><h1>Shop</h1><p>Codes for games, sent at once.</p>
<div class="up" style="position:fixed;right:20px;bottom:20px;width:48px;height:48px;cursor:pointer"><i></i></div>
<script>let pressed = 0; document.querySelector(".up").onclick = () => { pressed += 1; };</script>"""


DRAWS = f"""const launcher = document.body.appendChild(document.createElement("button"));
  launcher.textContent = "Chat with us"; launcher.style.cssText = "position:fixed;left:20px;bottom:20px";
  launcher.onclick = () => {{ launcher.remove();
    const room = document.body.appendChild(document.createElement("div"));
    room.innerHTML = `{CHAT}`; room.style.cssText = "position:fixed;left:20px;bottom:20px;background:#fff";
    {SCRIPT} }};"""


async def test_a_picture_is_not_pressed_while_the_page_still_fetches_what_may_be_the_chat(world: World) -> None:
    """It lies where launchers lie; the launcher is on its way."""
    async with slow(DRAWS, 3.0) as address:
        fetches = f"""<script>addEventListener("load", () => {{
          document.body.append(Object.assign(document.createElement("script"), {{src: "{address}"}})); }});</script>"""
        async with world.open(world.question_on(PICTURE + fetches, None)) as door:
            assert await door.page.evaluate("pressed") == 0
            assert isinstance(await door.send(QUESTION), Sent)
            assert [(message.speaker, message.text) for message in await told(door, 2)] == ANSWERED


async def test_a_launcher_that_comes_after_another_thing_was_pressed_is_pressed_too(world: World) -> None:
    """A timer tells nobody that something is on its way; what was pressed meanwhile is done with."""
    waits = f"""<script>document.querySelector(".up").addEventListener("click", () => {{
      setTimeout(() => {{ {DRAWS} }}, 1200); }});</script>"""
    async with world.open(world.question_on(PICTURE + waits, None)) as door:
        assert await door.page.evaluate("pressed") == 1
        assert isinstance(await door.send(QUESTION), Sent)
        assert [(message.speaker, message.text) for message in await told(door, 2)] == ANSWERED


@pytest.mark.parametrize("name", ["host", "id", "children", "title"])
async def test_a_field_whose_name_is_a_word_of_the_browsers_own_misleads_nobody(world: World, name: str) -> None:
    """A form answers to the names of its fields before its own properties: `form.host` is then an input."""
    body = f"""<h1>Support chat</h1><div class="lines" role="log"></div><form class=say><p><textarea></textarea></p>
      <p><input type=hidden name={name} value=1></p></form>"""
    assert await asked(world, body=body) == ANSWERED


MIRROR = """const sizer = document.body.appendChild(document.createElement("div")), send = field.onkeydown;
  sizer.setAttribute("aria-hidden", "true"); field.before(sizer);
  field.oninput = () => { sizer.textContent = field.value; };
  field.onkeydown = (event) => { send(event); if (!field.value) sizer.textContent = ""; };"""


async def test_a_copy_of_what_is_typed_is_no_line_and_hides_none(world: World) -> None:
    """What makes an input as high as its words holds them too, until they are sent."""
    assert await asked(world, MIRROR) == ANSWERED


@pytest.mark.parametrize("then", ["", 'field.value = "";'])
async def test_a_copy_of_what_is_typed_does_not_prove_that_it_was_sent(world: World, then: str) -> None:
    """Where nothing is sent our words stand in the copy, and in no line; though the input be empty."""
    lost = f'if (event.key === "Enter") {{ event.preventDefault(); {then} }}'
    script = MIRROR + f"field.onkeydown = (event) => {{ {lost} }};"
    page = f"<title>Support chat</title>{CHAT}<script>{SCRIPT}{script}</script>"
    async with world.open_impatiently(world.question_on(page, None)) as door:
        with pytest.raises(ProbeError) as failure:
            await door.send(QUESTION)
    assert failure.value.reason in (VoidReason.NOT_SENT, VoidReason.SEND_UNCERTAIN)


async def test_a_key_that_only_broke_the_line_leaves_no_mark_in_what_is_sent(world: World) -> None:
    """Enter is tried before a button that does not say what it does; the break is taken out again."""
    script = """let heard = null; field.onkeydown = null;
    const more = document.createElement("button"); field.after(more);
    more.style.cssText = "width:30px;height:30px"; more.onclick = () => { heard = field.value; field.value = "";
      say("visitor", heard); setTimeout(() => say("agent", "We refund within fourteen days."), 200); };"""
    page = f"<title>Support chat</title>{CHAT}<script>{SCRIPT}{script}</script>"
    async with world.open(world.question_on(page, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert await door.page.evaluate("heard") == QUESTION


async def test_a_component_that_calls_every_field_a_search_hides_no_place_to_write(world: World) -> None:
    """A design system puts the mark around each of its fields, also around one that asks for a message."""
    body = CHAT.replace("<textarea", "<div role=search><textarea").replace("</textarea>", "</textarea></div>")
    assert await asked(world, body=body) == ANSWERED


async def test_a_search_with_a_button_of_its_own_is_one(world: World) -> None:
    """Whatever its field says: nothing is written into it."""
    body = CHAT.replace("<textarea", "<div role=search><textarea").replace(
        "</textarea>", "</textarea><button>Go</button></div>"
    )
    page = f"<title>Support chat</title>{body}<script>{SCRIPT}</script>"
    with pytest.raises(ProbeError) as caught:
        async with world.open_impatiently(world.question_on(page, None)) as door:
            await door.send(QUESTION)
    assert caught.value.reason is VoidReason.PAGE_CHANGED


WAITING = """<style>#window { position: fixed; right: 20px; bottom: 20px; width: 340px; height: 420px }
  #window:not(.open) { AWAY }</style><h1>ACME</h1><p>Tea and more.</p>"""
GREETS = 'say("agent", "Welcome! Ask us anything.");'
THERE = "document.getElementById('window')"
OUTSIDE = {
    "below the edge": "transform: translateY(600px)",
    "beside the edge": "transform: translateX(600px)",
    "folded up": "width: 0; height: 0; overflow: hidden; border: 0",
}


@pytest.mark.parametrize("place", OUTSIDE)
@pytest.mark.parametrize("framed", [False, True], ids=["in the page", "in a frame"])
async def test_a_window_that_waits_out_of_sight_is_opened_first(world: World, place: str, framed: bool) -> None:
    """Nobody could write into it; what greets whoever opens it has greeted before we write."""
    head = WAITING.replace("AWAY", OUTSIDE[place])
    opens = (
        "<button id=ask onclick=\"OPEN; document.getElementById('window').className = 'open'\">Chat with us</button>"
    )
    if framed:
        greets = f"{SCRIPT} addEventListener('message', () => {{ {GREETS} }});"
        inner = f"{CHAT}<script>{greets}</script>".replace("&", "&amp;").replace('"', "&quot;")
        chat = f'<iframe id=window srcdoc="{inner}"></iframe>'
        body = head + opens.replace("OPEN", f"{THERE}.contentWindow.postMessage(1, '*')") + chat
    else:
        chat = f"<div id=window>{CHAT}</div><script>{SCRIPT} globalThis.greet = () => {{ {GREETS} }};</script>"
        body = head + opens.replace("OPEN", "greet()") + chat
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        messages = await told(door, 3)
    assert [(one.text, one.before_t0) for one in messages if one.speaker is Speaker.PLATFORM] == [
        ("Welcome! Ask us anything.", True), ("We refund within fourteen days.", False),
    ]  # fmt: skip


async def test_a_window_out_of_sight_that_nothing_opens_is_written_into_where_it_is(world: World) -> None:
    """As before: it takes our message, and nothing else does."""
    body = WAITING.replace("AWAY", OUTSIDE["below the edge"]) + f"<div id=window>{CHAT}</div>"
    assert await asked(world, body=body) == ANSWERED
