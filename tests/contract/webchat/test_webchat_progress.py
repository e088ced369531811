"""Lines that only show that an answer is being made, in whatever language: none is a reply, nor of its moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from probes.interface import Message, Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

CLOCKS = timedelta(milliseconds=20)  # between the page's own clock and ours in it
REPLY = "The code is refunded within three working days."

# A chat of bubbles. `add` puts one of the other side and returns what holds its words; `grow` writes an answer
# bit by bit.
# FLOW is what follows our message; it notes in `document.title` when the answer's
# first and last words came.
PAGE = """<style>
  @keyframes turn { to { transform: rotate(1turn) } } @keyframes blink { 50% { opacity: 0 } }
  @keyframes dots { 50% { content: "…" } } @keyframes come { from { opacity: 0; transform: translateY(9px) } }
  #log { display: flex; flex-direction: column; gap: 8px; height: 400px; overflow: auto }
  .line { max-width: 70%; padding: 8px 12px; border-radius: 12px } .bot { background: #eef } .me { background: #efe }
  .spin { display: inline-block; width: 12px; height: 12px; border: 2px solid; animation: turn 1s infinite linear }
  .busy::after { content: ""; animation: dots 1s infinite } .caret { animation: blink 1s infinite }
  .comes { animation: come 1s }
</style>
<div id=log></div><textarea id=say placeholder="Your message"></textarea>
<script>
const put = (who, html) => { log.insertAdjacentHTML("beforeend", `<div class="line ${who}"><p>${html}</p></div>`);
  return log.lastElementChild.firstElementChild; };
const add = (html) => put("bot", html);
const wait = (ms) => new Promise((then) => setTimeout(then, ms));
const times = []; // of its words, in the page
const answered = () => { times.push(performance.timeOrigin + performance.now());
  document.title = `${times[0]} ${times[times.length - 1]}`; };
const grow = async (node, words) => { for (let at = 9; at < words.length + 9; at += 9) {
  node.textContent = words.slice(0, at); answered(); await wait(150); } };
const answer = (node) => { node.textContent = "REPLY"; answered(); return node; };
add("Hello, how can we help you?");
say.onkeydown = async (event) => {
  if (event.key !== "Enter") return; event.preventDefault();
  put("me", say.value); say.value = ""; await wait(400); FLOW };
</script>"""


async def answers(world: World, flow: str, *, seconds: float = 1) -> tuple[Sequence[Message], Sequence[datetime]]:
    """What the platform said up to the reply and some ``seconds`` longer; when its first and last words came."""
    body = PAGE.replace("FLOW", flow).replace("REPLY", REPLY)
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(30)):
            if REPLY in message.text:
                break
        said = await heard(door, soon(seconds))
        came = [datetime.fromtimestamp(float(time) / 1000, UTC) for time in (await door.page.title()).split()]
        return [one for one in said if one.speaker is Speaker.PLATFORM and not one.before_t0], came


def texts(said: Sequence[Message]) -> Sequence[str]:
    return [one.text for one in said]


WORKING = {
    "another language": "Sedang mencari…",
    "three dots": "Buscando información...",
    "dots of another kind": "Ищу ответ⋯",
    "Chinese stops": "帮您看一下知识库。。。",
    "something that turns": "<i class=spin></i> Mencari jawaban",
    "dots that a style draws": "<span class=busy>Mencari jawaban</span>",
    "what says that it is busy": "<span aria-busy=true>Mencari jawaban</span>",
    "a bar without a value": "Mencari jawaban <progress></progress>",
    "a drawing that moves by itself": "<svg width=12 height=12><rect width=9 height=9>"
    "<animateTransform attributeName=transform type=rotate from=0 to=360 dur=1s repeatCount=indefinite />"
    "</rect></svg> Mencari jawaban",
}


@pytest.mark.parametrize("kind", WORKING)
async def test_what_makes_way_for_the_answer_was_not_said(world: World, kind: str) -> None:
    """A bubble like any other, gone once the answer is there."""
    flow = f"const line = add('{WORKING[kind]}'); await wait(1500); line.parentElement.remove(); answer(add(''));"
    assert texts((await answers(world, flow))[0]) == [REPLY]


@pytest.mark.parametrize("kind", WORKING)
async def test_in_the_same_bubble_the_moment_is_that_of_the_answers_own_words(world: World, kind: str) -> None:
    """And not that of the remark that stood in it before."""
    said, came = await answers(world, f"const line = add('{WORKING[kind]}'); await wait(1500); answer(line);")
    assert texts(said) == [REPLY]
    assert said[0].seen_by >= came[0] - CLOCKS


STEPS = {
    "one after the other": """const line = add(""); for (const step of ["Understanding", "Retrieving", "Writing"]) {
        line.innerHTML = `<i class=spin></i> <span>${step} the reply</span>`; await wait(700); } answer(line);""",
    "a list": """const line = add(""); for (const step of ["理解问题", "检索资料", "撰写回复"]) {
        line.querySelector(".spin")?.remove();
        line.insertAdjacentHTML("beforeend", `<div><i class=spin></i> ${step}</div>`); await wait(700); }
        line.parentElement.remove(); answer(add(""));""",
    "lines that stay": """let last; for (const step of ["Entender", "Consultar", "Escribir"]) {
        last?.querySelector(".spin").remove(); last = add(`<i class=spin></i> ${step}`);
        await wait(2500); }
        last.querySelector(".spin").remove(); answer(add(""));""",
}


@pytest.mark.parametrize("kind", STEPS)
async def test_steps_of_work_are_no_answer(world: World, kind: str) -> None:
    """Each is another line or takes the place of the one before; the last makes way for the answer or stays."""
    assert texts((await answers(world, STEPS[kind], seconds=5))[0]) == [REPLY]


async def test_dots_that_come_one_by_one_are_no_answer(patient: World) -> None:
    """Though words without dots, or with one, are seen first."""
    flow = """const line = add(""); for (let at = 0; at < 12; at += 1) {
        line.textContent = "Sedang mencari" + ".".repeat(at % 4); await wait(200); } answer(line);"""
    assert texts((await answers(patient, flow))[0]) == [REPLY]


STREAMED = {
    "behind a mark that blinks": """const line = add("<span></span><b class=caret>▍</b>");
        await grow(line.querySelector("span"), "REPLY"); line.querySelector("b").remove();""",
    "beside something that turns": """const line = add("<i class=spin></i> <span></span>");
        await grow(line.querySelector("span"), "REPLY"); line.querySelector("i").remove();""",
    "in a box that is busy": """const line = add(""); line.ariaBusy = "true"; await grow(line, "REPLY");
        line.ariaBusy = "false";""",
    "with dots behind it": """const line = add(""), words = "REPLY"; for (let at = 9; at < words.length; at += 9) {
        line.textContent = words.slice(0, at) + "…"; answered(); await wait(150); } line.textContent = words;""",
    "after a remark": """const line = add("<i class=spin></i> Sedang mencari…"); await wait(900);
        await grow(line, "REPLY");""",
}


@pytest.mark.parametrize("kind", STREAMED)
async def test_an_answer_written_bit_by_bit_has_the_moment_of_its_first_words(patient: World, kind: str) -> None:
    """Whatever moves beside it while it is written."""
    said, (first, last) = await answers(patient, STREAMED[kind])
    assert texts(said) == [REPLY]
    assert first - CLOCKS <= said[0].seen_by
    assert said[0].seen_after < last + CLOCKS


PLAIN = {
    "coming in": "answer(add('')).parentElement.classList.add('comes');",
    "beside what always moves": """for (const line of document.querySelectorAll(".bot, .me"))
        line.insertAdjacentHTML("beforeend", "<i class=spin></i>");
        answer(add("")).parentElement.insertAdjacentHTML("beforeend", "<i class=spin></i>");""",
}


@pytest.mark.parametrize("kind", PLAIN)
async def test_what_moves_without_being_work_delays_nothing(world: World, kind: str) -> None:
    """A line that comes in for a second; an ornament that every line has."""
    said, (first, last) = await answers(world, PLAIN[kind] + " await wait(1500); answered();")
    assert texts(said) == [REPLY]
    assert first - CLOCKS <= said[0].seen_by
    assert said[0].seen_after < last + CLOCKS


@pytest.mark.parametrize("words", ["Un moment, je vérifie…", "稍等我看一下。。。"])
async def test_what_ends_in_dots_and_stays_was_said(world: World, words: str) -> None:
    """Beside the answer and made like it: told late, with the moment at which it stood there."""
    said, _ = await answers(world, f"add('{words}'); await wait(1200); answer(add(''));", seconds=8)
    in_time = sorted(said, key=lambda one: one.seen_by)
    assert texts(in_time) == [words, REPLY]
    assert (in_time[1].seen_by - in_time[0].seen_by).total_seconds() > 0.9


async def test_an_answer_that_only_ends_in_dots_is_told_beside_the_next_one(world: World) -> None:
    """Built otherwise inside, in a bubble of the same make."""
    flow = "add('<b>Codes</b> come back to the card...'); await wait(900); answer(add(''));"
    assert "Codes come back to the card..." in texts((await answers(world, flow, seconds=8))[0])
