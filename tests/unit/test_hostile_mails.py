"""Mails made to break or to busy their reader: any of them becomes facts in bounded time, whatever it claims."""

from __future__ import annotations

import base64

import pytest

from probes import mailfacts, mailtext

pytestmark = pytest.mark.timeout(60)  # unbounded, several of these take minutes

HEAD = b"From: shop@support.test\r\nTo: probe+inq1@probe.test\r\nSubject: Re: refunds\r\n"
PLAIN = HEAD + b"Content-Type: text/plain; charset=%s\r\n%s\r\n"


def nested(depth: int) -> bytes:
    levels = (b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (i, i) for i in range(depth))
    return HEAD + b"".join(levels) + b"Content-Type: text/plain\r\n\r\nhello\r\n"


BOMBS = {
    "nested without end": nested(20_000),
    "ten thousand parts": HEAD
    + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    + b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 10_000,
    "enclosed in itself": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3000,
    "codec of the square": PLAIN % (b"punycode", b"Content-Transfer-Encoding: base64\r\n")
    + base64.encodebytes(b"a" * 300_000 + b"-" + b"9" * 300_000),
    "codec of the square, raw": PLAIN % (b"punycode", b"") + "é".encode() * 200_000 + b"-" + b"9" * 300_000,
    "codec of names": PLAIN % (b"idna", b"") + "é.".encode() * 200_000,
    "codec that is none": PLAIN % (b"no-such-codec", b"") + b"hello",
    "broken base64": PLAIN % (b"utf-8", b"Content-Transfer-Encoding: base64\r\n") + b"=A" * 400_000,
    "broken quoted-printable": PLAIN % (b"utf-8", b"Content-Transfer-Encoding: quoted-printable\r\n")
    + b"=\r\n" * 300_000,
    "header of a megabyte": HEAD + b"X-Big: " + b"a" * 1_000_000 + b"\r\n\r\nhello",
    "a hundred thousand headers": HEAD + b"X: y\r\n" * 150_000 + b"\r\nhello",
    "subject of encoded words": b"From: a@b.test\r\nSubject: " + b"=?utf-8?q?a?= " * 60_000 + b"\r\n\r\nhello",
    "subject of broken words": b"From: a@b.test\r\nSubject: " + b"=?utf-8?b?" * 90_000 + b"\r\n\r\nhello",
    "subject of signs": b"From: a@b.test\r\nSubject: =?utf-8?q?" + b"=" * 900_000 + b"?=\r\n\r\nhello",
    "sender of brackets": b"From: " + b"(" * 900_000 + b"\r\n\r\nhello",
    "sender of commas": b"From: " + b"a," * 400_000 + b"\r\n\r\nhello",
    "references without end": HEAD + b"References: " + b"<" * 900_000 + b"\r\n\r\nhello",
    "parameters without end": b"From: a@b.test\r\nContent-Type: text/plain; " + b"a*0=x;" * 100_000 + b"\r\n\r\nhello",
    "HTML of brackets": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<" * 900_000,
    "HTML of comments": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<!--" * 200_000,
    "HTML of attributes": HEAD + b'Content-Type: text/html\r\n\r\n<a ' + b'x="' * 300_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bomb(name: str) -> None:
    """Read to the end of what is read of any mail, and its text is bounded."""
    facts = mailfacts.read(BOMBS[name])
    assert len(facts.text) <= mailtext.LETTERS
    assert len(facts.subject) <= 500
    assert len(facts.references) <= 200


def test_huge_headers_hide_no_answer() -> None:
    """A text behind a large header is read all the same, as long as it begins in the first megabyte."""
    raw = HEAD + b"X-Big: " + b"a" * 500_000 + b"\r\n\r\nWe refund within 3 days."
    assert mailfacts.read(raw).text == "We refund within 3 days."


def test_charset_that_lies_about_a_forbidden_codec() -> None:
    """The words are read as UTF-8."""
    raw = PLAIN % (b"unicode_escape", b"Content-Transfer-Encoding: 8bit\r\n") + "三天内退款 \\u0041".encode()
    assert mailfacts.read(raw).text == "三天内退款 \\u0041"
