"""Where our own words stand besides in the chat: a log, a drawer, a list or a head, none of which is the chat."""

from __future__ import annotations

import pytest

from probes.interface import ProbeError, Sent, Speaker, VoidReason
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."

# BESIDE stands before the chat, AFTER behind it; `noted(words)` is called when we write, `told(words)` when an answer
# comes.
PAGE = """<style>body { margin: 0; font: 15px sans-serif } .app { display: flex; height: 90vh }
  .chat { flex: 1; display: flex; flex-direction: column } .lines { flex: 1; overflow-y: auto }
  .line { margin: 6px; padding: 6px; background: #eef; border-radius: 9px; max-width: 300px }
  .mine { background: #cfc; margin-left: auto } .beside { width: 260px; overflow-y: auto; height: 300px }
  .drawer { position: fixed; left: 0; top: 0; bottom: 0; width: 300px; transform: translateX(-280px) }</style>
<title>Support chat</title><div class=app>BESIDE<div class=chat><div class=head>Help desk</div><div class=lines></div>
<div class=foot><textarea class=say placeholder="Type a message"></textarea></div></div>AFTER</div>
<script>
const $ = (mark) => document.querySelector(mark), wait = (ms) => new Promise((then) => setTimeout(then, ms));
const put = (mark, html) => $(mark).insertAdjacentHTML("beforeend", html);
const add = (who, words) => put(".lines", `<div class="line ${who}"><p>${words}</p></div>`);
let noted = () => {}, told = () => {}, late = 0, arrives = true;
const say = $(".say");
say.onkeydown = async (event) => {
  if (event.key !== "Enter") return; event.preventDefault();
  const words = say.value; say.value = ""; noted(words); await wait(late);
  if (!arrives) return;
  add("mine", words); await wait(900); told("REPLY"); add("", "REPLY"); };
START
</script>"""

LOG = "<div class=beside><div class=rows><div class=row>Dev console</div></div></div>"
LINES = """noted = (words) => { put(".rows", `<div class=row>${words}</div>`);
  put(".rows", "<div class=row>INPUT:</div>"); };"""
GROWS = LINES + 'told = () => put(".rows", "<div class=row>session: payload ready</div>");'
TWICE = LINES + 'told = (words) => put(".rows", `<div class=row>${words}</div>`);'
LIST = "<div class=beside><div class=rows></div></div>"
DRAWER = "<div class=drawer><div class=rows><div class=row>Dev console</div></div></div>"
OFF = "".join(f"<div class=row>step {number} of the shop is done</div>" for number in range(4))
NAMED = f'noted = (words) => {{ put(".rows", `<div class=row>${{words}}</div>`); put(".rows", "{OFF}"); }};'

PLACES = {
    "a log beside the chat": (LOG, "", GROWS),
    "a log behind the chat": ("", LOG, GROWS),
    "a drawer out of sight": (DRAWER, "", GROWS),
    "a log that repeats all": (LOG, "", TWICE),
    "a log above the lines, in the chat": (LOG, "", 'document.querySelector(".chat").prepend($(".beside"));' + GROWS),
    "a list of conversations": (LIST, "", NAMED),
    "a log that has our words first": (LOG, "", GROWS + "late = 1500;"),
    "a list behind that has our words first": ("", LIST, NAMED + "late = 1500;"),
}


def page(before: str, after: str, start: str) -> str:
    body = PAGE.replace("BESIDE", before).replace("AFTER", after).replace("START", start)
    return body.replace("REPLY", REPLY)


@pytest.mark.parametrize("kind", PLACES)
async def test_the_chat_is_read_where_we_write_and_not_where_our_words_are_repeated(world: World, kind: str) -> None:
    """Of two places that hold our words the one beside the input is the chat; the lines of the other are no replies."""
    async with world.open(world.question_on(page(*PLACES[kind]), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(20)):
            if REPLY in message.text:
                break
        said = await heard(door, soon(1))
    assert [(one.speaker, one.text) for one in said if one.speaker is not Speaker.NOTICE] == [
        (Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY),
    ]  # fmt: skip


NOWHERE = {
    "a log": (LOG, "", GROWS),
    "a list": (LIST, "", NAMED),
    "a list at the side": (f"<aside>{LIST}</aside>", "", NAMED),
    "the head, as what we are called": ("", "", 'noted = (words) => put(".head", `<b class=user-name>${words}</b>`);'),
    "a title cut short": ("", "", """noted = (words) => put(".head", `<div
      style="overflow: hidden; text-overflow: ellipsis; white-space: nowrap; width: 90px"><b>${words}</b></div>`);"""),
    "a heading": ("", "", 'noted = (words) => put(".head", `<h2>${words}</h2>`);'),
}  # fmt: skip


@pytest.mark.parametrize("kind", NOWHERE)
async def test_words_that_stand_elsewhere_alone_were_not_sent(world: World, kind: str) -> None:
    """A message that is nowhere in the chat may never have arrived."""
    before, after, start = NOWHERE[kind]
    async with world.open_impatiently(world.question_on(page(before, after, start + "arrives = false;"), None)) as door:
        with pytest.raises(ProbeError) as failure:
            await door.send(QUESTION)
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN


REFUSALS = {
    "in the bubble": 'line.insertAdjacentHTML("beforeend", "<small>Not delivered. Tap to retry</small>");',
    "below it": 'put(".lines", "<div class=state><button>Message not sent · Retry</button></div>");',
    "in Chinese": 'line.insertAdjacentHTML("beforeend", "<span class=state>发送失败，点击重试</span>");',
}


@pytest.mark.parametrize("kind", REFUSALS)
async def test_a_message_that_the_chat_calls_undelivered_measures_no_silence(world: World, kind: str) -> None:
    """Its bubble stands there at once, and the chat says a moment later that it did not arrive: nobody said that."""
    start = f"""const draw = add; add = (who, words) => {{ draw(who, words); if (who) setTimeout(() => {{
      const line = $(".lines").lastElementChild; {REFUSALS[kind]} }}, 500); }}; told = () => {{ add = () => {{}}; }};"""
    body = page("", "", start).replace("const add =", "let add =")
    async with world.open(world.question_on(body, None)) as door:
        with pytest.raises(ProbeError) as failure:  # noqa: PT012
            await door.send(QUESTION)
            said = await heard(door, soon(4))
            assert [one for one in said if one.speaker is Speaker.PLATFORM] == []
            door.looked_at()
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN


async def test_a_message_that_was_sent_again_is_a_message(world: World) -> None:
    """The mark has gone: it arrived at last."""
    start = """const draw = add; add = async (who, words) => { draw(who, words); if (!who) return;
      const line = $(".lines").lastElementChild; await wait(400);
      line.insertAdjacentHTML("beforeend", "<small>Failed to send</small>");
      await wait(800); line.querySelector("small").remove(); };"""
    body = page("", "", start).replace("const add =", "let add =").replace("await wait(900)", "await wait(2500)")
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        said = [one.text for one in await heard(door, soon(5)) if one.speaker is Speaker.PLATFORM]
        assert said == [REPLY]
        assert door.looked_at()
