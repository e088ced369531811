"""``discover``, ``teach`` and ``doctor TARGET`` on widgets of the zoo: what is printed, sent, pictured and saved."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from click.testing import CliRunner, Result

from monitor import chats
from monitor.app import begun_store_of
from monitor.cli import main
from monitor.clock import HandClock
from monitor.profiles import StoredProfiles
from monitor.settings import load
from probes import browser
from probes.browser import Page
from probes.control.zoo.widget import Widget
from probes.webchat.channel import enter
from probes.webchat.finding.teaching import Teacher
from tests.contract.webchat_world import own_pages
from tests.zoo.drive import MEANS, Enclosure, enclosure

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(180),
    pytest.mark.skipif(browser.find() is None, reason="no browser is installed (apt install chromium-headless-shell)"),
]

ROOT = Path(__file__).parents[2]
SAID = "How are codes refunded?"
WIDGETS = {
    "shadow": Widget(place="shadow"),
    "frame": Widget(place="other_origin", asks_name=True, asks_mail=True),
    "plain-frame": Widget(place="frame"),
    "hidden": Widget(place="whole", barred="captcha"),
}
STUDY = """
[study]
id = "finding"
title = {{ zh = "寻找", en = "Finding" }}
zone = "UTC"
starts = 2026-01-05
nights = 28
seed = 3
languages = ["zh", "en"]
pairs_per_week = 4
working_hours = ["09:00", "18:00"]
other_hours = ["18:30", "22:30"]
[persona]
name = "Study of support"
study_page = "https://study.silence-tests.org"
[[mail_accounts]]
name = "desk"
address = "probe@study.silence-tests.org"
username = "probe"
password = "env:SILENCE_MAIL_PASSWORD"
smtp = {{ host = "mail.silence-tests.org", port = 465, security = "tls" }}
imap = {{ host = "mail.silence-tests.org", port = 993, security = "tls" }}
[[platforms]]
id = "zoo"
name = "Zoo"
control = true
[[platforms.targets]]
channel = "webchat"
address = "{address}"
account = "desk"
{more}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def zoo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Enclosure]:
    async with enclosure(WIDGETS, tmp_path_factory.mktemp("zoo")) as open_zoo:
        yield open_zoo


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILENCE_SESSION_KEY", "k" * 43 + "=")
    monkeypatch.setenv("SILENCE_MAIL_PASSWORD", "x")


def study(folder: Path, address: str, more: str = "") -> Path:
    """A configuration of one control, a web chat at ``address``."""
    questions = (ROOT / "config.toml").read_text(encoding="utf-8")
    path = folder / "config.toml"
    text = STUDY.format(address=address, more=more) + questions[questions.index("[[questions]]") :]
    path.write_text(text, encoding="utf-8")
    return path


async def run(*args: str | Path, teacher: Teacher | None = None) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, main, [str(arg) for arg in args], obj=teacher)


def heard(zoo: Enclosure) -> list[str]:
    """What all widgets have been told so far."""
    rows = (json.loads(line) for line in zoo.log.read_text(encoding="utf-8").splitlines())
    return [str(row["text"]) for row in rows if row["kind"] == "heard"]


async def test_discover_says_nothing(zoo: Enclosure, tmp_path: Path) -> None:
    """Parts, profile and picture, and not one word sent."""
    picture, before = tmp_path / "chat.png", heard(zoo)

    result = await run(
        "discover", zoo.zoo.url("shadow"), "--control", "--config", tmp_path / "none.toml", "--picture", picture
    )

    assert result.exit_code == 0, result.output
    assert "door: open" in result.output
    assert "[platforms.targets.profile]" in result.output
    found = [
        line.split("found")[0].strip() for line in result.output.splitlines() if "  found" in line or " found " in line
    ]
    assert {"launcher", "input", "way to send"} <= set(found)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert heard(zoo) == before


async def test_discover_says_what_it_is_told(zoo: Enclosure, tmp_path: Path) -> None:
    """Once; then transcript and both sides are shown too."""
    before = heard(zoo)

    result = await run(
        "discover", zoo.zoo.url("shadow"), "--control", "--config", tmp_path / "none.toml", "--json",
        "--picture", tmp_path / "chat.png", "--say", SAID,
    )  # fmt: skip

    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert {"transcript", "own message", "agent message"} <= set(told["parts"])
    assert [speaker for speaker, _ in told["said"]].count("own") == 1
    assert heard(zoo) == [*before, SAID]


