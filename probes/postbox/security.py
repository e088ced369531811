"""How a mail connection is protected; in the clear it may only stay on this machine."""

from __future__ import annotations

import ssl
from ipaddress import ip_address

SECURITIES = ("tls", "starttls", "none")


def problem(host: str, security: str) -> str:
    """Why this host must not be spoken to that way; empty if it may."""
    if security not in SECURITIES:
        return f"unknown mail security {security!r}: tls, starttls or none"
    if security == "none" and not _is_here(host):
        return f"{host} would be spoken to in the clear; passwords and replies may be read on the way"
    return ""


def context(security: str) -> ssl.SSLContext | None:
    """A verifying TLS context, None for connections in the clear."""
    return None if security == "none" else ssl.create_default_context()


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
