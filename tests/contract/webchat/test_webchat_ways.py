"""Ways in and ways to send that a person sees at once: a sign on a layer, a topic to be chosen, letters set apart."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from probes.interface import ProbeError, Sent, Speaker, VoidReason
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

ANSWER = "We refund within fourteen days."
SHOP = "<title>Harbour cards</title><h1>Harbour cards</h1><p>Cards for games, sent by mail within a day.</p>"
# A chat whose lines come from `say`, and whose field sends by Enter unless a script takes that away.
CHAT = """<style>#panel { position: fixed; right: 20px; bottom: 90px; width: 340px; background: #fff }
  #log { height: 190px; overflow-y: auto } .line { background: #eee; padding: 8px; margin: 8px }</style>
<div id=panel FACTS><h3>Support</h3><div id=log></div><form id=foot><textarea id=field
  placeholder="Type your message"></textarea></form></div>
<script>
const [panel, log, foot, field] = ["panel", "log", "foot", "field"].map((name) => document.getElementById(name));
const made = (kind, facts) => Object.assign(document.createElement(kind), facts);
const add = (place, words, press) => place.append(made("button", {textContent: words, onclick: press}));
const say = (words) => log.append(made("div", {className: "line", textContent: words}));
const send = () => { if (!field.value) return;
  say(field.value); field.value = ""; setTimeout(() => say("ANSWER"), 700); };
field.onkeydown = (event) => { if (event.key === "Enter") { event.preventDefault(); send(); } };
foot.onsubmit = (event) => { event.preventDefault(); send(); };
SCRIPT
</script>"""


def chat(script: str, facts: str = "") -> str:
    return CHAT.replace("FACTS", facts).replace("SCRIPT", script).replace("ANSWER", ANSWER)


async def asked(world: World, page: str) -> Sequence[tuple[Speaker, str]]:
    """Ask on a page with nothing but its address; what was said by whom."""
    async with world.open(world.question_on(page, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(30)):
            if ANSWER in message.text:
                break
        return [(message.speaker, message.text) for message in await heard(door, soon(0))]


# Every answer may be rated with two buttons, which say something of it when they are pressed.
BY_BUTTON = """field.onkeydown = (event) => { if (event.key === "Enter") say("Enter was pressed"); };
for (const words of ["Hello.", "How can we help?", "We are here until nine."]) {
  say(words); log.lastChild.style.textAlign = "right";
  for (const one of ["有用", "没用"]) add(log.lastChild, one, () => say("It was rated")); }
add(foot, "WORDS", () => {});"""


@pytest.mark.parametrize("words", ["发 送", "提 交"])
async def test_a_button_whose_letters_stand_apart_sends(world: World, words: str) -> None:
    """Design systems set two Chinese letters apart; a person reads one word, and presses nothing else."""
    said = [text for _, text in await asked(world, SHOP + chat(BY_BUTTON.replace("WORDS", words)))]
    assert said[-2:] == [QUESTION, ANSWER]
    assert not {"Enter was pressed", "It was rated"} & set(said)


async def test_a_button_beside_the_input_is_tried_before_those_of_the_answers(world: World) -> None:
    """Where none says that it sends."""
    said = [text for _, text in await asked(world, SHOP + chat(BY_BUTTON.replace("WORDS", "Okay")))]
    assert said[-2:] == [QUESTION, ANSWER]
    assert "It was rated" not in said


LAYER = """<a href="#cards">Cards</a> <a href="#help">Help</a><div style="position: fixed; inset: 0; z-index: 9;
  pointer-events: none"><iframe title=Widget src="SOURCE" style="width: 100%; height: 100%; border: 0;
  pointer-events: auto"></iframe></div>"""
SIGN = """const sign = made("button", {textContent: "WORDS"}); document.body.append(sign);
sign.style.cssText = "position: fixed; right: 20px; bottom: 20px; width: 60px; height: 60px";
sign.onclick = () => { panel.hidden = false; };"""


