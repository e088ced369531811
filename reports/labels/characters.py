"""Reads traditional Chinese characters as the simplified ones in which the rules are written, one for one.

Only the characters that ``characters.toml`` names; another is left as it is. Lengths do not change, so that what is
found in the simplified text lies at the same place in the original.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

FILE = "characters.toml"


def simplified(text: str) -> str:
    """``text`` with each traditional character as the simplified one; as long as before."""
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    pairs = tomllib.loads(files(__package__).joinpath(FILE).read_text(encoding="utf-8"))["pairs"].split()
    return {ord(traditional): plain for traditional, plain in pairs}
