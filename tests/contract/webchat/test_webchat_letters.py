"""Chinese replies that begin with a word of a notice: in a page each sign is a letter, and no mark behind that word."""

from __future__ import annotations

import pytest

from probes.browser import Browsers
from probes.interface import Speaker
from probes.webchat.finding import words
from tests.contract.webchat.test_webchat_prose import LOOKS, page, told_of
from tests.contract.webchat_world import IN_A_BROWSER, World

pytestmark = IN_A_BROWSER
REFUSED = """sources => sources.filter((source) => {
  try { return !new RegExp(source, "iu"); } catch { return true; }
})"""


async def test_what_lines_say_can_be_looked_for_in_a_page() -> None:
    """A browser knows other expressions than we do: each of the table is one of both, with letters of every script."""
    sources = [words.in_a_page(words.joined("line", entry)) for entry in words.table()["line"]]
    async with Browsers(None) as browsers, browsers.context(private=True) as context:
        assert await (await context.new_page()).evaluate(REFUSED, sources) == []


@pytest.mark.parametrize("reply", ["进入我的订单申请退款即可", "退出重新登录就能看到卡密"])
async def test_a_reply_that_begins_as_a_notice_does_is_a_reply(world: World, reply: str) -> None:
    """ "进入" alone says that somebody came in; "go to my orders" is an answer."""
    body = page(LOOKS["a border at its start"], f"await wait(500); put(theirs('{reply}'));")
    told = await told_of(world, body, reply)
    assert [text for speaker, text in told if speaker is Speaker.PLATFORM] == [reply]
