"""When sending fails, when the mailbox is away, and when we start again: nothing twice, nothing lost, nobody blamed."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from probes.control.mailpair import MailPair
from probes.interface import Barred, BarredReason, MailAccount, ProbeError, Shut, VoidReason
from probes.matching import nonce_for
from probes.postbox import try_account
from tests.contract.mail_scene import ADDRESS, SHOP, Scene, all_now, asked, inquiry, take


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with MailPair() as pair:
        made = Scene(pair=pair)
        await made.listen_for_shop()
        yield made


async def send(scene: Scene, account: MailAccount | None = None, address: str = SHOP) -> Any:
    which = inquiry(address=address)
    async with scene.channel(account) as channel, channel.open(which, scene.stage, None) as conversation:
        return await conversation.send(which.text)


async def test_submission_server_is_away(scene: Scene) -> None:
    """A refused connection: nothing can have left."""
    await scene.pair.stop_smtp()
    with pytest.raises(ProbeError) as caught:
        await send(scene)
    assert caught.value.reason is VoidReason.NOT_SENT
    assert caught.value.hint


async def test_wrong_password(scene: Scene) -> None:
    """A refused login: nothing can have left, and the message does not tell the password."""
    account = dataclasses.replace(scene.account(), password="not the password")
    with pytest.raises(ProbeError) as caught:
        await send(scene, account)
    assert caught.value.reason is VoidReason.NOT_SENT
    assert account.password not in f"{caught.value}{caught.value.hint}{account!r}"


@pytest.mark.parametrize(
    "reply", ["452 4.2.2 mailbox full for now", "550 5.7.1 relaying denied", "451 try later", "554 5.7.1 blocked"]
)
async def test_recipient_not_taken_because_of_us_or_for_now(scene: Scene, reply: str) -> None:
    """A temporary refusal, or one that speaks of us, says nothing of the platform."""
    scene.pair.refusals[SHOP] = reply
    with pytest.raises(ProbeError) as caught:
        await send(scene)
    assert caught.value.reason is VoidReason.NOT_SENT


@pytest.mark.parametrize("reply", ["552 5.2.2 mailbox full", "552 over quota"])
async def test_full_mailbox(scene: Scene, reply: str) -> None:
    """A full mailbox is a door that is shut."""
    scene.pair.refusals[SHOP] = reply
    answer = await send(scene)
    assert isinstance(answer, Shut)
    assert answer.reason == "mailbox_full"


@pytest.mark.parametrize("reply", ["550 5.1.1 user unknown", "553 no such mailbox", "550 5.2.1 mailbox disabled"])
async def test_address_that_does_not_exist(scene: Scene, reply: str) -> None:
    """A published address that is refused for good does not work."""
    scene.pair.refusals[SHOP] = reply
    answer = await send(scene)
    assert isinstance(answer, Barred)
    assert answer.reason is BarredReason.UNDELIVERABLE


class Breaking(SMTP):
    """Takes everything, and hangs up instead of confirming the mail."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the name is aiosmtpd's
        await self.push("354 go on")
        assert self.transport is not None
        self.transport.close()


async def test_mail_that_was_not_confirmed(scene: Scene) -> None:
    """Once DATA was begun nobody knows whether the mail left."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Breaking(scene.pair, loop=loop), "127.0.0.1", 0)
    account = dataclasses.replace(scene.account(), smtp_port=server.sockets[0].getsockname()[1], username="")
    with pytest.raises(ProbeError) as caught:
        await send(scene, account)
    server.close()
    assert caught.value.reason is VoidReason.SEND_UNCERTAIN


async def test_no_password_in_the_clear_over_a_network(scene: Scene) -> None:
    """Without TLS a mail connection may only stay on this machine."""
    account = dataclasses.replace(scene.account(), smtp_host="mail.example.org")
    with pytest.raises(ProbeError, match="in the clear") as caught:
        await send(scene, account)
    assert caught.value.reason is VoidReason.NOT_SENT


async def test_trying_an_account(scene: Scene) -> None:
    """An account that works is silent; one that does not tells which half of it, and never the password."""
    await try_account(scene.account())
    wrong = dataclasses.replace(scene.account(), password="not the password")
    with pytest.raises(ProbeError) as caught:
        await try_account(wrong)
    assert caught.value.reason is VoidReason.NOT_SENT
    with pytest.raises(ProbeError) as caught:
        await try_account(dataclasses.replace(wrong, smtp_port=scene.pair.smtp_port, username="", password="wrong"))
    assert caught.value.reason is VoidReason.OBSERVER_DOWN
    assert "wrong" not in f"{caught.value}"
    assert caught.value.hint


async def test_subject_that_no_header_can_hold(scene: Scene) -> None:
    """A text that cannot be written into a mail fails before anything is sent."""
    async with scene.channel() as channel:
        which = inquiry(subject="two\nlines")
        async with channel.open(which, scene.stage, None) as conversation:
            with pytest.raises(ProbeError) as caught:
                await conversation.send(which.text)
    assert caught.value.reason is VoidReason.NOT_SENT
    assert scene.heard == []


async def test_unknown_mail_account(scene: Scene) -> None:
    """A target whose account is not configured cannot be asked."""
    which = inquiry()
    which = dataclasses.replace(which, target=dataclasses.replace(which.target, account="other"))
    async with scene.channel() as channel:
        with pytest.raises(ProbeError) as caught:
            async with channel.open(which, scene.stage, None):
                pass
    assert caught.value.reason is VoidReason.NOT_SENT


async def test_bounce(scene: Scene) -> None:
    """A delivery report is a message with its status; the address tag leads it home."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        raw = (
            b"From: MAILER-DAEMON@support.test\r\nTo: probe+inq1@probe.test\r\nSubject: Undelivered\r\n"
            b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            b"--b\r\n\r\nNo.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
            b"Final-Recipient: rfc822; shop@support.test\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n--b--\r\n"
        )
        await scene.pair.deliver("", "probe+inq1@probe.test", raw)
        (message,) = await take(conversation, 1)
    assert message.marks["bounce"] == "5.2.2"
    assert "delay" not in message.marks


