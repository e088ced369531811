"""What ``discover`` and ``doctor`` say of a chat's parts, and which of them the picture boxes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from probes.webchat.finding.discovery import Discovery, discover
from tests.contract.webchat_world import CLOCK, IN_A_BROWSER, MEANS, QUESTION, World

pytestmark = IN_A_BROWSER

RED, SECOND = (214, 40, 40), (29, 53, 87)  # of the part that is drawn first, and of the next one
CHAT = """<div id=log style="height:200px"></div><textarea id=say placeholder="Type your message"></textarea>"""
SENDS = """say.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
  const line = document.createElement("p"); line.textContent = say.value; log.append(line); say.value = ""; };"""
HALL = f"""<h1>Our shop</h1><button id=launch>Chat with us</button>
<div id=hall hidden><h2>Support</h2><button id=begin>Send us a message</button></div><div id=room hidden>{CHAT}</div>
<script>launch.onclick = () => {{ hall.hidden = false; }};
begin.onclick = () => {{ hall.hidden = true; room.hidden = false; }};</script>"""
BOX = f"""<h1>Our shop</h1><div id=box style="position:fixed;right:40px;bottom:40px;background:#fff">
<div id=room hidden>{CHAT}</div><div>Chat with us</div></div>
<script>box.onclick = () => {{ room.hidden = false; }};</script>"""
COMING = f"""<h1>Our shop</h1><button id=launch>Chat with us</button>
<div style="position:fixed;right:20px;bottom:20px"><button id=toggle hidden>Toggle chat</button></div>
<div id=room hidden>{CHAT}</div><script>launch.onclick = () => {{
  let part = 0; const loads = setInterval(() => fetch(`/part-${{part += 1}}.js`), 150);
  setTimeout(() => {{ toggle.hidden = false; }}, 500);
  setTimeout(() => {{ room.hidden = false; clearInterval(loads); }}, 1600); }};
toggle.onclick = () => {{ room.hidden = !room.hidden; }};</script>"""
AWAY = """<h1>Our shop</h1><button id=launch>Chat with us</button><div id=room hidden style="position:fixed;right:20px;
bottom:20px;width:300px"><p>We are offline right now. Please leave a message.</p><form style="height:200px">
<label>E-mail <input type=email></label><label>Message <textarea></textarea></label>
<button>Leave message</button></form></div><script>launch.onclick = () => { room.hidden = false; };</script>"""
PAGE = f"{CHAT}<button id=go>Send</button><script>{SENDS}"
PAGE += """
go.onclick = () => say.onkeydown({ key: "Enter", preventDefault() {} });</script>"""


async def shown(world: World, body: str, profile: dict[str, Any] | None = None, say: str = "") -> Discovery:
    means = replace(MEANS, patience=timedelta(seconds=4))
    return await discover(world.question_on(body, profile), means, CLOCK, say=say)


async def test_the_launcher_is_what_was_pressed_first(world: World) -> None:
    """What is pressed behind it, within the chat, leads on: it launches nothing."""
    found = await shown(world, HALL)

    assert found.profile is not None
    assert found.profile["steps"] == [{"click": "#launch"}, {"click": "#begin"}]
    assert found.parts["launcher"] == "#launch"


async def test_what_comes_while_the_chat_is_on_its_way_is_not_pressed(world: World) -> None:
    """The page still fetches what the launcher asked for: another button for the chat would close it again."""
    found = await shown(world, COMING)

    assert found.profile is not None
    assert found.profile["steps"] == [{"click": "#launch"}]


async def test_what_holds_the_open_chat_is_not_boxed_as_its_launcher(world: World) -> None:
    """The box would lie around the whole chat and say nothing of where to press."""
    found = await shown(world, BOX)
    taken = Image.open(BytesIO(found.picture)).convert("RGB")

    assert found.parts["launcher"] == "#box"
    assert found.parts["input"] == "#say"
    rows = {y for x in range(taken.width) for y in range(taken.height) if taken.getpixel((x, y)) == RED}
    assert rows  # the input's box alone, with its name
    assert max(rows) - min(rows) < 100


async def test_the_form_to_leave_a_message_is_boxed(world: World) -> None:
    """The door is shut; what stands there instead of a chat is shown."""
    found = await shown(world, AWAY)
    taken = Image.open(BytesIO(found.picture)).convert("RGB")

    assert (found.door, found.parts["offline form"]) == ("shut: offline", "offline")
    blues = {y for x in range(taken.width) for y in range(taken.height) if taken.getpixel((x, y)) == SECOND}
    assert max(blues) - min(blues) > 200  # the whole form


@pytest.mark.parametrize("reading", ["selectors", "structure"])
async def test_a_button_that_is_not_there_is_not_said_to_be_found(world: World, reading: str) -> None:
    """Before a word is written it may only be out of sight: it is not seen, and no more is said of it."""
    told = {"own": ".own", "agent": ".agent", "transcript": "#log"} if reading == "selectors" else {}
    profile = {"reading": reading, "input": "#say", **told}

    assert (await shown(world, PAGE, {**profile, "send": "#go"})).parts["way to send"] == "#go"
    found = await shown(world, PAGE, {**profile, "send": "#gone"})
    assert "way to send" not in found.parts
    assert found.missing == ""


async def test_a_button_that_was_not_there_when_we_wrote_is_named(world: World) -> None:
    """A visit sends in another way that it finds; the profile is wrong all the same."""
    profile = {"reading": "structure", "input": "#say"}
    found = await shown(world, PAGE, {**profile, "send": "#gone"}, say=QUESTION)

    assert found.missing == "way to send (#gone): did not send; enter did"
    assert (await shown(world, PAGE, {**profile, "send": "#go"}, say=QUESTION)).missing == ""


async def test_a_transcript_that_is_not_there_is_named(world: World) -> None:
    """Where lines are told by their build the visit does without it, and says what it went by."""
    profile = {"reading": "structure", "input": "#say", "transcript": "#gone"}
    found = await shown(world, PAGE, profile, say=QUESTION)

    assert found.parts["transcript"] == "holds our own message"
    assert found.missing == "transcript (#gone): is not on the page; the lines were found without it"
