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
from probes.webchat.conversation import enter
from tests.real.agents import Agent, Book, questions, rows
from tests.real.comparison import LATEST, TAKEN
from tests.real.direct_line import direct_line
from tests.real.processes import folder
from tests.real.prosody_chat import answered, prosody_chat
from tests.real.square import square
from tests.real.street import ALONE, Shop, shops
from tests.zoo.drive import MEANS, Keeping

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("installed"), pytest.mark.asyncio(loop_scope="module")]

QUESTION = str(questions()[0]["paraphrases"][0])
REPLIES = ("substantive", "holding", "refusal")
LISTEN = timedelta(seconds=24)
ASKED = (*shops("xmpp"), *shops("webchat"), *ALONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What one shop was asked, what we measured of it, and its agents' own book."""

    outcome: Sent | Shut | Barred
    messages: Sequence[Message]
    until: datetime
    book: Sequence[Mapping[str, Any]]

    def said(self, *kinds: str) -> Sequence[Mapping[str, Any]]:
        """What the agents said while we listened, by their book."""
        return [row for row in self.book if row["kind"] in kinds and moment(row["sent_at"]) < self.until]

    def heard(self, *, greeting: bool) -> Sequence[Message]:
        """What we took for the platform's words: before our message, or after."""
        return [m for m in self.messages if m.speaker is Speaker.PLATFORM and m.before_t0 == greeting]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def talks() -> AsyncIterator[Mapping[str, Talk | Exception]]:
    """Every shop asked once, two at a time; where asking failed, how."""
    means = replace(MEANS, patience=timedelta(seconds=30), settle=timedelta(seconds=2.5))
    async with folder() as place, AsyncExitStack() as stack:
        books, addresses = await _street(stack, place)
        channel = await stack.enter_async_context(enter(means))
        gate = asyncio.Semaphore(2)
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
        until = stage.now() + LISTEN
        return Talk(outcome=outcome, messages=[m async for m in door.listen(until)], until=until, book=())
