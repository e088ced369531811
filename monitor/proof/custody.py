"""Who did what with evidence: deletion after the configured time, redactions, and the working copy they make."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from monitor.errors import MonitorError
from monitor.evidence import Evidence
from monitor.store.custody import Act, Redaction
from monitor.store.interface import Store
from probes.interface import Exhibit

log = structlog.get_logger("custody")

EXPORTED, REDACTED, DELETED = "exported", "redacted", "deleted"
TIMER = "retention timer"
NEVER_DELETED = frozenset({"edition"})
"""Roles that no timer touches: what an edition was made of is needed to make it again."""

_LONGEST_PATTERN = 500


class RedactionRefused(MonitorError):
    """The rule cannot be used."""


def forget(store: Store, evidence: Evidence, keep: timedelta, now: datetime) -> Sequence[str]:
    """Delete exhibits that every inquiry has had for longer than ``keep``, of inquiries that have ended.

    The deletion is logged before the file goes: after a crash in between it is done again. Rows stay for ever.
    Returns the SHA-256 of what is gone.
    """
    open_ = {record.plan.id for record in store.inquiries(ending="open")}
    holders: dict[str, list[tuple[str, Exhibit]]] = defaultdict(list)
    for inquiry_id, exhibit in store.all_exhibits():
        holders[exhibit.sha256].append((inquiry_id, exhibit))
    known = {act.sha256 for act in store.acts() if act.what == DELETED}
    gone = []
    for sha256, held in holders.items():
        old = all(e.taken_at < now - keep and i not in open_ and e.role not in NEVER_DELETED for i, e in held)
        if not old or not evidence.path(sha256).exists():
            continue
        if sha256 not in known:
            why = f"kept longer than {keep.days} days"
            for inquiry_id, exhibit in held:
                deleted = Act(at=now, who=TIMER, what=DELETED, subject=inquiry_id, reason=why, sha256=sha256)
                store.act(replace(deleted, detail=exhibit.role))
        evidence.path(sha256).unlink(missing_ok=True)
        gone.append(sha256)
    log.info("exhibits_deleted", number=len(gone))
    return gone


def redact(store: Store, rule: Redaction) -> bool:
    """Remember a rule for the working copy; the original stays sealed. False if the very rule is there already.

    Raises ``RedactionRefused`` for a pattern that is none, or that matches what is not there.
    """
    _compiled(rule)
    act = Act(
        at=rule.since, who=rule.editor, what=REDACTED, subject=rule.id, reason=rule.reason,
        detail=f"{rule.kind} in {rule.scope or 'everything'}, shown as [{rule.word}]",
    )  # fmt: skip
    return store.redact(rule, act)


def rule_of(*, scope: str, kind: str, text: str, word: str, reason: str, editor: str, since: datetime) -> Redaction:
    """A rule with the id that its content gives it: the same rule twice is one."""
    id_ = "r" + hashlib.sha256("\n".join((scope, kind, text, word)).encode()).hexdigest()[:10]
    return Redaction(
        id=id_, scope=scope, kind=kind, text=text, word=word, reason=reason, editor=editor, since=since
    )  # fmt: skip


def applying(rules: Sequence[Redaction], *, platform: str, inquiry_id: str) -> Sequence[Redaction]:
    """The rules that hold for one inquiry."""
    return [rule for rule in rules if rule.scope in ("", platform, inquiry_id)]


def redacted(text: str, rules: Sequence[Redaction]) -> tuple[str, Sequence[str]]:
    """The text of the working copy, and the ids of the rules that changed it."""
    used = []
    for rule in rules:
        pattern, word = _compiled(rule), f"[{rule.word}]"
        text, count = pattern.subn(lambda match, word=word: word, text)  # type: ignore[misc]
        if count:
            used.append(rule.id)
    return text, used


def _compiled(rule: Redaction) -> re.Pattern[str]:
    if not rule.text.strip() or len(rule.text) > _LONGEST_PATTERN:
        raise RedactionRefused("there is nothing to redact, or too much", f"give 1 to {_LONGEST_PATTERN} characters")
    try:
        pattern = re.compile(re.escape(rule.text) if rule.kind == "literal" else rule.text)
    except re.error as error:
        raise RedactionRefused(f"{rule.text!r} is no pattern: {error}", "or give it as --literal") from error
    if pattern.search(""):
        raise RedactionRefused(f"{rule.text!r} matches where nothing stands", "name what is to be redacted")
    return pattern
