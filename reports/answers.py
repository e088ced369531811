"""What a platform answered to its figures, and what was found wrong afterwards: printed as they are, never edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A platform's answer to the figures it was sent before publication, verbatim; ``text`` is its words, not ours.

    ``received`` is the day on which it came, in the study's zone.
    """

    platform: str
    received: Day
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One correction of an edition. ``platform`` is empty where it concerns all; ``by``: who answers for it.
    ``zh`` and ``en`` say the same: what was wrong and what is right.
    """

    date: Day
    zh: str
    en: str
    platform: str = ""
    by: str = ""

    def what(self, language: str) -> str:
        """What was wrong and what is right, in the words of ``zh`` or ``en``."""
        return self.zh if language == "zh" else self.en
