"""Tickets' pages that mean harm: the visit is bounded, what cannot be seen is unknown, mails are heard all the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from probes import browser
from probes.form import survey
from probes.interface import Sent
from tests.contract.form_world import FormWorld, form_world, heard, told
from tests.contract.stranger_world import PUBLIC, strangers
from tests.contract.test_form import plain, with_script
from tests.contract.test_form_listening import ANSWER, PAGE, entry, show, with_ticket

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world() -> AsyncIterator[FormWorld]:
    async with form_world() as made:
        yield made


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "PATIENCE", 5.0)


async def visited(world: FormWorld, body: str, patience: int = 8) -> tuple[list[str], bool]:
    """What is heard once the ticket's page is ``body`` and a mail has come; whether the page was seen."""
    inquiry, session, path = await with_ticket(world)
    known = session["ticket"]["known_until"]
    show(world, path, body)
    await world.mail(inquiry, "By mail: we refund.")
    async with world.open(inquiry, session, patience=timedelta(seconds=patience)) as door:
        texts = [message.text for message in await heard(door)]
        after = (await door.park())["ticket"]["known_until"]
    return texts, after != known


HARM = {
    "dialogs": "alert(1); confirm(2); prompt(3); print(); for (let i = 0; i < 50; i++) alert(i)",
    "windows": "for (let i = 0; i < 25; i++) window.open('about:blank', 'w' + i)",
    "growth": "setInterval(() => document.querySelector('nav').insertAdjacentHTML('beforeend', '<p>more'), 20)",
    "letters": "document.querySelector('nav').append('x'.repeat(10e6))",
    "download": "const a = document.createElement('a'); a.download = 'evil.bin';"
    "a.href = URL.createObjectURL(new Blob(['x'.repeat(1e6)])); a.click()",
    "worker": "navigator.serviceWorker.register('/worker.js'); Notification.requestPermission();"
    "navigator.mediaDevices.getUserMedia({audio: true, video: true})",
}


@pytest.mark.parametrize("script", HARM.values(), ids=HARM)
async def test_answer_beside_harm(
    world: FormWorld, script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of this keeps the answer on the page from being read, and nothing is left on the disk."""
    monkeypatch.chdir(tmp_path)
    texts, seen = await visited(world, PAGE + entry() + "<nav></nav>" + with_script(script), patience=40)
    assert seen
    assert set(texts) == {ANSWER, "By mail: we refund."}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("script", ["for (;;);", "setTimeout(() => { for (;;); }, 50)", "location.reload()"])
async def test_page_that_cannot_be_looked_at(world: FormWorld, script: str) -> None:
    """Of a page that is busy, or never stands still, nothing is known from now on; the mail is heard."""
    texts, seen = await visited(world, PAGE + with_script(script))
    assert not seen
    assert texts == ["By mail: we refund."]


async def test_ten_thousand_lines(world: FormWorld) -> None:
    """Only so many are read, and it does not take for ever."""
    flood = "for (let i = 0; i < 10000; i++) document.body.insertAdjacentHTML('beforeend', '<p>line ' + i)"
    texts, _ = await visited(world, PAGE + with_script(flood))
    assert len(texts) <= 1501
    assert "By mail: we refund." in texts


async def test_redirect_into_this_machine(world: FormWorld) -> None:
    """A ticket's page that leads a stranger to a private address or a file is not seen; nothing private is asked."""
    async with strangers() as there, browser.Browsers(network=there.network()) as browsers:
        for away in (f"http://127.0.0.1:{there.port}/secret", "file:///etc/passwd"):
            there.pages["/away"] = {"Location": away}
            async with browsers.context() as context:
                page = await context.new_page()
                with pytest.raises(browser.BrowserError):
                    await page.goto(f"http://{PUBLIC}/away")
        assert set(there.asked) == {"/away"}


async def test_file_instead_of_the_page(world: FormWorld) -> None:
    """A success page whose ticket is a file to be kept has no ticket's page; the form counts as sent."""

    async def pressed(request: web.Request) -> web.Response:
        return web.Response(body=b"x", headers={"Content-Disposition": "attachment"})

    world.site.answer = told('<h1>Thank you for your message.</h1><a href="/ticket/1.bin">View your ticket</a>')
    inquiry = world.ask(plain())
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(inquiry.text), Sent)
        assert door.listening.ticket is None
