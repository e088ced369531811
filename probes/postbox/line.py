"""What a connection to a mail server of ours was made to: its address, the resolver's answer, the certificates shown.

There is no time in it, so that it lies on disk once for as long as nothing of it changes.
"""

from __future__ import annotations

import hashlib
import json
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from probes import certificates
from probes.interface import MailAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One connection. ``service``: smtp | imap; ``peer``: the address that answered; ``resolver``: all of the host's,
    or why there are none; ``tls``: as ``certificates.shown`` tells, empty in the clear."""

    service: str
    host: str
    port: int
    security: str
    peer: str
    resolver: Sequence[str]
    tls: dict[str, Any] = field(default_factory=dict)

    def name(self) -> str:
        """Tells it from another: the beginning of the SHA-256 of its record."""
        return hashlib.sha256(self.record()).hexdigest()[:16]

    def record(self) -> bytes:
        """As JSON."""
        told = {
            "service": self.service,
            "host": self.host,
            "port": self.port,
            "security": self.security,
            "peer": self.peer,
            "resolver": list(self.resolver),
            "tls": self.tls,
        }
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


def to_submit(account: MailAccount, peer: object, tls: ssl.SSLObject | None, resolver: Sequence[str]) -> Line:
    """The connection to an account's submission server."""
    return Line(
        service="smtp", host=account.smtp_host, port=account.smtp_port, security=account.smtp_security,
        peer=_address(peer), resolver=resolver, tls=_shown(tls),
    )  # fmt: skip


def to_read(account: MailAccount, connection: socket.socket) -> Line:
    """The connection to an account's mailbox. Blocks while the resolver is asked."""
    return Line(
        service="imap", host=account.imap_host, port=account.imap_port, security=account.imap_security,
        peer=_address(connection.getpeername()), resolver=_resolved(account.imap_host),
        tls=_shown(connection if isinstance(connection, ssl.SSLSocket) else None),
    )  # fmt: skip


def _shown(tls: ssl.SSLObject | ssl.SSLSocket | None) -> dict[str, Any]:
    """Both servers' certificates were verified, or there would be no connection (``security.context``)."""
    if tls is None:
        return {}
    try:
        return {"verified": True, **certificates.shown(tls)}
    except (OSError, ValueError, AttributeError, TypeError) as failure:  # no mail is lost for want of its evidence
        return {"verified": True, "failure": str(failure)}


def _address(peer: object) -> str:
    return str(peer[0]) if isinstance(peer, tuple) and peer else ""


def _resolved(host: str) -> Sequence[str]:
    try:
        return sorted({str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})
    except OSError as failure:
        return [f"not resolved: {failure}"]
