"""A chat whose every line can be pressed: each line's words stand in a button of its own, ours too."""

from __future__ import annotations

import pytest

from probes.interface import Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

REPLY = {"en": "The code is refunded within three days.", "zh": "您好，退款一般在三个工作日内到账。"}
OFFERS = {"en": ["Opening hours", "Delivery times"], "zh": ["营业时间", "配送时间"]}
PAGE = """<title>Support chat</title><style>#log {{ height: 400px; overflow-y: auto }} .row {{ margin: 8px }}
  .row button {{ border: 0; background: #eee; padding: 9px; font: inherit; text-align: left }}
  .mine {{ text-align: right }} .mine button {{ background: #cfc }}</style>
<div id=log></div><textarea id=say placeholder="{write}"></textarea>
<script>
const put = (words, who = "") =>
  log.insertAdjacentHTML("beforeend",
    `<div class="row ${{who}}"><button class=line><span>${{words}}</span></button></div>`);
const offer = (all) => log.insertAdjacentHTML("beforeend",
  `<div class=offers>${{all.map((one) => `<button class=offer>${{one}}</button>`).join("")}}</div>`);
say.onkeydown = (event) => {{ if (event.key !== "Enter") return; event.preventDefault();
  put(say.value, "mine"); say.value = ""; setTimeout(() => {{ put("{reply}"); offer({offers}); }}, 600); }};
</script>"""
WRITE = {"en": "Type your message", "zh": "请输入消息"}


@pytest.mark.parametrize("language", REPLY)
async def test_a_line_in_a_button_like_ours_is_said_and_an_offer_is_not(world: World, language: str) -> None:
    """What may be asked next is pressed too, but not built as lines are."""
    body = PAGE.format(write=WRITE[language], reply=REPLY[language], offers=OFFERS[language])
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        said = await heard(door, soon(4))
    assert [one.text for one in said if one.speaker is Speaker.PLATFORM and not one.before_t0] == [REPLY[language]]
