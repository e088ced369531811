"""A chat that asks who we are once we have written: its form is no reply; it is filled once, truthfully, or named."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from probes.interface import Message, ProbeError, Sent, Speaker, VoidReason
from probes.webchat.conversation import WebConversation
from tests.contract.webchat_world import IN_A_BROWSER, MEANS, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."
WHO = """<label>Name <input id=name name=name required></label>
  <label>E-mail <input id=mail type=email required></label>
  <button id=go>Start</button>"""
WHO_ZH = """<label>称呼 <input id=name name=name required></label>
  <label>邮箱 <input id=mail type=email required></label>
  <button id=go>开始咨询</button>"""
PHONE = """<label>Name <input id=name name=name></label> <label>Mobile phone <input id=mail type=tel required></label>
  <button id=go>Start</button>"""

# A chat that notes in its title what was sent and what was filled in. SHOW puts the form there.
PAGE = """<style>.line { max-width: 70%; padding: 8px 12px; border-radius: 12px; margin: 4px } .bot { background: #eef }
  .me { background: #efe } #log { height: 320px; overflow: auto }</style>
<section id=chat><div id=log></div><div id=below></div><textarea id=say placeholder="Your message"></textarea></section>
<script>
const book = { sent: [], filled: [] };
const note = () => { document.title = JSON.stringify(book); };
const put = (who, html) => log.insertAdjacentHTML("beforeend", `<div class="line ${who}"><div>${html}</div></div>`);
const ask = (gone) => { const form = document.querySelector("form");
  form.onsubmit = (event) => { event.preventDefault();
  book.filled.push([...form.elements].filter((one) => one.value).map((one) => one.value)); note();
  form.closest(".asks").remove(); if (gone) gone(); setTimeout(() => put("bot", "REPLY"), 900); }; };
put("bot", "Hello, how can we help you?"); note();
say.onkeydown = (event) => {
  if (event.key !== "Enter") return; event.preventDefault(); const words = say.value;
  say.value = ""; book.sent.push(words); note(); put("me", words); setTimeout(() => { SHOW }, 700); };
</script>"""

SHOWN = {
    "as a bubble": """log.insertAdjacentHTML("beforeend",
        `<div class="line bot asks"><p>HEAD</p><form>FORM</form></div>`); ask();""",
    "below what is said over it": """put("bot", "HEAD");
        log.insertAdjacentHTML("beforeend", `<div class="line bot asks"><form>FORM</form></div>`); ask();""",
    "below the lines": """below.innerHTML = `<div class=asks><p>HEAD</p><form>FORM</form></div>`; ask();""",
    "instead of the lines": """log.hidden = say.hidden = true;
        below.innerHTML = `<div class=asks><h3>HEAD</h3><form>FORM</form></div>`;
        ask(() => { log.hidden = say.hidden = false; });""",
}
HEADS = {"en": ("Before we connect you, please tell us who you are.", WHO), "zh": ("请留下您的称呼和邮箱", WHO_ZH)}


def page(shown: str, head: str, form: str) -> str:
    return PAGE.replace("SHOW", shown).replace("HEAD", head).replace("FORM", form).replace("REPLY", REPLY)


async def replies(door: WebConversation, seconds: float) -> Sequence[Message]:
    async for message in door.listen(soon(seconds)):
        if REPLY in message.text:
            break
    said = await heard(door, soon(1))
    return [one for one in said if one.speaker is Speaker.PLATFORM and not one.before_t0]


async def book(door: WebConversation) -> dict[str, Any]:
    """What the page was told."""
    return json.loads(await door.page.title())  # type: ignore[no-any-return]


@pytest.mark.parametrize("language", HEADS)
@pytest.mark.parametrize("kind", SHOWN)
async def test_a_form_after_our_message_is_filled_once_and_is_no_reply(world: World, kind: str, language: str) -> None:
    """Our message is not sent again, and what is answered then is the reply."""
    inquiry = world.question_on(page(SHOWN[kind], *HEADS[language]), None)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        told = await book(door)
    assert told["sent"] == [QUESTION]
    assert told["filled"] == [[MEANS.persona.name, f"probe+{inquiry.id}@probe.test"]]


@pytest.mark.parametrize("kind", SHOWN)
async def test_a_form_that_demands_what_we_cannot_tell_is_named(world: World, kind: str) -> None:
    """Nothing is filled in, nothing counts as a reply, and the silence is none: the field is told."""
    async with world.open(world.question_on(page(SHOWN[kind], HEADS["en"][0], PHONE), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert not await replies(door, 4)
        with pytest.raises(ProbeError, match="Mobile phone") as failure:
            door.looked_at()
        assert failure.value.reason is VoidReason.SEND_UNCERTAIN
        assert await book(door) == {"sent": [QUESTION], "filled": []}


ANSWERED = {
    "above a form in the same bubble": "<p>REPLY</p><form>FIELDS</form>",
    "beside fields in no form": "<p>REPLY</p>FIELDS",
    "in a line of its own that came with a form": "<p>REPLY</p></div><div class='line bot asks'><form>FIELDS</form>",
    "beside a list to choose from": "<p>REPLY</p><select><option>support:latest</option></select>",
}


@pytest.mark.parametrize("kind", ANSWERED)
async def test_what_is_said_beside_a_form_is_a_reply(patient: World, kind: str) -> None:
    """An answer, and a form that loads the page anew: a reply that is lost makes a silence."""
    fields = "<label>E-mail <input type=email></label> <button>Send it to me</button>"
    shown = ANSWERED[kind].replace("FIELDS", fields)
    flow = f"""log.insertAdjacentHTML("beforeend", `<div class="line bot asks">{shown}</div>`);"""
    async with patient.open(patient.question_on(page(flow, "", ""), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 20)] == [REPLY]
