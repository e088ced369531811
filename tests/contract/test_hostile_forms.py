"""Forms that mean harm: each thing is tried in a real browser, each is bounded, and the next form is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from probes import browser, footprint
from probes.browser import Browsers
from probes.form import survey
from probes.interface import Barred, ProbeError, Sent, Shut, VoidReason
from tests.contract.form_world import FormWorld, told
from tests.contract.stranger_world import PUBLIC, Strangers, strangers
from tests.contract.test_form import plain, with_script

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]
BUSY = "for (;;);"
IMPATIENT = timedelta(seconds=2)


@pytest.fixture(autouse=True)
def _afresh(world: FormWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "PATIENCE", 2.0)
    world.site.sent.clear()
    world.site.answer = told("<h1>Thank you for your message.</h1>")


def on_submit(script: str) -> str:
    return with_script(f"document.querySelector('form').addEventListener('submit', () => {{ {script} }})")


async def sent_or_failed(asking: Awaitable[Sent | Shut | Barred]) -> Sent | ProbeError:
    """What became of it: sent, or our failure; no platform is blamed."""
    try:
        outcome = await asking
    except ProbeError as error:
        return error
    assert isinstance(outcome, Sent), outcome
    return outcome


async def still_works(world: FormWorld) -> None:
    """An ordinary form is asked afterwards."""
    world.site.answer = told("<h1>Thank you for your message.</h1>")
    assert isinstance(await world.send(world.ask(plain())), Sent)


# -- windows, dialogs, files ------------------------------------------------------------------------------------------

DIALOGS = """alert(1); confirm(2); prompt(3); print(); for (let i = 0; i < 60; i++) alert('x'.repeat(1e5));
onbeforeunload = (event) => { event.preventDefault(); return 'stay' }"""


@pytest.mark.parametrize("page", [with_script(DIALOGS) + plain(), plain() + on_submit(DIALOGS)], ids=["open", "sent"])
async def test_dialogs(world: FormWorld, page: str) -> None:
    """Alerts, questions, printing and pleas to stay hold nobody up, on arrival or when it is sent."""
    assert isinstance(await world.send(world.ask(page)), Sent)
    assert len(world.site.sent) == 1


STORM = "for (let i = 0; i < 25; i++) window.open('about:blank', 'w' + i);"


@pytest.mark.parametrize("page", [with_script(STORM) + plain(), plain() + on_submit(STORM)], ids=["open", "sent"])
async def test_storm_of_windows(world: FormWorld, page: str) -> None:
    """Every window that a form opens is closed, and the form is sent; being too busy to press is our failure."""
    inquiry = world.ask(page)
    async with world.open(inquiry) as door:
        outcome = await sent_or_failed(door.send(inquiry.text))
        assert len(door._page.context.pages) <= browser.MOST_WINDOWS
    assert isinstance(outcome, Sent) or outcome.reason is VoidReason.SEND_UNCERTAIN
    assert len(world.site.sent) <= 1
    await still_works(world)


PRESSES = """const a = document.createElement('a'); a.download = 'evil.bin';
a.href = URL.createObjectURL(new Blob(['x'.repeat(1e6)])); a.click();"""


async def test_download_on_arrival(world: FormWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that a form presses on us is not kept, and the form is sent."""
    monkeypatch.chdir(tmp_path)
    assert isinstance(await world.send(world.ask(plain() + with_script(PRESSES))), Sent)
    assert list(tmp_path.iterdir()) == []


async def test_download_instead_of_an_answer(world: FormWorld) -> None:
    """Whether the message was taken is not said by a file: in doubt, and never sent again."""
    headers = {"Content-Disposition": "attachment; filename=evil.bin"}
    world.site.answer = lambda sent: web.Response(body=b"x" * 100_000, headers=headers)
    assert await world.unsure(world.ask(plain()), patience=IMPATIENT) is VoidReason.SEND_UNCERTAIN
    assert len(world.site.sent) == 1


# -- too much ---------------------------------------------------------------------------------------------------------

TOO_MUCH = {
    "letters": with_script("document.body.append('x'.repeat(10e6))"),
    "lines": with_script("for (let i = 0; i < 10000; i++) document.body.append(Object.assign("
                         "document.createElement('p'), {textContent: 'line ' + i}))"),
    "frames": with_script("for (let i = 0; i < 150; i++) document.body.append(document.createElement('iframe'))"),
    "depth": with_script("let at = document.body; for (let i = 0; i < 20000; i++) {"
                         " const d = document.createElement('b'); at.append(d); at = d; }"),
    "attributes": with_script("for (let i = 0; i < 50; i++) document.body.append(Object.assign("
                              "document.createElement('input'), {id: 'x'.repeat(1e6), type: 'search'}))"),
}  # fmt: skip


@pytest.mark.parametrize("more", TOO_MUCH.values(), ids=TOO_MUCH)
async def test_page_that_says_too_much(world: FormWorld, more: str) -> None:
    """It is sent, or given up as our failure before anything was sent; never half, and the next one works."""
    outcome = await sent_or_failed(world.send(world.ask(plain() + f"<div>{more}</div>")))
    if isinstance(outcome, ProbeError):
        assert outcome.reason is VoidReason.NOT_SENT
        assert not world.site.sent
    await still_works(world)


