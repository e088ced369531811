"""Nothing that could send is pressed on the way to a form: by no visit, and by nobody who only looks."""

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

SENDS = "fetch('/taken', {method: 'POST', body: new URLSearchParams({m: document.querySelector('textarea').value})})"
PRESSED = f'onclick="{SENDS}"'
NEVER = {  # fields of which no form can be made, and what sends them
    "in no form": f"<h1>Guest book</h1><p>Your words</p><textarea></textarea><button {PRESSED}>Send message</button>",
    "apart": f"<main><textarea></textarea></main><footer><button {PRESSED}>Submit your question</button></footer>",
    "a link": f"<textarea></textarea><a href='#' {PRESSED}>Send us a message</a>",
    "drawn": f"<textarea></textarea><div style='cursor:pointer' {PRESSED}><span>发送邮件</span></div>",
    "a native form": "<form method=post action=/taken>Name <input name=n> Words <textarea name=m></textarea>"
    "<button>Feedback</button></form>",
    "another form": f"<form><textarea></textarea></form><form onsubmit=\"event.preventDefault();{SENDS}\">"
    "<button>提交反馈</button></form>",
    "without a field": "<p>Do you want to open one?</p><textarea hidden></textarea><form method=post action=/taken>"
    "<button>Open a ticket</button></form>",
    "a wrapped button": f"<textarea></textarea><p style='cursor:pointer'><button {PRESSED}>提交问题</button></p>",
    "called as a way": f"<p>Name</p><input><p>Words</p><textarea></textarea><button {PRESSED}>我要留言</button>",
}  # fmt: skip


@pytest.mark.parametrize("kind", NEVER)
async def test_what_could_send_is_no_way_to_a_form(world: FormWorld, kind: str) -> None:
    """Neither a visit nor a look presses it while the fields stand empty."""
    inquiry = world.ask(NEVER[kind])
    seen = await look(inquiry, world.channel.means, world.stage)
    with suppress(ProbeError):
        await world.send(inquiry)
    assert (seen.entry, world.site.sent) == ((), [])


FORM = """<form><label>E-mail <input id=mail></label><label>Message <textarea id=text></textarea></label>
  <button>Send</button></form><script>document.querySelector('form').onsubmit = async (event) => {
    event.preventDefault(); const by = (id) => document.getElementById(id).value;
    await fetch('/taken', {method: 'POST', body: new URLSearchParams({mail: by('mail'), text: by('text')})});
    document.body.textContent = 'Thank you for your message!'; }</script>"""
HIDDEN = f"<div hidden id=form>{FORM}</div>"
SHOWS, OFFERS = (f"document.getElementById('{one}').hidden = false" for one in ("form", "kinds"))
ELSEWHERE = "document.body.textContent = 'Bugs only.'"
CARD = """<div style='position:relative;width:300px'><h3>{}</h3><p>{}</p><button onclick="{}"
  style='position:absolute;inset:0;background:none;border:0;width:300px;height:100%'></button></div>"""
LONG = "We read every word, and would like to know what you think of this page."
CARDS = CARD.format("Report a bug", LONG, ELSEWHERE) + CARD.format("Share feedback", LONG, SHOWS)
ROWS = f"""<button onclick="{ELSEWHERE}">报告问题</button>
  <div style='cursor:pointer' onclick="{SHOWS}"><b>其他问题</b><p>{LONG}</p></div>"""
WAYS = {
    "a dashboard": f"""<nav><input type=search placeholder=Search></nav><aside><button onclick="{SHOWS}">Submit Feedback
        </button></aside>{HIDDEN}""",
    "a side": f"""<ul><li style='cursor:pointer' onclick="{SHOWS}">提交反馈</li></ul>{HIDDEN}""",
    "a choice": f"""<button onclick="{OFFERS}">Feedback</button><div hidden id=kinds>{CARDS}</div>{HIDDEN}""",
    "another choice": f"""<button onclick="{OFFERS}">反馈</button><div hidden id=kinds>{ROWS}</div>{HIDDEN}""",
}


