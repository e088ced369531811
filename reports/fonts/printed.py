"""The shipped font for pages that a browser prints: it stands in where the machine has none for Chinese."""

from __future__ import annotations

import base64
from functools import cache

from reports.fonts import FONT

_STOOD_IN_FOR = ("Noto Sans CJK SC", "Noto Serif CJK SC")
"""Families that the pages name; whoever has them gets them."""


@cache
def print_style() -> str:
    """CSS that gives those families our font where they are missing."""
    font = f"data:font/otf;base64,{base64.b64encode(FONT.read_bytes()).decode()}"
    faces = (
        f'@font-face{{font-family:"{name}";src:local("{name}"),url({font}) format("opentype")}}'
        for name in _STOOD_IN_FOR
    )
    return "".join(faces)
