"""Answers without a bubble beside our own in one: told from notices, which have none either, by two signs at least."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from probes.interface import ProbeError, Sent, Speaker, VoidReason
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, heard, soon

pytestmark = IN_A_BROWSER

# BEFORE stands above; OURS and THEIRS are functions that give mark-up for words; AFTER is what follows our message.
PAGE = """<style>#panel { position: fixed; right: 20px; bottom: 20px; width: 360px; background: #fff;
    font: 15px sans-serif }
  #log { height: 420px; overflow-y: auto; padding: 12px; color: #1c1e21 } #log > * { margin: 8px 0 } p { margin: 0 }
  .ball { background: #0b57d0; color: #fff; border-radius: 14px; padding: 8px 12px;
    width: fit-content; margin-left: auto }
  .g0 { text-align: center; font-size: 12px; color: #8a8f98 } .g1 { font-size: 12px; color: #8a8f98 }
  .g2 { color: #8a8f98 } .g3 { text-align: center } .g4 { font-style: italic } .g5 { display: flex; gap: 8px }
  .g6 { display: flex; justify-content: center } .g7 { opacity: .6 }
  .sr { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip: rect(0 0 0 0) } STYLE</style>
<h1>ACME</h1><div id=panel><h2>Chat</h2><div id=log>BEFORE</div>
<textarea id=say placeholder="Type a message"></textarea></div>
<script>
const put = (html) => { log.insertAdjacentHTML("beforeend", html); log.scrollTop = log.scrollHeight; };
const wait = (ms) => new Promise((then) => setTimeout(then, ms));
const ours = OURS, theirs = THEIRS;
say.onkeydown = async (event) => {
  if (event.key !== "Enter") return; event.preventDefault();
  put(ours(say.value)); say.value = ""; AFTER };
</script>"""
OURS = "(words) => `<div class=ball>${words}</div>`"

REPLY = {"en": "The code is refunded within three working days.", "zh": "卡密失效的，三个工作日内原路退款。"}
GREETING = {"en": "Hello! How can we help you today?", "zh": "您好，请问有什么可以帮您？"}
# Notices of every look, most in words that no list holds: nothing but its look tells what such a line is.
NOTES: Mapping[str, Sequence[str]] = {
    "en": [
        "<div class=g0>Today</div>",
        "<div class=g0>Helen Moss has joined the chat</div>",
        "<div class=g1>You are number 2 in the queue.</div>",
        "<div class=g2>What is written here is kept for 30 days.</div>",
        "<div class=g8>This chat may be kept.</div>",
        "<div class=g3>The desk is staffed from nine to five.</div>",
        "<div class=g4>The shop was told of your question.</div>",
        "<div class=g5><svg width=20 height=20></svg><div>Sounds are on for this page.</div></div>",
        "<div class=g6><div>Here the older part was cut off.</div></div>",
        "<div class=g7>Names are not shown to other people.</div>",
    ],
    "zh": [
        "<div class=g0>今天</div>",
        "<div class=g0>客服小王已加入会话</div>",
        "<div class=g1>您前面还有 2 位，正在排队。</div>",
        "<div class=g2>本页内容将保留三十天。</div>",
        "<div class=g8>本次交流内容可能被留存。</div>",
        "<div class=g3>工作时间为九点到十七点。</div>",
        "<div class=g4>商家已收到你的提问通知。</div>",
        "<div class=g5><svg width=20 height=20></svg><div>本页提示音已打开。</div></div>",
        "<div class=g6><div>较早的内容已被截断。</div></div>",
        "<div class=g7>其他人看不到你的名字。</div>",
    ],
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Look:
    """How lines of a page are made."""

    language: str
    theirs: str  # a function of the words
    style: str = ""
    ours: str = OURS
    greets: bool = False


LOOKS = {
    "a stripe beside it": Look(
        language="en",
        theirs="(words) => `<div class=row><i class=stripe></i><div class=grow>${words}</div></div>`",
        style=".row { display: flex; gap: 8px } .stripe { width: 3px; background: #9db } .grow { flex: 1 }",
    ),
    "a border at its start": Look(
        language="zh",
        theirs="(words) => `<section class=answer><p>${words}</p></section>`",
        style=".answer { border-left: 3px solid #9bd; padding-left: 10px }",
    ),
    "built as the greeting was": Look(
        language="en", theirs="(words) => `<div class=turn-b><div class=text><p>${words}</p></div></div>`", greets=True
    ),
    "built as the Chinese greeting was": Look(
        language="zh", theirs="(words) => `<article class=zw>${words}</article>`", greets=True
    ),
    "a drawing in a disc": Look(
        language="en",
        theirs="(words) => `<div class=r><span class=o><svg width=18 height=18></svg></span><div>${words}</div></div>`",
        style=""".r { display: flex; gap: 8px } .o { width: 30px; height: 30px; border-radius: 50%; background: #dfe;
          display: grid; place-items: center; flex: none }""",
    ),
    "a face as a background": Look(
        language="zh",
        theirs="(words) => `<div class=r><span class=o></span><div>${words}</div></div>`",
        style=""".r { display: flex; gap: 8px } .o { width: 36px; height: 36px; border-radius: 6px; flex: none;
          background: linear-gradient(#dfe, #9bd) }""",
    ),
    "a name above light letters on a drawn ground": Look(
        language="zh",
        theirs="(words) => `<div class=n><b>小王</b><div class=w>${words}</div></div>`",
        style="#panel { background: linear-gradient(#123, #345) } .w { color: #fcfcfc }",
    ),
    "letters in a colour of another kind": Look(
        language="en",
        theirs="(words) => `<div class=answer><p>${words}</p></div>`",
        style=".answer { border-left: 3px solid #9bd; padding-left: 10px; color: oklch(0.28 0.03 256) }",
    ),
    "who speaks is told to readers of the screen": Look(
        language="en",
        ours="(words) => `<article><h5 class=sr>You said:</h5><div class=ball>${words}</div></article>`",
        theirs="(words) => `<article><h6 class=sr>Shop said:</h6><div class=text><p>${words}</p></div></article>`",
    ),
    "who speaks is told to scripts": Look(
        language="zh",
        ours="(words) => `<div data-message-author-role=user><div class=ball>${words}</div></div>`",
        theirs="(words) => `<div data-message-author-role=assistant><div class=text>${words}</div></div>`",
    ),
}


def page(look: Look, after: str, before: str = "") -> str:
    """The page of a look; ``before`` are lines of mark-up above, ``after`` the script that follows our message."""
    return (
        PAGE.replace("STYLE", look.style).replace("OURS", look.ours).replace("THEIRS", look.theirs)
        .replace("BEFORE", before).replace("AFTER", after)
    )  # fmt: skip


async def told_of(world: World, body: str, until: str) -> Sequence[tuple[Speaker, str]]:
    """What was told after our own line, up to the line that says ``until`` and a moment longer."""
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(20)):
            if until in message.text:
                break
        return [(one.speaker, one.text) for one in await heard(door, soon(1)) if not one.before_t0]


def after(look: Look, *, reply: bool = True) -> str:
    """Every notice in a moment of its own, then the reply."""
    notes = "".join(f"await wait(150); put(`{note}`);" for note in NOTES[look.language])
    return "await wait(500);" + notes + (f"await wait(300); put(theirs('{REPLY[look.language]}'));" if reply else "")


def greeted(look: Look) -> str:
    """The greeting as a script above would write it."""
    words = look.theirs.removeprefix("(words) => `").removesuffix("`").replace("${words}", GREETING[look.language])
    return "".join(NOTES[look.language][:2]) + (words if look.greets else "")


@pytest.mark.parametrize("kind", LOOKS)
async def test_an_answer_without_a_bubble_is_read_among_notices_of_every_look(world: World, kind: str) -> None:
    """It is set as our own words are, and something else speaks for it; of the notices none becomes a reply."""
    look = LOOKS[kind]
    told = await told_of(world, page(look, after(look), greeted(look)), REPLY[look.language])
    assert [text for speaker, text in told if speaker is Speaker.PLATFORM] == [REPLY[look.language]]
    assert sum(speaker is Speaker.NOTICE for speaker, _ in told) == len(NOTES[look.language])


# -- what one thing alone speaks for ----------------------------------------------------------------------------------

DECLARED = LOOKS["who speaks is told to scripts"]
STYLE = """.b { border-left: 3px solid #9bd; padding-left: 10px } .r { display: flex; gap: 8px }
  .o { width: 32px; height: 32px; border-radius: 50%; background: #9bd; flex: none }
  blockquote { margin: 0; border-left: 3px solid #bbb; padding-left: 8px }
  .mid { justify-content: center }"""
FACE = "<div class='r g2'><span class=o></span><div>WORDS</div></div>"
# What speaks for a line as an answer, and why it is a notice all the same; above our message and after it.
LONG = "What is written here is kept on a machine of this shop, and whoever serves may read it. " * 2
ICON = "<img width=20 height=20 src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'>"
DOUBTS: Mapping[str, tuple[str, str]] = {
    "a stripe, but faint letters": ("", "<div class='b g2'>This shop sorts its mail by hand.</div>"),
    "a stripe, but letters that one sees through": (
        "",
        "<div class=b style='color: rgba(0, 0, 0, .5)'>本店邮件由人工分拣。</div>",
    ),
    "a stripe, but faint letters in a colour of another kind": (
        "",
        "<div class=b style='color: oklch(0.55 0.02 256)'>This shop sorts its mail by hand.</div>",
    ),
    "a face, but faint letters": ("", FACE.replace("WORDS", "人工座席将在晚间交接班。")),
    "a face, but in the middle": (
        "",
        "<div class='r mid'><span class=o></span><div>夜班同事在十点接手。</div></div>",
    ),
    "a face that who joined has, too": (
        "<div class=r><span class=o></span><div>Helen Moss has joined the chat</div></div>",
        "<div class=r><span class=o></span><div>Helen Moss looks after two desks.</div></div>",
    ),
    "a stripe that a notice has, too": (
        "<div class='b g1'>会话编号 20871</div>",
        "<div class=b>该窗口由夜班同事负责。</div>",
    ),
    "the stripe of a quotation": ("", "<blockquote>The terms of sale, part four</blockquote>"),
    "built as a line that greets nobody": (
        "<div class=t>Orders leave the house daily.</div>",
        "<div class=t>The desk has handed on two letters.</div>",
    ),
    "built as a greeting and as who joined": (
        "<div class=u>您好，请问有什么可以帮您？</div><div class=u>客服小王已加入会话</div>",
        "<div class=u>小王负责两个窗口。</div>",
    ),
    "many letters, but faint ones": (
        "",
        f"<div class=g2>{LONG}</div>",
    ),
    "a heading of notices above it": ("", "<div class=q><b>Note</b><div>Names are shown to nobody here.</div></div>"),
    "a Chinese heading of notices above it": ("", "<div class=q><b>温馨提示</b><p>本次内容可能被留存。</p></div>"),
    "something to press beside it": ("", "<div class=q><span>Sounds are on here.</span> <button>Off</button></div>"),
    "a small picture beside it": ("", f"<div class=q>{ICON}<span>The desk is open till five.</span></div>"),
    "as many boxes as our own line": ("", "<div><div>Office hours end at five.</div></div>"),
}


@pytest.mark.parametrize("kind", DOUBTS)
async def test_one_sign_alone_makes_no_reply_of_a_notice(world: World, kind: str) -> None:
    """Where it is in doubt a line is a notice: a reply that nobody gave is worse than one that is missed."""
    above, doubtful = DOUBTS[kind]
    look = replace(DECLARED, style=STYLE)
    script = f"await wait(500); put(`{doubtful}`); await wait(900); put(theirs('{REPLY['zh']}'));"
    told = await told_of(world, page(look, script, above), REPLY["zh"])
    assert [text for speaker, text in told if speaker is Speaker.PLATFORM] == [REPLY["zh"]]
    assert [speaker for speaker, _ in told].count(Speaker.NOTICE) == 1


LABELS = [("You said:", "Shop said:", "System said:"), ("您说：", "客服说：", "系统说：")]


@pytest.mark.parametrize(("ours", "theirs", "software"), LABELS, ids=["English", "Chinese"])
async def test_the_software_is_nobody_who_speaks(world: World, ours: str, theirs: str, software: str) -> None:
    """A label for readers of the screen that names the software, beside ours that names us."""
    look = LOOKS["who speaks is told to readers of the screen"]
    body = page(look, f"await wait(500); put(`NOTE`); await wait(900); put(theirs('{REPLY['en']}'));")
    note = f"<article><h6 class=sr>{software}</h6><div class=text><p>Office hours end at five.</p></div></article>"
    body = body.replace("You said:", ours).replace("Shop said:", theirs).replace("NOTE", note)
    told = await told_of(world, body, REPLY["en"])
    assert [text for speaker, text in told if speaker is Speaker.PLATFORM] == [REPLY["en"]]


FIRST = "One moment, I call someone."
MACHINES = {
    "wrote bit by bit": f"""put(theirs("")); const line = log.lastElementChild.firstElementChild, words = "{FIRST}";
      for (let at = 3; at < 30; at += 2) {{ line.textContent = words.slice(0, at); await wait(300); }}""",
    "can be copied and asked again": f"""put(theirs("{FIRST}")); log.lastElementChild.insertAdjacentHTML("beforeend",
      "<div>" + "<button><svg width=16 height=16></svg></button>".repeat(2) + "</div>");""",
}


@pytest.mark.parametrize("machine", MACHINES)
async def test_whoever_answers_after_a_machine_is_read_by_its_build(patient: World, machine: str) -> None:
    """A person's answer has neither its way of coming nor its tools, and is set and built as the machine's was."""
    look = Look(language="en", theirs="(words) => `<div class=turn-b><p class=text>${words}</p></div>`")
    script = f"""await wait(500); {MACHINES[machine]} await wait(900);
      put(`<div class=g8>This chat may be kept.</div>`); await wait(500); put(theirs("{REPLY["en"]}"));"""
    told = await told_of(patient, page(look, script), REPLY["en"])
    assert [text for speaker, text in told if speaker is Speaker.PLATFORM] == [FIRST, REPLY["en"]]


async def test_a_greeting_is_no_proof_by_its_words_alone(world: World) -> None:
    """It makes its like an answer, and stays what it was: nothing shows yet that answers will look so."""
    look = LOOKS["built as the greeting was"]
    async with world.open(world.question_on(page(look, "", greeted(look)), None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        told = await heard(door, soon(2))
    assert [one.text for one in told if one.speaker is Speaker.PLATFORM] == []
    assert GREETING["en"] in [one.text for one in told]


KEPT = """if (localStorage.said) { put(ours(localStorage.said)); setTimeout(() => put(theirs("REPLY")), 400); }
</script>"""


@pytest.mark.parametrize("kind", ["built as the greeting was", "built as the Chinese greeting was"])
async def test_an_answer_of_our_absence_is_read_as_one_that_came_before_us(world: World, kind: str) -> None:
    """When a chat is resumed all stands there at once: what was a greeting is told by its place above our line."""
    look = LOOKS[kind]
    body = page(look, "localStorage.said = log.lastElementChild.textContent;", greeted(look))
    body = body.replace("</script>", KEPT.replace("REPLY", REPLY[look.language]))
    inquiry = world.question_on(body, None)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        await heard(door, soon(1))
        session = await door.park()
    async with world.open(inquiry, session) as door:
        told = [(one.speaker, one.text) for one in await heard(door, soon(4))]
    assert [text for speaker, text in told if speaker is Speaker.PLATFORM] == [REPLY[look.language]]


PLAIN, FAINT = "<div class=g8>This chat may be kept.</div>", "<div class=g0>The desk is staffed till five.</div>"
ENDS = {
    "an answer, then a line that may be one": (["REPLY", PLAIN], True),
    "a line that may be an answer, then one": ([PLAIN, "REPLY"], False),
    "an answer, then what is set as no answer is": (["REPLY", FAINT], False),
}


@pytest.mark.parametrize("kind", ENDS)
async def test_a_line_in_doubt_proves_no_silence(world: World, kind: str) -> None:
    """Nobody can tell whether that was the answer; where one was said below it, that is known."""
    lines, doubtful = ENDS[kind]
    answer = f"theirs('{REPLY['zh']}')"
    script = "".join(f"await wait(700); put({answer if line == 'REPLY' else f'`{line}`'});" for line in lines)
    async with world.open(world.question_on(page(DECLARED, script), None)) as door:
        sent = await door.send(QUESTION)
        assert isinstance(sent, Sent)
        await heard(door, soon(4))
        if doubtful:
            with pytest.raises(ProbeError) as failure:
                door.looked_at()
            assert failure.value.reason is VoidReason.PAGE_CHANGED
        else:
            assert door.looked_at() > sent.at
