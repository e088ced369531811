"""Chats made of parts, each with what was said last and, in the newest, the place where the next is written."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, read_until

pytestmark = IN_A_BROWSER

REPLY = "A code that does not work is refunded within three working days."
GREETING = "Good morning, what would you like to know about the cards and the codes in our shop?"

# The place to write goes away when we write and comes back below the answer, in its own part.
PAGE = """<style>
  #panel { position: fixed; right: 20px; bottom: 20px; width: 340px; height: 420px; overflow-y: auto }
  .part { display: flex; flex-direction: column; gap: 8px; margin: 8px }
  .bubble { width: fit-content; padding: 8px 12px; border-radius: 8px }
  .theirs { background: #fff } .mine { background: #f52; color: #fff; margin-left: auto } form { display: flex }</style>
<h1>ACME</h1><div id=panel><div id=view></div></div>
<script>
const made = (html) => {
  const box = document.createElement("div"); box.innerHTML = html; return box.firstElementChild; };
const WRITING = "<form><textarea rows=1 placeholder='Type your answer…'></textarea><button>Send</button></form>";
const part = () => view.appendChild(made("<div class='part chunk'></div>"));
const says = (one, words) => one.append(made(`<div class=group><div class='bubble theirs'>${words}</div></div>`));
const asks = (one) => {
  const form = one.appendChild(made(WRITING));
  form.firstChild.onkeydown = (event) => {
    if (event.key === "Enter") { event.preventDefault(); form.requestSubmit(); } };
  form.onsubmit = (event) => {
    event.preventDefault(); const words = form.firstChild.value; form.remove();
    one.append(made(`<div class='bubble mine'>${words}</div>`));
    setTimeout(() => { const next = part(); says(next, "REPLY"); AGAIN }, 700); };
};
const first = part(); GREETS; asks(first);
</script>"""


async def told(world: World, page: str) -> Sequence[tuple[Speaker, str]]:
    said = await read_until(world, page.replace("REPLY", REPLY), REPLY)
    return [(one.speaker, one.text) for one in said if one.speaker is not Speaker.NOTICE]


@pytest.mark.parametrize("again", ["asks(next);", "setTimeout(() => asks(next), 800);", ""])
@pytest.mark.parametrize("greets", [f'says(first, "{GREETING}")', ""])
async def test_an_answer_in_the_part_where_the_next_is_written(world: World, greets: str, again: str) -> None:
    """What stands in one part with the place to write was no line, and such an answer was never read."""
    greeting = [(Speaker.PLATFORM, GREETING)] if greets else []
    page = PAGE.replace("GREETS", greets).replace("AGAIN", again)
    assert await told(world, page) == [*greeting, (Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


async def test_what_stands_around_the_place_to_write_is_no_line(world: World) -> None:
    """A part of another build, with words beside the place to write."""
    page = PAGE.replace("GREETS", "").replace("AGAIN", "says(view, ''); asks(next);").replace("says(view, '');", "")
    page = page.replace("<form>", "<form><span>Answers are made by a machine.</span>").replace(
        "form.firstChild", "form.querySelector('textarea')"
    )
    assert await told(world, page) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]
