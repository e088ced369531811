"""Asking by mail and hearing the answer: every way a mail may refer to its inquiry, and none lost or made twice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern

import pytest
from pymap.parsing.message import AppendMessage

from probes.control.mailpair import MailPair
from probes.interface import Sent, Speaker
from probes.mail import enter
from probes.matching import message_id, nonce_for
from probes.postbox import fetch
from tests.contract.mail_scene import ADDRESS, SHOP, Scene, all_now, asked, inquiry, take


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with MailPair() as pair:
        made = Scene(pair=pair)
        await made.listen_for_shop()
        yield made


async def test_what_the_platform_receives(scene: Scene) -> None:
    """The tag is in From and Reply-To, the nonce in the subject, and the words arrive as they were."""
    which = inquiry(subject="退款怎么处理？")
    async with scene.channel() as channel, channel.open(which, scene.stage, None) as conversation:
        before = scene.stage.now()
        sent = await conversation.send("卡密失效，怎么退款？\n谢谢")
    mail = message_from_bytes(scene.heard[0], EmailMessage, policy=modern)
    assert mail["From"].addresses[0].addr_spec == "probe+inq1@probe.test"
    assert mail["From"].addresses[0].display_name == "Study 研究"
    assert mail["Reply-To"] == mail["From"]
    assert mail["Subject"] == f"退款怎么处理？ [{nonce_for('inq1')}]"
    assert mail["Message-ID"] == message_id("inq1", 0, ADDRESS)
    assert mail.get_content().replace("\r\n", "\n") == "卡密失效，怎么退款？\n谢谢\n"
    assert isinstance(sent, Sent)
    assert before <= sent.at <= scene.stage.now()
    assert sent.witness == "smtp"
    assert scene.heard[0] in scene.stage.kept.values()


async def test_signature_is_kept_with_its_key(scene: Scene) -> None:
    """Each mail leaves its DKIM result with the key as it was fetched, once; nobody's network is asked."""
    asked_names: list[str] = []

    def fetch(name: str) -> bytes | None:
        asked_names.append(name)
        return b"v=DKIM1; p="

    signature = "v=1; a=rsa-sha256; d=support.test; s=k1; h=from; bh=AAAA; b=AAAA"
    async with enter(replace(scene.means(), fetch_key=fetch)) as channel, asked(scene, channel) as conversation:
        await scene.reply("We refund within three days.", DKIM_Signature=signature)
        await take(conversation, 1)
        await all_now(conversation)
    attested = [json.loads(kept) for kept in scene.stage.kept.values() if kept.startswith(b"{")]
    [told] = [one for one in attested if "signatures" in one]
    assert told["mail"] in scene.stage.kept
    assert [one["domain"] for one in told["signatures"]] == ["support.test"]
    assert told["result"] == "permerror"
    assert set(asked_names) <= {"k1._domainkey.support.test"}


async def test_further_mail_goes_on_in_the_thread(scene: Scene) -> None:
    """It answers their newest mail under its subject, refers to ours, and comes from the same tagged address."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        subject = f"RE: [shop #12] Refunds [{nonce_for('inq1')}]"
        await scene.reply("Which game is it for?", subject=subject, Message_ID="<their.1@support.test>")
        await take(conversation, 1)
        parked = await conversation.park()
        async with channel.open(inquiry(), scene.stage, parked) as resumed:
            sent = await resumed.send("I have not bought anything yet.")
            await scene.reply(
                "We refund within three days.", subject="Refunds", In_Reply_To=message_id("inq1", 1, ADDRESS)
            )
            heard = await take(resumed, 2)
    mail = message_from_bytes(scene.heard[1], EmailMessage, policy=modern)
    assert isinstance(sent, Sent)
    assert mail["Subject"] == subject
    assert mail["Message-ID"] == message_id("inq1", 1, ADDRESS)
    assert mail["In-Reply-To"] == "<their.1@support.test>"
    assert mail["References"] == f"{message_id('inq1', 0, ADDRESS)} <their.1@support.test>"
    assert mail["From"].addresses[0].addr_spec == "probe+inq1@probe.test"
    assert [message.text for message in heard] == ["Which game is it for?", "We refund within three days."]


async def test_further_mail_to_a_desk_that_dropped_our_sign(scene: Scene) -> None:
    """A subject without our nonce is not gone on with: ours is, as a reply."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("Which game is it for?", subject="Your ticket", Message_ID="<their.1@support.test>")
        await take(conversation, 1)
        await conversation.send("I have not bought anything yet.")
    mail = message_from_bytes(scene.heard[1], EmailMessage, policy=modern)
    assert mail["Subject"] == f"Re: Refunds [{nonce_for('inq1')}]"
    assert mail["In-Reply-To"] == "<their.1@support.test>"


