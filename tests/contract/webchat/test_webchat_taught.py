"""A person points at the parts of a chat behind a form: what they did with the form is learned, without its words."""

from __future__ import annotations

from typing import Any

import pytest

from probes.browser import Page
from probes.interface import ProbeError, Sent
from probes.webchat.finding.teaching import Teacher, teach
from tests.contract.first_message_page import AREAS, REPLY, area, asks, book, page, replies, who_asks
from tests.contract.webchat_world import CLOCK, IN_A_BROWSER, MEANS, QUESTION, World

pytestmark = IN_A_BROWSER

WRITES, HANDS_IN = ("form .q", "form button"), ("#say", "")
LOOKED = 1500  # ms: a person needs longer to read a form


class Person:
    """Opens the chat, ``fills`` what stands before it, presses ``on``, and points at ``field`` and ``button``."""

    def __init__(self, field: str, button: str, *, fills: bool = False, on: str = "") -> None:
        self.field, self.button, self.fills, self.on = field, button, fills, on
        self.asked: list[str] = []
        self.told: Any = None

    async def point(self, page: Page, part: str) -> None:
        self.asked.append(part)
        if part == "launcher":
            await page.locator("#launch").click()
        elif part == "input":
            await page.locator("form").wait_for()
            await page.wait_for_timeout(LOOKED)
            for field in await page.locator("form input, form textarea").all() if self.fills else []:
                kind = await field.get_attribute("type")
                await field.fill("ann@their.test" if kind == "email" else "Ann, a person")
            if self.on:
                await page.locator(self.on).click()
            await page.locator(self.field).click(modifiers=["Alt"])
        elif part == "send" and self.button:
            await page.locator(self.button).click(modifiers=["Alt"])
        else:
            await page.keyboard.press("Escape")
        self.told = await page.title()


async def taught(world: World, body: str, person: Person) -> dict[str, Any]:
    inquiry = world.question_on(body, None)
    return dict(await teach(inquiry, MEANS, CLOCK, teacher=Teacher(person.point)))


async def asked_by(world: World, body: str, profile: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """One visit by the profile: its inquiry, and what the platform was told."""
    inquiry = world.question_on(body, profile)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        assert isinstance(await door.send("Thank you."), Sent)
        return inquiry.id, await book(door)


@pytest.mark.parametrize("language", AREAS)
async def test_a_form_that_takes_the_first_message_is_pointed_at_and_not_sent(world: World, language: str) -> None:
    """Its field is where one writes first, its button what sends; of the chat behind it nobody is asked."""
    body = page(asks(language, area(AREAS[language][0])), language=language)
    person = Person(*WRITES)
    profile = await taught(world, body, person)
    assert person.asked == ["launcher", "input", "send"]
    assert person.told == '{"asked":[],"sent":[],"refused":0}'
    assert profile["first"].keys() == {"input", "send"}
    number, told = await asked_by(world, body, profile)
    assert told == {"asked": [[*who_asks(number), QUESTION]], "sent": ["Thank you."], "refused": 0}


@pytest.mark.parametrize("language", AREAS)
async def test_a_form_that_a_person_has_sent_is_gone_through_by_each_visit(world: World, language: str) -> None:
    """With our own name and address, and our own question where the form asks for one."""
    body = page(asks(language, area(AREAS[language][0])), language=language)
    person = Person(*HANDS_IN, fills=True, on="form button")
    profile = await taught(world, body, person)
    assert person.asked == ["launcher", "input", "send", "agent"]
    assert profile["first"].keys() == {"input", "send"}
    assert profile["input"] == "#say"
    number, told = await asked_by(world, body, profile)
    assert told == {"asked": [[*who_asks(number), QUESTION]], "sent": ["Thank you."], "refused": 0}


@pytest.mark.parametrize("language", AREAS)
@pytest.mark.parametrize("extra", ["", "optional"])
async def test_a_form_that_asks_for_no_message_leaves_it_to_the_chat(world: World, extra: str, language: str) -> None:
    """Who we are is told before, and what we say is said in the chat."""
    free = {"en": "Message (optional)", "zh": "留言内容（选填）"}[language]
    form = asks(language, area(free, "") if extra else "")
    body = page(form, 'begin(); add("GREETING");', language=language)
    profile = await taught(world, body, Person(*HANDS_IN, fills=True, on="form button"))
    assert "first" not in profile
    number, told = await asked_by(world, body, profile)
    assert told == {"asked": [who_asks(number)], "sent": [QUESTION, "Thank you."], "refused": 0}


async def test_a_chat_without_a_form_is_taught_as_ever(world: World) -> None:
    body = page(asks("en"), 'begin(); add("GREETING");').replace("note();\nif", "note(); begin();\nif")
    person = Person(*HANDS_IN)
    profile = {}

    async def point(page: Page, part: str) -> None:
        if part == "input":
            await page.locator("#say").click(modifiers=["Alt"])
        else:
            await person.point(page, part)

    inquiry = world.question_on(body, None)
    profile = dict(await teach(inquiry, MEANS, CLOCK, teacher=Teacher(point)))
    assert profile["steps"] == [{"click": "#launch"}]
    assert "first" not in profile


PHONE = {"en": "Mobile phone", "zh": "手机号"}


@pytest.mark.parametrize("language", PHONE)
async def test_a_form_that_asks_for_what_we_cannot_tell_is_named(world: World, language: str) -> None:
    """A person filled it in; no visit of a study could."""
    phone = f"<label>{PHONE[language]} <input class=must type=tel required></label>"
    body = page(asks(language, phone), 'begin(); add("GREETING");', language=language)
    with pytest.raises(ProbeError, match=PHONE[language]):
        await taught(world, body, Person(*HANDS_IN, fills=True, on="form button"))
