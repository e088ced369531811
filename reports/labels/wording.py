"""Cuts a message down to the platform's own words: no quoted text, no signature, nothing of ours."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from mailparser_reply.parser import EmailMessage

from reports.labels.characters import simplified

LONGEST = 8_000  # characters looked at: whoever answers in a novel is judged by its beginning
LONGEST_CLAUSE = 400  # nobody says more between two marks of punctuation
LONGEST_LINE = 600  # a longer line is no attribution line; keeps the header patterns from running long

# Control and format characters (categories Cc and Cf) but newline and tab; as ranges, which are ten times as fast
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890-\\u0891\\u08e2\\u180e\\u200b-\\u200f"
    "\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff\\ufff9-\\ufffb\\U000110bd\\U000110cd\\U00013430-\\U0001343f"
    "\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0001\\U000e0020-\\U000e007f]"
)
# One of these stands in everything that the header patterns can find
_HEADER_HINTS: tuple[str, ...] = (
    "写道",
    "wrote",
    "original message",
    "发件人:",
    "发送时间:",
    "收件人:",
    "主题:",
    "抄送:",
    "组织:",
)
_HEADER_HINTS += ("from:", "sent:", "to:", "subject:", "date:", "cc:", "organization:")

# First letters of what the header patterns can find; everywhere else they need not be tried
_HEADER_LINE = re.compile(r"(?:\A|\n)(?=[>* ]*[\dofstdc发收主抄组\n-])", re.IGNORECASE)

_BLANKS = re.compile(r"[^\S\n](?:[^\S\n]+|(?<! ))")  # not the single space, which is one already
_BLANK_LINES = re.compile(r"\n ?(?:\n ?){2,}")
_DIGITS = re.compile(r"(\d\d{39})\d+")  # no number is that long
_RUNS = re.compile(r"([^-_=*\w])\1{4,}|([^\W\d])\2{8,}")
_FIVE = re.compile(r"(.)\1\1\1\1", re.DOTALL)  # no shorter run is shortened, and few texts have one
_QUOTED = re.compile(r"^ ?[>|＞].*$", re.MULTILINE)
_ATTRIBUTION = re.compile(
    r"^[^\n]{0,120}(写道|wrote) ?: ?$"
    r"|^ ?[-_]{2,} ?(原始邮件|原邮件|转发邮件|original message|forwarded message)\b.*$"
    r"|^ ?[-_=*]{20,} ?$",
    re.MULTILINE | re.IGNORECASE,
)
_SUBJECT_MARK = re.compile(r"^(\W{0,8}(re|aw|fwd?|回复|答复|转发) ?[:：] ?){1,5}", re.IGNORECASE)
_LINK = re.compile(  # without the mark that ends the sentence after it
    r"(https?://|\bwww\.)[^\s\u3000-\u9fff<>\"']*[^\s\u3000-\u9fff<>\"'?!]", re.IGNORECASE
)
_LINK_TOLD = "https://…"  # what an address is called says nothing of what was answered, and it ends a clause
_BEFORE_LINK = re.compile(r"(?<=[A-Za-z])\s?[;,]\s?(?=https://…)")  # "visit; https://…" is one clause
_EMOTES = re.compile(r"#E-\w+(\[[^\]\n]{1,6}\])?|/:[A-Za-z-]{2,8}|\[[\u4e00-\u9fff]{1,3}\]")  # as chats write smileys
_TICKET = re.compile(r"\[[^\]\n]{0,40}#\s?\d+\]|#\d+")  # a ticket's number is no fact about anything
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_CLOSING = re.compile(
    r"^ ?(((best|kind|warm|with) )?(wishes|regards)|sincerely( yours)?|yours \w+|cheers|此致( ?敬礼)?|祝好|顺祝商祺)"
    r" ?[,!.。]? ?$",
    re.MULTILINE | re.IGNORECASE,
)
_INITIALS = re.compile(
    r"(?<=[.!?)\s/])\s?[\^*~/–-]{1,2}\s?[A-Z][A-Za-z]{0,14}(\s[A-Z][a-z]{0,14})?\s*\(?(\d/\d)?\)?"
    r"\s*$|(?<=[a-z])-[A-Z]{2,3}\s*$|^\s?\(?\d/\d\)?\s|\s\(?\d/\d\)?\s*$"
)  # who typed it ("^RR", "- Dani"), and "1/2": agents on social media sign like this
_INITIALS_HINTS = "^*~/–-"
_MENTIONED = re.compile(r"^(\s*\.?@\w{1,30}[:,]?\s)+\s*(\(?\d/\d\)?\s)?")  # whom a public reply is addressed to
_SPLIT = re.compile(
    r"(?<=[。!;\n,~…])(?<!…(?=\s?[?]))|(?<=[?])(?![A-Za-z0-9=&/])|(?<=[.])(?=\s)|(?<=[.])(?=[\u4e00-\u9fff])"
    r"|(?<!nothing)\s(?=(?:"
    r"(?:and|&) (?:we|you|it|they|i|our|the|please|yes|no|let (?:us|me) know|some(?:one|body)|one of)|"
    r"and an? (?:\w+ )?(?:specialist|agent|member|colleague|representative|advisor)|but|so (?:we|you|please))\b)"
    r"|(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])|(?=[•·✓])|\s[-–—]+\s|(?<=\s[:;]\))\s",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"^\W*((亲|您好|你好)\W*)?(如果?|若|假如|要是|倘若|当|(关于|对于|至于|针对)(?![^，,]*(请|麻烦)您?.*[，,]$)|就)[^。！？!?；;]*[，,]$"
    r"|^[^。！？!?；;]*(的话|时候?)[，,]$"
    r"|^\W*(?!.*\b(please|kindly) (dm|message|send|call|contact) )"
    r"(if|when(ever)?|regarding|about|in case|in the (event|case)|should|as for|concerning|with regard to"
    r"|(to|for)(?!.*\b(please|kindly|send us|dm us)\b)|since|as|based on"
    r"|according to|in order to|due to|because( of)?)\b.*,$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands between two marks of punctuation, closing mark included."""

    text: str
    subordinate: bool  # "if the code does not work," shares the fate of what follows


