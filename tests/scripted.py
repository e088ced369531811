"""A scripted door: a fake channel whose platform says what a test wrote down, on a clock moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.clock import HandClock
from probes.interface import (
    Barred,
    Inquiry,
    Message,
    ProbeError,
    Sent,
    Session,
    Shut,
    Speaker,
    Stage,
    VoidReason,
)


@dataclass(frozen=True, slots=True)
class Line:
    """What the platform says ``after`` seconds from when it heard our ``to``-th message (0: the question)."""

    after: float
    text: str
    marks: dict[str, str] = field(default_factory=dict)
    to: int = 0


@dataclass(slots=True)
class ScriptedChannel:
    """``heard`` counts what was really said in each inquiry, ``moments`` tells when, ``said`` has all the words: the
    truth a test checks against.

    Lines come in the order of their ordinals.
    """

    clock: HandClock
    lines: Sequence[Line] = ()
    persistent: bool = True
    turned_away: Shut | Barred | None = None
    breaks: dict[str, ProbeError] = field(default_factory=dict)  # at: open | send | listen | park | resume
    heard: dict[str, int] = field(default_factory=dict)
    said: list[tuple[datetime, str]] = field(default_factory=list)
    moments: dict[str, list[datetime]] = field(default_factory=dict)
    opened: int = 0

    @asynccontextmanager
    async def open(self, inquiry: Inquiry, stage: Stage, session: Session | None) -> AsyncIterator[ScriptedDoor]:
        self.opened += 1
        self._break("resume" if session is not None else "open")
        if session is not None and not self.persistent:
            raise ProbeError(VoidReason.SESSION_LOST, "the chat forgot us")
        yield ScriptedDoor(self, inquiry, session)

    def _break(self, at: str) -> None:
        if failure := self.breaks.get(at):
            raise failure


@dataclass(slots=True)
class ScriptedDoor:
    channel: ScriptedChannel
    inquiry: Inquiry
    session: Session | None

    async def send(self, text: str) -> Sent | Shut | Barred:
        self.channel._break("send")
        if self.channel.turned_away:
            return self.channel.turned_away
        now = self.channel.clock.now()
        self.channel.heard[self.inquiry.id] = self.channel.heard.get(self.inquiry.id, 0) + 1
        self.channel.said.append((now, text))
        self.channel.moments.setdefault(self.inquiry.id, []).append(now)
        return Sent(at=now, witness="bubble")

    async def listen(self, until: datetime, *, leaving: bool = True) -> AsyncIterator[Message]:
        self.channel._break("listen")
        clock, said = self.channel.clock, self.channel.moments.get(self.inquiry.id, [])
        last = datetime.fromisoformat(self.session["looked_at"]) if self.session else None
        for ordinal, line in enumerate(self.channel.lines):
            moment = said[line.to] + timedelta(seconds=line.after) if line.to < len(said) else None
            if moment is None or moment > until:
                break
            away = last is not None and moment <= clock.now()
            await clock.sleep_until(moment)
            yield Message(
                ordinal=ordinal,
                speaker=Speaker.PLATFORM,
                text=line.text,
                seen_after=last if away and last else moment,
                seen_by=clock.now() if away else moment,
                marks=line.marks,
            )
        await clock.sleep_until(until)

    def looked_at(self) -> datetime:
        return self.channel.clock.now()

    async def park(self) -> Session:
        self.channel._break("park")
        return {"looked_at": self.channel.clock.now().isoformat()}
