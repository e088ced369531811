"""After a form was sent: answers by mail and on the ticket's public page, each once, at the time it is known to be."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from probes.control.form import FormControls
from probes.control.manners import Bank, ControlPlatform
from probes.control.truth import TruthLog
from probes.form.listening import PAGE_ORDINAL
from probes.interface import Inquiry, Message, ProbeError, Sent, Session, Shut, VoidReason
from tests.contract.form_world import TEXT, FormWorld, address_of, heard, inquiry_to, told
from tests.contract.test_form import plain

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
PAGE = f"<title>Ticket 4711</title><h1>Ticket 4711</h1><p>Status: open</p><blockquote>{TEXT}</blockquote>"
ANSWER = "A code that does not work is refunded within 24 hours."


def entry(text: str = ANSWER, time: str = "2026-11-26 10:00") -> str:
    return f"<article><time>{time}</time><p>{text}</p></article>"


async def sent(world: FormWorld, success: str) -> tuple[Inquiry, Session]:
    """Ask a plain form that answers with ``success``, and park."""
    world.site.answer = told(success)
    inquiry = world.ask(plain())
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(inquiry.text), Sent)
        return inquiry, await door.park()


async def visit(world: FormWorld, inquiry: Inquiry, session: Session) -> tuple[list[Message], Session, datetime]:
    """A reading visit: what there is, the session after it, and until when all is known."""
    async with world.open(inquiry, session) as door:
        found = await heard(door)
        return found, await door.park(), door.looked_at()


async def with_ticket(world: FormWorld) -> tuple[Inquiry, Session, str]:
    """A sent inquiry whose success page links to its ticket's page."""
    path = world.site.serve(PAGE).partition("127.0.0.1")[2].partition("/")[2]
    link = f'<a href="/{path}">View your ticket</a>'
    return (*await sent(world, f"<h1>Thank you for your message.</h1>{link}"), "/" + path)


def show(world: FormWorld, path: str, body: str) -> None:
    world.site.pages[path] = (200, "<!doctype html><meta charset=utf-8>" + body)


async def test_answer_on_the_ticket_page(world: FormWorld) -> None:
    """It was not there at the look before and is there now; our own words and what moves by itself are no answer."""
    inquiry, session, path = await with_ticket(world)
    show(world, path, PAGE.replace("open", "in progress") + f"<p>5 minutes ago</p><p>{TEXT}</p>")
    nothing, session, before = await visit(world, inquiry, session)
    show(world, path, PAGE + entry())
    [answer], session, _ = await visit(world, inquiry, session)
    again, *_ = await visit(world, inquiry, session)
    assert nothing == []
    assert (answer.text, answer.ordinal, answer.marks) == (ANSWER, PAGE_ORDINAL, {"ticket_page": "yes"})
    assert answer.seen_after == before < answer.seen_by
    assert again == [answer]


async def test_same_words_twice_on_the_page(world: FormWorld) -> None:
    """A sentence that was written twice was said twice, wherever the page puts the newer one."""
    inquiry, session, path = await with_ticket(world)
    show(world, path, PAGE + entry())
    _, session, _ = await visit(world, inquiry, session)
    show(world, path, PAGE + entry(time="2026-11-26 11:30") + entry())
    found, *_ = await visit(world, inquiry, session)
    assert [(m.ordinal, m.text) for m in found] == [(PAGE_ORDINAL, ANSWER), (PAGE_ORDINAL + 1, ANSWER)]


async def test_same_answer_by_mail_and_on_the_page(world: FormWorld) -> None:
    """Counted once, and at the mail's exact time; another answer on the page stays one."""
    inquiry, session, path = await with_ticket(world)
    show(world, path, PAGE + entry() + entry("We also replace codes, if you prefer.", "2026-11-26 10:05"))
    await world.mail(inquiry, f"Dear customer,\n\n{ANSWER}\n\nYour ticket can be seen on our site.")
    found, session, _ = await visit(world, inquiry, session)
    again, *_ = await visit(world, inquiry, session)
    assert [m.ordinal for m in found] == [0, PAGE_ORDINAL + 1]
    assert found[0].seen_after == found[0].seen_by
    assert [m.ordinal for m in again] == [0, PAGE_ORDINAL + 1]


async def test_mail_that_comes_after_its_post_was_seen(world: FormWorld) -> None:
    """What was told once from the page is not told again by the mail that follows."""
    inquiry, session, path = await with_ticket(world)
    show(world, path, PAGE + entry())
    first, session, _ = await visit(world, inquiry, session)
    await world.mail(inquiry, ANSWER)
    second, session, _ = await visit(world, inquiry, session)
    await world.mail(inquiry, ANSWER, "The same sentence, said a second time")
    third, *_ = await visit(world, inquiry, session)
    assert [m.ordinal for m in first] == [m.ordinal for m in second] == [PAGE_ORDINAL]
    assert [m.ordinal for m in third] == [1, PAGE_ORDINAL]


