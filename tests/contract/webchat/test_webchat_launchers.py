"""What opens a chat on real pages and is built as no button is: a box without room, a label of something else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

ANSWER = "Cards that were never used can be returned for thirty days."
SHOP = "<title>Harbour cards</title><h1>Harbour cards</h1><p>Cards for games, sent by mail within a day.</p>"

# A chat behind OPENER, which is called `opener`; CHAT is what it opens.
CHAT = """<style>#panel { display: none; position: fixed; right: 20px; bottom: 20px; width: 340px; height: 440px }
  #log { height: 300px; overflow-y: auto } .line { background: #eee; padding: 8px; margin: 8px }</style>
<div id=panel><div id=log></div><textarea id=field placeholder="Write.."></textarea></div>
<script>
const say = (words) => log.insertAdjacentHTML("beforeend", `<div class=line>${words}</div>`);
document.querySelector("[data-opener]").addEventListener("click", (event) => {
  panel.style.display = "block"; event.currentTarget.style.display = "none"; });
field.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
  say(field.value); field.value = ""; setTimeout(() => say("ANSWER"), 700); };
</script>"""


async def asked(world: World, opener: str) -> Sequence[tuple[Speaker, str]]:
    """Ask in the chat that this opens; what was said by whom."""
    return await heard_on(world, SHOP + opener + CHAT)


async def heard_on(world: World, page: str) -> Sequence[tuple[Speaker, str]]:
    """Ask on a page with nothing but its address; what was said by whom."""
    async with world.open(world.question_on(page.replace("ANSWER", ANSWER), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(30)):
            if ANSWER in message.text:
                break
        return [(message.speaker, message.text) for message in await heard(door, soon(0))]


# All that shows of it is placed by its corners, so that what is pressed has no height of its own.
BOX = """<div style="position: fixed; right: 0; bottom: 0; width: 400px; height: 120px">
<div data-opener style="position: relative; cursor: pointer">PARTS</div></div>"""
ROUND = """<div style="position: absolute; top: 38px; right: 20px; width: 60px; height: 60px; border-radius: 50%;
  background: #285"><svg width=36 height=36 viewBox="0 0 9 9"><path d="M1 2h7v5H1z" fill="#fff"/></svg></div>"""
INVITES = """<div style="position: absolute; top: 20px; right: 130px; padding: 15px; background: #27e; color: #fff">
  WORDS</div>"""


@pytest.mark.parametrize("parts", [ROUND, INVITES.replace("WORDS", "您好，有什么可以帮您？") + ROUND])
async def test_a_launcher_of_no_height_is_pressed_by_what_shows_of_it(world: World, parts: str) -> None:
    """Its box has no room: a person sees and presses what lies in it."""
    assert (Speaker.PLATFORM, ANSWER) in await asked(world, BOX.replace("PARTS", parts))


async def test_a_launcher_whose_class_tells_that_its_chat_is_closed_is_pressed(world: World) -> None:
    """The state that it is in, and not what pressing it does."""
    closed = ROUND.replace("<div ", '<div class="desktop-closed-avatar" ')
    assert (Speaker.PLATFORM, ANSWER) in await asked(world, BOX.replace("PARTS", closed))


# A component that keeps its parts from the page's scripts. What a person sees is the same.
CLOSED = """<support-desk style="position: fixed; right: 20px; bottom: 20px"></support-desk>
<script>
customElements.define("support-desk", class extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({ mode: "closed" });
    root.innerHTML = `<style>#panel { display: none; width: 340px; height: 440px }
      #log { height: 300px; overflow-y: auto } .line { background: #eee; padding: 8px; margin: 8px }</style>
      <div id=panel><div id=log></div><textarea placeholder="Write.."></textarea></div>
      <button aria-label="Live chat">?</button>`;
    const [log, panel, field, button] = ["#log", "#panel", "textarea", "button"].map((one) => root.querySelector(one));
    const say = (words) => log.insertAdjacentHTML("beforeend", `<div class=line>${words}</div>`);
    button.onclick = () => { panel.style.display = "block"; button.style.display = "none"; };
    field.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
      say(field.value); field.value = ""; setTimeout(() => say("ANSWER"), 700); };
  }
});
</script>"""


async def test_a_chat_whose_component_is_closed_to_scripts_is_used_as_people_use_it(world: World) -> None:
    """A closed shadow root hides nothing from who looks at the page."""
    assert (Speaker.PLATFORM, ANSWER) in await heard_on(world, SHOP + CLOSED)


# The chat lies in one box with its launcher, as a component does, and is out of sight.
TOGETHER = """<div style="position: fixed; right: 20px; bottom: 20px; width: 90px"><div id=q data-opener role=button
  style="padding: 14px; background: #285; color: #fff; cursor: pointer">WORDSHIDDEN</div>
<div hidden><div role=log aria-live=polite></div></div></div>"""


@pytest.mark.parametrize("words", ["Help", "帮助"])
async def test_a_log_out_of_sight_makes_no_open_chat_of_a_launchers_box(world: World, words: str) -> None:
    """What opens the chat is still to be pressed."""
    opener = TOGETHER.replace("WORDS", words).replace("HIDDEN", "")
    assert (Speaker.PLATFORM, ANSWER) in await asked(world, opener)


@pytest.mark.parametrize(
    "hidden",
    [
        "<button hidden title=Close>×</button>",
        "<span style='display: none' aria-label='Minimize'></span>",
        "<svg style='visibility: hidden' width=9 height=9><title>关闭</title></svg>",
    ],
)
async def test_what_is_out_of_sight_in_a_launcher_says_nothing_of_it(world: World, hidden: str) -> None:
    """It is shown once the chat is open, and closes it then."""
    opener = TOGETHER.replace("WORDS", "Help").replace("HIDDEN", hidden).replace(" role=log aria-live=polite", "")
    assert (Speaker.PLATFORM, ANSWER) in await asked(world, opener)
