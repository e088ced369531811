"""A name and a time over our own line are a part of it, whatever they are built of; a short line there is one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, read_until

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."

# Every box bears the name of its design system beside its own; over each line stand who says it, and when.
ROWS = """<style>#log { height: 420px; overflow: auto } .row { display: flex; gap: 8px; margin: 8px }
  .head { display: flex; gap: 8px } .name { font-weight: 500 } .time { font-size: 12px }</style>
<h1>ACME</h1><div id=log></div><textarea id=say placeholder="Type a message"></textarea>
<script>
const row = (head, words) => log.insertAdjacentHTML("beforeend", `<div class="ds row"><div class="ds face"></div>
  <div class="ds held">${head}<div class="ds body"><div class="ds"><p>${words}</p></div></div></div></div>`);
const head = (name) => `<div class="ds head"><span class="ds name">${name}</span>
  <span class="ds time">10:24</span></div>`;
row(head("Grace"), "Hello!");
say.onkeydown = (event) => {
  if (event.key !== "Enter") return; event.preventDefault();
  row(OURS, say.value); say.value = ""; setTimeout(() => row(head("Grace"), "REPLY"), 700); };
</script>"""


async def theirs(world: World, ours: str) -> Sequence[str]:
    said = await read_until(world, ROWS.replace("OURS", ours).replace("REPLY", REPLY), REPLY, seconds=20)
    assert [one.text for one in said if one.speaker is Speaker.OWN] == [QUESTION]
    return [one.text for one in said if one.speaker is Speaker.PLATFORM]


@pytest.mark.parametrize("name", ["Guest", "访客", "Visitor-4711", "Wren Ode", "小林"])
async def test_the_name_over_our_own_line_is_no_line_of_theirs(world: World, name: str) -> None:
    """It is built of the same boxes as what we say, came with it, and stands there with a time."""
    assert await theirs(world, f'head("{name}")') == ["Hello!", REPLY]


@pytest.mark.parametrize("words", ["Yes", "好的"])
async def test_a_short_line_in_the_group_of_ours_is_a_line_of_theirs(world: World, words: str) -> None:
    """It is built like ours: a body with a paragraph, and a time below it."""
    line = f'<div class="ds body"><div class="ds"><p>{words}</p></div><span class="ds time">10:24</span></div>'
    assert words in " ".join(await theirs(world, f"'{line}'"))
