"""The real systems answer as the night needs it: looked at from outside, without the product."""

from __future__ import annotations

import asyncio
import imaplib
import os
import smtplib
import time
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from tests.real import django_helpdesk, night
from tests.real.agents import GREETING, Agent, Book, questions, rows
from tests.real.mail_stack import mail_stack
from tests.real.processes import folder
from tests.real.street import shops
from tests.real.town import Town, town

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("installed")]

QUESTION = str(questions()[0]["paraphrases"][0])
PATIENCE = 30.0


async def test_request_tracker_acknowledges_by_itself_and_answers_by_its_people() -> None:
    """A mail to a desk's address brings RT's automatic receipt, then the answer, under one ticket."""
    async with folder() as place, town(place) as running:
        await asyncio.to_thread(_send, running, "d-prompt@support.test")
        mails = await _eventually(lambda: _inbox(running.mail.imap), lambda found: len(found) >= 2)
        # a mail may be there before its sender's call has come back and is written down
        truth = await _eventually(lambda: rows(running.truth["desk"]), lambda found: len(found) >= 2)
        delivered = running.mail.delivered()
    assert "Auto-Submitted: auto-replied" in mails[0]
    assert "AutoReply" in mails[0]
    assert "Auto-Submitted" not in mails[1]
    assert [row["kind"] for row in truth] == ["heard", "substantive"]
    assert truth[1]["text"] in mails[1]
    assert [to for to, _ in delivered] == ["probe+k1@probe.test"] * 2


async def test_the_chats_greet_hear_and_answer() -> None:
    """Both widgets show a greeting before anything is asked, and the answer to what was asked."""
    async with folder() as place, town(place) as running, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium-headless-shell", chromium_sandbox=os.geteuid() != 0
        )
        converse = await browser.new_page()
        web_chat = await browser.new_page()
        spoken = await asyncio.gather(
            _ask(converse, running.chat.page("x-typing"), night.CONVERSE),
            _ask(web_chat, running.pages.page("w-twice"), night.WEB_CHAT),
        )
        await browser.close()
        truth = {system: rows(path) for system, path in running.truth.items()}
    for (greeting, answers), system, repeated in zip(spoken, ("xmpp", "webchat"), (1, 2), strict=True):
        said = [row["text"] for row in truth[system] if row["kind"] == "substantive"]
        assert greeting == [GREETING]
        assert answers == [GREETING, *said]
        assert len(said) == repeated


async def test_the_helpdesk_takes_a_form_and_answers_by_mail_and_on_its_page() -> None:
    """A receipt without any header that says so, then the answer: wrapped in a mail, and bare on the ticket's page."""
    async with folder() as place, mail_stack(place / "mail") as mail, async_playwright() as playwright:
        book = Book(place / "truth-form.jsonl")
        agents = {shop.id: Agent(shop, book) for shop in shops("form") if shop.id == "f-prompt"}
        async with django_helpdesk.django_helpdesk(place / "helpdesk", smtp=mail.smtp, agents=agents) as desk:
            browser = await playwright.chromium.launch(
                executable_path="/usr/bin/chromium-headless-shell", chromium_sandbox=os.geteuid() != 0
            )
            page = await browser.new_page()
            await page.goto(desk.page("f-prompt"))
            entries = {"#id_title": "Refund", "#id_body": QUESTION, "#id_submitter_email": "probe+k1@probe.test"}
            for field, words in entries.items():
                await page.fill(field, words)
            await page.click("form[method=post] button[type=submit]")
            mails = await _eventually(lambda: _inbox(mail.imap), lambda found: len(found) >= 2)
            await page.reload()
            shown = await page.inner_text("body")
            await browser.close()
        book.close()
        said = [row["text"] for row in rows(book.path) if row["kind"] == "substantive"]
    assert "Auto-Submitted" not in mails[0]
    assert "Precedence" not in mails[0]
    assert all(text in mails[1] and text in shown for text in said)
    assert len(said) == 1


async def test_a_town_leaves_nothing_behind() -> None:
    """Started and left three times in a row, no process of ours runs and no folder is left."""
    for _ in range(3):
        async with folder() as place, town(place):
            assert _processes_in(place)
        assert not _processes_in(place)
        assert not place.exists()


def _processes_in(place: Path) -> list[str]:
    """Command lines that name the folder, or processes that work in it."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            where = str((entry / "cwd").readlink())
        except OSError:
            continue
        if str(place) in line or where.startswith(str(place)):
            found.append(line)
    return found


async def _ask(page: Page, address: str, profile: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Open the page, read the greeting, ask, and read everything once the agent's last line is due."""
    await page.goto(address)
    for step in profile.get("steps", []):
        await page.click(step["click"])
    await page.wait_for_selector(str(profile["input"]))
    theirs = page.locator(f"{profile['transcript']} {profile['agent']}").locator(str(profile["text"]))
    await theirs.first.wait_for()
    greeting = await theirs.all_inner_texts()
    await page.fill(str(profile["input"]), QUESTION)
    await page.press(str(profile["input"]), "Enter")
    await asyncio.sleep(14)
    return [text.strip() for text in greeting], [text.strip() for text in await theirs.all_inner_texts()]


def _send(running: Town, to: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "probe+k1@probe.test", to, "Delivery time"
    mail["Message-ID"] = "<one@probe.test>"
    mail.set_content(QUESTION)
    with smtplib.SMTP("127.0.0.1", running.mail.smtp, timeout=20) as server:
        server.send_message(mail)


def _inbox(imap: int) -> list[str]:
    box = imaplib.IMAP4("127.0.0.1", imap, timeout=20)
    box.login("probe@probe.test", "secret")
    box.select("INBOX")
    _, found = box.search(None, "ALL")
    numbers = found[0].split()
    mails = [box.fetch(number.decode(), "(BODY.PEEK[])")[1][0][1].decode() for number in numbers]  # type: ignore[index, union-attr]
    box.logout()
    return mails


async def _eventually(look: Callable[[], list[Any]], enough: Callable[[list[Any]], bool]) -> list[Any]:
    """Look again until it is enough or patience is at its end; returns the last look."""
    deadline = time.monotonic() + PATIENCE
    while True:
        seen = await asyncio.to_thread(look)
        if enough(seen) or time.monotonic() > deadline:
            return seen
        await asyncio.sleep(0.5)
