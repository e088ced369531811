"""A chat whose form asks for the first message: pages of the tests' own, and what their platform was told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from probes.interface import Message, Speaker
from probes.webchat.conversation import WebConversation
from tests.contract.webchat_world import MEANS, heard, soon

REPLY = "The code is refunded within three working days."
GREETING = "Welcome, this is the support desk of ACME codes."

# A chat behind a launcher and a form; its title tells what the form and the chat were given. What was begun is kept
# over a reload. TAKEN says what the platform does with a form that it was given, `full` whether the page takes it.
PAGE = """<title>{}</title><style>#panel { position: fixed; right: 20px; bottom: 90px; width: 340px; height: 430px;
  background: #fff } #log { height: 300px; overflow-y: auto } .line { background: #eee; padding: 8px; margin: 8px }
  #launch { position: fixed; right: 20px; bottom: 20px; width: 56px; height: 56px } textarea { width: 300px }</style>
<h1>ACME codes</h1><p>We sell codes for games.</p><button id=launch>Chat</button>
<div id=panel hidden><div id=ask>FORM</div><div id=room hidden><div id=log></div><textarea id=say
placeholder="OWN"></textarea></div></div>
<script>
const el = (name) => document.getElementById(name);
const [ask, room, log, say, panel] = ["ask", "room", "log", "say", "panel"].map(el);
const book = { asked: [], sent: [], refused: 0 };
const note = () => { document.title = JSON.stringify(book); };
const add = (words, who = "bot") => log.insertAdjacentHTML("beforeend", `<div class="line ${who}">${words}</div>`);
const keep = () => { KEEP localStorage.lines = log.innerHTML; };
const reply = () => setTimeout(() => { add("REPLY"); keep(); }, 1200);
const begin = () => { ask.hidden = true; room.hidden = false; };
const form = document.querySelector("form"), field = form.querySelector(".q");
const full = () => [...form.querySelectorAll(".must")].every((one) => one.value.trim());
form.noValidate = true;
form.onsubmit = (event) => { event.preventDefault();
  if (!full()) { book.refused += 1; note(); return; }
  const given = [...form.elements].filter((one) => one.value).map((one) => one.value);
  const words = field ? field.value : ""; book.asked.push(given); note();
  setTimeout(() => { TAKEN }, 300); };
el("launch").onclick = () => { panel.hidden = false; };
say.onkeydown = (event) => { if (event.key !== "Enter") return; event.preventDefault();
  book.sent.push(say.value); note(); add(say.value, "me"); say.value = ""; keep(); reply(); };
note();
if (localStorage.lines) { begin(); panel.hidden = false; log.innerHTML = localStorage.lines; }
</script>"""
SHOWN = 'begin(); add("GREETING"); add(words, "me"); keep(); reply();'
NAMED = {
    "en": ("Your name", "E-mail", "Start chat", "Type your message"),
    "zh": ("您的姓名", "邮箱", "开始咨询", "请输入消息"),
}
AREAS = {
    "en": ["How can we help?", "Your question", "Message"],
    "zh": ["您的问题", "留言内容", "请描述您遇到的问题"],
}


def asks(language: str, *fields: str, button: str = "") -> str:
    """A form for a name, an address and ``fields``."""
    name, mail, start, _ = NAMED[language]
    who = f"<label>{name} <input class=must required></label>"
    mails = f"<label>{mail} <input class=must type=email required></label>"
    return f"<form>{who}{mails}{''.join(fields)}<button>{button or start}</button></form>"


def area(label: str, must: str = "required") -> str:
    return f'<label>{label} <textarea class="q {"must" if must else ""}" {must}></textarea></label>'


def page(form: str, taken: str = SHOWN, *, language: str = "en", keep: bool = False) -> str:
    made = PAGE.replace("FORM", form).replace("TAKEN", taken).replace("OWN", NAMED[language][3])
    made = made.replace("KEEP", "" if keep else "return;")
    return made.replace("REPLY", REPLY).replace("GREETING", GREETING)


def who_asks(number: str) -> Sequence[str]:
    return [MEANS.persona.name, f"probe+{number}@probe.test"]


async def replies(door: WebConversation, seconds: float) -> Sequence[Message]:
    async for message in door.listen(soon(seconds)):
        if REPLY in message.text:
            break
    said = await heard(door, soon(0))
    return [one for one in said if one.speaker is Speaker.PLATFORM and not one.before_t0]


async def book(door: WebConversation) -> dict[str, Any]:
    """What the platform was told."""
    return json.loads(await door.page.title())  # type: ignore[no-any-return]
