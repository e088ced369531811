"""One inquiry's world for the tests of the engine: a memory store, a clock moved by hand, one scripted target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet

from monitor.clock import HandClock
from monitor.engine import Engine
from monitor.evidence import Evidence
from monitor.persistence import Persistence
from monitor.script import Script
from monitor.store import open_store
from monitor.store.interface import Claim, InquiryRecord, Night, PlannedInquiry, Store, Verdict, VisitRecord
from monitor.timing import Timing
from monitor.vault import Vault
from probes.interface import ChannelKind, Target
from reports.dataset import CHECKPOINTS
from tests.scripted import ScriptedChannel

START = datetime(2026, 11, 23, 10, tzinfo=UTC)
WEEK = "2026-W48"


@dataclass
class House:
    """A memory store, a hand clock and one scripted target."""

    store: Store
    clock: HandClock
    channel: ScriptedChannel
    engine: Engine
    kind: str

    def plan(self, inquiry_id: str = "abc", *, night: str = "n") -> None:
        planned = PlannedInquiry(
            id=inquiry_id, night=night, week=WEEK, time_cell="working", pair_id="p", target="t", platform="p",
            channel=self.kind, question="q", topic="pre_sale", language="en", paraphrase=0, subject="s", text="How?",
            due_at=self.clock.now(), latest_start=self.clock.now() + timedelta(minutes=30), observer="o",
        )  # fmt: skip
        self.store.plan_night(Night(id=night, week=WEEK, planned_at=self.clock.now()), [planned])

    async def next_visit(self) -> VisitRecord | None:
        """Move to the next due visit and make it."""
        due = self.store.next_due()
        if due is None:
            return None
        await self.clock.sleep_until(due)
        claims = [*self._claim(False), *self._claim(True)]
        for claim in claims:
            await self.engine.visit(claim)
        return claims[0].visit if claims else None

    async def all_visits(self) -> None:
        while await self.next_visit():
            pass

    def _claim(self, sending: bool) -> list[Claim]:
        return list(
            self.store.claim(
                holder="h", observer="o", now=self.clock.now(), lease=timedelta(days=2), limit=10, sending=sending
            )
        )

    def inquiry(self, inquiry_id: str = "abc") -> InquiryRecord:
        record = self.store.inquiry(inquiry_id)
        assert record is not None
        return record

    def texts(self) -> list[str]:
        return [m.text for _, m in self.store.messages("abc")]

    def settle_persistence(self, state: str) -> None:
        self.store.decide(Verdict(target="t", week=WEEK, state=state, inquiry_id="x", decided_at=START))


def house(
    tmp_path: Path, kind: str = "webchat", script: Script | None = None, *, url: str = "memory://", **channel: object
) -> House:
    clock = HandClock(START)
    store = open_store(url)
    store.migrate()
    scripted = ScriptedChannel(clock, **channel)  # type: ignore[arg-type]
    engine = Engine(
        store=store, clock=clock, channels={ChannelKind(kind): scripted},
        targets={"t": Target(id="t", platform="p", channel=ChannelKind(kind), address="x")},
        timing=Timing(checkpoints=CHECKPOINTS, live=timedelta(minutes=5), settle=timedelta(seconds=2.5)),
        vault=Vault.of_key(Fernet.generate_key().decode()), evidence=Evidence(tmp_path), persistence=Persistence(store),
        script=script or Script(),
    )  # fmt: skip
    return House(store, clock, scripted, engine, kind)
