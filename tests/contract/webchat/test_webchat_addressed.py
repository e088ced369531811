"""A room where one writes to everybody or to one of a list: an unmarked box beside a list to choose from."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."
PAGE = """<style>.pane { width: 520px; border: 1px solid #ccc } textarea { width: 500px; height: 60px } STYLE</style>
<h2>TITLE</h2><div id=log class=pane>LINES</div>
<form id=f><select id=whom><option value=all>ALL</option><option value=7>Anna</option></select>
<textarea id=t1></textarea>BUTTON</form>
<script>
const add = (who, words) => log.insertAdjacentHTML("beforeend",
  `<div class=line><b>${who}</b> 10:24<p class=said>${words}</p></div>`);
const posted = [];
f.onsubmit = (event) => { event.preventDefault(); posted.push(t1.value); document.title = posted.length + ":" + posted;
  add("Guest", t1.value); t1.value = ""; setTimeout(() => add("Anna", "REPLY"), 900); };
</script>"""
LINE = "<div class=line><b>Anna</b> 10:20<p class=said>Good morning.</p></div>"
TURNS = ".pane { height: 220px; overflow-y: auto }"
BUTTONS = {
    "submit": "<input type=submit value=Submit>",
    "提交": "<input type=submit value=提交>",
    "发表": "<input type=submit value=发表>",
    "post": "<button>Post</button>",
}


def page(button: str, style: str, lines: str, title: str = "Room 1") -> str:
    whole = PAGE.replace("STYLE", style).replace("LINES", lines).replace("BUTTON", button).replace("TITLE", title)
    return whole.replace("ALL", "所有人" if "交" in button or "表" in button else "Everybody").replace("REPLY", REPLY)


ROOMS = {
    "a list that turns": (TURNS, LINE),
    "an empty list that turns": (TURNS, ""),
    "lines that grow with their page": ("", LINE + LINE.replace("Good", "A good")),
}


async def spoken(world: World, body: str) -> Sequence[tuple[Speaker, str]]:
    """What was said since we wrote, of a page with nothing but its address; it took one message."""
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(20)):
            if REPLY in message.text:
                break
        said = await heard(door, soon(0.5))
        assert (await door.page.title()).startswith("1:")
    return [(one.speaker, one.text) for one in said if one.speaker is not Speaker.NOTICE and not one.before_t0]


SAID = [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize("room", ROOMS)
async def test_one_writes_into_the_box_beside_the_choice(world: World, button: str, room: str) -> None:
    """Whatever its button is called; nothing is sent empty."""
    assert await spoken(world, page(BUTTONS[button], *ROOMS[room])) == SAID


@pytest.mark.parametrize("room", ROOMS)
async def test_the_box_may_be_one_that_has_to_be_filled(world: World, room: str) -> None:
    """Then it looks like a form that asks for the first message."""
    body = page(BUTTONS["提交"], *ROOMS[room]).replace("<textarea", "<textarea required")
    assert await spoken(world, body) == SAID