@pytest.mark.parametrize("kind", WAYS)
async def test_a_way_to_a_form(world: FormWorld, kind: str) -> None:
    """Where no field is in sight what "submits" may open the form; of several matters the general one is pressed."""
    inquiry = world.ask(WAYS[kind])
    outcome = await world.send(inquiry)
    assert isinstance(outcome, Sent), outcome
    assert [sent["mail"] for sent in world.site.sent] == [address_of(inquiry)]


MENUS = {  # what is pressed first, and whether what it shows is a link
    "a link": "<a href='#' onclick=\"{}; return false\">{}</a>",
    "a button": '<button onclick="{}">{}</button>',
    "drawn": "<div style='cursor:pointer' onclick=\"{}\">{}</div>",
}


@pytest.mark.parametrize("words", ["Contact Us", "联系我们"])
@pytest.mark.parametrize("kind", MENUS)
async def test_a_menu_and_what_it_holds_are_called_the_same(world: FormWorld, kind: str, words: str) -> None:
    """What was pressed is pressed once; the link that it brings into sight leads on, by another address."""
    form = world.site.serve(FORM)
    menu = MENUS[kind].format("document.getElementById('menu').hidden = false", words)
    inquiry = world.ask(f"<h1>Bar</h1>{menu}<p id=menu hidden><a href='{form}'>{words}</a></p>")
    await world.takes(inquiry)


@pytest.mark.parametrize("kind", MENUS)
async def test_a_link_in_a_menu_that_shows_a_part_of_the_page(world: FormWorld, kind: str) -> None:
    """Its address names a place on the same page."""
    menu = MENUS[kind].format("document.getElementById('menu').hidden = false", "Contact Us")
    item = f'<a href="#contact" onclick="{SHOWS}">Contact Us</a>'
    assert isinstance(await world.send(world.ask(f"<h1>Bar</h1>{menu}<p id=menu hidden>{item}</p>{HIDDEN}")), Sent)


BARS = "<i style='display:block;width:22px;height:3px;margin:4px;background:#333'></i>" * 3
FOLDED = {  # what opens the menu of a page, whose items are out of sight until then
    "a button": '<button onclick="{}">MENU</button>',
    "a button in Chinese": '<button onclick="{}">菜单</button>',
    "drawn": "<div style='cursor:pointer' onclick=\"{}\">Menu</div>",
    "a sign": "<span style='cursor:pointer' onclick=\"{}\">☰</span>",
    "named": f'<button aria-label="Toggle navigation" onclick="{{}}">{BARS}</button>',
    "three bars": f"<div class=hamburger style='cursor:pointer;width:30px' onclick=\"{{}}\">{BARS}</div>",
    "three bars, a button": f'<button class=navbar-toggler onclick="{{}}">{BARS}</button>',
}
UNFOLDS = "document.getElementById('menu').style = ''"


@pytest.mark.parametrize("kind", FOLDED)
async def test_a_menu_that_is_folded_away(world: FormWorld, kind: str) -> None:
    """Where nothing in sight leads to a form, the page's menu is opened; its item leads on."""
    form = world.site.serve(FORM)
    items = f"<p><a href='/'>Home</a><p><a href='{form}'>Contact</a>"
    menu = f"<nav id=menu style='opacity:0;visibility:hidden'>{items}</nav>"
    inquiry = world.ask(f"<h1>Bar</h1>{FOLDED[kind].format(UNFOLDS)}{menu}")
    await world.takes(inquiry)


async def test_what_is_in_sight_comes_before_a_menu(world: FormWorld) -> None:
    """The menu may lead to another page of the same name: it stays shut."""
    form = world.site.serve(FORM)
    body = f"<h1>Bar</h1><button onclick=\"location = '/menu'\">MENU</button><p><a href='{form}'>Contact us</a>"
    assert isinstance(await world.send(world.ask(body)), Sent)
    assert "/menu" not in world.site.visited