async def test_no_words_where_nobody_said_it_is_a_control(zoo: Enclosure, tmp_path: Path) -> None:
    """``discover`` and ``doctor`` refuse before anything is opened, and so they do while the study is stopped."""
    before, address = heard(zoo), zoo.zoo.url("shadow")
    config = study(tmp_path, address)
    stranger = await run("discover", address, "--config", tmp_path / "none.toml", "--say", SAID)
    (tmp_path / load(config).files.stop).touch()
    stopped = [
        await run(*command, "--config", config, "--say", SAID)
        for command in (("discover", address), ("doctor", "zoo-webchat"))
    ]

    assert "not said to be a control" in stranger.output
    assert all("the kill switch is on" in each.output for each in stopped)
    assert [each.exit_code for each in (stranger, *stopped)] == [2, 2, 2]
    assert heard(zoo) == before


async def test_a_private_address_is_refused_with_what_to_say(tmp_path: Path) -> None:
    """Before anything is opened, and not as a page without a chat."""
    config, picture = tmp_path / "none.toml", tmp_path / "c.png"
    told = [await run(*command, "--config", config) for command in (
        ("discover", "http://127.0.0.1:9/", "--picture", picture), ("teach", "http://localhost:9/"))]  # fmt: skip

    assert [each.exit_code for each in told] == [2, 2]
    assert all("no public address" in each.output and "--control" in each.output for each in told)
    assert not any("not seen" in each.output for each in told)
    assert not picture.exists()


async def test_discover_leaves_a_closed_door_closed(zoo: Enclosure, tmp_path: Path) -> None:
    """A captcha is named; there is no profile, and the command says so by how it leaves."""
    result = await run(
        "discover",
        zoo.zoo.url("hidden"),
        "--control",
        "--config",
        tmp_path / "none.toml",
        "--picture",
        tmp_path / "c.png",
    )

    assert result.exit_code == 1
    assert "door: barred: captcha" in result.output


async def test_a_saved_profile_is_checked_and_used(zoo: Enclosure, tmp_path: Path) -> None:
    """``discover --save`` puts it below the target; ``check`` accepts it, ``doctor`` and a visit go by it."""
    address, picture = zoo.zoo.url("frame"), tmp_path / "chat.png"
    config = study(tmp_path, address)

    saved = await run("discover", address, "--save", "--config", config, "--picture", picture)
    checked = await run("check", "--config", config)
    target = load(config).targets_by_id["zoo-webchat"]
    examined = await run("doctor", "zoo-webchat", "--config", config, "--picture", picture)
    async with enter(MEANS) as channel:
        verdict = await zoo.verdict(
            channel, zoo.inquiry("frame", WIDGETS["frame"], target.profile, "saved"), WIDGETS["frame"]
        )

    assert (saved.exit_code, checked.exit_code, examined.exit_code) == (0, 0, 0), (
        saved.output,
        checked.output,
        examined.output,
    )
    assert "vendor: not recognised" in examined.output
    assert "profile: the configuration's" in examined.output
    assert re.search(r"^launcher +found", examined.output, re.M), examined.output
    assert target.profile is not None
    assert target.profile["frame"]
    assert (verdict.kind, verdict.why) == ("right", "")


async def test_doctor_says_where_a_profile_comes_from(tmp_path: Path) -> None:
    """One that was found by itself has its date: what broke may be as old."""
    config, found_on = study(tmp_path, "http://127.0.0.1:9/"), datetime(2026, 12, 1, tzinfo=UTC)
    settings = load(config)
    assert chats.origin(config, "zoo-webchat") == "none is stored: looked for now"

    with closing(begun_store_of(settings)) as store:
        book = StoredProfiles(store, HandClock(found_on))
        book.keep(settings.targets_by_id["zoo-webchat"], {"reading": "structure", "input": "textarea"})
    assert chats.origin(config, "zoo-webchat") == "found by itself on 2026-12-01, stored"


