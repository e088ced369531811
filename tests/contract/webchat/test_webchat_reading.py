"""A chat read by its structure alone, on pages of the tests' own: names and words are no marks of a build."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from probes.interface import Message, Sent, Speaker
from tests.contract.webchat_world import CLOCK, IN_A_BROWSER, QUESTION, World, heard, soon, told

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days after you have returned it."

# Each line holds an entry with who speaks and what is said; BARE stands for what the page writes on their entry.
PAGE = """<style>#panel { position: fixed; right: 20px; bottom: 20px; width: 320px; background: #fff }
  #log { height: 300px; overflow-y: auto } .words { background: #eee; border-radius: 8px; padding: 6px }
  .entry { margin: 8px } .author { font-weight: bold; font-size: 12px } [hidden] { display: none }</style>
<h1>ACME</h1><button id=launcher onclick="panel.hidden = false">Chat with us</button>
<div id=panel hidden><h2>Chat</h2><div id=log role=log></div>
<textarea id=say placeholder="Type a message"></textarea></div>
<script>
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const add = async (who, words, {name, facts = {}, late = 0, classes = ""}) => {
  const line = document.createElement("chat-line"); log.append(line);
  const entry = document.createElement("div"); entry.className = "entry";
  for (const [key, value] of Object.entries(facts)) entry.setAttribute(key, value);
  const author = document.createElement("span"); author.className = "author"; author.textContent = name;
  const said = document.createElement("div"); said.className = "words " + classes;
  entry.append(author, said); line.append(entry);
  if (late) await wait(late);
  said.textContent = words; };
say.onkeydown = async (event) => {
  if (event.key !== "Enter") return; event.preventDefault();
  const text = say.value; say.value = ""; await add("own", text, OURS); await wait(300); THEIRS };
