"""A person's translation of a canned text, as it is published; opinions of people, each under its name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """One line of ``translations.csv``; field order is column order.

    ``original`` is the text as it was quoted when it was translated (``template`` of ``canned.csv``);
    ``translated_into`` the code of a language of the report; ``translator`` whoever answers for the words.
    """

    canned_group: str
    translated_into: str
    original: str
    translation: str
    translator: str
