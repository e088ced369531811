"""A parked chat in a third party's frame is resumed, wherever the browser keeps what that party knows of us.

Page and chat are on two sites (127.0.0.1 and localhost). What the frame has is its own cookie among strangers' pages
(`SameSite=None`), the same kept apart by page (`Partitioned`), or storage: browsers keep that apart by page as well,
and ours does not, since its driver turns that off. Both kinds of browser are tried here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, async_playwright

from probes import browser
from probes.interface import Channel, ChannelKind, Inquiry, ProbeError, Sent, Session, Speaker, Target, VoidReason
from probes.webchat.channel import WebChat, enter
from tests.contract.webchat_world import CLOCK, IN_A_BROWSER, MEANS, QUESTION, heard, told

pytestmark = IN_A_BROWSER

PAGE = """<!doctype html><meta charset=utf-8><title>Shop</title><h1>Shop</h1><p>Codes for games.</p>
<iframe title="Support chat" src="%s" style="position:fixed;right:20px;bottom:20px;width:340px;height:440px">
</iframe>"""
# A chat whose server knows its visitor by `key`: what the script keeps, or the cookie that it never sees.
CHAT = """<!doctype html><meta charset=utf-8><title>Support chat</title><h1>Support chat</h1>
<div class="lines" role="log" style="height:300px;overflow:auto"></div>
<textarea placeholder="Type a message"></textarea>
<script>(async () => {
  const asked = (path, more) => fetch(path + location.search, { method: "POST", credentials: "include", ...more });
  const line = ([who, words]) => {
    const made = document.createElement("div"), text = document.createElement("p");
    made.className = "line " + who; text.textContent = words; made.append(text);
    document.querySelector(".lines").append(made);
  };
  const keep = %(keep)s;
  const key = await keep.get() || Math.random().toString(36).slice(2);
  await keep.set(key);
  for (const one of await (await asked("/lines", { body: key })).json()) line(one);
  document.querySelector("textarea").onkeydown = async (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); const words = event.target.value; event.target.value = "";
    line(["visitor", words]);
    for (const one of await (await asked("/say", { body: key + " " + words })).json()) line(one);
  };
})();</script>"""
DATABASE = """((opened) => {
  const within = async (mode, act) => new Promise(async (done) => act((await opened).transaction("of", mode), done));
  return {
    get: () => within("readonly", (change, done) => {
      const asked = change.objectStore("of").get("key"); asked.onsuccess = () => done(asked.result); }),
    set: (key) => within("readwrite", (change, done) => {
      change.objectStore("of").put(key, "key"); change.oncomplete = done; }),
  };
})(new Promise((done) => { const asked = indexedDB.open("chat");
  asked.onupgradeneeded = () => asked.result.createObjectStore("of"); asked.onsuccess = () => done(asked.result); }))"""
# "key" is also what a method of the storage is called.
STORE = '{ get: () => %s.getItem("key"), set: (key) => %s.setItem("key", key) }'
KEEPS = {
    "a cookie among strangers": "{ get: () => '-', set: () => {} }",
    "a cookie kept apart by page": "{ get: () => '-', set: () => {} }",
    "its storage": STORE % ("localStorage", "localStorage"),
    "its session's storage": STORE % ("sessionStorage", "sessionStorage"),
    "its database": DATABASE,
}
COOKIES = {
    "a cookie among strangers": "k=%s; Path=/; SameSite=None; Secure; HttpOnly",
    "a cookie kept apart by page": "k=%s; Path=/; SameSite=None; Secure; HttpOnly; Partitioned",
}
ANSWER = "We refund within fourteen days."
NUMBERS = count()


@dataclass
class Desk:
    """A page, and on another site the chat that it shows."""

    said: dict[str, list[list[str]]] = field(default_factory=dict)
    port: int = 0

    async def page(self, request: web.Request) -> web.Response:
        chat = f"http://localhost:{self.port}/chat?{request.query_string}"
        return web.Response(text=PAGE % chat, content_type="text/html")

    async def chat(self, request: web.Request) -> web.Response:
        way = request.query["way"]
        answer = web.Response(text=CHAT % {"keep": KEEPS[way]}, content_type="text/html")
        if way in COOKIES and "k" not in request.cookies:
            answer.headers["Set-Cookie"] = COOKIES[way] % f"v{next(NUMBERS)}"
        return answer

    async def lines(self, request: web.Request) -> web.Response:
        return web.json_response(self.said.get(request.cookies.get("k") or await request.text(), []))

    async def say(self, request: web.Request) -> web.Response:
        key, _, words = (await request.text()).partition(" ")
        self.said.setdefault(request.cookies.get("k") or key, []).extend([["visitor", words], ["agent", ANSWER]])
        return web.json_response([["agent", ANSWER]])

    def inquiry(self, way: str) -> Inquiry:
        address = f"http://127.0.0.1:{self.port}/?way={way.replace(' ', '+')}"
        target = Target(
            id="t", platform="p", channel=ChannelKind.WEBCHAT, address=address, control=True, account="desk"
        )
        number = f"t{next(NUMBERS)}"
        return Inquiry(id=number, target=target, question="q", subject="s", text=QUESTION, due_at=CLOCK.now())


@asynccontextmanager
async def opened() -> AsyncIterator[Desk]:
    desk, app = Desk(), web.Application()
    app.add_routes([web.get("/", desk.page), web.get("/chat", desk.chat)])
    app.add_routes([web.post("/lines", desk.lines), web.post("/say", desk.say)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        desk.port = runner.addresses[0][1]
        yield desk
    finally:
        await runner.cleanup()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk() -> AsyncIterator[Desk]:
    async with opened() as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def channel() -> AsyncIterator[Channel]:
    async with enter(MEANS) as one:
        yield one


BARE = ("--headless", "--remote-debugging-pipe", "--no-sandbox", "--no-startup-window")


@dataclass
class Strict:
    """Lends contexts of a browser as its maker set it, without what our driver turns off."""

    browser: Browser

    @asynccontextmanager
    async def context(
        self, *, private: bool = False, asking: str = "", **options: Any
    ) -> AsyncIterator[BrowserContext]:
        context = await self.browser.new_context(service_workers="block", **options)
        try:
            yield context
        finally:
            await context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def strict(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Channel]:
    folder: Path = tmp_path_factory.mktemp("browser")
    arguments = [*BARE, f"--user-data-dir={folder}"]
    async with async_playwright() as driver:
        program = browser.find()
        started = await driver.chromium.launch(executable_path=program, ignore_default_args=True, args=arguments)
        yield WebChat(MEANS, Strict(started))  # type: ignore[arg-type]
        await started.close()


async def parked(desk: Desk, channel: Channel, inquiry: Inquiry) -> Session:
    """Ask, hear the answer, park; then the desk says more."""
    async with channel.open(inquiry, CLOCK, None) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        await told(door, 2)
        session = await door.park()
    mine = next(lines for lines in desk.said.values() if lines[-1][1] == ANSWER and len(lines) == 2)
    mine.append(["agent", "Only unused codes."])
    return session


async def assert_resumed(channel: Channel, inquiry: Inquiry, session: Session) -> None:
    """The same thread, with what was said before and meanwhile."""
    async with channel.open(inquiry, CLOCK, session) as door:
        said = [(message.speaker, message.text) for message in await heard(door, CLOCK.now())]
    agent = Speaker.PLATFORM
    assert said == [(Speaker.OWN, QUESTION), (agent, ANSWER), (agent, "Only unused codes.")]


@pytest.mark.parametrize("way", KEEPS)
async def test_resumed(desk: Desk, channel: Channel, way: str) -> None:
    """In our browser, wherever the chat keeps what it knows."""
    inquiry = desk.inquiry(way)
    session = await parked(desk, channel, inquiry)
    kept_apart = [cookie.get("partitionKey", "") for cookie in session["stored"]["state"]["cookies"]]
    assert any(kept_apart) == (way == "a cookie kept apart by page")
    await assert_resumed(channel, inquiry, session)


@pytest.mark.parametrize("way", ["a cookie kept apart by page", "its storage", "its session's storage"])
async def test_resumed_where_storage_is_kept_apart(desk: Desk, strict: Channel, way: str) -> None:
    """Also in a browser that gives the frame another storage on each site that shows it."""
    inquiry = desk.inquiry(way)
    await assert_resumed(strict, inquiry, await parked(desk, strict, inquiry))


async def test_a_database_kept_apart_is_not_brought_back(desk: Desk, strict: Channel) -> None:
    """The limit: with such a browser a frame's database is lost, and with it the conversation, which is said."""
    inquiry = desk.inquiry("its database")
    session = await parked(desk, strict, inquiry)
    with pytest.raises(ProbeError) as caught:
        await assert_resumed(strict, inquiry, session)
    assert caught.value.reason is VoidReason.SESSION_LOST
