"""A chat that shows our line and takes it back into the place to write: nobody was told, and it is said why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from probes.interface import ProbeError, Sent, Speaker, VoidReason
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

GREETING = "Good morning, what would you like to know about our teas?"
REPLY = "The code is refunded within three working days."
PAGE = """<title>Tea desk chat</title><style>.line { width: fit-content; padding: 8px; margin: 8px; background: #eef }
  .me { margin-left: auto } #log { height: 300px; overflow: auto } #say { display: block; min-height: 40px }</style>
<div id=log></div>FIELD
<script>
const field = document.getElementById("say"), key = "value" in field ? "value" : "textContent";
const add = (who, words) => { log.insertAdjacentHTML("beforeend", `<div class="line ${who}"></div>`);
  log.lastChild.textContent = words; return log.lastChild; };
add("them", "GREETING");
field.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
  const words = field[key]; field[key] = ""; const mine = add("me", words); THEN };
</script>""".replace("GREETING", GREETING)
FIELDS = {
    "an area": "<textarea id=say placeholder='Your message'></textarea>",
    "an editable": "<div id=say contenteditable role=textbox data-placeholder='Your message'></div>",
}
BACK = "setTimeout(() => { mine.remove(); field[key] = words; }, 700);"
ALL_BACK = "setTimeout(() => { log.textContent = ''; field[key] = words; }, 700);"


PROFILE = {"input": "#say", "transcript": "#log", "own": ".me", "agent": ".them"}


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("then", [BACK, ALL_BACK])
@pytest.mark.parametrize("profile", [None, PROFILE])
async def test_a_line_that_was_taken_back_is_named(
    world: World, profile: Mapping[str, Any] | None, then: str, kind: str
) -> None:
    """Nothing is known of a silence, and the log says why; also where a person has described the chat."""
    page = PAGE.replace("FIELD", FIELDS[kind]).replace("THEN", then)
    async with world.open(world.question_on(page, profile)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        await heard(door, soon(2))
        with pytest.raises(ProbeError, match="put our message back") as failure:
            door.looked_at()
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN


LATER = "const again = () => { field[key] = ''; add('me', words); setTimeout(() => add('them', 'REPLY'), 500); };"
STANDS = {
    "it is sent again": BACK + LATER + "setTimeout(again, 1500);",
    "the field keeps what was sent": "field[key] = words; setTimeout(() => add('them', 'REPLY'), 500);",
    "the list is drawn anew": """setTimeout(() => { log.textContent = ""; add("them", "GREETING"); add("me", words);
        add("them", "REPLY"); }, 700);""".replace("GREETING", GREETING),
}


@pytest.mark.parametrize("kind", STANDS)
async def test_a_line_that_stands_is_measured(world: World, kind: str) -> None:
    """Whatever the field holds beside it, or held before."""
    page = PAGE.replace("FIELD", FIELDS["an area"]).replace("THEN", STANDS[kind].replace("REPLY", REPLY))
    async with world.open(world.question_on(page, None)) as door:
        sent = await door.send(QUESTION)
        assert isinstance(sent, Sent)
        said = await heard(door, soon(4))
        assert [one.text for one in said if one.speaker is Speaker.PLATFORM] == [GREETING, REPLY]
        assert door.looked_at() >= sent.at
