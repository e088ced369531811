"""What a chat's visit keeps: pictures, the page, the frames, the connection; and that keeping them moves no stamp."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from probes.interface import Exhibit, Means, ProbeError, Sent, VoidReason, Witnesses
from probes.webchat.channel import WebChat
from tests.contract.webchat.test_webchat_pages import PROFILE
from tests.contract.webchat_world import CLOCK, IN_A_BROWSER, MEANS, QUESTION, World, heard, told

pytestmark = IN_A_BROWSER
ALL = replace(MEANS, witnesses=Witnesses(screenshots=True, page=True, frames=True, controls=True))
IMPATIENT = replace(ALL, patience=timedelta(seconds=3))
ANSWER = "我们三天内退款。"


@dataclass
class Keeping:
    """A stage that keeps everything in memory, or has no room for it, or no place at all."""

    full: bool = False
    away: bool = False  # the database, say
    kept: list[tuple[Exhibit, bytes]] = field(default_factory=list)

    def now(self) -> datetime:
        return CLOCK.now()

    def keep(self, content: bytes, media_type: str, role: str) -> Exhibit:
        if self.full:
            raise OSError(28, "No space left on device")
        if self.away:
            raise RuntimeError("the database is away")
        digest = hashlib.sha256(content).hexdigest()
        exhibit = Exhibit(sha256=digest, media_type=media_type, role=role, taken_at=self.now())
        self.kept.append((exhibit, content))
        return exhibit

    def roles(self) -> list[str]:
        return [exhibit.role for exhibit, _ in self.kept]

    def of(self, role: str) -> bytes:
        return next(content for exhibit, content in self.kept if exhibit.role == role)

    def taken(self, role: str) -> datetime:
        return next(exhibit.taken_at for exhibit, _ in self.kept if exhibit.role == role)


def chat(world: World, means: Means = ALL) -> WebChat:
    return WebChat(means, world.channel._browsers)  # type: ignore[attr-defined]


async def test_whole_conversation(world: World) -> None:
    """One visit with an answer leaves a picture of each step, the page, the frames and the connection."""
    inquiry, stage = world.inquiry("silent"), Keeping()
    async with chat(world).open(inquiry, stage, None) as door:
        sent = await door.send(QUESTION)
        await world.controls.say(inquiry.id, "substantive", ANSWER)
        *_, reply = await told(door, 3)
        session = await door.park()
    assert isinstance(sent, Sent)
    assert sorted(stage.roles()) == ["baseline", "close", "connection", "frames", "page", "reply", "sent"]
    assert all(stage.of(role).startswith(b"\x89PNG") for role in ("baseline", "sent", "reply", "close"))
    assert stage.taken("baseline") <= sent.at <= stage.taken("sent")
    assert reply.seen_by <= stage.taken("reply")
    assert b"multipart/related" in stage.of("page")[:2000]
    payloads = [json.loads(line) for line in stage.of("frames").decode().splitlines()]
    assert {one["way"] for one in payloads} >= {"sent", "received"}
    assert any(ANSWER in json.dumps(json.loads(one["payload"]), ensure_ascii=False) for one in payloads)
    assert all("?" not in one["path"] for one in payloads)
    connection = json.loads(stage.of("connection"))
    assert connection["resolver"] == ["127.0.0.1"]
    assert connection["browser"]
    again = Keeping()
    async with chat(world).open(inquiry, again, session) as door:
        await heard(door, CLOCK.now())
    assert again.roles() == ["close"]  # nothing new was said, the page is kept already


async def test_control_leaves_nothing_by_default(world: World) -> None:
    """A platform of our own leaves no pictures: the demo's time is not spent on them."""
    means = replace(ALL, witnesses=replace(ALL.witnesses, controls=False))
    inquiry, stage = world.inquiry("silent"), Keeping()
    async with chat(world, means).open(inquiry, stage, None) as door:
        await door.send(QUESTION)
    assert stage.roles() == []


async def test_turned_away(world: World) -> None:
    """A closed door is kept as seen."""
    inquiry, stage = world.inquiry("shut"), Keeping()
    async with chat(world).open(inquiry, stage, None) as door:
        assert not isinstance(await door.send(QUESTION), Sent)
    assert stage.roles()[:2] == ["baseline", "close"]


async def test_visit_that_breaks(world: World) -> None:
    """How the page stood when a visit broke is kept, and the error stays what it was."""
    inquiry, stage = world.inquiry("silent"), Keeping()

    async def visit() -> None:
        async with chat(world).open(inquiry, stage, None) as door:
            await door.send(QUESTION)
            await world.controls.say(inquiry.id, "substantive", ANSWER)
            await told(door, 3)
            raise ProbeError(VoidReason.OBSERVER_DOWN, "it broke")

    with pytest.raises(ProbeError, match="it broke"):
        await visit()
    assert sorted(stage.roles()) == ["baseline", "close", "connection", "frames", "page", "reply", "sent"]
    assert stage.of("close").startswith(b"\x89PNG")


async def test_door_that_does_not_open_again(world: World) -> None:
    """A chat that has lost us is kept as it showed itself: picture and page, though nothing was said in this visit."""
    inquiry, stage = world.inquiry("forgetful"), Keeping()
    async with chat(world).open(inquiry, Keeping(), None) as door:
        await door.send(QUESTION)
        session = await door.park()
    with pytest.raises(ProbeError) as caught:
        async with chat(world, IMPATIENT).open(inquiry, stage, session):
            pass
    assert caught.value.reason is VoidReason.SESSION_LOST
    assert stage.roles() == ["close", "page"]


async def test_page_that_is_busy_for_good(world: World) -> None:
    """A page that lets nobody take its picture costs a bounded time, and the error stays what it was."""
    inquiry = world.question_on("<script>for (;;);</script>", PROFILE)
    with pytest.raises(ProbeError) as caught:
        async with chat(world, IMPATIENT).open(inquiry, Keeping(), None):
            pass
    assert caught.value.reason in (VoidReason.NOT_SENT, VoidReason.PAGE_CHANGED)


async def test_keeping_that_fails_in_its_own_way(world: World) -> None:
    """What breaks while the last things are kept never hides why the visit broke."""
    inquiry, stage = world.inquiry("silent"), Keeping()

    async def visit() -> None:
        async with chat(world).open(inquiry, stage, None):
            stage.away = True
            raise ProbeError(VoidReason.OBSERVER_DOWN, "it broke")

    with pytest.raises(ProbeError, match="it broke"):
        await visit()


async def test_disk_full(world: World) -> None:
    """What cannot be kept costs nothing else: the conversation goes on."""
    inquiry, stage = world.inquiry("silent"), Keeping(full=True)
    async with chat(world).open(inquiry, stage, None) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        await world.controls.say(inquiry.id, "substantive", ANSWER)
        *_, reply = await told(door, 3)
    assert reply.text == ANSWER
    assert stage.roles() == []


async def test_flood(world: World) -> None:
    """Many replies at once share pictures: no more are taken than a visit may."""
    inquiry, stage = world.inquiry("silent"), Keeping()
    async with chat(world).open(inquiry, stage, None) as door:
        await door.send(QUESTION)
        for number in range(50):
            await world.controls.say(inquiry.id, "substantive", f"第{number}条")
        lines = await told(door, 52)
    assert len(lines) == 52
    assert stage.roles().count("reply") <= 28
