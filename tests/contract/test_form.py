"""Forms of many makes, by a real browser: the right fields, filled in truthfully, sent once, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from probes.interface import Barred, BarredReason, Persona, ProbeError, Sent, VoidReason
from probes.matching import nonce_for
from tests.contract.form_world import TEXT, Answer, FormWorld, address_of, as_json, page, told

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("afresh")]
NAME = "Support response study"


WORDPRESS = as_json(status="mail_sent", message="Thank you for your message. It has been sent.")
FORMS: list[tuple[str, Answer, dict[str, Any]]] = [
    (
        "wordpress",
        WORDPRESS,
        {
            "your-name": NAME,
            "your-email": "{a}",
            "your-subject": "{s}",
            "your-message": TEXT,
            "hp-url": "",
            "_wpcf7": "12",
        },
    ),
    (
        "bootstrap",
        told("<h1>Your request has been received</h1>"),
        {"a1": NAME, "a2": "{a}", "a2b": "{a}", "a3": "g", "a4": "", "a5": TEXT, "a6": "", "terms": "1"},
    ),
    (
        "table-zh",
        told("<script>alert('留言成功！')</script><p>留言成功，谢谢您的留言</p>"),
        {"x1": NAME, "x2": "{a}", "x3": "", "x4": "", "x5": "{s}", "x6": "3", "x7": TEXT},
    ),
    (
        "placeholders-zh",
        told("<p>您的留言已提交，我们会尽快与您联系。</p>"),
        {"email": "", "f_a": NAME, "f_b": "{a}", "website": "", "f_c": TEXT, "ok": "on"},
    ),
    ("ant-zh", as_json(code=0), {"w_1": "{s}", "w_2": "{a}", "w_3": TEXT, "kind": "其他咨询", "agreed": True}),
    ("react", as_json(reference="REQ-20418"), {"who": NAME, "mail": "{a}", "text": TEXT, "sent": ""}),
    (
        "steps",
        told("<p>Thanks for contacting us. Ticket number: 4711</p>"),
        {"topic": "Other", "who": NAME, "mail": "{a}", "text": TEXT, "urgency": "Normal"},
    ),
    ("shadow", as_json(ok=True), {"q1": "{a}", "q2": "{s}", "text": TEXT}),
    (
        "django",
        told(f"<h1>12. Refunds [New]</h1><p>Priority: normal</p><p>{TEXT}</p>"),
        {
            "csrfmiddlewaretoken": "Xk2pQ8vN0aB1cD2eF3gH4iJ5kL6mN7oP",
            "full_name": NAME,
            "reply_to": "{a}",
            "topic": "3",
            "title": "{s}",
            "body": TEXT,
            "due": "",
        },
    ),
    (
        "rails",
        told("<p>Your enquiry was successfully created.</p>"),
        {
            "utf8": "✓",
            "authenticity_token": "bGliZXJ0w6kgw6lnYWxpdMOpIGZyYXRlcm5pdMOp==",
            "enquiry[phone]": "",
            "enquiry[first_name]": "Support response",
            "enquiry[last_name]": "study",
            "enquiry[email]": "{a}",
            "enquiry[kind]": "other",
            "enquiry[body]": TEXT,
            "enquiry[nickname]": "",
            "enquiry[newsletter]": "0",
            "commit": "Send enquiry",
        },
    ),
    ("element-zh", as_json(code=0), {"kind": "售后问题", "n": NAME, "c": "{a}", "t": TEXT}),
    ("material", as_json(), {"name": NAME, "email": "{a}", "dep": "g", "text": TEXT}),
    (
        "helpdesk",
        told("<h1>Support ticket request created</h1>"),
        {"8e1f2a": "{a}", "8e2bc3": NAME, "8e3d": "", "8e3d-ext": "", "topicId": "1", "9f1e": "{s}", "message": TEXT},
    ),
    ("drawn", as_json(), {"email": "{a}", "topic": "Other", "text": TEXT, "agreed": "true"}),
    ("embedded", told("<p>工单提交成功</p>"), {"title": "{s}", "cat": "3", "content": TEXT, "mail": "{a}"}),
]


@pytest.mark.parametrize(("name", "answer", "expected"), FORMS, ids=[name for name, _, _ in FORMS])
async def test_form_of_any_make(world: FormWorld, name: str, answer: Answer, expected: dict[str, Any]) -> None:
    """Each field gets what its words ask for, traps and what is optional stay empty, and it is sent once."""
    world.site.answer = answer
    inquiry = world.ask(page(name))
    begun = datetime.now(UTC)
    outcome = await world.send(inquiry)
    assert isinstance(outcome, Sent), outcome
    filled = {"{a}": address_of(inquiry), "{s}": f"Refunds [{nonce_for(inquiry.id)}]"}
    (sent,) = world.site.sent
    sent = {key: " ".join(value.split()) if isinstance(value, str) else value for key, value in sent.items()}
    assert sent == {
        key: filled.get(value, value) if isinstance(value, str) else value for key, value in expected.items()
    }
    assert begun < world.site.sent_at[0] <= outcome.at <= datetime.now(UTC)


PLAIN = """<title>Contact</title><h1>Contact us</h1><form action="/taken" method="post">
<label>Name <input name="n"></label><label>E-mail <input name="e"></label>{extra}
<label>Message <textarea name="m"></textarea></label><button>Send</button></form>"""


def plain(extra: str = "") -> str:
    return PLAIN.format(extra=extra)


BARRED: list[tuple[str, str, BarredReason]] = [
    (
        "checkbox-captcha",
        plain('<div class="g-recaptcha" style="width:300px;height:74px">…</div>'),
        BarredReason.CAPTCHA,
    ),
    (
        "letters-captcha",
        plain('<label>验证码 <input name="v"></label><img src="/x" width=80 height=30>'),
        BarredReason.CAPTCHA,
    ),
    ("sum-captcha", plain('<label>3 + 4 = <input name="v" required></label>'), BarredReason.CAPTCHA),
    (
        "login-wall",
        "<h1>Sign in</h1><p>Please log in to submit a request.</p><form><input name=u><input type=password></form>",
        BarredReason.LOGIN_REQUIRED,
    ),
    (
        "login-wall-zh",
        "<p>请先登录后再提交工单</p><form><input name=u><input type=password></form>",
        BarredReason.LOGIN_REQUIRED,
    ),
    ("block-page", "<h1>Access denied</h1><p>You have been blocked.</p>", BarredReason.BLOCKED),
]


@pytest.mark.parametrize(("body", "reason"), [row[1:] for row in BARRED], ids=[row[0] for row in BARRED])
async def test_door_that_lets_nobody_in(world: FormWorld, body: str, reason: BarredReason) -> None:
    """Captcha, login wall and block page are barred with their reason, and nothing is sent."""
    outcome = await world.send(world.ask(body))
    assert isinstance(outcome, Barred)
    assert outcome.reason is reason
    assert not world.site.sent


@pytest.mark.parametrize(
    ("status", "reason"), [(401, BarredReason.LOGIN_REQUIRED), (403, BarredReason.BLOCKED), (429, BarredReason.BLOCKED)]
)
async def test_refusal_by_the_server(world: FormWorld, status: int, reason: BarredReason) -> None:
    """A refusal instead of the page is barred; the same answer to what we sent is barred too."""
    before = await world.send(world.ask(plain(), status=status))
    world.site.answer = told("no", status=status)
    after = await world.send(world.ask(plain()))
    assert isinstance(before, Barred)
    assert isinstance(after, Barred)
    assert (before.reason, after.reason) == (reason, reason)
    assert len(world.site.sent) == 1


UNFOLDS = """<h1>Contact</h1><form action="/taken" method="post"><label>Topic <select name="t" required
onchange="document.getElementById('more').innerHTML = MORE"><option value="">Choose<option>Other</select></label>
<div id="more"></div><button>Send</button></form>"""


async def test_choice_that_brings_more_fields(world: FormWorld) -> None:
    """A form that unfolds once a topic is chosen is filled in as it unfolds."""
    known = "<label>Name <input name=n></label><label>E-mail <input name=e required></label>"
    body = UNFOLDS.replace('<div id="more">', known + '<div id="more">')
    more = "<label>Message <textarea name=m required></textarea></label>"
    inquiry = world.ask(with_script(f"const MORE = '{more}'") + body.replace("<h1>", "<h1>Write to us: "))
    assert isinstance(await world.send(inquiry), Sent)
    (sent,) = world.site.sent
    assert (sent["m"], sent["e"]) == (TEXT, address_of(inquiry))


async def test_captcha_that_comes_while_we_write(world: FormWorld) -> None:
    """One that is loaded at the first letter bars too, before anything was sent."""
    lazy = with_script(
        "document.addEventListener('input', () => document.body.insertAdjacentHTML('beforeend',"
        "'<div class=g-recaptcha style=\"width:300px;height:74px\">…</div>'), {once: true})"
    )
    outcome = await world.send(world.ask(plain() + lazy))
    assert isinstance(outcome, Barred)
    assert not world.site.sent


async def test_captcha_that_asks_nothing(world: FormWorld) -> None:
    """The badge of an invisible captcha, and words that it is there, bar nobody."""
    badge = (
        '<div class="grecaptcha-badge" style="position:fixed;right:0;bottom:9px;width:256px;height:60px">'
        '<iframe src="/recaptcha/api2/anchor?size=invisible" width=256 height=60></iframe></div>'
    )
    world.site.answer = told("<h1>Ticket #10442</h1><p>This site is protected by reCAPTCHA.</p>")
    assert isinstance(await world.send(world.ask(plain() + badge)), Sent)


async def test_captcha_that_comes_after_the_click(world: FormWorld) -> None:
    """A challenge that appears instead of an answer is barred, and nothing is pressed again."""
    world.site.answer = told("<p>请完成安全验证，拖动滑块</p>")
    outcome = await world.send(world.ask(plain()))
    assert isinstance(outcome, Barred)
    assert outcome.reason is BarredReason.CAPTCHA
    assert len(world.site.sent) == 1


NOT_SENT: list[tuple[str, str, str]] = [
    (
        "phone",
        plain('<label>Phone <input type="tel" name="p" required></label>'),
        "'Phone': a phone number is required",
    ),
    ("order", plain('<label>订单号 * <input name="o"></label>'), "'订单号 *': an order is required"),
    ("unknown", plain('<label>Shoe size <input name="o" required></label>'), "'Shoe size': it is required"),
    ("file", plain('<label>Screenshot <input type="file" name="o" required></label>'), "a file is required"),
    (
        "newsletter",
        plain('<label><input type="checkbox" required> Subscribe to our newsletter</label>'),
        "a subscription",
    ),
    ("short", plain().replace("<textarea", '<textarea maxlength="20"'), "it takes 20 letters"),
    ("no-address", plain().replace("E-mail", "Telephone"), "no e-mail address"),
    (
        "country",
        plain('<label>Country <select name="c" required><option value="">-<option>Chad</select></label>'),
        "no choice is surely",
    ),
    ("dead-button", plain().replace("<button>", '<button type="button">'), "nothing left the page"),
    ("held-back", plain().replace('name="e"', 'name="e" type="email" pattern="[a-z@.]+" required'), "E-mail"),
]


@pytest.mark.parametrize(("body", "wrong"), [row[1:] for row in NOT_SENT], ids=[row[0] for row in NOT_SENT])
async def test_form_that_cannot_be_filled_in_truthfully(world: FormWorld, body: str, wrong: str) -> None:
    """What we have no truthful entry for, and what the page holds back, is our own failure, which names the field."""
    with pytest.raises(ProbeError) as error:
        await world.send(world.ask(body), patience=timedelta(seconds=2))
    assert error.value.reason is VoidReason.NOT_SENT
    assert wrong in str(error.value)
    assert not world.site.sent


async def test_real_phone_of_the_persona(world: FormWorld) -> None:
    """A phone that the study answers is given where one is required, and nowhere else."""
    persona = Persona(name=NAME, phone="+49 30 1234")
    required = plain('<label>Phone * <input name="p"></label>')
    assert isinstance(await world.send(world.ask(required), persona=persona), Sent)
    assert isinstance(
        await world.send(world.ask(plain('<label>Phone <input name="p"></label>')), persona=persona), Sent
    )
    assert [sent["p"] for sent in world.site.sent] == ["+49 30 1234", ""]


def with_script(script: str) -> str:
    return f"<script>{script}</script>"


TAKEN = [
    ("dialog", told(with_script("alert('提交成功，我们会尽快联系您'); location.href='/elsewhere'"))),
    ("bare-thanks", told("<h2>Thank you!</h2>")),
    ("flash-and-empty-form", told('<div class="alert alert-success">Your message was sent.</div>' + plain())),
    ("form-and-newsletter", told("<p>感谢您的留言。</p><form><input name=mail><button>订阅</button></form>")),
    ("ticket-number", told("<h1>Ticket #10442</h1>")),
]


@pytest.mark.parametrize("answer", [row[1] for row in TAKEN], ids=[row[0] for row in TAKEN])
async def test_sign_that_the_message_was_taken(world: FormWorld, answer: Answer) -> None:
    """Success is told by a dialog, by a bare word of thanks, beside an emptied form, or by a ticket number alone."""
    world.site.pages["/elsewhere"] = "<h1>Our shop</h1>"
    world.site.answer = answer
    outcome = await world.send(world.ask(plain()))
    assert isinstance(outcome, Sent)
    assert world.site.sent_at[0] <= outcome.at <= datetime.now(UTC)


async def test_form_that_asks_whether_to_send(world: FormWorld) -> None:
    """A question of the page's own script whether to send is part of the press."""
    asks = plain().replace("<button>", "<button onclick=\"return confirm('确定提交吗？')\">")
    assert isinstance(await world.send(world.ask(asks)), Sent)
    assert len(world.site.sent) == 1


