"""A parked chat is resumed on pages that have changed since, or have forgotten us; nobody has described them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from probes.interface import Inquiry, ProbeError, Sent, Session, Speaker, VoidReason
from probes.webchat.arrival import ASKS_AGAIN
from tests.contract.webchat_world import CLOCK, IN_A_BROWSER, QUESTION, World, heard, told

pytestmark = IN_A_BROWSER

# A shop with a chat in its corner. `before(begin)` may put something else before the chat; `known`: it remembers us.
SHOP = """<title>Shop</title><h1>Shop</h1><p>Codes for games, sent at once.</p>%(body)s<style>
  .launcher, .card { position: fixed; right: 20px; bottom: 20px; z-index: 5; cursor: pointer; }
  .card { width: 240px; min-height: 90px; right: 4px; bottom: 4px; z-index: 9; background: #fff; }
  .room { position: fixed; right: 20px; bottom: 80px; width: 320px; height: 420px; background: #fff; z-index: 6; }
  .lines { height: 260px; overflow: auto; }</style><script>
const lines = JSON.parse(localStorage.getItem("lines") || "[]"), known = lines.length > 0;
let home = document.body, ended = () => false, before = null, room = null;
const make = (tag, name, text, above) => {
  const made = Object.assign(document.createElement(tag), {className: name, textContent: text});
  (above || home).append(made); return made;
};
const line = ([who, words]) => make("p", "", words, make("div", "line " + who, "", room.querySelector(".lines")));
const say = (...said) => { lines.push(said); localStorage.setItem("lines", JSON.stringify(lines)); line(said); };
const chat = () => {
  make("div", "lines", "", room).setAttribute("role", "log");
  for (const one of lines) line(one);
  if (known && ended()) return;
  const field = make("textarea", "", "", room); field.placeholder = "Type a message";
  field.onkeydown = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); const words = field.value; field.value = "";
    say("visitor", words); setTimeout(() => say("agent", "We refund within fourteen days."), 200);
  };
};
const toggle = () => {
  if (room) { room.hidden = !room.hidden; return; }
  room = make("section", "room", ""); room.setAttribute("role", "dialog"); room.ariaLabel = "Support chat";
  if (before) before(chat); else chat();
};
const launch = (tag = "button", name = "") => { make(tag, name + " launcher", "Chat with us").onclick = toggle; };
%(script)s
</script>"""
ANSWERED = [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, "We refund within fourteen days.")]
PROFILE: Mapping[str, Any] = {
    "steps": [{"click": ".launcher"}],
    "input": "textarea",
    "transcript": ".lines",
    "own": ".visitor",
    "agent": ".agent",
}


def shop(script: str, body: str = "") -> str:
    return SHOP % {"script": script, "body": body}


async def parked(
    world: World, page: str, profile: Mapping[str, Any] | None = None, **more: Any
) -> tuple[Inquiry, Session]:
    """Ask on the page, hear the answer, and park."""
    inquiry = world.question_on(page, profile, **more)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [(message.speaker, message.text) for message in await told(door, 2)] == ANSWERED
        return inquiry, await door.park()


async def resumed(world: World, inquiry: Inquiry, session: Session) -> Sequence[tuple[Speaker, str]]:
    async with world.open(inquiry, session) as door:
        return [(message.speaker, message.text) for message in await heard(door, CLOCK.now())]


async def failed(world: World, inquiry: Inquiry, session: Session) -> ProbeError:
    """Come back where that fails."""
    with pytest.raises(ProbeError) as caught:
        await resumed(world, inquiry, session)
    return caught.value


CARD = """launch();
if (known) { const card = make("div", "card", "Ten per cent off today"); make("button", "", "Show me", card);
  make("button", "", "×", card).onclick = () => card.remove(); }"""


@pytest.mark.parametrize("profile", [None, PROFILE], ids=["found", "written"])
async def test_a_card_that_lies_over_the_launcher_now_is_closed(
    world: World, profile: Mapping[str, Any] | None
) -> None:
    """It was not there at the first visit, so that no step speaks of it."""
    assert await resumed(world, *await parked(world, shop(CARD), profile)) == ANSWERED


CHANGED = """launch(known ? "div" : "button", "n" + Math.random().toString(36).slice(2) + "7");"""


async def test_an_ended_chat_is_known_by_our_own_message(world: World) -> None:
    """Where the way to it has changed and there is nothing left to write into."""
    assert await resumed(world, *await parked(world, shop(f"ended = () => true; {CHANGED}"))) == ANSWERED


FORGETS = """localStorage.clear(); lines.length = 0;
before = (begin) => { const form = make("form", "", "Before we start", room); const name = make("input", "", "", form);
  name.required = true; name.placeholder = "Your name"; make("button", "", "Start chat", form);
  form.onsubmit = (event) => { event.preventDefault(); form.remove(); begin(); }; };"""


@pytest.mark.parametrize("way", ["launch();", CHANGED], ids=["known", "changed"])
async def test_a_form_that_is_shown_again_is_a_conversation_that_is_gone(world: World, way: str) -> None:
    """No part of the page is missing: it has forgotten us. The form is not filled: that would begin another chat."""
    page = shop(way.replace("known", "sessionStorage.seen") + FORGETS + "sessionStorage.seen = 1;")
    failure = await failed(world, *await parked(world, page))
    assert (failure.reason, str(failure)) == (VoidReason.SESSION_LOST, ASKS_AGAIN)


IN_A_ROOT = """const host = document.body.appendChild(document.createElement("x-help"));
home = host.attachShadow({mode: "open"});
home.innerHTML = `<style>${document.querySelector("style").textContent}</style>`; launch();
const bare = home.querySelector("button"); bare.className = ""; bare.style = "position:fixed;right:20px;bottom:20px";"""
OTHER = """<button hidden>Buy</button>
<script>if (localStorage.getItem("lines")) document.querySelector("button").hidden = false;</script>"""


async def test_a_launcher_without_a_name_in_a_shadow_root_is_told_from_another_button(world: World) -> None:
    """Within its root it is `button`; on the page that is another one."""
    inquiry, session = await parked(world, shop(IN_A_ROOT, OTHER))
    async with world.open(inquiry, session) as door:
        assert door.found is None  # by the step that was recorded: nothing was searched for
        assert [(message.speaker, message.text) for message in await heard(door, CLOCK.now())] == ANSWERED
