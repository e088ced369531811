"""A form that takes the first message, and the chat that comes in another frame than it."""

from __future__ import annotations

import json

import pytest

from probes.interface import ProbeError, Sent, Speaker, VoidReason
from tests.contract.first_message_page import AREAS, GREETING, NAMED, REPLY, area, asks, book, replies, who_asks
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

# `place(id, html)` puts a document into a frame or, where it is told "page", into the page itself. TOOK is what the
# platform does with the words of the form.
PAGE = """<title>{}</title><style>#panel { position: fixed; right: 20px; bottom: 90px; width: 360px; height: 450px;
  background: #fff } iframe { width: 350px; height: 440px; border: 0 }
  #launch { position: fixed; right: 20px; bottom: 20px; width: 56px; height: 56px }</style>
<h1>ACME codes</h1><p>We sell codes for games.</p><button id=launch>Chat</button><div id=panel hidden></div>
<script>
const parts = PARTS, panel = document.getElementById("panel");
const book = { asked: [], sent: [] }, note = () => { document.title = JSON.stringify(book); };
const place = (id, title, html, where) => {
  const kind = where === "page" ? "div" : "iframe";
  panel.insertAdjacentHTML("beforeend", `<${kind} id=${id} title="${title}"></${kind}>`);
  const holder = document.getElementById(id);
  if (where !== "page") { holder.srcdoc = html; return; }
  const made = new DOMParser().parseFromString(html, "text/html"), code = made.querySelector("script").textContent;
  holder.replaceChildren(...made.head.childNodes, ...made.body.childNodes);
  const script = document.createElement("script"); script.textContent = code; holder.append(script);
};
const lines = () => JSON.parse(localStorage.lines || "[]");
const line = (words) => { localStorage.lines = JSON.stringify([...lines(), words]); };
const took = (given, words) => { book.asked.push(given); note(); setTimeout(() => { TOOK }, 300); };
const said = (words) => { book.sent.push(words); note(); line(words); };
const gone = () => document.getElementById("ask").remove();
const room = (...lines) => { lines.forEach(line); place("room", "Live chat", parts.chat, "ROOM"); };
document.getElementById("launch").onclick = () => {
  panel.hidden = false;
  if (!panel.children.length) { if (localStorage.lines) room(); else place("ask", "Chat", parts.form, "ASK"); } };
Object.assign(window, { took, said, line });
note();
</script>"""
FORM = """<style>textarea { width: 300px }</style><body>FORM<script>(() => {
  const form = document.querySelector("form");
  form.onsubmit = (event) => { event.preventDefault();
    const given = [...form.elements].filter((one) => one.value).map((one) => one.value);
    top.took(given, form.querySelector(".q").value); };
})()</script></body>"""
CHAT = """<style>#log { height: 300px; overflow-y: auto } .line, .own { background: #eee; padding: 8px; margin: 8px }
  #say { width: 300px }</style><body><div id=log></div>WRITE<script>(() => {
  const log = document.getElementById("log"), say = document.getElementById("say");
  const draw = (words, who) => log.insertAdjacentHTML("beforeend", `<div class=${who}>${words}</div>`);
  const add = (words) => draw(words, ["REPLY", "GREETING"].includes(words) ? "line" : "own");
  const lines = JSON.parse(localStorage.lines || "[]");
  lines.forEach(add);
  const answer = () => setTimeout(() => { add("REPLY"); top.line("REPLY"); }, 1500);
  if (lines.length && lines.at(-1) !== "REPLY") answer();
  if (say) say.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
    top.said(say.value); add(say.value); say.value = ""; };
})()</script></body>"""
WRITE = '<textarea id=say placeholder="OWN"></textarea>'


def page(language: str, ask: str, room: str, took: str = 'gone(); room("GREETING", words);', write: str = WRITE) -> str:
    chat = CHAT.replace("WRITE", write).replace("OWN", NAMED[language][3])
    chat = chat.replace("REPLY", REPLY).replace("GREETING", GREETING)
    parts = {"form": FORM.replace("FORM", asks(language, area(AREAS[language][0]))), "chat": chat}
    body = PAGE.replace("TOOK", took).replace("ASK", ask).replace("ROOM", room).replace("GREETING", GREETING)
    return body.replace("PARTS", json.dumps(parts).replace("</", "<\\/"))


WAYS = {"from frame to frame": ("frame", "frame"), "out of the page": ("page", "frame"), "into it": ("frame", "page")}


