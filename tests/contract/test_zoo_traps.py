"""Every trap of the zoo, alone: its widget really bears it, and the plain widget does not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import pytest_asyncio

from probes import browser
from probes.browser import BrowserContext, Browsers, Frame, Page
from probes.control.zoo.anatomy import anatomy
from probes.control.zoo.widget import Widget, alone, traps
from tests.zoo.drive import Enclosure, enclosure

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

PATIENCE = 15_000  # ms until a sign shows

# Trap to what is true on its page and not on the plain one. `{row}` is the selector of a part; `one` and `all` find
# elements in the chat, `page` elements around it. Asked `before` the launcher is used, when the chat is `open`, or
# when it has `answered`.
SIGNS: Mapping[str, tuple[str, str]] = {
    "language=zh": ("before", "document.documentElement.lang === 'zh-CN'"),
    "place=whole": ("before", "one('{log}') && !page('{launcher}')"),
    "place=frame": ("open", "top !== self && frameElement && location.pathname.endsWith('room')"),
    "place=other_origin": ("open", "(() => {{ try {{ return !top.location.href }} catch {{ return true }} }})()"),
    "place=nested": ("open", "parent !== top && parent.parent === top"),
    "place=written": ("open", "top !== self && !frameElement.getAttribute('src')"),
    "launcher=framed": ("before", "page('iframe{launcher}').contentDocument.querySelector('svg')"),
    "place=popup": ("open", "Boolean(opener)"),
    "place=shadow": ("open", "!document.querySelector('{log}') && one('{log}')"),
    "launcher=icon_button": ("before", "page('{launcher}').tagName === 'BUTTON' && !page('{launcher}').textContent"),
    "launcher=div": ("before", "page('{launcher}').tagName === 'DIV' && !page('{launcher}').role"),
    "launcher=icon": ("before", "page('div{launcher} > svg') && !page('{launcher}').onclick"),
    "launcher=link": ("before", "page('{launcher}').tagName === 'A'"),
    "launcher=picture": ("before", "page('div{launcher} > img')"),
    "invitation": ("before", "covered(page('{launcher}'), page('{invite}'))"),
    "late": ("before", "performance.now() > 1500 && page('{launcher}')"),
    "hidden_frame": ("before", "!page('iframe{embed}').checkVisibility()"),
    "lobby": ("form", "one('{lobby} input') && all('{lobby} button').length === 4 && !one('{log}')"),
    "asks_name": ("form", "one('[name=f_name]').required && !one('{input}')"),
    "asks_mail": ("form", "one('[name=f_mail]').required && !one('{input}')"),
    "asks_topic": ("form", "one('select').required && !one('{input}')"),
    "asks_consent": ("form", "one('[type=checkbox]').required && !one('{input}')"),
    "asks_phone=optional": ("form", "!one('[name=f_phone]').required && !one('{input}')"),
    "asks_phone=required": ("form", "one('[name=f_phone]').required && !one('{input}')"),
    "input=line": ("open", "one('{input}').type === 'text'"),
    "input=editable": ("open", "one('{input}').isContentEditable && !one('{input}').children.length"),
    "input=rich": ("open", "one('{input} > p') && one('{tools} button')"),
    "editor=framed": ("open", "one('iframe{input}').contentDocument.body.isContentEditable && one('{tools} button')"),
    "sending=ctrl_enter": ("enter", "one('{input}').value.includes('\\n') && !one('{row}.{own}') && !one('{send}')"),
    "sending=button": ("enter", "one('{input}').value && !one('{row}.{own}') && one('{send}')"),
    "sending=breaks": ("enter", "one('{input}').value.includes('\\n') && !one('{row}.{own}') && one('{send}')"),
    "limit=length": ("open", "/^0.300$/.test(one('{counter}').textContent)"),
    "limit=tight": ("enter", "one('{notice}').textContent.includes('too long') && !one('{row}.{own}')"),
    "limit=rate": ("again", "one('{notice}').textContent.includes('too quickly') && all('{row}.{own}').length === 1"),
    "socket=keeps": ("early", "one('{input}').value && !one('{row}.{own}')"),
    "socket=disabled": ("open", "one('{input}').disabled"),
    "socket=swallows": ("early", "!one('{input}').value && !one('{row}.{own}')"),
    "echo=at_once": ("open", "one('{row}.{agent}') && instantly('{input}', '{row}.{own}')"),
    "transport=socketio": ("answered", "seen('EIO=4')"),
    "transport=sse": ("answered", "seen('/events')"),
    "transport=polling": ("answered", "seen('/poll')"),
    "no greeting": ("answered", "all('{row}.{agent}').length === 1"),
    "canned_before": ("open", "all('{row}.{agent}').length === 2"),
    "canned_after": ("answered", "all('{row}.{agent}').length === 3"),
    "queue": ("answered", "one('{queue}').textContent && !one('{log} {queue}')"),
    "joins": ("answered", "one('{log} {notice}').textContent.includes('Lily')"),
    "typing=row": ("answered", "once('{row}{typing}')"),
    "typing=inside": ("answered", "once('{bubble} > {typing}')"),
    "typing=outside": ("answered", "once('{log} ~ {typing}:not([hidden])') && !once('{row} {typing}')"),
    "copies=live": ("open", "one('{live}[aria-live]').textContent.endsWith(one('{row}').textContent)"),
    "copies=inside": ("open", "one('{bubble} {copy}').textContent.endsWith(one('{bubble} [aria-hidden]').textContent)"),
    "names": ("open", "one('{bubble} > {name}').textContent"),
    "times=clock": ("open", "/^\\d+:\\d+/.test(one('{bubble} > {time}').textContent)"),
    "times=relative": ("open", "parseInt(one('{bubble} > {time}').textContent) > 1"),
    "icons": ("open", "one('{bubble} > {icon}').textContent"),
    "feedback": ("open", "all('{bubble} > {feedback} button').length === 2"),
    "dividers": ("open", "one('{log} {divider}').textContent"),
    "suggestions": ("open", "one('{log} {suggestions} button').textContent"),
    "paragraphs": ("answered", "all('{row}.{agent}')[1].querySelectorAll('p').length === 2 && one('{bubble} a')"),
    "afterthought": ("answered", "all('{row}.{agent}').length === 3"),
    "grouped": ("answered", "all('{group}').some((group) => group.querySelectorAll('{row}').length === 3)"),
    "one_side": ("answered", "one('{row}.{own}').style.justifyContent === ''"),
    "told_by=data": ("answered", "all('{row}').every(bearsData) && !one('.{own}')"),
    "told_by=label": ("answered", "all('{row}').every((row) => row.ariaLabel) && !one('.{own}')"),
    "told_by=avatar": ("answered", "one('{row} {avatar}') && one('{row}:not(:has({avatar}))') && !one('.{own}')"),
    "told_by=name": ("answered", "alike('{row}') && new Set(all('{bubble} > {name}').map((one) => one.textContent))"
                     ".size === 2"),
    "told_by=nothing": ("answered", "alike('{row}') && all('{row}').length === 3 && !one('{name}')"),
    "edited=soon": ("answered", "all('{row}.{agent}')[1].textContent.startsWith('Correction')"),
    "edited=later": ("answered", "all('{row}.{agent}')[1].textContent.startsWith('Correction')"),
    "deleted": ("answered", "once('{row}.{agent} + {row}.{own} + {row}.{agent}') && all('{row}').length === 2"),
    "answer=picture": ("answered", "all('{row}.{agent}')[1].querySelector('img').width === 120"),
    "answer=file": ("answered", "all('{row}.{agent}')[1].querySelector('a[download]')"),
    "manner=twice": ("answered", "all('{row}.{agent}').length === 3"),
    "manner=repeats": ("answered", "new Set(all('{row}.{agent}').slice(1).map((row) => row.textContent)).size === 1"
                       " && all('{row}.{agent}').length === 4"),
    "manner=quotes": ("answered", "all('{row}.{agent}')[2].textContent.includes('What about refunds?')"),
    "manner=silent": ("silent", "all('{row}.{agent}').length === 1 && seconds() > 3"),
    "rating": ("answered", "one('{rating} button')"),
    "ended": ("answered", "one('{ended}').textContent && !one('{input}')"),
    "badge=bot": ("open", "one('{bubble} > {badge}').textContent === 'Bot'"),
    "badge=human": ("open", "one('{bubble} > {badge}').textContent === 'Agent'"),
    "badge=frame_bot": ("open", "heard('bot') && !one('{badge}')"),
    "badge=frame_human": ("open", "heard('human') && !one('{badge}')"),
    "offline=form": ("open", "one('form{offline} textarea') && !one('{log}')"),
    "offline=notice": ("open", "one('{offline}').textContent && !one('textarea')"),
    "barred=captcha": ("open", "one('{captcha} input') && !one('{log}')"),
    "barred=login": ("open", "one('{login} [type=password]') && !one('{log}')"),
    "barred=blocked": ("before", "document.querySelector('h1').textContent.includes('blocked') && !page('{launcher}')"),
    "barred=refused": ("before", "performance.getEntriesByType('navigation')[0].responseStatus === 403"),
    "memory=cookie": ("answered", "document.cookie.length > 0"),
    "memory=session": ("answered", "sessionStorage.length > 0"),
    "memory=forgets": ("answered", "!document.cookie && !sessionStorage.length && !localStorage.length"),
    "banner=bar": ("before", "page('{banner}').querySelectorAll('button').length === 2"),
    "banner=modal": ("before", "!page('{launcher}').contains(at(page('{launcher}')))"),
    "banner=closable": ("before", "page('{banner} button').textContent === '×'"),
    "never_idle": ("open", "seen('/beat')"),
    "errors": ("open", "window.failures > 0"),
    "fonts": ("open", "seen('w.woff2')"),
    "heavy": ("before", "performance.getEntriesByType('resource').some((one) => one.decodedBodySize >= 1e7)"),
    "structure=semantic": ("open", "one('section[role=log] > ol > li article')"),
    "structure=custom": ("open", "one('{row}').tagName.includes('-') && !one('{row}').shadowRoot"),
    "structure=components": ("open", "one('{row}').shadowRoot"),
    "structure=table": ("open", "one('{log} table > tbody > tr > td')"),
    "classes=modules": ("open", "/__\\w{{5}}$/.test(one('{row}').classList[0])"),
    "classes=hashed": ("open", "/^css-\\w{{6}}$/.test(one('{row}').classList[0])"),
    "classes=fresh": ("open", "!one('{log}') && one('textarea').className.startsWith('_')"),
    "rendering=rebuild": ("answered", "drawn() > 0"),
    "rendering=reversed": ("answered", "all('{row}')[0].textContent !== all('{row}').at(-1).textContent"
                           " && all('{row}').at(-1).textContent.startsWith('Hello')"),
}  # fmt: skip

# What a sign may ask. Installed before the page's own scripts; remembers what was once there.
WITNESS = """(() => {
  window.failures = 0; addEventListener('error', () => { window.failures += 1; });
  const roots = [document], was = new Set(), attach = Element.prototype.attachShadow, requests = [], frames = [];
  const begun = Date.now();
  let watched = [], redrawn = 0;
  const NativeSocket = WebSocket;
  window.WebSocket = class extends NativeSocket { constructor(url) { super(url); requests.push(String(url));
    this.addEventListener("message", ({ data }) => frames.push(String(data))); } };
  const NativeSource = EventSource;
  window.EventSource = class extends NativeSource { constructor(url) { super(url); requests.push(String(url)); } };
  const note = (list) => {
    for (const selector of watched) if (all(selector).length) was.add(selector);
    for (const change of list) if (change.removedNodes.length > 1) redrawn += 1;
  };
  const eyes = new MutationObserver(note);
  const adopt = (root) => { roots.push(root); eyes.observe(root, { childList: true, subtree: true }); return root; };
  Element.prototype.attachShadow = function (init) { return adopt(attach.call(this, init)); };
  eyes.observe(document, { childList: true, subtree: true });
  window.all = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
  window.one = window.page = (selector) => all(selector)[0];
  window.once = (selector) => { watched.push(selector); note([]); return was.has(selector); };
  window.drawn = () => redrawn;
  window.seconds = () => (Date.now() - begun) / 1000;
  window.seen = (part) => requests.some((url) => url.includes(part))
    || performance.getEntriesByType('resource').some((entry) => entry.name.includes(part));
  window.heard = (word) => frames.some((data) => data.includes(`"${word}"`));
  window.alike = (rows) => all(rows).every((row) => row.classList.length === 1 && !row.ariaLabel && !bearsData(row));
  window.at = (element) => {
    const box = element.getBoundingClientRect();
    return element.getRootNode().elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  };
  const data = /^data-(from|sender|direction|self|role|author)$/;
  window.bearsData = (row) => [...row.attributes].some((one) => data.test(one.name));
  window.instantly = (input, own) => {
    one(input).value = 'hello';
    one(input).dispatchEvent(new Event('input', { bubbles: true }));
    one(input).dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    return Boolean(one(own));
  };
  window.covered = (element, by) => Boolean(by) && by.contains(at(element));
})()"""


@dataclass(frozen=True)
class World:
    """An open zoo, and a browser to look into it."""

    zoo: Enclosure
    browsers: Browsers

    @asynccontextmanager
    async def look(self, widget: Widget, stage: str) -> AsyncIterator[Frame]:
        """The chat's document (before the launcher is used: the page) at that stage of a visit."""
        async with self.browsers.context(private=True) as context:
            await context.add_init_script(WITNESS)
            page = await context.new_page()
            name = f"z{abs(hash((widget, stage)))}"
            await page.goto(self.zoo.zoo.add(name, widget), wait_until="commit")
            await page.wait_for_function(
                "document.body && document.body.children.length > 1 || document.querySelector('h1')"
            )
            yield page.main_frame if stage == "before" else await _reach(context, page, widget, stage)


