"""``discover`` and ``doctor TARGET`` on forms: what is printed, pictured, saved, and sent when it is told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.settings import load
from probes import browser
from probes.control.mailpair import MailPair
from tests.contract.form_world import Site, form_site, page
from tests.journey.test_finding_commands import STUDY, study

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(240),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

SAID = "How are codes refunded? 怎么退款？"
CHAT = """<button id=opens aria-label="Open chat" style="position:fixed;right:20px;bottom:20px;width:60px;height:60px">
Chat</button><div id=box hidden style="position:fixed;right:20px;bottom:90px;width:300px;height:400px">
<div role=log id=log style="height:300px"><p>Hello, how can we help?</p></div>
<textarea id=say placeholder="Type a message"></textarea><button>Send</button></div>
<script>document.getElementById("opens").onclick = () => { document.getElementById("box").hidden = false; };</script>"""
MAIL_ACCOUNT = STUDY[STUDY.index("smtp = ") : STUDY.index("[[platforms]]")]


@dataclass(frozen=True)
class Place:
    """A site with forms, and the mail server to whose addresses they answer."""

    site: Site
    pair: MailPair

    def study(self, folder: Path, address: str, *, channel: str = "form", more: str = "") -> Path:
        """A configuration of one control with a mailbox that answers."""
        path = study(folder, address, more)
        account = self.pair.account("desk", "probe@probe.test")
        lines = "".join(
            f'{kind} = {{ host = "127.0.0.1", port = {port}, security = "none" }}\n'
            for kind, port in (("smtp", account.smtp_port), ("imap", account.imap_port))
        )
        text = path.read_text(encoding="utf-8").replace(MAIL_ACCOUNT.replace("{{", "{").replace("}}", "}"), lines)
        text = text.replace("probe@study.silence-tests.org", account.address).replace(
            'username = "probe"', f'username = "{account.username}"'
        )
        path.write_text(text.replace('channel = "webchat"', f'channel = "{channel}"'), encoding="utf-8")
        return path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place() -> AsyncIterator[Place]:
    async with MailPair() as pair, form_site() as site:
        yield Place(site, pair)


@pytest.fixture(autouse=True)
def _afresh(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.site.sent.clear()
    monkeypatch.setenv("SILENCE_SESSION_KEY", "k" * 43 + "=")
    monkeypatch.setenv("SILENCE_MAIL_PASSWORD", place.pair.account("desk", "probe@probe.test").password)


async def run(*args: str | Path) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, main, [str(arg) for arg in args])


async def test_discover_shows_a_form_where_there_is_no_chat(place: Place, tmp_path: Path) -> None:
    """With a persona and a mail account at hand: every part, a target to copy, a picture, and nothing is sent."""
    address, picture = place.site.serve(page("helpdesk")), tmp_path / "form.png"
    config = place.study(tmp_path, "https://elsewhere.example/")

    result = await run("discover", address, "--control", "--config", config, "--picture", picture)

    assert result.exit_code == 0, result.output
    rows = {line[:15].strip(): line[15:] for line in result.output.splitlines()}
    assert rows["e-mail"].startswith(" Email Address")
    assert "“General Inquiry” is chosen" in rows["category"]
    assert "the question" in rows["message"]
    assert 'channel = "form"' in result.output
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert place.site.sent == []


async def test_a_chat_comes_first_and_says_that_there_is_a_form(place: Place, tmp_path: Path) -> None:
    """The form beside it is neither filled in nor taken for the chat's; --form shows it."""
    address = place.site.serve(page("wordpress") + CHAT)
    config = place.study(tmp_path, "https://elsewhere.example/")
    how = ("--control", "--config", config, "--picture", tmp_path / "p.png")

    chat = await run("discover", address, *how)
    form = await run("discover", address, "--form", "--json", *how)

    assert chat.exit_code == 0, chat.output
    assert "door: open" in chat.output
    assert 'input = "#say"' in chat.output
    assert "the page has a contact form too: --form shows it" in chat.output
    assert form.exit_code == 0, form.output
    told = json.loads(form.stdout)
    assert (told["kind"], told["door"], told["broken"], told["sent"]) == ("form", "open", "", None)
    assert {"name", "e-mail", "subject", "message"} <= {field["taken_for"] for field in told["fields"]}
    assert place.site.sent == []


