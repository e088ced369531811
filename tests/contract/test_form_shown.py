"""A form is shown without a word: its way, its parts in a picture, what keeps us out; and nothing is filled in."""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO

import pytest
from PIL import Image

from probes.form.looking import FormSeen, look
from tests.contract.form_world import IN_A_BROWSER, TELLS, FormWorld, page

pytestmark = IN_A_BROWSER

# Whatever a page is told by its user goes to the server, which keeps it.
CONTROL = files("probes.control").joinpath("pages", "form.html").read_text(encoding="utf-8")
BARE = "<h1>Contact us</h1><form method=post>{}<label>E-mail <input type=email name=e></label><label>Message{}"
BARE += "<textarea name=m></textarea></label>{}<button>Send</button></form>"


async def shown(world: FormWorld, body: str, **how: bool) -> FormSeen:
    """What is told of a page; it has been told nothing."""
    seen = await look(world.ask(body + TELLS), world.channel.means, world.stage, **how)
    assert world.site.sent == []
    return seen


def taken_for(seen: FormSeen) -> list[str]:
    return [part.name for part in seen.fields]


async def test_the_control_form_in_both_languages(world: FormWorld) -> None:
    """Every field, the trap that is left alone, the consent and the button."""
    seen = await shown(world, CONTROL)

    assert (seen.door, seen.missing, seen.entry) == ("open", "", ())
    assert taken_for(seen) == ["name", "e-mail", "subject", "message", "consent", "trap"]
    assert seen.heading == "Contact us 联系我们"
    assert seen.button is not None
    assert (seen.button.name, seen.button.called) == ("send", "Send 提交")


@pytest.mark.parametrize(
    ("name", "parts", "pressed"),
    [
        ("ant-zh", ["subject", "category", "e-mail", "message", "consent"], "提 交"),
        ("table-zh", ["name", "e-mail", "subject", "category", "message"], None),
        ("django", ["name", "e-mail", "category", "subject", "message"], "Submit Ticket"),
    ],
)
async def test_forms_of_other_makes(world: FormWorld, name: str, parts: list[str], pressed: str | None) -> None:
    """Chinese and English, of a component library, a table, a framework."""
    seen = await shown(world, page(name))

    assert set(parts) <= set(taken_for(seen))
    assert seen.missing == ""
    assert seen.button is not None
    assert pressed is None or seen.button.called == pressed


async def test_every_part_is_in_the_picture(world: FormWorld) -> None:
    """Also one far below the window, whose size is nobody's reason to leave it out."""
    seen = await shown(world, BARE.format("<div style='height:1800px'></div>", "", ""))

    taken = Image.open(BytesIO(seen.picture)).convert("RGB")
    colours = {taken.getpixel((x, y)) for x in range(0, taken.width, 1) for y in range(1800, taken.height, 1)}
    assert taken.height > 1850
    assert {(214, 40, 40), (29, 53, 87), (42, 157, 143)} <= colours  # e-mail, message, send


async def test_a_required_phone_that_the_persona_lacks(world: FormWorld) -> None:
    """It is named, and so are the parts after it."""
    seen = await shown(world, BARE.format("<label>Phone <input type=tel name=p required></label>", "", ""))

    assert seen.broken == "phone"
    assert "numbers are never made up" in seen.missing
    assert taken_for(seen) == ["phone", "e-mail", "message"]
    assert seen.picture.startswith(b"\x89PNG")


async def test_a_captcha_is_named_and_its_form_is_shown(world: FormWorld) -> None:
    """The door is barred; what the form would have asked is told all the same."""
    picture = "<img alt=captcha width=90 height=30 src=data:image/gif;base64,R0lGODlhAQABAAAAACw=>"
    seen = await shown(world, BARE.format("", "", picture))

    assert (seen.door, seen.broken) == ("barred: captcha", "captcha")
    assert taken_for(seen) == ["e-mail", "message", "captcha"]


