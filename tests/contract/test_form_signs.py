"""What leads to a form says so by its title, its name, a picture's file or a head under which it is folded."""

from __future__ import annotations

from contextlib import suppress

import pytest

from probes.form.looking import look
from probes.interface import ProbeError, Sent
from tests.contract.form_world import FormWorld

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("afresh"),
    pytest.mark.timeout(120),
]

FORM = """<form><label>E-mail <input id=mail></label><label>Message <textarea id=text></textarea></label>
  <button>Send</button></form><script>document.querySelector('form').onsubmit = async (event) => {
    event.preventDefault(); const by = (id) => document.getElementById(id).value;
    await fetch('/taken', {method: 'POST', body: new URLSearchParams({mail: by('mail'), text: by('text')})});
    document.body.textContent = 'Thank you for your message!'; }</script>"""
HIDDEN = f"<div hidden id=form>{FORM}</div>"
SHOWS = "onclick=\"document.getElementById('form').hidden = false\""
PICTURE = "src='data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>' width=32 height=32"
ICON = "style='display:inline-block;width:32px;height:32px;background:#39c'"
LINKS = {  # to the page with the form, at {}
    "a title": f"<a href='{{}}' title='Contact us'><span {ICON}></span></a>",
    "a name": f"<a href='{{}}' aria-label='联系我们'><i {ICON}></i></a>",
    "a title of other words": "<a href='{}' title='给我们留言'>点此进入</a>",
    "a name of other words": "<a href='{}' aria-label='Send us a message'>Here »</a>",
    "a picture's words": f"<a href='{{}}'><img alt='Feedback' {PICTURE}></a>",
    "a drawing's title": "<a href='{}'><svg width=32 height=32><title>在线留言</title>"
    "<rect width=32 height=32 /></svg></a>",
    "a class": f"<a href='{{}}'><i class='fa icon-mail' {ICON}></i></a>",
    "a file": f"<a href='{{}}'><img {PICTURE} data-name=x srcset='/static/img/contact.svg 1x'></a>",
    "a long dash": f"<a href='{{}}'><i class='nav__icon nav__icon--envelope' {ICON}></i></a>",
}  # fmt: skip
ADDRESSES = ["/contact.html", "/about/lianxi", "/zxly/liuyan.php", "/en/contact-us/"]
OPENERS = {
    "a drawn one": f"<div {SHOWS} class='float-kefu' {ICON.replace('width:', 'cursor:pointer;width:')}></div>",
    "a button": f"<button {SHOWS}><i class='bi bi-envelope' {ICON}></i></button>",
    "a picture": f"<img {SHOWS} srcset='/img/kefu.png 1x' {PICTURE} style='cursor:pointer'>",
    "a drawing used": f"<button {SHOWS} {ICON}><svg width=20 height=20><use href='/sprite.svg#mail'/></svg></button>",
    "an id": f"<a href='#' id=contactBtn {SHOWS} {ICON}></a>",
}  # fmt: skip


@pytest.mark.parametrize("kind", LINKS)
async def test_a_link_without_words_of_its_own(world: FormWorld, kind: str) -> None:
    """Among others that lead elsewhere it is followed to the form."""
    form = world.site.serve(FORM)
    others = f"<a href='/elsewhere' title='Home'><i class=icon-home {ICON}></i></a><a href='/elsewhere'>Prices</a>"
    inquiry = world.ask(f"<h1>Shop</h1>{others}{LINKS[kind].format(form)}")
    await world.takes(inquiry)


async def test_names_are_followed_after_words(world: FormWorld) -> None:
    """A title may speak of contact in passing: what says so in its own words comes first."""
    form = world.site.serve(FORM)
    passing = "".join(f"<a href='/elsewhere?{n}' title='Contact us, page {n}'>Prices {n}</a>" for n in range(3))
    inquiry = world.ask(f"<h1>Shop</h1>{passing}<a href='{form}'>Contact</a>")
    assert isinstance(await world.send(inquiry), Sent)


