"""Contact forms of our own, one a control platform: a page, a ticket number, a public ticket page, answers by mail.

A ticket's answers stand on its page at the moment they leave by mail; an acknowledgement goes by mail alone. What a
platform does goes to the truth log in the instant before; probes never read that log.
"""

from __future__ import annotations

import asyncio
import html
import itertools
import random
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from importlib.resources import files

from aiohttp import web

from probes.control.mailpair import MailPair
from probes.control.manners import Act, Bank, ControlPlatform, acts, door_is_shut
from probes.control.truth import TruthLog

CHANNEL = "form"
DOMAIN = "support.test"
LONGEST = 10_000  # letters of a message


@dataclass(slots=True, kw_only=True)
class _Ticket:
    """One message that the form took, with what its page shows below it."""

    number: int
    key: str
    platform: ControlPlatform
    inquiry: str
    address: str
    subject: str
    text: str
    posts: list[tuple[datetime, str]] = field(default_factory=list)


class FormControls:
    """``async with FormControls(platforms, bank, truth, pair, seed=1)``: a form a platform, served on loopback."""

    def __init__(
        self, platforms: Sequence[ControlPlatform], bank: Bank, truth: TruthLog, pair: MailPair, *, seed: int
    ) -> None:
        self._platforms = {platform.id: platform for platform in platforms}
        self._bank, self._truth, self._pair, self._seed = bank, truth, pair, seed
        self._tickets: dict[int, _Ticket] = {}
        self._numbers = itertools.count(1001)
        self._talks: set[asyncio.Task[None]] = set()
        self._page = files(__package__).joinpath("pages", "form.html").read_text(encoding="utf-8")
        self._port = 0

    def url(self, platform_id: str) -> str:
        """Where the platform's form is."""
        return f"http://127.0.0.1:{self._port}/{self._platforms[platform_id].id}/contact"

    async def __aenter__(self) -> FormControls:
        app = web.Application()
        app.router.add_get("/{platform}/contact", self._show_form)
        app.router.add_post("/{platform}/contact", self._take)
        app.router.add_get("/{platform}/ticket/{number}", self._show_ticket)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._runner.cleanup()

    # -- the pages -----------------------------------------------------------------------------------------------------

    async def _show_form(self, request: web.Request) -> web.Response:
        platform = self._platform(request)
        if door_is_shut(platform.manner):
            return _shown("<h1>Contact</h1><p>The contact form is currently closed. 留言功能暂停服务。</p>")
        return _shown(self._page)

    async def _take(self, request: web.Request) -> web.Response:
        platform = self._platform(request)
        sent = {key: str(value)[:LONGEST] for key, value in (await request.post()).items()}
        wanted = all(sent.get(key, "").strip() for key in ("f1", "f2", "f4"))
        if not wanted or sent.get("homepage"):  # the second is a trap for robots
            return _shown("<p class=error>Please fill in all required fields. 请填写所有必填项。</p>" + self._page)
        ticket = _Ticket(
            number=next(self._numbers), key=secrets.token_hex(8), platform=platform, inquiry=_tag(sent["f2"]),
            address=sent["f2"], subject=sent.get("f3", ""), text=sent["f4"].replace("\r\n", "\n"),
        )  # fmt: skip
        self._hear(ticket)
        place = f"/{platform.id}/ticket/{ticket.number}?key={ticket.key}"
        words = "Thank you for your message. 留言提交成功。"
        more = f"Your ticket number 工单编号: {ticket.number}"
        return _shown(f'<h1>{words}</h1><p>{more}</p><p><a href="{place}">View your ticket 查看工单</a></p>')

    async def _show_ticket(self, request: web.Request) -> web.Response:
        ticket = self._tickets.get(int(request.match_info["number"]))
        if ticket is None or request.query.get("key") != ticket.key:
            raise web.HTTPNotFound
        posts = "".join(
            f"<article><time>{at:%Y-%m-%d %H:%M:%S}</time><p>{html.escape(text)}</p></article>"
            for at, text in ticket.posts
        )
        head = f"<h1>Ticket {ticket.number}: {html.escape(ticket.subject)}</h1>"
        return _shown(f"{head}<blockquote>{html.escape(ticket.text)}</blockquote><section>{posts}</section>")

    def _platform(self, request: web.Request) -> ControlPlatform:
        platform = self._platforms.get(request.match_info["platform"])
        if platform is None:
            raise web.HTTPNotFound
        return platform

    # -- what a platform does ------------------------------------------------------------------------------------------

    def _hear(self, ticket: _Ticket) -> None:
        self._tickets[ticket.number] = ticket
        self._log(ticket, "heard")
        talk = asyncio.create_task(self._talk(ticket, asyncio.get_running_loop().time()))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, ticket: _Ticket, heard_at: float) -> None:
        draw = random.Random(f"{self._seed}/{ticket.platform.id}/{ticket.inquiry}/{CHANNEL}")
        for act in acts(ticket.platform, self._bank.asked(ticket.text), draw):
            await asyncio.sleep(max(0.0, heard_at + act.after - asyncio.get_running_loop().time()))
            self._log(ticket, act.kind)
            if not act.automatic:
                ticket.posts.append((datetime.now(UTC), act.text))
            sender = f"{ticket.platform.id}@{DOMAIN}"
            await self._pair.deliver("" if act.automatic else sender, ticket.address, _letter(ticket, act, sender))

    def _log(self, ticket: _Ticket, kind: str) -> None:
        self._truth.add(inquiry=ticket.inquiry, platform=ticket.platform.id, channel=CHANNEL, kind=kind)


def _letter(ticket: _Ticket, act: Act, sender: str) -> bytes:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = f"{ticket.platform.id} support <{sender}>"
    letter["To"] = ticket.address
    letter["Subject"] = f"[{ticket.platform.id} #{ticket.number}] {ticket.subject}"
    letter["Date"] = format_datetime(datetime.now(UTC))
    letter["Message-ID"] = f"<{secrets.token_hex(8)}.{ticket.number}@{DOMAIN}>"
    if act.automatic:
        letter["Auto-Submitted"] = "auto-replied"
    letter.set_content(f"{act.text}\n\n-- \n{ticket.platform.name}\n")
    return letter.as_bytes()


def _shown(body: str) -> web.Response:
    head = "<!doctype html><meta charset=utf-8><title>Contact 联系我们</title>"
    return web.Response(text=head + body, content_type="text/html", headers={"Cache-Control": "no-store"})


def _tag(address: str) -> str:
    """The inquiry id in the address that the visitor gave: the last run of letters and digits before the @."""
    found = re.findall(r"[a-z0-9]+", address.partition("@")[0].lower())
    return found[-1] if found else ""
