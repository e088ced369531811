"""Chats nobody here wrote, with nothing but their address.

converse.js on Prosody, Microsoft's Web Chat, Chainlit's page and copilot, rasa-webchat, deep-chat and n8n's chat.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from probes.interface import Barred, Channel, ChannelKind, Inquiry, Message, Sent, Shut, Speaker, Target
from probes.webchat.channel import enter
from probes.webchat.finding.vendors import recognised
from probes.webchat.vendor import Vendor
from tests.real import install
from tests.real.agents import Agent, Book, questions, rows
from tests.real.comparison import LATEST, TAKEN
from tests.real.direct_line import direct_line
from tests.real.figures import Figure
from tests.real.processes import folder
from tests.real.prosody_chat import answered, prosody_chat
from tests.real.square import square
from tests.real.street import ALONE, Shop, shops
from tests.zoo.drive import MEANS, Keeping

pytestmark = [
    pytest.mark.real,
    pytest.mark.usefixtures("installed"),
    pytest.mark.asyncio(loop_scope="module"),
]

QUESTION = str(questions()[0]["paraphrases"][0])
REPLIES = ("substantive", "holding", "refusal")
LISTEN = timedelta(seconds=24)
AFTERWARDS = timedelta(seconds=9)  # of listening after a platform's last line
AT_ONCE = 2
VENDORS = {
    "xmpp": ("converse-10", "converse.js"),
    "webchat": ("webchat-botframework", "botframework-webchat"),
    "chainlit": ("chainlit", "chainlit"),
    "copilot": ("chainlit", "chainlit"),
    "rasa": ("rasa-webchat", "rasa-webchat"),
    "deep-chat": ("deep-chat", "deep-chat"),
    "n8n-chat": ("n8n-chat", "@n8n/chat"),
}
"""System → the vendor's file, and the package."""
ASKED = (*shops("xmpp"), *shops("webchat"), *ALONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What one shop was asked, what we measured of it, and its agents' own book."""

    outcome: Sent | Shut | Barred
    messages: Sequence[Message]
    until: datetime
    vendors: Sequence[Vendor]
    book: Sequence[Mapping[str, Any]]

    def said(self, *kinds: str) -> Sequence[Mapping[str, Any]]:
        """What the agents said while we listened, by their book."""
        return [row for row in self.book if row["kind"] in kinds and moment(row["sent_at"]) < self.until]

    def heard(self, *, greeting: bool) -> Sequence[Message]:
        """What we took for the platform's words: before our message, or after."""
        return [m for m in self.messages if m.speaker is Speaker.PLATFORM and m.before_t0 == greeting]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def talks() -> AsyncIterator[Mapping[str, Talk | Exception]]:
    """Every shop asked once, a few at a time; where asking failed, how."""
    means = replace(MEANS, patience=timedelta(seconds=30), settle=timedelta(seconds=2.5))
    async with folder() as place, AsyncExitStack() as stack:
        books, addresses = await _street(stack, place)
        channel = await stack.enter_async_context(enter(means))
        gate = asyncio.Semaphore(AT_ONCE)
        asking = (_ask(channel, addresses[shop.id], shop, gate) for shop in ASKED)
        told = await asyncio.gather(*asking, return_exceptions=True)
        truth = [row for path in books for row in rows(path)]
        talks: dict[str, Talk | Exception] = {}
        for shop, one in zip(ASKED, told, strict=True):
            if isinstance(one, BaseException):
                talks[shop.id] = one if isinstance(one, Exception) else RuntimeError(repr(one))
            else:
                talks[shop.id] = replace(one, book=[row for row in truth if row["platform"] == shop.id])
        yield talks


@pytest.mark.parametrize("shop", [shop.id for shop in ASKED])
async def test_an_address_alone_measures_what_the_agents_said(talks: Mapping[str, Talk | Exception], shop: str) -> None:
    """Every reply within the time we listen, once, in its words, at its moment, and nothing else."""
    talk = _talk(talks, shop)
    said, replies = talk.said(*REPLIES), talk.heard(greeting=False)

    assert isinstance(talk.outcome, Sent)
    assert [" ".join(m.text.split()) for m in replies] == [row["text"] for row in said]
    assert [m.text for m in talk.messages if m.speaker is Speaker.OWN] == [QUESTION]
    for message, row in zip(replies, said, strict=True):
        latest = max(moment(row["sent_at"]) + LATEST, moment(row["sent_by"]) + TAKEN)
        assert moment(row["sent_at"]) <= message.seen_by <= latest


@pytest.mark.parametrize("shop", [shop.id for shop in ASKED])
async def test_only_a_greeting_stands_before_our_message(talks: Mapping[str, Talk | Exception], shop: str) -> None:
    """A greeting is read where there was one, and neither a name nor a button is taken for words of the platform."""
    talk = _talk(talks, shop)

    assert [m.text for m in talk.heard(greeting=True)] == [row["text"] for row in talk.said("greeting")]


@pytest.mark.parametrize("shop", [shop.id for shop in shops("rasa")])
async def test_what_a_widget_holds_back_has_both_times(
    talks: Mapping[str, Talk | Exception], shop: str, figure: Figure
) -> None:
    """When the reply came to the page and when the page showed it: the customer's wait is the longer one."""
    talk = _talk(talks, shop)
    for message, row in zip(talk.heard(greeting=False), talk.said(*REPLIES), strict=True):
        came = datetime.fromisoformat(message.marks["frame_at"])
        figure(f"{shop}: came {came - moment(row['sent_at'])} after it was said, shown {message.seen_by - came} later")
        assert moment(row["sent_at"]) <= came <= moment(row["sent_by"]) + TAKEN
        assert message.seen_by - came >= timedelta(milliseconds=700)


@pytest.mark.parametrize("shop", ASKED, ids=lambda shop: shop.id)
async def test_what_is_called_verified_was_run(talks: Mapping[str, Talk | Exception], shop: Shop) -> None:
    """The vendor is recognised, and its file names the release that is pinned here."""
    name, package = VENDORS[shop.system]
    (vendor,) = _talk(talks, shop.id).vendors
    assert vendor.name == name
    assert vendor.verified is not None
    assert f"{package} {install.version(package)}" in vendor.verified.against


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _talk(talks: Mapping[str, Talk | Exception], shop: str) -> Talk:
    talk = talks[shop]
    if isinstance(talk, Exception):
        raise talk
    return talk


async def _street(stack: AsyncExitStack, place: Path) -> tuple[Sequence[Path], Mapping[str, str]]:
    """Start the chat systems with their agents; their books, and the address of each shop's page."""
    agents: dict[str, dict[str, Agent]] = {}
    books = [place / f"truth-{system}.jsonl" for system in ("xmpp", "webchat")]
    for system, path in zip(("xmpp", "webchat"), books, strict=True):
        book = Book(path)
        stack.callback(book.close)
        agents[system] = {shop.id: Agent(shop, book) for shop in shops(system)}
    chat = await stack.enter_async_context(prosody_chat(place / "prosody", list(agents["xmpp"])))
    await stack.enter_async_context(answered(chat, agents["xmpp"]))
    pages = await stack.enter_async_context(direct_line(place / "directline", agents["webchat"]))
    more = await stack.enter_async_context(square(place))
    addresses = {shop.id: chat.page(shop.id) for shop in shops("xmpp")}
    addresses |= {shop.id: pages.page(shop.id) for shop in shops("webchat")}
    return [*books, *more.books], {**addresses, **more.pages}


async def _ask(channel: Channel, address: str, shop: Shop, gate: asyncio.Semaphore) -> Talk:
    target = Target(
        id=shop.id, platform=shop.id, channel=ChannelKind.WEBCHAT, address=address, control=True, account="desk"
    )  # fmt: skip
    inquiry = Inquiry(
        id=shop.id.replace("-", ""), target=target, question="q", subject="Refund", text=QUESTION,
        due_at=datetime.now(UTC),
    )  # fmt: skip
    stage = Keeping()
    async with gate, channel.open(inquiry, stage, None) as door:
        outcome = await door.send(QUESTION)
        until = stage.now() + _listening(shop)
        messages = [m async for m in door.listen(until)]
        vendors = await recognised(door.page.context)
        return Talk(outcome=outcome, messages=messages, until=until, vendors=vendors, book=())


def _listening(shop: Shop) -> timedelta:
    last = timedelta(seconds=shop.says[-1].after) if shop.says else LISTEN
    return min(LISTEN, last + AFTERWARDS)