async def test_bounce_to_the_bare_address(scene: Scene) -> None:
    """A report that comes to the bare address is known by the copy of our mail that it returns."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        head = scene.heard[0].partition(b"\r\n\r\n")[0]
        raw = (
            b"From: MAILER-DAEMON@support.test\r\nTo: probe@probe.test\r\nSubject: Undelivered\r\n"
            b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
            b"Action: delayed\r\nStatus: 4.4.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
            + head
            + b"\r\n\r\n--b--\r\n"
        )
        await scene.pair.deliver("", ADDRESS, raw)
        (message,) = await take(conversation, 1)
    assert message.marks["delay"] == "4.4.1"
    assert "bounce" not in message.marks


async def test_restart_finds_everything(scene: Scene) -> None:
    """A new process with the stored session finds the old mails under their ordinals, and what came meanwhile."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("first", subject="[acme #9] Refunds")
        await scene.reply("second")
        before = await take(conversation, 2)
        session = await conversation.park()
    await scene.reply("third", to=ADDRESS, subject="[acme #9] once more")
    async with scene.channel() as channel, channel.open(inquiry(), scene.stage, session) as conversation:
        after = await all_now(conversation)
        assert channel.pen() == []
    assert [(m.ordinal, m.text) for m in after] == [(0, "first"), (1, "second"), (2, "third")]
    assert [m.marks["exhibit"] for m in after[:2]] == [m.marks["exhibit"] for m in before]


async def test_restart_that_finds_them_in_another_order(scene: Scene) -> None:
    """Ordinals are the session's: a mail that is understood later after a restart keeps the one it had."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("by nonce", to=ADDRESS, subject=nonce_for("inq1"))
        await scene.reply("by tag")
        before = await take(conversation, 2)
        session = await conversation.park()
    async with scene.channel() as channel:
        async with asked(scene, channel, inquiry("inq2")) as other:
            await all_now(other)  # the first look is over before inq1 is known: its nonce says nothing yet
        async with channel.open(inquiry(), scene.stage, session) as conversation:
            after = await all_now(conversation)
    assert [(m.ordinal, m.text) for m in after] == [(m.ordinal, m.text) for m in before]


async def test_restart_before_the_conversation_is_resumed(scene: Scene) -> None:
    """A mail whose nonce names an inquiry not yet resumed is no riddle: it does not wait in the pen."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        session = await conversation.park()
        subject = scene.heard[0].split(b"Subject: ")[1].split(b"\r\n")[0].decode()
    await scene.reply("by nonce", to=ADDRESS, subject=subject)
    async with scene.channel() as channel:
        async with asked(scene, channel, inquiry("inq2")) as other:
            assert await all_now(other) == []
        assert channel.pen() == []
        async with channel.open(inquiry(), scene.stage, session) as conversation:
            assert [m.text for m in await all_now(conversation)] == ["by nonce"]


async def test_session_that_is_not_ours(scene: Scene) -> None:
    """A stored session that cannot be read is a lost one."""
    async with scene.channel() as channel:
        with pytest.raises(ProbeError) as caught:
            async with channel.open(inquiry(), scene.stage, {"account": "desk"}):
                pass
    assert caught.value.reason is VoidReason.SESSION_LOST


async def test_mailbox_that_hangs_up(scene: Scene) -> None:
    """While the mailbox is away our knowledge stays old; when it is back, all that came meanwhile is there."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("before")
        await take(conversation, 1)
        knew = conversation.looked_at()
        await scene.pair.stop_imap()
        gone = scene.stage.now()
        await scene.reply("meanwhile")
        channel.means = dataclasses.replace(channel.means, patience=timedelta(0))
        async with channel.open(inquiry(), scene.stage, await conversation.park()) as impatient:
            away = [m.text async for m in impatient.listen(scene.stage.now())]
            assert knew <= impatient.looked_at() < gone
        await scene.pair.start_imap()
        both = await take(conversation, 2)
        assert conversation.looked_at() > gone
    assert away == ["before"]
    assert [m.text for m in both] == ["before", "meanwhile"]


async def test_mailbox_that_was_rebuilt(scene: Scene) -> None:
    """New UIDs for old mails make no second messages."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("one")
        await scene.reply("one")
        first = await take(conversation, 2)
        await scene.pair.stop_imap()
        (await scene.pair.mailbox(ADDRESS))._uid_validity += 1
        await scene.pair.start_imap()
        await scene.reply("three")
        again = await take(conversation, 3)
    assert again[:2] == first
    assert [m.text for m in again] == ["one", "one", "three"]


async def test_mail_that_breaks_readers(scene: Scene) -> None:
    """Bytes that are no mail at all disturb neither the reader nor the others."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        for raw in (b"", b"\x00\xff\xfe", b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--', b"=?utf-8?b?" * 500):
            await scene.pair.deliver("x@elsewhere.test", ADDRESS, raw)
        await scene.reply("still here")
        assert [m.text for m in await take(conversation, 1)] == ["still here"]
        assert len(channel.pen()) == 4
