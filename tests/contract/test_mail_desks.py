"""The control desks: what they write down is what they did, and the probe finds all of it and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any

import pytest

from probes.control import desk
from probes.control.desk import MailDesks
from probes.control.mailpair import MailPair
from probes.control.manners import Asked, Bank, ControlPlatform
from probes.control.truth import TruthLog
from probes.interface import Message
from tests.contract.mail_scene import Scene, inquiry, take

QUESTION = inquiry().text
BANK = Bank(by_text={QUESTION: Asked(question="refund-en", topic="after_sale", language="en")})


@asynccontextmanager
async def desks(folder: Path, *manners: str) -> AsyncIterator[Scene]:
    """Hurried desks, one for each manner, named after it."""
    platforms = [ControlPlatform(id=m.replace("_", "-"), name=m, manner=m, scale=0.1) for m in manners]
    truth = TruthLog(folder / "truth.jsonl")
    async with MailPair() as pair, MailDesks(platforms, BANK, truth, pair, seed=7):
        yield Scene(pair=pair)
    truth.close()


def truth_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "truth.jsonl").read_text().splitlines()]


async def ask(scene: Scene, manner: str, expected: int, number: str = "inq1") -> Sequence[Message]:
    """Ask a desk, and hear as many messages as it is known to send."""
    which = inquiry(number, address=f"{manner.replace('_', '-')}@support.test")
    async with scene.channel() as channel, channel.open(which, scene.stage, None) as conversation:
        await conversation.send(which.text)
        return await take(conversation, expected)


@pytest.mark.parametrize(
    ("manner", "kinds"),
    [
        ("prompt_human", ["substantive"]),
        ("canned", ["deflection"]),
        ("acknowledges", ["acknowledgement"]),
        ("stalls", ["holding", "holding"]),
    ],
)
async def test_truth_and_transcript_agree(tmp_path: Path, manner: str, kinds: list[str]) -> None:
    """Each thing a desk wrote down as sent is found, no earlier than it was sent; hearing comes first."""
    async with desks(tmp_path, manner) as scene:
        messages = await ask(scene, manner, len(kinds))
    heard, *sent = truth_of(tmp_path)
    assert (heard["kind"], heard["inquiry"], heard["channel"]) == ("heard", "inq1", "mail")
    assert [row["kind"] for row in sent] == kinds
    assert {row["platform"] for row in (heard, *sent)} == {manner.replace("_", "-")}
    for message, row in zip(messages, sent, strict=True):
        assert message.seen_by.timestamp() >= row["sent_at"] >= heard["sent_at"]


async def test_acknowledgement_declares_itself(tmp_path: Path) -> None:
    """The automatic receipt has its header, a ticket number, and quotes us."""
    async with desks(tmp_path, "acknowledges") as scene:
        (message,) = await ask(scene, "acknowledges", 1)
    assert message.marks["auto_submitted"] == "auto-replied"
    assert message.marks["ticket"] == "acknowledges #1"
    assert QUESTION in message.text


async def test_full_mailbox_bounces(tmp_path: Path) -> None:
    """The shut desk's mail system reports a full mailbox as RFC 3464 has it."""
    async with desks(tmp_path, "shut") as scene:
        (message,) = await ask(scene, "shut", 1)
    assert message.marks["bounce"] == "5.2.2"
    assert message.marks["report_rule"] == "rfc3464"


async def test_silent_desks_say_nothing(tmp_path: Path) -> None:
    """Silence is heard and nothing else; so is the desk that answers before the sale only."""
    async with desks(tmp_path, "silent", "before_the_sale") as scene, scene.channel() as channel:
        for manner in ("silent", "before-the-sale"):
            which = inquiry(f"to{manner.replace('-', '')}", address=f"{manner}@support.test")
            async with channel.open(which, scene.stage, None) as conversation:
                await conversation.send(which.text)
        await asyncio.sleep(0.2)  # longer than an answer before the sale would take
    assert [row["kind"] for row in truth_of(tmp_path)] == ["heard", "heard"]


async def test_humans_quote_sign_and_sometimes_forget_to_refer(tmp_path: Path) -> None:
    """Of many human answers all are found, all quote us under a signature, and some refer to nothing."""
    async with desks(tmp_path, "prompt_human") as scene, scene.channel() as channel, AsyncExitStack() as open_doors:
        numbers = [f"inq{n}" for n in range(24)]
        doors = {}
        for number in numbers:
            which = inquiry(number, address="prompt-human@support.test")
            doors[number] = await open_doors.enter_async_context(channel.open(which, scene.stage, None))
            await doors[number].send(which.text)
        replies = {number: (await take(door, 1))[0] for number, door in doors.items()}
        raws = [scene.stage.kept[reply.marks["exhibit"]] for reply in replies.values()]
    refers = Counter("In-Reply-To" in message_from_bytes(raw, EmailMessage, policy=modern) for raw in raws)
    assert set(refers) == {True, False}
    assert all(f"> {QUESTION}" in reply.text and "Dana" in reply.text for reply in replies.values())
    assert all(reply.claimed_at is not None for reply in replies.values())
    heard = [row["inquiry"] for row in truth_of(tmp_path) if row["kind"] == "heard"]
    assert sorted(heard) == sorted(numbers)


async def test_same_seed_same_words(tmp_path: Path) -> None:
    """What a desk draws follows from seed, platform and inquiry: two worlds of one seed say the same."""
    texts = []
    for world in ("one", "two"):
        folder = tmp_path / world
        folder.mkdir()
        async with desks(folder, "deflects") as scene:
            texts.append([message.text.split("\n")[0] for message in await ask(scene, "deflects", 1)])
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("sender", "inquiry_id"),
    [("probe+x1@probe.test", "x1"), ("x1@tags.test", "x1"), ("probe-x1@probe.test", "x1"), ("", "")],
)
def test_tag_in_the_envelope(sender: str, inquiry_id: str) -> None:
    """The inquiry reaches a desk as the tag of the envelope sender, whatever the separator."""
    assert desk._tag(sender) == inquiry_id


async def test_nothing_leaves_the_pair() -> None:
    """Mail to any other domain is refused."""
    async with MailPair() as pair:
        pair.hear("shop@support.test", lambda sender, recipient, raw: asyncio.sleep(0))
        reader, writer = await asyncio.open_connection("127.0.0.1", pair.smtp_port)
        writer.write(
            b"HELO x\r\nMAIL FROM:<a@probe.test>\r\nRCPT TO:<b@example.org>\r\nRCPT TO:<shop@support.test>\r\n"
        )
        lines = [(await reader.readline()).decode() for _ in range(5)]
        writer.close()
    assert [line[:3] for line in lines] == ["220", "250", "250", "550", "250"]
