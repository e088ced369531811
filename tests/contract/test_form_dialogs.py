"""What a form's own script demands, and says only in a dialog: named in its own words, and never taken for an end."""

from __future__ import annotations

import pytest

from probes.interface import ProbeError, Sent, VoidReason
from tests.contract.form_world import FormWorld

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("afresh"),
    pytest.mark.timeout(120),
]

CONTACT = """<h1>Contact us</h1><main><form><label>E-mail <input id=mail></label>
  <label>Phone number <input id=tel></label><label>Company <input id=firm></label>
  <label>Message <textarea id=text></textarea></label><button>Send</button></form></main>
  <div id=over></div><script>
  const by = (id) => document.getElementById(id), main = document.querySelector('main');
  const place = 'position:fixed;inset:20%;background:#fff';
  const lay = (text, hides) => {
    by('over').innerHTML = `<div role=dialog style="${place}">${text} <button type=button>OK</button></div>`;
    if (hides) main.setAttribute('aria-hidden', 'true'); };
  const show = (text) => { by('over').innerHTML = `<dialog><p>${text}</p></dialog>`;
    document.querySelector('dialog').showModal(); };
  const send = async (thanks = 'Thank you for your message!') => { await fetch('/taken', {method: 'POST', body:
    new URLSearchParams({mail: by('mail').value, text: by('text').value, firm: by('firm').value})});
    document.body.textContent = thanks; };"""


def contact(script: str, more: str = "") -> str:
    """A page whose form answers a press by a script of its own."""
    return f"{CONTACT} main.onsubmit = (event) => {{ event.preventDefault(); {script} }}; {more}</script>"


REFUSED = {
    "alert": ("alert('Invalid Phone')", "Phone number': Invalid Phone"),
    "alert, Chinese": ("alert('请输入正确的手机号码')", "请输入正确的手机号码"),
    "alert about an address": (
        "alert(\"Only 'one.test' or 'two.test' emails are allowed.\")",
        "our address: Only 'one.test' or 'two.test' emails are allowed.",
    ),
    "alert about a company's address": (
        "alert('Only company e-mail addresses are allowed')",
        "our address: Only company e-mail addresses are allowed",
    ),
    "alert about an address, Chinese": ("alert('仅支持企业邮箱')", "our address: 仅支持企业邮箱"),
    "alert of words that nobody knows": (
        "alert('Nobody writes to us on a Sunday.')",
        ": Nobody writes to us on a Sunday.",
    ),
    "such an alert, Chinese": ("alert('本店周日不收信。')", ": 本店周日不收信。"),
    "a dialog that hides the form from screen readers": (
        "lay('<h2>Invalid Phone</h2><p>Please enter a valid 10-digit mobile number.</p>', true)",
        "Phone number': Invalid Phone",
    ),
    "such a dialog, Chinese": ("lay('<h2>提示</h2><p>请输入正确的手机号码</p>', true)", "请输入正确的手机号码"),
    "a dialog over the form": ("lay('仅支持企业邮箱')", "仅支持企业邮箱"),
    "a dialog of the browser's": ("show('手机号格式不正确')", "手机号格式不正确"),
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_a_demand_that_only_a_dialog_tells_is_named(world: FormWorld, kind: str) -> None:
    """The form did not take it, and why; nothing left the page."""
    script, told = REFUSED[kind]
    with pytest.raises(ProbeError) as failed:
        await world.send(world.ask(contact(script)))
    assert failed.value.reason is VoidReason.NOT_SENT
    assert "did not accept" in str(failed.value)
    assert told in str(failed.value)
    assert world.site.sent == []


@pytest.mark.parametrize(("event", "words"), [("change", "We know no such address."), ("blur", "本店只收会员来信。")])
async def test_what_an_alert_says_while_the_form_is_filled_in_is_heard(
    world: FormWorld, event: str, words: str
) -> None:
    """Where its button does nothing then."""
    speaks = f"by('mail').addEventListener('{event}', () => alert('{words}'));"
    with pytest.raises(ProbeError) as failed:
        await world.send(world.ask(contact("", speaks)))
    assert (failed.value.reason, words in str(failed.value)) == (VoidReason.NOT_SENT, True)


async def test_what_a_dialog_of_unknown_words_says_is_told(world: FormWorld) -> None:
    """Not as a refusal: it may be about anything."""
    with pytest.raises(ProbeError) as failed:
        await world.send(world.ask(contact("lay('Our shop is closed on Sundays.')")))
    assert failed.value.reason is VoidReason.NOT_SENT
    assert "nothing left the page" in str(failed.value)
    assert "Our shop is closed on Sundays." in str(failed.value)


@pytest.mark.parametrize("thanks", ["Thank you! Your message was sent.", "留言提交成功！"])
async def test_thanks_by_which_nothing_left_are_neither_an_end_nor_a_refusal(world: FormWorld, thanks: str) -> None:
    with pytest.raises(ProbeError) as failed:
        await world.send(world.ask(contact(f"alert('{thanks}')")))
    assert failed.value.reason is VoidReason.NOT_SENT
    assert "did not accept" not in str(failed.value)
    assert "nothing left the page" in str(failed.value)


@pytest.mark.parametrize("words", ["One moment.", "请稍候"])
async def test_an_alert_before_the_message_leaves_is_no_refusal(world: FormWorld, words: str) -> None:
    """Nor is a hint while the form is filled in."""
    hint = "by('mail').addEventListener('change', () => alert('We write to you only once.'));"
    inquiry = world.ask(contact(f"alert('{words}'); setTimeout(send, 1500);", hint))
    await world.takes(inquiry)


async def test_what_an_alert_asks_for_in_words_of_its_own_is_given_once(world: FormWorld) -> None:
    """The form stands as it was and nothing left it: the field that it names is filled in."""
    inquiry = world.ask(contact("by('firm').value ? send() : alert('No Company, no answer.')"))
    assert isinstance(await world.send(inquiry), Sent)
    assert [sent["firm"] for sent in world.site.sent] == ["Support response study"]


WHOLE = "if ([...document.querySelectorAll('input')].every((one) => one.value)) send()"


@pytest.mark.parametrize("script", ["return", WHOLE])
async def test_what_was_left_empty_is_named_where_nothing_is_said(world: FormWorld, script: str) -> None:
    """A script that stops a press without a word may want just that."""
    with pytest.raises(ProbeError) as failed:
        await world.send(world.ask(contact(script)))
    assert failed.value.reason is VoidReason.NOT_SENT
    assert "nothing left the page" in str(failed.value)
    assert failed.value.hint == "left empty: Phone number, Company"


async def test_thanks_that_come_before_the_message_has_left_date_it_no_earlier(world: FormWorld) -> None:
    """The page gives thanks at the press; t0 is not before its request left, by the page's own clock."""
    leave = "setTimeout(() => { by('firm').value = Date.now(); send('') }, 40)"
    outcome = await world.send(world.ask(contact(f"alert('Thank you for your message!'); {leave}")))
    assert isinstance(outcome, Sent)
    assert outcome.at.timestamp() * 1000 >= int(world.site.sent[-1]["firm"])
