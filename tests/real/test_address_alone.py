"""Chats nobody here wrote, with nothing but their address: converse.js on Prosody and Microsoft's Web Chat."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from probes.interface import Channel, ChannelKind, Inquiry, Message, Sent, Speaker, Target
from probes.webchat.conversation import enter
from tests.real.agents import questions, rows
from tests.real.processes import folder
from tests.real.street import Shop, shops
from tests.real.town import Town, town
from tests.zoo.drive import MEANS, Keeping

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("installed")]

QUESTION = str(questions()[0]["paraphrases"][0])
REPLIES = ("substantive", "holding", "refusal")
LISTEN = timedelta(seconds=24)


@pytest.mark.xfail(reason="converse.js with an agent who types first: greeting and reply are not read", strict=False)
async def test_an_address_alone_measures_what_the_agents_said() -> None:
    """Every reply within the time we listen, once, in its words, at its moment, and nothing else."""
    asked = [shop for shop in (*shops("xmpp"), *shops("webchat")) if shop.id not in ("w-late",)]
    means = replace(MEANS, patience=timedelta(seconds=30), settle=timedelta(seconds=2.5))
    async with folder() as place, town(place) as running, enter(means) as channel:
        gate = asyncio.Semaphore(2)
        heard = await asyncio.gather(*(_ask(channel, running, shop, gate) for shop in asked))
        truth = {system: rows(path) for system, path in running.truth.items()}
    for shop, (sent, messages) in zip(asked, heard, strict=True):
        said = _said(truth[shop.system], shop)
        replies = [m for m in messages if m.speaker is Speaker.PLATFORM and not m.before_t0]
        assert [" ".join(m.text.split()) for m in replies] == [str(row["text"]) for row in said], shop.id
        assert [m.text for m in messages if m.speaker is Speaker.OWN] == [QUESTION], shop.id
        assert sent is not None, shop.id


async def _ask(
    channel: Channel, running: Town, shop: Shop, gate: asyncio.Semaphore
) -> tuple[Sent | None, Sequence[Message]]:
    target = Target(
        id=shop.id, platform=shop.id, channel=ChannelKind.WEBCHAT, address=running.page(shop), control=True,
        account="desk",
    )  # fmt: skip
    inquiry = Inquiry(
        id=shop.id.replace("-", ""), target=target, question="q", subject="Refund", text=QUESTION,
        due_at=datetime.now(UTC),
    )  # fmt: skip
    stage = Keeping()
    async with gate, channel.open(inquiry, stage, None) as door:
        sent = await door.send(QUESTION)
        messages = [message async for message in door.listen(stage.now() + LISTEN)]
        return sent if isinstance(sent, Sent) else None, messages


def _said(facts: Sequence[Mapping[str, object]], shop: Shop) -> Sequence[Mapping[str, object]]:
    """What the agents of one shop said by their book."""
    return [row for row in facts if row["platform"] == shop.id and row["kind"] in REPLIES]
