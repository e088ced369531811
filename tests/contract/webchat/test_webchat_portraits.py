"""Small pictures in rows that have no words yet show who speaks; a picture that was sent is a line."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, read_until

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."


def drawing(width: int, height: int) -> str:
    """A picture of its own size."""
    size = f"width=%22{width}%22 height=%22{height}%22"
    return f"data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 {size}/%3E"


FACE, PHOTO = drawing(200, 200), drawing(160, 120)
# FLOW is what follows our message: `row(html)` puts a row of theirs, whose last element is to hold its words.
PAGE = """<style>#log { height: 420px; overflow: auto }
  .row { display: flex; gap: 8px; margin: 8px; align-items: start }
  .said { background: #eef; padding: 8px 12px; min-height: 16px; min-width: 40px }
  .row.me { flex-direction: row-reverse }
  .row.me .said { background: #dfd } STYLE</style>
<h1>ACME</h1><div id=log></div><textarea id=say placeholder="Type a message"></textarea>
<script>
const wait = (ms) => new Promise((then) => setTimeout(then, ms));
const put = (who, html) => { log.insertAdjacentHTML("beforeend", `<div class="row ${who}">${html}</div>`);
  return log.lastElementChild; };
const row = (html) => put("them", html);
BEFORE
say.onkeydown = async (event) => {
  if (event.key !== "Enter") return; event.preventDefault();
  put("me", `<div class=said>${say.value}</div>`); say.value = ""; await wait(300);
  FLOW };
</script>"""


async def theirs(world: World, flow: str, *, style: str = "", before: str = "", seconds: float = 6) -> Sequence[str]:
    """What the platform said after our message."""
    page = PAGE.replace("STYLE", style).replace("BEFORE", before).replace("FLOW", flow)
    said = await read_until(world, page.replace("REPLY", REPLY), REPLY, seconds=seconds)
    return [one.text for one in said if one.speaker is Speaker.PLATFORM and not one.before_t0]


FACES = {
    "a square": f'<img width=40 height=40 src="{FACE}">',
    "a larger square, with what it shows": f'<img width=48 height=48 alt="Anna" src="{FACE}">',
    "in a box that cuts it round": f'<div class=cut><img width=56 height=56 src="{FACE}"></div>',
    "in a box that is called so": f'<div class="chat-avatar"><img width=60 height=60 src="{FACE}"></div>',
    "on a ground of its own": f'<div class=ground><img width=44 height=44 src="{FACE}"></div>',
}
STYLE = ".cut { border-radius: 50%; overflow: hidden; width: 56px; height: 56px } .ground { background: #ccd }"
COMES = "<div class=said></div>"
LATER = "await wait(2000); line.querySelector('.said').textContent = 'REPLY';"


@pytest.mark.parametrize("kind", FACES)
@pytest.mark.parametrize("beside", [COMES, f"<div><b>小禾</b>{COMES}</div>"])
async def test_who_speaks_is_no_picture_that_was_sent(world: World, kind: str, beside: str) -> None:
    """It stands there first, beside a bubble that is still empty or with a name over it."""
    assert await theirs(world, f"const line = row(`{FACES[kind]}{beside}`); {LATER}", style=STYLE) == [REPLY]


async def test_nothing_but_a_portrait_is_nothing_said(world: World) -> None:
    """The bubble comes with its words."""
    flow = f"""const line = row(`{FACES["a square"]}`); await wait(2000);
        line.insertAdjacentHTML("beforeend", "<div class=said>REPLY</div>");"""
    assert await theirs(world, flow) == [REPLY]


async def test_a_portrait_as_large_as_a_picture_is_known_from_other_lines(world: World) -> None:
    """The same one, of the same size, stands beside words elsewhere."""
    face = f'<img width=72 height=72 src="{FACE}">'
    flow = f"const line = row(`{face}{COMES}`); {LATER}"
    assert await theirs(world, flow, before=f"row(`{face}<div class=said>Good morning.</div>`);") == [REPLY]


SENT = {
    "larger than a portrait": f'<img width=160 height=120 src="{PHOTO}">',
    "a small one that leads to the whole": f'<a href="/whole"><img width=48 height=48 src="{PHOTO}"></a>',
    "a small one that opens": f'<img width=48 height=48 style="cursor: zoom-in" src="{PHOTO}">',
    "a small one in a bubble": f'<div class=said><img width=40 height=40 src="{PHOTO}"></div>',
    "a sign instead of words": f'<img width=44 height=44 alt="👍" src="{PHOTO}">',
    "a larger one in a bubble, beside who speaks": f"""{FACES["a square"]}<div class=said>
        <img width=160 height=120 src="{PHOTO}"></div>""",
    "a small one in a bubble, beside who speaks": f"""{FACES["a square"]}<div class=said>
        <img width=48 height=48 src="{PHOTO}"></div>""",
}


@pytest.mark.parametrize("kind", SENT)
async def test_a_picture_that_was_sent_is_a_line(world: World, kind: str) -> None:
    """Beside a line of words, and not in place of one."""
    flow = f"row(`{SENT[kind]}`); await wait(1500); row('<div class=said>REPLY</div>');"
    said = await theirs(world, flow)
    assert said[1:] == [REPLY]
    assert said[0].startswith("[img]")


@pytest.mark.parametrize("beside", [f'<img width=32 height=32 src="{FACE}">', ""])
async def test_a_name_over_an_empty_bubble_is_nothing_said(world: World, beside: str) -> None:
    """Its words come later, with a small portrait or none."""
    assert await theirs(world, f"const line = row(`{beside}<div><b>小禾</b>{COMES}</div>`); {LATER}") == [REPLY]


async def test_a_word_beside_a_portrait_is_a_reply(world: World) -> None:
    """It may be written as a name is."""
    flow = f"row(`{FACES['a square']}<div class=said>Yes</div>`); await wait(1500); row('<div class=said>REPLY</div>');"
    assert await theirs(world, flow) == ["Yes", REPLY]


async def test_a_portrait_beside_a_bubble_in_the_list_itself_is_no_line(world: World) -> None:
    """Where no row holds both, neither theirs nor ours is a line, nor one in doubt."""
    flat = f"""const flat = (html) => log.insertAdjacentHTML("beforeend", html); log.lastChild.remove();
        log.style = "display: grid; grid-template-columns: 48px 1fr";
        const face = `<img width=44 height=44 src="{FACE}">`;
        flat(`${{face}}<div class=said>{QUESTION}</div>`); await wait(900);
        flat(`${{face}}<div class=said>REPLY</div>`);"""
    assert await theirs(world, flat) == [REPLY]


WAITS = {
    "by its class": "<div class=said><img class=typing-dots src='FILE'></div>",
    "by its file": "<div class=said><img src='/static/bot-typing.gif#FILE' width=160 height=120></div>",
    "by what holds it": "<div class=said><p class='message-loading'><img src='FILE'></p></div>",
    "by its words": "<div class=said><img src='FILE' alt='Loading…'></div>",
}


@pytest.mark.parametrize("kind", WAITS)
async def test_a_picture_of_somebody_typing_was_not_sent(world: World, kind: str) -> None:
    """Moving dots are often a picture; the words come in its place."""
    dots = WAITS[kind].replace("FILE", PHOTO)
    flow = f"const one = row(`{dots}`); await wait(900); one.querySelector('.said').innerHTML = 'REPLY';"
    assert await theirs(world, flow) == [REPLY]


async def test_a_picture_whose_file_only_begins_so_was_sent(world: World) -> None:
    """A loading ramp, and a box of dots in its class, are what is shown."""
    photo = "<img class=dotsbox src='/loading-ramp.jpg' width=160 height=120>"
    flow = f"row(`<div class=said>{photo}</div>`); await wait(1500); row('<div class=said>REPLY</div>');"
    assert await theirs(world, flow) == ["[img]", REPLY]