async def test_a_page_with_neither(place: Place, tmp_path: Path) -> None:
    """Both are said to be missing, and the command says so by how it leaves."""
    address = place.site.serve("<h1>Opening hours</h1><p>We are open from nine to five.</p>")

    result = await run(
        "discover", address, "--control", "--config", tmp_path / "none.toml", "--picture", tmp_path / "c.png"
    )

    assert result.exit_code == 1
    assert "door: not found" in result.output
    assert "no contact form was found either" in result.output


async def test_discover_sends_what_it_is_told_once(place: Place, tmp_path: Path) -> None:
    """Through the form of a control: t0 with its witness, and what the page showed then."""
    address, picture = place.site.serve(page("django")), tmp_path / "form.png"
    config = place.study(tmp_path, "https://elsewhere.example/")

    result = await run(
        "discover", address, "--form", "--control", "--config", config, "--picture", picture, "--say", SAID, "--json"
    )

    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["sent"]["at"]
    assert told["sent"]["witness"] == "success page"
    assert [(sent["body"], sent["full_name"]) for sent in place.site.sent] == [(SAID, "Study of support")]
    assert place.site.sent[0]["reply_to"].startswith("probe+look")
    assert (tmp_path / "form-after.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("lacks", ["control", "account", "leave"])
async def test_what_is_missing_for_sending_is_said(place: Place, tmp_path: Path, lacks: str) -> None:
    """No control, nobody to answer to, or a study that was stopped: nothing is sent."""
    address = place.site.serve(page("django"))
    config = place.study(tmp_path, address)
    if lacks == "control":
        text = config.read_text(encoding="utf-8")
        config.write_text(text.replace(address, "http://127.0.0.1:9/"), encoding="utf-8")
    if lacks == "leave":
        (tmp_path / load(config).files.stop).touch()
    given = tmp_path / "none.toml" if lacks == "account" else config
    how = ("--form", "--config", given, "--picture", tmp_path / "form.png", "--say", SAID)

    result = await run("discover", address, *how, *(["--control"] if lacks != "control" else []))

    words = {"control": "not said to be a control", "account": "no mail account", "leave": "the kill switch is on"}
    assert result.exit_code in (1, 2)
    assert words[lacks] in result.output
    assert place.site.sent == []


async def test_a_saved_form_is_checked_and_examined(place: Place, tmp_path: Path) -> None:
    """``discover --save`` puts the target in; ``check`` accepts it, and ``doctor`` finds every part and the mailbox."""
    address, picture = place.site.serve(page("table-zh")), tmp_path / "form.png"
    config = place.study(tmp_path, place.site.serve("a chat"), channel="webchat")

    saved = await run("discover", address, "--form", "--save", "--control", "--config", config, "--picture", picture)
    checked = await run("check", "--config", config)
    examined = await run("doctor", "zoo-form", "--config", config, "--picture", picture)

    assert (saved.exit_code, checked.exit_code, examined.exit_code) == (0, 0, 0), (saved.output, examined.output)
    assert load(config).targets_by_id["zoo-form"].address == address
    assert "mail account    answers" in examined.output
    assert place.site.sent == []


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        ("<h1>Opening hours</h1>", "form: no contact form was found"),
        ("<h1>Contact</h1><form><label>E-mail <input type=email></label><label>Country of birth * <select required>"
         "<option value=''>-<option>Chad<option>Peru</select></label><label>Message <textarea></textarea></label>"
         "<button>Send</button></form>", "'Country of birth *': it is required, and no choice is surely true"),
        ("<h1>Contact</h1><form><label>E-mail <input type=email></label><label>Message <textarea></textarea></label>"
         "</form>", "send: the form has no button that sends it"),
    ],
)  # fmt: skip
async def test_doctor_names_the_first_broken_part(place: Place, tmp_path: Path, body: str, broken: str) -> None:
    """With the picture of the page as it stood."""
    picture = tmp_path / "form.png"
    config = place.study(tmp_path, place.site.serve(body))

    result = await run("doctor", "zoo-form", "--config", config, "--picture", picture)

    assert result.exit_code == 1
    assert broken in result.output
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert place.site.sent == []


async def test_doctor_names_a_mailbox_that_does_not_answer(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every part of the form is there, and no answer could be read."""
    monkeypatch.setenv("SILENCE_MAIL_PASSWORD", "wrong")
    config = place.study(tmp_path, place.site.serve(page("table-zh")))

    result = await run("doctor", "zoo-form", "--config", config, "--picture", tmp_path / "form.png")

    assert result.exit_code == 1
    assert "silence: mail account:" in result.output
