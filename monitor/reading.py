"""A reading visit: resume, note what is new, park; the last one closes the inquiry."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.following import attend
from monitor.handoff import ask_for_a_human
from monitor.script import Talk
from monitor.store.interface import Claim
from monitor.visiting import Visiting
from probes.interface import ChannelKind, ProbeError, Speaker, VoidReason

LOOKS = 2
"""So often a look is tried: a browser that died is replaced, and reading does no harm."""


async def read(engine: Visiting, claim: Claim) -> None:
    """Make a reading visit to its end. Raises ``LeaseLost``."""
    started = engine.clock.now()
    await engine.do(engine.store.start, claim, at=started)
    try:
        async with engine.open(claim, engine.unseal(claim.session)) as door:
            since = engine.clock.now()
            engine.opened(claim.inquiry.plan.channel, False, since - started)
            talk = Talk(claim=claim, door=door, t0=_t0(claim), quiet=_is_last(engine, claim))
            # what came meanwhile is heard before anything is answered
            await engine.listen(talk, since + _glance(engine, claim), leaving=False)
            await attend(engine, talk, engine.clock.now())
            if engine.stopping.is_set():
                await engine.do(engine.store.put_back, claim, note="stopped")
                return
            seen = await engine.look(claim, door, since=since)
            if _is_last(engine, claim):
                await ask_for_a_human(engine, talk)
            await engine.finish(claim, seen)
    except ProbeError as failure:
        engine.failed(claim, failure)
        await _failed(engine, claim, failure)
        return
    await _done(engine, claim)


async def _done(engine: Visiting, claim: Claim) -> None:
    plan = claim.inquiry.plan
    webchat = plan.channel == ChannelKind.WEBCHAT  # nothing else can be a test
    if webchat and await engine.do(engine.persistence.is_test, plan):  # its own reload was lost in a crash
        await engine.do(engine.persistence.conclude, plan, True, engine.clock.now())
    if _is_last(engine, claim):
        await engine.close(claim)


async def _failed(engine: Visiting, claim: Claim, failure: ProbeError) -> None:
    """A lost session ends the inquiry; a look that broke is made once more; anything else costs it.

    At the last one it voids: a page that is changed still (one that is slow once has not changed), and a message of
    which nobody knows whether it was taken, unless it was answered.
    """
    if failure.reason is VoidReason.OBSERVER_DOWN and claim.visit.attempt < LOOKS:
        await engine.do(engine.store.put_back, claim, note=str(failure))
    elif failure.reason is VoidReason.SESSION_LOST:
        await _lost(engine, claim)
    elif _is_last(engine, claim) and await engine.do(_voids, engine, claim, failure.reason):
        await engine.end(claim, "void", failure.reason.value)
    else:
        await engine.finish(claim, None, failure=str(failure))
        if _is_last(engine, claim):
            await engine.close(claim)


def _voids(engine: Visiting, claim: Claim, reason: VoidReason) -> bool:
    if reason is VoidReason.SEND_UNCERTAIN:
        messages = (message for _, message in engine.store.messages(claim.inquiry.plan.id))
        return not any(m.speaker is Speaker.PLATFORM and not m.before_t0 for m in messages)
    return reason is VoidReason.PAGE_CHANGED


async def _lost(engine: Visiting, claim: Claim) -> None:
    """Gone: a property of a chat that forgets its visitors, our failure where it is known to remember them."""
    plan, now = claim.inquiry.plan, engine.clock.now()
    if await engine.do(engine.persistence.is_test, plan):
        await engine.do(engine.persistence.conclude, plan, False, now)
    if await engine.do(engine.persistence.forgets, plan):
        await engine.close(claim, forgets=True)
        return
    await engine.end(claim, "void", VoidReason.SESSION_LOST.value)
    await engine.do(engine.persistence.lost_session, plan, now)


def _t0(claim: Claim) -> datetime:
    assert claim.inquiry.t0 is not None  # reading visits are scheduled with it
    return claim.inquiry.t0


def _glance(engine: Visiting, claim: Claim) -> timedelta:
    """How long a reading visit watches: long enough for a reply on screen to settle; a mailbox needs none."""
    return engine.timing.settle if claim.inquiry.plan.channel == ChannelKind.WEBCHAT else timedelta(0)


def _is_last(engine: Visiting, claim: Claim) -> bool:
    return claim.visit.checkpoint == len(engine.timing.checkpoints[claim.inquiry.plan.channel]) - 1
