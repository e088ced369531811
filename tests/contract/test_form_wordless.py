"""A form that says nothing after it was sent: no silence is told of it before a mail shows that it takes messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from probes.interface import Inquiry, ProbeError, Sent, VoidReason
from tests.contract.form_world import Answer, FormWorld, as_json, heard, told
from tests.contract.test_form import plain
from tests.contract.test_form_ends import dialog
from tests.notebook import Notebook

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("afresh")]
FRONT = "<h1>Our shop</h1><p>Cards at the best prices.</p>"
QUICK = timedelta(seconds=2)
ENDS: dict[str, tuple[str, Answer]] = {
    "a blank page": (plain(), told("")),
    "the form again": (plain(), told(plain())),
    "the front page": (plain(), told(FRONT)),
    "a page that does not exist": (
        plain(),
        lambda sent: web.Response(status=303, headers={"Location": "/thanks.html"}),
    ),
    "the form emptied": (dialog(after="event.target.reset();"), as_json()),
    "the form as it was": (dialog(after=""), as_json()),
    "the form gone": (dialog(head="给我们留言"), as_json(code=0)),
}


async def ask(world: FormWorld, body: str, book: Notebook) -> tuple[Inquiry, Mapping[str, Any]]:
    """Send once and park; the end says nothing."""
    inquiry = world.ask(body)
    async with world.open(inquiry, patience=QUICK, profiles=book) as door:
        outcome = await door.send(inquiry.text)
        assert isinstance(outcome, Sent)
        assert outcome.witness == "accepted without a word"
        assert world.site.sent_at[-1] <= outcome.at <= datetime.now(UTC)
        return inquiry, await door.park()


async def looks(world: FormWorld, inquiry: Inquiry, session: Mapping[str, Any], book: Notebook) -> list[str]:
    """A later visit: what was heard. Raises ``ProbeError`` where its look is worth nothing."""
    async with world.open(inquiry, session, profiles=book) as door:
        found = await heard(door)
        assert door.looked_at() <= datetime.now(UTC)
        return [message.text for message in found]


@pytest.mark.parametrize("kind", ENDS)
async def test_its_silence_counts_once_a_mail_came(world: FormWorld, kind: str) -> None:
    """Before, every look fails; with a mail to our address the message is known to have been taken, once."""
    body, world.site.answer = ENDS[kind]
    book = Notebook()
    inquiry, session = await ask(world, body, book)
    with pytest.raises(ProbeError) as failure:
        await looks(world, inquiry, session, book)
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN
    await world.mail(inquiry, "A code that does not work is refunded.", Auto_Submitted="auto-replied")
    assert await looks(world, inquiry, session, book) == ["A code that does not work is refunded."]
    assert len(world.site.sent) == 1


FLEETING = """const said = Object.assign(document.createElement("p"), {textContent: "姓名长度不能超过10"});
  document.body.append(said); setTimeout(() => said.remove(), 1000);"""


async def test_a_refusal_that_fades_away_is_no_silence(world: FormWorld) -> None:
    """It stood there for a moment, and what its server answered says nothing."""
    world.site.answer = as_json(code=7)
    with pytest.raises(ProbeError) as failure:
        await world.send(world.ask(dialog(after=FLEETING)), patience=timedelta(seconds=4), settle=timedelta(seconds=2))
    assert failure.value.reason is VoidReason.SEND_UNCERTAIN
    assert "it says: 姓名长度不能超过10" in str(failure.value)


async def test_another_inquiry_that_ended_alike(world: FormWorld) -> None:
    """Where a person answered one, the silence that another meets is theirs."""
    world.site.answer = told(FRONT)
    book = Notebook()
    first, session = await ask(world, plain(), book)
    second, waiting = await ask(world, plain(), book)
    early = {**session, "mail": {**session["mail"], "sent_at": (datetime.now(UTC) - timedelta(hours=5)).isoformat()}}
    await world.mail(first, "We refund it within a day.")
    assert await looks(world, first, early, book) == ["We refund it within a day."]
    assert await looks(world, second, waiting, book) == []


async def test_a_mail_to_confirm_is_no_proof(world: FormWorld) -> None:
    world.site.answer = told("")
    book = Notebook()
    inquiry, session = await ask(world, plain(), book)
    await world.mail(inquiry, "Click this link to confirm your e-mail address.")
    with pytest.raises(ProbeError):
        await looks(world, inquiry, session, book)
    assert book.known == {}
