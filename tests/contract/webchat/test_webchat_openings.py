"""Chats behind a picture without a word, a list of conversations or a question who we are; and a button cut off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from probes.interface import Sent, Speaker
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."

# The chat stands in #panel, out of sight unless the page shows it; `add` draws a line and `send` says what was written.
PAGE = """<style>#panel { background: #fff; width: 340px; height: 400px } #log { height: 280px; overflow-y: auto }
  .round { position: fixed; right: 20px; bottom: 20px; width: 56px; height: 56px; border-radius: 28px }
  .over { position: fixed; right: 20px; bottom: 90px }
  .veil { position: fixed; inset: 0; background: #0008; z-index: 9 }
  .box { background: #fff; width: 300px; margin: 20% auto; padding: 20px }
  .line { background: #eee; padding: 8px; margin: 8px }</style>
<title>ACME codes</title><h1>ACME codes</h1><p>We sell codes for games.</p><a href="#h">Home</a> OUTSIDE
<div id=panel CHAT><div id=first></div><div id=chat><div id=log></div><form id=foot><textarea id=say
placeholder="Type your message"></textarea></form></div></div>
<script>
const say = document.getElementById("say"), log = document.getElementById("log");
const chat = document.getElementById("chat");
const panel = document.getElementById("panel"), first = document.getElementById("first"), sent = [];
const add = (words) => log.insertAdjacentHTML("beforeend", `<div class=line>${words}</div>`);
const open = () => { panel.hidden = false; };
const lets = (mark, then) => { document.querySelectorAll(mark).forEach((one) => { one.onclick = then; }); };
let send = () => { const words = say.value; if (!words) return;
  sent.push(words); add(words); say.value = ""; setTimeout(() => add("REPLY"), 700); };
say.onkeydown = (event) => { if (event.key === "Enter") { event.preventDefault(); send(); } };
SCRIPT
</script>"""
PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Ccircle r='28' cx='28' cy='28'/%3E%3C/svg%3E"
)


def page(outside: str, script: str, *, chat: str = "class=over hidden") -> str:
    made = PAGE.replace("OUTSIDE", outside).replace("CHAT", chat).replace("SCRIPT", script)
    return made.replace("REPLY", REPLY).replace("PICTURE", PICTURE)


async def answers(world: World, body: str, known: Mapping[str, Any] | None = None) -> Sequence[str]:
    """What was said to us on a page with nothing but its address, or with a profile; our question is said once."""
    async with world.open(world.question_on(body, known)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(30)):
            if REPLY in message.text:
                break
        assert await door.page.evaluate("sent") == [QUESTION]
        return [one.text for one in await heard(door, soon(0)) if one.speaker is Speaker.PLATFORM]


PICTURES = {
    "a picture": '<img class="round x1" src="PICTURE">',
    "a drawing": "<svg class='round x1'><circle r=28 cx=28 cy=28 /></svg>",
    "a box with a picture behind it": "<div class='round x1' style='background: url(\"PICTURE\")'></div>",
    "a picture in a box": '<div class=round><img class=x1 width=56 height=56 src="PICTURE"></div>',
    "a picture that is no part of the flow": """<img class=x1 src="PICTURE" style="position: absolute; z-index: 3;
      right: 20px; bottom: 20px; width: 56px; height: 56px">""",
    "a drawing on a button in a box that is no part of the flow": """<div style="position: absolute; z-index: 10;
      right: 20px; bottom: 20px; cursor: pointer; padding: 4px" class=x1><div style="width: 60px; height: 60px;
      border-radius: 30px;
      background: #22f"><button class=css-1x2k><svg width=32 height=32 viewBox="0 0 9 9"><path d="M0 0h9v9z" /></svg>
      </button></div></div>""",
    "a picture at the foot of the page": """<p style="height: 300px"></p><img class=x1 src="PICTURE"
      style="margin-left: 94%; width: 56px; height: 56px">""",
}


@pytest.mark.parametrize("kind", PICTURES)
async def test_a_picture_without_a_word_in_the_corner_opens_the_chat(world: World, kind: str) -> None:
    """It bears no role, no label and no telling name."""
    script = 'document.querySelector(".x1").addEventListener("click", open);'
    assert await answers(world, page(PICTURES[kind], script)) == [REPLY]


WRONG = {
    "what says something": "<button id=q1>Help</button>",
    "another picture": "<img id=q1 class=low style='left: 20px' src=\"PICTURE\">",
}


@pytest.mark.parametrize("kind", WRONG)
async def test_a_picture_is_tried_after_what_led_nowhere(world: World, kind: str) -> None:
    """What was pressed first brought nothing."""
    style = "<style>.low { position: absolute; z-index: 3; bottom: 20px; width: 60px; height: 60px }</style>"
    right = '<img class="low x1" style="right: 20px; width: 56px" src="PICTURE">'
    script = 'document.querySelector(".x1").addEventListener("click", open); lets("#q1", () => {});'
    assert await answers(world, page(style + WRONG[kind] + right, script)) == [REPLY]


LISTS = {
    "English": "<h3>Conversations</h3><p>No conversations yet</p><button class=go>Start new conversation</button>",
    "Chinese": "<h3>会话列表</h3><p>暂无会话</p><button class=go>新建会话</button>",
    "Chinese, short": "<h3>我的消息</h3><p>暂无记录</p><button class=go>发起会话</button>",
    "Chinese, opened": "<h3>我的消息</h3><p>暂无记录</p><button class=go>+ 开启新对话</button>",
    "Indonesian": "<h3>Obrolan</h3><p>Belum ada percakapan</p><button class=go>Mulai obrolan baru</button>",
    "a language without words": "<h3>Vestlused</h3><p>Siin pole midagi</p><button class=go>+ Vestlus</button>",
    "Indonesian, beside old ones": """<button title='Pengaturan Notifikasi'><svg width=16 height=16></svg></button>
      <h3>Live Chat</h3><button class=go>💬 Mulai Chat Baru</button><p>Belum ada riwayat chat. Mulai percakapan pertama
      Anda.</p><button>Refresh</button>""",
    "a plus": "<h3>Vestlused</h3><p>Siin pole midagi</p><button class=go>+</button>",
}


@pytest.mark.parametrize("kind", LISTS)
async def test_a_new_conversation_is_begun_from_the_list_of_them(world: World, kind: str) -> None:
    """In a chat that we opened, which shows nothing to write into."""
    script = f"""chat.hidden = true; first.innerHTML = `<button aria-label=Close>×</button>{LISTS[kind]}`;
      lets(".go", () => {{ first.innerHTML = ""; chat.hidden = false; }}); lets("#launch", open);"""
    assert await answers(world, page("<button id=launch class=round>Chat</button>", script)) == [REPLY]


ON_THE_PAGE = {
    "English": "<h3>Your conversations</h3><button class=go>New conversation</button>",
    "Chinese": "<h3>我的会话</h3><button class=go>新建会话</button>",
    "Indonesian": "<h3>Percakapan</h3><button class=go>Mulai chat baru</button>",
}


@pytest.mark.parametrize("kind", ON_THE_PAGE)
async def test_a_page_that_lists_conversations_begins_one(world: World, kind: str) -> None:
    """Nobody has opened anything."""
    script = f"""chat.hidden = true; first.innerHTML = `{ON_THE_PAGE[kind]}<ul><li>Order 12</li><li>Order 17</li></ul>`;
      lets(".go", () => {{ first.innerHTML = ""; chat.hidden = false; }});"""
    assert await answers(world, page("", script, chat="")) == [REPLY]


VEILS = {
    "a nickname": "<h3>Welcome</h3><input id=who placeholder='Nickname'><button id=go>Join</button>",
    "a name": "<h3>Welcome</h3><input id=who placeholder='Your name'><button id=go>Enter</button>",
    "a nickname in Chinese": "<h3>欢迎</h3><input id=who placeholder='请输入昵称'><button id=go>进入</button>",
    "a name in Chinese": "<h3>欢迎</h3><input id=who placeholder='请输入您的名字'><button id=go>加入</button>",
    "what only confirms": "<h3>设置昵称</h3><input id=who placeholder='请输入昵称'><button id=go>确定</button>",
    "a label": "<p>What should we call you?</p><label>Display name <input id=who></label><button id=go>OK</button>",
}


@pytest.mark.parametrize("kind", VEILS)
@pytest.mark.parametrize("behind", ["behind it", "behind it, in no form", "after it"])
async def test_who_asks_is_told_to_a_form_over_the_page(world: World, kind: str, behind: str) -> None:
    """One field and a button; the chat stands behind it or comes after it."""
    veil = f"<div class=veil><div class=box>{VEILS[kind]}</div></div>"
    script = """const ask = document.querySelector(".veil"), who = document.getElementById("who");
      document.getElementById("go").onclick = () => {
        if (!who.value) return; ask.remove(); panel.hidden = false; };
      const plain = send; send = () => { if (!ask.isConnected) plain(); };"""
    body = page(veil, script, chat="hidden" if behind == "after it" else "")
    if behind == "behind it, in no form":
        body = body.replace("<form id=foot>", "<div id=foot>").replace("</form>", "</div>")
    assert await answers(world, body) == [REPLY]


FIRST = {
    "Indonesian": ("Mulai percakapan baru", "Nama", "Alamat email", "Mulai"),
    "Spanish": ("Nueva conversación", "Nombre", "Correo electrónico", "Empezar"),
    "Russian": ("Начать чат", "Ваше имя", "Эл. почта", "Начать"),
    "Japanese": ("新しい会話", "お名前", "メールアドレス", "開始"),
    "Chinese": ("新建会话", "称呼", "联系邮箱", "开始"),
}


@pytest.mark.parametrize("language", FIRST)
async def test_a_form_after_the_list_of_conversations_is_filled(world: World, language: str) -> None:
    """In the language of the page."""
    begin, name, mail, start = FIRST[language]
    script = f"""chat.hidden = true; first.innerHTML = "<button class=go>{begin}</button>"; lets("#launch", open);
      const asks = () => {{ first.innerHTML = `<form><label>{name} <input required></label><label>{mail}
        <input required></label><button>{start}</button></form>`;
        first.firstChild.onsubmit = (event) => {{ event.preventDefault(); first.innerHTML = ""; chat.hidden = false; }};
      }}; lets(".go", asks);"""
    assert await answers(world, page("<button id=launch class=round>Chat</button>", script)) == [REPLY]


async def test_who_we_are_is_told_within_the_list_of_lines(world: World) -> None:
    """A card with a form stands in it; the place to write is shut until then."""
    script = """lets("#launch", open); say.disabled = true; log.innerHTML = `<div class=line>Welcome! Before we start,
      tell us who you are.</div><div class=line><input class=a1 placeholder="Your name"><input class=a2
      placeholder="Your email"><button class=go>Continue</button></div>`;
      lets(".go", () => { if (!document.querySelector(".a1").value || !document.querySelector(".a2").value) return;
        log.lastChild.remove(); say.disabled = false; });"""
    said = await answers(world, page("<button id=launch class=round><svg width=20 height=20></svg></button>", script))
    assert said[-1] == REPLY


CUT = {
    "by the window": "panel.style.right = '-80px'; go.style.left = '290px';",
    "by what holds it": "panel.style.overflow = 'hidden'; go.style.left = '350px';",
}
BUTTON = """foot.insertAdjacentHTML("beforeend",
  "<button type=button id=go style='position: absolute; bottom: 9px'>Send</button>");
const go = document.getElementById("go"), pressed = []; go.onclick = () => { pressed.push(say.value); send(); };"""


@pytest.mark.parametrize("kind", CUT)
@pytest.mark.parametrize("known", [None, {"reading": "structure", "input": "textarea", "send": "#go"}])
async def test_enter_sends_where_the_button_is_cut_off(
    world: World, kind: str, known: Mapping[str, Any] | None
) -> None:
    """Nobody could press it, also where a profile names it; what stands in the input is said once."""
    body = page("", BUTTON + CUT[kind], chat="class=over")
    assert await answers(world, body, known) == [REPLY]


async def test_a_button_that_is_cut_off_is_pressed_at_last(world: World) -> None:
    """Where no key sends: what holds it can be turned."""
    body = page("", BUTTON + CUT["by what holds it"] + "say.onkeydown = null;", chat="class=over")
    assert await answers(world, body) == [REPLY]