async def _reach(context: BrowserContext, page: Page, widget: Widget, stage: str) -> Frame:
    css = anatomy(widget).css
    if widget.has_launcher():
        launcher = css("launcher") if widget.classes != "fresh" else "button:has-text('support'), body > button"
        await page.wait_for_selector(launcher, state="attached")
        await page.dispatch_event(launcher, "click")
    if widget.place == "popup":
        page = context.pages[1] if len(context.pages) > 1 else await context.wait_for_event("page")
        await page.wait_for_load_state()
    if widget.place == "nested":
        await page.frame_locator("iframe").frame_locator("iframe").locator("textarea").wait_for()
    chat = page.main_frame if widget.editor == "framed" else page.frames[-1]
    if stage in ("open", "form"):
        return chat
    if stage != "early":
        await chat.wait_for_function(f"document.querySelector('{css('status')}')?.hidden", timeout=PATIENCE)
    for _ in range(2 if stage == "again" else 1):
        await chat.locator(css("input")).fill("What about refunds?")
        await chat.locator(css("input")).press("Enter")
    return chat


def sign(trap: str, widget: Widget) -> str:
    """What is true where the trap is, as an expression in the page; what cannot even be asked is not there."""
    build = anatomy(widget)
    selectors = {part: build.css(part) for part in build.names} | {side: build.names[side] for side in ("own", "agent")}
    return f"(() => {{ try {{ return Boolean({SIGNS[trap][1].format(**selectors)}) }} catch {{ return false }} }})()"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with enclosure({}, tmp_path_factory.mktemp("zoo")) as zoo, Browsers() as browsers:
        yield World(zoo, browsers)


