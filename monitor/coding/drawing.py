"""Draws a blind, stratified sample of replies; pure and the same on every machine.

Strata are the rules' function, the language and the channel. Each gives at least a few messages, the rest go by
the square root of its size (power allocation, Bankier 1988), so that rare functions are covered; chances are known.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from monitor.coding.rounds import Round, Shown
from monitor.errors import MonitorError
from monitor.timetable.draw import Draw
from reports.coding.labelerror import Facts
from reports.coding.rows import Item, Place, function_of
from reports.dataset import InquiryRow, MessageRow
from reports.quotes import shortened, visible

LEAST = 5
"""So many messages of each stratum first, if it has them."""

LONGEST = 8000  # characters of one text: a spreadsheet's cell takes 32,767
BEFORE = 8  # messages of the transcript that are shown before the one to label
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be drawn, by whom it is coded, and names that would tell coders the platform."""

    number: int
    size: int
    seed: int
    coders: tuple[str, ...]
    names: tuple[str, ...]
    now: datetime


def draw(facts: Facts, wanted: Wanted) -> Round:
    """The sample of one round. Raises ``MonitorError`` where there is nothing to draw or too little room."""
    strata = _strata(facts)
    dice = Draw(study=facts.study.id, seed=wanted.seed)
    counts = allocate({name: len(places) for name, places in strata.items()}, wanted.size)
    blind = Blind(wanted.names)
    shown = []
    for name, places in strata.items():
        ordered = sorted(places, key=lambda place: (dice.fraction("coding", wanted.number, *place), place))
        for place in ordered[: counts[name]]:
            item = Item(
                id="m" + dice.token("coding item", wanted.number, *place)[:9], inquiry_id=place[0], ordinal=place[1],
                stratum=name, population=len(places), sampled=counts[name],
            )  # fmt: skip
            shown.append(_shown(item, facts, blind))
    ids = sorted(one.item.id for one in shown)
    numbered = sorted(wanted.coders, key=lambda coder: dice.fraction("coder", wanted.number, coder))
    return Round(
        number=wanted.number, seed=wanted.seed, size=len(shown), drawn_at=wanted.now, coders=tuple(numbered),
        rules_version=max((label.rules_version for label in facts.labels), default=""), shown=tuple(shown),
        orders={c: tuple(sorted(ids, key=lambda i: dice.fraction("order", wanted.number, c, i))) for c in numbered},
    )  # fmt: skip


def _strata(facts: Facts) -> dict[str, list[Place]]:
    asked = {inquiry.id: inquiry for inquiry in facts.inquiries}
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for message, label in facts.codable():
        inquiry = asked[message.inquiry_id]
        name = f"{function_of(label)}/{inquiry.language}/{message.channel or inquiry.channel}"
        found[name].append((message.inquiry_id, message.ordinal))
    if not found:
        raise MonitorError("no platform has replied yet: there is nothing to code", "draw when there are replies")
    return dict(sorted(found.items()))