async def test_thanks_of_somebody_else(world: FormWorld) -> None:
    """A chat bubble that thanks for nothing, while the page held our message back, is no success."""
    bubble = with_script(
        "document.querySelector('form').addEventListener('submit', (event) => { event.preventDefault();"
        "fetch('/count', {method: 'POST', body: '{}', headers: {'Content-Type': 'application/json'}});"
        "document.body.insertAdjacentHTML('beforeend', '<p>Thank you for contacting us!</p>'); })"
    )
    world.site.answer = as_json()
    with pytest.raises(ProbeError) as error:
        await world.send(world.ask(plain() + bubble), patience=timedelta(seconds=2))
    assert error.value.reason is VoidReason.SEND_UNCERTAIN


REFUSED = [
    ("server", told(plain('<b class="error">Please enter a valid e-mail address.</b>')), VoidReason.NOT_SENT),
    ("server-zh", told("<script>history.back</script><p class=err>邮箱格式不正确</p>" + plain()), VoidReason.NOT_SENT),
    ("failure", told("<p>Sorry, your message could not be sent. Try again later.</p>"), VoidReason.SEND_UNCERTAIN),
    ("crash", told("Server Error", status=500), VoidReason.SEND_UNCERTAIN),
    ("says-nothing", told("<h1>Welcome to our shop</h1><p>Cards at the best prices.</p>"), VoidReason.SEND_UNCERTAIN),
    ("asks-again", told(f"<h1>Please confirm your message</h1><p>{TEXT}</p><form><button>Send</button></form>"),
     VoidReason.SEND_UNCERTAIN),
    ("expired", told("<h1>419</h1>Page expired", status=419), VoidReason.NOT_SENT),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_answer_that_is_no_success(world: FormWorld, answer: Answer, reason: VoidReason) -> None:
    """A refused entry was not sent; what the page does not say stays uncertain; nothing is sent twice."""
    world.site.answer = answer
    assert await world.unsure(world.ask(plain()), patience=timedelta(seconds=2)) is reason
    assert len(world.site.sent) == 1


async def test_offline_form_of_a_chat(world: FormWorld) -> None:
    """The form that a chat shows while nobody is there is used where the target says so, and else not even opened."""
    body = """<h1>Our shop</h1><div id=l>在线客服</div><div id=c></div>"""
    form = plain().replace("\n", "").replace("</title>", "").replace("<title>", "")
    script = with_script(
        f"document.getElementById('l').onclick = () => document.getElementById('c').innerHTML = `{form}`"
    )
    inquiry = world.ask(body + script)
    said_so = replace(inquiry, target=replace(inquiry.target, offline_form=True))
    with pytest.raises(ProbeError):
        await world.send(inquiry, patience=timedelta(seconds=1))
    assert isinstance(await world.send(said_so), Sent)
    assert len(world.site.sent) == 1


async def test_page_without_contact_form(world: FormWorld) -> None:
    """Search, newsletter, login and comment forms are not taken for it."""
    others = """<form role="search"><input name="q"></form>
    <form><h3>Newsletter</h3><input type="email"><button>Subscribe</button></form>
    <form id="commentform" action="/wp-comments-post.php"><h3>Leave a comment</h3><textarea name="comment"></textarea>
    <input name="author" placeholder="Name"><input name="email" placeholder="E-mail"><button>Post comment</button>
    </form>"""
    with pytest.raises(ProbeError) as error:
        await world.send(world.ask(others), patience=timedelta(seconds=1))
    assert error.value.reason is VoidReason.PAGE_CHANGED
    assert not world.site.sent