</script>"""


async def measured(
    world: World, theirs: str, *, ours: str = "{name: 'Visitor'}", count: int = 2, page: str = PAGE
) -> Sequence[Message]:
    """Ask on the page with nothing but its address; all that was said once there are ``count`` messages."""
    body = page.replace("OURS", ours).replace("THEIRS", theirs)
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        return await told(door, count)


def said(messages: Sequence[Message]) -> Sequence[tuple[Speaker, str]]:
    return [(message.speaker, message.text) for message in messages if message.speaker is not Speaker.NOTICE]


@pytest.mark.parametrize(
    "facts",
    [
        "{'data-from': 'typing@support.example'}",
        "{'data-sender': 'x-typing'}",
        "{'data-author': 'Composing Room Ltd'}",
        "{'aria-label': 'Are you typing the code as it is printed?'}",
        "{'aria-label': 'System status: announcement of the event, with tips and a date'}",
        "{'data-from': 'status@system-event.example'}",
    ],
)
async def test_what_people_are_called_hides_no_reply(world: World, facts: str) -> None:
    """An attribute that names who speaks, or repeats what is said, never makes a reply an indicator or a notice."""
    messages = await measured(world, f"add('them', '{REPLY}', {{name: 'Anna', facts: {facts}}});")
    assert said(messages) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


async def test_the_empty_ground_of_a_bubble_in_which_somebody_typed(world: World) -> None:
    """Dots stand in it, then the words above it: what stays of them is a box of colour that is still called so."""
    theirs = f"""await add('them', '', {{name: 'Anna'}}); const bubble = log.lastChild.querySelector(".words");
      bubble.style.position = "relative";
      bubble.innerHTML = "<div class=bubble-typing><i></i><i></i></div>";
      bubble.firstChild.style = "position: absolute; inset: 0; background: #eee";
      await wait(600); bubble.firstChild.replaceChildren();
      bubble.insertAdjacentHTML("beforeend", "<div style='position:relative'>{REPLY}</div>");"""
    body = PAGE.replace("OURS", "{name: 'Visitor'}").replace("THEIRS", theirs)
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert said(await told(door, 2)) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]
        assert not any(row.busy for row in door.watch.sight.rows)


@pytest.mark.parametrize("reply", ["Are you typing the code with its dashes?", "请问您正在输入的卡密是多少位？"])
async def test_a_reply_about_typing_is_a_reply(world: World, reply: str) -> None:
    """Only a line that says no more than that somebody types is an indicator."""
    messages = await measured(world, f"add('them', '{reply}', {{name: 'Anna'}});")
    assert said(messages) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, reply)]


@pytest.mark.parametrize(
    "reply", ["If you are not satisfied with a code, it is refunded within three days.", "不满意的卡密三天内可以退款。"]
)
async def test_a_reply_with_thumbs_is_no_call_to_rate(world: World, reply: str) -> None:
    """Buttons beside a reply that speaks of satisfaction make no survey of it."""
    theirs = f"""await add('them', '{reply}', {{name: 'Anna'}}); const bar = document.createElement("div");
      bar.innerHTML = "<button>👍</button><button>👎</button>"; log.lastChild.firstChild.append(bar);"""
    messages = await measured(world, theirs)
    assert said(messages) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, reply)]


@pytest.mark.parametrize("words", ["Please rate this chat", "Are you happy with our service?", "请对本次服务进行评价"])
async def test_a_call_to_rate_is_no_reply(world: World, words: str) -> None:
    """What asks to be rated, above its buttons, is a notice of the software."""
    theirs = f"""await add('them', '{REPLY}', {{name: 'Anna'}}); await add('them', '{words}', {{name: ''}});
      log.lastChild.firstChild.insertAdjacentHTML("beforeend", "<button>👍</button><button>👎</button>");"""
    assert said(await measured(world, theirs, count=3)) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


@pytest.mark.parametrize(
    "words",
    ["anna@support.example is typing", "Anna is typing…", "Typing...", "对方正在输入…", "Anna is writing a message"],
)
async def test_an_indicator_is_no_reply(world: World, words: str) -> None:
    """A line that says that somebody types, and goes, was never said."""
    theirs = f"await add('them', '{words}', {{name: ''}}); const dots = log.lastChild; await wait(900); dots.remove();"
    messages = await measured(world, f"{theirs} add('them', '{REPLY}', {{name: 'Anna'}});")
    assert said(messages) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


async def test_a_bubble_that_stays_marked_as_being_typed_is_still_read(world: World) -> None:
    """A whole sentence is a reply, whatever its bubble is called; as it may still be typed in, it has not settled."""
    body = PAGE.replace("OURS", "{name: 'Visitor'}")
    theirs = f"add('them', '{REPLY}', {{name: 'Anna', classes: 'typing'}});"
    async with world.open(world.question_on(body.replace("THEIRS", theirs), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async with asyncio.timeout(30):
            while REPLY not in [row.text for row in door.watch.sight.rows]:
                await door.watch.wait(30)
        messages = await heard(door, CLOCK.now())
    assert said(messages) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]
    assert set(messages[-1].marks) <= {"unsettled"}  # a machine that is behind is given the time to settle


async def test_a_reply_that_is_announced_as_our_own_line_is(world: World) -> None:
    """Where every line bears the role of an alert, ours too, that makes no reply a notice."""
    theirs = f"add('them', '{REPLY}', {{name: '', facts: {{role: 'alert'}}}});"
    messages = await measured(world, theirs, ours="{name: '', facts: {role: 'alert'}}")
    assert said(messages) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


async def test_what_is_typed_is_not_said_yet(world: World) -> None:
    """Some pages write what is typed into the textarea's mark-up too: it does not stand in the chat for that."""
    mirrored = "say.defaultValue = ''; await add('own', text"
    page = PAGE.replace("await add('own', text", mirrored).replace('await add("own", text', mirrored)
    page = page.replace("say.onkeydown", "say.oninput = () => { say.defaultValue = say.value; };\nsay.onkeydown")
    theirs = f"add('them', '{REPLY}', {{name: 'Anna'}});"
    async with world.open(world.question_on(page.replace("OURS", "{}").replace("THEIRS", theirs), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        messages = await told(door, 2)
    assert said(messages) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


@pytest.mark.parametrize("late", [0, 120])
async def test_our_own_name_is_no_line(world: World, late: int) -> None:
    """A long name that stands above our words, drawn before them, is part of our own line."""
    ours = f"{{name: 'q8zquzv4emvrma-qeylp4moh-visitor@guest.shop.example', late: {late}}}"
    messages = await measured(world, f"add('them', '{REPLY}', {{name: 'Anna'}});", ours=ours)
    assert [(message.speaker, message.text) for message in messages] == [
        (Speaker.OWN, QUESTION),
        (Speaker.PLATFORM, REPLY),
    ]


async def test_an_instant_short_reply_is_no_name(world: World) -> None:
    """What comes in the same moment as our own line, but in a line of its own, is a reply however short it is."""
    theirs = "{name: 'Visitor'}); add('them', 'Yes.', {name: 'Anna'}"
    messages = await measured(world, "", ours=theirs)
    assert said(messages) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, "Yes.")]


async def test_an_instant_address_is_no_name(world: World) -> None:
    """Nor is an address that answers us taken for ours, where it stands in a line of its own."""
    theirs = "{name: 'Visitor'}); add('them', 'refunds@support.example', {name: 'Anna'}"
    messages = await measured(world, "", ours=theirs)
    assert said(messages) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, "refunds@support.example")]


INNER = PAGE.replace("<div id=log role=log></div>", "<div class=view role=log><section id=log></section></div>")
INNER = INNER.replace("#log {", ".view {").replace('await add("own"', 'add("own"')  # both in one moment


