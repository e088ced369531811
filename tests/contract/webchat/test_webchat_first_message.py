"""A form before a chat that asks for the first message: our question goes there, is said once, and by its button."""

from __future__ import annotations

import pytest

from probes.interface import ProbeError, Sent, Shut, VoidReason
from tests.contract.first_message_page import AREAS, REPLY, SHOWN, area, asks, book, page, replies, who_asks
from tests.contract.webchat_world import IN_A_BROWSER, MEANS, QUESTION, World

pytestmark = IN_A_BROWSER

EACH = [(language, label) for language, labels in AREAS.items() for label in labels]


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


WIDER = {"en": "Company", "zh": "公司"}
AGAIN = {
    "it has said nothing": ("", VoidReason.NOT_SENT),
    "it may have said it": (
        'fetch("/taken", {method: "POST", body: btoa("anything")});',
        VoidReason.SEND_UNCERTAIN,
    ),
    "it is drawn anew with our words": (
        """const held = ask.cloneNode(true); const old = [...form.elements];
      [...held.querySelectorAll("input, textarea")].forEach((one, at) => { one.value = old[at].value; });
      ask.replaceChildren(...held.childNodes); ask.querySelector("form").onsubmit = (event) => {
        event.preventDefault(); book.asked.push(["again"]); note(); };""",
        VoidReason.SEND_UNCERTAIN,
    ),
}


@pytest.mark.parametrize("language", WIDER)
@pytest.mark.parametrize("kind", AGAIN)
async def test_a_form_that_asks_for_more_once_it_was_pressed(world: World, kind: str, language: str) -> None:
    """Our question stands in it: pressed again it might be said twice."""
    more = f"<label>{WIDER[language]} <input name=company required></label><label>E-mail <input type=email></label>"
    done, reason = AGAIN[kind]
    taken = done + f"ask.querySelector('button').insertAdjacentHTML('beforebegin', `{more}`);"
    body = page(asks(language, area(AREAS[language][0])), taken, language=language)
    async with world.open_impatiently(world.question_on(body, None)) as door:
        with pytest.raises(ProbeError) as failure:
            await door.send(QUESTION)
        assert len((await book(door))["asked"]) == 1
    assert failure.value.reason is reason


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


SECOND = {"en": ("How can we help?", "Start chat"), "zh": ("请描述您的问题", "开始咨询")}


@pytest.mark.parametrize("language", SECOND)
@pytest.mark.parametrize("box", ["form", "div"])
async def test_the_message_on_the_second_page_of_a_form(world: World, box: str, language: str) -> None:
    """Who asks is told on the first one; what we ask is said by the button of the second."""
    label, start = SECOND[language]
    taken = f"""ask.innerHTML = `<{box}><label>{label} <textarea class=q2></textarea></label>
      <button type=button class=b2>{start}</button></{box}>`;
      ask.querySelector(".b2").onclick = () => {{ const words = ask.querySelector(".q2").value; if (!words) return;
        book.asked.push([words]); note(); {SHOWN} }};"""
    button = {"en": "Next", "zh": "下一步"}[language]
    inquiry = world.question_on(page(asks(language, button=button), taken, language=language), None)
    async with world.open(inquiry) as door:
        assert (await book(door))["asked"] == [who_asks(inquiry.id)]
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        assert (await book(door))["asked"] == [who_asks(inquiry.id), [QUESTION]]
