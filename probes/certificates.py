"""Tells the certificates that a server shows: of a connection that stands, or by a handshake of its own.

The browser does not give them out.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Any


async def shown_by(host: str, port: int, address: str) -> dict[str, Any]:
    """What ``shown`` tells, and whether it was ``verified`` by this machine's roots.

    ``address`` is where the server named ``host`` is dialled. Nothing is sent but the handshake. Raises ``OSError``
    where there is no such server.
    """
    place = (host, port, address)
    try:
        return {"verified": True, **await _handshake(place, ssl.create_default_context())}
    except ssl.SSLCertVerificationError as failure:
        anyone = ssl.create_default_context()
        anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
        return {"verified": False, "why": failure.verify_message, **await _handshake(place, anyone)}


async def _handshake(place: tuple[str, int, str], context: ssl.SSLContext) -> dict[str, Any]:
    host, port, address = place
    _, writer = await asyncio.open_connection(address, port, ssl=context, server_hostname=host)
    try:
        return shown(writer.get_extra_info("ssl_object"))
    finally:
        writer.close()
        with suppress(OSError, TimeoutError):
            await asyncio.wait_for(writer.wait_closed(), 2)


def shown(tls: ssl.SSLObject | ssl.SSLSocket) -> dict[str, Any]:
    """``chain`` (DER in base64, the server's own first), what it is (``chain_is``), and the ``protocol``."""
    chain = _sent(tls)
    own = tls.getpeercert(binary_form=True)
    whole, kept = ("as the server sent it", chain) if chain else ("the server's own alone", [own] if own else [])
    return {"chain": [base64.b64encode(one).decode() for one in kept], "chain_is": whole, "protocol": tls.version()}


def _sent(tls: ssl.SSLObject | ssl.SSLSocket) -> Sequence[bytes]:
    """All that the server sent; there is no public method before Python 3.13, and none at all in some."""
    for source in (tls, getattr(tls, "_sslobj", None)):
        if (ask := getattr(source, "get_unverified_chain", None)) is not None:
            return [one if isinstance(one, bytes) else ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in ask()]
    return []
