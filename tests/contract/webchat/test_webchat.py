"""The web chat against control platforms whose true behaviour is known."""

from __future__ import annotations

import pytest

from probes.interface import ProbeError, Sent, Shut, Speaker, VoidReason
from probes.webchat.channel import enter
from tests.contract.webchat_world import CLOCK, IN_A_BROWSER, MEANS, QUESTION, World, heard, soon, told

pytestmark = IN_A_BROWSER


async def test_greeting(world: World) -> None:
    """A greeting that came before we wrote is baseline, our own message is not, and there is no reply."""
    inquiry = world.inquiry("silent")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        greeting, own = await told(door, 2)
    assert (greeting.speaker, greeting.before_t0) == (Speaker.PLATFORM, True)
    assert (own.speaker, own.text, own.before_t0) == (Speaker.OWN, QUESTION, False)


async def test_t0(world: World) -> None:
    """t0 is the moment our own bubble stood on the page: after the platform heard us, and not after now."""
    inquiry = world.inquiry("silent")
    async with world.open(inquiry) as door:
        sent = await door.send(QUESTION)
    assert isinstance(sent, Sent)
    assert sent.witness == "bubble"
    (heard_at,) = world.moments(inquiry, "heard")
    assert heard_at <= sent.at <= CLOCK.now()


async def test_live_reply(world: World) -> None:
    """A reply watched live has an exact moment, not before the platform's own; a frame bears witness."""
    inquiry = world.inquiry("silent")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        await world.controls.say(inquiry.id, "substantive", "我们三天内退款。")
        *_, reply = await told(door, 3)
    (said_at,) = world.moments(inquiry, "substantive")
    assert reply.text == "我们三天内退款。"
    assert said_at <= reply.seen_by == reply.seen_after
    assert "frame_at" in reply.marks


async def test_further_message_in_a_live_chat(world: World) -> None:
    """A follow-up is taken at its own moment, t0 stays, and the answer to it is heard."""
    inquiry = world.inquiry("asks_back")
    async with world.open(inquiry) as door:
        first = await door.send(QUESTION)
        await told(door, 3)
        second = await door.send("I have not bought anything yet.")
        *_, own, answer = await told(door, 5)
    assert isinstance(first, Sent)
    assert isinstance(second, Sent)
    (heard_at,) = world.moments(inquiry, "follow_up")
    assert first.at < heard_at <= second.at
    assert (own.speaker, own.before_t0) == (Speaker.OWN, False)
    assert answer.speaker is Speaker.PLATFORM
    assert answer.seen_by >= world.moments(inquiry, "substantive")[0]


async def test_further_message_in_a_resumed_chat(world: World) -> None:
    """The same in a chat that was parked; the old lines are known, and nothing is said twice."""
    inquiry = world.inquiry("asks_back")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        await told(door, 3)
        session = await door.park()
    async with world.open(inquiry, session) as door:
        assert isinstance(await door.send("I have not bought anything yet."), Sent)
        lines = await told(door, 5)
        session = await door.park()
    async with world.open(inquiry, session) as door:
        again = await told(door, 5)
    assert [(m.ordinal, m.text) for m in again] == [(m.ordinal, m.text) for m in lines]
    assert len(world.moments(inquiry, "heard")) == len(world.moments(inquiry, "follow_up")) == 1


async def test_line_that_has_not_settled_waits_unless_we_leave(world: World) -> None:
    """Stopping to say something hands out nothing unfinished; leaving does, and marks it."""
    inquiry = world.inquiry("silent")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        await told(door, 2)
        await world.controls.say(inquiry.id, "substantive", "Yes.")
        now = await heard(door, CLOCK.now(), leaving=False)
        left = await heard(door, CLOCK.now())
    assert [m.text for m in now if m.text == "Yes."] == []
    assert all("unsettled" in m.marks for m in left if m.text == "Yes.")


async def test_person_who_joins(world: World) -> None:
    """The chat says that somebody joined: a notice so marked, before what the person says."""
    inquiry = world.inquiry("hands_off")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        await told(door, 3)
        for phrase in ("agent", "human agent"):
            await door.send(phrase)
        *_, joined, person = await told(door, 8)
    assert (joined.speaker, "joined" in joined.marks) == (Speaker.NOTICE, True)
    assert (person.speaker, person.marks.get("agent_type", "")) == (Speaker.PLATFORM, "human")  # its frame says so


async def test_repeated_reply(world: World) -> None:
    """The same sentence said three times is three messages, live and after a reload."""
    inquiry = world.inquiry("silent")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        for _ in range(3):
            await world.controls.say(inquiry.id, "holding", "请稍等。")
        live = await told(door, 5)
        session = await door.park()
    await world.controls.say(inquiry.id, "holding", "请稍等。")
    async with world.open(inquiry, session) as door:
        later = await told(door, 6)
    assert [message.text for message in live][2:] == ["请稍等。"] * 3
    assert [message.text for message in later][2:] == ["请稍等。"] * 4
    assert [message.ordinal for message in later] == list(range(6))


