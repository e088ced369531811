"""Masks what identifies people in the working copy: agents' names, addresses, numbers (G9, G10).

Originals stay in sealed evidence. What is masked is replaced by a word in brackets, so that a reader sees that
something stood there, and two sendings of one template stay the same text. The rules are data: ``masking.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files


def mask(text: str, *, names: Sequence[str] = ()) -> str:
    """``text`` without e-mail addresses, phone numbers, order and id numbers, chat handles, and agents' names.

    ``names``: what the channel declared as its agents' names (a chat's "joined" line, a mail's display name).
    """
    for name in sorted({name.strip() for name in names}, key=lambda name: (-len(name), name)):
        text = _declared(name).sub("[name]", text) if len(name) > 1 else text
    for pattern, masked in _rules():
        text = pattern.sub(masked, text)
    return text


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    book = tomllib.loads(files(__package__).joinpath("masking.toml").read_text(encoding="utf-8"))
    return tuple(
        (re.compile(f"({entry.get('before', '')})(?:{entry['is']})"), rf"\g<1>[{entry['word']}]")
        for entry in book["rule"]
    )


def _declared(name: str) -> re.Pattern[str]:
    """A declared name where it stands as a word; Chinese names have no spaces around them."""
    letters = re.escape(name)
    return re.compile(letters if name[0] > "\u2e80" else rf"(?<!\w){letters}(?!\w)", re.IGNORECASE)
