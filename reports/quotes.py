"""Canned replies as quoted matter: grouped, counted, and made harmless to show; replies are hostile input."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from reports.dataset import LabelRow, MessageRow, Trial
from reports.edition import Edition

LONGEST = 420  # characters of a quotation
LONGEST_STACK = 2  # combining marks on one letter
_HARMLESS = {"\n", "\u200d", "\ufe0f"}  # line break; what joins and colours emoji


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One canned text of a platform: its most frequent wording and how far it was spread."""

    platform: str
    channels: tuple[str, ...]
    text: str
    length: int  # characters of the original
    messages: int
    nights: int
    questions: int
    variants: int
    functions: tuple[str, ...]
    language: str

    @property
    def shortened(self) -> bool:
        return self.length > LONGEST


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
    trials = {trial.inquiry_id: trial for trial in edition.trials}
    texts = {(m.inquiry_id, m.ordinal): m for m in edition.messages}
    groups: dict[tuple[str, str], list[LabelRow]] = defaultdict(list)
    for label in _newest(edition.labels):
        if label.canned_group and label.inquiry_id in trials and (label.inquiry_id, label.ordinal) in texts:
            groups[trials[label.inquiry_id].platform, label.canned_group].append(label)
    quotes = [_quote(labels, trials, texts) for _, labels in sorted(groups.items())]
    return sorted(quotes, key=lambda q: (-q.messages, q.platform, q.text))


def _newest(labels: Iterable[LabelRow]) -> Iterable[LabelRow]:
    """One label a message: that of the latest rules version, since older ones are kept."""
    latest: dict[tuple[str, int], LabelRow] = {}
    for label in labels:
        key = label.inquiry_id, label.ordinal
        if key not in latest or label.rules_version >= latest[key].rules_version:
            latest[key] = label
    return latest.values()


def _quote(labels: list[LabelRow], trials: dict[str, Trial], texts: dict[tuple[str, int], MessageRow]) -> Quote:
    rows = [trials[label.inquiry_id] for label in labels]
    said = Counter(texts[label.inquiry_id, label.ordinal].text for label in labels)
    text = min(said, key=lambda wording: (-said[wording], wording))
    return Quote(
        platform=rows[0].platform,
        channels=tuple(sorted({row.channel for row in rows})),
        text=visible(shortened(text)),
        length=len(text),
        messages=len(labels),
        nights=len({row.night for row in rows}),
        questions=len({row.question for row in rows}),
        variants=len(said),
        functions=tuple(sorted({label.function for label in labels})),
        language="zh-Hans" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en",
    )
