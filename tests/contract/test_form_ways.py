"""Ways to a form and out of it: a tab, an icon, an editor in a frame, a preview, a question whether to send."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from probes.interface import ProbeError, Sent, VoidReason
from tests.contract.form_world import TEXT, FormWorld, address_of, form_world, told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
PAGES = Path(__file__).parents[1] / "data" / "drawn-forms"
WAYS = ["editor", "launcher", "icon", "fold-zh", "tab", "preview", "asks", "copied", "toolbar", "later", "surface"]


def page(name: str) -> str:
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world() -> AsyncIterator[FormWorld]:
    async with form_world() as made:
        yield made


@pytest.fixture(autouse=True)
def _afresh(world: FormWorld) -> None:
    world.site.sent.clear()
    world.site.answer = told("<h1>Thank you for your message.</h1>We will be in touch.")


@pytest.mark.parametrize("name", WAYS)
async def test_a_form_is_reached_and_sent_once(world: FormWorld, name: str) -> None:
    inquiry = world.ask(page(name))
    outcome = await world.send(inquiry)
    assert isinstance(outcome, Sent), outcome
    told = [{key: str(value).replace("\r\n", "\n").strip() for key, value in sent.items()} for sent in world.site.sent]
    assert told == [{"mail": address_of(inquiry), "text": TEXT}]


async def test_a_question_after_it_left_is_not_answered(world: FormWorld) -> None:
    """Once the message left the page no second button is pressed: it may have been taken."""
    body = page("asks").replace(
        "event.preventDefault();",
        'event.preventDefault(); fetch("/taken", { method: "POST", body: by("mail").value });',
    )
    with pytest.raises(ProbeError) as void:
        await world.send(world.ask(body))
    assert void.value.reason is VoidReason.SEND_UNCERTAIN
    assert len(world.site.sent) == 1


async def test_a_dialog_that_asks_something_else_is_left_alone(world: FormWorld) -> None:
    """Only what asks whether to send is answered."""
    body = page("asks").replace("Send this message now?", "Win a prize!").replace("Yes, send it", "OK")
    with pytest.raises(ProbeError) as void:
        await world.send(world.ask(body))
    assert void.value.reason is VoidReason.NOT_SENT
    assert not world.site.sent
