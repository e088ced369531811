"""A study of forms, and of a chat whose people answer by mail alone, from configuration to dataset."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import random
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest
from aiohttp import web

from monitor import bank
from probes.control.mailpair import MailPair
from probes.control.manners import ControlPlatform, acts, bank_from
from probes.control.world import world
from tests import studies

pytestmark = [pytest.mark.slow, pytest.mark.browser]
ROOT = Path(__file__).parents[2]
CHECKPOINTS = ["3s", "6s", "9s", "12s", "15s"]
TIMES = studies.quick(
    every="6s", spread="4s", checkpoints={"form": CHECKPOINTS, "webchat": CHECKPOINTS},
    live="4s", settle="300ms", lease="20s", start_within="5m", patience="15s", mail_poll="1s",
)  # fmt: skip
PASSWORD = "SILENCE_TEST_MAIL_PASSWORD"
PROFILE = {
    "steps": [{"fill": "[name=mail]", "value": "{address}"}],
    "input": "textarea", "transcript": ".log", "own": ".mine", "agent": ".theirs",
}  # fmt: skip
PAGE = """<!doctype html><meta charset=utf-8><title>Chat</title>
<ul class=log></ul><input name=mail><textarea></textarea>
<script>
const area = document.querySelector("textarea");
area.addEventListener("keydown", async (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const body = JSON.stringify({ mail: document.querySelector("[name=mail]").value, text: area.value });
  const line = document.createElement("li");
  line.className = "mine"; line.textContent = area.value; document.querySelector(".log").append(line); area.value = "";
  await fetch("/say", { method: "POST", body });
});
</script>"""
MANNERS = ("prompt_human", "acknowledges", "shut")


class Letters:
    """A chat page that shows what the visitor writes; the people behind it answer by mail, half a second later."""

    def __init__(self, smtp_port: int) -> None:
        self._smtp, self._talks = smtp_port, set[asyncio.Task[None]]()

    async def show(self, request: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def hear(self, request: web.Request) -> web.Response:
        said = json.loads(await request.text())
        self._talks.add(asyncio.create_task(self._answer(said["mail"], said["text"])))
        return web.Response(text="ok")

    async def _answer(self, address: str, question: str) -> None:
        knows = bank_from(bank.questions())
        shop = ControlPlatform(id="letters", name="letters", manner="prompt_human")
        (answer,) = acts(shop, knows.asked(question), random.Random(1))
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "help@support.test", address, "About your question"
        mail.set_content(answer.text)
        await asyncio.sleep(0.5)
        await aiosmtplib.send(mail, hostname="127.0.0.1", port=self._smtp)


@pytest.fixture
async def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Path]:
    """A configuration of control forms and of that chat, which live as long as the test."""
    monkeypatch.setenv(PASSWORD, MailPair.password)
    platforms = [ControlPlatform(id=m.replace("_", "-"), name=m, manner=m) for m in MANNERS]
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(
            world(platforms, bank_from(bank.questions()), tmp_path / "truth.jsonl", seed=1)
        )
        letters, app = Letters(place.smtp_port), web.Application()
        app.router.add_get("/", letters.show)
        app.router.add_post("/say", letters.hear)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        forms = [{"channel": "form", "address": place.form.url(one.id), "account": "probe"} for one in platforms]
        chat = studies.chat(f"http://127.0.0.1:{runner.addresses[0][1]}/", account="probe", profile=PROFILE)
        panel = [studies.control(one.id, form) for one, form in zip(platforms, forms, strict=True)]
        text = studies.config(
            "forms", [*panel, studies.control("letters", chat)], account=studies.account_in(place, PASSWORD),
            study={"nights": 1, "seed": 5, "languages": ["en"], **TIMES}, questions=bank.text("en"),
        )  # fmt: skip
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        yield path


async def silence(*args: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor.cli", *args, cwd=ROOT, env=dict(os.environ),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    printed, _ = await process.communicate()
    assert process.returncode == 0, printed.decode()
    return printed.decode()


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def test_forms_and_a_chat_answered_by_mail(config: Path) -> None:
    """Every form is asked once and its answers counted once; a chat's answer by mail is found and marked."""
    await silence("run", "--config", str(config), "--until-done")
    await silence("export", "--config", str(config), "--out", str(config.parent / "data"))
    trials = table(config.parent / "data" / "trials.csv")
    assert {(t["platform"], t["channel"], t["ending"]) for t in trials} == {
        ("prompt-human", "form", "closed"), ("acknowledges", "form", "closed"), ("shut", "form", "shut"),
        ("letters", "webchat", "closed"),
    }  # fmt: skip
    heard = [row["inquiry"] for row in truth(config) if row["kind"] == "heard" and row["platform"] != "control"]
    assert sorted(heard) == sorted(t["inquiry_id"] for t in trials if t["platform"] not in ("shut", "letters"))
    states = {(t["platform"], t["checkpoint_states"].strip("u")) for t in trials}
    assert {p for p, s in states if "a" in s} == {"prompt-human", "letters"}
    assert {p for p, s in states if "w" in s} == {"acknowledges"}
    assert {t["other_channel"] for t in trials if t["platform"] == "letters"} == {"mail"}
    platform = {t["inquiry_id"]: t["platform"] for t in trials}
    said = [(platform[m["inquiry_id"]], m["function"]) for m in table(config.parent / "data" / "messages.csv")]
    assert [function for who, function in said if who == "acknowledges"] == ["acknowledgement"] * 2
    assert sorted(who for who, function in said if function == "substantive") == ["letters"] * 2 + ["prompt-human"] * 2


def truth(config: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (config.parent / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