async def test_typing_bubble(world: World) -> None:
    """A typing bubble in the transcript is no message, and the reply after it has its own moment."""
    inquiry = world.inquiry("known_delay")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        messages = await told(door, 3)
    (said_at,) = world.moments(inquiry, "substantive")
    assert len(messages) == 3
    assert messages[2].seen_by >= said_at


async def test_listening_is_live(world: World) -> None:
    """A settled message is handed out while the listening goes on."""
    inquiry = world.inquiry("known_delay")
    until = soon(60)
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        async for message in door.listen(until):
            if message.ordinal == 2:
                break
    assert CLOCK.now() < until


async def test_reply_while_away(world: World) -> None:
    """A reply that came while parked lies between the last look and the first sight; nothing before it changes."""
    inquiry = world.inquiry("silent")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        before = await told(door, 2)
        session = await door.park()
        looked_at = door.looked_at()
    await world.controls.say(inquiry.id, "substantive", "Yes, within 3 days.")
    async with world.open(inquiry, session) as door:
        after = await told(door, 3)
        assert door.looked_at() > after[-1].seen_by
    (said_at,) = world.moments(inquiry, "substantive")
    assert after[:2] == before
    assert after[2].text == "Yes, within 3 days."
    assert after[2].seen_after <= looked_at <= said_at <= after[2].seen_by


async def test_live_after_resuming(world: World) -> None:
    """What comes after the resumed page has settled is exact again."""
    inquiry = world.inquiry("silent")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        session = await door.park()
    async with world.open(inquiry, session) as door:
        await heard(door, soon(0))
        await world.controls.say(inquiry.id, "substantive", "Yes.")
        *_, reply = await told(door, 3)
    assert reply.seen_after == reply.seen_by >= world.moments(inquiry, "substantive")[0]


async def test_reply_during_a_lost_connection(world: World) -> None:
    """What the page could not show while its connection was gone has an interval that holds the truth."""
    inquiry = world.inquiry("silent")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        await told(door, 2)
        await world.controls.drop_connections()
        await world.controls.say(inquiry.id, "substantive", "Yes.")
        *_, reply = await told(door, 3)
        await heard(door, soon(0.5))
        caught_up = door.looked_at()
    (said_at,) = world.moments(inquiry, "substantive")
    assert reply.seen_after <= said_at <= reply.seen_by
    assert reply.seen_after < reply.seen_by < caught_up


async def test_forgetful_platform(world: World) -> None:
    """A chat that does not know us again has lost the session."""
    inquiry = world.inquiry("forgetful")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        session = await door.park()
    with pytest.raises(ProbeError) as caught:
        async with world.open_impatiently(inquiry, session):
            pass
    assert caught.value.reason is VoidReason.SESSION_LOST


async def test_shut_platform(world: World) -> None:
    """A chat that is offline is shut: the platform's answer, not our failure."""
    inquiry = world.inquiry("shut")
    async with world.open(inquiry) as door:
        shut = await door.send(QUESTION)
    assert isinstance(shut, Shut)
    assert "offline" in shut.reason
    assert world.moments(inquiry, "heard") == []


async def test_bot_badge(world: World) -> None:
    """What the widget declares of who wrote is kept as a mark."""
    inquiry = world.inquiry("acknowledges")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        *_, reply = await told(door, 3)
    assert reply.marks["agent_type"] == "bot"


async def test_hostile_reply(world: World) -> None:
    """A reply that looks like mark-up or script stays text."""
    hostile = '<img src=x onerror=alert(1)> {{7*7}} =HYPERLINK("x") \u202eabc \';--'
    inquiry = world.inquiry("silent")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        await world.controls.say(inquiry.id, "substantive", hostile)
        *_, reply = await told(door, 3)
    assert reply.text == hostile


async def test_replay(world: World) -> None:
    """Listening again tells everything again, the same."""
    inquiry = world.inquiry("prompt_human")
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        first = await told(door, 3)
        assert await heard(door, CLOCK.now()) == first


async def test_dead_browser(world: World) -> None:
    """A browser that dies is our failure, known up to its last sign of life; the next conversation has a new one."""
    inquiry = world.inquiry("silent")
    async with enter(MEANS) as channel:
        async with channel.open(inquiry, CLOCK, None) as door:
            await door.send(QUESTION)
            await channel._browsers._engine.browser.close()  # type: ignore[attr-defined]
            died = CLOCK.now()
            with pytest.raises(ProbeError) as caught:
                await heard(door, soon(30))
            assert door.looked_at() <= died
        async with channel.open(world.inquiry("silent"), CLOCK, None) as door:
            assert isinstance(await door.send(QUESTION), Sent)
    assert caught.value.reason is VoidReason.OBSERVER_DOWN
