"""A button that stands with its form directly in the page, one without words, and one that speaks of comments."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from probes.form.looking import FormSeen, look
from probes.interface import ProbeError, Sent, VoidReason
from tests.contract.form_world import IN_A_BROWSER, TEXT, FormWorld, address_of, as_json, told

pytestmark = IN_A_BROWSER

FIELDS = "<p><label>E-mail 邮箱 <input name=mail></label></p>"
FIELDS += "<p><label>Message 留言 <textarea name=text></textarea></label></p>"
FORM = f"<h1>Contact us</h1><form>{FIELDS}</form>"
SENDS = "<button type=button>{}</button>"


async def seen(world: FormWorld, body: str) -> FormSeen:
    return await look(world.ask(body), world.channel.means, world.stage)


@pytest.mark.parametrize("word", ["Send", "提交留言"])
@pytest.mark.parametrize("between", ["", "<p>We answer within a day.</p>", "<hr><br>"])
async def test_a_button_that_only_the_body_holds_with_the_form(world: FormWorld, word: str, between: str) -> None:
    """It follows the one form that takes a long text."""
    found = await seen(world, FORM + between + SENDS.format(word))

    assert found.button is not None
    assert (found.button.name, found.button.called, found.missing) == ("send", word, "")


@pytest.mark.parametrize(
    "page",
    [
        SENDS.format("Send") + FORM,
        FORM + f"<footer>{SENDS.format('Send')}</footer>",
        FORM + "<p>a</p><p>b</p><p>c</p>" + SENDS.format("Send"),
        FORM + f"<form>{FIELDS}</form>" + SENDS.format("Send"),
    ],
)
async def test_a_button_elsewhere_in_the_page_sends_no_form(world: FormWorld, page: str) -> None:
    """Before it, in the foot, far away, or behind two forms: nobody knows whose it is."""
    assert (await seen(world, page)).broken == "send"


PICTURE = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
WORDLESS = [
    f"<input type=image src='{PICTURE}' width=60 height=30>",
    "<button><i class='fa-paper-plane' style='display:inline-block;width:20px;height:20px'></i></button>",
    "<button type=button class='btn-send'><svg width=20 height=20></svg></button>",
    "<a href='#' class='btn icon-submit' style='display:inline-block;width:30px;height:30px;background:blue'></a>",
]


@pytest.mark.parametrize("button", WORDLESS)
async def test_a_button_without_words_sends_by_what_it_is(world: FormWorld, button: str) -> None:
    """A picture that submits, or what its maker called so."""
    found = await seen(world, f"<h1>Contact us</h1><form>{FIELDS}{button}</form>")

    assert found.button is not None
    assert (found.button.name, found.broken) == ("send", "")


@pytest.mark.parametrize("mark", ["btn icon-trash", "btn icon-attach", "btn fa-microphone", "btn send-later cancel"])
async def test_a_button_without_words_of_another_kind_sends_nothing(world: FormWorld, mark: str) -> None:
    button = f"<button type=button class='{mark}'><svg width=20 height=20></svg></button>"
    assert (await seen(world, f"<h1>Contact us</h1><form>{FIELDS}{button}</form>")).broken == "send"


COMMENTS = "<form method=post>{}<button>{}</button></form>"


@pytest.mark.parametrize(
    ("head", "word"),
    [
        ("<h1>Contact us</h1>", "Post comment"),
        ("<h2>Get in touch</h2>", "Submit comment"),
        ("<h1>联系我们</h1>", "发表评论"),
    ],
)
async def test_a_contact_form_whose_button_speaks_of_comments(world: FormWorld, head: str, word: str) -> None:
    found = await seen(world, f"<title>Shop</title>{head}" + COMMENTS.format(FIELDS, word))

    assert found.button is not None
    assert (found.door, found.button.called, found.broken) == ("open", word, "")


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Ten tips for spring</h1><article>Text</article><h3>Leave a comment</h3>"
        + COMMENTS.format(FIELDS, "Post comment"),
        "<h1>Our news</h1>" + COMMENTS.format(FIELDS, "Post comment"),
        "<h1>春季新品</h1><h3>发表评论</h3>" + COMMENTS.format(FIELDS, "发表评论"),
        "<h1>How to contact customers by mail</h1><h3>3 comments</h3>" + COMMENTS.format(FIELDS, "Post comment"),
        "<h1>Contact us</h1><h3>Leave a reply</h3>" + COMMENTS.format(FIELDS, "Post comment"),
    ],
)
async def test_comments_on_an_article_are_passed_over(world: FormWorld, page: str) -> None:
    """They would be public."""
    assert (await seen(world, page)).door == "not found"


NAMELESS = "<h1>Contact us</h1><form method=post action=/taken><p><label>E-mail <input name=mail></label></p>"
NAMELESS += "<p><label>Message <textarea {}></textarea></label></p><button>Send</button></form>"


async def test_thanks_for_a_message_that_the_browser_left_out_are_uncertain(world: FormWorld) -> None:
    """A field without a name is not sent, and the page gives thanks all the same."""
    with pytest.raises(ProbeError) as void:
        await world.send(world.ask(NAMELESS.format("")))
    assert void.value.reason is VoidReason.SEND_UNCERTAIN
    assert isinstance(await world.send(world.ask(NAMELESS.format("name=text"))), Sent)


BEHIND = """<h1>Contact us</h1><form method=post action=/taken>
  <p><label>Message <textarea name=text></textarea></label></p>
  <p><label><input type=checkbox name=answer onchange="more.hidden = !this.checked">{}</label></p>
  <p id=more hidden><label>E-mail <input name=mail></label></p><button>Send</button></form>"""


@pytest.mark.parametrize("asks", ["May we contact you?", "是否希望回复"])
async def test_an_address_behind_the_wish_for_an_answer(world: FormWorld, asks: str) -> None:
    """The box is ticked, and the address written into what comes into sight."""
    inquiry = world.ask(BEHIND.format(asks))
    assert isinstance(await world.send(inquiry), Sent)
    assert world.site.sent == [{"text": TEXT, "answer": "on", "mail": address_of(inquiry)}]


async def test_a_wish_behind_which_no_address_stands(world: FormWorld) -> None:
    """Nothing is sent: no answer could arrive."""
    with pytest.raises(ProbeError, match="e-mail address") as void:
        await world.send(world.ask(BEHIND.format("May we contact you?").replace("<input name=mail>", "")))
    assert void.value.reason is VoidReason.NOT_SENT
    assert world.site.sent == []


CONFIRM = "<h1>Please check your entries</h1><p>{text}</p><form method=post action=/taken>"
CONFIRM += "<input type=hidden name=text value='{text}'>"
CONFIRM += "<input type=hidden name=mail value='{mail}'><input type=hidden name=sure value=1>"
CONFIRM += "<button>Confirm and send</button></form>"


async def test_a_page_to_confirm_is_pressed_once_it_is_there(world: FormWorld) -> None:
    """Not after the whole patience; and once."""

    def answer(sent: Mapping[str, Any]) -> web.StreamResponse:
        body = "<h1>Thank you for your message.</h1>" if "sure" in sent else CONFIRM.format(**sent)
        return told(body)(sent)

    world.site.answer = answer
    patience = timedelta(seconds=60)
    async with asyncio.timeout(55):
        sent = await world.send(world.ask(NAMELESS.format("name=text")), patience=patience)
    assert isinstance(sent, Sent)
    assert [entry.get("sure") for entry in world.site.sent] == [None, "1"]


COPIED = """<h1>Contact us</h1><form id=f onsubmit="
  copy.value = t.value; fetch('/taken', {method: 'POST', body: new FormData(f)}); return false">
  <p><label>E-mail <input name=mail></label></p>
  <p><label>Message <textarea id=t></textarea></label></p>
  <input type=hidden name=text id=copy><button>Send</button></form>"""


async def test_a_copy_of_our_text_out_of_sight_is_no_page_to_confirm(world: FormWorld) -> None:
    """The form still holds the text in sight: it is not pressed a second time."""
    world.site.answer = as_json(state=1)
    with pytest.raises(ProbeError) as void:
        await world.send(world.ask(COPIED))
    assert void.value.reason is VoidReason.SEND_UNCERTAIN
    assert len(world.site.sent) == 1


COPIED_LABEL = """<h1>联系我们</h1><form method=post action=/taken>
  <div><label for=name>* 姓名</label><div><input id=name name=who>{}</div></div>
  <div><label for=name>* 施工地址</label><select name=city><option>{}</option></select></div>
  <p><label>邮箱 <input name=mail></label></p>
  <p><label>留言 <textarea name=text></textarea></label></p><button>提交</button></form>"""


@pytest.mark.parametrize("beside", ["", "<label for=name class=error></label>", "<label for=name>(必填)</label>"])
async def test_a_label_that_was_copied_to_another_field_names_that_one(world: FormWorld, beside: str) -> None:
    """It points at the name's number and stands with a list; a second label beside the name is the name's."""
    found = await seen(world, COPIED_LABEL.format(beside, "请选择"))

    assert found.fields[0].name == "name"
    assert found.fields[0].called.startswith("* 姓名")


ALL_THE_SAME = """<h1>Contact us</h1><form id=f onsubmit="const x = new XMLHttpRequest(); x.open('POST', '{}');
  x.onreadystatechange = () => {{ f.hidden = true; thanks.hidden = false; }};
  x.send(new URLSearchParams(new FormData(f))); return false"><p><label>E-mail <input name=mail></label></p>
  <p><label>Message <textarea name=text></textarea></label></p>
  <button>Send</button></form><p id=thanks hidden>{}</p>"""


@pytest.mark.parametrize("thanks", ["Thank you! We received your message successfully.", "提交成功，谢谢您的留言"])
async def test_thanks_for_what_reached_no_server_are_uncertain(world: FormWorld, thanks: str) -> None:
    """Some scripts give thanks whatever became of the request."""
    with pytest.raises(ProbeError) as void:
        await world.send(world.ask(ALL_THE_SAME.format("http://127.0.0.1:9/exec", thanks)))
    assert void.value.reason is VoidReason.SEND_UNCERTAIN
    assert isinstance(await world.send(world.ask(ALL_THE_SAME.format("/taken", thanks))), Sent)
