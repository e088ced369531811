"""The mailbox's line breaks in the middle of a fetch, and greylisting: every mail once and whole, nobody blamed."""

from __future__ import annotations

import dataclasses

import pytest

from probes.control.mailpair import MailPair
from probes.interface import ProbeError, VoidReason
from tests.contract.mail_scene import SHOP, Scene, all_now, asked, inquiry, take
from tests.faults.line import line_to

LONG_ANSWER = "\n".join(f"Paragraph {number} of what we tell our customers about refunds." for number in range(150))


@pytest.mark.parametrize("left", [1, 400, 5000], ids=["before", "in its head", "in its body"])
async def test_line_that_breaks_in_the_middle_of_a_fetch(left: int) -> None:
    """The reader connects anew and reads the mail again: it is there once, whole, with what came before it."""
    async with MailPair() as pair, line_to(pair.imap_port) as line:
        scene = Scene(pair=pair)
        await scene.listen_for_shop()
        account = dataclasses.replace(scene.account(), imap_port=line.port)
        async with scene.channel(account) as channel, asked(scene, channel) as conversation:
            await scene.reply("before")
            await take(conversation, 1)
            line.left = left
            await scene.reply(LONG_ANSWER)
            first, second = await take(conversation, 2)
            assert [m.text for m in await all_now(conversation)] == [first.text, second.text]
    assert line.broken == 1
    assert (first.text, second.text.strip()) == ("before", LONG_ANSWER)
    assert first.seen_by <= second.seen_by


@pytest.mark.parametrize("reply", ["450 4.2.0 greylisted, see you in 300 s", "451 4.7.1 greylisting in action"])
async def test_greylisting(reply: str) -> None:
    """A server that wants us to come again later says nothing of the platform: not sent, and never tried by stealth."""
    async with MailPair() as pair:
        scene = Scene(pair=pair)
        await scene.listen_for_shop()
        pair.refusals[SHOP] = reply
        async with scene.channel() as channel, channel.open(inquiry(), scene.stage, None) as conversation:
            with pytest.raises(ProbeError) as caught:
                await conversation.send("How do you refund a code that does not work?")
    assert caught.value.reason is VoidReason.NOT_SENT
    assert scene.heard == []
