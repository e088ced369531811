"""The search for a chat on pages of contact forms: neither a chat nor its closed door, and nothing is filled in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from probes import browser
from probes.interface import ChannelKind, ProbeError, Shut, Target, VoidReason
from probes.webchat.channel import WebChat, enter
from tests.contract.form_world import PAGES, TELLS, Site, form_site, inquiry_to, page
from tests.contract.webchat_world import CLOCK, MEANS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

LEAVES = """<form method=post action=/taken><p>Leave us a message, we will get back to you</p><label>Name <input name=n>
</label><label>Phone <input name=p></label><label>Message <textarea name=m></textarea></label>
<button>Leave message</button></form>"""
SENDS = "fetch('/taken', {method: 'POST', body: new URLSearchParams({m: document.querySelector('textarea').value})})"
LOOSE = """<h1>Contact us</h1><p>Name</p><input id=n placeholder="Your name"><p>E-mail</p>
<input id=e placeholder="E-mail"><p>Message</p><textarea></textarea>
<div><button class="btn contact" onclick="{}">{}</button></div>"""
OWN = """<title>Contact us</title><form><input placeholder="Name"></form><form><input placeholder="E-mail"></form><form>
<textarea placeholder="Message"></textarea></form><button class="btn contact" onclick="{}">{}</button>"""
LEAVES_ZH = """<form method=post action=/taken><p>请留言，我们会稍后联系您</p><label>姓名 <input name=n></label>
<label>电话 <input name=p></label><label>留言内容 <textarea name=m></textarea></label>
<button>提交留言</button></form>"""
OPENS = """<h1>Cards and codes</h1><p>{filler}</p><button class="{marks}" style="position:fixed;right:20px;bottom:20px;
width:120px;height:44px" onclick="document.getElementById('box').hidden = false">{says}</button>
<div id=box hidden style="position:fixed;right:20px;bottom:80px;width:320px;height:420px">{box}</div>"""
FILLER = "Top up any game within a minute, and pay as you like. " * 25


@dataclass(frozen=True)
class Known:
    """A book with one profile; whatever is kept is forgotten."""

    profile: Mapping[str, Any] | None

    def recall(self, target: Target) -> Mapping[str, Any] | None:
        return self.profile

    def keep(self, target: Target, profile: Mapping[str, Any]) -> None:
        pass


@dataclass(frozen=True)
class Place:
    """The channel under test, and a site with forms."""

    channel: WebChat
    site: Site

    async def search(
        self, body: str, profile: Mapping[str, Any] | None = None, *, stored: bool = False
    ) -> Shut | VoidReason | str:
        """What the search for a chat makes of a page, or a visit that goes by a profile: named, or found before."""
        inquiry = inquiry_to(self.site.serve(body + TELLS))
        named = None if stored else profile
        inquiry = replace(inquiry, target=replace(inquiry.target, channel=ChannelKind.WEBCHAT, profile=named))
        channel = self.channel
        if stored:
            channel = WebChat(replace(channel._means, profiles=Known(profile)), channel._browsers)
        try:
            async with channel.open(inquiry, CLOCK, None) as door:
                await door.come_in()  # type: ignore[attr-defined]
                closed = door.closed  # type: ignore[attr-defined]
                return closed if isinstance(closed, Shut) else f"found {closed}"
        except ProbeError as error:
            return error.reason


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place() -> AsyncIterator[Place]:
    means = replace(MEANS, patience=timedelta(seconds=6))
    async with enter(means) as channel, form_site() as site:
        assert isinstance(channel, WebChat)
        yield Place(channel, site)


@pytest.fixture(autouse=True)
def _afresh(place: Place) -> None:
    place.site.sent.clear()


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.html")))
async def test_a_recorded_contact_form(place: Place, name: str) -> None:
    """On a page where no chat ever was nothing is shut, nothing is a chat, and the form is left alone."""
    assert await place.search(page(name)) is VoidReason.PAGE_CHANGED
    assert place.site.sent == []


@pytest.mark.parametrize(
    "body",
    [
        f"<title>Contact support</title><h1>Support</h1>{LEAVES}",
        f"<title>在线留言</title>{LEAVES_ZH}",
        f'<h1>Cards</h1><iframe width=500 height=400 srcdoc="{LEAVES}"></iframe>',
        OPENS.format(filler=FILLER, marks="contact", says="Contact us", box=LEAVES),
        OPENS.format(filler=FILLER, marks="side-item", says="留言", box=LEAVES_ZH),
    ],
    ids=["page", "page-zh", "frame", "opened", "opened-zh"],
)
async def test_a_form_to_leave_a_message_where_no_chat_was(place: Place, body: str) -> None:
    """Also where it lies in a frame, or comes when something is pressed that says nothing of a chat."""
    assert await place.search(body) is VoidReason.PAGE_CHANGED
    assert place.site.sent == []


@pytest.mark.parametrize(
    "body",
    [
        f"<title>Support</title><h1>Support</h1><p>We are offline right now.</p>{LEAVES}",
        f"<title>在线客服</title><p>客服当前不在线</p>{LEAVES_ZH}",
        f'<h1>Cards</h1><iframe title="Live chat" width=500 height=400 srcdoc="{LEAVES}"></iframe>',
        OPENS.format(filler=FILLER, marks="fab", says="Live chat", box=LEAVES),
        OPENS.format(filler=FILLER, marks="kefu-entry", says="留言", box=LEAVES_ZH),
        OPENS.format(filler=FILLER, marks="fab", says="Need help?", box="<p>Nobody is here at the moment</p>" + LEAVES),
    ],
    ids=["words", "words-zh", "frame", "launcher", "launcher-by-its-mark", "panel"],
)
async def test_a_chat_that_only_takes_messages_is_shut(place: Place, body: str) -> None:
    """By its launcher, its frame, or its words that nobody is there."""
    outcome = await place.search(body)

    assert isinstance(outcome, Shut)
    assert outcome.reason == "offline"
    assert place.site.sent == []


BY_STRUCTURE = {"reading": "structure", "input": "textarea"}
PRESSES = {**BY_STRUCTURE, "steps": [{"click": "body > button"}]}
ALWAYS = OPENS.replace("<div id=box hidden", "<div id=box")  # it stood there before anything was pressed


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "named"])
@pytest.mark.parametrize(
    ("body", "profile"),
    [
        (f"<title>Contact support</title><h1>Support</h1>{LEAVES}", BY_STRUCTURE),
        (
            f'<h1>Cards</h1><iframe width=500 height=400 srcdoc="{LEAVES}"></iframe>',
            {**BY_STRUCTURE, "frame": ["iframe"]},
        ),
        (OPENS.format(filler=FILLER, marks="side-item", says="留言", box=LEAVES_ZH), PRESSES),
        (ALWAYS.format(filler=FILLER, marks="fab", says="Live chat", box=LEAVES), PRESSES),
    ],
    ids=["page", "frame", "opened-zh", "before-it-was-opened"],
)
async def test_a_known_chat_whose_page_has_become_a_contact_form(
    place: Place, body: str, profile: Mapping[str, Any], stored: bool
) -> None:
    """That a chat was there once is no sign that it is closed now: the page has changed."""
    assert await place.search(body, profile, stored=stored) is VoidReason.PAGE_CHANGED
    assert place.site.sent == []


@pytest.mark.parametrize(
    ("body", "profile"),
    [
        (f"<title>Support</title><h1>Support</h1><p>We are offline right now.</p>{LEAVES}", BY_STRUCTURE),
        (OPENS.format(filler=FILLER, marks="fab", says="Live chat", box=LEAVES), PRESSES),
        (OPENS.format(filler=FILLER, marks="kefu-entry", says="留言", box=LEAVES_ZH), PRESSES),
    ],
    ids=["words", "launcher", "launcher-by-its-mark"],
)
async def test_a_known_chat_that_only_takes_messages_is_shut(
    place: Place, body: str, profile: Mapping[str, Any]
) -> None:
    """By the same signs as one that is searched for."""
    assert isinstance(await place.search(body, profile), Shut)
    assert place.site.sent == []


async def test_a_wizard_is_not_stepped_through(place: Place) -> None:
    """It says nothing of a chat, whether or not it says that it has steps."""
    asks = "<form><p>{}</p><label>{} <input name=n required></label><label>{} <input type=email></label>"
    asks += "<button type=button onclick=\"fetch('/next', {{method: 'POST'}})\">{}</button></form>"
    bodies = [
        "<title>Contact support</title>" + asks.format("Step 1 of 2", "Name", "E-mail", "Next"),
        "<title>联系客服</title>" + asks.format("第1步", "姓名", "邮箱", "下一步"),
        "<title>Contact support</title>" + asks.format("Tell us who you are", "Name", "E-mail", "Next"),
        "<title>联系客服</title>" + asks.format("您的信息", "姓名", "邮箱", "下一步"),
        "<title>Help</title>"
        + asks.format("", "Name", "E-mail", "Contact support").replace("type=button", "").replace("required", ""),
    ]
    assert await asyncio.gather(*map(place.search, bodies)) == [VoidReason.PAGE_CHANGED] * len(bodies)
    assert place.site.sent == []


@pytest.mark.parametrize("fields", [LOOSE, OWN], ids=["in-no-form", "each-in-its-own"])
async def test_no_empty_message_is_sent(place: Place, fields: str) -> None:
    """What sends a contact form is no launcher, also where no form element holds the fields, and whatever it says."""
    says = ("Send us a message", "Send message", "Message us", "Contact support", "提交咨询", "联系客服", "发送消息")
    await asyncio.gather(*(place.search(fields.format(SENDS, text)) for text in says))
    assert [sent for sent in place.site.sent if "m" in sent] == []
