"""A stranger's page in a real browser never reaches this machine or its network, however it tries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio

from probes import browser
from probes.browser import BrowserContext, Browsers
from tests.contract.stranger_world import PUBLIC, Strangers, strangers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]
SECRET = "the secret of this machine"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def net() -> AsyncIterator[tuple[Strangers, Browsers]]:
    async with strangers() as there, Browsers(network=there.network()) as browsers:
        yield there, browsers


@pytest.fixture
def world(net: tuple[Strangers, Browsers]) -> Strangers:
    there, _ = net
    for known in (there.names, there.pages, there.asked, there.dialled, there.resolved):
        known.clear()
    there.names["shop.test"] = [[PUBLIC]]
    there.pages |= {"/secret": f"<p id=secret>{SECRET}</p>", "/": "<p id=open>open</p>"}
    return there


@pytest_asyncio.fixture(loop_scope="module")
async def context(net: tuple[Strangers, Browsers], world: Strangers) -> AsyncIterator[BrowserContext]:
    """A conversation with a stranger."""
    async with net[1].context() as lent:
        yield lent


def private(world: Strangers, host: str = "127.0.0.1") -> str:
    return f"http://{host}:{world.port}/secret"


async def test_public_page_opens(world: Strangers, context: BrowserContext) -> None:
    """A page of a public address is fetched through the way out; its name is resolved by us."""
    page = await context.new_page()
    await page.goto("http://shop.test/")
    assert await page.locator("#open").count() == 1
    assert world.resolved["shop.test"] >= 1
    assert set(world.dialled) == {PUBLIC}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "inside.test"])
async def test_private_addresses_in_the_address_bar(world: Strangers, context: BrowserContext, host: str) -> None:
    """Loopback has no exception, whatever it is called, nor has a public name with a private address."""
    world.names |= {"inside.test": [["192.168.0.10"]], "localhost": [["127.0.0.1"]]}
    page = await context.new_page()
    with pytest.raises(browser.BrowserError, match="ERR_SOCKS_CONNECTION_FAILED"):
        await page.goto(private(world, host))
    assert world.asked == world.dialled == []


async def test_name_with_one_private_address_among_public_ones(world: Strangers, context: BrowserContext) -> None:
    """All addresses must be public: the browser must not be led to choose."""
    world.names["mixed.test"] = [[PUBLIC, "10.0.0.1"]]
    page = await context.new_page()
    with pytest.raises(browser.BrowserError, match="ERR_SOCKS_CONNECTION_FAILED"):
        await page.goto("http://mixed.test/")


async def test_redirect(world: Strangers, context: BrowserContext) -> None:
    """A public page redirects to a private one: it is not fetched."""
    world.pages["/away"] = {"Location": private(world)}
    page = await context.new_page()
    with pytest.raises(browser.BrowserError, match="ERR_SOCKS_CONNECTION_FAILED"):
        await page.goto("http://shop.test/away")
    assert world.asked == ["/away"]


@pytest.mark.parametrize("scheme", ["file:///etc/passwd", "chrome://version", "view-source:file:///etc/passwd"])
async def test_redirect_to_a_file(world: Strangers, context: BrowserContext, scheme: str) -> None:
    """Neither a redirect nor a script leads to a file or to the browser's own pages."""
    world.pages["/away"] = {"Location": scheme}
    world.pages["/script"] = (
        f"<script>location.href = {scheme!r}; window.open({scheme!r})</script><p id=stays>stays</p>"
    )
    page = await context.new_page()
    with pytest.raises(browser.BrowserError):
        await page.goto("http://shop.test/away")
    other = await context.new_page()
    with suppress(browser.BrowserError):  # a page that wants elsewhere may break its own loading off
        await other.goto("http://shop.test/script")
    await other.wait_for_timeout(300)
    texts = [await one.evaluate("document.documentElement.innerText") for one in context.pages]
    assert not any("root:" in text or "Revision" in text for text in texts), texts
    assert not any(one.url.startswith(("file:", "chrome://", "view-source:")) for one in context.pages)


async def test_frames_scripts_pictures_and_sockets(world: Strangers, context: BrowserContext) -> None:
    """Nothing that a page loads for itself comes from a private address either."""
    here = private(world)
    world.pages["/many"] = f"""<iframe src={here}></iframe><img src={here}><script src={here}></script>
      <link rel=stylesheet href={here}><object data={here}></object>
      <iframe srcdoc='<iframe src={here}></iframe>'></iframe>
      <form target=f action={here}><input></form><iframe name=f></iframe>
      <script>document.forms[0].submit();
        const opens = (one) => new Promise((yes, no) => {{ one.onopen = yes; one.onerror = no; }});
        const work = `fetch({here!r}, {{mode: "no-cors"}}).then(() => postMessage(1), () => postMessage(0))`;
        const works = () => new Promise((yes, no) => {{
          new Worker(URL.createObjectURL(new Blob([work]))).onmessage = (e) => (e.data ? yes() : no()); }});
        window.told = Promise.allSettled([fetch({here!r}, {{mode: "no-cors"}}), works(),
          opens(new WebSocket({here.replace("http", "ws")!r})), opens(new EventSource({here!r})),
        ]).then((all) => all.map((one) => one.status)); navigator.sendBeacon({here!r}, "x");
      </script>"""
    page = await context.new_page()
    await page.goto("http://shop.test/many")
    assert await page.evaluate("window.told") == ["rejected"] * 4
    assert world.asked == ["/many"]


async def test_rebinding(world: Strangers, context: BrowserContext) -> None:
    """A name that was public a moment ago and is private now is refused at its next connection."""
    world.names["rebind.test"] = [[PUBLIC], ["127.0.0.1"]]
    world.pages["/"] = "<script>window.told = () => fetch('/secret').then((a) => a.text(), () => 'refused')</script>"
    page = await context.new_page()
    await page.goto(f"http://rebind.test:{world.port}/")
    assert world.resolved["rebind.test"] >= 1
    world.names["rebind.test"] = [["127.0.0.1"]]
    other = await context.new_page()  # a connection that is open still leads to the public address
    with pytest.raises(browser.BrowserError, match="ERR_SOCKS"):
        await other.goto(f"http://rebind.test:{world.port + 1}/secret")
    assert "127.0.0.1" not in world.dialled


async def test_calls_between_browsers(world: Strangers, context: BrowserContext) -> None:
    """WebRTC finds no address of this machine to talk from."""
    world.pages["/call"] = """<script>window.told = new Promise(async (done) => { const found = [];
      const call = new RTCPeerConnection({iceServers: [{urls: "stun:127.0.0.1:3478"}]});
      call.onicecandidate = (e) => { if (e.candidate) found.push(e.candidate.candidate); else done(found); };
      call.createDataChannel("x"); await call.setLocalDescription(await call.createOffer());
      setTimeout(() => done(found), 4000); });</script>"""
    page = await context.new_page()
    await page.goto("http://shop.test/call")
    assert await page.evaluate("window.told") == []


async def test_controls_may_be_private(net: tuple[Strangers, Browsers], world: Strangers) -> None:
    """A platform of our own lives on loopback: its conversation goes straight there."""
    async with net[1].context(private=True) as lent:
        page = await lent.new_page()
        await page.goto(private(world))
        assert await page.locator("#secret").inner_text() == SECRET
