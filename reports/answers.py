"""What a platform answered to its figures, and what was found wrong afterwards: printed as they are, never edited."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A platform's answer to the figures it was sent before publication, verbatim; ``text`` is its words, not ours.

    ``received`` is the day on which it came, in the study's zone.
    """

    platform: str
    received: datetime.date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One correction of an edition. ``platform`` is empty where it concerns all; ``by``: who answers for it.
    ``zh`` and ``en`` say the same: what was wrong and what is right; ``others`` in the report's further languages.
    """

    date: datetime.date
    zh: str
    en: str
    platform: str = ""
    by: str = ""
    others: Mapping[str, str] = field(default_factory=dict)

    def what(self, language: str) -> str:
        """What was wrong and what is right, in the words of a language; in English if nobody gave it in that one."""
        return {**self.others, "zh": self.zh, "en": self.en}.get(language, self.en)
