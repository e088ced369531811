"""A form refuses without a word: by the focus, a red frame, a class or a mark for screen readers."""

from __future__ import annotations

import pytest
from aiohttp import web

from probes.interface import ProbeError, Sent, VoidReason
from tests.contract.form_world import HEAD, FormWorld

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("afresh"),
    pytest.mark.timeout(120),
]

POINTS = """<form><h1>{head}</h1><label>{label} {field}</label><label>E-mail <input name=mail></label>
  <label>Message <textarea name=text></textarea></label><button>Send</button></form>
  <script>document.querySelector('form').onsubmit = async (event) => {{ event.preventDefault();
    const wanted = event.target.elements.x; if (!wanted.value) {{ {points} return; }}
    await fetch('/taken', {{method: 'POST', body: new URLSearchParams(new FormData(event.target))}});
    document.body.textContent = 'Thank you for your message!'; }}</script>"""
LIST = "<select name=x><option value=''>—<option value=l>{}<option value=n>{}</select>"
WAYS = {
    "focus": "wanted.focus();",
    "a red frame": "wanted.style.border = '2px solid #d9534f';",
    "a class": "wanted.classList.add('is-invalid');",
    "a class around": "wanted.parentElement.className = 'has-error';",
    "a mark for screen readers": "wanted.setAttribute('aria-invalid', 'true');",
    "a red shadow": "wanted.style.boxShadow = '0 0 0 3px rgb(220, 53, 69)';",
}
FIELDS = {
    "Priority": LIST.format("Low", "Normal"),
    "优先级": LIST.format("低", "普通"),
    "Company": "<input name=x>",
    "公司": "<input name=x>",
}


@pytest.mark.parametrize("points", WAYS)
@pytest.mark.parametrize("label", FIELDS)
async def test_a_field_that_is_only_pointed_at(world: FormWorld, label: str, points: str) -> None:
    """Without a word the page refuses: what it points at is entered, and the button pressed once more."""
    body = POINTS.format(head="Contact us", label=label, field=FIELDS[label], points=WAYS[points])
    assert isinstance(await world.send(world.ask(body)), Sent)
    assert len(world.site.sent) == 1


@pytest.mark.parametrize("points", WAYS)
async def test_a_field_pointed_at_that_we_have_no_truth_for(world: FormWorld, points: str) -> None:
    """It is named, and nothing is sent."""
    body = POINTS.format(head="留言", label="身高", field="<input name=x>", points=WAYS[points])
    with pytest.raises(ProbeError, match="身高") as void:
        await world.send(world.ask(body))
    assert void.value.reason is VoidReason.NOT_SENT
    assert not world.site.sent


BACK = """<form method=post action=/taken><h1>Contact us</h1><label>Shoe size <input name=x {}></label>
  <label>E-mail <input name=mail value="{}"></label><label>Message <textarea name=text>{}</textarea></label>
  <button>Send</button></form>"""


async def test_a_server_that_only_paints_a_field_red(world: FormWorld) -> None:
    """The form comes back with all that we wrote and a red frame: it was refused, and is not sent again."""

    def refuse(sent: object) -> web.StreamResponse:
        said = dict(sent)  # type: ignore[call-overload]
        text = HEAD + BACK.format("style='border:1px solid red'", said["mail"], said["text"])
        return web.Response(text=text, content_type="text/html")

    world.site.answer = refuse
    with pytest.raises(ProbeError, match="Shoe size") as void:
        await world.send(world.ask(BACK.format("", "", "")))
    assert void.value.reason is VoidReason.NOT_SENT
    assert len(world.site.sent) == 1
