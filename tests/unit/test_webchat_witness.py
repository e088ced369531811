"""What is known of a chat's lines beside the page: who is declared to speak, and whether a silence is one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from probes.interface import Exhibit, Speaker
from probes.webchat.frames import Frames
from probes.webchat.transcript import Line
from probes.webchat.vigil import Vigil
from probes.webchat.witness import Witness

T0 = datetime(2026, 12, 7, 12, tzinfo=UTC)
OURS, GREETING = "How are codes refunded?", "Welcome to our support!"
STREAM, OTHER = "https://chat.example/events", "https://shop.example/reviews"


class Still:
    """A stage whose clock stands, and that keeps what it is given."""

    def now(self) -> datetime:
        return T0

    def keep(self, content: bytes, media_type: str, role: str) -> Exhibit:
        return Exhibit(sha256="a" * 64, media_type=media_type, role=role, taken_at=T0)


class Redrawn:
    """A watch whose page has just drawn a line anew: the first picture fails."""

    def __init__(self) -> None:
        self.asked = 0

    async def picture(self, key: str) -> bytes | None:
        self.asked += 1
        return b"png" if self.asked > 1 else None

    async def wait(self, seconds: float) -> None:
        return


def line(ordinal: int, text: str, seconds: float, speaker: Speaker = Speaker.PLATFORM, **more: Any) -> Line:
    seen = T0 + timedelta(seconds=seconds)
    return Line(
        ordinal=ordinal,
        key=f"k{ordinal}",
        speaker=speaker,
        text=text,
        seen_after=seen,
        seen_by=seen,
        changed=seen,
        **more,
    )


def witness(*lines: Line) -> tuple[Witness, Vigil, Frames]:
    vigil, frames = Vigil(Still().now, timedelta(seconds=1), lambda: True), Frames(Still().now)
    vigil.lines, vigil.t0 = lines, T0
    frames.expect(OURS)
    return Witness(vigil, frames, Redrawn(), Still()), vigil, frames  # type: ignore[arg-type]


OWN = line(1, OURS, 0, Speaker.OWN)


def test_a_greeting_that_came_by_our_own_line_proves_that_answers_would_be_seen() -> None:
    """It stands where ours stands, and the line that carried ours brought it."""
    told, _, frames = witness(line(0, GREETING, -5), OWN)
    frames.overheard(STREAM, json.dumps({"text": GREETING}))
    assert not told.reads_answers()

    frames.overheard(STREAM, json.dumps({"text": OURS}))
    assert told.reads_answers()


def test_what_another_line_brought_proves_nothing() -> None:
    """A shop's reviews come over HTTP too, and may stand beside the chat."""
    told, _, frames = witness(line(0, GREETING, -5), OWN)
    frames.overheard(OTHER, json.dumps({"text": GREETING}))
    frames.overheard(STREAM, json.dumps({"text": OURS}))

    assert not told.reads_answers()


def test_a_notice_proves_nothing_and_an_answer_does() -> None:
    """Only words of the platform after ours need no other proof."""
    assert not witness(OWN, line(2, "You are number 3 in the queue", 1, Speaker.NOTICE))[0].reads_answers()
    assert witness(OWN, line(2, "We refund.", 1))[0].reads_answers()


async def test_who_speaks_is_noted_while_the_line_stands_as_it_came() -> None:
    """Its words may be edited before they settle, and the edit says nothing of who speaks."""
    told, vigil, frames = witness(OWN, line(2, "We refund.", 0.5))
    frames.overheard(STREAM, json.dumps({"text": "We refund.", "agentType": "bot"}))

    await told.note()

    assert vigil.lines[1].marks == {"agent_type": "bot"}


async def test_who_sent_a_file_is_told_by_its_name() -> None:
    """A picture or a file has no words by which the frame that brought it could be known."""
    told, vigil, frames = witness(OWN, line(2, "[img]", 0.5, marks={"media": "image", "file": "receipt.png"}))
    frames.overheard(STREAM, json.dumps({"src": "https://chat.example/receipt.png", "role": "operator"}))

    await told.note()

    assert vigil.lines[1].marks["agent_type"] == "human"