async def test_page_that_cannot_be_seen(world: FormWorld) -> None:
    """While the page is away nothing is known of it, and mail is heard all the same."""
    inquiry, session, path = await with_ticket(world)
    _, session, before = await visit(world, inquiry, session)
    world.site.pages[path] = (503, "down for maintenance")
    await world.mail(inquiry, "We will look into it.", Auto_Submitted="auto-replied")
    [receipt], _, known_until = await visit(world, inquiry, session)
    assert receipt.marks["auto_submitted"] == "auto-replied"
    assert known_until == before


async def test_page_found_by_the_acknowledgement(world: FormWorld) -> None:
    """A link in a mail is visited if it is the form's own host and speaks of a ticket; what stands there with a time
    below our words came after we asked."""
    inquiry, session = await sent(world, "<h1>Thank you for your message.</h1>")
    url = world.site.serve(PAGE + entry() + "<p>Read our terms of service before you buy.</p>")
    show(world, "/ticket/4711", world.site.pages["/" + url.rpartition("/")[2]][1])
    place = f"http://127.0.0.1:{world.site.port}/ticket/4711"
    await world.mail(inquiry, f"Your ticket: {place}.\nRate us: {place}/rating\nSee http://localhost:1/ticket/9")
    found, session, _ = await visit(world, inquiry, session)
    show(world, "/ticket/4711", PAGE + entry() + entry("Is there anything else?", "2026-11-26 12:00"))
    later, *_ = await visit(world, inquiry, session)
    assert [(m.ordinal, m.text.splitlines()[0]) for m in found[1:]] == [(PAGE_ORDINAL, ANSWER)]
    assert found[1].seen_after <= found[0].seen_by
    assert [m.text for m in later[2:]] == ["Is there anything else?"]
    assert not [path for path in world.site.visited if "rating" in path]


async def test_page_behind_the_words_of_a_mail(world: FormWorld) -> None:
    """A mail in HTML may say no more than "view your ticket": the address is behind the words."""
    inquiry, session = await sent(world, "<h1>Thank you for your message.</h1>")
    show(world, "/request/81", PAGE)
    place = f"http://127.0.0.1:{world.site.port}/request/81"
    html = f'<p>We have it.</p><a href="{place}?a=1&amp;b=2">View your request</a>'
    head = f"From: help@support.test\nTo: {address_of(inquiry)}\nContent-Type: text/html\n\n"
    await world.pair.deliver("help@support.test", address_of(inquiry), (head + html).encode())
    _, session, _ = await visit(world, inquiry, session)
    assert session["ticket"]["url"] == f"{place}?a=1&b=2"


async def test_page_that_needs_our_cookies_is_not_public(world: FormWorld) -> None:
    """A page that does not show our words to a stranger is none of the ticket's."""
    path = world.site.serve("<h1>Ticket 4711</h1><p>Please log in.</p>")
    inquiry, session = await sent(world, f'<h1>Thank you for your message.</h1><a href="{path}">View your ticket</a>')
    assert session["ticket"] is None
    assert await visit(world, inquiry, session) is not None


async def test_session_that_is_not_ours(world: FormWorld) -> None:
    """A stored session that cannot be read is our failure."""
    inquiry, session = await sent(world, "<h1>Thank you for your message.</h1>")
    with pytest.raises(ProbeError) as error:
        await visit(world, inquiry, {**session, "format": 99})
    assert error.value.reason is VoidReason.SESSION_LOST


@pytest.mark.parametrize(
    ("manner", "expected"), [("prompt_human", 1), ("acknowledges", 1), ("silent", 0), ("shut", None)]
)
async def test_control_form(world: FormWorld, tmp_path: Path, manner: str, expected: int | None) -> None:
    """A control form is heard once, and each of its answers is found once."""
    truth = TruthLog(tmp_path / "truth.jsonl")
    shop = ControlPlatform(id="control", name="c", manner=manner)
    async with FormControls([shop], Bank(), truth, world.pair, seed=1) as forms:
        inquiry = inquiry_to(forms.url("control"))
        async with world.open(inquiry) as door:
            outcome = await door.send(inquiry.text)
            found = [message async for message in door.listen(datetime.now(UTC) + timedelta(seconds=1.5))]
            session = await door.park()
        if expected is not None:
            await asyncio.sleep(0)
            found, *_ = await visit(world, inquiry, session)
    truth.close()
    heard_by_it = (tmp_path / "truth.jsonl").read_text(encoding="utf-8").count('"heard"')
    assert isinstance(outcome, Shut if expected is None else Sent)
    assert len(found) == (expected or 0)
    assert heard_by_it == (0 if expected is None else 1)
