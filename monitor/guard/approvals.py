"""Nothing goes live by accident: which texts still lack an approval, and by how many names (GUARDRAILS G2)."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.settings import Settings
from monitor.store.interface import Approval, PlannedInquiry
from probes.interface import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text that may be sent to one target."""

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
    return [
        Wording(target=target, question=question.id, paraphrase=number, subject=question.subject, text=text)
        for target in settings.targets()
        if not target.control
        for question in settings.questions
        if question.language in settings.study.languages
        for number, text in enumerate(question.paraphrases)
    ]


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


def _names(approvals: Sequence[Approval]) -> Mapping[str, tuple[str, ...]]:
    """Text hash → the different names that approved it; case and spaces do not make another person."""
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for approval in approvals:
        name = " ".join(approval.approved_by.split())
        if name:
            names[approval.text_hash].setdefault(name.casefold(), name)
    return {text: tuple(people.values()) for text, people in names.items()}
