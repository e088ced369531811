"""The sending visit: intent before the click, t0 and session right after it, then the live phase.

The order is what makes it safe: a crash in between loses nothing and asks nothing twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import structlog

from monitor.following import attend
from monitor.handoff import ask_for_a_human
from monitor.script import Talk
from monitor.store.interface import Claim
from monitor.visiting import Seen, Visiting
from probes.interface import Barred, ChannelKind, Conversation, Message, ProbeError, Sent, Session, Shut, VoidReason

log = structlog.get_logger("engine")

CODE = re.compile(r"[a-z_]+")


async def ask(engine: Visiting, claim: Claim) -> None:
    """Make a sending visit to its end. Raises ``LeaseLost``."""
    started = engine.clock.now()
    await engine.do(engine.store.start, claim, at=started)
    await engine.keep_environment(claim)
    sent: Sent | None = None
    try:
        async with engine.open(claim, None) as door:
            if reason := await engine.do(engine.stopped, claim.inquiry.plan):
                await engine.end(claim, "void", reason)
                return
            await engine.do(engine.store.intend, claim, at=engine.clock.now())
            answer = await door.send(claim.inquiry.plan.text)
            if not isinstance(answer, Sent):
                await _turned_away(engine, claim, answer, [m async for m in door.listen(engine.clock.now())])
                return
            sent = answer
            await _note_sent(engine, claim, sent, await engine.parked(door))
            engine.opened(claim.inquiry.plan.channel, True, engine.clock.now() - started)
            seen = await _live_phase(engine, claim, door, sent)
    except ProbeError as failure:
        engine.failed(claim, failure)
        if sent is None:
            await engine.end(claim, "void", failure.reason.value)
        else:  # after t0 nothing is lost: the visits at the checkpoints go on where this one broke
            await engine.finish(claim, None, failure=str(failure))
        return
    await _after_live_phase(engine, claim, sent, seen)


async def _note_sent(engine: Visiting, claim: Claim, sent: Sent, session: bytes | None) -> None:
    plan = claim.inquiry.plan
    later = engine.timing.later(plan.channel, sent.at)
    await engine.do(engine.store.sent, claim, t0=sent.at, witness=sent.witness, session=session, later=later)
    log.info("sent", inquiry=plan.id, target=plan.target, witness=sent.witness)


async def _live_phase(engine: Visiting, claim: Claim, door: Conversation, sent: Sent) -> Seen | None:
    """Listen live and say what was looked at. Mail is looked at later, unless somebody waits at a terminal."""
    plan = claim.inquiry.plan
    if plan.channel != ChannelKind.WEBCHAT and not plan.by_hand:
        return None
    held = plan.channel == ChannelKind.WEBCHAT and await engine.do(engine.persistence.must_hold, plan)
    length = engine.timing.hold(plan.channel) if held else engine.timing.live
    talk = Talk(claim=claim, door=door, t0=sent.at)
    await attend(engine, talk, sent.at + length)
    seen = await engine.look(claim, door, since=sent.at)
    if held and not engine.stopping.is_set() and await engine.do(engine.persistence.forgets, plan):
        await ask_for_a_human(engine, talk)  # nobody comes back to a chat that forgets its visitors
    return seen


async def _after_live_phase(engine: Visiting, claim: Claim, sent: Sent, seen: Seen | None) -> None:
    """A test of persistence reloads now, under the same lease; a chat known to forget its visitors ends here."""
    plan, webchat = claim.inquiry.plan, claim.inquiry.plan.channel == ChannelKind.WEBCHAT
    held = webchat and seen is not None and seen.until >= sent.at + engine.timing.hold(plan.channel)
    if held and seen and await engine.do(engine.persistence.is_test, plan):
        there = await _still_there(engine, claim, seen.parked)
        await engine.do(engine.persistence.conclude, plan, there, engine.clock.now())
    await engine.finish(claim, seen)
    if held and await engine.do(engine.persistence.forgets, plan):
        await engine.close(claim, forgets=True)


async def _still_there(engine: Visiting, claim: Claim, parked: Session) -> bool:
    """Reload once: is our conversation still there? What fails otherwise counts as there."""
    try:
        async with engine.open(claim, parked):
            return True
    except ProbeError as failure:
        return failure.reason is not VoidReason.SESSION_LOST


async def _turned_away(engine: Visiting, claim: Claim, answer: Shut | Barred, shown: Sequence[Message]) -> None:
    await engine.do(engine.store.note, claim, messages=shown, session=None)
    if isinstance(answer, Barred):
        await engine.end(claim, "barred", answer.reason.value)
    else:  # what the door said may be anybody's words; the transcript keeps them, the reason is a code
        await engine.end(claim, "shut", answer.reason if CODE.fullmatch(answer.reason) else "offline")
