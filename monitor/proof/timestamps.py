"""The one door to RFC 3161: asks an authority for a time stamp on a hash, and verifies a stamp offline.

Nothing but a SHA-256 leaves this machine.
"""

from __future__ import annotations

import hashlib
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.error import URLError

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from monitor.errors import MonitorError

PATIENCE_SECONDS = 30
LONGEST_ANSWER = 1 << 18  # bytes; a stamp with its certificates has some 6 KB


class StampRefused(MonitorError):
    """An authority gave no stamp."""


class StampInvalid(MonitorError):
    """A stamp does not prove what it is to prove."""


Post = Callable[[str, bytes], bytes]
"""(address, query) → the authority's answer. Raises ``StampRefused``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who stamps: a name, an http(s) address, and the certificates (PEM) by which its stamps are verified."""

    name: str
    url: str
    certificates: bytes


def post(url: str, query: bytes) -> bytes:
    """Hand a query to an authority over HTTP (RFC 3161, 3.4). Raises ``StampRefused``."""
    request = urllib.request.Request(url, data=query, headers={"Content-Type": "application/timestamp-query"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            content: bytes = answer.read(LONGEST_ANSWER)
    except (URLError, OSError, ValueError) as failure:
        raise StampRefused(f"the authority was not reached: {failure}") from failure
    return content


def obtain(authority: Authority, content: bytes, post: Post = post) -> tuple[bytes, datetime]:
    """A stamp on ``content`` (only its SHA-256 is sent) and its time, already verified.

    Raises ``StampRefused``, also for an answer that does not verify by the authority's certificates.
    """
    request = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = post(authority.url, request.as_bytes())
    try:
        response = _response(answer)
        if response.tst_info.nonce != request.nonce:
            raise StampInvalid("it answers another query")
        return answer, verify(answer, content, authority.certificates)
    except StampInvalid as error:
        raise StampRefused(f"{authority.name} answered, but {error}") from error


def verify(token: bytes, content: bytes, certificates: bytes) -> datetime:
    """The time at which ``content`` was there at the latest, by a stamp and the certificates that one trusts (PEM).

    Raises ``StampInvalid``.
    """
    response = _response(token)
    if response.tst_info.message_imprint.message != hashlib.sha256(content).digest():
        raise StampInvalid("it is on something else")
    builder = VerifierBuilder()
    for certificate in trusted(certificates):
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(response, content)
    except (VerificationError, ValueError) as error:
        raise StampInvalid(f"it does not verify: {error}") from error
    return response.tst_info.gen_time


def trusted(pem: bytes) -> Sequence[x509.Certificate]:
    """The certificates of a PEM file, at least one. Raises ``StampInvalid``."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise StampInvalid(f"the certificates cannot be read: {error}") from error


def fingerprints(pem: bytes) -> Sequence[tuple[str, str]]:
    """(subject, SHA-256 of the certificate) of each certificate of a PEM file: what a reader compares."""
    return [
        (certificate.subject.rfc4514_string(), hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest())
        for certificate in trusted(pem)
    ]


def certificates_of(path: Path) -> bytes:
    """A PEM file that holds certificates. Raises ``StampInvalid``, ``OSError``."""
    pem = path.read_bytes()
    trusted(pem)
    return pem


def _response(token: bytes) -> TimeStampResponse:
    try:
        response = decode_timestamp_response(token)
        status = PKIStatus(response.status)
    except ValueError as error:
        raise StampInvalid("it is no time stamp") from error
    if status is not PKIStatus.GRANTED:
        raise StampInvalid(f"it was not granted ({status.name.lower()})")
    return response
