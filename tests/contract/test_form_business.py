"""A form that stands behind what asks for business rather than help: a drawn box, a tab of a rarer name; never behind
what could order, delete or send, and never on somebody else's site."""

from __future__ import annotations

from contextlib import suppress

import pytest

from probes.form.looking import look
from probes.interface import ProbeError, Sent
from tests.contract.form_world import FormWorld, address_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("afresh"),
    pytest.mark.timeout(120),
]

FORM = """<h3>How can we help?</h3><form><label>E-mail <input id=mail></label>
  <label>Message <textarea id=text></textarea></label><button>Submit</button></form>"""
SENDS = """<script>
  const show = () => { document.getElementById('box').innerHTML = document.getElementById('kept').innerHTML; };
  const tell = (what) => fetch('/taken', {method: 'POST', body: new URLSearchParams({what})});
  const by = (id) => document.getElementById(id).value;
  addEventListener('submit', async (event) => { event.preventDefault();
    await fetch('/taken', {method: 'POST', body: new URLSearchParams({mail: by('mail'), text: by('text')})});
    document.body.textContent = 'Thank you for your message!'; });</script>"""


def shop(way: str) -> str:
    """A page whose form is made only once something is pressed."""
    return f"<h1>Our works</h1><div id=box></div><template id=kept>{FORM}</template>{way}{SENDS}"


LONG = "We print posters, books, cards and whatever else you bring to us, in one night if it must be."
DRAWN = "<div class=quote style='cursor:pointer' onclick='show()'>{}</div>"
NESTED = f"<div style='cursor:pointer'><p>{LONG}</p><p>{LONG}</p><span onclick='show()'>{{}}</span></div>"
HEARD = "<div class=quote>{}</div><script>document.querySelector('.quote').onclick = () => show()</script>"
MENU = "<nav><a href='/elsewhere'>{}</a></nav>"
TABS = """<a href='javascript:void(0)'>{}</a> <a href='javascript:void(0)' onclick='show()'>{}</a>"""
ROLES = """<div role=tablist><button role=tab>Prices</button><button role=tab onclick='show()'>{}</button></div>"""
WAYS = {
    "a drawn box": DRAWN.format("Request a Quote"),
    "a drawn box, Chinese": DRAWN.format("业务咨询"),
    "a part of a drawn box": NESTED.format("Get in touch"),
    "a part of a drawn box, Chinese": NESTED.format("我要咨询"),
    "no hand over it": HEARD.format("Write to us"),
    "no hand over it, Chinese": HEARD.format("提交需求"),
    "a tab": TABS.format("Address", "Business enquiries"),
    "a tab, Chinese": TABS.format("联系方式", "洽谈业务"),
    "a tab that the menu names, too": MENU.format("洽谈业务") + TABS.format("联系方式", "洽谈业务"),
    "after places further down": "<a href='#there'>Contact Us</a> <a href='#here'>Contact us</a>"
    + DRAWN.format("Request a Quote"),
    "after places further down, Chinese": "<a href='#there'>联系我们</a> <a href='#here'>联系我们</a>"
    + DRAWN.format("业务咨询"),
    "after links to the page itself": "<a href='?a'>Contact us</a> <a href='?b'>Contact us</a>" + DRAWN.format("询价"),
    "a desk": ROLES.format("Sales"),
    "another desk": TABS.format("Prices", "Press"),
    "a desk, Chinese": ROLES.format("商务"),
}


@pytest.mark.parametrize("kind", WAYS)
async def test_what_asks_for_business_leads_to_the_form(world: FormWorld, kind: str) -> None:
    inquiry = world.ask(shop(WAYS[kind]))
    outcome = await world.send(inquiry)
    assert isinstance(outcome, Sent), outcome
    assert [sent["mail"] for sent in world.site.sent] == [address_of(inquiry)]


TELLS = "<div style='cursor:pointer' onclick=\"tell('pressed')\">{}</div>"
NEVER = {
    "orders": TELLS.format("Get a quote and order"),
    "orders, Chinese": TELLS.format("立即下单"),
    "logs in": TELLS.format("登录后获取报价"),
    "deletes": TELLS.format("Delete my quote request"),
    "adds": "<button onclick=\"tell('pressed')\">Add to quote</button>",
    "sends what stands beside it": "<input placeholder=Name><textarea></textarea>" + TELLS.format("Request a Quote"),
    "sends, Chinese": "<p>姓名</p><input><textarea></textarea>" + TELLS.format("我要咨询"),
}


@pytest.mark.parametrize("kind", NEVER)
async def test_what_could_order_delete_or_send_is_never_pressed(world: FormWorld, kind: str) -> None:
    """Neither by a visit nor by a look."""
    inquiry = world.ask(shop(NEVER[kind]))
    await look(inquiry, world.channel.means, world.stage)
    with suppress(ProbeError):
        await world.send(inquiry)
    assert world.site.sent == []


async def test_a_link_that_bears_a_desk_s_name_is_not_followed(world: FormWorld) -> None:
    """Any page of a shop may be called so."""
    seen = await look(world.ask(shop("<a href='/sales'>Sales</a>")), world.channel.means, world.stage)
    assert (seen.entry, "/sales" in world.site.visited) == ((), False)


async def test_only_one_is_pressed_where_it_leads_to_the_form(world: FormWorld) -> None:
    """What asks for help comes first."""
    both = DRAWN.format("Request a Quote") + DRAWN.format("Get in touch")
    seen = await look(world.ask(shop(both)), world.channel.means, world.stage)
    assert seen.entry == ("Get in touch",)


async def test_only_two_are_pressed_that_show_something_more(world: FormWorld) -> None:
    """Who is led on and on is led astray."""
    menu = "<button onclick=\"this.outerHTML = document.getElementById('{}').innerHTML\">{}</button>"
    first, second = menu.format("two", "Write to us"), menu.format("kept", "Contact us")
    kept = f"<template id=one>{first}</template><template id=two>{second}"
    seen = await look(
        world.ask(shop(f"{kept}</template>{menu.format('one', 'Get in touch')}")), world.channel.means, world.stage
    )
    assert (seen.door, seen.entry) == ("not found", ("Get in touch", "Write to us"))


async def test_a_drawn_box_that_leads_to_somebody_else_s_site(world: FormWorld) -> None:
    """The form there is another's: it is left again, and not asked."""
    there = world.site.serve(shop("<script>show()</script>")).replace("127.0.0.1", "localhost")
    leads = f"<div style='cursor:pointer' onclick=\"location.href = '{there}'\">Request a Quote</div>"
    inquiry = world.ask(shop(leads))
    seen = await look(inquiry, world.channel.means, world.stage)
    with suppress(ProbeError):
        await world.send(inquiry)
    assert (seen.door, world.site.sent) == ("not found", [])
