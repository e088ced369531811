"""Takes away what a desk wraps around every answer: first and last sentences that unlike messages have in common.

Nothing is known of products: a sentence is a wrapper's if three messages of one platform and channel begin or end with
it and are unlike inside. A receipt that has nothing inside keeps its words; so does what stands between own words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, islice

from rapidfuzz.distance import Indel

from reports.canned.canonical import canonical
from reports.canned.forms import forms
from reports.canned.polarity import weight

MESSAGES = 3  # unlike ones that show a wrapper
LOOKED_AT = 300  # messages with a sentence; a bound on time
SHORTEST = 30  # Latin letters inside; less is no answer but the filling of a receipt's blank
ALIKE = 0.5  # of the words in the same order: one template, not two answers

_SENTENCES = re.compile(r"[^\n。！？]+?(?:[.!?]+(?=\s)|[。！？]+|\n+|$)|[\n。！？]+")
_NUMBERED = re.compile(r"[a-z]*\d[a-z\d]*")  # ticket AB12 and ticket CD34 are told in one sentence
_WORDS = re.compile(r"[^\W\u2e80-\uffff]+|[\u2e80-\uffff]")


@dataclass(frozen=True, slots=True)
class _Told:
    """A message in sentences, and the form of each; empty for a greeting."""

    sentences: Sequence[str]
    forms: Sequence[str]

    def inside(self, wrapping: AbstractSet[str]) -> str:
        """Without its first and last sentences that are in ``wrapping``; the greetings between them go too."""
        own = [place for place, form in enumerate(self.forms) if form and form not in wrapping]
        return "".join(self.sentences[own[0] : own[-1] + 1]) if own else ""


def unwrapped(texts: Sequence[str]) -> list[str]:
    """``texts``, the own words of one platform on one channel, without the wrapper that they have in common."""
    told = _told(texts)
    holders: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(told):
        for form in dict.fromkeys(one.forms):
            if form:
                holders[form].append(place)
    common = {form for form, places in holders.items() if len(places) >= MESSAGES}
    insides = list(forms(one.inside(common) for one in told))
    wrapping = {form for form in common if _unlike([insides[place] for place in holders[form][:LOOKED_AT]])}
    return [_within(text, one, wrapping) for text, one in zip(texts, told, strict=True)]


def _within(text: str, told: _Told, wrapping: AbstractSet[str]) -> str:
    if wrapping.isdisjoint(told.forms):
        return text
    inside = told.inside(wrapping)
    return inside if weight(canonical(inside)) >= SHORTEST else text


def _told(texts: Sequence[str]) -> list[_Told]:
    cut = [_SENTENCES.findall(text) for text in texts]
    found = forms(chain.from_iterable(cut))
    return [_Told(sentences, [_NUMBERED.sub("0", form) for form in islice(found, len(sentences))]) for sentences in cut]


def _unlike(insides: Sequence[str]) -> bool:
    """Whether so many of these say different things."""
    seen: list[list[str]] = []
    for inside in insides:
        words = _WORDS.findall(inside)
        if weight(inside) >= SHORTEST and all(Indel.normalized_similarity(words, one) < ALIKE for one in seen):
            seen.append(words)
        if len(seen) >= MESSAGES:
            return True
    return False
