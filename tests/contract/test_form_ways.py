"""Ways to a form and out of it: a tab, an icon, an editor in a frame, a preview, a question whether to send."""

from __future__ import annotations

from pathlib import Path

import pytest

from probes.interface import ProbeError, Sent, VoidReason
from tests.contract.form_world import TEXT, FormWorld, address_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("afresh")]
PAGES = Path(__file__).parents[1] / "data" / "drawn-forms"
WAYS = [
    "editor", "launcher", "icon", "fold-zh", "tab", "preview", "asks", "copied", "toolbar", "later", "surface",
    "reviewed", "revealed", "printed", "departments", "panel", "each-own", "each-own-zh",
]  # fmt: skip


def page(name: str) -> str:
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


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


async def test_a_page_that_changes_our_address(world: FormWorld) -> None:
    """Answers could not reach us: nothing is sent, and the log says which setting may help."""
    body = page("printed").replace('name="mail"', 'name="mail" oninput="this.value = this.value.replace(/[+]/g, \'\')"')
    with pytest.raises(ProbeError) as void:
        await world.send(world.ask(body))
    assert void.value.reason is VoidReason.NOT_SENT
    assert "tag_separator" in (void.value.hint or "")
    assert not world.site.sent


async def test_links_to_the_page_itself_are_followed_last(world: FormWorld) -> None:
    """A contact page's own menu leads back to it: the two presses go to what leads elsewhere first."""
    form = world.site.serve(page("toolbar"))
    menu = "<nav><a href=''>Contact</a> <a href=''>Contact us</a> <a href=''>联系我们</a></nav>"
    inquiry = world.ask(f"{menu}<h1>Service</h1><main><a href='{form}'>Send us a message</a></main>")
    assert isinstance(await world.send(inquiry), Sent)
    assert len(world.site.sent) == 1
