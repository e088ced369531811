"""Pages that mean harm: each thing is tried in a real browser, each is bounded, and the next conversation works."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from probes import browser, footprint
from probes.interface import ProbeError, Sent, Speaker, VoidReason
from probes.webchat import conversation, sight
from probes.webchat.channel import WebChat
from tests.contract.webchat.test_webchat_pages import PROFILE, chat
from tests.contract.webchat_world import CLOCK, MEANS, QUESTION, World, heard, soon, told

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]
ANSWER = "We refund within 3 days."


async def said(world: World, answer: str, count: int = 2, **more: Any) -> list[str]:
    """Ask on a page whose script does ``answer``, and return the platform's texts once ``count`` lines are there."""
    async with world.open(world.question_on(chat(answer, **more), PROFILE)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        return [m.text for m in await told(door, count) if m.speaker is Speaker.PLATFORM]


async def still_works(world: World) -> None:
    """An ordinary page is asked and heard afterwards."""
    assert await said(world, f"add('agent', '{ANSWER}')") == [ANSWER]


# -- too much ---------------------------------------------------------------------------------------------------------


async def test_message_of_ten_megabytes(world: World) -> None:
    """Its beginning is read, twenty thousand letters; what comes after it is heard."""
    # A moment after our press: laying it out takes a slow machine longer than a press may.
    flood = f"setTimeout(() => {{ add('agent', 'x'.repeat(10e6)); add('agent', '{ANSWER}'); }}, 50)"
    long, answer = await said(world, flood, 3)
    assert len(long) == sight.LONGEST_LINE
    assert answer == ANSWER


async def test_ten_thousand_messages(world: World) -> None:
    """Of all at once the newest are read, and what is said afterwards is heard."""
    flood = (
        f"for (let i = 0; i < 10000; i++) add('agent', 'line ' + i); setTimeout(() => add('agent', '{ANSWER}'), 900)"
    )
    texts = []
    async with world.open(world.question_on(chat(flood), PROFILE)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        async for message in door.listen(soon(60)):
            texts.append(message.text)
            if message.text == ANSWER:
                break
    assert texts[-1] == ANSWER
    assert sight.MOST_LINES < len(texts) <= 2 * sight.MOST_LINES + 2  # our own line may have been seen before them


async def test_page_that_grows_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat that shows ever more lines is given up, as our failure: its silence was not observed."""
    monkeypatch.setattr(conversation, "MOST_KEPT", 300)
    grows = "let i = 0; setInterval(() => { for (let n = 0; n < 20; n++) add('agent', 'more ' + i++) }, 20)"
    async with world.open(world.question_on(chat(grows), PROFILE)) as door:
        await door.send(QUESTION)
        with pytest.raises(ProbeError, match="more than 300 lines") as caught:
            await heard(door, soon(60))
    assert caught.value.reason is VoidReason.OBSERVER_DOWN
    await still_works(world)


async def test_page_that_changes_all_the_time(world: World) -> None:
    """A line that changes thousands of times a second is looked at now and then, and the answer beside it is heard."""
    spins = f"""const tick = document.createElement('p'); tick.className = 'agent'; tick.textContent = '0';
      document.querySelector('#log').append(tick); const port = new MessageChannel();
      port.port1.onmessage = () => {{ tick.textContent = String(Math.random()); port.port2.postMessage(0); }};
      port.port2.postMessage(0); add('agent', '{ANSWER}')"""
    async with world.open(world.question_on(chat(spins), PROFILE)) as door:
        await door.send(QUESTION)
        texts = [m.text for m in await heard(door, soon(3))]
    assert ANSWER in texts


async def test_memory_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that takes all memory loses its process; its conversation breaks, another at the same time does not."""
    monkeypatch.setattr(footprint, "MOST_BYTES", 300 << 20)
    async with browser.Browsers() as browsers:
        channel = WebChat(MEANS, browsers)
        hog = "const all = []; setInterval(() => all.push(new Uint8Array(20 << 20).fill(1)), 20)"
        bad, good = world.question_on(chat(hog), PROFILE), world.question_on(chat(), PROFILE)
        async with channel.open(good, CLOCK, None) as other:
            async with channel.open(bad, CLOCK, None) as door:
                await door.send(QUESTION)
                with pytest.raises(ProbeError, match=r"crashed|does not answer"):
                    await heard(door, soon(90))
            await other.send(QUESTION)
            assert [m.text for m in await told(other, 2)] == [QUESTION, "Yes."]


async def test_storage_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page keeps in the browser beyond measure is not carried into our memory."""
    monkeypatch.setattr("probes.webchat.storage.MOST_BYTES", 2 << 20)
    fills = """indexedDB.open('x').onupgradeneeded = (e) => { const all = e.target.result.createObjectStore('s');
      for (let i = 0; i < 80; i++) all.put(crypto.getRandomValues(new Uint8Array(1 << 16)), i); };
      add('agent', 'kept')"""
    async with world.open(world.question_on(chat(fills), PROFILE)) as door:
        await door.send(QUESTION)
        await told(door, 2)
        with pytest.raises(ProbeError, match="MB in the browser"):
            await door.park()


# -- busy for ever ----------------------------------------------------------------------------------------------------


async def test_busy_after_sending(world: World) -> None:
    """A page that no longer answers is not waited for: our own failure, and its browser is replaced."""
    async with browser.Browsers() as browsers:
        channel = WebChat(replace(MEANS, patience=timedelta(seconds=2)), browsers)
        door_of = world.question_on(chat("setTimeout(() => { for (;;); }, 700)"), PROFILE)
        async with channel.open(door_of, CLOCK, None) as door:
            await door.send(QUESTION)
            with pytest.raises(ProbeError, match="does not answer") as caught:
                await heard(door, soon(1.5))
            with pytest.raises(ProbeError):
                await door.park()
        assert caught.value.reason is VoidReason.OBSERVER_DOWN
        async with channel.open(world.question_on(chat(), PROFILE), CLOCK, None) as door:
            await door.send(QUESTION)
            assert [m.text for m in await told(door, 2)] == [QUESTION, "Yes."]


async def test_busy_from_the_beginning(world: World) -> None:
    """Nothing could be sent: void, and nobody is blamed."""
    with pytest.raises(ProbeError) as caught:
        async with world.open_impatiently(world.question_on("<script>for (;;);</script>", PROFILE)):
            pass
    assert caught.value.reason in (VoidReason.NOT_SENT, VoidReason.PAGE_CHANGED)
    await still_works(world)


# -- windows and files ------------------------------------------------------------------------------------------------


async def test_dialogs(world: World) -> None:
    """Alerts, questions and pleas to stay are dismissed, and the answer is heard."""
    asks = f"""alert(1); confirm(2); prompt(3); onbeforeunload = (e) => {{ e.preventDefault(); return 'stay' }};
      for (let i = 0; i < 50; i++) alert(i); add('agent', '{ANSWER}')"""
    assert await said(world, asks) == [ANSWER]


async def test_storm_of_windows(world: World) -> None:
    """Every window that a page opens is closed, and the answer is heard."""
    storm = f"for (let i = 0; i < 25; i++) window.open('about:blank', 'w' + i); add('agent', '{ANSWER}')"
    async with world.open(world.question_on(chat(storm), PROFILE)) as door:
        await door.send(QUESTION)
        assert ANSWER in [m.text for m in await told(door, 2)]
        await heard(door, soon(1))
        assert len(door.page.context.pages) <= browser.MOST_WINDOWS


async def test_storm_of_windows_where_one_is_needed(world: World) -> None:
    """A chat in a window of its own may have one; the rest of a storm is closed."""
    async with browser.Browsers() as browsers, browsers.context(private=True) as context:
        page = await context.new_page()
        await page.set_content("<script>for (let i = 0; i < 60; i++) window.open('about:blank', 'w' + i)</script>")
        await page.wait_for_timeout(1500)
        async with asyncio.timeout(30):  # a busy machine tells late of what was opened and closed
            while len(context.pages) > browser.MOST_WINDOWS:
                await page.wait_for_timeout(100)


async def test_downloads_and_printing(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that a page presses on us is not kept, and nothing is printed."""
    monkeypatch.chdir(tmp_path)
    presses = f"""const a = document.createElement('a'); a.download = 'evil.bin';
      a.href = URL.createObjectURL(new Blob(['x'.repeat(1e6)])); a.click(); print(); add('agent', '{ANSWER}')"""
    async with world.open(world.question_on(chat(presses), PROFILE)) as door:
        kept: list[Any] = []
        door.page.on("download", lambda download: kept.append(download))
        await door.send(QUESTION)
        assert ANSWER in [m.text for m in await told(door, 2)]
        await heard(door, soon(0.5))
        for download in kept:
            with pytest.raises(browser.BrowserError, match=r"accept_downloads|acceptDownloads|cancel"):
                await download.path()
    assert list(tmp_path.iterdir()) == []


# -- what a page may not have -----------------------------------------------------------------------------------------

NAMES = ("camera", "microphone", "geolocation", "notifications", "clipboard-read", "midi")
RIGHTS = """async () => { const told = {};
  const asked = async (name) => (await navigator.permissions.query({name})).state;
  for (const name of NAMES) try { told[name] = await asked(name) } catch { told[name] = 'none' }
  const wanted = { media: () => navigator.mediaDevices.getUserMedia({audio: true, video: true}),
    screen: () => navigator.mediaDevices.getDisplayMedia(), clipboard: () => navigator.clipboard.readText(),
    place: () => new Promise((yes, no) => navigator.geolocation.getCurrentPosition(yes, no, {timeout: 500})),
    notify: () => Notification.requestPermission().then((got) => { if (got !== 'granted') throw got }),
    worker: () => navigator.serviceWorker.register('/worker.js').then((got) => { if (!got) throw 'none' }),
    file: () => fetch('file:///etc/passwd'), picker: () => showOpenFilePicker() };
  for (const name in wanted) try { await wanted[name](); told[name] = 'had it' } catch { told[name] = 'refused' }
  return told; }""".replace("NAMES", str(list(NAMES)))


async def test_no_permission_is_granted(world: World) -> None:
    """No camera, microphone, place, clipboard, notice, file, screen or service worker."""
    world.pages["/worker.js"] = (200, "self.onfetch = () => {}")
    async with world.channel._browsers.context(private=True) as context:  # type: ignore[attr-defined]
        page = await context.new_page()
        await page.goto(world.page("<p>hello</p>"))  # loopback counts as a secure place: nothing is refused for that
        told = await page.evaluate(RIGHTS)
        assert context.service_workers == []
    assert "granted" not in [told[name] for name in NAMES], told
    assert "had it" not in told.values(), told


async def test_conversations_share_nothing(world: World) -> None:
    """One context a conversation: what one page keeps, the next conversation with the same page does not see."""
    keeps = """const before = document.cookie + localStorage.seen;
      document.cookie = 'seen=1; path=/'; localStorage.seen = 1; add('agent', 'before: ' + before)"""
    inquiry = world.question_on(chat(keeps), PROFILE)
    for number in ("one", "two"):
        async with world.open(replace(inquiry, id=number)) as door:
            await door.send(QUESTION)
            *_, answer = await told(door, 2)
        assert answer.text == "before: undefined"


@pytest.mark.parametrize(
    "text",
    [
        "<script>document.title = 'mine'</script>",
        "<img src=x onerror=alert(1)>",
        "<style>* { display: none }</style>",
        "=HYPERLINK('http://evil.test')",
        "\\u202egnp.exe \\u001b[31mred\\u0007",
    ],
)
async def test_reply_of_another_tongue(world: World, text: str) -> None:
    """What a reply looks like is what it says: mark-up, formulas and control characters are kept as letters."""
    spelt = text.replace("</", "<\\/")  # a script ends where its end tag stands, also in a string
    (reply,) = await said(world, f"add('agent', `{spelt}`)")
    spelled = text.encode().decode("unicode_escape") if "\\u" in text else text
    assert reply == spelled


async def test_reply_with_mark_up_in_it(world: World) -> None:
    """Of a reply that is mark-up, only what a reader sees is read; its script is not ours to run."""
    more = "add('agent', 'Seen.', '<style>x{}</style><script>1<\\/script><template>t</template><noscript>n</noscript>')"
    assert await said(world, more) == ["Seen."]
