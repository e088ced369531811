"""Who is there is told in the head of a chat, and closes no door while there is a place to write."""

from __future__ import annotations

import pytest

from probes.interface import Shut, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, read_until

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."

# A shop's button opens a channel, over which the presence of its members is told.
CHANNEL = """<title>Harbour cards</title><h1>Harbour cards</h1><p>Cards for games, sent by mail within a day.</p>
<style>#box { position: fixed; right: 20px; bottom: 70px; width: 340px; height: 420px; background: #fff }
  #log { height: 260px; overflow-y: auto } .line { background: #eee; padding: 8px; margin: 8px }
  #sign { position: fixed; right: 20px; top: 20px }</style>
<div id=box hidden><header><b>Harbour cards</b><p>PRESENCE</p></header><div id=log><div class=line>GREETING</div></div>
<textarea id=field placeholder="WRITE"></textarea><button id=go>SEND</button></div>
<button id=sign onclick="box.hidden = false">Live chat</button>
<script>
const say = (words) => log.insertAdjacentHTML("beforeend", `<div class=line>${words}</div>`);
go.onclick = () => { say(field.value); field.value = ""; setTimeout(() => say("REPLY"), 700); };
</script>"""


def channel(presence: str, greeting: str, write: str, send: str) -> str:
    words = {"PRESENCE": presence, "GREETING": greeting, "WRITE": write, "SEND": send, "REPLY": REPLY}
    page = CHANNEL
    for name, said in words.items():
        page = page.replace(name, said)
    return page


@pytest.mark.parametrize(
    "page",
    [
        channel("Offline", "Hi! How can we help you?", "Send a message", "Send"),
        channel("离线", "您好，有什么可以帮您？", "请输入消息", "发送"),
    ],
    ids=["en", "zh"],
)
async def test_a_chat_whose_members_are_offline_is_open(world: World, page: str) -> None:
    """One writes there as ever, and is answered."""
    said = await read_until(world, page, REPLY, seconds=20)
    assert [(one.speaker, one.text) for one in said if not one.before_t0 and one.speaker is not Speaker.NOTICE] == [
        (Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "page",
    [
        channel("Offline", "Nobody is here now. Please leave us a message.", "Your message", "Send"),
        channel("离线", "请留言，我们会尽快回复您。", "请输入内容", "提交"),
    ],
    ids=["en", "zh"],
)
async def test_a_chat_that_asks_for_a_message_to_be_left_is_shut(world: World, page: str) -> None:
    """The same box with the same presence, and words that nobody answers there."""
    async with world.open(world.question_on(page, None)) as door:
        assert isinstance(await door.send(QUESTION), Shut)
