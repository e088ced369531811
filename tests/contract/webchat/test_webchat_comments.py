"""Places where a page's readers write in public: no chat, and nothing of ours is ever written into them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from probes.interface import Sent, Speaker
from tests.contract.untouched import passed_over
from tests.contract.webchat_world import IN_A_BROWSER, QUESTION, World, told

pytestmark = IN_A_BROWSER

REPLY = "The code is refunded within three working days."
ARTICLE = "<h1>How we pick our tea</h1>" + "<p>The leaves are picked by hand before the sun is high.</p>" * 6
PRODUCT = "<title>Green tea, 100 g</title><h1>Green tea</h1><p>8.50 €</p><button>Add to cart</button>"
BOXES = {
    "a heading over it": f"{ARTICLE}<h3>Leave a comment</h3><p>Be kind.</p><form><textarea></textarea>"
    "<button>Submit</button></form>",
    "a heading, in Chinese": f"{ARTICLE}<h3>发表评论</h3><p>请文明发言。</p><form><textarea></textarea>"
    "<button>提交</button></form>",
    "its button": f"{ARTICLE}<form><textarea></textarea><button>Post comment</button></form>",
    "its button, in Chinese": f"{ARTICLE}<form><textarea placeholder='说点什么吧'></textarea>"
    "<button>发表评论</button></form>",
    "what it is called by its makers": f"{ARTICLE}<section id=comments><form id=comment-form><textarea name=body>"
    "</textarea><button>Submit</button></form></section>",
    "a field called so": f"{ARTICLE}<form><textarea name=comment></textarea><button>Submit</button></form>",
    "how many there are": f"{ARTICLE}<section><h2>3 Comments</h2><ul><li><b>Ana</b><p>Lovely.</p></li></ul>"
    "<form><textarea placeholder='Your message'></textarea><button>Send</button></form></section>",
    "a review of what is sold": f"{PRODUCT}<h2>Customer reviews</h2><p>None yet.</p><form><textarea></textarea>"
    "<button>Submit</button></form>",
    "a list of what was said": f"{ARTICLE}<div class=comments><h4>Join the discussion</h4><div aria-live=polite>"
    "<p>Lovely.</p></div><textarea placeholder='Write a message'></textarea><button>Post</button></div>",
    "a frame of another site": f"{ARTICLE}<iframe title='Comments' width=600 height=300 srcdoc=\""
    "<textarea placeholder='Join the discussion…'></textarea><button>Send</button>\"></iframe>",
    "fields for who writes": f"{ARTICLE}<h3>Leave a Reply</h3><form class=comment-form><label>Comment "
    "<textarea required></textarea></label><label>Name <input required></label>"
    "<label>Email <input type=email required></label><button>Post Comment</button></form>",
    "nothing but that it ends a long page": ARTICLE * 4 + "<form><textarea></textarea><button>Submit</button></form>",
}


@pytest.mark.parametrize("kind", BOXES)
async def test_where_readers_write_in_public_is_no_chat(world: World, kind: str) -> None:
    """Told by its words, by what its makers call it, or by the long page that it ends; it is left untouched."""
    await passed_over(world, BOXES[kind])


@pytest.mark.parametrize("kind", BOXES)
async def test_a_chat_beside_it_is_the_one_that_is_asked(world: World, kind: str) -> None:
    """Behind its launcher."""
    launcher = """<button id=open style="position: fixed; right: 9px; bottom: 9px" onclick="box.hidden = false">Chat
      with us</button><div id=box hidden style="position: fixed; right: 9px; bottom: 60px; width: 320px; height: 400px;
      background: #fff">%s</div>"""
    assert await asked(world, BOXES[kind] + launcher % CHAT.replace("BUTTON", "Send")) == [QUESTION, REPLY]


CHAT = """<div id=list></div><textarea id=say></textarea><button id=go>BUTTON</button><script>
const add = (who, words) => list.insertAdjacentHTML("beforeend",
  `<div class="${who}" style="width: fit-content; padding: 8px; background: #eef; margin: 8px">${words}</div>`);
go.onclick = () => { const words = say.value; say.value = ""; add("me", words);
  setTimeout(() => add("them", "REPLY"), 600); };
</script>""".replace("REPLY", REPLY)
CHATS = {
    "a field without a word": CHAT.replace("BUTTON", "Send"),
    "a button that says to submit": CHAT.replace("BUTTON", "Submit"),
    "a button that says it in Chinese": CHAT.replace("BUTTON", "提交"),
    "a line of its own below a title": "<title>Tea desk</title>" + CHAT.replace("BUTTON", "Submit"),
    "one that asks for comments": "<h2>Questions or comments? Chat with us.</h2>" + CHAT.replace("BUTTON", "Send"),
    "a field for a reply": CHAT.replace("<textarea", "<textarea placeholder='Write a reply…'").replace(
        "BUTTON", "Send"
    ),
    "a long page that speaks of it": "<h1>Chat with us</h1>" + ARTICLE * 4 + CHAT.replace("BUTTON", "Submit"),
    "a long page with a field for a message": ARTICLE * 4
    + CHAT.replace("<textarea", "<textarea placeholder='Type your message'").replace("BUTTON", "Send"),
}


@pytest.mark.parametrize("kind", CHATS)
async def test_a_chat_that_says_little_is_written_into(world: World, kind: str) -> None:
    """A page that is nothing but one need not say so."""
    assert await asked(world, CHATS[kind]) == [QUESTION, REPLY]


async def asked(world: World, body: str) -> Sequence[str]:
    async with world.open(world.question_on(body, None)) as door:
        assert isinstance(await door.send(QUESTION), Sent)
        return [message.text for message in await told(door, 2) if message.speaker is not Speaker.NOTICE]
