"""One visitor's conversation with a widget of the zoo: what was said, who shows it, and the truth as it happens."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from probes.control.zoo.conduct import ASKED, MESSAGES, Turn, turns
from probes.control.zoo.plan import dialect, kind
from probes.control.zoo.widget import Widget
from probes.control.zoo.wording import say

CANNED_BEFORE = 1.0  # seconds after the greeting

Event = Mapping[str, Any]


@dataclass
class Talk:
    """``log(kind, text)`` notes the truth and returns its moment; ``base`` is where the widget's files are."""

    widget: Widget
    base: str
    log: Callable[[str, str], float]
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    events: list[Event] = field(default_factory=list)
    listeners: set[asyncio.Queue[Event]] = field(default_factory=set)
    _said: list[str] = field(default_factory=list)  # ids of what the platform said since it was asked
    _acting: set[asyncio.Task[None]] = field(default_factory=set)
    _met: bool = False
    _heard: set[str] = field(default_factory=set)

    def meet(self) -> None:
        """The visitor is there for the first time: greet."""
        if self._met:
            return
        self._met = True
        if self.widget.greeting:
            self._say("greeting", say("greeting", self.widget.language, self.widget.seed))
        if self.widget.canned_before:
            words = say("canned_before", self.widget.language, self.widget.seed)
            self._later(CANNED_BEFORE, lambda: self._canned(words))

    def _canned(self, words: str) -> None:
        """A line to whoever has not asked yet; after a question it would be an answer."""
        if not self._heard:
            self._say("greeting", words)

    def hear(self, text: str, ref: str) -> None:
        """The visitor said something; the same ``ref`` again is the same message."""
        if ref in self._heard:
            return
        first = not self._heard
        self._heard.add(ref)
        at = self.log("heard", text)
        self._line("own", text, at, ref=ref)
        if first:
            for turn in turns(self.widget):
                turn = replace(turn, text=turn.text.replace(ASKED, text))
                self._later(turn.after, lambda turn=turn: self._act(turn))  # type: ignore[misc]

    def since(self, after: int) -> list[Event]:
        """What a page that knows the first ``after`` events has not seen; a fresh one is told how things stand now."""
        if after:
            return self.events[after:]
        edits = {event["edit"]: event["to"] for event in self.events if "edit" in event}
        gone = {event["drop"] for event in self.events if "drop" in event}
        told = []
        for event in self.events:
            line = event.get("line")
            if "edit" in event or "drop" in event or (line and line["id"] in gone):
                continue
            if line and line["id"] in edits:
                event = {**event, "line": {**line, dialect(self.widget)["text"]: edits[line["id"]]}}
            told.append(event)
        if told:
            told[-1] = {**told[-1], "n": len(self.events)}
        return told

    async def end(self) -> None:
        for task in tuple(self._acting):
            task.cancel()
        await asyncio.gather(*self._acting, return_exceptions=True)

    # -- what the platform does ---------------------------------------------------------------------------------------

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        due = time.time() + seconds

        async def acting() -> None:
            await asyncio.sleep(max(0.0, due - time.time()))
            act()

        if not seconds:
            act()
            return
        task = asyncio.create_task(acting())
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)

    def _act(self, turn: Turn) -> None:
        if turn.kind in MESSAGES:
            self._said.append(self._say(turn.kind, turn.text, turn.media))
            return
        if turn.kind == "edited":
            self.log("edited", turn.text)
            self._tell(edit=self._said[turn.of], to=turn.text)
        elif turn.kind == "deleted":
            self.log("deleted", "")
            self._tell(drop=self._said[turn.of])
        elif turn.kind == "typing":
            self._tell(typing=True)
        else:
            self.log(turn.kind, turn.text)
            self._tell(**{turn.kind: turn.text})

    def _say(self, kind: str, text: str, media: str = "") -> str:
        at = self.log(kind, text if not media else f"[{media}]")
        return self._line("agent", text, at, media=media)

    def _line(self, who: str, text: str, at: float, *, ref: str = "", media: str = "") -> str:
        names = dialect(self.widget)
        line = {"id": f"m{len(self.events)}", names["who"]: names[who], names["text"]: text, "at": at, "ref": ref}
        if who == "agent":
            line |= kind(self.widget)
        if media:
            file = "receipt.png" if media == "picture" else "refund-terms.pdf"
            line |= {"media": media, "src": f"{self.base}/{file}", "file": file}
        self._tell(line=line)
        return str(line["id"])

    def _tell(self, **told: Any) -> None:
        """To every page that shows the conversation; typing is not remembered."""
        event: dict[str, Any] = dict(told)
        if "typing" not in told:
            event["n"] = len(self.events) + 1
            self.events.append(event)
        for listener in tuple(self.listeners):
            listener.put_nowait(event)
