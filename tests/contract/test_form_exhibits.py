"""What an inquiry by form leaves as evidence: pictures, the pages, the connection, and the ticket at each look."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest

from probes.interface import Barred, ProbeError, Sent, VoidReason, Witnesses
from tests.contract.form_world import FormWorld, heard, told
from tests.contract.test_form import plain
from tests.contract.test_form_listening import ANSWER, PAGE, entry, show, with_ticket
from tests.contract.webchat.test_webchat_exhibits import Keeping

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
ALL = Witnesses(screenshots=True, page=True, frames=True, controls=True)
CAPTCHA = plain('<div class="g-recaptcha" style="width:300px;height:74px">…</div>')


@pytest.fixture(autouse=True)
def stage(world: FormWorld, monkeypatch: pytest.MonkeyPatch) -> Keeping:
    kept = Keeping()
    monkeypatch.setattr(world, "stage", kept)
    world.site.answer = told("<h1>Thank you for your message.</h1>")
    return kept


async def send(world: FormWorld, body: str, **changes: Any) -> Sent | Barred:
    outcome = await world.send(world.ask(body), witnesses=ALL, **changes)
    assert isinstance(outcome, Sent | Barred)
    return outcome


async def test_form_that_is_sent(world: FormWorld, stage: Keeping) -> None:
    """Where it came from, the form as filled in and what it showed afterwards, as pictures and as pages."""
    sent = await send(world, plain())
    assert stage.roles() == ["connection", "form_filled", "page", "form_outcome", "page"]
    assert isinstance(sent, Sent)
    assert stage.taken("form_filled") <= sent.at <= stage.taken("form_outcome")
    pages = [content for exhibit, content in stage.kept if exhibit.role == "page"]
    assert all(b"multipart/related" in content[:2000] for content in pages)
    assert b"Thank you for your message" in pages[1]
    connection = json.loads(stage.of("connection"))
    assert connection["resolver"] == ["127.0.0.1"]
    assert connection["profile"].startswith("a new context")


async def test_closed_door(world: FormWorld, stage: Keeping) -> None:
    """What bars us is kept as seen."""
    assert isinstance(await send(world, CAPTCHA), Barred)
    assert stage.roles() == ["connection", "form_door", "page"]


@pytest.mark.parametrize("said", ["<h1>Welcome to our shop</h1>", "<p>Sorry, your message could not be sent.</p>"])
async def test_form_that_does_not_say(world: FormWorld, stage: Keeping, said: str) -> None:
    """Where it stays in doubt whether it was taken, the page that does not say so is kept."""
    world.site.answer = told(said)
    with suppress(ProbeError):
        await send(world, plain())
    assert stage.roles()[-2:] == ["form_outcome", "page"]


async def test_ticket(world: FormWorld, stage: Keeping) -> None:
    """A picture at each look, also of nothing; the page only where something came to stand on it."""
    inquiry, session, path = await with_ticket(world)
    kept = []
    for body in (PAGE, PAGE + entry(), PAGE + entry()):
        show(world, path, body)
        stage.kept.clear()
        async with world.open(inquiry, session, witnesses=ALL) as door:
            texts = [message.text for message in await heard(door)]
            session = await door.park()
        kept.append((texts, [role for role in stage.roles() if role != "connection"]))  # of the mailbox, once
    assert kept == [([], ["ticket"]), ([ANSWER], ["ticket", "page"]), ([ANSWER], ["ticket"])]


async def test_control_leaves_pictures_of_the_form_alone(world: FormWorld, stage: Keeping) -> None:
    """Of a platform of our own no pages are kept unless it is wished."""
    await world.send(world.ask(plain()), witnesses=Witnesses(screenshots=True, page=True))
    assert stage.roles() == ["form_filled", "form_outcome"]


async def test_disk_full(world: FormWorld, stage: Keeping) -> None:
    """Without room for what is asked, nothing is asked."""
    stage.full = True
    world.site.sent.clear()
    with pytest.raises(ProbeError, match="evidence could not be kept") as caught:
        await send(world, plain())
    assert caught.value.reason is VoidReason.NOT_SENT
    assert not world.site.sent
