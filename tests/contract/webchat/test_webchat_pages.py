"""The web chat on pages of many builds: shadow roots, frames, steps, missing parts, closed doors, bad luck."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from probes import browser
from probes.interface import Barred, BarredReason, ProbeError, Sent, Shut, Speaker, VoidReason
from tests.contract.webchat_world import CLOCK, IN_A_BROWSER, QUESTION, World, heard, soon, told

pytestmark = IN_A_BROWSER

PROFILE: dict[str, Any] = {"input": "#say", "transcript": "#log", "own": ".own", "agent": ".agent"}

# A chat that answers by itself: `add(log, who, text)`, and what stands for `ROOT` differs from page to page.
SCRIPT = """
const add = (who, text, more = "") => { const line = document.createElement("p"); line.className = who;
  line.innerHTML = "<b></b>" + more; line.querySelector("b").textContent = text;
  ROOT.querySelector("#log").append(line); };
ROOT.querySelector("#say").onkeydown = (event) => {
  if (event.key !== "Enter") return; add("own", event.target.value); event.target.value = ""; answer(); };
"""
CHAT = "<div id=log></div><input id=say>"


def chat(answer: str = "add('agent', 'Yes.')", *, root: str = "document", body: str = CHAT) -> str:
    script = SCRIPT.replace("ROOT", root)
    return f"{body}<script>const answer = () => setTimeout(() => {{ {answer} }}, 50);{script}</script>"


async def ask(world: World, body: str, profile: dict[str, Any], count: int = 2) -> list[tuple[Speaker, str]]:
    """Ask on a page and return what was said, by whom, once there are ``count`` messages."""
    async with world.open(world.question_on(body, profile)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        return [(message.speaker, message.text) for message in await told(door, count)]


async def fails(world: World, body: str, profile: dict[str, Any], **more: Any) -> ProbeError:
    """Ask on a page where that fails on our side."""
    with pytest.raises(ProbeError) as caught:
        async with world.open_impatiently(world.question_on(body, profile, **more)) as door:
            await door.send(QUESTION)
    return caught.value


ANSWERED = [(Speaker.OWN, QUESTION), (Speaker.PLATFORM, "Yes.")]


async def test_plain_page(world: World) -> None:
    """A chat in the page itself."""
    assert await ask(world, chat(), PROFILE) == ANSWERED


async def test_open_shadow_root(world: World) -> None:
    """A chat inside an open shadow root made by a script."""
    host = "<div id=host></div><script>document.getElementById('host').attachShadow({mode: 'open'}).innerHTML = "
    body = f"{host}'{CHAT}'</script>"
    assert await ask(world, chat(root="document.getElementById('host').shadowRoot", body=body), PROFILE) == ANSWERED


async def test_declared_shadow_root(world: World) -> None:
    """A chat inside a shadow root that stands in the page's own mark-up."""
    body = f"<div id=host><template shadowrootmode=open>{CHAT}</template></div>"
    assert await ask(world, chat(root="document.getElementById('host').shadowRoot", body=body), PROFILE) == ANSWERED


async def test_message_in_a_shadow_root_of_its_own(world: World) -> None:
    """A widget whose every message is a component."""
    answer = """const host = document.createElement("chat-line"); host.className = "agent";
      document.getElementById("log").append(host); host.attachShadow({mode: "open"}).innerHTML = "<p>Yes.</p>";"""
    assert await ask(world, chat(answer), PROFILE) == ANSWERED


async def test_part_within_a_host(world: World) -> None:
    """A selector may cross the edge of a root with `>>`: another root may hold the like of it."""
    host = f"<x-help><template shadowrootmode=open>{CHAT}</template></x-help>"
    body = f"<x-news><template shadowrootmode=open><input></template></x-news>{host}"
    page = chat(root="document.querySelector('x-help').shadowRoot", body=body)
    assert await ask(world, page, {**PROFILE, "input": "x-help >> input"}) == ANSWERED


async def test_frame_within_a_host(world: World) -> None:
    """So may that of a frame."""
    frames = [f"<iframe src={world.page(body)}></iframe>" for body in ("<p>News</p>", chat())]
    roots = [f"<template shadowrootmode=open>{frame}</template>" for frame in frames]
    body = f"<x-news>{roots[0]}</x-news><x-help>{roots[1]}</x-help>"
    assert await ask(world, body, {**PROFILE, "frame": ["x-help >> iframe"]}) == ANSWERED


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_frame(world: World, host: str) -> None:
    """A chat in a frame in a frame, of the same origin or of another one."""
    inner = world.page(chat(), host=host)
    outer = world.page(f"<iframe id=inner src={inner}></iframe>", host=host)
    body = f"<iframe src=about:blank></iframe><div id=log>not the chat</div><iframe id=outer src={outer}></iframe>"
    assert await ask(world, body, {**PROFILE, "frame": ["#outer", "#inner"]}) == ANSWERED


