"""DKIM of a raw mail: what each signature is worth, with the key as it was fetched; no network, keys are handed in."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from probes.signatures import attest

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
MAIL = "From: 客服 <help@shop.test>\r\nTo: a@probe.test\r\nSubject: Re: refund\r\n\r\n三天内退款。\r\n".encode()
NAME = "k1._domainkey.shop.test"


@cache
def key() -> tuple[bytes, bytes]:
    """(private PEM, DNS record)."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = made.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )  # fmt: skip
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


@cache
def signed() -> bytes:
    return dkim.sign(MAIL, b"k1", b"shop.test", key()[0], include_headers=[b"from", b"to", b"subject"]) + MAIL


def told(raw: bytes, record: bytes | OSError | None = None) -> dict[str, Any]:
    def fetch(name: str) -> bytes | None:
        if isinstance(record, OSError):
            raise record
        return record

    result: dict[str, Any] = json.loads(attest(raw, "a" * 64, fetch, lambda: NOW))
    return result


def test_signature_that_holds() -> None:
    """Pass, with domain, selector and the record as fetched."""
    found = told(signed(), key()[1])
    [one] = found["signatures"]
    assert (found["result"], found["mail"]) == ("pass", "a" * 64)
    assert (one["domain"], one["selector"]) == ("shop.test", "k1")
    assert one["keys"] == [{"name": NAME, "record": key()[1].decode(), "fetched_at": NOW.isoformat()}]


@pytest.mark.parametrize(
    ("raw", "record", "result"),
    [
        (MAIL, None, "none"),
        (signed().replace("三天".encode(), "两天".encode()), key()[1], "fail"),
        (signed(), None, "permerror"),
        (signed(), b"v=DKIM1; p=", "permerror"),
        (signed(), b"nonsense", "permerror"),
        (signed(), OSError("no resolver"), "temperror"),
    ],
)
def test_signature_that_does_not(raw: bytes, record: bytes | OSError | None, result: str) -> None:
    """Changed words fail; no key or a broken one is permanent; a resolver that does not answer may answer later."""
    assert told(raw, record)["result"] == result


def test_second_signature_holds() -> None:
    """One that holds is enough, whatever else is there."""
    other = dkim.sign(MAIL, b"k2", b"other.test", key()[0], include_headers=[b"from"])

    def fetch(name: str) -> bytes | None:
        return key()[1] if name == NAME else None

    found = json.loads(attest(other + signed(), "", fetch, lambda: NOW))
    assert found["result"] == "pass"
    assert [one["result"] for one in found["signatures"]] == ["permerror", "pass"]


def test_many_signatures() -> None:
    """No more than five are looked at, however many a mail bears."""
    many = b"DKIM-Signature: v=1; a=rsa-sha256; d=x.test; s=s; h=from; bh=x; b=x\r\n" * 200 + MAIL
    assert len(told(many, key()[1])["signatures"]) == 5


@given(st.binary(max_size=300))
def test_hostile_mail(junk: bytes) -> None:
    """Any bytes give a result; none is a crash."""
    assert told(b"DKIM-Signature: " + junk + b"\r\n" + MAIL, key()[1])["result"] != "pass"
    assert told(junk)["result"] in ("none", "permerror", "fail", "temperror")
