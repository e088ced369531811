"""Makes one visit: opens the door, says the one thing or reads what is new, notes it, and parks or closes.

The engine never holds an inquiry between visits and never judges what was said: it turns what a probe saw
into rows. Order is what makes it safe: intent before the click, t0 and session right after it, every message
as it settles; a crash in between loses nothing and asks nothing twice.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

import structlog

from monitor.clock import Clock
from monitor.evidence import Evidence
from monitor.persistence import Persistence
from monitor.stage import InquiryStage
from monitor.store.interface import Claim, LeaseLost, Store
from monitor.timing import Timing
from monitor.vault import Vault
from probes.interface import (
    Barred,
    Channel,
    ChannelKind,
    Conversation,
    Inquiry,
    Message,
    ProbeError,
    Sent,
    Session,
    Shut,
    Speaker,
    Target,
    VoidReason,
)

log = structlog.get_logger("engine")

CODE = re.compile(r"[a-z_]+")

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Engine:
    """Visits inquiries. ``stopping`` ends every live phase early and parks it."""

    store: Store
    clock: Clock
    channels: Mapping[ChannelKind, Channel]
    targets: dict[str, Target]
    timing: Timing
    vault: Vault
    evidence: Evidence
    persistence: Persistence
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    opened: Callable[[bool, timedelta], None] = lambda sends, took: None
    heard: Callable[[str, Message], None] = lambda inquiry_id, message: None

    async def visit(self, claim: Claim) -> None:
        """Make one visit to its end; every failure becomes a row, only a lost lease ends it silently."""
        try:
            await (self._ask(claim) if claim.sends else self._read(claim))
        except LeaseLost:
            log.warning("lease_lost", inquiry=claim.inquiry.plan.id, visit=claim.visit.number)

    # -- the sending visit ---------------------------------------------------------------------------------

    async def _ask(self, claim: Claim) -> None:
        started = self.clock.now()
        await self._do(self.store.start, claim, at=started)
        sent: Sent | None = None
        parked: Session = {}
        try:
            async with self._open(claim, None) as door:
                await self._do(self.store.intend, claim, at=self.clock.now())
                answer = await door.send(claim.inquiry.plan.text)
                if not isinstance(answer, Sent):
                    await self._turned_away(claim, answer, [m async for m in door.listen(self.clock.now())])
                    return
                sent = answer
                await self._note_sent(claim, sent, await door.park())
                self.opened(True, self.clock.now() - started)
                parked = await self._live_phase(claim, door, sent)
        except ProbeError as failure:
            await self._failed_to_ask(claim, failure, sent)
            return
        await self._after_live_phase(claim, sent, parked)

    async def _note_sent(self, claim: Claim, sent: Sent, session: Session) -> None:
        later = self.timing.later(claim.inquiry.plan.channel, sent.at)
        await self._do(
            self.store.sent, claim, t0=sent.at, witness=sent.witness, session=self._seal(session), later=later
        )
        log.info("sent", inquiry=claim.inquiry.plan.id, target=claim.inquiry.plan.target, witness=sent.witness)

    async def _live_phase(self, claim: Claim, door: Conversation, sent: Sent) -> Session:
        """Listen live, note the look, return the parked session. Mail is looked at later, unless somebody waits."""
        plan = claim.inquiry.plan
        if plan.channel != ChannelKind.WEBCHAT and not plan.by_hand:
            await self._do(
                self.store.finish, claim, at=self.clock.now(), outcome="done", looked_since=None, looked_until=None
            )
            return {}
        held = plan.channel == ChannelKind.WEBCHAT and await self._do(self.persistence.must_hold, plan)
        await self._listen(claim, door, sent.at + (self.timing.hold(plan.channel) if held else self.timing.live))
        return await self._finish(claim, door, since=sent.at)

    async def _after_live_phase(self, claim: Claim, sent: Sent, parked: Session) -> None:
        """A test of persistence reloads now; a chat known to forget its visitors ends here."""
        plan = claim.inquiry.plan
        if plan.channel != ChannelKind.WEBCHAT or self.stopping.is_set():
            return
        held_to_the_fourth = self.clock.now() >= sent.at + self.timing.hold(plan.channel)
        if held_to_the_fourth and await self._do(self.persistence.is_test, plan):
            there = await self._still_there(claim, parked)
            await self._do(self.persistence.conclude, plan, there, self.clock.now())
        if held_to_the_fourth and await self._do(self.persistence.forgets, plan):
            await self._close(claim, forgets=True)

    async def _still_there(self, claim: Claim, parked: Session) -> bool:
        """Reload once: is our conversation still there? Raises nothing: what fails otherwise counts as there."""
        try:
            async with self._open(claim, parked) as door:
                return bool(door.looked_at())
        except ProbeError as failure:
            return failure.reason is not VoidReason.SESSION_LOST

    async def _failed_to_ask(self, claim: Claim, failure: ProbeError, sent: Sent | None) -> None:
        plan = claim.inquiry.plan
        log.warning(
            "visit_failed", inquiry=plan.id, reason=failure.reason.value, detail=str(failure), hint=failure.hint
        )
        if sent is None:
            await self._end(claim, "void", failure.reason.value)
            return
        # after t0 nothing is lost: the visits at the checkpoints go on where this one broke
        await self._do(
            self.store.finish, claim, at=self.clock.now(), outcome="failed", looked_since=None, looked_until=None,
            note=str(failure),
        )  # fmt: skip

    async def _turned_away(self, claim: Claim, answer: Shut | Barred, shown: Sequence[Message]) -> None:
        await self._do(self.store.note, claim, messages=shown, session=None)
        if isinstance(answer, Barred):
            await self._end(claim, "barred", answer.reason.value)
        else:  # what the door said may be anybody's words; the transcript keeps them, the reason is a code
            await self._end(claim, "shut", answer.reason if CODE.fullmatch(answer.reason) else "offline")

    # -- reading visits ------------------------------------------------------------------------------------

    async def _read(self, claim: Claim) -> None:
        started = self.clock.now()
        await self._do(self.store.start, claim, at=started)
        try:
            async with self._open(claim, self._unseal(claim.session)) as door:
                self.opened(False, self.clock.now() - started)
                since = self.clock.now()
                await self._listen(claim, door, since + self._glance(claim))
                if self.stopping.is_set():
                    await self._do(self.store.put_back, claim, note="stopped")
                    return
                await self._finish(claim, door, since=since)
        except ProbeError as failure:
            await self._failed_to_read(claim, failure)
            return
        await self._after_reading(claim)

    async def _after_reading(self, claim: Claim) -> None:
        if await self._do(self.persistence.is_test, claim.inquiry.plan):  # its own reload was lost in a crash
            await self._do(self.persistence.conclude, claim.inquiry.plan, True, self.clock.now())
        if self._is_last(claim):
            await self._close(claim)

    def _glance(self, claim: Claim) -> timedelta:
        """How long a reading visit watches: long enough for a reply on screen to settle; a mailbox needs none."""
        return self.timing.settle if claim.inquiry.plan.channel == ChannelKind.WEBCHAT else timedelta(0)

    async def _failed_to_read(self, claim: Claim, failure: ProbeError) -> None:
        plan, now = claim.inquiry.plan, self.clock.now()
        log.warning(
            "visit_failed", inquiry=plan.id, reason=failure.reason.value, detail=str(failure), hint=failure.hint
        )
        if failure.reason is VoidReason.SESSION_LOST:
            if await self._do(self.persistence.is_test, plan):
                await self._do(self.persistence.conclude, plan, False, now)
            if await self._do(self.persistence.forgets, plan):
                await self._close(claim, forgets=True)
            else:
                await self._end(claim, "void", failure.reason.value)
                await self._do(self.persistence.lost_session, plan, now)
        elif failure.reason is VoidReason.PAGE_CHANGED:
            await self._end(claim, "void", failure.reason.value)
        else:
            await self._do(
                self.store.finish,
                claim,
                at=now,
                outcome="failed",
                looked_since=None,
                looked_until=None,
                note=str(failure),
            )
            if self._is_last(claim):
                await self._close(claim)

    # -- what both do ----------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _open(self, claim: Claim, session: Session | None) -> AsyncIterator[Conversation]:
        plan = claim.inquiry.plan
        target = self.targets.get(plan.target)
        if target is None:
            reason = VoidReason.NOT_SENT if claim.sends else VoidReason.PAGE_CHANGED
            raise ProbeError(reason, f"target {plan.target} is no longer in the configuration", "put it back")
        inquiry = Inquiry(
            id=plan.id, target=target, question=plan.question, subject=plan.subject, text=plan.text, due_at=plan.due_at
        )
        stage = InquiryStage(self.clock, self.evidence, self.store, plan.id)
        async with self.channels[target.channel].open(inquiry, stage, session) as door:
            yield door

    async def _listen(self, claim: Claim, door: Conversation, until: datetime) -> None:
        """Note every message as it settles, each with the newest session, until ``until`` or the stop."""
        lines = door.listen(until)
        try:
            while (message := await self._next(lines)) is not None:
                await self._note(claim, door, message)
        finally:
            await lines.aclose()  # type: ignore[attr-defined]

    async def _next(self, lines: AsyncIterator[Message]) -> Message | None:
        """The next line; None at the end, or at once when the daemon is asked to stop."""
        if self.stopping.is_set():
            return None
        line = asyncio.ensure_future(anext(lines, None))
        stop = asyncio.ensure_future(self.stopping.wait())
        done, _ = await asyncio.wait({line, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if line in done:
            return line.result()
        line.cancel()
        await asyncio.gather(line, return_exceptions=True)
        return None

    async def _note(self, claim: Claim, door: Conversation, message: Message) -> None:
        if message.ordinal in {m.ordinal for m in claim.messages}:
            return
        ended = message.seen_by if "ended" in message.marks else None
        reply = message.speaker is not Speaker.OWN and not message.before_t0
        session = self._seal(await door.park()) if reply else None  # parking costs: only what is new is worth it
        await self._do(self.store.note, claim, messages=[message], session=session, platform_ended_at=ended)
        if reply:
            self.heard(claim.inquiry.plan.id, message)
            log.info("heard", inquiry=claim.inquiry.plan.id, ordinal=message.ordinal)

    async def _finish(self, claim: Claim, door: Conversation, *, since: datetime) -> Session:
        """Note the look: from ``since`` (or the last moment we knew, if that is earlier) to the last moment we knew."""
        parked, until = await door.park(), door.looked_at()
        await self._do(self.store.note, claim, messages=(), session=self._seal(parked))
        await self._do(
            self.store.finish, claim, at=self.clock.now(), outcome="done", looked_since=min(since, until),
            looked_until=until,
        )  # fmt: skip
        return parked

    def _is_last(self, claim: Claim) -> bool:
        return claim.visit.checkpoint == len(self.timing.checkpoints[claim.inquiry.plan.channel]) - 1

    async def _close(self, claim: Claim, *, forgets: bool = False) -> None:
        """Observed as far as it can be: closed, or what a bounce says of the door."""
        inquiry_id = claim.inquiry.plan.id
        bounce = await self._do(self._bounce, inquiry_id)
        ending, reason = ("closed", "") if not bounce else _door_of(bounce)
        await self._do(
            self.store.end, inquiry_id, ending=ending, reason=reason, at=self.clock.now(), forgets_visitor=forgets
        )
        log.info("ended", inquiry=inquiry_id, ending=ending, reason=reason)

    def _bounce(self, inquiry_id: str) -> str:
        return next((m.marks["bounce"] for _, m in self.store.messages(inquiry_id) if "bounce" in m.marks), "")

    async def _end(self, claim: Claim, ending: str, reason: str) -> None:
        """End an inquiry out of the visit under way (fenced by its lease)."""
        await self._do(
            self.store.end, claim.inquiry.plan.id, ending=ending, reason=reason, at=self.clock.now(), claim=claim
        )
        log.info("ended", inquiry=claim.inquiry.plan.id, ending=ending, reason=reason)

    def _seal(self, session: Session) -> bytes:
        return self.vault.seal(json.dumps(session, ensure_ascii=False).encode())

    def _unseal(self, sealed: bytes | None) -> Session:
        if sealed is None:
            raise ProbeError(VoidReason.SESSION_LOST, "no session is stored for this conversation")
        session: Session = json.loads(self.vault.open(sealed))
        return session

    async def _do(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(call, *args, **kwargs)


def _door_of(bounce: str) -> tuple[str, str]:
    """What a permanent delivery failure says of the platform's door (RFC 3463: x.2.2 is a full mailbox)."""
    return ("shut", "mailbox_full") if bounce.endswith(".2.2") else ("barred", "undeliverable")
