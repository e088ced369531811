"""Lets a person point at the parts of a chat in a browser they can see, and makes a profile of it.

Asked for one part after the other, the person clicks it. The click on a launcher goes through and opens the chat; every
other click is only taken down. Nothing is written or sent. What a form before the chat is told at a visit is worked out
from the form, whatever the person tells it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from probes.browser import BrowserContext, BrowserError, Browsers, ElementHandle, Frame, Page
from probes.interface import Inquiry, Means, ProbeError, Stage, VoidReason
from probes.webchat.arrival import Visitor, address_of
from probes.webchat.conversation import WebConversation
from probes.webchat.finding.eyes import Eyes
from probes.webchat.finding.passage import Passage
from probes.webchat.finding.views import View

LOOK = 0.5  # seconds between two looks while the person is on their way
ASKED = (
    # part, what the person is asked, in both languages
    (
        "launcher",
        "Click what opens the chat. Esc: the chat is open already.\n请点击打开聊天的按钮；聊天已经打开时按 Esc。",
    ),
    (
        "input",
        "Fill in what is asked before the chat, if anything; then Alt-click the field one writes into. "
        "Where a form asks for the first message, Alt-click its field for that, and do not send it.\n"
        "聊天前如需填写资料，请先填好，再按住 Alt 点击输入框；如果表单里就要写第一句话，"
        "请按住 Alt 点击那一栏，不要提交。",
    ),
    ("send", "Alt-click the button that sends. Esc: Enter sends.\n按住 Alt 点击发送按钮；用回车键发送时按 Esc。"),
    (
        "agent",
        "Alt-click one message of theirs. Esc: there is none yet.\n按住 Alt 点击对方的一条消息；还没有时按 Esc。",
    ),
)
# Run again it adds nothing, but in a document that a script has written anew, which forgets who listens.
POINTING = """(name) => {
  const tell = globalThis[name], on = name + "-on";
  if (typeof tell !== "function") return;
  const click = (event) => {
    if (!event.isTrusted) return;
    globalThis[name + "-element"] = event.composedPath()[0];
    globalThis[name + "-at"] = [event.clientX, event.clientY];
    if (event.altKey) { event.preventDefault(); event.stopImmediatePropagation(); }
    tell(event.altKey ? "pointed" : "clicked");
  };
  const keydown = (event) => { if (event.key === "Escape") tell("skipped"); };
  if (!globalThis[on]) Object.defineProperty(globalThis, on, {value: {click, keydown}});
  for (const [kind, heard] of Object.entries(globalThis[on])) addEventListener(kind, heard, true);
}"""
PROMPT = """(text) => {
  let bar = document.getElementById("silence-teach");
  if (!bar) {
    bar = document.createElement("div");
    bar.id = "silence-teach";
    bar.style.cssText = "position:fixed;left:0;right:0;top:0;z-index:2147483647;padding:8px;background:#1d3557;" +
      "color:#fff;font:16px sans-serif;white-space:pre-line;pointer-events:none"; // left: browsers' cards come right
    document.documentElement.append(bar);
  }
  bar.textContent = text;
}"""
# A disabled button takes no clicks: what lies behind it is told, and the button is found by the place.
MEANT = """([element, kinds, [x, y]]) => {
  for (let at = element; at; at = at.parentElement || (at.getRootNode().host || null)) if (at.matches(kinds)) return at;
  const under = (one) => {
    const box = one.getBoundingClientRect();
    return box.left <= x && x <= box.right && box.top <= y && y <= box.bottom && one.checkVisibility();
  };
  return [...element.querySelectorAll(kinds)].find(under) || element;
}"""
KINDS = {
    "launcher": "button, a, [role=button], [onclick]",
    "input": "textarea, input, [contenteditable]:not([contenteditable=false]), [role=textbox]",
    "send": "button, [role=button], input[type=submit], a",
}
AGENT = """([element, input]) => {
  const classy = (one) => [...one.classList].filter((name) => /^[\\w-]+$/.test(name));
  const data = (one) => [...one.attributes].find((each) => /^data-(author|sender|from|role|type|who)/.test(each.name));
  const telling = /agent|operator|bot|staff|support|received|incoming|remote|theirs|them|admin|assistant|kefu/i;
  for (let at = element; at && !at.contains(input); at = at.parentElement) {
    const mark = data(at);
    if (mark && mark.value) return `${at.localName}[${mark.name}="${mark.value}"]`;
    const name = classy(at).find((one) => telling.test(one));
    if (name) return `${at.localName}.${name}`;
  }
  return "";
}"""


@dataclass(frozen=True, slots=True)
class Teacher:
    """Points in place of a person at a screen: told the page and the part asked for, each time."""

    point: Callable[[Page, str], Awaitable[None]]


class Lesson:
    """One lesson on one page: what was pointed at, in order."""

    def __init__(self, context: BrowserContext, page: Page, eyes: Eyes) -> None:
        self._context, self._page, self.passage = context, page, Passage(eyes)
        self._name = "t" + secrets.token_hex(8)
        self._told: asyncio.Queue[tuple[str, Frame]] = asyncio.Queue()

    async def begin(self) -> None:
        """Listen for clicks in every frame, also in those that come later."""
        await self._context.expose_binding(self._name, self._heard)
        await self._context.add_init_script(f"({POINTING})({self._name!r})")

    def _heard(self, source: Mapping[str, Any], what: str) -> None:
        self._told.put_nowait((what, source["frame"]))

    async def ask(self, part: str, text: str) -> tuple[View, ElementHandle, str] | None:
        """The view, the element and its selector for the part the person points at; None if there is none."""
        while not self._told.empty():
            self._told.get_nowait()
        with suppress(BrowserError):
            await self._page.evaluate(PROMPT, text)
        wanted = "clicked" if part == "launcher" else "pointed"
        while True:
            what, frame = await self._next()
            if what == "skipped":
                return None
            if what == wanted:
                return await self._meant(part, frame)

    async def _next(self) -> tuple[str, Frame]:
        """What the person does next; until then the forms that come and go are looked at."""
        while True:
            with suppress(TimeoutError):
                return await asyncio.wait_for(self._told.get(), LOOK)
            await self._listen_within(await self.passage.look())

    async def _listen_within(self, views: Sequence[View]) -> None:
        """Listen in documents that are fields of a page: their scripts write them anew."""
        for frame in [child for view in views for child in view.frame.child_frames]:
            if frame not in [view.frame for view in views]:
                with suppress(BrowserError, TimeoutError):
                    await asyncio.wait_for(frame.evaluate(POINTING, self._name), LOOK)

    async def _field(self, view: View, frame: Frame) -> tuple[View, ElementHandle, str]:
        """The frame's own element, where the document that it shows is a field of ``view``."""
        element = await frame.frame_element()
        return view, element, str(await view.handle.evaluate("(seen, one) => seen.selectorOf(one)", element))

    async def _meant(self, part: str, frame: Frame) -> tuple[View, ElementHandle, str] | None:
        views = await self.passage.look()
        known = frame in [view.frame for view in views]
        for view in views:
            if not known and view.frame is frame.parent_frame:
                return await self._field(view, frame)
            if view.frame is not frame:
                continue
            clicked = await frame.evaluate_handle(f"() => globalThis[{self._name + '-element'!r}]")
            place = await frame.evaluate(f"() => globalThis[{self._name + '-at'!r}]")
            meant = (await frame.evaluate_handle(MEANT, [clicked, KINDS.get(part, "*"), place])).as_element()
            if meant is not None:
                return view, meant, str(await view.handle.evaluate("(seen, one) => seen.selectorOf(one)", meant))
        return None