@pytest.mark.parametrize("words", ["Yes.", "您的消息已收到，客服会尽快回复您。"])
@pytest.mark.parametrize("facts", ["{}", "{facts: {'data-side': 'them'}, classes: 'other'}"])
async def test_an_instant_reply_in_a_list_of_its_own_is_no_name(world: World, words: str, facts: str) -> None:
    """Where the list is not what scrolls, ours and theirs are alone in it: what is built as a line is none of ours."""
    theirs = f"{{name: 'Visitor'}}); add('them', '{words}', {facts}"
    messages = await measured(world, "", ours=theirs, page=INNER)
    assert said(messages) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, words)]


async def test_initials_beside_our_words_are_no_line(world: World) -> None:
    """A painted sign of two letters in our own line is part of it."""
    page = INNER.replace("entry.append(author, said)", "entry.append(badge(who), author, said)").replace(
        "const add =",
        """const badge = (who) => { const made = document.createElement("div");
          made.textContent = who === "own" ? "SS" : "AA";
        made.style = "background:#cde;border-radius:50%;width:30px;height:30px;float:left"; return made; };
        const add =""",
    )
    messages = await measured(world, f"add('them', '{REPLY}', {{name: 'Anna'}});", page=page)
    assert [(m.speaker, m.text) for m in messages] == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


async def test_a_picture_comes_when_it_is_put_into_its_bubble(world: World) -> None:
    """The bubble stood there before, with dots that said that somebody types."""
    picture = "data:image/svg+xml," + "<svg xmlns=%22http://www.w3.org/2000/svg%22 width=%22120%22 height=%2280%22/>"
    theirs = f"""await add("them", "", {{name: ""}}); const words = log.lastChild.querySelector(".words");
      words.innerHTML = "<span class=typing>•••</span>"; await wait(900); words.replaceChildren();
      words.append(Object.assign(new Image(120, 80), {{src: '{picture}'}})); document.title = String(Date.now());"""
    body = PAGE.replace("OURS", "{name: 'Visitor'}").replace("THEIRS", theirs)
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        await door.page.wait_for_function("document.title")
        put = float(await door.page.title()) / 1000
        messages = [message for message in await heard(door, soon(1)) if message.speaker is not Speaker.NOTICE]
    assert [message.speaker for message in messages] == [Speaker.OWN, Speaker.PLATFORM]
    assert messages[-1].seen_by.timestamp() >= put - 0.1


async def test_a_picture_keeps_its_name(world: World) -> None:
    """The frames of the chat name it, and may say who sent it."""
    theirs = 'await add("them", "", {name: ""}); const it = new Image(120, 80); it.src = "receipt.png?size=2"; '
    messages = await measured(world, theirs + 'log.lastChild.querySelector(".words").append(it);')
    assert [message.marks.get("file") for message in messages] == [None, "receipt.png"]


async def test_a_font_that_falls_back_to_symbols_is_no_icon(world: World) -> None:
    """Many a page's fonts end with one for symbols; words are written in the first."""
    stack = '#panel { font-family: "Segoe UI", Arial, sans-serif, "Segoe UI Emoji", "Segoe UI Symbol"; '
    messages = await measured(world, f"add('them', '{REPLY}', {{name: ''}});", page=PAGE.replace("#panel { ", stack, 1))
    assert said(messages) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


async def test_a_bubble_that_could_scroll_is_not_the_list_of_lines(world: World) -> None:
    """Every line in a box that hides what is too wide, and so may scroll: the lines beside ours are read."""
    page = PAGE.replace(" role=log", "").replace(
        "[hidden] {", "chat-line { display: block; overflow-x: hidden; min-height: 90px } [hidden] {"
    )
    messages = await measured(world, f"add('them', '{REPLY}', {{name: 'Anna'}});", page=page)
    assert said(messages) == [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY)]


SIDES = PAGE.replace("</style>", " .right { text-align: right } .left { text-align: left }</style>")


async def test_the_side_alone_tells_nobody(world: World) -> None:
    """A reply that stands on our side is theirs where its author says so; one on theirs with our name is no reply."""
    theirs = """await add("x", "We look into it.", {name: "Support", facts: {class: "entry left"}});
      await wait(300); await add("x", "REPLY", {name: "Support", facts: {class: "entry right"}});"""
    ours = "{name: 'Visitor', facts: {class: 'entry right'}}"
    said = await measured(world, theirs.replace("REPLY", REPLY), ours=ours, count=3, page=SIDES)
    platform = Speaker.PLATFORM
    told = [(message.speaker, message.text) for message in said]
    assert told == [(Speaker.OWN, QUESTION), (platform, "We look into it."), (platform, REPLY)]
