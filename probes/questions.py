"""What is asked: an entry of the question bank; a channel sees only the inquiry that is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One entry of the question bank."""

    id: str
    topic: str  # "pre_sale" or "after_sale"
    language: str  # "zh" or "en"
    subject: str  # used where a channel has a subject line
    paraphrases: Sequence[str]
    criterion: Sequence[Sequence[str]]  # an answer contains one term (a regular expression) of every group
