"""The zoo's conversations: what is said when, what a page that comes back is told, and the truth that is logged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import pytest

from probes.control.zoo.conduct import MESSAGES, turns
from probes.control.zoo.plan import dialect, kind
from probes.control.zoo.talk import Talk
from probes.control.zoo.widget import Widget, draw

ASKED = "What about refunds?"


class Told:
    """A talk of a widget, and its truth."""

    def __init__(self, widget: Widget) -> None:
        self.truth: list[tuple[str, str]] = []
        self.talk = Talk(widget, "http://127.0.0.1:1/w", self._log)

    def _log(self, kind: str, text: str) -> float:
        self.truth.append((kind, text))
        return time.time()

    async def until(self, kind: str) -> None:
        async with asyncio.timeout(30):
            while kind not in [logged for logged, _ in self.truth]:
                await asyncio.sleep(0.02)
        await self.talk.end()

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.truth]


def lines(told: Told) -> list[Mapping[str, Any]]:
    return [event["line"] for event in told.talk.since(0) if "line" in event]


async def test_plain_talk() -> None:
    """A greeting, the visitor's words, an answer; and each is logged with its words."""
    told = Told(Widget())
    told.talk.meet()
    told.talk.meet()
    told.talk.hear(ASKED, "a")
    await told.until("substantive")
    assert told.kinds() == ["greeting", "heard", "substantive"]
    assert [line[dialect(Widget())["text"]] for line in lines(told)] == [text for _, text in told.truth]


async def test_same_message_again() -> None:
    """What a page sends twice under one number was said once."""
    told = Told(Widget(manner="silent"))
    told.talk.hear(ASKED, "a")
    told.talk.hear(ASKED, "a")
    told.talk.hear(ASKED, "b")
    await told.talk.end()
    assert told.kinds() == ["heard", "heard"]


async def test_canned_after() -> None:
    """A canned line follows in the same instant, before anything else can."""
    told = Told(Widget(canned_after=True))
    told.talk.hear(ASKED, "a")
    await told.talk.end()
    assert told.kinds() == ["heard", "acknowledgement"]


async def test_canned_before_is_silent_after_a_question() -> None:
    """A canned line that would come after the question is not said: it would be an answer."""
    told = Told(Widget(canned_before=True, manner="silent", ended=True))
    told.talk.meet()
    told.talk.hear(ASKED, "a")
    await told.until("ended")
    assert told.kinds() == ["greeting", "heard", "ended"]


async def test_quote() -> None:
    """A quoting answer has the visitor's words."""
    told = Told(Widget(manner="quotes"))
    told.talk.hear(ASKED, "a")
    await told.until("substantive")
    assert ASKED in dict(told.truth)["substantive"]


async def test_edit_and_deletion() -> None:
    """Who watches is told of a change; who comes back sees how things stand now."""
    edited = Told(Widget(edited="soon"))
    edited.talk.hear(ASKED, "a")
    await edited.until("edited")
    assert [event["to"] for event in edited.talk.events if "edit" in event] == [dict(edited.truth)["edited"]]
    assert lines(edited)[-1][dialect(Widget())["text"]] == dict(edited.truth)["edited"]
    deleted = Told(Widget(deleted=True))
    deleted.talk.hear(ASKED, "a")
    await deleted.until("deleted")
    assert len(lines(deleted)) == 1


async def test_media() -> None:
    """A picture alone has no words and an address."""
    told = Told(Widget(answer="picture"))
    told.talk.hear(ASKED, "a")
    await told.until("substantive")
    assert lines(told)[-1]["src"].endswith("/receipt.png")
    assert dict(told.truth)["substantive"] == "[picture]"


@pytest.mark.parametrize("seed", range(16))
async def test_frames_name_the_kind(seed: int) -> None:
    """A bot or a human that only frames name is named with every line of theirs, and with none of ours."""
    bot, human = (Widget(seed=seed, badge=badge) for badge in ("frame_bot", "frame_human"))
    assert kind(bot) != kind(human)
    told = Told(bot)
    told.talk.meet()
    told.talk.hear(ASKED, "a")
    await told.talk.end()
    greeting, ours = lines(told)
    assert kind(bot).items() <= greeting.items()
    assert not kind(bot).keys() & (ours.keys() - {dialect(bot)["who"]})
    assert kind(Widget(seed=seed, badge="bot")) == {}


def test_turns() -> None:
    """Turns come in order and soon, an edit or a deletion after what it is about."""
    for widget in map(draw, range(300)):
        told = turns(widget)
        assert [turn.after for turn in told] == sorted(turn.after for turn in told)
        assert all(turn.after < 15 for turn in told)
        said = [turn.after for turn in told if turn.kind in MESSAGES]
        assert all(turn.after > said[turn.of] for turn in told if turn.of >= 0)