async def test_reply_to_the_tagged_address(scene: Scene) -> None:
    """The address tag is enough; the message is exact in time, and its raw form is an exhibit."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        before = scene.stage.now()
        await scene.reply("We refund within three days.", subject="hello", Date="Mon, 23 Nov 2026 10:00:00 +0800")
        (message,) = await take(conversation, 1)
        noticed = scene.stage.now()
    assert (message.ordinal, message.speaker, message.text) == (0, Speaker.PLATFORM, "We refund within three days.")
    assert before <= message.seen_after == message.seen_by <= noticed
    assert message.claimed_at is not None
    assert message.claimed_at.isoformat() == "2026-11-23T02:00:00+00:00"
    assert message.marks["matched"] == "tag"
    assert b"We refund" in scene.stage.kept[message.marks["exhibit"]]


@pytest.mark.parametrize(
    ("how", "subject", "headers"),
    [
        ("nonce", f"回复：Refunds [{nonce_for('inq1')}]", {}),
        ("nonce", f"RE: REFUNDS [{nonce_for('inq1').lower()}]", {}),
        ("reference", "Your question", {"In_Reply_To": message_id("inq1", 0, ADDRESS)}),
        ("reference", "Your question", {"References": f"<a@x.test> {message_id('inq1', 0, ADDRESS)}"}),
    ],
)
async def test_reply_to_the_bare_address(scene: Scene, how: str, subject: str, headers: dict[str, str]) -> None:
    """Without the tag, the nonce in the subject or a reference to our mail tells the inquiry."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("Yes.", to=ADDRESS, subject=subject, **headers)
        (message,) = await take(conversation, 1)
        assert channel.pen() == []
    assert message.marks["matched"] == how


async def test_reply_that_quotes_our_subject(scene: Scene) -> None:
    """A mail whose only sign is the nonce in the header block that it quotes is still ours."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply(
            f"可以退款。\n\n主题: Refunds [{nonce_for('inq1')}]\n> ...", to=ADDRESS, subject="答复您的咨询"
        )
        (message,) = await take(conversation, 1)
    assert message.marks["matched"] == "quote"


async def test_ticket_number_learned_from_the_acknowledgement(scene: Scene) -> None:
    """A human's mail with the ticket number alone is matched by what the acknowledgement taught."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("Received.", subject="[acme #17] AutoReply: Refunds", Auto_Submitted="auto-replied")
        await scene.reply("We do refund.", to=ADDRESS, subject="[acme #17] your question", Precedence="bulk")
        acknowledgement, answer = await take(conversation, 2)
    assert acknowledgement.marks["auto_submitted"] == "auto-replied"
    assert (answer.marks["matched"], answer.marks["ticket"], answer.text) == ("ticket", "acme #17", "We do refund.")
    assert "auto_submitted" not in answer.marks


async def test_thread_of_the_desk(scene: Scene) -> None:
    """A desk that refers to its own thread, and never to our mail, is understood once one mail of it was matched."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("Received.", References="<RT-Ticket-1@support.test>")
        await scene.reply("An answer.", to=ADDRESS, subject="no sign", References="<RT-Ticket-1@support.test>")
        messages = await take(conversation, 2)
    assert [m.marks["matched"] for m in messages] == ["tag", "reference"]


async def test_mail_without_a_sign_waits_in_the_pen(scene: Scene) -> None:
    """What cannot be matched is no message; the pen says whose it may be, and how likely."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("A special offer!", to=ADDRESS, subject="Buy now", sender="ads@elsewhere.test")
        await scene.reply("About your refunds.", to=ADDRESS, subject="Refunds")
        assert await all_now(conversation) == []
        assert channel.complete()
        pen = {penned.domain: penned for penned in channel.pen()}
    assert pen["support.test"].platform == "shop"
    assert pen["support.test"].inquiry == "inq1"
    assert pen["elsewhere.test"].platform == ""
    assert 0 <= pen["elsewhere.test"].score < 0.5 <= pen["support.test"].score <= 1
    assert "Refunds" in pen["support.test"].summary


async def test_mail_leaves_the_pen_when_its_sign_is_understood(scene: Scene) -> None:
    """An answer that overtook its acknowledgement waits for it."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("We do refund.", to=ADDRESS, subject="[acme #17] your question")
        assert await all_now(conversation) == []
        assert len(channel.pen()) == 1
        await scene.reply("Received.", subject="[acme #17] AutoReply: Refunds")
        messages = await take(conversation, 2)
        assert channel.pen() == []
    assert {m.text for m in messages} == {"Received.", "We do refund."}


async def test_acknowledgement_that_quotes_us(scene: Scene) -> None:
    """An automatic acknowledgement is a message of its own, beside the answer."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        echo = f"Refunds [{nonce_for('inq1')}]"
        await scene.reply(f"We got: {echo}", subject=f"AutoReply: {echo}", Auto_Submitted="auto-replied")
        await scene.reply("Refunded in three days.", subject=f"Re: {echo}")
        messages = await take(conversation, 2)
    assert [("auto_submitted" in m.marks, m.ordinal) for m in messages] == [(True, 0), (False, 1)]