@pytest.mark.parametrize("words", ["💬", "🗨️", "💭 ✕"])
async def test_a_sign_in_a_frame_that_lies_over_the_page_opens_the_chat(world: World, words: str) -> None:
    """The frame is another site's, as large as the window and clear as glass; its one button bears a bubble."""
    inner = world.page(chat(SIGN.replace("WORDS", words), "hidden"), host="localhost")
    assert await asked(world, SHOP + LAYER.replace("SOURCE", inner)) == [
        (Speaker.OWN, QUESTION), (Speaker.PLATFORM, ANSWER),
    ]  # fmt: skip


# What is to be given before the place to write is open: the place stands there, shut, beside a button that is shut too.
SHUT = """field.disabled = true; field.placeholder = "FIRST"; const arrow = made("button", {disabled: true});
arrow.innerHTML = "<svg width=16 height=16></svg>"; foot.append(arrow);
field.oninput = () => { arrow.disabled = !field.value; };
const first = made("form", {}); log.before(first);
const begin = () => { first.remove(); field.disabled = false; field.placeholder = "Type your message"; };
const asks = (words) => { first.innerHTML = `<p>Where can we reach you?</p><input type=${words}>`;
  add(first, "Continue", () => {}); first.onsubmit = (event) => { event.preventDefault(); begin(); }; };
"""
TOPICS = """first.innerHTML = "<p>TOLD</p>";
for (const topic of TOPICS) add(first, topic, (event) => {
  event.preventDefault(); chosen.push(topic); asks("email required"); });
"""


@pytest.mark.parametrize(
    ("told", "topics"),
    [
        ("Please select a topic to start chatting", ["Sales", "Support"]),
        ("请选择问题类型", ["售前问题", "综合服务"]),
    ],
)
async def test_a_topic_is_chosen_where_the_place_to_write_is_shut_until_then(
    world: World, told: str, topics: Sequence[str]
) -> None:
    """The most general one; then an address is asked, and what is asked is given."""
    first = TOPICS.replace("TOLD", told).replace("TOPICS", json.dumps(topics))
    script = "const chosen = [];" + SHUT.replace("FIRST", "Select a topic first...") + first
    page = SHOP + chat(SIGN.replace("WORDS", "Chat") + script, "hidden")
    async with world.open(world.question_on(page, None)) as door:
        assert await door.page.evaluate("chosen") == topics[-1:]
        assert isinstance(await door.send(QUESTION), Sent)


DEMANDED = {
    "a number alone": ("<p>Ingresa tu número de WhatsApp</p><input type=tel placeholder='+57 300 123'>", "WhatsApp"),
    "a name and a number": (
        "<p><input placeholder='Your name'></p><p>Mobile</p><input placeholder='0170 1234'>",
        "Mobile",
    ),
    "what nobody knows": ("<p>Code client</p><input name=x1>", "Code client"),
}


@pytest.mark.parametrize("kind", DEMANDED)
async def test_what_is_demanded_and_left_empty_is_named(world: World, kind: str) -> None:
    """Nothing marks it as required; the form just stays. We have no number, and none is made up."""
    form, name = DEMANDED[kind]
    script = f"""field.hidden = true; const first = made("form", {{innerHTML: `{form}`}}); log.before(first);
      add(first, "Start chat", () => {{}});
      first.onsubmit = (event) => {{ event.preventDefault();
        if ([...first.querySelectorAll("input")].at(-1).value) {{ first.remove(); field.hidden = false; }} }};"""
    page = SHOP + chat(SIGN.replace("WORDS", "Chat") + script, "hidden")
    with pytest.raises(ProbeError, match=f"no true answer to: .*{name}") as raised:
        async with world.open_impatiently(world.question_on(page, None)):
            pass
    assert raised.value.reason is VoidReason.NOT_SENT


async def test_a_number_that_may_be_skipped_is(world: World) -> None:
    """It is asked alone, beside a button that goes on without it."""
    script = """field.hidden = true; const first = made("form", {innerHTML: "<p>Mobile</p><input type=tel required>"});
      log.before(first); const begin = () => { first.remove(); field.hidden = false; };
      add(first, "Start chat", () => {}); first.onsubmit = (event) => { event.preventDefault(); begin(); };
      add(first, "Skip", begin); first.lastChild.type = "button";"""
    page = SHOP + chat(SIGN.replace("WORDS", "Chat") + script, "hidden")
    assert await asked(world, page) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, ANSWER)]