async def test_doctor_names_the_first_broken_part(zoo: Enclosure, tmp_path: Path) -> None:
    """With the picture of the page as it stood; and it says nothing to anybody."""
    before, picture = heard(zoo), tmp_path / "chat.png"
    broken = 'profile = { reading = "structure", steps = [{ click = "#gone" }], input = "textarea" }'
    config = study(tmp_path, zoo.zoo.url("plain-frame"), broken)

    result = await run("doctor", "zoo-webchat", "--config", config, "--picture", picture)

    assert result.exit_code == 1
    assert "step 1 (#gone)" in result.output
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert heard(zoo) == before


async def test_teach_makes_a_profile_of_what_is_pointed_at(zoo: Enclosure, tmp_path: Path) -> None:
    """Launcher, input, send button and one message of theirs; it is saved, and a visit measures by it."""
    before, asked = heard(zoo), list[str]()

    async def point(page: Page, part: str) -> None:
        asked.append(part)
        if part == "launcher":
            await page.locator("body > button").last.click()
            return
        chat = page.frames[-1]
        if part == "input":
            await chat.locator("textarea").wait_for()
        at = {"input": "textarea", "send": '[aria-label="Send"]', "agent": "text=/welcome|help|hello/i"}[part]
        await chat.locator(at).first.click(modifiers=["Alt"], force=True)

    address = zoo.zoo.url("plain-frame")
    config = study(tmp_path, address)

    result = await run("teach", address, "--save", "--config", config, teacher=Teacher(point))
    assert result.exit_code == 0, result.output
    profile = load(config).targets_by_id["zoo-webchat"].profile
    async with enter(MEANS) as channel:
        inquiry = zoo.inquiry("plain-frame", WIDGETS["plain-frame"], profile, "taught")
        verdict = await zoo.verdict(channel, inquiry, WIDGETS["plain-frame"])

    assert asked == ["launcher", "input", "send", "agent"]
    assert profile is not None
    assert {"steps", "input", "send", "frame"} <= set(profile)
    assert profile["send"] != "enter"
    assert (verdict.kind, verdict.why) == ("right", "")
    assert len(heard(zoo)) == len(before) + 1  # the visit


ASLEEP = """<title>Support chat</title><div role=log style="height:200px"><p>Hello, how can we help?</p></div>
<textarea placeholder="Type a message"></textarea><div class=row><i>+</i>
<div><button id=go disabled style="pointer-events:none;width:80px;height:40px">Send</button></div></div>"""


async def test_a_button_that_sleeps_until_something_is_written_is_pointed_at(tmp_path: Path) -> None:
    """It takes no clicks: what lies behind it is no button. And a message without a sign of whose it is is said so."""

    async def point(page: Page, part: str) -> None:
        if part == "launcher":
            await page.keyboard.press("Escape")
            return
        at = {"input": "textarea", "send": "#go", "agent": "p"}[part]
        await page.locator(at).click(modifiers=["Alt"], force=True)

    async with own_pages({"/": (200, ASLEEP)}) as port:
        command = ("teach", f"http://127.0.0.1:{port}/", "--control", "--config", tmp_path / "none.toml")
        result = await run(*command, teacher=Teacher(point))

    assert result.exit_code == 0, result.output
    assert 'send = "#go"' in result.output
    assert "no `agent`" in result.output


async def test_teach_needs_a_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said in those words, and not by a browser that would not start."""
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    result = await run("teach", "https://shop.silence-tests.org/", "--config", tmp_path / "none.toml")

    assert result.exit_code == 2
    assert "no screen" in result.output


SIGNED = """<title>Support chat</title><h1>Support chat</h1><div role=log style="height:200px;overflow:auto"></div>
<textarea placeholder="Type a message"></textarea><iframe id=drift-frame-chat width=1 height=1></iframe>
<script>window.drift = window.driftt = {};</script>"""


async def test_a_vendor_that_nobody_verified_is_only_a_hint(tmp_path: Path) -> None:
    """It is named with that warning, and the chat is found by its structure: in no frame of the vendor's."""
    picture = tmp_path / "chat.png"
    async with own_pages({"/": (200, SIGNED)}) as port:
        address = f"http://127.0.0.1:{port}/"
        result = await run("discover", address, "--control", "--config", tmp_path / "none.toml", "--picture", picture)

    assert result.exit_code == 0, result.output
    assert "vendor: Drift (unverified: a hint only)" in result.output
    assert "drift-frame" not in result.output
