"""Retraces why each message was labelled as it was: clause by clause, rule by rule, group by group; changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.dataset import LabelRow, MessageRow, QuestionRow
from reports.labels.book import Rule, mark_rules
from reports.labels.characters import simplified
from reports.labels.criterion import Criterion
from reports.labels.first import Asked, _Chain, _row  # the very steps that labelled, so that no reason is made up
from reports.labels.function import _Matched, _matched
from reports.labels.wording import clauses, plain, reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A rule that fits a clause. ``words``: what of the clause it found; ``why``: what the rule book says."""

    rule_id: str
    version: int
    function: str
    detail: str
    words: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseReason:
    """One clause of the platform's own words. ``used_up``: it says nothing about the question."""

    text: str
    used_up: bool
    fired: tuple[Fired, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReason:
    """One group of the question's criterion: its terms, and the words that meet it (empty: not met)."""

    terms: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Why one message got its first-stage ``label``; nothing is judged before t0 or of mail servers' notices."""

    label: LabelRow
    mark: str  # "auto_submitted: auto-replied", the mark that declared the mechanism; empty if none did
    before: str  # what the bubbles just before said of it
    clauses: tuple[ClauseReason, ...]
    groups: tuple[GroupReason, ...]


def reasons(messages: Sequence[MessageRow], inquiry: Asked, question: QuestionRow) -> dict[int, Reasons]:
    """By ordinal, for the platform's messages of one inquiry, what ``reports.labels.label`` saw and decided; pure."""
    found: dict[int, Reasons] = {}
    chain = _Chain(ours=[question.subject, *question.paraphrases])
    for message in sorted(messages, key=lambda one: (one.seen_by, one.ordinal)):
        if message.speaker == "own":
            chain.ours.append(message.text)
            chain.content = ""
        elif message.speaker == "platform":
            ours, before = tuple(chain.ours), chain.before(message)
            row = _row(message, inquiry, question, chain)
            found[message.ordinal] = _reasons(row, message, question.criterion, ours, before)
    return found


def _reasons(row: LabelRow, message: MessageRow, criterion: Criterion, ours: Sequence[str], before: str) -> Reasons:
    mark = next((rule.mark for rule in mark_rules() if rule.id == row.mechanism_rule), "")
    told = f"{mark}: {message.marks[mark]}" if mark else ""
    if row.rule_id in ("greeting.before-t0", "unclear.mail-server"):
        return Reasons(label=row, mark=told, before="", clauses=(), groups=())
    before = "" if row.mechanism == "auto_declared" else before
    parts = list(_matched(list(clauses(reply(message.text, ours), ours))))
    return Reasons(
        label=row,
        mark=told,
        before=before.strip(),
        clauses=tuple(_clause(part, sentence) for part, sentence in zip(parts, _sentences(parts), strict=True)),
        groups=_groups("\n".join([before, _left(parts, criterion, before)]), criterion),
    )


def _left(parts: Sequence[_Matched], criterion: Criterion, before: str) -> str:
    """What is held against the criterion: the words not used up; those of a no only where the others do not do."""
    left = [part for part in parts if not part.used_up]
    plain_words = "".join(part.text for part in left if not part.refuses)
    met = plain_words.strip() and all(group.words for group in _groups(f"{before}\n{plain_words}", criterion))
    return plain_words if met else "".join(part.text for part in left)


def _sentences(parts: Sequence[_Matched]) -> Iterator[str]:
    """For each part, what it is said together with: the clauses that lean on one share its rules."""
    for _, run in groupby(parts, key=lambda part: id(part.rules)):
        said = list(run)
        yield from ["".join(part.text for part in said).strip()] * len(said)


def _clause(part: _Matched, sentence: str) -> ClauseReason:
    return ClauseReason(
        text=part.text.strip(),
        used_up=part.used_up,
        fired=tuple(_fired(rule, part.text.strip(), sentence) for rule in part.rules),
    )


def _fired(rule: Rule, clause: str, sentence: str) -> Fired:
    """The rule and its words: of the clause, or if these lie in one that leans on it, of the sentence."""
    return Fired(
        rule_id=rule.id, version=rule.version, function=rule.function, detail=rule.detail, why=rule.why,
        words=_words(rule, sentence) if rule.whole else _words(rule, clause) or _words(rule, sentence),
    )  # fmt: skip


def _words(rule: Rule, said: str) -> tuple[str, ...]:
    patterns = [pattern for pattern in (rule.any, *rule.all) if pattern]
    plain_said = simplified(said)
    words = [said[slice(*found.span())].strip() for pattern in patterns if (found := pattern.search(plain_said))]
    return tuple(word for word in dict.fromkeys(words) if word)


def _groups(text: str, criterion: Criterion) -> tuple[GroupReason, ...]:
    spelled = plain(text)
    return tuple(GroupReason(terms=tuple(group), words=_found(group, spelled)) for group in criterion)


def _found(terms: Sequence[str], spelled: str) -> str:
    found = (re.search(simplified(term), simplified(spelled), re.IGNORECASE) for term in terms)
    return next((spelled[slice(*one.span())] for one in found if one), "")
