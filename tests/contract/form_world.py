"""What the form channel's contract tests stand on: pages of many makes, a server that takes all, mail."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from probes.control.mailpair import MailPair
from probes.form.channel import Forms, enter
from probes.form.conversation import FormConversation
from probes.interface import (
    Barred,
    ChannelKind,
    Inquiry,
    Means,
    Message,
    Persona,
    ProbeError,
    Sent,
    Shut,
    Target,
    VoidReason,
)
from tests.contract.mail_scene import KeepingStage
from tests.contract.webchat_world import IN_A_BROWSER as AS_CHATS

IN_A_BROWSER = [*AS_CHATS, pytest.mark.usefixtures("afresh")]
PAGES = Path(__file__).parents[1] / "data" / "forms"
TEXT = "Before I choose a shop: how do you refund a code that does not work? 卡密失效怎么退款？"
HEAD = "<!doctype html><meta charset=utf-8>"
NUMBERS = count()
# Whatever a page is told by its user goes to the server, which keeps it.
TELLS = """<script>for (const kind of ["input", "change", "submit"]) addEventListener(kind, (event) => fetch("/told",
  {method: "POST", body: new URLSearchParams({kind, what: event.target.name || event.target.id})}), true);</script>"""
Answer = Callable[[Mapping[str, Any]], web.StreamResponse]


def told(body: str, status: int = 200) -> Answer:
    """Answer what is sent with a page of its own."""
    return lambda sent: web.Response(text=HEAD + body, content_type="text/html", status=status)


def as_json(**body: object) -> Answer:
    return lambda sent: web.json_response(body)


@dataclass(slots=True)
class Site:
    """The server: pages by path, what was sent to it, and how it answers that."""

    port: int = 0
    pages: dict[str, str | tuple[int, str]] = field(default_factory=dict)
    sent: list[dict[str, Any]] = field(default_factory=list)
    sent_at: list[datetime] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    answer: Answer = field(default_factory=lambda: told("<h1>Thank you for your message.</h1>We will be in touch."))

    def serve(self, body: str, *, status: int = 200) -> str:
        path = f"/p{next(NUMBERS)}"
        self.pages[path] = (status, HEAD + body)
        return f"http://127.0.0.1:{self.port}{path}"

    async def show(self, request: web.Request) -> web.Response:
        self.visited.append(request.path_qs)
        found = self.pages.get(request.path, (404, "not found"))
        status, body = found if isinstance(found, tuple) else (200, found)
        return web.Response(text=body, status=status, content_type="text/html")

    async def hear(self, request: web.Request) -> web.WebSocketResponse:
        """A page that tells every entry by a socket, and the press as one more: only then it is taken."""
        line, entries = web.WebSocketResponse(), dict[str, Any]()
        await line.prepare(request)
        async for said in line:
            entries |= said.json()
            if entries.pop("press", False):
                self.sent.append(dict(entries))
                await line.send_str("Thank you, your question was sent.")
        return line

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await (request.json() if request.content_type == "application/json" else request.post())
        self.sent.append({key: value for key, value in body.items() if isinstance(value, str | bool)})
        self.sent_at.append(datetime.now(UTC))
        return self.answer(self.sent[-1])


@dataclass(slots=True, kw_only=True)
class FormWorld:
    """The channel under test, with a site to ask and a mailbox."""

    channel: Forms
    site: Site
    pair: MailPair
    stage: KeepingStage = field(default_factory=KeepingStage)

    def ask(self, body: str, *, status: int = 200) -> Inquiry:
        return inquiry_to(self.site.serve(body, status=status))

    @asynccontextmanager
    async def open(
        self, inquiry: Inquiry, session: Mapping[str, Any] | None = None, **changes: Any
    ) -> AsyncIterator[FormConversation]:
        """Open the door; a session goes through JSON, as the store keeps it. ``changes`` are to the means."""
        stored = None if session is None else json.loads(json.dumps(session))
        channel = replace(self.channel, means=replace(self.channel.means, **changes))
        async with channel.open(inquiry, self.stage, stored) as door:
            yield door

    async def send(self, inquiry: Inquiry, **changes: Any) -> Sent | Shut | Barred:
        async with self.open(inquiry, **changes) as door:
            return await door.send(inquiry.text)

    async def takes(self, inquiry: Inquiry) -> None:
        """Its form is found and sent: the message arrives once, with the inquiry's own address."""
        assert isinstance(await self.send(inquiry), Sent)
        assert [sent["mail"] for sent in self.site.sent] == [address_of(inquiry)]

    async def unsure(self, inquiry: Inquiry, **changes: Any) -> VoidReason | None:
        """Send, and look once: why it is not known what became of it; None if it is."""
        try:
            async with self.open(inquiry, **changes) as door:
                await door.send(inquiry.text)
                door.looked_at()
        except ProbeError as failure:
            return failure.reason
        return None

    async def mail(self, inquiry: Inquiry, text: str, subject: str = "Re: your request", **headers: str) -> None:
        """The platform writes to the inquiry's own address."""
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        head = [f"From: help@support.test\nTo: {address_of(inquiry)}\nSubject: {subject}", *lines]
        head.append("Content-Type: text/plain; charset=utf-8\n\n" + text)
        await self.pair.deliver("help@support.test", address_of(inquiry), "\n".join(head).encode())


def inquiry_to(url: str) -> Inquiry:
    target = Target(
        id="shop-form", platform="shop", channel=ChannelKind.FORM, address=url, control=True, account="desk"
    )  # fmt: skip
    number = f"f{next(NUMBERS)}"
    return Inquiry(
        id=number, target=target, question="q", subject="Refunds", text=TEXT, due_at=datetime.now(UTC)
    )  # fmt: skip


def address_of(inquiry: Inquiry) -> str:
    return f"probe+{inquiry.id}@probe.test"


def page(name: str) -> str:
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


async def heard(door: FormConversation) -> list[Message]:
    """Every message there is at this moment."""
    return [message async for message in door.listen(datetime.now(UTC))]


@asynccontextmanager
async def form_site() -> AsyncIterator[Site]:
    """The server alone, on loopback."""
    site = Site()
    app = web.Application()
    app.router.add_get("/socket", site.hear)
    app.router.add_get("/{path:.*}", site.show)
    app.router.add_post("/{path:.*}", site.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        site.port = runner.addresses[0][1]
        yield site
    finally:
        await runner.cleanup()


@asynccontextmanager
async def form_world() -> AsyncIterator[FormWorld]:
    async with AsyncExitStack() as stack:
        pair = await stack.enter_async_context(MailPair())
        site = await stack.enter_async_context(form_site())
        means = Means(
            persona=Persona(name="Support response study", study_page="https://study.example/about"),
            accounts={"desk": pair.account("desk", "probe@probe.test")}, settle=timedelta(seconds=0.3),
            patience=timedelta(seconds=6), mail_poll=timedelta(seconds=30),
        )  # fmt: skip
        channel = await stack.enter_async_context(enter(means))
        assert isinstance(channel, Forms)
        yield FormWorld(channel=channel, site=site, pair=pair)