async def test_every_trap_has_a_sign() -> None:
    """No trap without a test that its widget bears it."""
    assert set(SIGNS) == set(traps())


@pytest.mark.parametrize("trap", SIGNS)
async def test_trap(world: World, trap: str) -> None:
    """The widget with this one trap shows it."""
    widget = alone(trap)
    async with world.look(widget, SIGNS[trap][0]) as chat:
        await chat.wait_for_function(sign(trap, widget), timeout=PATIENCE)


@pytest.mark.parametrize("stage", sorted({stage for stage, _ in SIGNS.values()}))
async def test_plain_widget(world: World, stage: str) -> None:
    """The widget without a trap shows none of them: the signs can fail."""
    plain = Widget()
    end = {"before": "page('{launcher}')", "open": "one('{row}.{agent}')", "form": "one('{input}')"}
    reached = end.get(stage, "all('{row}.{agent}').length === 2")
    build = anatomy(plain)
    names = {part: build.css(part) for part in build.names} | {"agent": build.names["agent"]}
    async with world.look(plain, stage) as chat:
        await chat.wait_for_function(reached.format(**names), timeout=PATIENCE)
        shown = [trap for trap, (when, _) in SIGNS.items() if when == stage and await chat.evaluate(sign(trap, plain))]
    assert shown == []


async def test_a_banner_beside_a_shadow_root_can_be_answered(world: World) -> None:
    """It lies over its own cover, also where every load has other names: else no person could press it."""
    widget = Widget(place="shadow", banner="modal", classes="fresh")
    async with world.look(widget, "before") as frame:
        button = frame.locator("body > div:has(> p) > button").last
        name = await button.text_content()
        await button.click(timeout=PATIENCE)
        assert await frame.get_by_text(name or "", exact=True).count() == 0
