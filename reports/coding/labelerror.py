"""What messages may truly be: people's labels where there are any, elsewhere drawn from the rules' confusion.

The formulas stand in docs/coding.md. Source: Rubin (1987), Multiple Imputation for Nonresponse in Surveys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from reports.canned.canonical import canonical
from reports.coding.agreement import kish
from reports.coding.confusion import Confusion
from reports.coding.rows import FUNCTIONS, Coded, Place, function_of
from reports.dataset import InquiryRow, LabelRow, MessageRow, Study, Trial
from reports.intervals import EDGE, FloatArray

PRIOR = 1.0
"""Perks' prior: one observation in all, spread evenly over the functions people may choose."""

ALIKE = 10.0
"""A platform's confusion is drawn around the panel's as if so many of its own messages had been like the panel's."""

LEAST_CODED = 5
"""A function of which fewer messages were coded, and some were not, has no known error."""

TINY = 1e-9  # a chance that was drawn as nothing at all still needs a parameter

NOT_LANGUAGE = "unclear.mail-server"
_CODES = {name: code for code, name in enumerate(FUNCTIONS)}

Key = tuple[str, str, str, str]
"""Messages that are one draw: platform, question, words, and what the rules call them."""

Functions = Mapping[Place, str]
"""What messages are taken to be, in the coders' terms; whoever is not named stays what the rules say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What trials are made from; ``trials`` as the rules have them, in the order of ``inquiries``."""

    study: Study
    inquiries: Sequence[InquiryRow]
    messages: Sequence[MessageRow]
    labels: Sequence[LabelRow]
    trials: Sequence[Trial]
    said: Mapping[str, Sequence[MessageRow]] = field(init=False, repr=False)
    named: Mapping[str, Mapping[int, LabelRow]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        said: defaultdict[str, list[MessageRow]] = defaultdict(list)
        named: defaultdict[str, dict[int, LabelRow]] = defaultdict(dict)
        for message in self.messages:
            said[message.inquiry_id].append(message)
        for label in self.labels:
            named[label.inquiry_id][label.ordinal] = label
        object.__setattr__(self, "said", dict(said))
        object.__setattr__(self, "named", dict(named))

    def by_place(self) -> dict[Place, LabelRow]:
        return {(label.inquiry_id, label.ordinal): label for label in self.labels}

    def codable(self) -> Iterator[tuple[MessageRow, LabelRow]]:
        """Replies after t0 with their labels; what a mail server says is not language."""
        for message in self.messages:
            label = self.named.get(message.inquiry_id, {}).get(message.ordinal)
            if message.speaker == "platform" and not message.before_t0 and label and label.rule_id != NOT_LANGUAGE:
                yield message, label


def agreed(coded: Coded) -> dict[Place, str]:
    """What people called the items on which all who coded them agree."""
    codes = coded.by_item()
    named = {item.place: {code.function for code in codes.get(item.id, ())} for item in coded.items}
    return {place: min(functions) for place, functions in named.items() if len(functions) == 1}


def by_coder(coded: Coded, coder: int) -> dict[Place, str]:
    """What one coder called the items."""
    places = {item.id: item.place for item in coded.items}
    return {places[code.item]: code.function for code in coded.codes if code.coder == coder}


def too_few(coded: Coded, facts: Facts) -> tuple[str, ...]:
    """Functions of which some messages are uncoded and fewer than ``LEAST_CODED`` are coded."""
    choices = _choices(coded)
    done: defaultdict[str, int] = defaultdict(int)
    left = set()
    for message, label in facts.codable():
        if (message.inquiry_id, message.ordinal) in choices:
            done[function_of(label)] += 1
        else:
            left.add(function_of(label))
    return tuple(name for name in FUNCTIONS if name in left and done[name] < LEAST_CODED)


class Imputing:
    """Draws what every codable message may be; made once, drawn from many times."""

    def __init__(self, coded: Coded, facts: Facts, found: Confusion) -> None:
        self._choices = _choices(coded)
        self._panel = _rows(found)
        self._own = _own(coded, facts)
        questions = {inquiry.id: (inquiry.platform, inquiry.question) for inquiry in facts.inquiries}
        copies: defaultdict[Key, list[Place]] = defaultdict(list)
        for message, label in facts.codable():
            words = canonical(message.text) or message.text.strip()
            key = (*questions[message.inquiry_id], words, function_of(label))
            copies[key].append((message.inquiry_id, message.ordinal))
        told = {key: [p for p in places if p in self._choices] for key, places in copies.items()}
        self._copied = {key: (told[key], copies[key]) for key in sorted(copies) if told[key]}
        self._unseen = [(key[3], key[0], copies[key]) for key in sorted(copies) if not told[key]]
        codes = [_CODES[name] for name, _, _ in self._unseen]
        self._cells = sorted({(platform, code) for (_, platform, _), code in zip(self._unseen, codes, strict=True)})
        cells = {cell: number for number, cell in enumerate(self._cells)}
        self._places = np.array(
            [cells[platform, code] for (_, platform, _), code in zip(self._unseen, codes, strict=True)], dtype=np.int64
        )

    def draw(self, random: np.random.Generator) -> dict[Place, str]:
        """One imputation: coded messages (one of their codes), their copies, and all others by key."""
        drawn: dict[Place, str] = {}
        for place, functions in self._choices.items():
            drawn[place] = functions[int(random.integers(len(functions)))]
        for told, places in self._copied.values():
            same = drawn[told[int(random.integers(len(told)))]]
            drawn |= {place: same for place in places if place not in self._choices}
        chances = self._chances(random)[self._places].cumsum(axis=1)
        under = random.random(len(self._places))[:, None] >= chances
        found = np.minimum(under.sum(axis=1), len(FUNCTIONS) - 1)
        for (_, _, places), code in zip(self._unseen, found, strict=True):
            drawn |= dict.fromkeys(places, FUNCTIONS[code])
        return drawn

    def _chances(self, random: np.random.Generator) -> FloatArray:
        """P(people's function | rules' function, platform), one row a cell: the panel's first, then around it."""
        shared = np.stack([random.dirichlet(row) for row in self._panel])
        rows = [random.dirichlet(ALIKE * shared[code] + self._own[p, code] + TINY) for p, code in self._cells]
        return np.stack(rows) if rows else np.empty((0, len(FUNCTIONS)))


def _choices(coded: Coded) -> dict[Place, tuple[str, ...]]:
    """The functions that coders gave to each coded message, in the order of the coders."""
    codes = coded.by_item()
    items = sorted(coded.items, key=lambda item: item.place)
    return {item.place: tuple(code.function for code in codes[item.id]) for item in items if item.id in codes}


def _own(coded: Coded, facts: Facts) -> defaultdict[tuple[str, int], FloatArray]:
    """By platform and function of the rules: how many of its coded messages people gave each function (K,)."""
    platforms, labels = {inquiry.id: inquiry.platform for inquiry in facts.inquiries}, facts.by_place()
    own: defaultdict[tuple[str, int], FloatArray] = defaultdict(lambda: np.zeros(len(FUNCTIONS)))
    for place, functions in _choices(coded).items():
        for function in functions:
            cell = platforms[place[0]], _CODES[function_of(labels[place])]
            own[cell][_CODES[function]] += 1 / len(functions)
    return own


def _rows(found: Confusion) -> list[FloatArray]:
    """Dirichlet parameters of P(people's function | rules' function), a row a function of the rules.

    Weighted shares times Kish's effective number of inquiries, plus Perks' prior.
    """
    rows = []
    for code in range(len(FUNCTIONS)):
        total = found.weighted[code].sum()
        shares = found.weighted[code] / total if total > EDGE else np.zeros(len(FUNCTIONS))
        effective = kish(found.by_inquiry[:, code].sum(axis=1))
        rows.append(effective * shares + PRIOR / len(FUNCTIONS))
    return rows