async def test_written_frame(world: World) -> None:
    """A chat that a script writes into an empty frame."""
    words = chat().replace("</script>", "<\\/script>").replace("`", "\\`")
    body = f"""<iframe id=chat></iframe><script>const inner = document.getElementById("chat").contentDocument;
      inner.open(); inner.write(`{words}`); inner.close();</script>"""
    assert await ask(world, body, {**PROFILE, "frame": ["#chat"]}) == ANSWERED


async def test_steps(world: World) -> None:
    """A bare launcher, a cookie banner that may or may not come, and a form that asks who we are."""
    body = f"""<div id=launcher onclick="form.hidden = false">Chat</div>
      <form id=form hidden onsubmit="event.preventDefault(); this.hidden = true; room.hidden = false;
      add('agent', this.who.value + ' ' + this.mail.value)">
      <input name=who><input name=mail><button>Go</button></form><div id=room hidden>{CHAT}</div>"""
    steps = [
        {"click": "#cookies", "optional": True},
        {"click": "#launcher"},
        {"fill": "[name=who]", "value": "{name}"},
        {"fill": "[name=mail]", "value": "{address}"},
        {"click": "#form button"},
    ]
    said = await ask(world, chat(body=body), {**PROFILE, "steps": steps}, 3)
    assert said[0][1].startswith("Study of support probe+q")
    assert said[0][1].endswith("@probe.test")
    assert said[1:] == ANSWERED


async def test_send_button(world: World) -> None:
    """A chat that sends by a button, into an editable element."""
    body = """<div id=log></div><div id=box contenteditable></div><button onclick="add('own', box.textContent);
      answer()">Send</button><input id=say hidden>"""
    assert await ask(world, chat(body=body), {**PROFILE, "input": "#box", "send": "button"}) == ANSWERED


async def test_copies_and_names(world: World) -> None:
    """Names, times and copies for screen readers are not the message's words."""
    answer = "add('agent', 'Yes.', '<i class=time>12:01</i><span class=sr>Bot said: Yes.</span>')"
    assert await ask(world, chat(answer), {**PROFILE, "text_exclude": ".time, .sr"}) == ANSWERED
    assert await ask(world, chat(answer), {**PROFILE, "text": "b"}) == ANSWERED


async def test_picture(world: World) -> None:
    """An answer that is a picture is an answer."""
    answer = "add('agent', '', '<img width=20 height=20 alt=receipt>')"
    assert (await ask(world, chat(answer), PROFILE))[1:] == [(Speaker.PLATFORM, "[img] receipt")]


async def test_message_shown_later(world: World) -> None:
    """A message that stands in the page but out of sight is not there yet."""
    answer = """add('agent', 'Yes.'); const line = document.querySelector(".agent"); line.style.display = "none";
      setTimeout(() => { window.shownAt = Date.now(); line.style.display = ""; }, 300);"""
    async with world.open(world.question_on(chat(answer), PROFILE)) as door:
        sent = await door.send(QUESTION)
        assert isinstance(sent, Sent)
        *_, reply = await told(door, 2)
    assert reply.text == "Yes."
    assert reply.seen_by >= sent.at + timedelta(milliseconds=300)


async def test_end_of_chat(world: World) -> None:
    """The platform's own end of the chat is a notice, so marked."""
    answer = "add('notice', 'This chat has ended.')"
    profile = {**PROFILE, "notices": ".notice", "ended": [{"selector": ".notice", "text": "ended|结束"}]}
    async with world.open(world.question_on(chat(answer), profile)) as door:
        await door.send(QUESTION)
        *_, notice = await told(door, 2)
    assert (notice.speaker, dict(notice.marks)) == (Speaker.NOTICE, {"ended": "yes"})


