"""How a place to write may be built: drawn only once it is touched, or in what its makers call a header."""

from __future__ import annotations

import pytest

from probes.interface import ProbeError, Speaker, VoidReason
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, read_until

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."

# The label lies on the field; TOP and FOOT stand above the lines and below them, STYLE says how the field is drawn.
PAGE = """<title>Harbour cards</title><h1>Harbour cards</h1><p>Cards for games, sent by mail within a day.</p>
<style>#box { position: fixed; right: 20px; bottom: 70px; width: 340px; height: 420px; background: #fff }
  #log { height: 260px; overflow-y: auto } .line { background: #eee; padding: 8px; margin: 8px }
  #sign { position: fixed; right: 20px; bottom: 10px } .held { position: relative; border-bottom: 1px solid #777 }
  .held label { position: absolute; left: 4px; top: 6px; pointer-events: none } #field { width: 320px; height: 30px }
  #field:focus + label { display: none } STYLE</style>
<div id=box hidden>TOP<div id=log><div class=line>GREETING</div></div>FOOT</div>
<button id=sign onclick="box.hidden = false">SIGN</button>
<script>
const say = (words) => log.insertAdjacentHTML("beforeend", `<div class=line>${words}</div>`);
field.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
  say(field.value); field.value = ""; setTimeout(() => say("REPLY"), 700); };
</script>"""
WORDS = {
    "en": {"SIGN": "Live chat", "GREETING": "Hi! How can we help you today?", "LABEL": "Type here"},
    "zh": {"SIGN": "在线客服", "GREETING": "您好，有什么可以帮您？", "LABEL": "请在这里输入"},
}
HELD = "<div class=held><input id=field><label for=field>LABEL</label></div>"
HEADED = f"<header>{HELD}</header>"
UNTIL_TOUCHED = "#field { opacity: 0; border: 0 } #field:focus { opacity: 1 }"
BEHIND_GLASS = UNTIL_TOUCHED + " #field:focus { opacity: 0 }"


def page(language: str, *, top: str = "", foot: str = "", style: str = "") -> str:
    body = PAGE.replace("TOP", top).replace("FOOT", foot).replace("STYLE", style).replace("REPLY", REPLY)
    for name, said in WORDS[language].items():
        body = body.replace(name, said)
    return body


BUILT = {
    "drawn once it is touched": {"foot": HELD, "style": UNTIL_TOUCHED},
    "in a header below the lines": {"foot": HEADED},
    "both": {"foot": HEADED, "style": UNTIL_TOUCHED},
}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("kind", BUILT)
async def test_a_person_reads_where_to_write(world: World, kind: str, language: str) -> None:
    """Of a field that is not drawn its label is, in its place; what stands below the lines heads nothing."""
    said = await read_until(world, page(language, **BUILT[kind]), REPLY, seconds=20)
    assert [(one.speaker, one.text) for one in said if not one.before_t0 and one.speaker is not Speaker.NOTICE] == [
        (Speaker.OWN, QUESTION), (Speaker.PLATFORM, REPLY),
    ]  # fmt: skip


APART = ".held label { position: static }"
NOWHERE = {
    "nothing is drawn there": {"foot": HELD.replace("<label for=field>LABEL</label>", ""), "style": BEHIND_GLASS},
    "its label is not drawn either": {"foot": HELD, "style": BEHIND_GLASS + " .held label { opacity: 0 }"},
    "its label stands elsewhere": {"foot": HELD, "style": BEHIND_GLASS + APART + " .held label { display: block }"},
    "all that holds it is transparent": {"foot": HELD, "style": BEHIND_GLASS + " .held { opacity: 0 }"},
    "in the header above the lines": {"top": HEADED},
}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("kind", NOWHERE)
async def test_what_no_person_would_write_into_is_no_input(world: World, kind: str, language: str) -> None:
    """A field for machines, or one that looks something up: the visit is void, and nothing was written."""
    with pytest.raises(ProbeError) as failure:
        async with world.open_impatiently(world.question_on(page(language, **NOWHERE[kind]), None)):
            pass
    assert failure.value.reason is VoidReason.PAGE_CHANGED
