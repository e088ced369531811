"""Who produced a message, by its declared marks alone."""

from __future__ import annotations

from collections.abc import Mapping

from reports.labels.book import mark_rules

_MAIL_ONLY = ("mail", "form", "")


def declared(marks: Mapping[str, str], channel: str) -> tuple[str, str]:
    """(mechanism, rule id) by the first rule that fits; ``("unknown", "")`` if the message declares nothing.

    The subject list is asked of mail alone: in a chat nobody writes subjects.
    """
    for rule in mark_rules():
        if rule.mark == "subject" and channel not in _MAIL_ONLY:
            continue
        if rule.fits(marks):
            return rule.mechanism, rule.id
    return "unknown", ""