async def test_ended_chat_after_a_reload(world: World) -> None:
    """A chat that has ended has no input left and asks no form of who comes back: it is read all the same."""
    body = """<button id=start onclick="this.remove(); room.hidden = false">Start</button>
      <div id=room hidden><div id=log></div><input id=say></div>
      <script>if (localStorage.asked) { start.remove(); say.hidden = true; room.hidden = false; }</script>"""
    answer = "add('notice', 'This chat has ended.'); localStorage.asked = log.innerHTML"
    again = "<script>if (localStorage.asked) log.innerHTML = localStorage.asked</script>"
    signs = {"notices": ".notice", "ended": [{"selector": ".notice"}]}
    inquiry = world.question_on(chat(answer, body=body) + again, {**PROFILE, **signs, "steps": [{"click": "#start"}]})
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        before = await told(door, 2)
        session = await door.park()
    async with world.open_impatiently(inquiry, session) as door:
        assert await told(door, 2) == before


async def test_newest_first_in_the_mark_up(world: World) -> None:
    """Where the page turns the order of its lines round, a reply that came while we were away is still a reply."""
    body = f"""<style>#log {{ display: flex; flex-direction: column-reverse }}</style>{CHAT}
      <script>log.append = (line) => {{ log.prepend(line); localStorage.asked = log.innerHTML }}</script>"""
    again = "<script>if (localStorage.asked) { log.innerHTML = localStorage.asked; add('agent', 'Yes.'); }</script>"
    inquiry = world.question_on(chat("", body=body) + again, PROFILE)
    async with world.open(inquiry) as door:
        await door.send(QUESTION)
        session = await door.park()
    async with world.open(inquiry, session) as door:
        own, reply = await told(door, 2)
    assert (own.text, reply.text, reply.before_t0) == (QUESTION, "Yes.", False)


async def test_troubled_page(world: World) -> None:
    """Script errors, fonts that never load and an open dialog do not matter."""
    trouble = """<style>@font-face { font-family: f; src: url(http://127.0.0.1:9/f.woff2) }
      body { font-family: f }</style>
      <script>console.error("bad"); setTimeout(() => { alert("hello"); throw new Error("worse"); })</script>
      <img src="http://127.0.0.1:9/x.png">"""
    assert await ask(world, trouble + chat(), PROFILE) == ANSWERED


async def test_unsettled_at_the_end(patient: World) -> None:
    """A text that is still changing when we leave is handed out, so marked, with the moment of its first sight."""
    answer = "add('agent', 'We'); setInterval(() => document.querySelector('.agent b').textContent += ' x', 60)"
    async with patient.open(patient.question_on(chat(answer), PROFILE)) as door:
        await door.send(QUESTION)
        *_, reply = await heard(door, soon(0.6))
    assert reply.marks["unsettled"] == "yes"
    assert reply.seen_by < CLOCK.now() - timedelta(milliseconds=100)


# -- what goes wrong --------------------------------------------------------------------------------------------------


async def test_missing_parts(world: World) -> None:
    """A page without the parts of its profile has changed; the error names them."""
    error = await fails(world, chat(), {**PROFILE, "input": "textarea", "transcript": "#gone"})
    assert error.reason is VoidReason.PAGE_CHANGED
    assert str(error) == "not found on the page: transcript (#gone), input (textarea)"


async def test_missing_step(world: World) -> None:
    """A step that cannot be found is named too."""
    error = await fails(world, chat(), {**PROFILE, "steps": [{"click": "#launcher"}]})
    assert (error.reason, str(error)) == (VoidReason.PAGE_CHANGED, "not found on the page: step 1 (#launcher)")


async def test_swallowed_message(world: World) -> None:
    """Where the text is gone from the input, without a bubble or an echo, nobody knows whether it was sent."""
    swallow = "<script>say.onkeydown = (event) => { if (event.key === 'Enter') say.value = ''; }</script>"
    error = await fails(world, f"<div id=log>&nbsp;</div><input id=say>{swallow}", PROFILE)
    assert error.reason is VoidReason.SEND_UNCERTAIN


async def test_message_that_stays(world: World) -> None:
    """Where the text still stands in the input and nothing carried it away, it was not sent."""
    error = await fails(world, "<div id=log>&nbsp;</div><input id=say>", PROFILE)
    assert error.reason is VoidReason.NOT_SENT


async def test_input_that_cuts(world: World) -> None:
    """A text that does not fit into the input is not sent."""
    error = await fails(world, chat(body="<div id=log>&nbsp;</div><input id=say maxlength=5>"), PROFILE)
    assert error.reason is VoidReason.NOT_SENT


async def test_not_ready(world: World) -> None:
    """Nothing is written before the chat is ready."""
    error = await fails(world, chat(), {**PROFILE, "ready": "#connected"})
    assert (error.reason, str(error)) == (VoidReason.PAGE_CHANGED, "not found on the page: ready (#connected)")


