"""Canned replies as quoted matter: grouped, counted, and made harmless to show; replies are hostile input."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from reports.canned.spread import CannedText, canned_texts
from reports.edition import Edition

LONGEST = 420  # characters of a quotation
LONGEST_STACK = 2  # combining marks on one letter
_HARMLESS = {"\n", "\u200d", "\ufe0f"}  # line break; what joins and colours emoji


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One canned text of a platform, its template made harmless to show; ``spread`` says how far it went."""

    spread: CannedText
    channels: tuple[str, ...]
    text: str
    functions: tuple[str, ...]
    language: str

    @property
    def shortened(self) -> bool:
        return len(self.spread.template) > LONGEST


def visible(text: str) -> str:
    """``text`` with every control, bidi, invisible or unassigned character shown as ``〔U+202E〕``.

    Line breaks stay; lone surrogates and stacks of combining marks are shown as codes as well, so that nothing
    can reorder, hide or overprint the words around it. Markup is left alone: escaping is the template's work.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    stack = 0
    shown = []
    for letter in plain:
        category = unicodedata.category(letter)
        stack = stack + 1 if category in ("Mn", "Me") else 0
        hidden = category[0] == "C" or category in ("Zl", "Zp") or stack > LONGEST_STACK
        shown.append(f"〔U+{ord(letter):04X}〕" if hidden and letter not in _HARMLESS else letter)
    return "".join(shown)


def shortened(text: str, longest: int = LONGEST) -> str:
    """At most ``longest`` characters, cut before it is made visible so that no code is cut in two."""
    return text if len(text) <= longest else text[:longest].rstrip() + " …"


def canned_quotes(edition: Edition) -> list[Quote]:
    """Every canned group of the edition, most messages first; groups never span platforms."""
    return edition.once("quotes", lambda: [_quote(one) for one in spread(edition)])


def spread(edition: Edition) -> list[CannedText]:
    """The rows of ``canned.csv``."""
    told = (edition.trials, edition.messages, edition.labels, edition.study.questions)
    return edition.once("canned texts", lambda: canned_texts(*told))


def _quote(one: CannedText) -> Quote:
    return Quote(
        spread=one,
        channels=tuple(one.channels.split()),
        text=visible(shortened(one.template)),
        functions=tuple(one.functions.split()),
        language="zh-Hans" if any("\u4e00" <= letter <= "\u9fff" for letter in one.template) else "en",
    )
