"""Fits a subject into what its field takes: so many letters, only letters and spaces; pure."""

from __future__ import annotations

import re

from probes.form.survey import Field

_WORD = re.compile(r"[^\s·・]+[\s·・]*")
_LEAST = 2  # letters of what is still a name


def subject(field: Field, words: str, nonce: str) -> str:
    """The subject with our sign if the field takes it, else as much of it as it takes."""
    whole = f"{words} [{nonce}]".lstrip()
    plain = re.sub(r"[^\w ]+", "", words)
    tried = (whole, f"{words} {nonce}".lstrip(), words, plain, re.sub(r"[\d_]+", "", plain).strip())
    value = next((text for text in tried if text and _taken(field, text)), whole)
    if not field.longest or len(value) <= field.longest:
        return value
    return _shortened(words, nonce, field.longest) if value == whole else value[: field.longest]


def name(field: Field, whole: str, address: str) -> str:
    """The name if the field takes it, else as many of its words as it takes, never a part of one: the first ones, the
    last one, at the worst what our mail account is called. The whole name where none fits."""
    parts = [match.group() for match in _WORD.finditer(whole)]
    fronts = ["".join(parts[:count]).rstrip(" ·・.-") for count in range(len(parts), 0, -1)]
    account = re.split(r"[@+]", address)[0]
    tried = [text for text in (whole, *fronts, *parts[-1:], account) if len(text) >= _LEAST]
    return next((text for text in tried if not field.longest or len(text) <= field.longest), whole)


def _taken(field: Field, text: str) -> bool:
    """True if the field's pattern takes the text, or cannot be read here."""
    if not field.pattern:
        return True
    try:
        return re.fullmatch(field.pattern, text) is not None
    except re.error:
        return True


def _shortened(words: str, nonce: str, longest: int) -> str:
    sign = f" [{nonce}]"
    room = longest - len(sign)
    return words[:room] + sign if room > 0 else words[:longest]