def allocate(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """How many to draw of each stratum: up to ``LEAST`` first, then one by one to the largest sqrt(N) / n.

    Never more than there are. Raises ``MonitorError`` where ``total`` does not give each stratum one.
    """
    if total < len(sizes):
        raise MonitorError(
            f"{total} messages cannot cover {len(sizes)} strata of function, language and channel",
            f"draw at least {len(sizes)}: --size {max(len(sizes), 200)}",
        )
    counts = dict.fromkeys(sizes, 1)
    waiting = [(_turn(name, size, 1), name) for name, size in sizes.items() if size > 1]
    heapq.heapify(waiting)
    for _ in range(min(total, sum(sizes.values())) - len(sizes)):
        _, name = heapq.heappop(waiting)
        counts[name] += 1
        if counts[name] < sizes[name]:
            heapq.heappush(waiting, (_turn(name, sizes[name], counts[name]), name))
    return counts


def _turn(name: str, size: int, count: int) -> tuple[bool, float, str]:
    return count >= LEAST, -math.sqrt(size) / count, name


class Blind:
    """Takes out of a text what would tell the coder which platform wrote it."""

    def __init__(self, names: Iterable[str]) -> None:
        longest_first = sorted({name.strip() for name in names}, key=lambda name: (-len(name), name))
        parts = [_pattern(name) for name in longest_first if len(name) >= _SHORTEST_NAME or name[:1] > "\u2e80"]
        self._names = re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def __call__(self, text: str) -> str:
        found = _LINK.sub("[link]", text)
        found = self._names.sub("[platform]", found) if self._names else found
        return visible(shortened(found, LONGEST))


def _pattern(name: str) -> str:
    """A name, its words together or apart; Chinese names have no spaces around them."""
    words = r"[\s_-]*".join(re.escape(word) for word in re.split(r"[\s_-]+", name) if word)
    return words if name[0] > "\u2e80" else rf"(?<![^\W_]){words}(?![^\W_])"


def telling_names(platforms: Iterable[tuple[Sequence[str], Sequence[str]]]) -> tuple[str, ...]:
    """Names and hosts of platforms given as (names, addresses); a name in two scripts counts in each of them too."""
    found: set[str] = set()
    for names, addresses in platforms:
        for name in names:
            scripts = re.findall(r"[\u2e80-\U0003ffff]{2,}|[^\u2e80-\U0003ffff]{3,}", name)
            found |= {name, *(part.strip() for part in scripts)}
        for address in addresses:
            labels = (urlsplit(address).hostname or address.rpartition("@")[2]).split(".")
            found |= {".".join(labels), *labels[:-1]}
    return tuple(sorted(found - _PLAIN))


_PLAIN = {
    *("", "ac", "co", "com", "edu", "gov", "net", "org", "example", "test", "localhost", "www", "web", "app", "api"),
    *("mail", "email", "chat", "live", "shop", "store", "pay", "game", "support", "help", "helpdesk", "desk"),
    *("service", "services", "contact", "care", "kefu", "tickets"),
}
"""Parts of a host that name nobody."""


def _shown(item: Item, facts: Facts, blind: Blind) -> Shown:
    inquiry = next(one for one in facts.inquiries if one.id == item.inquiry_id)
    question = next((one for one in facts.study.questions if one.id == inquiry.question), None)
    ours = question.paraphrases[inquiry.paraphrase] if question else ""
    said = sorted(facts.said[item.inquiry_id], key=lambda m: (m.seen_by, m.ordinal))
    said = [m for m in said if not _asks(m, ours, inquiry)]
    here = next(number for number, m in enumerate(said) if m.ordinal == item.ordinal)
    replies = [m for m in said if m.speaker == "platform" and not m.before_t0]
    return Shown(
        item=item, question=blind(question.subject if question else ""), ours=blind(ours),
        before="\n".join(f"{_WHO[m.speaker]} {blind(m.text)}" for m in said[max(0, here - BEFORE) : here]),
        message=blind(said[here].text), place=_place(said[here], replies, inquiry),
    )  # fmt: skip


def _asks(message: MessageRow, ours: str, inquiry: InquiryRow) -> bool:
    """Whether it is the inquiry itself, which is shown already; follow-ups come later."""
    at_once = inquiry.t0 is not None and message.seen_by <= inquiry.t0
    return message.speaker == "own" and (at_once or message.text.strip() == ours.strip())


_WHO = {"own": "→", "platform": "←", "notice": "·"}


def _place(message: MessageRow, replies: Sequence[MessageRow], inquiry: InquiryRow) -> str:
    number = next((n for n, m in enumerate(replies, start=1) if m.ordinal == message.ordinal), 0)
    after = message.seen_by - inquiry.t0 if inquiry.t0 else None
    told = f"{number}/{len(replies)}"
    return f"{told}, +{_clock(after.total_seconds())}" if after is not None else told


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
