"""The watch inside a page's documents: what is put there, what it is told and what it is asked; it pushes the rest."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from probes.browser import ElementHandle, Frame
from probes.webchat.finding import words
from probes.webchat.sight import MOST_LINES
from probes.webchat.widget import Profile, Step

WATCH = ("wire", "text", "lines")  # what every watch is made of
# What reads a chat that nobody has described.
STRUCTURE = (
    "structure", "past", "places", "own", "plain", "parting", "holding", "motion", "asides", "bubble", "stamps",
    "speaking", "faces", "prose", "typography", "furniture",
)  # fmt: skip
MOST_LETTERS = 1_000_000  # of all lines together; the newest are read
TOUCH_PATIENCE = 5.0  # seconds for a word to a page, which answers at once or is busy with itself
CARRIED_PATIENCE = 2.0  # seconds
TELL = "([name, detail]) => { document.dispatchEvent(new CustomEvent(name, {detail})); }"
SHOW = """([name, key]) => {
  const e = new CustomEvent(name, {detail: {key}}); document.dispatchEvent(e); return e.detail.element || null;
}"""
CARRIED = """(name) => {
  const e = new CustomEvent(name, {detail: {carries: true}}); document.dispatchEvent(e); return e.detail.carried || 0;
}"""
ROOT = """(name) => {
  const e = new CustomEvent(name, {detail: {}}); document.dispatchEvent(e); return e.detail.root || null;
}"""
MATCHES = """(element, selector) => {
  const [part, ...above] = selector.split(" >> ").reverse();
  let at = element;
  return at.matches(part) && above.every((host) => {
    do at = at.parentElement || at.getRootNode().host; while (at && !at.matches(host));
    return Boolean(at);
  });
}"""
ASK = "(name) => { const e = new CustomEvent(name, {detail: {}}); document.dispatchEvent(e); return e.detail.seen; }"


@cache
def _makers(*, reads: bool) -> str:
    """The parts of the watch under their names, as JavaScript; each is made by the part that needs it."""
    paths = [f"{name}.js" for name in WATCH] + [f"finding/{name}.js" for name in STRUCTURE if reads]
    return "{" + ", ".join(f"{PurePath(path).stem}: {_source(path)}" for path in paths) + "}"


@cache
def _source(path: str) -> str:
    return files(__package__).joinpath(*path.split("/")).read_text(encoding="utf-8")


@cache
def _line_words() -> Mapping[str, str]:
    return {entry: words.in_a_page(words.joined("line", entry)) for entry in words.table()["line"]}


def script(config: Mapping[str, Any], *, reads: bool) -> str:
    """What runs in every document before its own scripts; ``reads``: with what reads a chat by its structure."""
    return f"({_source('watch.js')})({json.dumps(config)}, {_makers(reads=reads)})"


async def leads_to(frame: Frame, chain: Sequence[str]) -> bool:
    """Does the chain of iframe selectors end at ``frame``? Raises ``BrowserError`` or ``TimeoutError``."""
    at = frame
    for selector in reversed(chain):
        element = await asyncio.wait_for(at.frame_element(), TOUCH_PATIENCE)
        matches = element.evaluate(MATCHES, selector)
        if not await asyncio.wait_for(matches, TOUCH_PATIENCE):
            return False
        if at.parent_frame is None:
            return False
        at = at.parent_frame
    return True


def _parted(profile: Profile) -> bool:
    return profile.first is not None and profile.first.frame is not None


class InPage:
    """The watch of one visit, under names that no page can guess.

    Whatever asks or tells a frame raises ``BrowserError`` or ``TimeoutError`` where its document does not answer.
    """

    def __init__(self) -> None:
        self.binding = "s" + secrets.token_hex(8)  # the page reports through it
        self.question = self.binding + "-look"  # a watched document answers to it
        self._told = self.question + "-told"

    def config(
        self, profile: Profile, *, scouting: bool, steps: Sequence[Step], said: Sequence[str], ours: Sequence[str],
        opening: bool = False,
    ) -> Mapping[str, Any]:  # fmt: skip
        """What the watch looks for; of ``ours`` the name, which is the first, may stand beside what we ``said``.

        ``opening``: nothing was said before this visit.
        """
        plain = profile.model_dump(
            include={"input", "ready", "transcript", "own", "agent", "text", "typing", "message_id"}
            | {"offline", "ended", "joined", "barred", "agent_type"}
        )
        return {
            **plain,
            "binding": self.binding,
            "question": self.question,
            "depth": len(profile.frame),
            "scouting": scouting,
            # a launcher may lie in any frame, and a chat come in another one than its form
            "everywhere": scouting or profile.reading == "structure" or _parted(profile),
            "structure": profile.reading == "structure",
            "first": opening and profile.first is not None,
            "said": list(said),
            "names": list(ours[:1]),
            "given": list(ours),
            "words": _line_words() if scouting or profile.reading == "structure" else {},
            "exclude": profile.text_exclude,
            "lines": profile.lines(),
            "steps": [step.selector for step in steps],
            "most": MOST_LINES,
            "letters": MOST_LETTERS,
        }

    async def tell(self, frame: Frame, detail: Mapping[str, Any]) -> None:
        await asyncio.wait_for(frame.evaluate(TELL, [self._told, detail]), TOUCH_PATIENCE)

    async def line(self, frame: Frame, key: str) -> ElementHandle | None:
        """A line's element, where the document still shows it."""
        shown = frame.evaluate_handle(SHOW, [self._told, key])
        return (await asyncio.wait_for(shown, TOUCH_PATIENCE)).as_element()

    async def root(self, frame: Frame) -> ElementHandle | None:
        """What holds the lines, once it is known."""
        root = frame.evaluate_handle(ROOT, self._told)
        return (await asyncio.wait_for(root, TOUCH_PATIENCE)).as_element()

    async def carried(self, frame: Frame) -> float:
        """When a script of the document last sent our newest text, in the page's milliseconds; 0 for never."""
        told: float = await asyncio.wait_for(frame.evaluate(CARRIED, self._told), CARRIED_PATIENCE)
        return told

    async def look(self, frame: Frame, patience: float) -> str | None:
        """A report as it would be pushed; None from a document that is not watched."""
        body: str | None = await asyncio.wait_for(frame.evaluate(ASK, self.question), patience)
        return body
