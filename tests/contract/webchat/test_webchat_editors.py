"""Chats where one writes into a document of its own, in a frame that a script has made; and editors that are none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.browser import Page
from probes.interface import ProbeError, Sent, Speaker, VoidReason
from probes.webchat.finding.teaching import Teacher, teach
from tests.contract.untouched import passed_over
from tests.contract.webchat_world import CLOCK, IN_A_BROWSER, MEANS, QUESTION, World, told

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."
# An editor with its tools over it; `ways` makes its document one to write into.
EDITOR = """<div class=tools><span title=Bold>B</span><span title=Picture>P</span></div>
<div id=edit style="border: 1px solid #aaa"></div><textarea id=source name=SOURCE style="display: none"></textarea>
<script>
const frame = document.createElement("iframe"); frame.className = "edit-area";
frame.style = "width: 100%; height: 90px"; frame.frameBorder = 0; edit.append(frame);
const inner = frame.contentDocument; inner.open(); inner.write("<html><head><title></title></head>BODY</html>");
inner.close(); WAYS
const written = () => inner.body.innerText.trim(), clear = () => { inner.body.innerHTML = "<p><br></p>"; };
inner.addEventListener("keyup", () => { source.value = inner.body.innerHTML; });
</script>"""
WAYS = {
    "a body that can be edited": ("<body contenteditable=true><p><br></p></body>", ""),
    "a document in design": ("<body></body>", 'inner.designMode = "on";'),
    "a body that is made so": ("<body spellcheck=false></body>", "inner.body.contentEditable = true;"),
    "a word that goes when one begins": (
        "<body contenteditable=true><p class=hint>Type here</p></body>",
        'frame.contentWindow.addEventListener("focus", () => { if (inner.querySelector(".hint")) clear(); });',
    ),
}


def editor(way: str = "a body that can be edited") -> str:
    body, ways = WAYS[way]
    return EDITOR.replace("BODY", body).replace("WAYS", ways)


LIST = """<ul id=list style="height: 260px; overflow-y: auto; list-style: none; margin: 0; padding: 8px"><li class=them
style="clear: both"><b>Ana</b><p>Hello, how can we help?</p></li></ul>"""
SAYS = """<script>
const add = (who, name, html) => { list.insertAdjacentHTML("beforeend", `<li class="${who}" style="text-align:
  ${who === "me" ? "right" : "left"}"><b>${name}</b><div style="background: ${who === "me" ? "#cef" : "#eee"};
  padding: 8px">${html}</div></li>`); list.scrollTop = 9999; };
const say = () => { const html = inner.body.innerHTML; if (!written()) return; clear(); add("me", "Guest", html);
  setTimeout(() => add("them", "Ana", "<p>REPLY</p>"), 600); };
</script>""".replace("REPLY", REPLY)
BY_BUTTON = "<button id=go onclick='say()'>SEND</button>"
BY_KEY = """<script>inner.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.CTRL) { event.preventDefault(); say(); } });</script>"""
SENDS = {
    "a button": BY_BUTTON.replace("SEND", "Send"),
    "a button, in Chinese": BY_BUTTON.replace("SEND", "发送"),
    "a key": BY_KEY.replace("event.CTRL", "!event.shiftKey"),
    "two keys": BY_KEY.replace("CTRL", "ctrlKey"),
}


def chat(way: str = "a body that can be edited", sends: str = "a button") -> str:
    return f"<title>Support chat</title>{LIST}{editor(way)}{SAYS}{SENDS[sends]}"


@pytest.mark.parametrize("way", WAYS)
async def test_a_chat_is_written_into_by_its_editor(world: World, way: str) -> None:
    """Whichever way its document is made one to write into."""
    assert await asked(world, chat(way)) == [QUESTION, REPLY]


@pytest.mark.parametrize("sends", SENDS)
async def test_what_sends_stands_around_the_editor_or_is_a_key_in_it(world: World, sends: str) -> None:
    """The button in the page; the key in the document of the editor."""
    assert await asked(world, chat(sends=sends)) == [QUESTION, REPLY]


async def test_the_profile_names_the_frame_and_leads_there_again(world: World) -> None:
    """What one writes into is the frame's own element, in the document that shows the lines."""
    async with world.open(world.question_on(chat(), None)) as door:
        await door.send(QUESTION)
        table = door.profile
    assert (table.input, table.frame) == ("iframe.edit-area", ())
    profile = {"reading": "structure", "input": "iframe.edit-area", "send": table.send}
    async with world.open(world.question_on(chat(), profile)) as door:
        assert isinstance(await door.send(QUESTION), Sent)


async def test_selectors_of_a_person_serve_as_well(world: World) -> None:
    profile = {"transcript": "#list", "own": ".me", "agent": ".them", "text": "p", "input": "iframe", "send": "#go"}
    async with world.open(world.question_on(chat(), profile)) as door:
        assert isinstance(await door.send(QUESTION), Sent)


