"""Asks the positive control first: a night in which our own control is not seen to answer is nobody's silence."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from monitor.clock import Clock
from monitor.evidence import Evidence
from monitor.stage import InquiryStage
from monitor.store.interface import ControlResult, PlannedInquiry, Store
from probes.interface import Channel, Conversation, Inquiry, Message, ProbeError, Sent, Speaker, Target, VoidReason

log = structlog.get_logger("health")

TRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PositiveControl:
    """A platform of our own that answers ``text`` after ``known_delay``, give or take ``tolerance``."""

    target: Target
    channel: Channel
    text: str
    known_delay: timedelta
    tolerance: timedelta = timedelta(seconds=2)
    network_path: bool = False  # hosted outside this machine: the network path is proven too


@dataclass(slots=True, kw_only=True)
class Gate:
    """Lets a night's inquiries through once the night's control of their channel has been seen to answer."""

    store: Store
    clock: Clock
    evidence: Evidence
    observer: str
    controls: Mapping[str, PositiveControl]
    failed: Callable[[ControlResult], None] = lambda result: None
    _asking: defaultdict[tuple[str, str], asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def refusal(self, plan: PlannedInquiry) -> str:
        """Why this inquiry may not be asked now: empty if the night's control passed here."""
        result = await self.asked(plan.night, plan.channel)
        return "" if result.passed else VoidReason.CONTROL_FAILED.value

    async def asked(self, night: str, channel: str) -> ControlResult:
        """What the night's control of this channel showed here; asks it if nobody has."""
        async with self._asking[(night, channel)]:
            return await asyncio.to_thread(self._known, night, channel) or await self._ask(night, channel)

    def _known(self, night: str, channel: str) -> ControlResult | None:
        mine = (c for c in self.store.controls(night) if (c.channel, c.observer) == (channel, self.observer))
        return next(mine, None)

    async def _ask(self, night: str, channel: str) -> ControlResult:
        control = self.controls[channel]
        detail = ""
        for attempt in range(TRIES):
            detail = await self._try(control, f"{night}/{channel}/{self.observer}/{attempt}")
            if not detail:
                break
        result = ControlResult(
            night=night, observer=self.observer, channel=channel, passed=not detail, at=self.clock.now(),
            detail=detail, network_path=control.network_path,
        )  # fmt: skip
        await asyncio.to_thread(self.store.note_control, result)
        log.info("control_asked", night=night, channel=channel, passed=result.passed, detail=detail)
        if detail:
            await asyncio.to_thread(self.failed, result)
        return result

    async def _try(self, control: PositiveControl, name: str) -> str:
        """Ask once; returns what is wrong, or nothing."""
        now = self.clock.now()
        # of its own each time: the control would answer a repeated id into an older conversation
        digest = hashlib.sha256(f"{name}/{now.isoformat()}".encode()).hexdigest()[:11]
        inquiry = Inquiry(
            id="c" + digest,
            target=control.target,
            question="control",
            subject="Question",
            text=control.text,
            due_at=now,
        )
        stage = InquiryStage(self.clock, self.evidence, self.store, inquiry.id)
        try:
            return await self._converse(control, inquiry, stage)
        except ProbeError as failure:
            return f"{failure.reason.value}: {failure}"

    async def _converse(self, control: PositiveControl, inquiry: Inquiry, stage: InquiryStage) -> str:
        async with control.channel.open(inquiry, stage, None) as door:
            sent = await door.send(inquiry.text)
            if not isinstance(sent, Sent):
                return f"the control's door was not open: {sent.reason}"
            answered = await self._answer(door, sent.at + control.known_delay + control.tolerance)
            session = await door.park()
        if answered is None:
            return "the control's answer was not seen"
        error = (answered - sent.at) - control.known_delay
        if abs(error) > control.tolerance:
            return f"the control's answer was seen {error.total_seconds():+.3f} s off its known delay"
        async with control.channel.open(inquiry, stage, session):
            return ""

    async def _answer(self, door: Conversation, until: datetime) -> datetime | None:
        async for message in door.listen(until):
            if _is_reply(message):
                return message.seen_by
        return None


def _is_reply(message: Message) -> bool:
    return message.speaker is Speaker.PLATFORM and not message.before_t0
