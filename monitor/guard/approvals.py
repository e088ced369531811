"""Nothing goes live by accident: which texts still lack an approval, and by how many names (GUARDRAILS G2)."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.settings import Settings
from monitor.store.interface import Approval, PlannedInquiry
from probes.interface import ChannelKind, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text that may be sent to one target; ``question`` is ``follow_up`` or ``handoff`` for what is said later."""

    target: Target
    question: str
    paraphrase: int
    subject: str
    text: str

    @property
    def hash(self) -> str:
        return text_hash(target=self.target, question=self.question, subject=self.subject, text=self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A wording that may not be sent yet: ``have`` are the names that approved it, ``need`` how many must."""

    wording: Wording
    have: tuple[str, ...]
    need: int


def text_hash(*, target: Target, question: str, subject: str, text: str) -> str:
    """SHA-256 (hex) of the exact target, question and text. A new address, subject line or comma is a new text."""
    exactly = [target.id, target.channel.value, target.address, question, subject, text]
    return hashlib.sha256(json.dumps(exactly, ensure_ascii=False).encode()).hexdigest()


def wordings(settings: Settings) -> list[Wording]:
    """Every text that the study may send to a platform; controls need no approval and are left out."""
    targets = [target for target in settings.targets() if not target.control]
    return [
        wording for target in targets for wording in (*_questions(settings, target), *_afterwards(settings, target))
    ]


def _questions(settings: Settings, target: Target) -> Iterator[Wording]:
    for question in settings.questions:
        if question.language in settings.study.languages:
            for number, text in enumerate(question.wordings):
                yield Wording(
                    target=target, question=question.id, paraphrase=number, subject=question.subject, text=text
                )


def _afterwards(settings: Settings, target: Target) -> Iterator[Wording]:
    """What may be said after a question, each text once a target: it is the same whatever was asked."""
    found: dict[tuple[str, str], Wording] = {}
    for question in settings.questions:
        if question.language in settings.study.languages:
            for kind, texts in said_after(settings, question.id, target.channel):
                for number, text in enumerate(texts):
                    found.setdefault((kind, text), _after(target, kind, text, number))
    yield from found.values()


def said_after(settings: Settings, question: str, channel: str) -> Sequence[tuple[str, Sequence[str]]]:
    """By kind the texts that may be said after this question, in order; a human is asked for in web chats alone."""
    handoff = settings.handoff_of(question) if channel == ChannelKind.WEBCHAT else ()
    return (("follow_up", settings.follow_ups_of(question)), ("handoff", handoff))


def _after(target: Target, kind: str, text: str, number: int = 0) -> Wording:
    return Wording(target=target, question=kind, paraphrase=number, subject="", text=text)


def missing(settings: Settings, approvals: Sequence[Approval]) -> list[Missing]:
    """The wordings that still lack approval: fewer than ``study.approvals`` different names approved them."""
    names, need = _names(approvals), settings.study.approvals
    return [
        Missing(wording=wording, have=names.get(wording.hash, ()), need=need)
        for wording in wordings(settings)
        if len(names.get(wording.hash, ())) < need
    ]


def approved(settings: Settings, plan: PlannedInquiry, approvals: Sequence[Approval]) -> bool:
    """Whether this planned inquiry may be sent.

    One to a control platform may. False for a target that the settings know no longer.
    """
    target = settings.targets_by_id.get(plan.target)
    if target is None or target.control:
        return target is not None
    exactly = text_hash(target=target, question=plan.question, subject=plan.subject, text=plan.text)
    names = _names([approval for approval in approvals if approval.text_hash == exactly])
    return len(names.get(exactly, ())) >= settings.study.approvals


def may_say(settings: Settings, plan: PlannedInquiry, kind: str, text: str, approvals: Sequence[Approval]) -> bool:
    """Whether this text may be said after the question of ``plan``: it is configured for it, and approved.

    To a control platform it need not be approved. False for a target or question that the settings know no longer.
    """
    target = settings.targets_by_id.get(plan.target)
    if target is None or text not in dict(said_after(settings, plan.question, plan.channel)).get(kind, ()):
        return False
    if target.control:
        return True
    exactly = _after(target, kind, text).hash
    return len(_names(approvals).get(exactly, ())) >= settings.study.approvals


def _names(approvals: Sequence[Approval]) -> Mapping[str, tuple[str, ...]]:
    """Text hash → the different names that approved it; case and spaces do not make another person."""
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for approval in approvals:
        name = " ".join(approval.approved_by.split())
        if name:
            names[approval.text_hash].setdefault(name.casefold(), name)
    return {text: tuple(people.values()) for text, people in names.items()}
