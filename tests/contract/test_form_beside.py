"""A button that stands with its form directly in the page, one without words, and one that speaks of comments."""

from __future__ import annotations

import pytest

from probes import browser
from probes.form.looking import FormSeen, look
from tests.contract.form_world import FormWorld

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("afresh"),
    pytest.mark.timeout(120),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

FIELDS = "<p><label>E-mail 邮箱 <input name=mail></label></p><p><label>Message 留言 <textarea name=text></textarea></label></p>"
FORM = f"<h1>Contact us</h1><form>{FIELDS}</form>"
SENDS = "<button type=button>{}</button>"


async def seen(world: FormWorld, body: str) -> FormSeen:
    return await look(world.ask(body), world.channel.means, world.stage)


@pytest.mark.parametrize("word", ["Send", "提交留言"])
@pytest.mark.parametrize("between", ["", "<p>We answer within a day.</p>", "<hr><br>"])
async def test_a_button_that_only_the_body_holds_with_the_form(world: FormWorld, word: str, between: str) -> None:
    """It follows the one form that takes a long text."""
    told = await seen(world, FORM + between + SENDS.format(word))

    assert told.button is not None
    assert (told.button.name, told.button.called, told.missing) == ("send", word, "")


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
    "<button><i class='fa fa-paper-plane' style='display:inline-block;width:20px;height:20px;background:blue'></i></button>",
    "<button type=button class='btn-send'><svg width=20 height=20></svg></button>",
    "<a href='#' class='btn icon-submit' style='display:inline-block;width:30px;height:30px;background:blue'></a>",
]


@pytest.mark.parametrize("button", WORDLESS)
async def test_a_button_without_words_sends_by_what_it_is(world: FormWorld, button: str) -> None:
    """A picture that submits, or what its maker called so."""
    told = await seen(world, f"<h1>Contact us</h1><form>{FIELDS}{button}</form>")

    assert told.button is not None
    assert (told.button.name, told.broken) == ("send", "")


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
    told = await seen(world, f"<title>Shop</title>{head}" + COMMENTS.format(FIELDS, word))

    assert told.button is not None
    assert (told.door, told.button.called, told.broken) == ("open", word, "")


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
