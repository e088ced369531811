"""What a chat shows beside what is said: a machine's thoughts, sources, offers, facts and states; none is a reply."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

GREETING = "Hello, how can we help you?"
REPLY = "The code is refunded within three working days."

# A chat as a document, with neither bubbles nor marks: only what a line says or how it is made tells what it is.
# FLOW is what follows our message.
PAGE = """<style>body { margin: 0 auto; max-width: 700px } .foot { position: fixed; bottom: 0 }
  .to-press { cursor: pointer; border: 1px solid #99f; display: inline-block } STYLE</style>
<header><h1>Help desk</h1></header><div id=log></div>
<div class=foot><textarea id=say placeholder="Your message"></textarea></div>
<script>
const put = (html) => { const made = document.createElement("div"); made.innerHTML = html;
  const element = made.firstElementChild; log.append(element); return element; };
const add = (who, words) => put(`<div class=turn><strong>${who}:</strong> <span>${words}</span></div>`);
const wait = (ms) => new Promise((then) => setTimeout(then, ms));
const grow = async (node, words) => { for (let at = 9; at < words.length + 9; at += 9) {
  node.textContent = words.slice(0, at); await wait(60); } };
add("Bot", "GREETING");
say.onkeydown = async (event) => {
  if (event.key !== "Enter") return; event.preventDefault();
  const words = say.value; say.value = ""; add("You", words); await wait(400); FLOW };
</script>"""


async def answers(world: World, flow: str, *, page: str = PAGE, reply: str = REPLY) -> Sequence[str]:
    """What the platform said once we had written, with nothing but the address: up to the reply and a second longer."""
    body = page.replace("FLOW", flow).replace("STYLE", "").replace("GREETING", GREETING).replace("REPLY", reply)
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(30)):
            if reply in message.text:
                break
        said = await heard(door, soon(1))
        return [one.text for one in said if one.speaker is Speaker.PLATFORM and not one.before_t0]


THOUGHT = "The customer asks how codes are refunded. I look at the terms."
THOUGHT_ZH = "已深度思考（用时 2 秒）"
THINKING = {
    "details": f"""const box = put("<details open><summary>Thinking…</summary><p></p></details>");
      await grow(box.querySelector("p"), "{THOUGHT}");
      box.querySelector("summary").textContent = "Thought for 2 seconds"; await wait(900); add("Bot", "REPLY");""",
    "class": f"""const box = put("<div class=thinking-block><b>Step 1</b><p></p></div>");
      await grow(box.querySelector("p"), "{THOUGHT}"); await wait(900); add("Bot", "REPLY");""",
    "one line": f"""const line = add("Bot", "<details open><summary>{THOUGHT_ZH}</summary><p></p></details><p></p>");
      await grow(line.querySelector("details p"), "{THOUGHT}"); await wait(900);
      await grow(line.querySelector("span > p"), "REPLY");""",
}


@pytest.mark.parametrize("kind", THINKING)
async def test_what_a_machine_thinks_is_no_answer(patient: World, kind: str) -> None:
    """It is shown before the answer, above it or in the same line, and may stay."""
    assert await answers(patient, THINKING[kind]) == [REPLY]


@pytest.mark.parametrize(
    "words",
    ["Searching the knowledge base…", "Please wait...", "Looking up your order…", "努力思考中...", "正在查询，请稍候"],
)
async def test_that_work_is_under_way_is_no_answer_where_it_makes_way_for_one(world: World, words: str) -> None:
    """A line in a bubble like any other, that is gone once the answer is there."""
    flow = f"const line = add('Bot', '{words}'); await wait(1500); line.remove(); add('Bot', 'REPLY');"
    assert await answers(world, flow) == [REPLY]


@pytest.mark.parametrize("words", ["I'm checking your order…", "您的订单正在处理中", "Your refund is processing"])
async def test_what_somebody_says_of_their_work_is_a_reply(world: World, words: str) -> None:
    """At once, for somebody says it."""
    assert await answers(world, f"add('Bot', `{words}`); await wait(1500); add('Bot', 'REPLY');") == [words, REPLY]


async def test_what_says_that_work_is_under_way_and_stays_is_told(world: World) -> None:
    """Beside the answer and built like it: somebody said it, and it is told with its own moment."""
    flow = "add('Bot', 'Checking with the shop…'); await wait(800); add('Bot', 'REPLY');"
    body = PAGE.replace("FLOW", flow).replace("STYLE", "").replace("GREETING", GREETING).replace("REPLY", REPLY)
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        said = [one for one in await heard(door, soon(9)) if one.speaker is Speaker.PLATFORM and not one.before_t0]
    in_time = sorted(said, key=lambda one: one.seen_by)  # it was told late, with the moment at which it stood there
    assert [one.text for one in in_time] == ["Checking with the shop…", REPLY]
    assert in_time[0].seen_by < in_time[1].seen_by


FACTS = [
    "Model: support:latest", "support:latest", "156 tokens", "Tokens: 120 | Time: 2.3s", "由 AI 生成，仅供参考",
    "AI-generated content may be incorrect", "耗时 2.3 秒 · 156 tokens", "🔧 search_docs", "Using tool: find_order",
]  # fmt: skip
STATES = [
    "Connected", "Chat started", "Conversation assigned to Helen", "Agent connected", "会话已开始", "已转人工客服",
    "Seen just now", "Delivered to Helen", "Message sent", "对方已读", "1 new message",
]  # fmt: skip
COMMANDS = ["Copy Regenerate Read aloud", "复制 重新生成 点赞", "↻ Try again"]


@pytest.mark.parametrize("words", [*FACTS, *STATES, *COMMANDS])
async def test_a_remark_of_the_software_is_no_answer(world: World, words: str) -> None:
    """By what an answer was made, how the conversation stands, what may be done: a line as plain as all are."""
    flow = f"put('<div>{words}</div>'); await wait(800); add('Bot', 'REPLY');"
    assert await answers(world, flow) == [REPLY]


@pytest.mark.parametrize(
    "words", ["Within 3 days", "Claude will call you back", "Sent to your card", "Stop by our shop"]
)
async def test_what_only_begins_like_a_remark_is_an_answer(world: World, words: str) -> None:
    """A remark is the whole line."""
    assert await answers(world, "add('Bot', 'REPLY');", reply=words) == [words]


OFFERS = {
    "to press": "<div><div class=to-press>Track my order</div> <div class=to-press>Talk to an agent</div></div>",
    "headed": "<div><b>You might also ask:</b> <button>How long?</button> <button>Who pays?</button></div>",
    "sources": "<div><div>Sources</div> <a href='https://shop.example/t'>Terms of sale</a></div>",
}


@pytest.mark.parametrize("kind", OFFERS)
async def test_what_one_may_ask_or_read_next_is_no_answer(world: World, kind: str) -> None:
    """Below the answer, or already there while it is made."""
    flow = f'put(`{OFFERS[kind]}`); await wait(900); add("Bot", "REPLY"); await wait(300); put(`{OFFERS[kind]}`);'
    assert await answers(world, flow) == [REPLY]


async def test_words_to_press_below_an_answer_are_no_part_of_it(world: World) -> None:
    """They show a hand and are no buttons."""
    flow = """const line = add("Bot", "REPLY");
      line.insertAdjacentHTML("beforeend",
        "<div><span class=to-press>Copy</span> <span class=to-press>Refunds</span></div>");"""
    assert await answers(world, flow) == [REPLY]


async def test_a_line_that_can_be_pressed_as_a_whole_is_an_answer(world: World) -> None:
    """Lines come one by one; what is offered comes side by side in one moment."""
    flow = 'put("<div class=to-press>One moment.</div>"); await wait(900); put("<div class=to-press>REPLY</div>");'
    assert await answers(world, flow) == ["One moment.", REPLY]


async def test_our_own_words_quoted_are_no_part_of_the_answer(world: World) -> None:
    """The answer begins with what it answers."""
    flow = 'add("Bot", `<blockquote>${words}</blockquote><p>REPLY</p>`);'
    assert await answers(world, flow) == [REPLY]


async def test_a_name_drawn_in_a_row_of_its_own_with_the_answer_is_none(world: World) -> None:
    """Whoever answers is named above, in a line of another build."""
    flow = 'log.insertAdjacentHTML("beforeend", "<p>Helen Moss</p><div class=turn><span>REPLY</span></div>");'
    assert await answers(world, flow) == [REPLY]


STICKY = """<style>#log { height: 90vh; overflow-y: scroll } .foot { position: sticky; bottom: 0; background: #fff }
  .mine { display: grid } .mine div { background: #def; border-radius: 12px; padding: 8px }</style>
<div id=log><div class=foot><p>Answers may be wrong. Check what matters.</p>
<textarea id=say placeholder="Message the assistant"></textarea></div></div>
<script>
const put = (html) => document.querySelector(".foot").insertAdjacentHTML("beforebegin", html);
say.onkeydown = (event) => {
  if (event.key !== "Enter") return; event.preventDefault();
  put(`<div class=mine data-role=user><div>${say.value}</div></div>`); say.value = "";
  setTimeout(() => put("<div data-role=assistant><p>REPLY</p></div>"), 900); };
</script>"""


async def test_an_input_that_stands_among_the_lines_hides_none(world: World) -> None:
    """It sticks to the lower end of the very box that scrolls, and our own line is the first in it."""
    assert await answers(world, "", page=STICKY) == [REPLY]
