"""Adds to a chat's lines what else is known: when a frame brought one, who is declared to speak, a picture."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from probes.interface import Message, Speaker, Stage
from probes.webchat.frames import Frames
from probes.webchat.sayings import is_notice
from probes.webchat.transcript import Line, in_doubt, words
from probes.webchat.vigil import Vigil
from probes.webchat.watching import Watch

TRIES = 4  # at a picture
GREETING = 6  # characters: less may stand in any message
BEFORE = timedelta(seconds=2)  # a line may bring our message back this much before the page shows it


class Witness:
    """The chat's frames beside its lines; whatever it adds is kept with the line, so that a replay says the same."""

    def __init__(self, vigil: Vigil, frames: Frames, watch: Watch, stage: Stage) -> None:
        self._vigil, self._frames, self._watch, self._stage = vigil, frames, watch, stage

    async def note(self) -> None:
        """Note who is declared to speak while a line stands as it came: its words may be edited later.

        A line of which the page does not tell whether anybody said it was said where its author is declared.
        """
        if not any((*self._undeclared(), *self._in_doubt())):
            return
        await self._frames.caught_up()
        for line, t0 in list(self._in_doubt()):
            if kind := self._frames.author(line.text, after=t0 - BEFORE):
                self._vigil.declare(line.text, kind)
        for line, t0 in list(self._undeclared()):
            if kind := self._kind(line, t0):
                self._vigil.mark(line.ordinal, {**line.marks, "agent_type": kind})

    async def message(self, line: Line) -> Message:
        """The line as handed out, with what the frames say of it, and a picture where it has no words."""
        message, t0 = line.message(self._vigil.t0), self._vigil.t0
        if message.speaker is not Speaker.PLATFORM or message.before_t0 or t0 is None:
            return message
        marks = {**self._told(line, t0), **message.marks}
        if "media" in marks and "exhibit" not in marks and (picture := await self._picture(line)):
            exhibit = await asyncio.to_thread(self._stage.keep, picture, "image/png", "reply")
            marks["exhibit"] = exhibit.sha256
        if marks != message.marks:
            self._vigil.mark(line.ordinal, marks)
        return replace(message, marks=marks)

    async def _picture(self, line: Line) -> bytes | None:
        """A list drawn anew each second replaces the element while it is pictured: then its successor is."""
        for _ in range(TRIES):
            keys = [known.key for known in self._vigil.lines if known.ordinal == line.ordinal]
            if picture := await self._watch.picture(keys[0] if keys else line.key):
                return picture
            await self._watch.wait(0.2)
        return None

    def reads_answers(self) -> bool:
        """True if we have read words of the platform where its answers stand, so that a silence is one.

        An answer; or a greeting that the line that carried our own message brought and that stands where ours stands.
        What merely stood on the page proves nothing.
        """
        said = [line for line in self._vigil.lines if line.speaker is Speaker.PLATFORM]
        if any(not line.message(self._vigil.t0).before_t0 for line in said):
            return True
        greetings = (line.text for line in said if len(line.text) >= GREETING)
        return self._vigil.t0 is not None and any(self._frames.brought(text) for text in greetings)

    def hears_silence(self) -> bool:
        """True if nobody has said anything since we spoke, by what came in, whatever the page shows.

        Our own message came back by the line that tells what is said; all that has come since can be read, and holds
        no words but ours, what stood there before, and notices by their wording.
        """
        if self._vigil.t0 is None:
            return False
        said = self._frames.said(self._vigil.t0 - BEFORE)
        known = {words(line.text) for line in self._vigil.lines if line.message(self._vigil.t0).before_t0}
        return said is not None and all(words(text) in known or is_notice(text) for text in said)

    def _undeclared(self) -> Iterator[tuple[Line, datetime]]:
        t0 = self._vigil.t0
        for line in self._vigil.lines:
            told = line.given or line.baseline or "agent_type" in line.marks
            if t0 is not None and line.speaker is Speaker.PLATFORM and line.seen_by >= t0 and not told:
                yield line, t0

    def _in_doubt(self) -> Iterator[tuple[Line, datetime]]:
        t0 = self._vigil.t0
        for line in self._vigil.lines:
            if t0 is not None and in_doubt(line) and not (line.given or line.message(t0).before_t0):
                yield line, t0

    def _told(self, line: Line, t0: datetime) -> Mapping[str, str]:
        frame_at = self._frames.received(line.text, after=t0, before=line.seen_by)
        kind = self._kind(line, t0)
        return {**({"frame_at": frame_at.isoformat()} if frame_at else {}), **({"agent_type": kind} if kind else {})}

    def _kind(self, line: Line, t0: datetime) -> str:
        """By its words; a picture or a file by its name."""
        texts = (line.text, line.marks.get("file", ""))
        kinds = (self._frames.agent_type(text, after=t0, before=line.seen_by) for text in texts if text)
        return next((kind for kind in kinds if kind), "")
