"""Reads the pages of an edition: every number on them with whatever the page says of where it comes from."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

NUMBER = re.compile(r"[+\u2212<>]?\d+(?:[.:]\d+)*%?")
VOID = {"meta", "img", "source", "path", "use", "link", "br", "input"}
_IDENTIFIED = (
    *("table", "channel", "platform", "key", "fact", "inquiry", "pairs", "unranked", "reasons", "count", "canned"),
    *("axis", "kind"),
)


def numbers(text: str) -> Counter[str]:
    """Every number of a text, with its sign and per cent; a number that belongs to a word (``p2``) too."""
    return Counter(NUMBER.findall(text))


@dataclass
class Piece:
    """One run of text between two tags, with the tags it stands in and the ``data-*`` of all of them."""

    text: str
    tags: tuple[str, ...]
    about: dict[str, str]
    owner: int  # the element that says what it is: a keyed element, a table's cell, else its own parent
    column: int = -1


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    number: int


@dataclass
class Pages(HTMLParser):
    """One page cut into pieces; ``labels`` are texts of attributes that are read out."""

    path: Path
    pieces: list[Piece] = field(default_factory=list)
    labels: list[Piece] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[_Open] = []
        self._count, self._column = 0, -1
        self.feed(self.path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._count += 1
        if tag == "tr":
            self._column = -1
        if tag in ("td", "th"):
            self._column += 1
        if tag not in VOID:
            self._open.append(_Open(tag, attributes, self._count))
        for name in ("alt", "aria-label"):
            if name in attributes:
                self.labels.append(self._piece(attributes[name]))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and not {"style", "script"} & {one.tag for one in self._open}:
            self.pieces.append(self._piece(data))

    def _piece(self, text: str) -> Piece:
        about: dict[str, str] = {"language": self._language()}
        owner = self._open[-1].number if self._open else 0
        for one in self._open:
            told = {name: one.attributes[f"data-{name}"] for name in _IDENTIFIED if f"data-{name}" in one.attributes}
            about |= told
            if {"key", "fact", "count", "unranked"} & set(told) or one.tag in ("td", "th"):
                owner = one.number
        tags = tuple(one.tag for one in self._open)
        return Piece(text, tags, about, owner, self._column if {"td", "th"} & set(tags) else -1)

    def _language(self) -> str:
        return next((one.attributes["id"] for one in self._open if one.tag == "article"), "")

    def owned(self) -> list[Piece]:
        """Pieces of one owner put together, so that a sentence is one text."""
        found: dict[int, Piece] = {}
        for piece in self.pieces:
            if piece.owner in found:
                found[piece.owner].text += " " + piece.text
            else:
                found[piece.owner] = Piece(piece.text, piece.tags, piece.about, piece.owner, piece.column)
        return list(found.values())
