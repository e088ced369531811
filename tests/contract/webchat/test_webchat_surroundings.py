"""What lies around a chat's lines and its launcher, and is neither: layers, times in words, lines drawn above ours."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Message, Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

GREETING = "Hello, how can we help you?"
REPLY = "The code is refunded within three working days."

# LINE is a function of who speaks and what is said, giving mark-up; AFTER is done once our own line stands.
PAGE = """<style>#layer { position: fixed; inset: 0; LAYER }
  #open, #panel { pointer-events: auto; position: absolute; right: 20px }
  #open { bottom: 20px; width: 56px; height: 56px; border-radius: 28px }
  #panel { bottom: 90px; width: 340px; background: #fff }
  #log { height: 300px; overflow-y: auto; list-style: none } .line { background: #eee; margin: 8px; padding: 8px }
  [hidden] { display: none }</style>
<h1>ACME</h1><p>We sell codes for games and films.</p>
<div id=layer><button id=open class=launcher></button>
<div id=panel hidden><h2>Chat</h2><ul id=log></ul><textarea id=say placeholder="Type a message"></textarea></div></div>
<script>
const line = LINE;
const add = (who, words, where = "beforeend") => log.insertAdjacentHTML(where, line(who, words));
document.getElementById("open").onclick = () => { panel.hidden = false; };
add("them", "GREETING");
say.onkeydown = (event) => {
  if (event.key !== "Enter") return; event.preventDefault();
  add("own", say.value); say.value = ""; AFTER; setTimeout(() => add("them", "REPLY"), 1500); };
</script>"""
PLAIN = "(who, words) => `<li class='line ${who}'><div class=text><span>${words}</span></div></li>`"


async def asked(
    world: World, line: str = PLAIN, layer: str = "pointer-events: none", after: str = "", page: str = PAGE
) -> Sequence[Message]:
    """Ask with nothing but the address; what was said, notices left out."""
    page = page.replace("LINE", line).replace("LAYER", layer).replace("AFTER", after)
    page = page.replace("GREETING", GREETING).replace("REPLY", REPLY)
    async with world.open(world.question_on(page, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        said = await heard(door, soon(4))
        return [message for message in said if message.speaker is not Speaker.NOTICE]


def told(said: Sequence[Message]) -> Sequence[tuple[Speaker, str]]:
    return [(message.speaker, message.text) for message in said]


WHOLE = [(Speaker.PLATFORM, GREETING), (Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


@pytest.mark.parametrize("layer", ["pointer-events: none", "pointer-events: none; z-index: 10000"])
async def test_a_layer_that_lets_presses_through_is_no_surface(world: World, layer: str) -> None:
    """Widgets lay themselves over the whole window; a launcher on such a layer lies on no chat that is open."""
    assert told(await asked(world, layer=layer)) == WHOLE


AGES = ["less than a minute", "about 1 minute ago", "a few seconds ago", "不到一分钟", "几秒前", "1 分钟内"]


@pytest.mark.parametrize("age", AGES)
async def test_how_long_ago_something_was_said_is_nothing_said(world: World, age: str) -> None:
    """In words, and in a row of its own below every bubble."""
    row = f"<li class='time ${{who}}'>{age}</li>"
    line = f"(who, words) => `<li class='line ${{who}}'><span>${{words}}</span></li>{row}`"
    assert told(await asked(world, line=line)) == WHOLE


@pytest.mark.parametrize("age", ["Less than a minute", "About 5 minutes"])
async def test_how_long_something_takes_is_an_answer(world: World, age: str) -> None:
    """Where nothing calls it a time."""
    said = await asked(world, after=f"setTimeout(() => add('them', '{age}'), 500)")
    assert told(said) == [*WHOLE[:2], (Speaker.PLATFORM, age), WHOLE[2]]


@pytest.mark.parametrize("where", ["afterbegin", "beforebegin"])
async def test_what_appears_above_our_own_line_is_no_answer(world: World, where: str) -> None:
    """What was said earlier is fetched late, and a remark may be put before what we said: lines go on below."""
    at = "log" if where == "afterbegin" else "log.lastElementChild"
    more = f"{at}.insertAdjacentHTML('{where}', line('them', 'This chat is watched over by our team.'))"
    assert await answers(world, f"setTimeout(() => {more}, 400)") == [REPLY]


async def test_a_list_with_its_newest_line_above_is_answered_above(world: World) -> None:
    """There our own line stands above what was said before it."""
    page = PAGE.replace('where = "beforeend"', 'where = "afterbegin"').replace("1500", "700")
    assert await answers(world, "", page) == [REPLY]


async def test_a_greeting_around_buttons_that_is_drawn_again_is_no_answer(world: World) -> None:
    """Its words stood there before, though not without the buttons between them."""
    buttons = "<button>Codes</button><button>Cards</button>"
    card = f"`<li class='line them'><p>Ask us anything.</p>{buttons}<p>We are 5.</p></li>`"
    again = "setTimeout(() => { log.firstElementChild.outerHTML = card; }, 2500)"
    page = PAGE.replace('add("them", "GREETING");', f"const card = {card}; log.innerHTML = card;")
    assert await answers(world, again, page) == [REPLY]


async def answers(world: World, after: str, page: str = PAGE) -> Sequence[str]:
    """What the platform said once we had written."""
    said = await asked(world, after=after, page=page)
    return [message.text for message in said if message.speaker is Speaker.PLATFORM and not message.before_t0]
