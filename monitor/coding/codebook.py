"""The code book as data: each label's id, key, Chinese name and definition in both languages."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One label."""

    id: str
    key: str
    name: str
    zh: str
    en: str

    @property
    def choice(self) -> str:
        """As a drop-down shows it."""
        return f"{self.id} {self.name}"


def functions() -> Sequence[Entry]:
    return [Entry(**entry) for entry in _book()["function"]]


def mechanisms() -> Sequence[Entry]:
    return [Entry(**entry) for entry in _book()["mechanism"]]


def intro(language: str) -> str:
    return str(_book()["intro"][language])


def meant(text: str, entries: Sequence[Entry]) -> str | None:
    """The id that a coder's cell names by id, Chinese name or both; None if none."""
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    return next((e.id for e in entries if plain in (e.id, e.name, e.choice, e.id.replace("_", " "))), None)


def markdown() -> str:
    """The code book to print."""
    lines = ["# 编码手册 · Code book", "", intro("zh"), "", intro("en"), ""]
    for title, entries in (("function 作用", functions()), ("mechanism 来源", mechanisms())):
        lines += [f"## {title}", "", "| | 中文 | English |", "|---|---|---|"]
        lines += [f"| `{e.id}` {e.name} | {e.zh} | {e.en} |" for e in entries]
        lines.append("")
    return "\n".join(lines)


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("codebook.toml").read_text(encoding="utf-8"))
