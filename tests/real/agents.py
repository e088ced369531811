"""Scripted people behind the foreign systems, and the book in which they write what they heard and said, and when."""

from __future__ import annotations

import asyncio
import json
import time
import tomllib
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.real.street import Line, Shop

HOLDING = {
    "en": "Please wait a moment, I am checking this for you.",
    "zh": "请稍等，正在为您查询，稍后回复您。",
}
GREETING = "Hello and welcome! How can we help you today?"
Say = Callable[[str], Awaitable[None]]


@cache
def questions() -> list[dict[str, Any]]:
    """The question table with its answers."""
    return list(tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))["questions"])


@cache
def known() -> Mapping[str, dict[str, Any]]:
    """Exact text of a paraphrase → its question."""
    return {text: question for question in questions() for text in question["paraphrases"]}


class Book:
    """One truth file: JSON lines ``system, platform, heard, kind, text, sent_at, sent_by`` (epoch seconds).

    ``kind`` is ``heard``, METHOD's function name, or ``failed``; ``heard`` is the question's text, the row's key.
    ``sent_at``: just before the words were handed over; ``sent_by``: when the foreign system had taken them.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a", encoding="utf-8", buffering=1)

    def add(self, shop: Shop, *, heard: str, kind: str, text: str = "", sent_at: float | None = None) -> None:
        """Write one row down, at the moment of this call."""
        now = round(time.time(), 6)
        row = {"system": shop.system, "platform": shop.id, "heard": heard, "kind": kind, "text": text}
        moments = {"sent_at": now if sent_at is None else sent_at, "sent_by": now}
        self._file.write(json.dumps({**row, **moments}, ensure_ascii=False) + "\n")

    async def say(self, shop: Shop, say: Say, *, heard: str, kind: str, text: str) -> None:
        """Say ``text`` and write it down; what the foreign system does not take is written down as ``failed``."""
        begun = round(time.time(), 6)
        try:
            await say(text)
        except Exception as failure:
            self.add(shop, heard=heard, kind="failed", text=repr(failure), sent_at=begun)
            raise
        self.add(shop, heard=heard, kind=kind, text=text, sent_at=begun)

    def close(self) -> None:
        self._file.close()


def rows(path: Path) -> list[dict[str, Any]]:
    """All rows of a truth file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class Agent:
    """Answers one platform's questions by its script, each conversation in a task of its own."""

    def __init__(self, shop: Shop, book: Book) -> None:
        self.shop = shop
        self._book = book
        self._at_work: set[asyncio.Task[None]] = set()

    def hear(self, text: str, say: Say, typing: Say | None = None) -> None:
        """Take a question; ``say`` sends one message, ``typing`` shows that we write (its argument is empty)."""
        self._book.add(self.shop, heard=text, kind="heard")
        task = asyncio.create_task(self._serve(text, say, typing))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def greet(self, say: Say) -> None:
        """Say hello before anybody asked."""
        await self._book.say(self.shop, say, heard="", kind="greeting", text=GREETING)

    async def leave(self) -> None:
        """Drop what is still to be said."""
        for task in self._at_work:
            task.cancel()
        await asyncio.gather(*self._at_work, return_exceptions=True)

    async def _serve(self, text: str, say: Say, typing: Say | None) -> None:
        begun = asyncio.get_running_loop().time()
        for line in self.shop.says:
            await _until(begun + line.after - line.typing)
            if typing and line.typing:
                await typing("")
            await _until(begun + line.after)
            await self._book.say(self.shop, say, heard=text, kind=line.kind, text=_words(line, text))


def _words(line: Line, text: str) -> str:
    question = known().get(text)
    if question is None:
        return "Sorry, I do not know anything about this."
    if line.kind == "holding":
        return HOLDING[question["language"]]
    # by length of the wording: the same twice to one person, not always the same to everybody
    return str(question["answers"][len(text) % len(question["answers"])])


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - asyncio.get_running_loop().time()))
