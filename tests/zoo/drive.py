"""Asks a widget of the zoo through any web chat channel and writes down what that channel reports."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from probes.control.truth import TruthLog
from probes.control.zoo.conduct import turns
from probes.control.zoo.server import Zoo
from probes.control.zoo.widget import Widget
from probes.interface import (
    Channel,
    ChannelKind,
    Conversation,
    Exhibit,
    Inquiry,
    MailAccount,
    Means,
    Persona,
    ProbeError,
    Sent,
    Session,
    Target,
    VoidReason,
)
from tests.zoo.judge import judge
from tests.zoo.verdicts import Failure, Report, Verdict, truth

QUESTIONS = {
    "en": "How is a code refunded that turns out not to work?",
    "zh": "如果卡密无法使用，一般怎么退款？",
}
ACCOUNT = MailAccount(
    name="desk", address="probe@probe.test", smtp_host="127.0.0.1", smtp_port=25, smtp_security="none",
    imap_host="127.0.0.1", imap_port=143, imap_security="none", username="probe", password="",
)  # fmt: skip
MEANS = Means(
    persona=Persona(name="Study of support", study_page="https://study.example"),
    accounts={"desk": ACCOUNT},
    settle=timedelta(seconds=1),
    patience=timedelta(seconds=10),
)
AFTERWARDS = 2.5  # seconds of listening after the platform's last turn


class Keeping:
    """The stage of one conversation: real time, exhibits by their hash."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def keep(self, content: bytes, media_type: str, role: str) -> Exhibit:
        name = hashlib.sha256(content).hexdigest()
        self.kept[name] = content
        return Exhibit(sha256=name, media_type=media_type, role=role, taken_at=self.now())


@dataclass(frozen=True)
class Enclosure:
    """An open zoo and its truth log."""

    zoo: Zoo
    log: Path

    def inquiry(self, name: str, widget: Widget, profile: Mapping[str, Any] | None, number: str) -> Inquiry:
        """A question to a widget; with a profile, or with nothing but the address."""
        target = Target(
            id=name, platform=name, channel=ChannelKind.WEBCHAT, address=self.zoo.url(name), control=True,
            profile=profile, account="desk",
        )  # fmt: skip
        text = QUESTIONS[widget.language]
        due = datetime.fromtimestamp(time.time(), UTC)
        return Inquiry(id=number, target=target, question="q", subject="Refund", text=text, due_at=due)

    async def verdict(self, channel: Channel, inquiry: Inquiry, widget: Widget, *, reload: bool = False) -> Verdict:
        """Ask, listen to the end, and judge."""
        report = await converse(channel, inquiry, widget, reload=reload)
        persona = {"name": MEANS.persona.name, "mail": ACCOUNT.address}
        return judge(widget, inquiry.text, report, truth(self.log, inquiry.id), persona)


@asynccontextmanager
async def enclosure(widgets: Mapping[str, Widget], folder: Path) -> AsyncIterator[Enclosure]:
    """Open a zoo on an event loop in a thread of its own: what it does and when does not wait for the probe."""
    path = folder / "truth.jsonl"
    log, loop = TruthLog(path), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="zoo", daemon=True)
    thread.start()
    zoo = Zoo(widgets, log)
    try:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(zoo.__aenter__(), loop))
        yield Enclosure(zoo, path)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_close(zoo), loop))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        log.close()


async def _close(zoo: Zoo) -> None:
    await zoo.__aexit__(None, None, None)
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:  # of connections that a browser left open
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


async def converse(channel: Channel, inquiry: Inquiry, widget: Widget, *, reload: bool = False) -> Report:
    """One inquiry from the open door to the last turn, and if asked a second look after parking."""
    stage = Keeping()
    session: Session | None = None
    report: Report
    try:
        async with channel.open(inquiry, stage, None) as door:
            sent = await door.send(inquiry.text)
            if not isinstance(sent, Sent):
                return Report(outcome=sent)
            away = reload and widget.afterthought  # what comes last comes while nobody watches
            until = sent.at + timedelta(seconds=_turns(widget)[-2 if away else -1] + AFTERWARDS)
            messages = {message.ordinal: message async for message in door.listen(until)}
            session = await door.park() if reload else None
            report = Report(
                outcome=sent,
                messages=[messages[n] for n in sorted(messages)],
                exhibits=frozenset(stage.kept),
                parked_at=stage.now() if reload else None,
                **_claimed(door),
            )
    except ProbeError as error:
        return Report(outcome=Failure(reason=error.reason, what=str(error)))
    if session is None:
        return report
    back = sent.at + timedelta(seconds=_turns(widget)[-1] + 1)
    await asyncio.sleep((back - stage.now()).total_seconds())
    return await _again(channel, inquiry, session, report)


def _claimed(door: Conversation) -> dict[str, Any]:
    """As the engine asks: until when all that was said is known; or why a silence would prove nothing that is said."""
    try:
        return {"known_until": door.looked_at()}
    except ProbeError as error:
        return {"blind": str(error)}


async def _again(channel: Channel, inquiry: Inquiry, session: Session, before: Report) -> Report:
    """Resume the parked conversation and read it all once more."""
    stage = Keeping()
    try:
        async with channel.open(inquiry, stage, json.loads(json.dumps(session))) as door:
            messages = {m.ordinal: m async for m in door.listen(stage.now() + timedelta(seconds=AFTERWARDS))}
            known = _claimed(door).get("known_until", before.known_until)
    except ProbeError as error:
        lost = error.reason is VoidReason.SESSION_LOST
        return replace(before, resumed="lost" if lost else "failed", failed=f"{error.reason}: {error}")
    kept = before.exhibits | frozenset(stage.kept)
    read = [messages[number] for number in sorted(messages)]
    return replace(before, messages=read, exhibits=kept, resumed="found", known_until=known)


def _turns(widget: Widget) -> Sequence[float]:
    """Seconds after our message at which something happens."""
    return [0.5, *(turn.after for turn in turns(widget))]
