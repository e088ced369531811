"""Fills a study with conversations that wait for their next visit, as the daemon would have left them.

Each is really there: the control chat has heard its question and knows its visitor, and the store holds its rows, its
sealed session and the visits to come. One conversation is asked and parked by the product's own channel; the others
are its like, under ids of their own, so that thousands need no browser.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aiohttp import ClientSession

from monitor import timetable
from monitor.app import timing_of, vault_of
from monitor.settings import Settings
from monitor.store.interface import Night, PlannedInquiry, Store, Verdict
from probes.interface import Inquiry, Sent, Session, Target
from probes.webchat.channel import enter
from tests.benchmarks.visitor import CLOCK, MEANS

BEFORE = timedelta(seconds=1)
LEASE = timedelta(minutes=10)
MODEL = "model0likeness"
MOMENTS = ("seen_after", "seen_by", "changed")  # of a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A conversation begun at ``t0`` whose next visit is the one at ``checkpoint``."""

    id: str
    t0: datetime
    checkpoint: int


def waiting(count: int, checkpoint: int, after: timedelta, dues: Sequence[datetime]) -> Iterator[Waiting]:
    """``count`` conversations whose visit ``after`` t0 falls due at ``dues``, over and over."""
    for number in range(count):
        due = dues[number % len(dues)]
        yield Waiting(id=f"w{checkpoint}x{number}x{due.timestamp():.0f}", t0=due - after, checkpoint=checkpoint)


@dataclass(slots=True)
class Filling:
    """``target`` is a control chat of the study that is silent."""

    settings: Settings
    store: Store
    target: Target
    model: tuple[Session, str] | None = None

    async def fill(self, night: str, many: Sequence[Waiting]) -> None:
        """Ask and park them all: a night of their own, planned before the study's nights."""
        if not many:
            return
        plans = {one.id: self._plan(one, night) for one in many}
        week = next(iter(plans.values())).week
        self.store.plan_night(Night(id=night, week=week, planned_at=CLOCK.now()), list(plans.values()))
        self.model = self.model or await self._model(plans[many[0].id])
        model, visitor = self.model
        vault = vault_of(self.settings)
        async with ClientSession() as client:
            for one in many:
                known = await self._heard(client, plans[one.id])
                session = like(model, {MODEL: one.id, visitor: known}, one.t0)
                self._store(plans[one.id], one, vault.seal(json.dumps(session, ensure_ascii=False).encode()))

    def persistent(self, nights: int) -> None:
        """Every target is known to remember its visitors: nothing is held live to find that out."""
        starts = self.settings.study.starts
        weeks = {timetable.iso_week(starts + timedelta(days=night)) for night in range(nights)}
        tester = next(iter(self.store.inquiries())).plan.id
        for target in self.settings.targets():
            for week in weeks:
                self.store.decide(
                    Verdict(target=target.id, week=week, state="persistent", inquiry_id=tester, decided_at=CLOCK.now())
                )

    def _plan(self, one: Waiting, night: str) -> PlannedInquiry:
        likeness = next(p for p in timetable.compressed(self.settings, 0, one.t0) if p.target == self.target.id)
        return replace(
            likeness, id=one.id, night=night, pair_id=one.id, due_at=one.t0 - BEFORE, latest_start=one.t0 + LEASE
        )

    async def _model(self, plan: PlannedInquiry) -> tuple[Session, str]:
        """A real conversation, parked by the channel, and by what name the chat knows its visitor."""
        inquiry = Inquiry(
            id=MODEL, target=self.target, question=plan.question, subject=plan.subject, text=plan.text,
            due_at=CLOCK.now(),
        )  # fmt: skip
        async with enter(MEANS) as channel, channel.open(inquiry, CLOCK, None) as door:
            assert isinstance(await door.send(plan.text), Sent)
            session = await door.park()
        ((stored,),) = [origin["localStorage"] for origin in session["stored"]["state"]["origins"]]
        return session, str(stored["value"])

    async def _heard(self, client: ClientSession, plan: PlannedInquiry) -> str:
        """Say the question to the control chat as its page would; returns the visitor's name."""
        query = {"inquiry": plan.id, "visitor": "", "language": "en"}
        async with client.ws_connect(f"{self.target.address}/socket", params=query) as socket:
            visitor = str((await socket.receive_json())["visitor"])
            await socket.send_json({"text": plan.text})
            await socket.receive_json()  # our own line
        return visitor

    def _store(self, plan: PlannedInquiry, one: Waiting, session: bytes) -> None:
        """The rows that a sending visit leaves behind; visits between it and the next are not made up."""
        timing, observer = timing_of(self.settings), self.settings.study.observer
        claim = self.store.claim_one(plan.id, holder="fill", observer=observer, now=one.t0, lease=LEASE, sending=True)
        assert claim is not None
        later = [visit for visit in timing.later(plan.channel, one.t0) if visit.checkpoint >= one.checkpoint]
        self.store.start(claim, at=one.t0)
        self.store.intend(claim, at=one.t0)
        self.store.sent(claim, t0=one.t0, witness="bubble", session=session, later=later)
        self.store.finish(
            claim, at=one.t0 + timing.live, outcome="done", looked_since=one.t0, looked_until=one.t0 + timing.live
        )


def like(model: Session, names: dict[str, str], t0: datetime) -> Session:
    """The model's session under other names, begun at ``t0``: every moment in it becomes that one."""
    told = json.dumps(model)
    for name, other in names.items():
        told = told.replace(name, other)
    session = json.loads(told)
    moment = t0.isoformat()
    lines = [{**line, **dict.fromkeys(MOMENTS, moment)} for line in session["lines"]]
    return {**session, "lines": lines, "t0": moment, "known_until": moment}