async def test_page_that_does_not_open(world: World) -> None:
    """A page that cannot be loaded: nothing was sent."""
    inquiry = world.question_on(chat(), PROFILE)
    gone = replace(inquiry, target=replace(inquiry.target, address="http://127.0.0.1:9/"))
    with pytest.raises(ProbeError) as caught:
        async with world.open(gone):
            pass
    assert caught.value.reason is VoidReason.NOT_SENT


async def test_private_address(world: World) -> None:
    """A target that is no control is never looked for on a private address."""
    error = await fails(world, chat(), PROFILE, control=False)
    assert (error.reason, str(error)) == (VoidReason.NOT_SENT, "127.0.0.1 is no public address")


@pytest.mark.parametrize("profile", [PROFILE, None], ids=["known", "by address"])
async def test_an_error_of_the_server_on_a_page_with_a_chat(world: World, profile: dict[str, Any] | None) -> None:
    """People are let in: only where no chat is found the error is the platform's answer."""
    body = "<h2>Chat with us</h2><div id=log></div><input id=say placeholder='Type a message'>"
    async with world.open(world.question_on(chat(body=body), profile, status=500)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
    async with world.open_impatiently(world.question_on("<h1>Oops</h1>", profile, status=503)) as door:
        closed = await door.send(QUESTION)
    assert isinstance(closed, Shut)
    assert closed.reason == "the page answered 503"


@pytest.mark.parametrize(
    ("status", "reason"), [(401, BarredReason.LOGIN_REQUIRED), (403, BarredReason.BLOCKED), (429, BarredReason.BLOCKED)]
)
async def test_refused_page(world: World, status: int, reason: BarredReason) -> None:
    """A server that refuses us bars us."""
    async with world.open(world.question_on("no", PROFILE, status=status)) as door:
        answer = await door.send(QUESTION)
    assert isinstance(answer, Barred)
    assert answer.reason is reason


async def test_captcha(world: World) -> None:
    """A captcha bars us and is never tried."""
    profile = {**PROFILE, "barred": {"captcha": [{"selector": "#captcha"}]}}
    async with world.open(world.question_on("<div id=captcha>I am not a robot</div>", profile)) as door:
        answer = await door.send(QUESTION)
    assert isinstance(answer, Barred)
    assert answer.reason is BarredReason.CAPTCHA


async def test_offline_text(world: World) -> None:
    """A page that says in plain words that nobody is there is shut."""
    profile = {**PROFILE, "offline": [{"text": "currently offline|不在线"}]}
    async with world.open(world.question_on("<p>We are Currently Offline.</p>", profile)) as door:
        assert isinstance(await door.send(QUESTION), Shut)


async def test_offline_after_sending(world: World) -> None:
    """A chat that only says after our message that nobody is there is shut too."""
    body = """<div id=log>&nbsp;</div><input id=say onkeydown="if (event.key === 'Enter') late.hidden = false">
      <p id=late hidden>Leave a message</p>"""
    inquiry = world.question_on(body, {**PROFILE, "offline": [{"selector": "#late"}]})
    async with world.open(inquiry) as door:
        assert isinstance(await door.send(QUESTION), Shut)


# -- the browser itself -----------------------------------------------------------------------------------------------


async def test_documents_from_private_addresses(world: World) -> None:
    """A public page cannot lead the browser to a private address, in the page or in a frame."""
    secret = world.page("<p id=secret>secret</p>")
    async with browser.Browsers() as browsers, browsers.context() as context:
        page = await context.new_page()
        with pytest.raises(browser.BrowserError, match="ERR_SOCKS_CONNECTION_FAILED"):
            await page.goto(secret)
        page = await context.new_page()
        await page.set_content(f"<iframe src={secret}></iframe>", wait_until="commit")
        assert await page.locator("iframe").content_frame.locator("#secret").count() == 0
    async with browser.Browsers() as browsers, browsers.context(private=True) as context:
        page = await context.new_page()
        await page.goto(secret)
        assert await page.locator("#secret").count() == 1


async def test_recycling() -> None:
    """A worn browser is replaced while it drains; contexts still open on it live on."""
    async with browser.Browsers(contexts_per_browser=2) as browsers:
        async with browsers.context() as first, browsers.context() as second, browsers.context() as third:
            assert first.browser is second.browser
            assert third.browser is not first.browser
            assert first.browser is not None
            assert first.browser.is_connected()
        assert not first.browser.is_connected()