def plain(text: str) -> str:
    """``text`` in one spelling: NFKC, no control or zero-width characters, straight apostrophes, cut at ``LONGEST``.

    Runs of blanks and of one letter are shortened: replies are hostile input, and patterns must not run long on them.
    """
    cut = html.unescape(text[:LONGEST]) if "&" in text else text[:LONGEST]
    folded = unicodedata.normalize("NFKC", cut).replace("\r\n", "\n").replace("\r", "\n").replace("’", "'")
    seen = folded if folded.replace("\n", "").isprintable() else _UNSEEN.sub("", folded)
    seen = _DIGITS.sub(r"\1", _BLANKS.sub(" ", seen))
    kept = _BLANK_LINES.sub("\n\n", seen)
    return _RUNS.sub(lambda run: run[0][:4], kept) if _FIVE.search(kept) else kept


def reply(text: str, ours: Sequence[str] = ()) -> str:
    """The platform's own words: ``text`` without quotations, signature, and anything of ``ours`` it repeats."""
    kept = _SUBJECT_MARK.sub("", _TICKET.sub("", without_signature(_without_quotes(plain(text)))))
    linked = "://" in kept or "www." in kept.lower()
    kept = _EMOTES.sub("~", _BEFORE_LINK.sub(": ", _LINK.sub(_LINK_TOLD, kept)) if linked else kept)
    kept = _INITIALS.sub("", kept) if any(sign in kept for sign in _INITIALS_HINTS) else kept
    for own in ours:
        pattern = _repeated(own)
        kept = pattern.sub(" ", kept) if pattern else kept
    return _unwrapped(kept).strip()


def unquoted(text: str, ours: Sequence[str] = ()) -> str:
    """``text`` in its own letters, without quotations and anything of ``ours`` it repeats; whole if nothing is left."""
    kept = _without_quotes(text)
    for own in (own for own in ours if _weighty(_squashed(own))):
        kept = re.sub(r"[\s>|]*".join(map(re.escape, "".join(own.split()))), " ", kept, flags=re.IGNORECASE)
    return kept.strip() or text


