"""Whose network an address lies in, told from its text alone: nothing is resolved and nothing is contacted."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit

_OWN_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa", ".lan")
_PLACEHOLDERS = re.compile(r"(^|\.)(example|example\.(org|com|net)|invalid|test)$")
_MAILBOX = re.compile(r"^[^@\s<>,;]+@([^@\s<>,;]+)$")


def host_of(address: str) -> str:
    """The host of an http(s) URL or the domain of a mailbox, lower-case; empty if there is none."""
    mailbox = _MAILBOX.match(address) if "://" not in address else None
    if mailbox:
        return mailbox[1].strip("[]").removeprefix("IPv6:").lower().rstrip(".")
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_web_address(address: str) -> bool:
    """True for an http(s) URL with a host and without a user name or password in it."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def is_mailbox(address: str) -> bool:
    """True for one plain mailbox, ``name@domain``."""
    return _MAILBOX.match(address) is not None


def is_loopback(host: str) -> bool:
    """True if the host is this machine by its very name or number."""
    number = _number(host)
    return number.is_loopback if number else host == "localhost" or host.endswith(".localhost")


def is_own_network(host: str) -> bool:
    """True for loopback, private, link-local and other hosts that no stranger could reach (G16)."""
    number = _number(host)
    if number:
        return not number.is_global
    return "." not in host or host.endswith(_OWN_SUFFIXES)


def is_placeholder(host: str) -> bool:
    """True for the names that RFC 2606 sets aside for examples and tests."""
    return _PLACEHOLDERS.search(host) is not None


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The numeric address that a browser would go to, also for short and hexadecimal forms such as ``127.1``."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    if not re.fullmatch(r"[0-9a-fx.]+", host) or not host[:1].isdigit():
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None
