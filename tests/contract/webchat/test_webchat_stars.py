"""A chat that asks to be rated by stars: that is no reply, wherever it stands, and nobody presses one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

REPLY = {
    "en": "The code is refunded within three working days.",
    "zh": "您好，退款一般在三个工作日内到账。",
}
CALL = {
    "en": ["How would you rate this conversation?", "How would you rate our service?", "Rate your experience"],
    "zh": ["请对本次服务进行评价", "您对本次服务满意吗？", "请为我们的服务打分"],
}
EACH = [(language, call) for language, calls in CALL.items() for call in calls]

# Bubbles on both sides, each a row of its own. FLOW is what follows our message.
PAGE = """<title>Support chat</title><style>#log { height: 400px; overflow-y: auto } .row { display: flex; margin: 8px }
  .row p { background: #eee; padding: 9px; border-radius: 9px; margin: 0 } .mine { justify-content: end }
  .mine p { background: #cfc } .star { cursor: pointer; border: 0; background: none; padding: 2px; position: relative }
  .star input { position: absolute; opacity: 0 }</style>
<div id=log></div><textarea id=say placeholder="WRITE"></textarea>
<script>
let pressed = 0; const press = () => { pressed += 1; document.title = `pressed ${pressed}`; };
const drawn = `<svg width=22 height=22 viewBox="0 0 24 24"><path d="M12 2l3 7h7l-6 4 2 8-6-5-6 5 2-8-6-4h7z"/></svg>`;
const star = (number) => STAR;
const stars = () => `<span class=stars>${[1, 2, 3, 4, 5].map(star).join("")}</span>`;
const put = (html, who = "") => log.insertAdjacentHTML("beforeend", `<div class="row ${who}">${html}</div>`);
const wait = (ms) => new Promise((then) => setTimeout(then, ms));
put("<p>GREETING</p>");
log.addEventListener("click", (event) => { if (event.target.closest(".star")) press(); }, true);
say.onkeydown = async (event) => { if (event.key !== "Enter") return; event.preventDefault();
  const words = say.value; say.value = ""; put(`<p>${words}</p>`, "mine"); await wait(500); FLOW };
</script>"""
WRITE = {"en": "Type your message", "zh": "请输入消息"}
GREETING = {"en": "Hi! How can we help you today?", "zh": "您好，有什么可以帮您？"}
STARS = {
    "buttons without words": "`<button type=button class=star>${drawn}</button>`",
    "boxes that can be pressed": "`<span class=star onclick=''>${drawn}</span>`",
    "a choice that is drawn over": "`<label class=star><input type=radio name=r value=${number}>${drawn}</label>`",
    "buttons with a name": "`<button type=button class=star aria-label='${number} / 5'>${drawn}</button>`",
}
ANSWERED = 'put("<p>REPLY</p>"); await wait(900); '
PLACES = {
    "in the answer": "put(`<div><p>REPLY</p><div class=rate><span>CALL</span> ${stars()}</div></div>`);",
    "in the answer's bubble": "put(`<p>REPLY<br><small>CALL</small> ${stars()}</p>`);",
    "on the answer's line": "put(`<p>REPLY CALL ${stars()}</p>`);",
    "on the answer's line, small": "put(`<p>REPLY <small>CALL</small> ${stars()}</p>`);",
    "in a bubble of their own": ANSWERED + "put(`<p>CALL<br>${stars()}</p>`);",
    "in a line of their own": ANSWERED + "put(`<div class=rate><span>CALL</span> ${stars()}</div>`);",
    "below a bubble that asks": ANSWERED + 'put("<p>CALL</p>"); put(stars());',
    "with no word": ANSWERED + "put(stars());",
    "with no word, in a bubble": ANSWERED + "put(`<p>${stars()}</p>`);",
}


async def told(world: World, language: str, call: str, flow: str, star: str) -> Sequence[str]:
    """What was told as the platform's; nothing was pressed."""
    body = PAGE.replace("FLOW", flow).replace("STAR", star).replace("WRITE", WRITE[language])
    body = body.replace("GREETING", GREETING[language]).replace("REPLY", REPLY[language]).replace("CALL", call)
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        said = await heard(door, soon(4))
        assert await door.page.title() == "Support chat"
        return [one.text for one in said if one.speaker is Speaker.PLATFORM and not one.before_t0]


# each kind in every third place, so that each place is tried with one or two kinds
EVERYWHERE = [
    (kind, place, ("en", "zh")[(at + row) % 2])
    for at, kind in enumerate(STARS)
    for row, place in enumerate(PLACES)
    if (at + row) % 3 == 0
]


@pytest.mark.parametrize(("kind", "place", "language"), EVERYWHERE)
async def test_a_call_to_give_stars_is_no_reply(world: World, kind: str, place: str, language: str) -> None:
    """The answer alone is told, and no star is pressed."""
    assert await told(world, language, CALL[language][0], PLACES[place], STARS[kind]) == [REPLY[language]]


@pytest.mark.parametrize(("language", "call"), EACH)
async def test_a_call_to_give_stars_answers_nobody(world: World, language: str, call: str) -> None:
    """Where nothing else was said, nothing was."""
    assert await told(world, language, call, "put(`<p>CALL<br>${stars()}</p>`);", STARS["buttons without words"]) == []


THANKS = {"en": "Thank you for chatting with us!", "zh": "感谢您的咨询！"}
OVER = {"en": "This conversation has ended.", "zh": "本次会话已结束。"}


@pytest.mark.parametrize("language", CALL)
@pytest.mark.parametrize("words", [THANKS, OVER])
@pytest.mark.parametrize("kind", ["buttons without words", "a choice that is drawn over"])
async def test_thanks_above_a_call_to_give_stars_answer_nobody(
    world: World, kind: str, words: dict[str, str], language: str
) -> None:
    flow = f"put(`<div><p>{words[language]}</p><div class=rate><span>CALL</span> ${{stars()}}</div></div>`);"
    assert await told(world, language, CALL[language][0], flow, STARS[kind]) == []


IMPROVE = {"en": "Your feedback helps us improve!", "zh": "您的评价是我们前进的动力！"}


@pytest.mark.parametrize("language", CALL)
@pytest.mark.parametrize("words", [THANKS, OVER, IMPROVE])
async def test_what_leads_up_to_a_call_on_its_line_answers_nobody(
    world: World, words: dict[str, str], language: str
) -> None:
    flow = f"put(`<p>{words[language]} CALL ${{stars()}}</p>`);"
    assert await told(world, language, CALL[language][0], flow, STARS["buttons without words"]) == []


HELPFUL = {
    "en": "Was this helpful?<button type=button>Yes</button><button type=button>No</button>",
    "zh": "这个回答对您有帮助吗？<button type=button>有</button><button type=button>没有</button>",
}


@pytest.mark.parametrize("language", CALL)
async def test_thanks_that_bear_what_every_answer_bears_are_told(world: World, language: str) -> None:
    """Whether it helped is asked of one line, and not of a conversation that is over: the line is somebody's."""
    flow = f"put(`<p>{THANKS[language]}<span class=rate>{HELPFUL[language]}</span></p>`);"
    assert await told(world, language, "", flow, STARS["buttons without words"]) == [THANKS[language]]


CONTENT = {"en": "If you are not satisfied we refund the code.", "zh": "如果您不满意，我们给您退款。"}


@pytest.mark.parametrize("language", CONTENT)
@pytest.mark.parametrize("place", ["in the answer", "in the answer's bubble", "on the answer's line"])
@pytest.mark.parametrize("kind", ["buttons without words", "a choice that is drawn over"])
async def test_an_answer_that_speaks_of_being_content_is_a_reply(
    world: World, kind: str, place: str, language: str
) -> None:
    """Beside a call to give stars, and in the words of one."""
    flow = PLACES[place].replace("REPLY", CONTENT[language])
    assert await told(world, language, CALL[language][0], flow, STARS[kind]) == [CONTENT[language]]


SAID = {
    "en": "Give it five stars in the shop, and the code is refunded at once.",
    "zh": "您在商店里打五颗星评价之后，我们马上给您退款。",
}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("stars", [True, False])
async def test_an_answer_that_speaks_of_stars_is_a_reply(world: World, language: str, *, stars: bool) -> None:
    """With stars to give below it, as below every answer, or without."""
    flow = f"put(`<div><p>{SAID[language]}</p>{'${stars()}' if stars else ''}</div>`);"
    assert await told(world, language, "", flow, STARS["buttons without words"]) == [SAID[language]]