@pytest.mark.parametrize("path", ADDRESSES)
async def test_a_link_that_only_its_address_names(world: FormWorld, path: str) -> None:
    world.site.pages[path] = "<!doctype html><meta charset=utf-8>" + FORM
    inquiry = world.ask(f"<h1>Shop</h1><a href='{path}'><span {ICON}></span></a>")
    assert isinstance(await world.send(inquiry), Sent)


@pytest.mark.parametrize("kind", OPENERS)
async def test_an_opener_without_words(world: FormWorld, kind: str) -> None:
    """Only what its maker called it tells what it opens."""
    inquiry = world.ask(f"<h1>Shop</h1>{OPENERS[kind]}{HIDDEN}")
    assert isinstance(await world.send(inquiry), Sent)
    assert len(world.site.sent) == 1


SENDS = "onclick=\"fetch('/taken', {method: 'POST', body: 'x=1'})\""
NEVER = {
    "beside a field": f"<p>Your words</p><textarea></textarea><button {SENDS}><i class=icon-mail {ICON}></i></button>",
    "of a newsletter": f"<div>Newsletter <input type=email placeholder='Your e-mail'><span class=icon-envelope {SENDS} "
    f"{ICON.replace('width:', 'cursor:pointer;width:')}></span></div>",
    "to share": f"<button class='share share-mail' {SENDS}><i {ICON}></i></button>",
    "a link by its name": f"<textarea></textarea><footer><a href='#' title='Send us a message' {SENDS}>→</a>"
    "</footer>",
    "to remove": f"<button class='delete-message' {SENDS}><i {ICON}></i></button>",
    "a post of its own": f"<form method=post action=/taken><button class=contact-toggle><i {ICON}></i></button></form>",
}  # fmt: skip


@pytest.mark.parametrize("kind", NEVER)
async def test_a_picture_that_could_send_is_no_way(world: FormWorld, kind: str) -> None:
    """Without a word nobody knows what it does: beside something to write into it is left alone."""
    inquiry = world.ask(NEVER[kind])
    seen = await look(inquiry, world.channel.means, world.stage)
    with suppress(ProbeError):
        await world.send(inquiry)
    assert (seen.entry, world.site.sent) == ((), [])


FOLDS = {
    "a head": f"<h3 onclick=\"this.nextElementSibling.hidden = false\">Send us a message</h3><div hidden>{FORM}</div>",
    "a head that listens": f"<h3 id=head>在线留言</h3><div hidden>{FORM}</div><script>document.getElementById('head')"
    ".addEventListener('click', (event) => { event.target.nextElementSibling.hidden = false; });</script>",
    "a box": "<style>.body {display: none} #open:checked ~ .body {display: block}</style><input type=checkbox id=open "
    f"style='display:none'><label for=open>Write to us</label><div class=body>{FORM}</div>",
    "a term": f"<dl><dt>Message</dt><dd hidden>{FORM}</dd></dl><script>document.querySelector('dt').onclick = () => "
    "{ document.querySelector('dd').hidden = false; };</script>",
    "a tab": f"<ul><li id=a>电话</li><li id=b>留言表单</li></ul><div id=one>123</div>"
    f"<div id=two style='display:none'>{FORM}</div><script>"
    "document.getElementById('b').onclick = () => { document.getElementById('two').style.display = ''; };"
    "</script>",
    "details": f"<details><summary>留言</summary>{FORM}</details>",
    "an arrow": f"<div class=item><div class=head><span>Online enquiry</span><i {ICON}></i></div><div class=more "
    f"style='max-height:0;overflow:hidden'>{FORM}</div></div><script>document.querySelector('.head').onclick = () => "
    "{ document.querySelector('.more').style.maxHeight = 'none'; };</script>",
}  # fmt: skip


@pytest.mark.parametrize("kind", FOLDS)
async def test_a_form_under_a_head(world: FormWorld, kind: str) -> None:
    """It is unfolded by the head that stands over it, whatever tells people that it can be pressed."""
    inquiry = world.ask(f"<h1>Service</h1><h3>Opening hours</h3><p>From nine to five.</p>{FOLDS[kind]}")
    await world.takes(inquiry)
