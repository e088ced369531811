"""What every visit does, whether it asks or reads: open the door, listen, note, park, end.

A visit never judges what was said: it turns what a probe saw into rows.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

import structlog

from monitor.clock import Clock
from monitor.evidence import Evidence
from monitor.persistence import Persistence
from monitor.script import Script, Talk
from monitor.stage import InquiryStage
from monitor.store.interface import Claim, PlannedInquiry, Store
from monitor.store.rules import observed
from monitor.timing import Timing
from monitor.vault import Vault
from probes.interface import (
    Channel,
    ChannelKind,
    Conversation,
    Inquiry,
    Message,
    ProbeError,
    Session,
    Speaker,
    Target,
    VoidReason,
)

log = structlog.get_logger("engine")

P = ParamSpec("P")
T = TypeVar("T")
Wake = Callable[[], Awaitable[bool]]
"""Asked after each new reply: is there something to be done?"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A look just made, and the session parked at its end."""

    since: datetime
    until: datetime
    parked: Session


@dataclass(slots=True, kw_only=True)
class Visiting:
    """The means of a visit. ``stopping`` ends every live phase early and parks it.

    ``script`` holds what may be said after a question. ``opened`` learns of which channel a door was opened, whether
    to ask, and how long it took; ``heard`` is told each new reply; ``heed`` too, in a thread, once it is stored;
    ``stirred`` are the inquiries of which the visit under way has noted something new; ``troubled`` is told
    over which channel a visit failed, and how; ``suspected`` at which target and on which night; ``environment``
    gives a record of each inquiry's; ``stopped`` says, in a thread, why nothing may be asked after all, just before
    the intent (it may have been said while the door opened).
    """

    store: Store
    clock: Clock
    channels: Mapping[ChannelKind, Channel]
    targets: dict[str, Target]
    timing: Timing
    vault: Vault
    evidence: Evidence
    persistence: Persistence
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    script: Script = field(default_factory=Script)
    opened: Callable[[str, bool, timedelta], None] = lambda channel, asks, took: None
    heard: Callable[[str, Message], None] = lambda inquiry_id, message: None
    stirred: set[str] = field(default_factory=set)
    heed: Callable[[str, Message], None] = lambda inquiry_id, message: None
    environment: Callable[[], bytes] = bytes
    troubled: Callable[[str, ProbeError], object] = lambda channel, failure: None
    stopped: Callable[[PlannedInquiry], str] = lambda plan: ""
    suspected: Callable[[str, str, ProbeError], object] = lambda target, night, failure: None

    @asynccontextmanager
    async def open(self, claim: Claim, session: Session | None) -> AsyncIterator[Conversation]:
        """The inquiry's door. Raises ``ProbeError``, also where the target has left the configuration."""
        plan = claim.inquiry.plan
        target = self.targets.get(plan.target)
        if target is None:
            reason = VoidReason.NOT_SENT if claim.sends else VoidReason.OBSERVER_DOWN
            raise ProbeError(reason, f"target {plan.target} is no longer in the configuration", "put it back")
        inquiry = Inquiry(
            id=plan.id, target=target, question=plan.question, subject=plan.subject, text=plan.text, due_at=plan.due_at
        )
        stage = InquiryStage(self.clock, self.evidence, self.store, plan.id)
        async with self.channels[target.channel].open(inquiry, stage, session) as door:
            yield door

    async def keep_environment(self, claim: Claim) -> None:
        """Keep what this inquiry is asked with; a record that cannot be kept costs nothing else."""
        content = await self.do(self.environment)
        if not content:
            return
        stage = InquiryStage(self.clock, self.evidence, self.store, claim.inquiry.plan.id)
        try:
            await self.do(stage.keep, content, "application/json", "environment")
        except OSError as failure:
            log.warning("exhibit_not_kept", inquiry=claim.inquiry.plan.id, role="environment", detail=str(failure))

    async def listen(self, talk: Talk, until: datetime, *, wake: Wake | None = None, leaving: bool = True) -> bool:
        """Note every message as it settles, each with the newest session, until ``until`` or the stop.

        False: a new message woke us before. Not ``leaving``: what has not settled by then waits for the next call.
        """
        lines = talk.door.listen(until, leaving=leaving)
        try:
            while (message := await self._next(lines)) is not None:
                if await self._note(talk, message) and wake is not None and await wake():
                    return False
        finally:
            await lines.aclose()  # type: ignore[attr-defined]
        return True

    async def _next(self, lines: AsyncIterator[Message]) -> Message | None:
        """The next line; None at the end, or at once when the daemon is asked to stop."""
        if self.stopping.is_set():
            return None
        line = asyncio.ensure_future(anext(lines, None))
        stop = asyncio.ensure_future(self.stopping.wait())
        try:
            done, _ = await asyncio.wait({line, stop}, return_when=asyncio.FIRST_COMPLETED)
        finally:  # also when the visit itself is cancelled: a line still waited for cannot be closed
            stop.cancel()
            if not line.done():
                line.cancel()
                await asyncio.gather(line, return_exceptions=True)
        return line.result() if line in done else None

    async def _note(self, talk: Talk, message: Message) -> bool:
        """Note a message if it is new; says whether it is a new reply."""
        if message.ordinal in talk.messages:
            return False
        ended = message.seen_by if "ended" in message.marks else None
        reply = message.speaker is not Speaker.OWN and not message.before_t0
        session = self.seal(await talk.door.park()) if reply else None  # parking costs: only what is new is worth it
        await self.do(self.store.note, talk.claim, messages=[message], session=session, platform_ended_at=ended)
        talk.messages[message.ordinal] = message
        self.stirred.add(talk.plan.id)
        if reply:
            await self.do(self.heed, talk.plan.id, message)
            self.heard(talk.plan.id, message)
            log.info("heard", inquiry=talk.plan.id, ordinal=message.ordinal)
        return reply

    async def parked(self, door: Conversation) -> bytes | None:
        """The newest session, sealed; None if the page cannot be parked just now (the next look will tell why)."""
        try:
            return self.seal(await door.park())
        except ProbeError:
            return None

    async def look(self, claim: Claim, door: Conversation, *, since: datetime) -> Seen:
        """Park, and say what was looked at: from ``since`` (or the last moment we knew, if earlier) to that moment."""
        parked, until = await door.park(), door.looked_at()
        await self.do(self.store.note, claim, messages=(), session=self.seal(parked))
        return Seen(min(since, until), until, parked)

    async def finish(self, claim: Claim, seen: Seen | None, *, failure: str = "") -> None:
        """End the visit with its look, if it had one; a ``failure`` of ours costs the look and no more."""
        await self.do(
            self.store.finish, claim, at=self.clock.now(), outcome="failed" if failure else "done",
            looked_since=seen.since if seen else None, looked_until=seen.until if seen else None, note=failure,
        )  # fmt: skip

    async def close(self, claim: Claim, *, forgets: bool = False) -> None:
        """Observed as far as it can be: closed, or what a bounce says of the door."""
        inquiry_id = claim.inquiry.plan.id
        ending, reason = await self.do(self._observed, inquiry_id)
        await self.do(
            self.store.end, inquiry_id, ending=ending, reason=reason, at=self.clock.now(), forgets_visitor=forgets
        )
        log.info("ended", inquiry=inquiry_id, ending=ending, reason=reason)

    def _observed(self, inquiry_id: str) -> tuple[str, str]:
        return observed(message for _, message in self.store.messages(inquiry_id))

    async def end(self, claim: Claim, ending: str, reason: str) -> None:
        """End an inquiry out of the visit under way (fenced by its lease)."""
        inquiry_id = claim.inquiry.plan.id
        await self.do(self.store.end, inquiry_id, ending=ending, reason=reason, at=self.clock.now(), claim=claim)
        log.info("ended", inquiry=inquiry_id, ending=ending, reason=reason)

    def failed(self, claim: Claim, failure: ProbeError) -> None:
        """Log what went wrong on our side."""
        inquiry, reason = claim.inquiry.plan.id, failure.reason.value
        log.warning("visit_failed", inquiry=inquiry, reason=reason, detail=str(failure), hint=failure.hint)
        plan = claim.inquiry.plan
        self.troubled(plan.channel, failure)
        self.suspected(plan.target, plan.night, failure)

    def seal(self, session: Session) -> bytes:
        return self.vault.seal(json.dumps(session, ensure_ascii=False).encode())

    def unseal(self, sealed: bytes | None) -> Session:
        if sealed is None:
            raise ProbeError(VoidReason.OBSERVER_DOWN, "the conversation was never parked: it broke just after sending")
        session: Session = json.loads(self.vault.open(sealed))
        return session

    async def do(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A store's method in a worker thread."""
        return await asyncio.to_thread(call, *args, **kwargs)
