"""What the platform behind a widget does once it has heard a question: timed turns, the same for the same widget."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from probes.control.zoo.widget import Widget
from probes.control.zoo.wording import say

AWAY = 8.0  # seconds of silence before an afterthought: time to park
ASKED = "{asked}"  # stands for the visitor's own words in a turn's text
SOON, LATER = 0.7, 4.0  # seconds from a message to its edit: before and after a reader takes it for settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing that happens ``after`` seconds from hearing.

    ``kind`` is METHOD's function of a message (``acknowledgement``, ``holding``, ``substantive``) or what else goes to
    the truth log: ``typing``, ``joined``, ``queue``, ``edited``, ``deleted``, ``rating``, ``ended``. ``of`` counts
    the message that an edit or a deletion is about, from 0. ``ASKED`` in a text stands for what the visitor asked.
    """

    after: float
    kind: str
    text: str = ""
    media: str = ""  # picture | file
    of: int = -1


MESSAGES = ("greeting", "acknowledgement", "holding", "substantive")


def turns(widget: Widget) -> Sequence[Turn]:
    """Everything that follows a question, earliest first."""
    return sorted(_turns(widget, random.Random(f"conduct {widget.seed}")), key=lambda turn: turn.after)


def _turns(widget: Widget, dice: random.Random) -> Iterator[Turn]:
    language = widget.language
    count = 0
    if widget.queue:
        yield from (Turn(after=0.3 + i * 0.4, kind="queue", text=say("queue", language, i, n=3 - i)) for i in range(3))
    if widget.canned_after:
        yield Turn(after=0.0, kind="acknowledgement", text=say("canned_after", language, widget.seed))
        count += 1
    if widget.joins:
        yield Turn(after=0.5, kind="joined", text=say("joined", language, widget.seed))
    at = dice.uniform(1.0, 1.6)
    last = at
    for number, (kind, text) in enumerate(_replies(widget)):
        last = at + number * dice.uniform(0.5, 0.8)
        if widget.typing != "none":
            yield Turn(after=last - 0.45, kind="typing")
        media = widget.answer if kind == "substantive" and widget.answer != "text" else ""
        yield Turn(after=last, kind=kind, text="" if media else text, media=media)
    if widget.afterthought:
        yield Turn(after=last + AWAY, kind="substantive", text=say("afterthought", language, widget.seed))
    count += len(_replies(widget))
    if widget.edited != "no":
        last += SOON if widget.edited == "soon" else LATER
        yield Turn(after=last, kind="edited", text=say("edited", language, widget.seed), of=count - 1)
    if widget.deleted:
        last += LATER
        yield Turn(after=last, kind="deleted", of=count - 1)
    if widget.rating:
        yield Turn(after=last + 0.3, kind="rating", text=say("rating", language, widget.seed))
    if widget.ended:
        yield Turn(after=last + 0.6, kind="ended", text=say("ended", language, widget.seed))


def _replies(widget: Widget) -> Sequence[tuple[str, str]]:
    holding = ("holding", say("holding", widget.language, widget.seed))
    key = "paragraphs" if widget.paragraphs else "substantive"
    answer = ("substantive", say(key, widget.language, widget.seed))
    quoted = ("substantive", say("quoted", widget.language, widget.seed, asked=ASKED))
    return {
        "once": [answer],
        "twice": [holding, answer],
        "repeats": [holding] * 3,
        "quotes": [holding, quoted],
        "silent": [],
    }[widget.manner]
