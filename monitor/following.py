"""Answers a platform that asks us something first: at most twice, intent first, one sender a target.

What counts as such a request is not decided here (``monitor.script``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from monitor.script import FOLLOW_UP, Talk
from monitor.store.interface import FollowUp
from monitor.visiting import Visiting
from probes.interface import ChannelKind, ProbeError, Sent

log = structlog.get_logger("engine")

CHANNELS = frozenset({ChannelKind.WEBCHAT, ChannelKind.MAIL})
"""Where a conversation can be gone on with by the door it was begun at."""


async def attend(engine: Visiting, talk: Talk, until: datetime) -> None:
    """Listen until ``until``; a request heard meanwhile is answered after the declared pause, which may end later."""
    while not engine.stopping.is_set():
        due = await _due(engine, talk)
        if due is None:
            if await engine.listen(talk, until, wake=lambda: _is_asked(engine, talk)):
                return
        elif engine.clock.now() < due:
            await engine.listen(talk, due, leaving=False)
        else:
            text = engine.script.texts(talk.plan, FOLLOW_UP)[len(talk.of(FOLLOW_UP))]
            await say(engine, talk, FOLLOW_UP, text)


async def say(engine: Visiting, talk: Talk, kind: str, text: str) -> bool:
    """Say one thing once, its intent first. False: it was not let go, or nobody knows; then nothing more is said."""
    plan, said = talk.plan, await _intended(engine, talk, kind, text)
    if said is None:
        talk.quiet = True
        return False
    talk.said.append(said)
    try:
        answer = await talk.door.send(text)
    except ProbeError as failure:  # whether it left or not, it is never sent again
        engine.failed(talk.claim, failure)
        return False
    if not isinstance(answer, Sent):
        log.warning("turned_away", inquiry=plan.id, kind=kind, number=said.number)
        return False
    session = await engine.parked(talk.door)
    await engine.do(
        engine.store.followed_up, talk.claim, kind=kind, number=said.number, sent_at=answer.at, session=session
    )
    talk.said[-1] = replace(said, sent_at=answer.at)
    log.info("followed_up", inquiry=plan.id, kind=kind, number=said.number)
    return True


async def _intended(engine: Visiting, talk: Talk, kind: str, text: str) -> FollowUp | None:
    """The intent, written durably; None where a guard or another sender to this target stands in the way."""
    plan, number = talk.plan, len(talk.of(kind)) + 1
    if not await engine.do(engine.script.allowed, plan, kind, text):
        log.warning("not_allowed", inquiry=plan.id, kind=kind, number=number)
        return None
    at = engine.clock.now()
    if not await engine.do(engine.store.intend_follow_up, talk.claim, kind=kind, number=number, text=text, at=at):
        log.info("target_busy", inquiry=plan.id, kind=kind, number=number)
        return None
    return FollowUp(inquiry_id=plan.id, kind=kind, number=number, text=text, intended_at=at)


async def _is_asked(engine: Visiting, talk: Talk) -> bool:
    return await _due(engine, talk) is not None


async def _due(engine: Visiting, talk: Talk) -> datetime | None:
    """When the request that is open now is to be answered; None if nothing is up to us, or nothing may be said."""
    plan, said = talk.plan, talk.of(FOLLOW_UP)
    if talk.quiet or talk.over or talk.in_doubt or plan.by_hand or plan.channel not in CHANNELS:
        return None
    if len(said) >= len(engine.script.texts(plan, FOLLOW_UP)):
        return None
    answered = max((one.sent_at for one in said if one.sent_at), default=talk.t0)
    asked = await engine.do(engine.script.requests, plan, talk.t0, talk.settled(), talk.said)
    # one that came by another channel cannot be answered here
    first = min((m.seen_by for m in asked if m.seen_by > answered and "other_channel" not in m.marks), default=None)
    pause = engine.script.after if plan.channel == ChannelKind.WEBCHAT else timedelta(0)  # a mail is no live talk
    return first + pause if first else None