def clauses(text: str, ours: Sequence[str] = ()) -> Iterator[Clause]:
    """The clauses of ``text`` in order, without those that only repeat the beginning of a clause of ``ours``."""
    starts = tuple(start for own in ours for start in _own_starts(own))
    for part in _pieces(_MENTIONED.sub("", text)):
        if not part.strip():
            continue
        squashed = _squashed(part)
        if _weighty(squashed) and any(start.startswith(squashed) for start in starts):
            continue
        yield Clause(part, bool(_SUBORDINATE.search(simplified(part.strip()))))


def _pieces(text: str) -> Iterator[str]:
    for part in _SPLIT.split(text):
        yield from (part[start : start + LONGEST_CLAUSE] for start in range(0, len(part or ""), LONGEST_CLAUSE))


def says_something(parts: Iterable[str]) -> bool:
    """True when these words together are more than a name or an exclamation."""
    return letters(parts) >= 14


def letters(parts: Iterable[str]) -> int:
    """How many letters and digits these words have; a Chinese character counts for three."""
    squashed = _squashed("".join(parts))
    return len(squashed) + sum(2 for letter in squashed if letter > "\u2e80")


def _without_quotes(text: str) -> str:
    if "\n" not in text:
        return text
    cuts = [found.start() for found in (_ATTRIBUTION.search(text), _header(text)) if found]
    if not cuts:
        return _QUOTED.sub("", text)
    above, below = text[: min(cuts)], text[min(cuts) :]
    above = _QUOTED.sub("", above)
    if above.strip():
        return above
    return _QUOTED.sub("", _ATTRIBUTION.sub("", below))  # answered below the quotation


@cache
def _header_pattern() -> re.Pattern[str]:
    pattern: re.Pattern[str] = EmailMessage(text="", languages=["zh", "en"]).HEADER_REGEX
    return pattern


def _header(text: str) -> re.Match[str] | None:
    lowered = text.lower()
    if not any(hint in lowered for hint in _HEADER_HINTS) or max(map(len, text.split("\n"))) > LONGEST_LINE:
        return None
    return next(filter(None, map(partial(_header_pattern().match, text), _header_starts(text))), None)


def _header_starts(text: str) -> Iterator[int]:
    """Where a header may begin: at a line with such a first letter, or at the end of the line before."""
    for found in _HEADER_LINE.finditer(text):
        yield found.start()
        if text[found.start()] == "\n":
            yield found.start() + 1


def without_signature(text: str) -> str:
    """``text`` up to a signature of few short lines; a text that is nothing but that stays as it is."""
    for pattern in (_SIGNATURE, _CLOSING):
        found = pattern.search(text)
        if found and text[: found.start()].strip() and _short_lines(text[found.end() :]):
            text = text[: found.start()]
    return text


def _short_lines(rest: str) -> bool:
    lines = [line for line in rest.split("\n") if line.strip()]
    return len(lines) <= 8 and all(len(line) <= 80 for line in lines)


def _unwrapped(text: str) -> str:
    """Lines that a mail program broke, joined again."""
    if "\n" not in text:
        return text
    return re.sub(r"(?<=[A-Za-z0-9,])[ \t]*\n[ \t]*(?=[a-z(])", " ", text)


@lru_cache(maxsize=4096)
def _repeated(own: str) -> re.Pattern[str] | None:
    letters = [letter for letter in plain(own) if not letter.isspace()]
    if not _weighty(_squashed(own)):
        return None
    return re.compile(r"[\s>|]*".join(map(re.escape, letters)), re.IGNORECASE)


@lru_cache(maxsize=4096)
def _own_starts(own: str) -> tuple[str, ...]:
    parts = [_squashed(part) for part in _SPLIT.split(plain(own)) if part and part.strip()]
    return tuple("".join(parts[index:]) for index in range(len(parts)))


def _squashed(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _weighty(squashed: str) -> bool:
    """Long enough to be a quotation rather than the same words by chance."""
    return len(squashed) + sum(2 for letter in squashed if letter > "\u2e80") >= 14
