"""Our own mailbox is full: what a platform answers is sent back to it, so that silence would be of our making."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from probes.control.mailpair import MailPair
from probes.interface import ProbeError, VoidReason
from probes.mail import MailChannel
from probes.postbox import quota, try_account
from tests.contract.mail_scene import Scene, asked, inquiry, take

BOUND = 30


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with MailPair() as pair:
        made = Scene(pair=pair, poll=timedelta(seconds=1))
        await made.listen_for_shop()
        yield made


@pytest.fixture
def share(monkeypatch: pytest.MonkeyPatch) -> dict[str, float | None]:
    """What the mailbox's server tells of its quota."""
    told: dict[str, float | None] = {"used": 0.2}
    monkeypatch.setattr(quota, "used", lambda client: told["used"])
    return told


async def until(channel: MailChannel, reached: bool) -> None:
    """Wait until the reader has noticed; a refused mailbox is left alone for a while, so it is knocked at anew."""
    async with asyncio.timeout(BOUND):
        while channel.rooms["desk"].reached is not reached:
            await asyncio.sleep(0.05)


async def test_full_and_emptied_again(
    scene: Scene, share: dict[str, float | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what was under way nothing is known any more, even once there is room; what had come is heard."""
    monkeypatch.setattr("probes.postbox.imap._REFUSED_NAP", 0.2)
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("before")
        await take(conversation, 1)
        knew = conversation.looked_at()
        share["used"] = 1.0
        await scene.reply("the last that had room")
        await until(channel, False)
        full = scene.stage.now()
        assert [m.text for m in await take(conversation, 2)] == ["before", "the last that had room"]
        assert knew <= conversation.looked_at() < full
        share["used"] = 0.5
        await until(channel, True)
        async with channel.open(inquiry("inq2"), scene.stage, None) as fresh:
            await fresh.send("How?")
            assert await channel.rooms["desk"].sync(timedelta(seconds=BOUND))
            assert fresh.looked_at() > full
        assert conversation.looked_at() < full
        session = await conversation.park()
    async with scene.channel() as another:
        async with asyncio.timeout(BOUND):
            while another.rooms["desk"].synced_at is None:
                await asyncio.sleep(0.05)
        async with another.open(inquiry(), scene.stage, session) as later:
            assert later.looked_at() < full


@pytest.mark.parametrize(("used", "fine"), [(None, True), (0.5, True), (0.93, False)])
async def test_doctor_warns_in_time(
    scene: Scene, share: dict[str, float | None], used: float | None, fine: bool
) -> None:
    """From nine tenths on, the examination of the account says so; a server that tells no quota is believed."""
    share["used"] = used
    if fine:
        await try_account(scene.account())
        return
    with pytest.raises(ProbeError, match="full to 93%") as caught:
        await try_account(scene.account())
    assert caught.value.reason is VoidReason.OBSERVER_DOWN
    assert "more room" in caught.value.hint


@dataclasses.dataclass
class Server:
    """What an IMAP client gives of a server's quotas: as the library does, or as a broken server makes it."""

    quotas: Any
    known: bool = True

    def has_capability(self, name: str) -> bool:
        return self.known and name == "QUOTA"

    def get_quota_root(self, folder: str) -> tuple[Any, Any]:
        return folder, self.quotas


@dataclasses.dataclass
class Quota:
    usage: Any
    limit: Any


@pytest.mark.parametrize(
    ("server", "share"),
    [
        (Server([Quota(512, 1024)]), 0.5),
        (Server([Quota(1, 1000), Quota(99, 100)]), 0.99),
        (Server([Quota(b"10", b"40")]), 0.25),
        (Server([Quota(5, 0)]), None),
        (Server([]), None),
        (Server([Quota("much", "more")]), None),
        (Server(None), None),
        (Server([Quota(1, 1)], known=False), None),
    ],
)
def test_share_that_is_used(server: Server, share: float | None) -> None:
    """The fullest of several quotas counts; nonsense and servers without quotas tell nothing."""
    assert quota.used(server) == share  # type: ignore[arg-type]
