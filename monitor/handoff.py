"""The handoff battery: asks for a human in a fixed order of phrases, once nothing of the index can change any more."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.following import say
from monitor.script import HANDOFF, Talk
from monitor.visiting import Visiting
from probes.interface import ChannelKind, Message, ProbeError


async def ask_for_a_human(engine: Visiting, talk: Talk) -> None:
    """One phrase after another, each with its pause, until a human is declared to be there or the phrases are spent.

    To be called after the inquiry's last look: whatever comes now is no answer to its question.
    """
    phrases = engine.script.texts(talk.plan, HANDOFF)
    if talk.plan.channel != ChannelKind.WEBCHAT or talk.plan.by_hand or talk.over or talk.in_doubt:
        return
    try:
        for phrase in phrases[len(talk.of(HANDOFF)) :]:
            if engine.stopping.is_set() or human_declared(talk.messages.values()):
                return
            if not await say(engine, talk, HANDOFF, phrase):
                return
            await _wait(engine, talk, leaving=phrase == phrases[-1])
    except ProbeError as failure:  # the look is made: this costs the battery and no more
        engine.failed(talk.claim, failure)


def human_declared(messages: Iterable[Message]) -> bool:
    """Whether the chat itself said that a human is there: one joined, or is named as the author of a line."""
    return any("joined" in m.marks or m.marks.get("agent_type") == "human" for m in messages)


async def _wait(engine: Visiting, talk: Talk, *, leaving: bool) -> None:
    async def declared() -> bool:
        return human_declared(talk.messages.values())

    await engine.listen(talk, engine.clock.now() + engine.script.handoff_pause, wake=declared, leaving=leaving)