async def test_a_picture_that_failed_is_taken_again() -> None:
    """A list drawn anew each second replaces what is pictured."""
    picture = line(2, "[img]", 0.5, marks={"media": "image"})
    told, _, _ = witness(OWN, picture)

    assert (await told.message(picture)).marks["exhibit"] == "a" * 64


def test_who_edits_a_line_is_who_said_it() -> None:
    """What carries the new words names the message that they change; that message said who speaks."""
    *_, frames = witness(OWN, line(2, "We refund in full.", 2))
    frames.overheard(STREAM, json.dumps({"message": {"id": "m7", "text": "We refund.", "author": {"type": "bot"}}}))
    frames.overheard(STREAM, json.dumps({"edit": "m7", "to": "We refund in full."}))

    assert frames.agent_type("We refund in full.", after=T0, before=T0) == "bot"


def test_what_two_frames_say_otherwise_of_one_line_tells_nobody() -> None:
    """The same words may be a person's and a machine's."""
    *_, frames = witness(OWN, line(2, "We refund.", 2))
    frames.overheard(STREAM, json.dumps({"text": "We refund.", "agentType": "bot"}))
    assert frames.agent_type("We refund.", after=T0, before=T0) == "bot"
    frames.overheard(STREAM, json.dumps({"text": "We refund.", "agentType": "human"}))
    assert frames.agent_type("We refund.", after=T0, before=T0) == ""


def test_what_is_named_beside_an_edit_is_no_sender() -> None:
    """The conversation has a name too, and whoever opened it has said nothing."""
    *_, frames = witness(OWN, line(2, "We refund in full.", 2))
    frames.overheard(STREAM, json.dumps({"id": "c1", "type": "bot", "title": "Refunds"}))
    frames.overheard(STREAM, json.dumps({"conversation_id": "c1", "to": "We refund in full."}))

    assert frames.agent_type("We refund in full.", after=T0, before=T0) == ""


QUEUE = json.dumps({"queue": "You are number 3 in the queue"})
ECHO = json.dumps({"id": "m1", "text": OURS})


def test_a_line_that_brought_nothing_but_our_own_words_proves_a_silence() -> None:
    """Whatever the page shows: there was nothing to show."""
    told, _, frames = witness(OWN)
    assert not told.hears_silence()

    frames.overheard(STREAM, ECHO)
    frames.overheard(STREAM, QUEUE)
    assert told.hears_silence()


@pytest.mark.parametrize("more", [json.dumps({"text": "We refund."}), "<p>We refund.</p>", json.dumps({"text": "Yes"})])
def test_words_that_came_in_and_are_not_read_prove_that_we_are_blind(more: str) -> None:
    """They may be the answer; so may be what cannot be read."""
    told, _, frames = witness(OWN)
    frames.overheard(STREAM, ECHO)
    assert told.hears_silence()
    frames.overheard(STREAM, more)
    assert not told.hears_silence()


def test_what_another_line_brings_is_heard_too() -> None:
    """Nobody knows by which line an answer comes."""
    told, _, frames = witness(OWN)
    frames.overheard(STREAM, ECHO)
    assert told.hears_silence()
    frames.overheard(OTHER, json.dumps({"text": "We refund."}))
    assert not told.hears_silence()


def test_an_answer_shown_as_a_notice_is_no_silence() -> None:
    """What came in is known on the page only as something else."""
    told, _, frames = witness(OWN, line(2, "We refund.", 1, Speaker.NOTICE))
    frames.overheard(STREAM, ECHO)
    assert told.hears_silence()
    frames.overheard(STREAM, json.dumps({"text": "We refund."}))
    assert not told.hears_silence()


def test_a_greeting_told_again_is_no_answer() -> None:
    """After a reload a line tells all that was said; what stood there before we spoke is known."""
    told, _, frames = witness(line(0, GREETING, -5), OWN)
    frames.overheard(STREAM, json.dumps({"history": [{"text": GREETING}, {"text": OURS}]}))
    assert told.hears_silence()
