"""What stands on the page above the lines before we write: its titles, labels and commands are no lines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Speaker
from tests.contract.webchat_world import IN_A_BROWSER, World, read_until

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."
GREETING = "Good morning, what would you like to know about our teas?"
# A page that grows with its lines: nothing tells which of its boxes holds them but what stands there. ROW is a function
# of who speaks and what is said.
PAGE = """<style>.me { margin-left: auto }
  .me, .bubble { width: fit-content; padding: 8px 12px; background: #eef }
  .row, .them { margin: 10px 0 } STYLE</style>
<div id=chat><div id=page>ABOVE<div id=list>FIRST</div></div>
<textarea id=say placeholder="Your message"></textarea></div>
<script>
const row = ROW;
const add = (who, words) => list.insertAdjacentHTML("beforeend", row(who, words));
say.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
  add("me", say.value); say.value = ""; setTimeout(() => add("them", "REPLY"), 900); };
</script>"""
SAME = "(who, words) => `<div class='row ${who}'><div class=bubble>${words}</div></div>`"
BARE = "(who, words) => `<div class='row ${who}'>${words}</div>`"
PLAIN = "(who, words) => `<div class='row'><i>${who === 'me' ? 'Guest' : 'Anna'}</i><div>${words}</div></div>`"


async def theirs(world: World, above: str, *, first: str = "", row: str = SAME, style: str = "") -> Sequence[str]:
    """All that was told as said by the platform, in order."""
    page = PAGE.replace("ABOVE", above).replace("FIRST", first).replace("ROW", row).replace("STYLE", style)
    said = await read_until(world, page.replace("REPLY", REPLY), REPLY)
    return [one.text for one in said if one.speaker is Speaker.PLATFORM]


FURNITURE = {
    "a subtitle": "<div><h2>Tea desk</h2><p>Based on what our growers have told us over the years.</p></div>",
    "a subtitle in a header": "<header><span>Tea desk</span><p>Ask about delivery, returns and our teas.</p></header>",
    "a command": "<div style='cursor: pointer'>Clear chat</div>",
    "a command that is a box": "<div style='cursor: pointer; background: #ddd; padding: 9px'>清空</div>",
    "a label": "<div>Latest message:</div>",
    "a label of the form": "<label for=say>Write to us in a few words</label>",
    "a caption in large letters": "<div><div style='font-size: 30px'>茶</div><p>配送和退货的问题都可以问。</p></div>",
}


@pytest.mark.parametrize("kind", FURNITURE)
@pytest.mark.parametrize("row", [SAME, BARE, PLAIN])
async def test_what_belongs_to_the_page_is_said_by_nobody(world: World, kind: str, row: str) -> None:
    """Whether the lines are bubbles or not."""
    assert await theirs(world, FURNITURE[kind], row=row) == [REPLY]


SAID = {
    "a greeting in the list": ("", f"<div class='row them'><div class=bubble>{GREETING}</div></div>"),
    "a greeting above the list, in a bubble": (f"<div class='row them'><div class=bubble>{GREETING}</div></div>", ""),
    "a greeting below a title": (
        "<h2>Tea desk</h2>",
        f"<div class='row them'><div class=bubble>{GREETING}</div></div>",
    ),
    "one that can be pressed": (
        "",
        f"<div class='row them' style='cursor: pointer'><div class=bubble>{GREETING}</div></div>",
    ),
    "one that ends in a colon": (
        "",
        f"<div class='row them'><div class=bubble>{GREETING[:-1]}:</div></div>",
    ),
}


SAID_PLAINLY = {
    "a greeting with a name": ("", f"<div class=row><i>Anna</i><div>{GREETING}</div></div>"),
    "a greeting without one": ("", f"<div class=row><div>{GREETING}</div></div>"),
}


@pytest.mark.parametrize("kind", SAID_PLAINLY)
async def test_what_was_said_before_us_is_read_without_bubbles(world: World, kind: str) -> None:
    """In the list."""
    above, first = SAID_PLAINLY[kind]
    assert await theirs(world, "<h2>Tea desk</h2>" + above, first=first, row=PLAIN) == [GREETING, REPLY]


@pytest.mark.parametrize("kind", SAID)
async def test_what_was_said_before_us_is_read(world: World, kind: str) -> None:
    """In a bubble, wherever it stands."""
    above, first = SAID[kind]
    said = await theirs(world, above, first=first)
    assert [text.rstrip(":?") for text in said] == [GREETING[:-1], REPLY]


# While an answer is awaited the page shows what would stop it, below its lines; it is put away with the answer.
STOPPED = """
<div style="position: sticky; bottom: 2px; width: 80px; LOOK; cursor: pointer; display: none" id=halt><svg width=24
  height=24></svg><span>WORD</span></div>"""
LOOKS = {"a box of colour": "background: #f8b26a; color: #fff", "bare words": "color: #a60"}


@pytest.mark.parametrize("word", ["停止", "Stop", "Cancel"])
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("row", [SAME, BARE])
async def test_what_would_stop_an_answer_is_said_by_nobody(world: World, look: str, word: str, row: str) -> None:
    """It comes with our own line and goes with the answer: a command of the page."""
    page = PAGE.replace("FIRST</div>", "FIRST</div>" + STOPPED.replace("LOOK", LOOKS[look]).replace("WORD", word))
    page = page.replace('add("me"', 'halt.style.display = "block"; add("me"').replace("STYLE", "").replace("ROW", row)
    page = page.replace("setTimeout(() => add(", "setTimeout(() => { halt.style.display = 'none'; add(")
    page = page.replace('"REPLY"), 900)', '"REPLY") }, 2500)').replace("FIRST", "").replace("ABOVE", "")
    said = await read_until(world, page.replace("REPLY", REPLY), REPLY)
    assert [one.text for one in said if one.speaker is Speaker.PLATFORM] == [REPLY]