async def test_what_leads_to_a_form_is_pressed_and_named(world: FormWorld) -> None:
    """A button that opens it on the page, once."""
    opens = "onclick=\"document.querySelector('dialog').show()\""
    body = f"<h1>Help centre</h1><button {opens}>Submit a request</button><dialog>{BARE.format('', '', '')}</dialog>"

    seen = await shown(world, body)
    untouched = await shown(world, body, entries=False)

    assert seen.entry == ("Submit a request",)
    assert taken_for(seen) == ["e-mail", "message"]
    assert (untouched.entry, untouched.button, untouched.door) == ((), None, "not found")


async def test_a_page_without_a_form(world: FormWorld) -> None:
    """Nothing is made up; the page is pictured as it is."""
    seen = await shown(world, "<h1>Opening hours</h1><p>From nine to five.</p><form><input type=search></form>")

    assert (seen.door, seen.broken, seen.button) == ("not found", "form", None)
    assert "no contact form" in seen.missing
    assert seen.picture.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("body", "door"),
    [
        ("<h1>Support</h1><p>Please log in to open a ticket.</p>", "barred: login_required"),
        ("<h1>Contact</h1><p>The contact form is currently closed. 留言功能暂停服务。</p>", "shut: form_closed"),
    ],
)
async def test_a_closed_door(world: FormWorld, body: str, door: str) -> None:
    """In the platform's own words."""
    seen = await shown(world, body)

    assert (seen.door, seen.broken) == (door, "page")


PLACES_TO_WRITE = {
    "a room": """<title>Chat room: support</title><h1>Support room</h1><form><input name=message>
      <button>Send</button></form>""",
    "a room with a name": """<h2>聊天室：客服</h2><form><label>昵称 <input name=nick></label>
      <textarea name=msg></textarea><button>发送</button></form>""",
    "a chat that does not open": "<h1>Customer support</h1><form><textarea></textarea><button>Send</button></form>",
}  # fmt: skip


@pytest.mark.parametrize("kind", PLACES_TO_WRITE)
async def test_a_place_to_write_alone_is_no_contact_form(world: FormWorld, kind: str) -> None:
    """A chat has one, too: without an address it is not told as a form that lacks one."""
    seen = await shown(world, PLACES_TO_WRITE[kind])

    assert (seen.door, seen.button, seen.broken) == ("not found", None, "form")
    assert "no contact form was found" in seen.missing


GUEST_BOOKS = {
    "a guest book": "<h1>留言簿</h1><form><textarea name=nr></textarea><button>提交留言</button></form>",
    "comments": """<h1>Our new cards</h1><p>They are here.</p><form><h3>发表评论</h3><label>呢称
      <input name=user></label><textarea name=text></textarea><button>发表评论</button></form>""",
}  # fmt: skip


@pytest.mark.parametrize("kind", GUEST_BOOKS)
async def test_where_one_writes_without_an_address(world: FormWorld, kind: str) -> None:
    """It is no contact form that one could be answered by, and why is told."""
    front = world.site.serve("<h1>Our shop</h1>")
    body = f"{GUEST_BOOKS[kind]}<a href={front}>联系我们</a>"  # which leads elsewhere
    assert "no e-mail address" in (await shown(world, body)).missing


@pytest.mark.parametrize("field", ["邮箱 <input name=mail type=email>", "联系方式 <input name=c>"])
async def test_comments_with_an_address_are_no_contact_form(world: FormWorld, field: str) -> None:
    """Nor is it said that no address is asked for."""
    missing = (
        await shown(world, GUEST_BOOKS["comments"].replace("<textarea", f"<label>{field}</label><textarea"))
    ).missing
    assert "no contact form was found" in missing
    assert "no e-mail address" not in missing


async def test_a_form_that_asks_for_no_address(world: FormWorld) -> None:
    """No answer could arrive: its parts are told, and what it lacks."""
    body = "<h1>Contact us</h1><form><label>Name <input name=n></label><label>Message <textarea></textarea></label>"
    seen = await shown(world, body + "<button>Send</button></form>")

    assert seen.broken == "e-mail"
    assert "no e-mail address" in seen.missing
    assert taken_for(seen) == ["name", "message"]
