"""Forms with drawn lists, a button elsewhere, a first page of one question, or a socket instead of requests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from probes.interface import ProbeError, Sent, VoidReason
from tests.contract.form_world import TEXT, FormWorld, address_of, as_json, told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
NAME = "Support response study"
PAGES = Path(__file__).parents[1] / "data" / "drawn-forms"
MADE: dict[str, dict[str, Any]] = {
    "wheel-zh": {"kind": "其他问题", "who": NAME, "mail": "{a}", "text": TEXT},
    "lists-zh": {"type": "其他", "dept": "客服部", "mail": "{a}", "text": TEXT},
    "footer": {"mail": "{a}", "text": TEXT},
    "outside": {"mail": "{a}", "text": TEXT},
    "first-zh": {"kind": "b", "who": NAME, "mail": "{a}", "text": TEXT},
    "popup": {"mail": "{a}", "topic": "Other", "subject": "Something else", "text": TEXT},
    "components": {"who": NAME, "mail": "{a}", "text": TEXT, "terms": True},
    "faces-zh": {"a": "其它", "b": "其他问题", "mail": "{a}", "text": TEXT},
    "care": {"topic": "General question", "mail": "{a}", "text": TEXT},
    "covered": {"topic": "General question", "mail": "{a}", "text": TEXT},
    "row-zh": {"kind": "其他", "mail": "{a}", "text": TEXT},
    "inner": {"kind": "Other", "mail": "{a}", "text": TEXT},
    "glass": {"mail": "{a}", "text": TEXT, "trapped": ""},
    "anew-zh": {"kind": "其他", "mail": "{a}", "text": TEXT},
    "starred": {"mail": "{a}", "text": TEXT, "copy": False},
    "named-options": {"kind": "Other", "mail": "{a}", "text": TEXT},
    "told-late": {"level": "Normal", "colour": "", "mail": "{a}", "text": TEXT},
    "titled-zh": {"kind": "其他", "mail": "{a}", "text": TEXT},
    "cells-zh": {"kind": "其他", "mail": "{a}", "text": TEXT, "agreed": True},
    "hinted-zh": {"kind": "其他", "mail": "{a}", "text": TEXT},
    "hinted": {"kind": "Something else", "mail": "{a}", "text": TEXT},
    "socket": {"n": NAME, "e": "{a}", "t": TEXT, "ok": True},
}

IDLE = (
    '<h1>Contact us</h1><form method="post" action="/taken"><label>E-mail <input name="mail"></label>'
    '<p>Topic</p><div style="border:1px solid;cursor:pointer;width:200px">Select a topic</div>'
    '<p><label>Message <textarea name="text"></textarea></label></p><button>Send</button></form>'
)


def page(name: str) -> str:
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _afresh(world: FormWorld) -> None:
    world.site.sent.clear()
    world.site.answer = as_json(ok=True)


@pytest.mark.parametrize("name", MADE)
async def test_what_is_not_native_is_used_as_people_use_it(world: FormWorld, name: str) -> None:
    """Lists are opened and chosen from, the button that belongs to the form is pressed, and it is sent once."""
    inquiry = world.ask(page(name))
    outcome = await world.send(inquiry)
    assert isinstance(outcome, Sent), outcome
    (sent,) = world.site.sent
    told = {key: value.replace("\r\n", "\n") if isinstance(value, str) else value for key, value in sent.items()}
    assert told == {key: address_of(inquiry) if value == "{a}" else value for key, value in MADE[name].items()}


async def test_a_socket_that_does_not_answer_is_uncertain(world: FormWorld) -> None:
    """What left by a socket may have been taken: without a sign on the page it is never told as not sent."""
    silent = page("socket").replace('by("card").innerHTML', "window.kept")
    with pytest.raises(ProbeError) as void:
        await world.send(world.ask(silent))
    assert void.value.reason is VoidReason.SEND_UNCERTAIN
    assert len(world.site.sent) == 1


async def test_a_drawn_list_claims_nothing_about_us(world: FormWorld) -> None:
    """A country that is required is not made up because its list is drawn."""
    body = page("popup").replace(">Topic<", ">Country<").replace('["Billing", "Other"]', '["France", "Norway"]')
    with pytest.raises(ProbeError, match="Country") as void:
        await world.send(world.ask(body))
    assert void.value.reason is VoidReason.NOT_SENT
    assert not world.site.sent


async def test_a_wheel_that_keeps_another_choice_sends_nothing(world: FormWorld) -> None:
    """What it shows once it is confirmed is what it would send: another kind than ours is no truth of ours."""
    stuck = page("wheel-zh").replace("turned = li.textContent", "turned")
    with pytest.raises(ProbeError, match="another choice") as void:
        await world.send(world.ask(stuck))
    assert void.value.reason is VoidReason.NOT_SENT
    assert not world.site.sent


async def test_a_wheel_that_cannot_be_turned_sends_nothing(world: FormWorld) -> None:
    """Neither a press nor a finger nor a mouse moves it: its first kind is not what we would say."""
    stuck = page("cells-zh").replace("at = Math.max", "from = Math.max")
    with pytest.raises(ProbeError, match="another choice") as void:
        await world.send(world.ask(stuck))
    assert void.value.reason is VoidReason.NOT_SENT
    assert not world.site.sent


async def test_what_only_looks_like_a_list_is_left(world: FormWorld) -> None:
    """Words that ask to choose, in a frame, and nothing opens: nobody requires it, and the form is sent without."""
    world.site.answer = told("<h1>Thank you for your message.</h1>")
    assert isinstance(await world.send(world.ask(IDLE)), Sent)
    assert len(world.site.sent) == 1


async def test_a_list_that_shows_another_choice_sends_nothing(world: FormWorld) -> None:
    """What a list shows after the press is what it would send, whether or not it had to be confirmed."""
    stuck = page("inner").replace("kind = one.textContent", 'kind = "Sales"')
    with pytest.raises(ProbeError, match="another choice") as void:
        await world.send(world.ask(stuck))
    assert void.value.reason is VoidReason.NOT_SENT
    assert not world.site.sent


async def test_a_list_that_shows_its_choice_late(world: FormWorld) -> None:
    """It is given time: what it shows in between was not kept."""
    slow = page("inner").replace(
        "textContent = kind;",
        'textContent = "Sales"; setTimeout(() => { by("pick").lastChild.textContent = kind; }, 900);',
    )
    assert isinstance(await world.send(world.ask(slow)), Sent)
    assert [sent["kind"] for sent in world.site.sent] == ["Other"]


async def test_a_drawn_list_that_stands_at_its_first(world: FormWorld) -> None:
    """Nobody set it: a general kind is taken. One that stands elsewhere was set on purpose and is left as it is."""
    first = page("at-first")
    later = first.replace('["Sales", ', '["Billing", "Sales", ')
    for body, kind in ((first, "Other"), (later, "Sales")):
        world.site.sent.clear()
        assert isinstance(await world.send(world.ask(body)), Sent)
        assert [sent["kind"] for sent in world.site.sent] == [kind]


async def test_a_list_that_shows_its_title_has_none_chosen(world: FormWorld) -> None:
    """However the title says that it is required."""
    body = page("titled-zh").replace("咨询类型 *", "咨询类型 （必填）：")
    assert isinstance(await world.send(world.ask(body)), Sent)
    assert [sent["kind"] for sent in world.site.sent] == ["其他"]


async def test_a_form_that_never_comes_to_rest_sends_nothing(world: FormWorld) -> None:
    """Where every entry makes the page draw itself anew and forget, nothing is pressed."""
    restless = page("anew-zh").replace("kept[id] = by(id).value;", "draw();")
    with pytest.raises(ProbeError) as void:
        await world.send(world.ask(restless))
    assert void.value.reason is VoidReason.NOT_SENT
    assert not world.site.sent


async def test_an_address_that_is_refused_for_its_tag_is_named(world: FormWorld) -> None:
    """Some forms take no plus sign: the log says that it was the address, and which setting writes it otherwise."""
    strict = page("starred").replace(
        "await fetch",
        'if (/[+]/.test(by("mail").value)) { by("f").insertAdjacentHTML("beforeend", '
        '"<p role=alert>Please enter a valid e-mail address</p>"); return; } await fetch',
    )
    with pytest.raises(ProbeError, match="our address") as void:
        await world.send(world.ask(strict))
    assert void.value.reason is VoidReason.NOT_SENT
    assert "tag_separator" in str(void.value.hint)
    assert not world.site.sent


async def test_of_choices_without_words_none_is_made(world: FormWorld) -> None:
    """A choice that nobody can read may claim anything."""
    wordless = page("named-options").replace('label="Order"', "").replace('label="Other"', "")
    with pytest.raises(ProbeError, match="nothing to choose") as void:
        await world.send(world.ask(wordless))
    assert void.value.reason is VoidReason.NOT_SENT
    assert not world.site.sent


async def test_what_left_the_page_is_not_sent_again(world: FormWorld) -> None:
    """A list that is asked for only after the press is chosen from only if nothing left: it may have been taken."""
    left = page("told-late").replace(
        "event.preventDefault();", 'event.preventDefault(); fetch("/taken", { method: "POST" });'
    )
    with pytest.raises(ProbeError, match="Please select") as void:
        await world.send(world.ask(left))
    assert void.value.reason is VoidReason.NOT_SENT
    assert len(world.site.sent) == 1


async def test_a_list_asked_for_late_claims_nothing(world: FormWorld) -> None:
    """What only the refusal asks for is chosen where a choice is true of anybody; else nothing is sent."""
    claim = page("told-late").replace(">Urgent<", ">Silver member<").replace(">Normal<", ">Gold member<")
    with pytest.raises(ProbeError, match="Please select") as void:
        await world.send(world.ask(claim.replace("Priority <", "Your level <")))
    assert void.value.reason is VoidReason.NOT_SENT
    assert not world.site.sent


async def test_a_list_that_is_called_by_what_it_asks(world: FormWorld) -> None:
    """ "Please select" names no list: the words beside it do."""
    body = page("inner").replace('aria-labelledby="l"', 'aria-label="Please select"')
    assert isinstance(await world.send(world.ask(body)), Sent)
    assert [sent["kind"] for sent in world.site.sent] == ["Other"]
