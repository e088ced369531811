"""A channel that the product does not know: threads of a helpdesk's JSON interface, in this one file.

``POST address`` with the text begins a thread and tells its id; ``GET address/ID`` tells what was said in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
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
    """One inquiry's thread; a message appeared between the look that did not show it and the one that did."""

    inquiry: Inquiry
    stage: Stage
    client: aiohttp.ClientSession
    id: str
    looked: datetime
    shown: int = 0

    async def send(self, text: str) -> Sent | Shut | Barred:
        body = {"inquiry": self.inquiry.id, "text": text}
        try:
            async with self.client.post(self.inquiry.target.address, json=body) as answer:
                self.id = (await answer.json())["id"]
        except aiohttp.ClientConnectorError as error:
            raise ProbeError(VoidReason.NOT_SENT, f"nobody listens at {self.inquiry.target.address}") from error
        self.looked = self.stage.now()
        return Sent(at=self.looked, witness="ticket number")

    async def listen(self, until: datetime, *, leaving: bool = True) -> AsyncIterator[Message]:
        while self.stage.now() < until:
            before = self.looked
            async with self.client.get(f"{self.inquiry.target.address}/{self.id}") as answer:
                texts = await answer.json()
            self.looked = self.stage.now()
            for ordinal in range(self.shown, len(texts)):
                self.shown += 1
                yield Message(
                    ordinal=ordinal, speaker=Speaker.PLATFORM, text=texts[ordinal], seen_after=before,
                    seen_by=self.looked,
                )  # fmt: skip
            await asyncio.sleep(BETWEEN)

    def looked_at(self) -> datetime:
        return self.looked

    async def park(self) -> Session:
        return {"id": self.id, "looked": self.looked.isoformat()}


@dataclass(slots=True)
class Letterbox:
    client: aiohttp.ClientSession

    @asynccontextmanager
    async def open(self, inquiry: Inquiry, stage: Stage, session: Session | None) -> AsyncIterator[Thread]:
        looked = datetime.fromisoformat(session["looked"]) if session else stage.now()
        yield Thread(inquiry, stage, self.client, session["id"] if session else "", looked)


@asynccontextmanager
async def enter(means: Means) -> AsyncIterator[Letterbox]:
    async with aiohttp.ClientSession() as client:
        yield Letterbox(client)
