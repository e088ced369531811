"""A line of which the page does not tell whether anybody said it: what came in with its words may declare who did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest

from probes.interface import Speaker
from probes.webchat.frames import Frames
from probes.webchat.memory import Memory, pack, unpack
from probes.webchat.sight import Sight
from probes.webchat.transcript import Row
from probes.webchat.vigil import Vigil
from probes.webchat.witness import Witness
from tests.unit.test_webchat_witness import GREETING, OURS, STREAM, T0, Redrawn, Still

WORDS = "It is refunded in three days."


class Chat:
    """One in which all lines stand alike: ours, and then one that may be an answer or a notice."""

    def __init__(self) -> None:
        self.vigil, self.frames = Vigil(Still().now, timedelta(seconds=1), lambda: True), Frames(Still().now)
        self.vigil.t0, self.vigil.said = T0, [OURS]
        self.frames.expect(OURS)
        self.witness = Witness(self.vigil, self.frames, Redrawn(), Still())  # type: ignore[arg-type]

    def shows(self, text: str = WORDS, speaker: Speaker = Speaker.NOTICE, **marks: str) -> None:
        lines = [(OURS, Speaker.OWN, {}), (text, speaker, marks or {"doubtful": "yes"})]
        rows = [Row(key=f"k{n}", speaker=who, text=said, first=T0, changed=T0, marks=more)
                for n, (said, who, more) in enumerate(lines)]  # fmt: skip
        self.vigil.saw(Sight(load="a", at=T0, transcript=True, rows=rows))

    def brings(self, record: Mapping[str, object]) -> None:
        self.frames.overheard(STREAM, json.dumps(record))

    def told(self) -> tuple[Speaker, Mapping[str, str]]:
        line = self.vigil.lines[-1]
        return line.speaker, line.marks


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ({"text": WORDS, "sender": "bot"}, "bot"),
        ({"message": {"body": WORDS, "author": {"type": "operator"}}}, "human"),
        ({"data": [{"content": WORDS, "role": "坐席"}]}, "human"),
    ],
)
async def test_what_somebody_is_declared_to_say_is_said(record: Mapping[str, object], kind: str) -> None:
    chat = Chat()
    chat.shows()
    chat.brings(record)
    assert chat.vigil.doubtful
    await chat.witness.note()
    assert chat.told() == (Speaker.PLATFORM, {"agent_type": kind})
    assert not chat.vigil.doubtful
    assert chat.witness.reads_answers()


async def test_it_stays_so_whatever_the_page_shows_next() -> None:
    """The page does not know better at its next look, nor when it is opened again."""
    chat = Chat()
    chat.shows()
    chat.brings({"text": WORDS, "sender": "bot"})
    await chat.witness.note()
    chat.shows()
    assert chat.told()[0] is Speaker.PLATFORM
    again = Chat()
    parked = Memory(url="u", stored={}, lines=chat.vigil.lines, known_until=T0, t0=T0, said=[OURS])
    again.vigil.take_up(unpack(pack(parked)))
    again.shows()
    assert again.told()[0] is Speaker.PLATFORM
    assert not again.vigil.doubtful


@pytest.mark.parametrize(
    "record",
    [
        {"text": WORDS},
        {"text": WORDS, "type": "system"},
        {"text": f"{WORDS} Goodbye.", "sender": "bot"},
        {"text": GREETING, "sender": "bot"},
        {"event": "read", "by": {"type": "bot"}, "of": {"text": WORDS}},
    ],
    ids=["nobody", "the software", "other words", "another line", "another record"],
)
async def test_what_declares_nobody_leaves_it_in_doubt(record: Mapping[str, object]) -> None:
    """A word of a date divider may stand in any answer: the whole line must be what was said."""
    chat = Chat()
    chat.shows()
    chat.brings(record)
    await chat.witness.note()
    assert chat.told() == (Speaker.NOTICE, {"doubtful": "yes"})
    assert chat.vigil.doubtful


async def test_a_plain_notice_is_none_the_less() -> None:
    """Of what reads like one nothing is in doubt, whoever is declared to send it."""
    chat = Chat()
    chat.shows("You are number 2 in the queue", joined="yes")
    chat.brings({"text": "You are number 2 in the queue", "sender": "bot"})
    await chat.witness.note()
    assert chat.told()[0] is Speaker.NOTICE
