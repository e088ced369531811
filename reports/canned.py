"""Finds canned replies: the same text, slots aside, sent to inquiries that ask different things.

Canonical form → exact groups → LSH proposes leaders → an edit ratio decides (METHOD, "Canned grouping").
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from datasketch import MinHash, MinHashLSH
from rapidfuzz import fuzz

from reports.canonical import canonical
from reports.dataset import InquiryRow, MessageRow

Place = tuple[str, int]
"""(inquiry id, ordinal) of a message."""

JOIN = 90.0  # edit ratio in per cent at which a text joins a leader
MERGE = 80.0  # and at which leaders of large groups are one
LARGE = 3
SHORTEST = {JOIN: 16, MERGE: 30}  # shorter texts are the same only if equal: one letter turns a yes into a no
_PERMUTATIONS, _BANDS = 126, (42, 3)  # proposes 98 % of the pairs at a Jaccard similarity of .45
_SHINGLE = 3

MINIMUM_MESSAGES, MINIMUM_NIGHTS, MINIMUM_QUESTIONS = 3, 2, 2


def group(texts: Sequence[str]) -> list[int]:
    """A group number for each text, counted from 0 by first appearance; independent of the order of the texts."""
    forms = [canonical(text) for text in texts]
    leaders = leaders_of(Counter(form for form in forms if form))
    numbers: dict[str, int] = {}
    keys = (leaders[form] if form else f"\0{place}" for place, form in enumerate(forms))
    return [numbers.setdefault(key, len(numbers)) for key in keys]


def text_groups(messages: Sequence[MessageRow], inquiries: Sequence[InquiryRow]) -> dict[Place, str]:
    """The group id of every reply of the platforms (after t0; bare greetings and mail servers' notices left out).

    Groups are made within each platform; the id comes from the leader's words alone.
    """
    platforms = {inquiry.id: inquiry.platform for inquiry in inquiries}
    ours: dict[str, list[str]] = defaultdict(list)
    for message in messages:
        if message.speaker == "own":
            ours[message.inquiry_id].append(message.text)
    forms: dict[str, dict[Place, str]] = defaultdict(dict)
    for message in messages:
        if message.inquiry_id in platforms and _replies(message):
            form = canonical(message.text, ours[message.inquiry_id])
            forms[platforms[message.inquiry_id]][message.inquiry_id, message.ordinal] = form
    return {place: name for platform in sorted(forms) for place, name in _named(forms[platform])}


def canned(messages: Sequence[MessageRow], inquiries: Sequence[InquiryRow]) -> dict[Place, str]:
    """The group id of every canned message: 3 or more of a platform, on 2 or more nights, to 2 or more questions."""
    facts = {inquiry.id: inquiry for inquiry in inquiries}
    members: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place, name in text_groups(messages, inquiries).items():
        members[facts[place[0]].platform, name].append(place)
    return {
        place: name
        for (_, name), places in members.items()
        if _is_canned([facts[place[0]] for place in places])
        for place in sorted(places)
    }


def _is_canned(asked: Sequence[InquiryRow]) -> bool:
    return (
        len(asked) >= MINIMUM_MESSAGES
        and len({inquiry.night for inquiry in asked}) >= MINIMUM_NIGHTS
        and len({inquiry.question for inquiry in asked}) >= MINIMUM_QUESTIONS
    )


def _replies(message: MessageRow) -> bool:
    return (
        message.speaker == "platform"
        and not message.before_t0
        and "bounce" not in message.marks
        and "delay" not in message.marks
    )


def _named(forms: Mapping[Place, str]) -> Iterator[tuple[Place, str]]:
    leaders = leaders_of(Counter(form for form in forms.values() if form))
    for place in sorted(forms):
        if forms[place]:
            yield place, hashlib.sha256(leaders[forms[place]].encode()).hexdigest()[:12]


def leaders_of(counts: Mapping[str, int]) -> dict[str, str]:
    """The leader of each canonical form. ``counts``: how often each occurs; the same for every order of it."""
    joined = _led(sorted(counts, key=lambda form: (-counts[form], form)), JOIN)
    sizes: Counter[str] = Counter()
    for form, leader in joined.items():
        sizes[leader] += counts[form]
    large = sorted((leader for leader in sizes if sizes[leader] >= LARGE), key=lambda form: (-sizes[form], form))
    merged = _led(large, MERGE)
    return {form: merged.get(leader, leader) for form, leader in joined.items()}


def _led(forms: Sequence[str], ratio: float) -> dict[str, str]:
    """One pass: each form goes to the most similar leader at ``ratio`` or above, else it leads itself."""
    index = MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS)
    leaders: dict[str, str] = {}
    for form in forms:
        if _weight(form) < SHORTEST[ratio]:
            leaders[form] = form
            continue
        sketch = _sketch(form)
        leaders[form] = _best(form, sorted(map(str, index.query(sketch))), ratio)
        if leaders[form] == form:
            index.insert(form, sketch)
    return leaders


def _best(form: str, proposed: Sequence[str], ratio: float) -> str:
    scored = [(fuzz.ratio(form, leader, score_cutoff=ratio), leader) for leader in proposed]
    score, leader = max(scored, default=(0.0, form))
    return leader if score >= ratio else form


def _sketch(form: str) -> MinHash:
    sketch = MinHash(num_perm=_PERMUTATIONS, seed=1)
    shingles = {form[start : start + _SHINGLE] for start in range(max(1, len(form) - _SHINGLE + 1))}
    sketch.update_batch([shingle.encode() for shingle in sorted(shingles)])
    return sketch


def _weight(form: str) -> int:
    """Length in Latin letters; a Chinese character says as much as two."""
    return len(form) + sum(letter > "\u2e80" for letter in form)