async def test_a_person_points_at_the_editor(world: World) -> None:
    """In its own document, though its script has written that anew."""

    async def point(page: Page, part: str) -> None:
        if part == "input":
            await page.frame_locator("iframe").locator("body").click(modifiers=["Alt"])
        elif part == "send":
            await page.locator("#go").click(modifiers=["Alt"])
        else:
            await page.keyboard.press("Escape")

    profile = dict(await teach(world.question_on(chat(), None), MEANS, CLOCK, teacher=Teacher(point)))
    assert profile == {"reading": "structure", "input": "iframe.edit-area", "send": "#go"}
    async with world.open(world.question_on(chat(), profile)) as door:
        assert isinstance(await door.send(QUESTION), Sent)


@pytest.mark.parametrize("sends", ["a button", "a key"])
async def test_a_text_of_several_lines_is_one_message(world: World, sends: str) -> None:
    """Nothing is pressed between its lines that may send what stands there so far."""
    text = "How are refunds handled?\nMy order is two weeks old. " + "I have not heard of it since. " * 12
    async with world.open(world.question_on(chat(sends=sends), None)) as door:
        assert isinstance(await door.send(text), Sent)
        heard = [one for one in await told(door, 3) if not one.before_t0]
    assert ["".join(one.text.split()) for one in heard] == ["".join(text.split()), "".join(REPLY.split())]


async def test_what_stays_in_the_editor_was_not_sent(world: World) -> None:
    """A chat that takes nothing out of it."""
    deaf = chat().replace("onclick='say()'", "")
    with pytest.raises(ProbeError, match="stays in the input") as failure:
        async with world.open(world.question_on(deaf, None)) as door:
            await door.send(QUESTION)
    assert failure.value.reason is VoidReason.NOT_SENT


FORM = """<title>Support chat</title><form id=before onsubmit="event.preventDefault(); begin()"><label>Name <input
required></label><p>Your question</p>EDITOR<button>Start chat</button></form><div id=chat hidden><div id=list
style="height: 260px; overflow-y: auto"></div><textarea id=more></textarea></div><script>
const put = (who, words) => list.insertAdjacentHTML("beforeend",
  `<div class="${who}" style="width: fit-content; padding: 8px; background: #eef; margin: 8px">${words}</div>`);
const begin = () => { const words = written(); if (!words) return;
  before.remove(); chat.hidden = false; put("me", words);
  setTimeout(() => put("them", "REPLY"), 600); };
</script>""".replace("REPLY", REPLY)


async def test_a_form_that_asks_for_the_first_message_in_an_editor_is_filled(world: World) -> None:
    assert await asked(world, FORM.replace("EDITOR", editor())) == [QUESTION, REPLY]


ARTICLE = "<h1>How we pick our tea</h1>" + "<p>The leaves are picked by hand before the sun is high.</p>" * 6
NO_CHATS = {
    "a comment": f"{ARTICLE}<h3>Leave a comment</h3><form>{editor()}<button>Submit</button></form>",
    "a comment, in Chinese": f"{ARTICLE}<h3>发表评论</h3><form>{editor()}<button>提交</button></form>",
    "a thread that one answers": f"{ARTICLE}<h3>回复主题</h3><form>{editor()}<button>发表回复</button></form>",
    "a contact form": "<title>Contact us</title><h1>Contact us</h1><form><label>Name <input required></label>"
    f"<label>Email <input type=email required></label>{editor()}<button>Send</button></form>",
    "a page's own document": f"<title>Notes</title><h1>Your notes</h1>{editor()}<button>Save</button>",
}


@pytest.mark.parametrize("kind", NO_CHATS)
async def test_an_editor_that_is_no_chats_is_left_alone(world: World, kind: str) -> None:
    await passed_over(world, NO_CHATS[kind])


BESIDE = """<button id=open style="position: fixed; right: 9px; bottom: 9px" onclick="box.hidden = false">Chat with
us</button><div id=box hidden style="position: fixed; right: 9px; bottom: 60px; width: 320px; height: 400px; background:
#fff"><div id=list></div><textarea id=say></textarea><button id=go>Send</button></div><script>
const put = (who, words) => list.insertAdjacentHTML("beforeend",
  `<div class="${who}" style="width: fit-content; padding: 8px; background: #eef; margin: 8px">${words}</div>`);
go.onclick = () => { const words = say.value; say.value = ""; put("me", words);
  setTimeout(() => put("them", "REPLY"), 600); };
</script>""".replace("REPLY", REPLY)


@pytest.mark.parametrize("kind", NO_CHATS)
async def test_a_chat_beside_an_editor_is_the_one_that_is_asked(world: World, kind: str) -> None:
    assert await asked(world, NO_CHATS[kind] + BESIDE) == [QUESTION, REPLY]


async def test_a_chat_in_a_frame_is_no_editor(world: World) -> None:
    """Its document holds more than what is written into it."""
    inner = BESIDE.replace(" hidden ", " ").replace('"', "&quot;")
    assert await asked(world, f'<iframe title=Chat width=500 height=600 srcdoc="{inner}"></iframe>') == [
        QUESTION,
        REPLY,
    ]


async def asked(world: World, body: str) -> Sequence[str]:
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        heard = [one for one in await told(door, 3 if "Hello" in body else 2) if not one.before_t0]
        return [one.text for one in heard if one.speaker is not Speaker.NOTICE]
