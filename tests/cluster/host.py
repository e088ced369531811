"""One machine of a study: the real command, with the desk's door in place of a browser and a clock that may be wrong.

``python -m tests.cluster.host AHEAD_SECONDS run --config … --observer …``
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from monitor import app, cli
from monitor.clock import SystemClock
from probes.interface import (
    Inquiry,
    Means,
    Message,
    ProbeError,
    Sent,
    Session,
    Speaker,
    Stage,
    VoidReason,
)

PATIENCE = 15.0


@dataclass(slots=True)
class DeskDoor:
    inquiry: Inquiry
    stage: Stage
    looked: datetime
    known: int = 0

    async def ask(self, op: str) -> Any:
        place = urlsplit(self.inquiry.target.address)
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection(place.hostname, place.port)
                row = {"op": op, "inquiry": self.inquiry.id, "platform": self.inquiry.target.platform}
                writer.write(json.dumps(row).encode() + b"\n")
                line = await reader.readline()
                writer.close()
        except (OSError, TimeoutError) as error:
            reason = VoidReason.SEND_UNCERTAIN if op == "send" else VoidReason.OBSERVER_DOWN
            raise ProbeError(reason, f"the desk cannot be reached: {error!r}") from error
        return json.loads(line)

    async def send(self, text: str) -> Sent:
        await self.ask("send")
        return Sent(at=self.stage.now(), witness="frame")

    async def listen(self, until: datetime, *, leaving: bool = True) -> AsyncIterator[Message]:
        while True:
            before, said = self.looked, await self.ask("read")
            self.looked = self.stage.now()
            for ordinal in range(self.known, len(said)):
                self.known = ordinal + 1
                yield Message(
                    ordinal=ordinal, speaker=Speaker.PLATFORM, text=said[ordinal], seen_after=before,
                    seen_by=self.looked,
                )  # fmt: skip
            if self.stage.now() >= until:
                return
            await asyncio.sleep(0.2)

    def looked_at(self) -> datetime:
        return self.looked

    async def park(self) -> Session:
        return {"looked": self.looked.isoformat()}


class DeskChannel:
    @asynccontextmanager
    async def open(self, inquiry: Inquiry, stage: Stage, session: Session | None) -> AsyncIterator[DeskDoor]:
        looked = datetime.fromisoformat(session["looked"]) if session else stage.now()
        yield DeskDoor(inquiry, stage, looked)


@asynccontextmanager
async def enter(means: Means) -> AsyncIterator[DeskChannel]:
    yield DeskChannel()


def clock_ahead(seconds: float) -> type[SystemClock]:
    """A clock that is wrong by so much."""

    class Ahead(SystemClock):
        def now(self) -> datetime:
            return super().now() + timedelta(seconds=seconds)

    return Ahead


if __name__ == "__main__":
    app.opener = lambda kind: enter  # type: ignore[misc,assignment,return-value]
    app.browser_for = lambda settings, say: None  # type: ignore[misc,assignment]
    app.SystemClock = clock_ahead(float(sys.argv[1]))  # type: ignore[misc]
    cli.main(sys.argv[2:])