async def test_page_that_grows_without_end(world: FormWorld) -> None:
    """What never settles is filled in as it is when patience ends, and sent."""
    grows = "let i = 0; setInterval(() => document.body.insertAdjacentHTML('beforeend', '<p>more ' + i++), 20)"
    assert isinstance(await world.send(world.ask(plain() + with_script(grows)), patience=IMPATIENT), Sent)


async def test_memory_without_end(world: FormWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form that takes all memory loses its process: our failure, and the next one is asked by the same browser."""
    monkeypatch.setattr(footprint, "MOST_BYTES", 300 << 20)
    hog = with_script("const all = []; setInterval(() => all.push(new Uint8Array(20 << 20).fill(1)), 20)")
    async with Browsers() as browsers:
        there = FormWorld(channel=replace(world.channel, browsers=browsers), site=world.site, pair=world.pair)
        with pytest.raises(ProbeError) as caught:
            await there.send(there.ask(hog))
        assert caught.value.reason in (VoidReason.NOT_SENT, VoidReason.PAGE_CHANGED)
        await still_works(there)


# -- busy for ever ----------------------------------------------------------------------------------------------------


async def test_busy_from_the_beginning(world: FormWorld) -> None:
    """Nothing could be looked at: nothing was sent, and nobody is blamed."""
    with pytest.raises(ProbeError, match="looked at") as caught:
        await world.send(world.ask(plain() + with_script(f"setTimeout(() => {{ {BUSY} }}, 50)")), patience=IMPATIENT)
    assert caught.value.reason is VoidReason.NOT_SENT
    await still_works(world)


async def test_busy_once_we_write(world: FormWorld) -> None:
    """A form that stops answering at the first letter is given up before it was sent."""
    busy = with_script(f"document.addEventListener('input', () => {{ {BUSY} }})")
    with pytest.raises(ProbeError) as caught:
        await world.send(world.ask(plain() + busy), patience=IMPATIENT)
    assert caught.value.reason is VoidReason.NOT_SENT
    assert not world.site.sent
    await still_works(world)


async def test_busy_once_it_is_sent(world: FormWorld) -> None:
    """A page that is busy from the press on does not say whether the message was taken: in doubt."""
    with pytest.raises(ProbeError) as caught:
        await world.send(world.ask(plain() + on_submit(BUSY)), patience=IMPATIENT)
    assert caught.value.reason is VoidReason.SEND_UNCERTAIN
    await still_works(world)


async def test_page_that_loads_itself_anew_for_ever(world: FormWorld) -> None:
    """A form that never stands still is no form to be filled in."""
    with pytest.raises(ProbeError) as caught:
        await world.send(world.ask(plain() + with_script("location.reload()")), patience=IMPATIENT)
    assert caught.value.reason in (VoidReason.NOT_SENT, VoidReason.PAGE_CHANGED)
    await still_works(world)


# -- elsewhere --------------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture(loop_scope="module")
async def net(world: FormWorld) -> AsyncIterator[tuple[Strangers, FormWorld]]:
    """A form of a stranger, on an internet of our own."""
    async with strangers() as there, Browsers(network=there.network()) as browsers:
        there.pages["/secret"] = "<h1>Thank you for your message.</h1>"
        yield there, FormWorld(channel=replace(world.channel, browsers=browsers), site=world.site, pair=world.pair)


async def send_to_stranger(forms: FormWorld, path: str) -> Sent | ProbeError:
    asked = forms.ask("")
    target = replace(asked.target, address=f"http://{PUBLIC}{path}", control=False)
    return await sent_or_failed(forms.send(replace(asked, target=target), patience=IMPATIENT))


@pytest.mark.parametrize("away", ["file:///etc/passwd", "http://127.0.0.1:{port}/secret", "chrome://version"])
@pytest.mark.parametrize("how", ["redirect", "script", "frame"])
async def test_led_elsewhere(net: tuple[Strangers, FormWorld], away: str, how: str) -> None:
    """Neither a redirect nor a script nor a frame leads a form's visitor to a file or into this machine's network."""
    there, forms = net
    away = away.format(port=there.port)
    ways: dict[str, str | dict[str, str]] = {
        "redirect": {"Location": away},
        "script": with_script(f"location.href = {away!r}"),
        "frame": f"<h1>Contact us</h1><iframe src={away!r}></iframe>",
    }
    there.pages["/contact"] = ways[how]
    outcome = await send_to_stranger(forms, "/contact")
    assert isinstance(outcome, ProbeError)
    assert outcome.reason in (VoidReason.NOT_SENT, VoidReason.PAGE_CHANGED)
    assert "/secret" not in there.asked


@pytest.mark.parametrize("host", ["127.0.0.1", "turns.test"])
async def test_sent_elsewhere(net: tuple[Strangers, FormWorld], host: str) -> None:
    """A form whose answer lies in this machine's network, also by a name that turned private, is not carried there."""
    there, forms = net
    there.names["turns.test"] = [["127.0.0.1"]]
    there.pages["/contact"] = plain().replace("/taken", f"http://{host}:{there.port}/secret")
    outcome = await send_to_stranger(forms, "/contact")
    assert isinstance(outcome, ProbeError)
    assert outcome.reason in (VoidReason.NOT_SENT, VoidReason.SEND_UNCERTAIN)
    assert "/secret" not in there.asked