async def teach(inquiry: Inquiry, means: Means, stage: Stage, *, teacher: Teacher | None = None) -> Mapping[str, Any]:
    """Open the address and ask for the parts; the profile as data.

    In a window, for a person; or without one, where a ``teacher`` points. Raises ``ProbeError(PAGE_CHANGED)`` if no
    input was pointed at.
    """
    visitor = Visitor(inquiry=inquiry, means=means, stage=stage, returning=False)
    browsers = Browsers(means.browser_path, headed=teacher is None)
    async with browsers, browsers.context(private=inquiry.target.control) as context:
        door = WebConversation(context, None, visitor, None)
        await door.prepare()
        lesson = Lesson(context, door.page, door.eyes)
        await lesson.begin()
        await door.page.goto(address_of(inquiry), wait_until="load")
        return await _parts(lesson, door.page, door.eyes, teacher)


async def _parts(lesson: Lesson, page: Page, eyes: Eyes, teacher: Teacher | None) -> Mapping[str, Any]:
    table: dict[str, Any] = {"reading": "structure", "send": "enter"}
    place: ElementHandle | None = None
    await eyes.look(opened=False)
    eyes.remember()
    for part, text in ASKED:
        if part == "agent" and _written_first(table):
            continue  # nobody has said anything yet
        asked = asyncio.ensure_future(lesson.ask(part, text))
        if teacher is not None:
            await asyncio.sleep(0.5)
            await teacher.point(page, part)
        found = await asked
        if found is None:
            continue
        view, element, selector = found
        if part == "launcher":
            table["steps"] = [{"click": selector}]
        elif part == "input":
            way = await lesson.passage.way(view, element, selector, table.get("steps", []))
            table |= {"input": selector, **await _where(eyes, view), **way}
            place = element
        elif part == "send" and _written_first(table):
            table["first"]["send"] = selector
        elif part == "send":
            table["send"] = selector
        elif part == "agent" and (selector := str(await view.frame.evaluate(AGENT, [element, place]))):
            table["agent"] = selector
    if "input" not in table:
        raise ProbeError(VoidReason.PAGE_CHANGED, "no input was pointed at", "run it again and Alt-click the input")
    return table


def _written_first(table: Mapping[str, Any]) -> bool:
    """The input pointed at is that of the form which takes the first message."""
    return "first" in table and table["first"]["input"] == table["input"]


async def _where(eyes: Eyes, view: View) -> Mapping[str, Any]:
    """Iframes around the chat, and whether it has a window of its own."""
    chain = list(await eyes.chain(view))
    return ({"frame": chain} if chain else {}) | ({"popup": True} if view.setting.popup else {})
