"""A channel that the product does not know: threads of a helpdesk's JSON interface, in this one file.

``POST address`` with the text begins a thread and tells its id; ``GET address/ID`` tells what was said in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp

from probes.interface import (
    Barred,
    Inquiry,
    Means,
    Message,
    ProbeError,
    Sent,
    Session,
    Shut,
    Speaker,
    Stage,
    VoidReason,
)

BETWEEN = 0.2  # seconds between two looks while listening


@dataclass(slots=True)
class Thread:
    """One inquiry's thread. ``seen``: of each message, the start of the last look without it and the first with it."""

    inquiry: Inquiry
    stage: Stage
    client: aiohttp.ClientSession
    looked: datetime
    id: str = ""
    seen: list[tuple[datetime, datetime]] = field(default_factory=list)

    async def send(self, text: str) -> Sent | Shut | Barred:
        """Begin the thread. Nobody was there: nothing was sent. Any other failure leaves open whether it was."""
        body = {"inquiry": self.inquiry.id, "text": text}
        try:
            async with self.client.post(self.inquiry.target.address, json=body) as answer:
                self.id = (await answer.json())["id"]
        except aiohttp.ClientConnectorError as error:
            raise ProbeError(VoidReason.NOT_SENT, f"nobody listens at {self.inquiry.target.address}") from error
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as error:
            raise ProbeError(VoidReason.SEND_UNCERTAIN, f"the thread was not confirmed: {error}") from error
        self.looked = self.stage.now()
        return Sent(at=self.looked, witness="ticket number")

    async def listen(self, until: datetime, *, leaving: bool = True) -> AsyncIterator[Message]:
        """Everything so far, by one look at least, however near ``until`` is; then what comes until then."""
        given = 0
        while True:
            began = self.stage.now()
            texts = await self._texts()
            self.seen += [(self.looked, self.stage.now())] * (len(texts) - len(self.seen))
            self.looked = began
            for ordinal in range(given, len(texts)):
                after, by = self.seen[ordinal]
                yield Message(
                    ordinal=ordinal, speaker=Speaker.PLATFORM, text=texts[ordinal], seen_after=after, seen_by=by
                )
            given = len(texts)
            if began >= until:
                return
            await asyncio.sleep(BETWEEN)

    async def _texts(self) -> list[str]:
        try:
            async with self.client.get(f"{self.inquiry.target.address}/{self.id}") as answer:
                answer.raise_for_status()
                texts: list[str] = await answer.json()
                return texts
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ProbeError(VoidReason.OBSERVER_DOWN, f"the thread cannot be read: {error}") from error

    def looked_at(self) -> datetime:
        """The start of the last look: what came while it was under way may be missing."""
        return self.looked

    async def park(self) -> Session:
        seen = [[after.isoformat(), by.isoformat()] for after, by in self.seen]
        return {"id": self.id, "looked": self.looked.isoformat(), "seen": seen}

    def restore(self, session: Session) -> None:
        self.id, self.looked = session["id"], datetime.fromisoformat(session["looked"])
        self.seen = [(datetime.fromisoformat(after), datetime.fromisoformat(by)) for after, by in session["seen"]]


@dataclass(slots=True)
class Letterbox:
    """The channel, entered once a worker."""

    client: aiohttp.ClientSession

    @asynccontextmanager
    async def open(self, inquiry: Inquiry, stage: Stage, session: Session | None) -> AsyncIterator[Thread]:
        thread = Thread(inquiry, stage, self.client, looked=stage.now())
        if session is not None:
            thread.restore(session)
        yield thread


@asynccontextmanager
async def enter(means: Means) -> AsyncIterator[Letterbox]:
    """What the line in the table of channels names."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=means.patience.total_seconds())) as client:
        yield Letterbox(client)
