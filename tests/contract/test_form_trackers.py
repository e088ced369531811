"""Trackers ask a stranger for no address: the answer will stand on the ticket's public page, and is read there."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from probes.interface import ProbeError, Sent, VoidReason
from tests.contract.form_world import TEXT, Answer, FormWorld, heard, told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("afresh")]
TRACKER = (Path(__file__).parents[1] / "data" / "drawn-forms" / "tracker.html").read_text(encoding="utf-8")
TICKET = f"<p>Issue #17 created.</p><h1>Issue 17</h1><p>Status: new</p><blockquote>{TEXT}</blockquote>"
ENTERED = {
    "issue[tracker_id]": "Support", "issue[severity]": "wish", "issue[assigned_to_id]": "", "issue[description]": TEXT,
}  # fmt: skip


def show(world: FormWorld, path: str, body: str) -> None:
    world.site.pages[path] = (200, "<!doctype html><meta charset=utf-8>" + body)


def leads_to(path: str) -> Answer:
    return lambda sent: web.Response(status=302, headers={"Location": path})


async def test_a_tracker_is_asked_and_read(world: FormWorld) -> None:
    """Its new ticket's page is public: what comes to stand on it is the answer. Nobody is named, no bug is claimed."""
    world.site.answer = leads_to("/desk/issues/17")
    show(world, "/desk/issues/17", TICKET)
    inquiry = world.ask(TRACKER)
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(inquiry.text), Sent)
        session = await door.park()
    (sent,) = world.site.sent
    subject = sent.pop("issue[subject]")
    assert (subject.startswith("Refunds ["), {k: v.replace("\r\n", "\n") for k, v in sent.items()}) == (True, ENTERED)
    show(world, "/desk/issues/17", TICKET + "<div><p>2026-11-27 10:00</p><p>We refund it within a day.</p></div>")
    async with world.open(inquiry, session) as door:
        (answer,) = await heard(door)
    assert answer.text == "We refund it within a day."


@pytest.mark.parametrize("ticket", [TICKET.replace(TEXT, "Please log in to read this issue."), ""])
async def test_a_ticket_that_strangers_do_not_see(world: FormWorld, ticket: str) -> None:
    """It was taken, and nobody could read an answer: it is void, not silence."""
    world.site.answer = told(TICKET)
    show(world, "/desk/issues", ticket)
    with pytest.raises(ProbeError, match="no page shows our ticket") as void:
        await world.send(world.ask(TRACKER))
    assert void.value.reason is VoidReason.SEND_UNCERTAIN
    assert len(world.site.sent) == 1


async def test_a_list_of_all_tickets_is_no_page_of_ours(world: FormWorld) -> None:
    """What others write there would be taken for an answer to us."""
    world.site.answer = leads_to("/desk/issues")
    show(world, "/desk/issues", TICKET.replace("17", ""))
    with pytest.raises(ProbeError, match="no page shows our ticket") as void:
        await world.send(world.ask(TRACKER))
    assert void.value.reason is VoidReason.SEND_UNCERTAIN


@pytest.mark.parametrize(
    "body",
    [
        TRACKER.replace("/desk/issues", "/desk/take").replace(">Issues<", ">Home<"),
        TRACKER.replace("New issue", "Your feedback").replace("Issues", "Home").replace("/desk/issues", "/desk"),
        TRACKER.replace("Title<", "Colour<").replace("[subject]", "[colour]"),
    ],
    ids=["no-list", "feedback", "no-subject"],
)
async def test_what_is_no_tracker_is_not_asked(world: FormWorld, body: str) -> None:
    """Without an address no answer could reach us."""
    with pytest.raises(ProbeError, match=r"no (e-mail address|contact form)"):
        await world.send(world.ask(body))
    assert not world.site.sent


@pytest.mark.parametrize("elsewhere", ["", "/desk/book?page=1"])
async def test_a_guest_book_is_no_ticket(world: FormWorld, elsewhere: str) -> None:
    """A page that shows our words among those of others is not read as our ticket."""
    book = '<h1>Contact us</h1><form method="post"><p><label>E-mail <input name="e"></label></p>'
    book += '<p><label>Message <textarea name="m"></textarea></label></p><button>Send</button></form>'
    inquiry = world.ask(book)
    path = inquiry.target.address.partition("127.0.0.1")[2]
    path = elsewhere or path[path.index("/") :]

    def taken(sent: object) -> web.StreamResponse:
        show(world, path.partition("?")[0], f"{book}<p>Thank you for your message.</p><blockquote>{TEXT}</blockquote>")
        return web.Response(status=302, headers={"Location": path})

    world.site.answer = taken
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(inquiry.text), Sent)
        assert door.listening.ticket is None
