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
    """What the platform says ``after`` seconds from t0."""

    after: float
    text: str
    marks: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ScriptedChannel:
    """``heard`` counts how often each inquiry was really said: the truth a test checks against."""

    clock: HandClock
    lines: Sequence[Line] = ()
    persistent: bool = True
    turned_away: Shut | Barred | None = None
    breaks: dict[str, ProbeError] = field(default_factory=dict)  # at: open | send | listen | resume
    heard: dict[str, int] = field(default_factory=dict)
    t0: dict[str, datetime] = field(default_factory=dict)
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
        self.channel.t0[self.inquiry.id] = now
        return Sent(at=now, witness="bubble")

    async def listen(self, until: datetime) -> AsyncIterator[Message]:
        self.channel._break("listen")
        clock, t0 = self.channel.clock, self.channel.t0.get(self.inquiry.id)
        last = datetime.fromisoformat(self.session["looked_at"]) if self.session else None
        for ordinal, line in enumerate(self.channel.lines):
            moment = t0 + timedelta(seconds=line.after) if t0 else until
            if moment > until:
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
        return {"looked_at": self.channel.clock.now().isoformat()}
