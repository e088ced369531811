"""A chat that shows a form instead of our message: it is filled once, and our message is said at most once.

What comes of it is told as it is: sent where our own words stand in the chat, uncertain where they do not.
"""

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
GREETING = "Welcome, this is the support desk of ACME codes."
WHO = {
    "en": """<h3>Before we connect you, please tell us who you are.</h3><label>Name <input required></label>
      <label>E-mail <input type=email required></label>FIELD<button>Start</button>""",
    "zh": """<h3>请留下您的称呼和邮箱</h3><label>称呼 <input required></label>
      <label>邮箱 <input type=email required></label>FIELD<button>开始咨询</button>""",
}

# A chat that takes what we write out of its input and shows a form first. Its title tells what the platform was told.
PAGE = """<title>{}</title><style>.line { max-width: 70%; padding: 8px 12px; margin: 4px; background: #eee }
  #log { height: 320px; overflow: auto }</style>
<section id=chat><div id=log></div><div id=below></div><textarea id=say placeholder="Your message"></textarea></section>
<script>
const book = { sent: [], filled: [] };
const note = () => { document.title = JSON.stringify(book); };
const put = (who, html) => log.insertAdjacentHTML("beforeend", `<div class="line ${who}"><div>${html}</div></div>`);
const show = (asks) => { log.hidden = say.hidden = asks; };
put("bot", "Hello, how can we help you?"); note();
say.onkeydown = (event) => {
  if (event.key !== "Enter") return; event.preventDefault(); const words = say.value;
  SWALLOWS
  setTimeout(() => { SHOW; below.innerHTML = `<form>FORM</form>`;
    const form = document.querySelector("form"); const prefilled = form.querySelector(".prefilled");
    if (prefilled) prefilled.value = words;
    form.onsubmit = (event) => { event.preventDefault();
      book.filled.push([...form.elements].filter((one) => one.value).map((one) => one.value)); note();
      below.innerHTML = ""; show(false); THEN }; }, 300); };
</script>"""
SWALLOWS = 'say.value = "";'
SAYS = 'book.sent.push(words); note(); put("me", words);'
REPLIES = 'setTimeout(() => put("bot", "REPLY"), 900);'
SHOWN = {
    "instead of the lines": "show(true)",
    "below the lines": "",
    "in place of what we write into": "say.hidden = true",
}


def page(then: str, *, show: str = "show(true)", form: str = "en", field: str = "", swallows: str = SWALLOWS) -> str:
    made = PAGE.replace("SHOW", show).replace("FORM", WHO[form].replace("FIELD", field)).replace("THEN", then)
    return made.replace("SWALLOWS", swallows).replace("REPLY", REPLY).replace("GREETING", GREETING)


async def replies(door: WebConversation, seconds: float) -> Sequence[Message]:
    async for message in door.listen(soon(seconds)):
        if REPLY in message.text:
            break
    said = await heard(door, soon(0))
    return [one for one in said if one.speaker is Speaker.PLATFORM and not one.before_t0]


async def book(door: WebConversation) -> dict[str, Any]:
    """What the platform was told."""
    return json.loads(await door.page.title())  # type: ignore[no-any-return]


def who_asks(number: str) -> Sequence[str]:
    return [MEANS.persona.name, f"probe+{number}@probe.test"]


@pytest.mark.parametrize("language", WHO)
@pytest.mark.parametrize("kind", SHOWN)
async def test_a_message_that_comes_back_after_the_form_is_sent(world: World, kind: str, language: str) -> None:
    """Said once; what is answered then is the reply."""
    inquiry = world.question_on(page(SAYS + REPLIES, show=SHOWN[kind], form=language), None)
    async with world.open(inquiry) as door:
        sent = await door.send(QUESTION)
        assert isinstance(sent, Sent)
        assert sent.witness == "bubble"
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        assert await book(door) == {"sent": [QUESTION], "filled": [who_asks(inquiry.id)]}


LOST = {
    "an empty chat": "log.innerHTML = '';",
    "the chat as it was": "",
    "a greeting": 'put("bot", "GREETING");',
    "an answer to nothing that stands there": REPLIES,
}


