"""What a customer can do: the steps of the ladder, and on which day the provisions named there were looked up."""

from __future__ import annotations

from reports.wording import Wording
from reports.wording.amounts import day

CHECKED = "2026-11-26"
"""The day on which every provision of the page was last looked up; change it only after looking them up again."""

STEPS = ("keep", "channels", "payment", "market", "cyber", "court")
"""``customer.<step>_title``, ``customer.<step>`` and, where a provision is named, ``customer.<step>_law``."""


def ladder(words: Wording) -> list[tuple[str, bool]]:
    """(step, whether a provision is named)."""
    return [(step, words.knows(f"customer.{step}_law")) for step in STEPS]


def checked(words: Wording) -> str:
    return words("customer.intro", day=day(words, CHECKED))
