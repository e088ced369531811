"""What a form shows without a word: it is put away after its server took the message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from probes.interface import Sent, VoidReason
from tests.contract.form_world import TEXT, Answer, FormWorld, address_of, as_json, told

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("afresh"),
    pytest.mark.timeout(120),
]

DIALOG = """<h1>Our shop</h1><dialog open id=box><form action=/taken><h2>{head}</h2>
  <label>E-mail <input name=mail></label><label>Message <textarea name=text></textarea></label>
  <button>Send</button></form></dialog>
  <script>document.querySelector('form').onsubmit = async (event) => {{ event.preventDefault();
    const body = {body}; {before}
    const answer = await fetch('/taken', {{method: 'POST', body, headers: {headers}}}); {after} }}</script>"""
FORM = "new URLSearchParams(new FormData(event.target))"
JSON = "JSON.stringify(Object.fromEntries(new FormData(event.target)))"
PARTS = "new FormData(event.target)"


def dialog(
    body: str = FORM, headers: str = "{}", head: str = "Write to us", before: str = "", after: str = "box.close();"
) -> str:
    return DIALOG.format(head=head, body=body, headers=headers, before=before, after=after)


QUIET: dict[str, tuple[str, Answer]] = {
    "a form": (dialog(), as_json(success=True)),
    "JSON": (dialog(JSON, "{'Content-Type': 'application/json'}"), as_json(code=200, msg="提交成功")),
    "parts": (dialog(PARTS, head="给我们留言"), as_json(status="ok")),
    "removed": (dialog(after="box.remove();"), as_json(success=True)),
    "emptied": (dialog(after="event.target.reset();"), lambda sent: web.json_response({}, status=201)),
    "a record": (dialog(), lambda sent: web.json_response({"id": 7, **sent})),
}


@pytest.mark.parametrize("kind", QUIET)
async def test_a_form_put_away_after_its_server_took_it(world: FormWorld, kind: str) -> None:
    """Nothing is said to a reader; the server's own answer says it, and t0 is when the form went away."""
    body, world.site.answer = QUIET[kind]
    inquiry = world.ask(body)
    outcome = await world.send(inquiry)
    assert isinstance(outcome, Sent)
    assert outcome.witness == "server's answer"
    assert world.site.sent_at[0] <= outcome.at <= datetime.now(UTC)
    assert [(sent["mail"], sent["text"].replace("\r\n", "\n")) for sent in world.site.sent] == [
        (address_of(inquiry), TEXT)
    ]


UNSURE: dict[str, tuple[str, Answer]] = {
    "an answer that says nothing": (dialog(), as_json()),
    "a bare number": (dialog(head="给我们留言"), as_json(code=0)),
    "an answer that denies": (dialog(), as_json(success=False)),
    "thanks that are denied": (
        dialog(after="box.textContent = 'Thank you for your message!';"),
        as_json(success=False),
    ),
    "a form that stays": (dialog(after=""), as_json(success=True)),
    "another request": (dialog(before="fetch('/other', {method: 'POST', body});"), as_json(success=True)),
    "an error of the server's": (dialog(), lambda sent: web.json_response({"success": True}, status=500)),
    "a check": (dialog().replace("'/taken'", "'/taken?do=validate'"), as_json(success=True)),
    "a check, then a page": (
        dialog(after="event.target.method = 'post'; event.target.submit();"),
        as_json(success=True),
    ),
    "a front page": (
        "<form method=post action=/taken><h1>Contact us</h1><label>E-mail <input name=mail></label>"
        "<label>Message <textarea name=text></textarea></label><button>Send</button></form>",
        told("<h1>Our shop</h1>"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNSURE)
async def test_what_may_not_have_been_taken(world: FormWorld, kind: str) -> None:
    """Nothing that can be read says so: uncertain (until a mail proves it, 0187), and never sent again."""
    body, answer = UNSURE[kind]

    def first(sent: Mapping[str, Any]) -> web.StreamResponse:
        """Of two requests the other gets no clear answer."""
        clear = {"another request": 2, "a check, then a page": 1}.get(kind, len(world.site.sent))
        return answer(sent) if len(world.site.sent) == clear else told("<h1>Our shop</h1>")(sent)

    world.site.answer = first
    assert await world.unsure(world.ask(body)) is VoidReason.SEND_UNCERTAIN
    assert len(world.site.sent) == (2 if kind in ("another request", "a check, then a page") else 1)


async def test_a_field_that_takes_the_focus_after_success(world: FormWorld) -> None:
    """An emptied form stands ready for the next message: that refuses nothing."""
    body = dialog(after="event.target.reset(); event.target.elements.mail.focus();")
    world.site.answer = as_json(success=True)
    assert isinstance(await world.send(world.ask(body)), Sent)
