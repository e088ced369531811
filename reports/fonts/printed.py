"""What is added to pages that a browser prints: our font where the machine has none for Chinese, every language."""

from __future__ import annotations

import base64
from functools import cache

from reports.fonts import FONT

_STOOD_IN_FOR = ("Noto Sans CJK SC", "Noto Serif CJK SC")
"""Families that the pages name; whoever has them gets them."""
_RANGE = "U+0-2017,U+201E-10FFFF"
"""All but the quotation marks: ours are as wide as a Chinese letter, which tears English words apart."""
_EVERY_LANGUAGE = "article:not(:first-of-type){display:block!important;break-before:page}"
"""A screen shows one at a time; a printed page has no switch."""


@cache
def print_style() -> str:
    """CSS that gives those families our font where they are missing, and prints all articles, each on a new sheet."""
    font = f"data:font/otf;base64,{base64.b64encode(FONT.read_bytes()).decode()}"
    faces = (
        f'@font-face{{font-family:"{name}";src:local("{name}"),url({font}) format("opentype");unicode-range:{_RANGE}}}'
        for name in _STOOD_IN_FOR
    )
    return "".join(faces) + _EVERY_LANGUAGE
