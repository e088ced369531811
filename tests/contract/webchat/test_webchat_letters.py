"""Chinese replies that begin with a word of a notice: in a page each sign is a letter, and no mark behind that word."""

from __future__ import annotations

import pytest

from probes.interface import Speaker
from tests.contract.webchat.test_webchat_prose import LOOKS, page, told_of
from tests.contract.webchat_world import IN_A_BROWSER, World

pytestmark = IN_A_BROWSER


@pytest.mark.parametrize("reply", ["进入我的订单申请退款即可", "退出重新登录就能看到卡密"])
async def test_a_reply_that_begins_as_a_notice_does_is_a_reply(world: World, reply: str) -> None:
    """ "进入" alone says that somebody came in; "go to my orders" is an answer."""
    body = page(LOOKS["a border at its start"], f"await wait(500); put(theirs('{reply}'));")
    told = await told_of(world, body, reply)
    assert [text for speaker, text in told if speaker is Speaker.PLATFORM] == [reply]
