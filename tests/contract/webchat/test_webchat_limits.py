"""What a chat does not take at once: said in the end and once, or not at all; its refusal is nobody's reply."""

from __future__ import annotations

import pytest

from probes.control.zoo.widget import Widget, alone
from probes.interface import Channel, ProbeError, Sent, Speaker, VoidReason
from tests.contract.webchat_world import IN_A_BROWSER
from tests.zoo.drive import Enclosure, Keeping
from tests.zoo.verdicts import truth

pytestmark = IN_A_BROWSER

WIDGETS = {"rate": Widget(limit="rate", manner="silent"), "tight": alone("limit=tight")}
AGAIN = "And if the code has been used?"


def heard(zoo: Enclosure, inquiry: str) -> list[str]:
    return [fact.text for fact in truth(zoo.log, inquiry) if fact.kind == "heard"]


async def test_a_message_that_comes_too_quickly_is_said_once(zoo: Enclosure, channel: Channel) -> None:
    """The chat refuses it with a notice for some seconds: it is tried again, and the notice is no reply."""
    inquiry = zoo.inquiry("rate", WIDGETS["rate"], None, "rate")
    async with channel.open(inquiry, Keeping(), None) as door:
        sent = [await door.send(text) for text in (inquiry.text, AGAIN)]
        at_once = door.listen(Keeping().now())
        said = [(message.speaker, message.text) async for message in at_once]

    assert all(isinstance(one, Sent) for one in sent)
    assert heard(zoo, "rate") == [inquiry.text, AGAIN]
    assert [text for speaker, text in said if speaker is Speaker.OWN] == [inquiry.text, AGAIN]
    greeting = [text for speaker, text in said if speaker is Speaker.PLATFORM]
    assert len(greeting) == 1
    assert "quickly" not in greeting[0]


async def test_a_message_that_does_not_fit_is_not_sent(zoo: Enclosure, channel: Channel) -> None:
    """It stays in the input whatever is pressed: nobody heard it, and it is not cut to fit."""
    inquiry = zoo.inquiry("tight", WIDGETS["tight"], None, "tight")
    with pytest.raises(ProbeError) as caught:
        async with channel.open(inquiry, Keeping(), None) as door:
            await door.send(inquiry.text)

    assert caught.value.reason is VoidReason.NOT_SENT
    assert heard(zoo, "tight") == []