@pytest.mark.parametrize("language", WHO)
@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("taken", [True, False])
async def test_a_message_that_does_not_come_back_is_uncertain(
    world: World, kind: str, language: str, *, taken: bool
) -> None:
    """Whether the platform was told it or not: nobody can see it, so it is never said again."""
    told = "book.sent.push(words); note();" if taken else ""
    inquiry = world.question_on(page(LOST[kind], form=language, swallows=SWALLOWS + told), None)
    async with world.open_impatiently(inquiry) as door:
        with pytest.raises(ProbeError) as failure:
            await door.send(QUESTION)
        assert await book(door) == {"sent": [QUESTION] if taken else [], "filled": [who_asks(inquiry.id)]}
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN


MESSAGE = {
    "en": "<label>How can we help? <textarea MARK required></textarea></label>",
    "zh": "<label>您的问题 <textarea MARK required></textarea></label>",
}


@pytest.mark.parametrize("language", MESSAGE)
async def test_a_form_that_asks_for_the_message_once_more_is_named(world: World, language: str) -> None:
    """It may have gone out: it is not written again, and the form is left alone."""
    body = page(SAYS + REPLIES, form=language, field=MESSAGE[language].replace("MARK", ""))
    async with world.open_impatiently(world.question_on(body, None)) as door:
        with pytest.raises(ProbeError, match=r"How can we help|您的问题") as failure:
            await door.send(QUESTION)
        assert await book(door) == {"sent": [], "filled": []}
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN


@pytest.mark.parametrize("language", MESSAGE)
async def test_a_form_that_holds_our_message_is_sent_as_it_is(world: World, language: str) -> None:
    """The chat has put it there itself."""
    body = page(SAYS + REPLIES, form=language, field=MESSAGE[language].replace("MARK", "class=prefilled"))
    inquiry = world.question_on(body, None)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        assert await book(door) == {"sent": [QUESTION], "filled": [[*who_asks(inquiry.id), QUESTION]]}


@pytest.mark.parametrize("language", MESSAGE)
async def test_a_form_that_holds_what_may_have_been_said_is_left_alone(world: World, language: str) -> None:
    """Something has left the page since we wrote: sent off, the form might say it again."""
    field = MESSAGE[language].replace("MARK", "class=prefilled")
    swallows = SWALLOWS + 'fetch("/told", {method: "POST", body: btoa("anything")});'
    body = page(SAYS, form=language, field=field, swallows=swallows)
    async with world.open_impatiently(world.question_on(body, None)) as door:
        with pytest.raises(ProbeError) as failure:
            await door.send(QUESTION)
        assert await book(door) == {"sent": [], "filled": []}
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN


@pytest.mark.parametrize("language", MESSAGE)
async def test_a_form_that_holds_other_words_is_left_alone(world: World, language: str) -> None:
    """Sent off, the page's words would be said in our name."""
    field = MESSAGE[language].replace("MARK", "").replace("</textarea>", "I have a question about X.</textarea>")
    async with world.open_impatiently(world.question_on(page(SAYS, form=language, field=field), None)) as door:
        with pytest.raises(ProbeError) as failure:
            await door.send(QUESTION)
        assert await book(door) == {"sent": [], "filled": []}
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN


async def test_a_form_that_demands_a_telephone_instead_of_our_message_is_named(world: World) -> None:
    """Nothing is filled in, and nobody can have been asked."""
    body = page(SAYS + REPLIES, field="<label>Mobile phone <input type=tel required></label>")
    async with world.open_impatiently(world.question_on(body, None)) as door:
        with pytest.raises(ProbeError, match="Mobile phone") as failure:
            await door.send(QUESTION)
        assert await book(door) == {"sent": [], "filled": []}
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN


@pytest.mark.parametrize("language", WHO)
async def test_a_message_that_stays_in_the_input_beside_a_form_is_not_sent(world: World, language: str) -> None:
    """The chat has not taken it, and the form that it shows instead is left alone."""
    body = page("say.value = '';" + SAYS, show="say.hidden = false", form=language, swallows="")
    async with world.open_impatiently(world.question_on(body, None)) as door:
        with pytest.raises(ProbeError) as failure:
            await door.send(QUESTION)
        assert await book(door) == {"sent": [], "filled": []}
    assert failure.value.reason is VoidReason.NOT_SENT
