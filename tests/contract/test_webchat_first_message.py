"""A form before a chat that asks for the first message: our question goes there, is said once, and by its button."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
import pytest_asyncio

from probes import browser
from probes.interface import Message, ProbeError, Sent, Shut, Speaker, VoidReason
from probes.webchat.channel import enter
from probes.webchat.conversation import WebConversation
from tests.contract.webchat_world import MEANS, QUESTION, World, chat_world, heard, soon

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

REPLY = "The code is refunded within three working days."
GREETING = "Welcome, this is the support desk of ACME codes."

# A chat behind a launcher and a form; its title tells what the form and the chat were given. What was begun is kept
# over a reload. TAKEN says what the platform does with a form that it was given, `full` whether the page takes it.
PAGE = """<title>{}</title><style>#panel { position: fixed; right: 20px; bottom: 90px; width: 340px; height: 430px;
  background: #fff } #log { height: 300px; overflow-y: auto } .line { background: #eee; padding: 8px; margin: 8px }
  #launch { position: fixed; right: 20px; bottom: 20px; width: 56px; height: 56px } textarea { width: 300px }</style>
<h1>ACME codes</h1><p>We sell codes for games.</p><button id=launch>Chat</button>
<div id=panel hidden><div id=ask>FORM</div><div id=room hidden><div id=log></div><textarea id=say
placeholder="OWN"></textarea></div></div>
<script>
const el = (name) => document.getElementById(name);
const [ask, room, log, say, panel] = ["ask", "room", "log", "say", "panel"].map(el);
const book = { asked: [], sent: [], refused: 0 };
const note = () => { document.title = JSON.stringify(book); };
const add = (words, who = "bot") => log.insertAdjacentHTML("beforeend", `<div class="line ${who}">${words}</div>`);
const keep = () => { KEEP localStorage.lines = log.innerHTML; };
const reply = () => setTimeout(() => { add("REPLY"); keep(); }, 1200);
const begin = () => { ask.hidden = true; room.hidden = false; };
const form = document.querySelector("form"), field = form.querySelector(".q");
const full = () => [...form.querySelectorAll(".must")].every((one) => one.value.trim());
form.noValidate = true;
form.onsubmit = (event) => { event.preventDefault();
  if (!full()) { book.refused += 1; note(); return; }
  const given = [...form.elements].filter((one) => one.value).map((one) => one.value);
  const words = field ? field.value : ""; book.asked.push(given); note();
  setTimeout(() => { TAKEN }, 300); };
el("launch").onclick = () => { panel.hidden = false; };
say.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
  book.sent.push(say.value); note(); add(say.value, "me"); say.value = ""; keep(); reply(); };