async def test_two_identical_replies(scene: Scene) -> None:
    """The same words twice are two messages, with ordinals that stay when they are read again."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("Please wait.")
        await scene.reply("Please wait.")
        first = await take(conversation, 2)
        again = await all_now(conversation)
    assert [m.text for m in first] == ["Please wait.", "Please wait."]
    assert first == again


async def test_two_mails_equal_to_the_byte(scene: Scene) -> None:
    """Even mails without a byte of difference are two, if the mailbox holds two."""
    raw = (
        b"From: shop@support.test\r\nTo: probe+inq1@probe.test\r\nMessage-ID: <1@support.test>\r\n\r\nPlease wait.\r\n"
    )
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        box = await scene.pair.mailbox(ADDRESS)
        for _ in range(2):
            await box.append(AppendMessage(raw, scene.stage.now(), frozenset()))
        messages = await take(conversation, 2)
    assert [(m.ordinal, m.text) for m in messages] == [(0, "Please wait."), (1, "Please wait.")]


async def test_every_inquiry_gets_its_own(scene: Scene) -> None:
    """Two inquiries to one platform are never mixed up."""
    async with (
        scene.channel() as channel,
        asked(scene, channel) as one,
        asked(scene, channel, inquiry("inq2")) as two,
    ):
        await scene.reply("for two", to="probe+inq2@probe.test")
        await scene.reply("for one", to="probe+inq1@probe.test")
        assert [m.text for m in await take(one, 1)] == ["for one"]
        assert [m.text for m in await all_now(two)] == ["for two"]


async def test_mail_that_the_server_took_for_spam(scene: Scene) -> None:
    """The junk folder is read too; a mail moved out of it later is no second message."""
    await scene.pair.mailbox(ADDRESS, "Junk")
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("From the junk folder.", folder="Junk")
        (message,) = await all_now(conversation)
        junk, inbox = await scene.pair.mailbox(ADDRESS, "Junk"), await scene.pair.mailbox(ADDRESS)
        await junk.move(101, inbox)
        assert await all_now(conversation) == [message]


async def test_catch_all_domain(scene: Scene) -> None:
    """With an empty separator the whole local part is the tag."""
    scene.pair.domains += ("tags.test",)
    scene.pair.catch_all["tags.test"] = "box@tags.test"
    account = scene.account(separator="", address="box@tags.test")
    async with scene.channel(account) as channel, asked(scene, channel) as conversation:
        assert b"Study" in scene.heard[0]
        assert b"inq1@tags.test" in scene.heard[0]
        await scene.reply("Caught.", to="inq1@tags.test")
        assert [m.text for m in await take(conversation, 1)] == ["Caught."]


async def test_answer_by_mail_to_another_channel(scene: Scene) -> None:
    """A mail to the address that a web chat's persona gave belongs to that inquiry, marked as another channel's."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        address = channel.address("chat7", "desk")
        await scene.reply("We answer by mail.", to=address)
        assert await all_now(conversation) == []
        assert channel.tagged() == ["chat7"]
        (stray,) = channel.strays("chat7", scene.stage)
        assert channel.strays("unknown") == []
    assert address == "probe+chat7@probe.test"
    assert (stray.ordinal, stray.text, stray.marks["other_channel"]) == (100_000, "We answer by mail.", "mail")
    assert stray.marks["exhibit"] in scene.stage.kept


async def test_large_mail(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a mail beyond the limit only the beginning is fetched; its neighbours are whole."""
    monkeypatch.setattr(fetch, "SIZE", 3000)
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("small 1")
        await scene.reply("large " + "x" * 50 + "\n" + ("y" * 60 + "\n") * 200)
        await scene.reply("small 2")
        messages = await take(conversation, 3)
    assert [m.text[:7] for m in messages] == ["small 1", "large x", "small 2"]
    assert len(scene.stage.kept[messages[1].marks["exhibit"]]) == 3000


async def test_nothing_in_the_mailbox_is_changed(scene: Scene) -> None:
    """Reading leaves no flag, moves nothing and deletes nothing."""
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await scene.reply("one")
        await scene.reply("two")
        await take(conversation, 2)
    box = await scene.pair.mailbox(ADDRESS)
    assert [set(mail.permanent_flags) async for mail in box.messages()] == [set(), set()]


async def test_server_without_idle(scene: Scene) -> None:
    """Where the server cannot push, the mailbox is looked into at every poll."""
    scene.pair.idle(False)
    scene.poll = timedelta(seconds=0.1)
    async with scene.channel() as channel, asked(scene, channel) as conversation:
        await all_now(conversation)
        await scene.reply("seen by polling")
        assert [m.text for m in await take(conversation, 1)] == ["seen by polling"]


async def test_what_was_known_and_when(scene: Scene) -> None:
    """After listening, all that had been said by the end is known; before, all that had been said at t0."""
    async with scene.channel() as channel, channel.open(inquiry(), scene.stage, None) as conversation:
        sent = await conversation.send("text")
        assert conversation.looked_at() >= sent.at
        since = scene.stage.now()
        assert [m async for m in conversation.listen(since)] == []
        assert since <= conversation.looked_at() <= scene.stage.now()
        assert scene.heard[0].count(SHOP.encode()) == 1
