"""kill -9 between the intent of a follow-up and its confirmation: never said again, not void, unknown from then on."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.engine import Engine
from monitor.export import facts
from monitor.labelling import Labelling, question_row
from monitor.vault import Vault
from probes.interface import ChannelKind, Conversation, ProbeError, VoidReason
from reports.dataset import Trial
from reports.trials import trial
from tests.scripted import Line, ScriptedChannel
from tests.unit.engine_house import START, House, house
from tests.unit.test_follow_ups import ANSWER, ASKS, ASKS_AGAIN, QUESTION, SCRIPT, TEXTS
from tests.unit.trial_rows import study

KEY = "k" * 43 + "="
"""Both lives of the worker open what was parked."""
ASKED, LEASE = 30, timedelta(minutes=2)


@dataclass(slots=True)
class DyingBefore(ScriptedChannel):
    """The process dies the instant before a follow-up leaves."""

    def _break(self, at: str) -> None:
        if at == "send" and self.said:
            _die()
        ScriptedChannel._break(self, at)


class DyingAfter(Engine):
    """The process dies the instant after a follow-up left, before that is noted."""

    async def parked(self, door: Conversation) -> bytes | None:
        if len(self.channels[ChannelKind.WEBCHAT].said) > 1:  # type: ignore[attr-defined]
            _die()
        return await super().parked(door)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def ask_and_die(folder: str, url: str, left: str) -> None:
    """The first life: asks, is asked back, and dies saying the follow-up."""
    h = _house(Path(folder), url, Line(ASKED, ASKS))
    h.store.migrate()
    h.settle_persistence("persistent")
    h.plan()
    if left == "left":
        own = {name: getattr(h.engine, name) for name in Engine.__dataclass_fields__}
        h.engine = DyingAfter(**own)
    else:
        h.engine.channels = {kind: DyingBefore(h.clock, h.channel.lines) for kind in h.engine.channels}
    [claim] = h.store.claim(holder="first", observer="o", now=START, lease=LEASE, limit=1, sending=True)
    asyncio.run(h.engine.visit(claim))


def _house(folder: Path, url: str, *lines: Line) -> House:
    h = house(folder, script=SCRIPT, url=url, lines=lines)
    h.engine.vault = Vault.of_key(KEY)
    return h


def _told(h: House) -> Trial:
    found = facts(h.store, zone="UTC", compressed=True)
    labels = Labelling(h.store, [QUESTION]).complete(found)["abc"]
    [inquiry] = found.inquiries
    told = study(questions=(question_row(QUESTION),))
    return trial(inquiry, found.messages["abc"], {label.ordinal: label for label in labels}, told)


@pytest.mark.parametrize(
    ("lines", "letters"),
    [((), "uuuuu"), ((Line(2000, ASKS_AGAIN),), "uuuuu"), ((Line(7200, ANSWER),), "uuuua")],
    ids=["silence", "asked again", "answered after all"],
)
@pytest.mark.parametrize("left", ["left", "not left"])
async def test_killed_saying_a_follow_up(
    tmp_path: Path, url: str, left: str, lines: tuple[Line, ...], letters: str
) -> None:
    """What was said once is not said again, and the platform is blamed for nothing that nobody can know."""
    life = "import sys; from tests.contract.test_kill_saying import ask_and_die; ask_and_die(*sys.argv[1:])"
    died = await asyncio.create_subprocess_exec(sys.executable, "-c", life, str(tmp_path), url, left)
    assert await died.wait() == -signal.SIGKILL
    h = _house(tmp_path, url, Line(ASKED, ASKS), *lines)
    heard = [(START, "How?"), (START + timedelta(seconds=ASKED + 20), TEXTS[0])]
    h.channel.said = heard[:2] if left == "left" else heard[:1]
    h.channel.moments = {"abc": [at for at, _ in h.channel.said]}
    before = list(h.channel.said)
    h.clock.move(LEASE)
    assert list(h.store.sweep(now=h.clock.now())) == [("abc", "failed"), ("abc", "missed")]
    await h.all_visits()
    assert h.channel.said == before
    assert [(f.number, f.text, f.sent_at) for f in h.store.follow_ups("abc")] == [(1, TEXTS[0], None)]
    assert h.inquiry().ending == "closed"
    told = _told(h)
    assert (told.ending, told.checkpoint_states) == ("closed", letters)


async def test_browser_that_died_before_the_first_parking_blames_nobody(tmp_path: Path, url: str) -> None:
    """Nobody could come back to what was said: the published inquiry is our failure, in no index."""
    dead = ProbeError(VoidReason.OBSERVER_DOWN, "the page could not be parked")
    h = house(tmp_path, url=url, lines=[Line(ASKED, ANSWER)], breaks={"park": dead, "listen": dead})
    h.store.migrate()
    h.plan()
    await h.next_visit()
    h.channel.breaks.clear()
    await h.all_visits()
    told = _told(h)
    assert (told.ending, told.reason, h.channel.heard) == ("void", "observer_down", {"abc": 1})