@pytest.mark.parametrize("language", AREAS)
@pytest.mark.parametrize("way", WAYS)
async def test_the_chat_is_read_where_our_words_stand(world: World, way: str, language: str) -> None:
    """What was said before them is no reply, and a second message goes there."""
    inquiry = world.question_on(page(language, *WAYS[way]), None)
    async with world.open(inquiry) as door:
        sent = await door.send(QUESTION)
        assert isinstance(sent, Sent)
        assert sent.witness == "bubble"
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        assert isinstance(await door.send("Thank you."), Sent)
        assert await book(door) == {"asked": [[*who_asks(inquiry.id), QUESTION]], "sent": ["Thank you."]}


@pytest.mark.parametrize("way", WAYS)
async def test_what_was_found_leads_to_both_frames(world: World, way: str) -> None:
    """Whoever comes back goes past the form, whoever asks next goes by it again."""
    body = page("en", *WAYS[way])
    inquiry = world.question_on(body, None)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert await replies(door, 30)
        found, session = door.profile.model_dump(mode="json", exclude_defaults=True), await door.park()

    async with world.open(inquiry, session) as door:
        assert door.found is None  # nothing was searched
        assert [one.text for one in await heard(door, soon(1)) if one.speaker is Speaker.OWN] == [QUESTION]
        assert isinstance(await door.send("Thank you."), Sent)
        assert await book(door) == {"asked": [], "sent": ["Thank you."]}

    again = world.question_on(body, found)
    async with world.open(again) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        assert await book(door) == {"asked": [[*who_asks(again.id), QUESTION]], "sent": []}


@pytest.mark.parametrize("way", WAYS)
async def test_a_profile_by_hand_names_both_frames(world: World, way: str) -> None:
    """Its selectors read the chat in its own frame, and no other one."""
    ask, room = WAYS[way]
    steps = [{"click": "#launch"}, {"fill": "form input", "value": "{name}"}]
    steps.append({"fill": "form [type=email]", "value": "{address}"})
    profile = {
        "steps": steps, "input": "#say", "transcript": "#log", "transcript_late": True, "own": ".own", "agent": ".line",
        "first": {"input": ".q", "send": "form button", "frame": ["#ask"] if ask == "frame" else []},
        "frame": ["#room"] if room == "frame" else [],
    }  # fmt: skip
    inquiry = world.question_on(page("en", ask, room), profile)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        assert isinstance(await door.send("Thank you."), Sent)
        assert await book(door) == {"asked": [[*who_asks(inquiry.id), QUESTION]], "sent": ["Thank you."]}


async def test_a_frame_that_is_not_the_one_named_by_hand_is_none(world: World) -> None:
    """Our words stand in another one than the profile says."""
    steps = [{"click": "#launch"}, {"fill": "form input", "value": "{name}"}]
    profile = {
        "steps": [*steps, {"fill": "form [type=email]", "value": "{address}"}], "input": "#say", "transcript": "#log",
        "transcript_late": True, "own": ".own", "agent": ".line", "frame": ["#hall"],
        "first": {"input": ".q", "send": "form button", "frame": ["#ask"]},
    }  # fmt: skip
    async with world.open_impatiently(world.question_on(page("en", "frame", "frame"), profile)) as door:
        with pytest.raises(ProbeError) as failure:
            await door.send(QUESTION)
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN


async def test_a_chat_whose_frame_is_loaded_anew_goes_on(world: World) -> None:
    """It tells us what it shows as before."""
    took = 'gone(); room("GREETING", words); setTimeout(() => { document.getElementById("room").srcdoc += " "; }, 700);'
    async with world.open(world.question_on(page("en", "page", "frame", took), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]
        found = door.profile.model_dump(mode="json", exclude_defaults=True)
    async with world.open(world.question_on(page("en", "page", "frame", took), found)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        assert [one.text for one in await replies(door, 30)] == [REPLY]


UNSURE = {
    "the form still stands there": ('fetch("/taken", {method: "POST", body: words}); room("GREETING", words);', WRITE),
    "our words do not stand there": ('gone(); room("GREETING");', WRITE),
    "nobody can write there": ('gone(); room("GREETING", words);', ""),
    "they stand in two of them": (
        'gone(); room("GREETING", words); place("other", "Help chat", parts.chat, "frame");',
        WRITE,
    ),
}


@pytest.mark.parametrize("kind", UNSURE)
async def test_a_frame_that_may_not_be_our_chat_is_none(world: World, kind: str) -> None:
    """A new room, a receipt, or two of which nobody knows the right one: it is told as uncertain, never as silence."""
    took, write = UNSURE[kind]
    async with world.open_impatiently(world.question_on(page("en", "frame", "frame", took, write), None)) as door:
        with pytest.raises(ProbeError) as failure:
            await door.send(QUESTION)
        assert len((await book(door))["asked"]) == 1
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN
