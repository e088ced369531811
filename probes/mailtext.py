"""Turns the bytes of a mail into words: headers, bodies and HTML, whatever the charset claims; never raises.

Mails are hostile input and often wrong about themselves: charsets lie (GB 2312 that is GB 18030), parts nest
without end, headers carry raw bytes. Everything here is bounded, and what cannot be decoded is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from html.parser import HTMLParser

PARSED = 1 << 20
"""Bytes of a mail that are read for words; what follows is evidence only."""

LETTERS = 20_000
"""Letters of text kept of one mail."""

HEADER = 8_000
"""Letters of one header that are decoded; decoding takes the square of its length in time."""

_DEPTH, _PARTS = 16, 200
_NO_CHARSETS = frozenset(("punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"))
"""Codecs of Python's that no mail is written in; some take the square of the length in time."""
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949", "us-ascii": "utf-8"}
_BREAKS = frozenset(
    ("address", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
     "pre", "table", "tr", "ul")
)  # fmt: skip
_UNSEEN = frozenset(("head", "script", "style", "template", "title"))


class _Bounded(policy.Compat32):
    """Headers cut before anything reads them: the standard library takes the square of their length in time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        kept, left = [], HEADER
        for line in sourcelines:
            kept.append(line[:left])
            left -= len(line)
            if left <= 0:
                break
        return super().header_source_parse(kept)


_POLICY = _Bounded()


def parse(raw: bytes) -> Message:
    """The MIME tree of the first ``PARSED`` bytes; of a mail nested too deep to parse, its headers alone."""
    cut = raw[:PARSED]
    if cut.startswith(b"From "):  # an mbox line, left there by some servers
        cut = cut.partition(b"\n")[2]
    try:
        return message_from_bytes(cut, policy=_POLICY)
    except (RecursionError, ValueError, LookupError, IndexError, AttributeError, TypeError):
        return BytesHeaderParser(policy=_POLICY).parsebytes(cut)


def parts(mail: Message, depth: int = 0) -> Iterator[Message]:
    """Every leaf part in order; an enclosed mail counts as one leaf and is not entered. Bounded in depth and number."""
    for number, part in enumerate(_leaves(mail, depth)):
        if number >= _PARTS:
            return
        yield part


def _leaves(mail: Message, depth: int) -> Iterator[Message]:
    if mail.get_content_maintype() == "multipart" and mail.is_multipart() and depth < _DEPTH:
        for part in nested(mail):
            yield from _leaves(part, depth + 1)
    else:
        yield mail


def nested(mail: Message) -> list[Message]:
    """What a mail or part encloses; empty for a leaf, whose content is not decoded by the codec that it claims."""
    return [part for part in mail.get_payload() if isinstance(part, Message)] if mail.is_multipart() else []


def decode(content: bytes, charset: str | None) -> str:
    """Bytes to letters: the charset they claim, then UTF-8, then GB 18030, then Latin-1."""
    claimed = (charset or "").strip().strip("\"'").lower()
    if claimed.replace("-", "_") in _NO_CHARSETS:
        claimed = "utf-8"
    for name in (_CHARSETS.get(claimed, claimed), "utf-8", "gb18030"):
        try:
            return content.decode(name)
        except UnicodeDecodeError as error:
            if error.start and error.start >= len(content) - 4:  # cut in the middle of the last letter
                return content[: error.start].decode(name, "replace")
        except (UnicodeError, LookupError, ValueError):
            continue
    return content.decode("latin-1")


def header(mail: Message, name: str) -> str:
    """A header's words, decoded and unfolded; empty when absent."""
    value = mail.get(name)
    return "" if value is None else words(str(value) if isinstance(value, str) else _raw(value))


def headers(mail: Message, *names: str) -> list[str]:
    """Every value of these headers, decoded."""
    return [words(v if isinstance(v, str) else _raw(v)) for name in names for v in mail.get_all(name, [])]


def _raw(value: object) -> str:
    """A header with bytes outside ASCII comes as ``Header``: its text holds them escaped or replaced."""
    chunks = getattr(value, "_chunks", ())
    return "".join(chunk for chunk, _ in chunks) or str(value)


def words(value: str) -> str:
    """Decode RFC 2047 words, and raw bytes that had no business there; fold white space. Cut at ``HEADER``."""
    value = value[:HEADER]
    try:
        pieces = decode_header(value)
    except Exception:  # malformed base64 and the like: the standard library raises several kinds
        pieces = [(value, None)]
    text = "".join(
        decode(piece, charset) if isinstance(piece, bytes) else _unescape(piece) for piece, charset in _joined(pieces)
    )
    return re.sub(r"\s+", " ", text).strip()


def _joined(pieces: list[tuple[bytes | str, str | None]]) -> list[tuple[bytes | str, str | None]]:
    """Neighbours of one charset become one: a letter may be cut in two between encoded words."""
    joined: list[tuple[bytes | str, str | None]] = []
    for piece, charset in pieces:
        if joined and isinstance(piece, bytes) and charset and joined[-1][1] == charset:
            before = joined.pop()[0]
            joined.append((before + piece if isinstance(before, bytes) else piece, charset))
        else:
            joined.append((piece, charset))
    return joined


def _unescape(text: str) -> str:
    escaped = any("\udc80" <= letter <= "\udcff" for letter in text)
    return decode(text.encode("utf-8", "surrogateescape"), None) if escaped else text


def body(mail: Message) -> str:
    """What a reader sees: the plain parts, or the HTML ones as text; attachments and enclosed mails left out."""
    plain: list[Message] = []
    rich: list[Message] = []
    for part in parts(mail):
        kind = part.get_content_type()
        broken = kind.startswith("multipart/")  # its boundary is not declared: what it holds is still to be read
        if (kind in ("text/plain", "text/html") or broken) and part.get_content_disposition() != "attachment":
            (rich if kind == "text/html" else plain).append(part)
    text = "\n".join(_text_of(part) for part in plain).strip()
    return (text or "\n".join(plain_text(_text_of(part)) for part in rich)).strip()[:LETTERS]


def _text_of(part: Message) -> str:
    return content_of(part).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def content_of(part: Message) -> str:
    """A leaf's content as letters, transfer encoding undone; an enclosed structure as its source."""
    try:
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            return part.as_string(policy=policy.compat32)[: LETTERS * 4]
        return decode(content, part.get_content_charset())
    except Exception:  # broken encodings and charsets: the standard library raises several kinds
        return ""


def plain_text(html: str) -> str:
    """HTML to text: line breaks at blocks, nothing of scripts, styles and comments."""
    reader = _Reader()
    try:
        reader.feed(_closed(html[: LETTERS * 5]))
        reader.close()
    except (AssertionError, ValueError):  # declarations that never end
        pass
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in "".join(reader.seen).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _closed(html: str) -> str:
    """HTML without what is begun and never ended: a parser looks for the end of each anew, as far as the text goes."""
    comment = html.find("<!--", html.rfind("-->") + 1)
    html = html if comment < 0 else html[:comment]
    last = html.rfind(">") + 1
    return html[:last] + html[last:].replace("<", " ")


def links(mail: Message) -> list[str]:
    """The web addresses behind the words of a mail's HTML parts, in order; nothing is opened."""
    reader = _Links()
    for part in parts(mail):
        if part.get_content_type() == "text/html":
            with suppress(AssertionError, ValueError):
                reader.feed(_closed(_text_of(part)[: LETTERS * 5]))
    return reader.found


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value.strip() for name, value in attrs if tag == "a" and name == "href" and value]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen = 0 if tag == "body" else self._unseen + (tag in _UNSEEN)
        if tag in _BREAKS:
            self.seen.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag in _BREAKS:
            self.seen.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.seen.append(re.sub(r"\s+", " ", data))