note();
if (localStorage.lines) { begin(); panel.hidden = false; log.innerHTML = localStorage.lines; }
</script>"""
SHOWN = 'begin(); add("GREETING"); add(words, "me"); keep(); reply();'
NAMED = {
    "en": ("Your name", "E-mail", "Start chat", "Type your message"),
    "zh": ("您的姓名", "邮箱", "开始咨询", "请输入消息"),
}
AREAS = {
    "en": ["How can we help?", "Your question", "Message"],
    "zh": ["您的问题", "留言内容", "请描述您遇到的问题"],
}
EACH = [(language, label) for language, labels in AREAS.items() for label in labels]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with enter(MEANS) as channel, chat_world(channel, tmp_path_factory.mktemp("chat")) as chats:
        yield chats


def asks(language: str, *fields: str, button: str = "") -> str:
    """A form for a name, an address and ``fields``."""
    name, mail, start, _ = NAMED[language]
    who = f"<label>{name} <input class=must required></label>"
    mails = f"<label>{mail} <input class=must type=email required></label>"
    return f"<form>{who}{mails}{''.join(fields)}<button>{button or start}</button></form>"


def area(label: str, must: str = "required") -> str:
    return f'<label>{label} <textarea class="q {"must" if must else ""}" {must}></textarea></label>'


def page(form: str, taken: str = SHOWN, *, language: str = "en", keep: bool = False) -> str:
    made = PAGE.replace("FORM", form).replace("TAKEN", taken).replace("OWN", NAMED[language][3])
    made = made.replace("KEEP", "" if keep else "return;")
    return made.replace("REPLY", REPLY).replace("GREETING", GREETING)


def who_asks(number: str) -> Sequence[str]:
    return [MEANS.persona.name, f"probe+{number}@probe.test"]


async def replies(door: WebConversation, seconds: float) -> Sequence[Message]:
    async for message in door.listen(soon(seconds)):
        if REPLY in message.text:
            break
    said = await heard(door, soon(0))
    return [one for one in said if one.speaker is Speaker.PLATFORM and not one.before_t0]


async def book(door: WebConversation) -> dict[str, Any]:
    """What the platform was told."""
    return json.loads(await door.page.title())  # type: ignore[no-any-return]


@pytest.mark.parametrize(("language", "label"), EACH)
async def test_our_question_is_what_the_form_asks_for(world: World, language: str, label: str) -> None:
    """Until we send nothing is: then it is said once, by the form, and what was said above it is no reply."""
    body = page(asks(language, area(label)), language=language)
    inquiry = world.question_on(body, None)
    async with world.open(inquiry) as door:
        assert await book(door) == {"asked": [], "sent": [], "refused": 0}
        sent = await door.send(QUESTION)
        assert isinstance(sent, Sent)
        assert sent.witness == "bubble"
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        assert await book(door) == {"asked": [[*who_asks(inquiry.id), QUESTION]], "sent": [], "refused": 0}


LINES = {"en": "How can we help?", "zh": "您的问题"}


@pytest.mark.parametrize("language", LINES)
async def test_a_line_that_asks_for_the_question_takes_it(world: World, language: str) -> None:
    """No area, and no topic: what it asks for is what we have to say."""
    line = f'<label>{LINES[language]} <input class="q must" required></label>'
    inquiry = world.question_on(page(asks(language, line), language=language), None)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        assert (await book(door))["asked"] == [[*who_asks(inquiry.id), QUESTION]]


TOPICS = {"en": "Subject", "zh": "主题"}


@pytest.mark.parametrize("language", TOPICS)
@pytest.mark.parametrize("alone", [True, False])
async def test_a_topic_is_no_message(world: World, language: str, *, alone: bool) -> None:
    """It is told our subject as before, also beside the message; what we ask is said once."""
    topic = f"<label>{TOPICS[language]} <input class=must required></label>"
    message = "" if alone else area(AREAS[language][0])
    taken = 'begin(); add("GREETING");' if alone else SHOWN
    inquiry = world.question_on(page(asks(language, topic, message), taken, language=language), None)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        told = await book(door)
    given = [*who_asks(inquiry.id), inquiry.subject]
    assert told["asked"] == [given if alone else [*given, QUESTION]]
    assert told["sent"] == ([QUESTION] if alone else [])


FREE = {"en": "Message (optional)", "zh": "留言内容（选填）", "unmarked": "How can we help?"}


@pytest.mark.parametrize("kind", FREE)
async def test_a_message_that_need_not_be_given_is_left_empty(world: World, kind: str) -> None:
    """The chat begins without it: there our question is proven as in any chat."""
    language = "zh" if kind == "zh" else "en"
    body = page(asks(language, area(FREE[kind], "")), 'begin(); add("GREETING");', language=language)
    inquiry = world.question_on(body, None)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        assert await book(door) == {"asked": [who_asks(inquiry.id)], "sent": [QUESTION], "refused": 0}


@pytest.mark.parametrize("language", AREAS)
async def test_a_form_that_bears_no_mark_and_refuses_takes_the_question(world: World, language: str) -> None:
    """Pressed without a message it still stands there: it is what it waits for."""
    body = page(asks(language, area(AREAS[language][0], "").replace("q ", "q must")), language=language)
    inquiry = world.question_on(body, None)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        assert await book(door) == {"asked": [[*who_asks(inquiry.id), QUESTION]], "sent": [], "refused": 1}


@pytest.mark.parametrize("kind", ["en", "zh"])
async def test_words_of_the_page_in_our_name_are_replaced(world: World, kind: str) -> None:
    """Sent off as they are, they would be said by us."""
    message = area(FREE[kind], "").replace("</textarea>", "I have a question about Product X.</textarea>")
    inquiry = world.question_on(page(asks(kind, message), language=kind), None)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert (await book(door))["asked"] == [[*who_asks(inquiry.id), QUESTION]]


ALONE = {"en": ("How can we help?", "Start chat"), "zh": ("请描述您的问题", "开始咨询")}


@pytest.mark.parametrize("language", ALONE)
async def test_a_form_for_nothing_but_the_message(world: World, language: str) -> None:
    """Its button begins the chat, and so sends what stands there."""
    label, start = ALONE[language]
    body = page(f"<form>{area(label)}<button>{start}</button></form>", language=language)
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        assert await book(door) == {"asked": [[QUESTION]], "sent": [], "refused": 0}


LOST = {
    "an empty room": "begin();",
    "a room that greets": 'begin(); add("GREETING");',
    "nothing any more": "ask.hidden = true;",
    "the form as it was": "",
}


@pytest.mark.parametrize("kind", LOST)
async def test_a_form_that_took_our_question_and_does_not_show_it(world: World, kind: str) -> None:
    """Nobody knows whether it was said: it is never written again, and no silence comes of it."""
    post = 'fetch("/taken", {method: "POST", body: words});'
    body = page(asks("en", area("Your question")), post + LOST[kind])
    async with world.open_impatiently(world.question_on(body, None)) as door:
        with pytest.raises(ProbeError) as failure:
            await door.send(QUESTION)
        told = await book(door)
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN
    assert told["sent"] == []
    assert len(told["asked"]) == 1


@pytest.mark.parametrize("language", AREAS)
async def test_a_form_that_takes_nothing_has_sent_nothing(world: World, language: str) -> None:
    """It keeps our words, and nothing at all left the page: pressed once, and not sent."""
    extra = area(AREAS[language][0]) + "<input class=must hidden>"
    async with world.open_impatiently(world.question_on(page(asks(language, extra), language=language), None)) as door:
        with pytest.raises(ProbeError) as failure:
            await door.send(QUESTION)
        assert await book(door) == {"asked": [], "sent": [], "refused": 1}
    assert failure.value.reason is VoidReason.NOT_SENT


MORE = {
    "en": "<form id=more><label>Your name <input id=n required></label><button>Continue</button></form>",
    "zh": "<form id=more><label>您的称呼 <input id=n required></label><button>继续</button></form>",
}


@pytest.mark.parametrize("language", MORE)
async def test_another_form_after_the_one_with_our_question(world: World, language: str) -> None:
    """It is filled once as any form after our message; ours is not written again."""
    taken = f"""ask.innerHTML = `{MORE[language]}`; el("more").onsubmit = (event) => {{ event.preventDefault();
      book.asked.push([el("n").value]); note(); {SHOWN} }};"""
    inquiry = world.question_on(page(asks(language, area(AREAS[language][0])), taken, language=language), None)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        told = await book(door)
    assert told["asked"] == [[*who_asks(inquiry.id), QUESTION], [MEANS.persona.name]]
    assert told["sent"] == []


AWAY = {
    "en": ("We are offline. Please leave a message.", "Leave a message"),
    "zh": ("客服不在线，请留言", "留言"),
}


@pytest.mark.parametrize("language", AWAY)
async def test_a_form_to_leave_a_message_is_a_closed_door(world: World, language: str) -> None:
    """Never filled in, never pressed."""
    head, button = AWAY[language]
    form = asks(language, f"<p>{head}</p>", area(AREAS[language][0]), button=button)
    async with world.open(world.question_on(page(form, language=language), None)) as door:
        assert isinstance(await door.send(QUESTION), Shut)
        assert await book(door) == {"asked": [], "sent": [], "refused": 0}
        assert await door.page.evaluate("[...form.elements].every((one) => !one.value)")


@pytest.mark.parametrize("language", AREAS)
async def test_what_was_found_serves_whoever_asks_next_and_whoever_comes_back(world: World, language: str) -> None:
    """The way to the form, its field and its button are kept; to come back the form is passed by."""
    body = page(asks(language, area(AREAS[language][0])), language=language, keep=True)
    inquiry = world.question_on(body, None)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert await replies(door, 30)
        found, session = door.profile.model_dump(mode="json", exclude_defaults=True), await door.park()
    assert found["first"].keys() == {"input", "send"}
    assert found["input"] != found["first"]["input"]

    async with world.open(inquiry, session) as door:
        assert door.found is None  # nothing was searched
        assert [one.text for one in await heard(door, soon(1)) if one.speaker is Speaker.OWN] == [QUESTION]
        assert isinstance(await door.send("Thank you."), Sent)
        assert await book(door) == {"asked": [], "sent": ["Thank you."], "refused": 0}

    again = world.question_on(body, found)
    async with world.open(again) as door:
        assert await book(door) == {"asked": [], "sent": [], "refused": 0}
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        assert (await book(door))["asked"] == [[*who_asks(again.id), QUESTION]]


async def test_a_second_message_goes_to_the_chat(world: World) -> None:
    """The form took the first one; where it stood nobody writes any more."""
    async with world.open(world.question_on(page(asks("en", area("Your question"))), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert await replies(door, 30)
        assert isinstance(await door.send("Thank you."), Sent)
        assert (await book(door))["sent"] == ["Thank you."]
