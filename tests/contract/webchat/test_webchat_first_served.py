"""A form that took the first message: what was found of it serves later visits, and whoever looks without a word."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

import pytest

from probes.interface import ProbeError, Sent, Speaker, Target, VoidReason
from probes.webchat.channel import WebChat
from probes.webchat.finding.discovery import discover
from tests.contract.first_message_page import AREAS, GREETING, REPLY, SHOWN, area, asks, book, page, replies, who_asks
from tests.contract.webchat_world import CLOCK, IN_A_BROWSER, MEANS, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER


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


@pytest.mark.parametrize("language", AREAS)
async def test_who_only_looks_is_told_the_parts_and_sends_nothing(world: World, language: str) -> None:
    """By the address alone, and by what was found there."""
    body = page(asks(language, area(AREAS[language][0])), language=language)
    found = await discover(world.question_on(body, None), MEANS, CLOCK)
    assert {"launcher", "pre-chat form", "input", "way to send"} <= set(found.parts)
    assert (found.door, found.missing) == ("open", "")
    assert found.profile is not None
    assert found.profile["first"] == {"input": found.parts["input"], "send": found.parts["way to send"]}

    known = await discover(world.question_on(body, found.profile), MEANS, CLOCK)
    assert (known.door, known.missing) == ("open", "")
    assert (known.parts["input"], known.parts["way to send"]) == (found.parts["input"], found.parts["way to send"])


async def test_who_only_looks_may_say_something_by_the_form(world: World) -> None:
    """On a control: once, as a visit would."""
    found = await discover(world.question_on(page(asks("en", area("Message"))), None), MEANS, CLOCK, say=QUESTION)
    assert [text for speaker, text in found.said if speaker == "own"] == [QUESTION]
    assert [text for speaker, text in found.said if speaker == "platform"] == [GREETING, REPLY]


@pytest.mark.parametrize("language", AREAS)
async def test_a_form_that_has_come_to_ask_for_more_is_named(world: World, language: str) -> None:
    """Known from before; now it demands a telephone: nothing is filled in beyond that, and nothing is sent."""
    label = {"en": "Mobile phone", "zh": "手机号"}[language]
    found = await discover(world.question_on(page(asks(language, area("Message"))), None), MEANS, CLOCK)
    more = asks(language, area("Message"), f"<label>{label} <input class=must type=tel required></label>")
    async with AsyncExitStack() as stack:
        with pytest.raises(ProbeError, match=label) as failure:
            await stack.enter_async_context(world.open_impatiently(world.question_on(page(more), found.profile)))
    assert failure.value.reason is VoidReason.NOT_SENT


LATE = "setTimeout(() => { SHOWN }, 3500);".replace("SHOWN", SHOWN)
PIECEMEAL = 'begin(); add("GREETING"); setTimeout(() => { add(words, "me"); reply(); }, 2500);'


@pytest.mark.parametrize("taken", [LATE, PIECEMEAL])
async def test_what_greets_above_our_line_is_no_reply(world: World, taken: str) -> None:
    """However long the chat takes to come, and its lines one after the other."""
    async with world.open(world.question_on(page(asks("en", area("Message")), taken), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]


async def test_what_is_said_below_our_line_in_the_same_moment_is_a_reply(world: World) -> None:
    """A machine may answer while the chat is still being drawn."""
    taken = 'begin(); add("GREETING"); add(words, "me"); add("REPLY");'
    async with world.open(world.question_on(page(asks("en", area("Message")), taken), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]


@pytest.mark.parametrize("language", AREAS)
async def test_a_form_that_brings_another_document(world: World, language: str) -> None:
    """The chat is a page of its own, drawn with our line in it."""
    taken = "localStorage.lines = `<div class=line>GREETING</div><div class=line>${words}</div>`; location.reload();"
    body = page(asks(language, area(AREAS[language][0])), taken, language=language)
    body = body.replace("</script>", "if (localStorage.lines) setTimeout(reply, 1500);</script>")
    found = None
    for _ in ("searched", "by what was found"):
        async with world.open(world.question_on(body, found)) as door:
            assert isinstance(await door.send(QUESTION), Sent)
            assert [one.text for one in await replies(door, 30)] == [REPLY]
            found = door.profile.model_dump(mode="json", exclude_defaults=True)


async def test_a_form_and_a_chat_in_a_frame(world: World) -> None:
    """The frame is the chat's, with its form."""
    inner = page(asks("en", area("Message"))).replace("panel hidden", "panel").replace('"', "&quot;")
    frame = f'<h1>ACME codes</h1><iframe title="Chat" width=400 height=600 srcdoc="{inner}"></iframe>'
    async with world.open(world.question_on(frame, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]


async def test_a_profile_by_hand_names_the_form_and_the_chat(world: World) -> None:
    """What is said first goes by the form, what follows where the chat says."""
    steps = [{"click": "#launch"}, {"fill": "form input", "value": "{name}"}]
    steps.append({"fill": "form [type=email]", "value": "{address}"})
    profile = {
        "steps": steps, "first": {"input": ".q", "send": "form button"}, "input": "#say", "transcript": "#log",
        "transcript_late": True, "own": ".me", "agent": ".bot",
    }  # fmt: skip
    async with world.open(world.question_on(page(asks("en", area("Message"))), profile)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert await replies(door, 30)
        assert isinstance(await door.send("Thank you."), Sent)
        told = await book(door)
    assert told["sent"] == ["Thank you."]
    assert len(told["asked"]) == 1


@dataclass
class Stored:
    """Profiles of the chats that were found."""

    table: Mapping[str, Any] | None = None

    def recall(self, target: Target) -> Mapping[str, Any] | None:
        return self.table

    def keep(self, target: Target, profile: Mapping[str, Any]) -> None:
        self.table = profile


def remembering(world: World, profiles: Stored) -> World:
    return replace(world, channel=WebChat(replace(MEANS, profiles=profiles), world.channel._browsers))  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", AREAS)
async def test_what_was_stored_serves_the_next_question(world: World, language: str) -> None:
    """Nothing is searched, and the form takes that question as it took the first."""
    stored = remembering(world, Stored())
    body = page(asks(language, area(AREAS[language][0])), language=language)
    for searched in (True, False):
        inquiry = stored.question_on(body, None)
        async with stored.open(inquiry) as door:
            assert (door.found is not None) == searched
            assert isinstance(await door.send(QUESTION), Sent)
            assert [one.text for one in await replies(door, 30)] == [REPLY]
            assert await book(door) == {"asked": [[*who_asks(inquiry.id), QUESTION]], "sent": [], "refused": 0}


async def test_what_was_stored_and_says_our_subject_is_found_anew(world: World) -> None:
    """It may be from a time when the subject was said where the form asks for the first message."""
    steps = [{"click": "#launch"}, {"fill": "form input", "value": "{name}"}]
    steps += [{"fill": "form [type=email]", "value": "{address}"}, {"fill": ".q", "value": "{subject}"}]
    steps.append({"click": "form button"})
    old = {"reading": "structure", "input": "#say", "send": "enter", "steps": steps}
    stored = remembering(world, Stored(old))
    async with stored.open(stored.question_on(page(asks("en", area("Message"))), None)) as door:
        assert await book(door) == {"asked": [], "sent": [], "refused": 0}
        assert isinstance(await door.send(QUESTION), Sent)
        assert [asked[-1] for asked in (await book(door))["asked"]] == [QUESTION]


CARDS = {
    "en": """<div>Name</div><div>${given[0]}</div><div>E-mail</div><div>${given[1]}</div>
      <div>Message</div><div>${words}</div>""",
    "zh": "<div>姓名：${given[0]}</div><div>邮箱：${given[1]}</div><div>问题：${words}</div>",
}


@pytest.mark.parametrize("language", CARDS)
async def test_a_card_that_shows_what_the_form_was_told_is_our_line(world: World, language: str) -> None:
    """What else stands in it is no reply."""
    taken = f'begin(); add("GREETING"); add(`{CARDS[language]}`); reply();'
    body = page(asks(language, area(AREAS[language][0])), taken, language=language)
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
